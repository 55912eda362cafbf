// SPDX-License-Identifier: Apache-2.0
/// @file
/// Assign: gives a variable a value.
///
/// Shapes   value must have the variable's shape unless validate_shape is false; output as value.
/// Errors   InvalidArgument "Assign requires shapes of both tensors to match. lhs shape= A rhs
/// shape= B". Source   Op contract of TensorFlow "Assign".

#include <algorithm>
#include <cstring>

#include "engine/base/strings.h"
#include "engine/kernel/op_builder.h"

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
    if (target->data() != value.data()) {
        std::memcpy(target->mutableData(), value.data(), value.bytes());
    }
    return okStatus();
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
    .shape(assignShape)
    .forwardsRef(0)
    .noGradient("it changes state")
    .cpuKernel(assignCpu);

}  // namespace
}  // namespace weft
