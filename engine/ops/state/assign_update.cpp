// SPDX-License-Identifier: Apache-2.0
/// @file
/// AssignAdd, AssignSub, and AssignAddVariableOp, AssignSubVariableOp for resource variables:
/// variable += value, variable -= value, in place.
///
/// Types    all number types.
/// Errors   InvalidArgument "Cannot update variable with shape A using a Tensor with shape B, shapes
///          must be equal."; before initialization FailedPrecondition for references, NotFound for
///          handles (executor).
/// Source   Op contracts of TensorFlow "AssignAdd", "AssignAddVariableOp", ...

#include <complex>

#include "engine/kernel/combine.h"
#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> updateShape(const ShapeContext& context) {
    const PartialShape variable = WEFT_TRY(variableShape(context));
    Result<PartialShape> merged = variable.merge(context.input(1));
    if (!merged.ok()) {
        return invalidArgument(concat("Cannot update variable with shape ", variable,
                                      " using a Tensor with shape ", context.input(1),
                                      ", shapes must be equal."));
    }
    return merged;
}

constexpr double kCostNs = 0.5;  // of one element

template <class Update, class T>
Status updateCpu(KernelContext& context) {
    Tensor* target = WEFT_TRY(context.variable(0).writable(context.device().allocator()));
    T* to = target->mutableValues<T>().data();
    const T* by = context.inputValues<T>(1).data();
    parallelFor(target->elements(), kCostNs, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            to[i] = elements::combine<Update, T>(to[i], by[i]);
        }
    });
    return okStatus();
}

template <class Update, class... T>
void addKernelsFor(OpBuilder& op) {
    (op.cpuKernel<T>(updateCpu<Update, T>), ...);
}

template <class Update>
void addKernels(OpBuilder& op) {
    addKernelsFor<Update, float, double, Half, BFloat16, std::complex<float>, std::complex<double>,
                  std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                  std::uint16_t, std::uint32_t, std::uint64_t>(op);
}

template <class Update>
OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("state")
        .attr("T: numbertype")
        .attr("use_locking: bool = false")
        .input("ref: Ref(T)", "the variable")
        .input("value: T", "of the variable's shape")
        .output("output_ref: Ref(T)", "the variable, after the update")
        .shape(updateShape)
        .forwardsRef(0)
        .noGradient("it changes state")
        .apply(addKernels<Update>);
    return op;
}

template <class Update>
OpBuilder declareResource(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("state")
        .attr("dtype: type")
        .input("resource: resource", "handle of the variable")
        .input("value: dtype", "of the variable's shape")
        .stateful()
        .variables(VariableAccess::Update)
        .shape(updateShape)
        .noGradient("it changes state")
        .apply(addKernels<Update>);
    return op;
}

const OpRegistration kAssignAdd =
    declare<elements::Plus>("AssignAdd", "Adds to a variable; yields the reference.");
const OpRegistration kAssignSub =
    declare<elements::Minus>("AssignSub", "Subtracts from a variable; yields the reference.");
const OpRegistration kAssignAddVariable =
    declareResource<elements::Plus>("AssignAddVariableOp", "Adds to a resource variable.");
const OpRegistration kAssignSubVariable =
    declareResource<elements::Minus>("AssignSubVariableOp", "Subtracts from a resource variable.");

}  // namespace
}  // namespace weft
