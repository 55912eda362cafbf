// SPDX-License-Identifier: Apache-2.0
/// @file
/// IsVariableInitialized, VarIsInitializedOp: whether a variable has a value.
///
/// Source   Op contracts of TensorFlow "IsVariableInitialized", "VarIsInitializedOp".

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
    .variables(VariableAccess::Ask)
    .shape(scalarShape)
    .noGradient("its output is no number")
    .cpuKernel(isInitialized);

WEFT_OP("VarIsInitializedOp")
    .summary("Whether a resource variable has been given a value.")
    .category("state")
    .input("resource: resource", "handle of the variable")
    .output("is_initialized: bool", "a scalar")
    .stateful()
    .variables(VariableAccess::Ask)
    .shape(scalarShape)
    .noGradient("its output is no number")
    .cpuKernel(isInitialized);

}  // namespace
}  // namespace weft
