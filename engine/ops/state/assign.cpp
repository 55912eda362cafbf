// SPDX-License-Identifier: Apache-2.0
/// @file
/// Assign, AssignVariableOp: give a variable a value, behind a reference or a resource handle.
///
/// Shapes   value must have the variable's shape. Assign: unless validate_shape is false; output as
///          value. AssignVariableOp: as far as the handle's shape is known before the run; at run
///          only with validate_shape, and if the variable has a value.
/// Errors   InvalidArgument "Assign requires shapes of both tensors to match. lhs shape= A rhs
///          shape= B", "Trying to assign to variable with tensor with wrong shape. Expected A got
///          B".
/// Source   Op contracts of TensorFlow "Assign", "AssignVariableOp".

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/kernel/op_builder.h"
#include "engine/tensor/device_memory.h"

namespace weft {
namespace {

Result<PartialShape> assignShape(const ShapeContext& context) {
    if (!WEFT_TRY(context.attr<bool>("validate_shape"))) { return context.input(1); }
    Result<PartialShape> merged = context.input(0).merge(context.input(1));
    if (!merged.ok()) {
        return invalidArgument(
            concat("Assign requires shapes of both tensors to match. lhs shape= ", context.input(0),
                   " rhs shape= ", context.input(1)));
    }
    return merged;
}

/// The value is copied into the variable's own buffer, which stays where it is as long as the shape
/// does: the input may be a constant, a feed, or another variable.
Status assignCpu(KernelContext& context) {
    Variable& variable = context.variable(0);
    const Tensor& value = context.input(1);
    const Tensor& old = variable.value();
    const bool fits =
        old.valid() && old.unique() && old.shape() == value.shape() && isPlain(value.dtype());
    if (!fits) {
        variable.set(WEFT_TRY(value.clone(context.device().allocator())));
        return okStatus();
    }
    Tensor* target = WEFT_TRY(variable.writable(context.device().allocator()));
    return copyElementBytes(value, *target);
}

/// To TensorFlow a variable of unknown shape is a scalar until it has a value, and one of which some
/// sizes are known cannot be made at all.
Status assignReferenceCpu(KernelContext& context) {
    const Variable& variable = context.variable(0);
    const PartialShape& declared = variable.shape();
    const Shape& shape = context.input(1).shape();
    if (declared.hasRank() && !declared.isFull()) {
        return invalidArgument(concat("the variable's shape is known in part: got ", declared,
                                      ", want all sizes, or an unknown shape"));
    }
    const bool fits = variable.initialized() || declared.isFull() || shape.rank() == 0 ||
                      !context.attrs().getOr("validate_shape", true);
    if (!fits) {
        return invalidArgument(concat(
            "Assign requires shapes of both tensors to match. lhs shape= [] rhs shape= ", shape,
            "; validate_shape=false is for variables of unknown shape"));
    }
    return assignCpu(context);
}

Result<std::vector<PartialShape>> assignVariableShape(const ShapeContext& context) {
    const bool isRun = context.inputType(0) != DType::Resource;
    const PartialShape variable = WEFT_TRY(variableShape(context));
    if (!isRun && !variable.compatibleWith(context.input(1))) {
        return invalidArgument(concat("Shapes of variable and value must be equal: got ", variable,
                                      " and ", context.input(1)));
    }
    return std::vector<PartialShape>();
}

Status assignVariableCpu(KernelContext& context) {
    const Tensor& old = context.variable(0).value();
    const Shape& shape = context.input(1).shape();
    if (context.attrs().getOr("validate_shape", false) && old.valid() && !(old.shape() == shape)) {
        return invalidArgument(
            concat("Trying to assign to variable with tensor with wrong shape. Expected ",
                   old.shape(), " got ", shape));
    }
    return assignCpu(context);
}

WEFT_OP("Assign")
    .summary("Gives a variable a value; yields the reference.")
    .category("state")
    .attr("T: type")
    .attr("validate_shape: bool = true")
    .attr("use_locking: bool = true")
    .input("ref: Ref(T)", "the variable")
    .input("value: T", "its new value")
    .output("output_ref: Ref(T)", "the variable, after the assignment")
    .allowsUninitializedInput()
    .variables(VariableAccess::Assign)
    .shape(assignShape)
    .forwardsRef(0)
    .noGradient("it changes state")
    .cpuKernel(assignReferenceCpu);

WEFT_OP("AssignVariableOp")
    .summary("Gives a resource variable a value.")
    .category("state")
    .attr("dtype: type")
    .attr("validate_shape: bool = false")
    .input("resource: resource", "handle of the variable")
    .input("value: dtype", "its new value")
    .stateful()
    .variables(VariableAccess::Assign)
    .shape(assignVariableShape)
    .noGradient("it changes state")
    .cpuKernel(assignVariableCpu);

}  // namespace
}  // namespace weft
