// SPDX-License-Identifier: Apache-2.0
/// @file
/// NoOp: does nothing; as a target it groups the nodes it has control inputs from.
///
/// Source   Op contract of TensorFlow "NoOp".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

WEFT_OP("NoOp")
    .summary("Does nothing; groups operations by control inputs.")
    .category("control")
    .shape(noOutputs)
    .noGradient("it has no inputs")
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
