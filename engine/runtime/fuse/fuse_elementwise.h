// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/passes/pass_list.h"

namespace weft {

/// Joins instructions that compute elementwise functions of one shape, also with a row that all rows
/// share (a bias), into Kind::Fused ones, each in the place of its last member. Works on the finished
/// list of instructions, where every order that matters is a place: a chain ends before the first
/// instruction outside it that reads from it or writes a variable that it reads; nothing that writes
/// is taken. Values that are fetched or read elsewhere stay outputs. The result has the same bits.
/// @return how many instructions were taken into chains.
int fuseElementwise(const PassContext& context, Plan& plan);

}  // namespace weft
