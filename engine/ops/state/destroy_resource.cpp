// SPDX-License-Identifier: Apache-2.0
/// @file
/// DestroyResourceOp: takes a resource variable's value away; it may be given another.
///
/// Errors   NotFound when it has none, unless ignore_lookup_error.
/// Source   Op contract of TensorFlow "DestroyResourceOp".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Status destroyCpu(KernelContext& context) {
    Variable& variable = context.variable(0);
    if (!variable.initialized() && !context.attrs().getOr("ignore_lookup_error", true)) {
        return notFound(concat("Could not find resource: ", variable.name(), " has no value"));
    }
    variable.set(Tensor());
    return okStatus();
}

WEFT_OP("DestroyResourceOp")
    .summary("Takes the value of a resource variable away.")
    .category("state")
    .attr("ignore_lookup_error: bool = true")
    .input("resource: resource", "handle of the variable")
    .stateful()
    .variables(VariableAccess::Assign)
    .shape(noOutputs)
    .noGradient("it changes state")
    .cpuKernel(destroyCpu);

}  // namespace
}  // namespace weft
