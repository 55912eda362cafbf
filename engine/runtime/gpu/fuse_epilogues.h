// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Products and convolutions of a card that are to add the bias behind them themselves, and convolutions the
/// Relu behind that: marked before shapes are known (Instruction::takesBias), as the sum of a product and a bias
/// may have other last bits so. Float only; a product stays alone where its bias begins a chain.
void chooseEpilogues(const PassContext& context, Plan& plan);

/// Makes one instruction of those that are marked and what follows them, in the place of the last. Where
/// the card's library has no way for the shapes, the run calls the nodes in turn.
int fuseEpilogues(const PassContext& context, Plan& plan);

}  // namespace weft
