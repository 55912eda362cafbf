// SPDX-License-Identifier: Apache-2.0
/// @file
/// ScatterUpdate, ScatterAdd, ... ScatterMax, and ResourceScatter...: rows of a variable that
/// indices name are replaced by, added to, ... the rows of updates, in the order of indices.
///
/// Shapes   updates = indices + variable[1:], or a scalar for all; output_ref is the variable.
/// Types    ScatterUpdate every dtype with elements; Add, Sub, Mul, Div numbers; Min, Max real
/// ones. Errors   InvalidArgument "indices[0] = 7 is not in [0, 3)", "Must have updates.shape =
///          indices.shape + params.shape[1:]", "updates must not contain 0" of divisions by handle
///          and of integers. Nothing is changed then. Before the variable has a value
///          FailedPrecondition for a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ScatterUpdate", "ResourceScatterUpdate", ... (ops.pbtxt).

#include <algorithm>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/index_text.h"
#include "engine/ops/state/scatter_slices.h"

namespace weft {
namespace {

using state::Slices;

Result<PartialShape> scatterShape(const ShapeContext& context) {
    const PartialShape variable = WEFT_TRY(variableShape(context));
    if (!variable.withRankAtLeast(1).ok()) {
        return leftToRun(
            invalidArgument(concat("params must be at least 1-D, got shape ", variable)));
    }
    const PartialShape& indices = context.input(1);
    const PartialShape& updates = context.input(2);
    const bool isNumber = updates.hasRank() && updates.rank() == 0;
    const bool fits = isNumber || !variable.hasRank() ||
                      indices.concat(variable.slice(1)).compatibleWith(updates);
    if (!fits) {
        return invalidArgument(concat(
            "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [], got "
            "updates.shape ",
            updates, ", indices.shape ", indices, ", params.shape ", variable));
    }
    return variable;
}

Result<std::vector<PartialShape>> checkedScatter(const ShapeContext& context) {
    WEFT_TRY(scatterShape(context));
    return std::vector<PartialShape>();
}

Result<Slices> rowsOf(const KernelContext& context) {
    const Shape& variable = context.variable(0).value().shape();
    const Tensor& indices = context.input(1);
    Slices rows;
    for (int axis = 1; axis < variable.rank(); ++axis) { rows.size *= variable[axis]; }
    rows.starts.resize(static_cast<std::size_t>(indices.elements()));
    for (std::size_t i = 0; i < rows.starts.size(); ++i) {
        const std::int64_t row = intAt(indices, static_cast<std::int64_t>(i));
        if (row < 0 || row >= variable[0]) {
            return invalidArgument(concat(indexText("indices", indices.shape(), i), " = ", row,
                                          " is not in [0, ", variable[0], ")"));
        }
        rows.starts[i] = row * rows.size;
    }
    return rows;
}

template <class Update, class T>
Status scatterCpu(KernelContext& context) {
    if constexpr (std::is_same_v<Update, elements::Quotient>) {
        const std::span<const T> updates = context.inputValues<T>(2);
        const bool isRefused =
            std::is_integral_v<T> || context.node().op->inputs[0].type == DType::Resource;
        if (isRefused && std::find(updates.begin(), updates.end(), T()) != updates.end()) {
            return invalidArgument("updates must not contain 0");
        }
    }
    return state::scatter<Update, T>(context, WEFT_TRY(rowsOf(context)));
}

Status replaceCpu(KernelContext& context) {
    return state::scatterMoved(context, WEFT_TRY(rowsOf(context)));
}

/// Declares an op, by reference or ("Resource...") by handle, all but its kernels.
OpBuilder declaration(std::string_view name, std::string_view summary) {
    const bool byHandle = name.starts_with("Resource");
    const bool isReplace = name.ends_with("Update");
    const bool isExtreme = name.ends_with("Min") || name.ends_with("Max");
    const std::string type = byHandle ? "dtype" : "T";
    std::string_view types = state::kNumberTypes;
    if (isReplace) { types = "type"; }
    if (isExtreme && !byHandle) { types = "{half, bfloat16, float, double, int32, int64}"; }
    OpBuilder op(name);
    op.summary(summary)
        .category("state")
        .attr(concat(type, ": ", types))
        .attr("Tindices: {int32, int64}")
        .input(byHandle ? "resource: resource" : "ref: Ref(T)", "the variable, [rows, ...]")
        .input("indices: Tindices", "any shape; rows of the variable")
        .input(concat("updates: ", type), "[indices..., ...] the rows to use, or one number")
        .variables(VariableAccess::Update)
        .noGradient("it changes state");
    if (byHandle) {
        op.stateful().shape(checkedScatter);
    } else {
        op.attr(isReplace ? "use_locking: bool = true" : "use_locking: bool = false")
            .output("output_ref: Ref(T)", "the variable, after the update")
            .forwardsRef(0)
            .shape(scatterShape);
    }
    return op;
}

template <class Update, class... T>
void addKernels(OpBuilder& op, state::Types<T...> /*types*/) {
    (op.cpuKernel<T>(scatterCpu<Update, T>), ...);
}

template <class Update>
OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op = declaration(name, summary);
    if constexpr (std::is_same_v<Update, elements::Replace>) {
        op.cpuKernel(replaceCpu);
    } else {
        addKernels<Update>(op, state::kReal);
    }
    return op;
}

/// With complex numbers, which have no order.
template <class Update>
OpBuilder declareNumeric(std::string_view name, std::string_view summary) {
    OpBuilder op = declare<Update>(name, summary);
    addKernels<Update>(op, state::kComplex);
    return op;
}

const OpRegistration kUpdate =
    declare<elements::Replace>("ScatterUpdate", "Replaces rows of a variable.");
const OpRegistration kAdd =
    declareNumeric<elements::Plus>("ScatterAdd", "Adds to rows of a variable.");
const OpRegistration kSub =
    declareNumeric<elements::Minus>("ScatterSub", "Subtracts from rows of a variable.");
const OpRegistration kMul =
    declareNumeric<elements::Times>("ScatterMul", "Multiplies rows of a variable.");
const OpRegistration kDiv =
    declareNumeric<elements::Quotient>("ScatterDiv", "Divides rows of a variable.");
const OpRegistration kMin = declare<elements::Least>(
    "ScatterMin", "Keeps the smaller elements of rows of a variable and of others.");
const OpRegistration kMax = declare<elements::Greatest>(
    "ScatterMax", "Keeps the larger elements of rows of a variable and of others.");
const OpRegistration kResourceUpdate =
    declare<elements::Replace>("ResourceScatterUpdate", "Replaces rows of a resource variable.");
const OpRegistration kResourceAdd =
    declareNumeric<elements::Plus>("ResourceScatterAdd", "Adds to rows of a resource variable.");
const OpRegistration kResourceSub = declareNumeric<elements::Minus>(
    "ResourceScatterSub", "Subtracts from rows of a resource variable.");
const OpRegistration kResourceMul = declareNumeric<elements::Times>(
    "ResourceScatterMul", "Multiplies rows of a resource variable.");
const OpRegistration kResourceDiv = declareNumeric<elements::Quotient>(
    "ResourceScatterDiv", "Divides rows of a resource variable.");
const OpRegistration kResourceMin = declare<elements::Least>(
    "ResourceScatterMin",
    "Keeps the smaller elements of rows of a resource variable and of others.");
const OpRegistration kResourceMax = declare<elements::Greatest>(
    "ResourceScatterMax",
    "Keeps the larger elements of rows of a resource variable and of others.");

}  // namespace
}  // namespace weft
