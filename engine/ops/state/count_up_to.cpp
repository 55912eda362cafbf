// SPDX-License-Identifier: Apache-2.0
/// @file
/// CountUpTo, ResourceCountUpTo: add 1 to a scalar variable that is below a limit; give what it
/// was.
///
/// Types    int32, int64.
/// Errors   OutOfRange "Reached limit of N", the variable unchanged; InvalidArgument for a variable
///          that is no scalar.
/// Source   Op contracts of TensorFlow "CountUpTo", "ResourceCountUpTo".

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> counterShape(const ShapeContext& context) {
    const PartialShape variable = WEFT_TRY(variableShape(context));
    if (!variable.withRank(0).ok()) {
        return invalidArgument(concat("input is not a scalar: got ", variable, ", want []"));
    }
    return PartialShape::scalar();
}

template <class T>
Status countCpu(KernelContext& context) {
    const auto limit = WEFT_TRY(context.attrs().get<std::int64_t>("limit"));
    Variable& variable = context.variable(0);
    const T before = variable.value().values<T>()[0];
    if (before >= limit) { return outOfRange(concat("Reached limit of ", limit)); }
    Tensor* value = WEFT_TRY(variable.writable(context.device().allocator()));
    value->mutableValues<T>()[0] = static_cast<T>(before + 1);
    context.outputValues<T>(0)[0] = before;
    return okStatus();
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    const bool byHandle = name.starts_with("Resource");
    op.summary(summary)
        .category("state")
        .attr("limit: int")
        .attr("T: {int32, int64}")
        .input(byHandle ? "resource: resource" : "ref: Ref(T)", "a scalar variable")
        .output("output: T", "its value before")
        .variables(VariableAccess::Update)
        .shape(counterShape)
        .noGradient("it changes state")
        .cpuKernel<std::int32_t>(countCpu<std::int32_t>)
        .cpuKernel<std::int64_t>(countCpu<std::int64_t>);
    if (byHandle) { op.stateful(); }
    return op;
}

const OpRegistration kCountUpTo =
    declare("CountUpTo", "Counts a variable up to a limit; yields the value before.");
const OpRegistration kResourceCountUpTo = declare(
    "ResourceCountUpTo", "Counts a resource variable up to a limit; yields the value before.");

}  // namespace
}  // namespace weft
