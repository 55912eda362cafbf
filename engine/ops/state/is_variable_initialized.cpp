// SPDX-License-Identifier: Apache-2.0
/// @file
/// IsVariableInitialized: whether a variable has a value.
///
/// Source   Op contract of TensorFlow "IsVariableInitialized".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Status isInitialized(KernelContext& context) {
    context.outputValues<bool>(0)[0] = context.variable(0).initialized();
    return okStatus();
}

WEFT_OP("IsVariableInitialized")
    .summary("Whether a variable has been given a value.")
    .category("state")
    .attr("dtype: type")
    .input("ref: Ref(dtype)", "the variable")
    .output("is_initialized: bool", "a scalar")
    .allowsUninitializedInput()
    .shape(scalarShape)
    .noGradient("its output is no number")
    .cpuKernel(isInitialized);

}  // namespace
}  // namespace weft
