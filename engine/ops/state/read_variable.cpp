// SPDX-License-Identifier: Apache-2.0
/// @file
/// ReadVariableOp: the value of a resource variable as it is when the op runs. It shares the
/// variable's memory; a write while anybody still holds the value goes to a copy, so what was read
/// never changes.
///
/// Shapes   that of the variable.
/// Errors   InvalidArgument "Trying to read variable with wrong dtype."; FailedPrecondition "Could
///          not find variable" before it has a value (executor).
/// Source   Op contract of TensorFlow "ReadVariableOp".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::vector<Expr>> readGradient(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0)};
}

WEFT_OP("ReadVariableOp")
    .summary("The value of a resource variable at the time it is read.")
    .category("state")
    .attr("dtype: type")
    .input("resource: resource", "handle of the variable")
    .output("value: dtype", "its value")
    .stateful()
    .variables(VariableAccess::Read)
    .shape(variableShape)
    .aliases(0)
    .gradient(readGradient)
    .cpuKernel(passThrough);

}  // namespace
}  // namespace weft
