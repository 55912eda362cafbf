// SPDX-License-Identifier: Apache-2.0
/// @file
/// NoOp: does nothing; as a target it groups the nodes it has control inputs from. ControlTrigger:
/// the same, from the days of other control flow.
///
/// Source   Op contracts of TensorFlow "NoOp", "ControlTrigger".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

WEFT_OP("NoOp")
    .summary("Does nothing; groups operations by control inputs.")
    .category("control")
    .shape(noOutputs)
    .noGradient("it has no inputs")
    .cpuKernel(passThrough);

WEFT_OP("ControlTrigger")
    .summary("Does nothing; runs even where its control inputs did not.")
    .category("control")
    .shape(noOutputs)
    .noGradient("it has no inputs")
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
