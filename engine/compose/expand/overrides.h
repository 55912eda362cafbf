// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/compose/expand/order.h"
#include "engine/compose/expansion.h"

namespace weft {

/// Applies what the document says about derived nodes of this stage: device wishes, control inputs,
/// trainable or not. An override or knob whose node or source is gone is a finding.
void applyOverrides(const Document& document, const ExpandOrder& order, Stage stage,
                    Expansion& out);

}  // namespace weft
