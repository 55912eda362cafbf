// SPDX-License-Identifier: Apache-2.0
/// @file
/// ScatterNdUpdate, ScatterNdAdd, ScatterNdSub, and ResourceScatterNd...: slices of a variable that
/// indices name are replaced by, or added to, ... the slices of updates, in the order of indices.
///
/// Shapes   indices [..., depth], each the first depth coordinates of a slice; updates =
///          indices[:-1] + variable[depth:]; output_ref is the variable.
/// Types    ScatterNdUpdate every dtype with elements; Add, Sub numbers and bool ("or", "xor").
/// Errors   InvalidArgument "indices[1] = [0, 7] does not index into shape [2,2]" (with
///          bad_indices_policy "IGNORE" such slices are left out), "Dimensions [0,1) of ... must
///          match". Nothing is changed then. Before the variable has a value FailedPrecondition for
///          a reference, NotFound for a handle (executor).
/// Source   Op contracts of TensorFlow "ScatterNdUpdate", ... (ops.pbtxt).

#include "engine/graph/graph_inference.h"
#include "engine/kernel/index_text.h"
#include "engine/ops/state/scatter_slices.h"

namespace weft {
namespace {

using state::Slices;

Status emptyVariable(const PartialShape& variable, const PartialShape& indices,
                     const PartialShape& updates) {
    return invalidArgument(concat("Indices and updates specified for empty output: got indices ",
                                  indices, ", updates ", updates, " for shape ", variable));
}

Result<PartialShape> scatterShape(const ShapeContext& context) {
    const PartialShape variable = WEFT_TRY(variableShape(context));
    const PartialShape& indices = context.input(1);
    const PartialShape& updates = context.input(2);
    if (indices.hasRank() && indices.rank() == 0) {
        return invalidArgument(
            concat("Indices shape must have rank at least one. Found:", indices));
    }
    if (updates.hasRank() && updates.rank() == 0) {
        return invalidArgument("updates must have rank at least one: got a scalar");
    }
    const auto holds = [](const PartialShape& shape) { return shape.elements().value_or(0) > 0; };
    if (variable.elements() == 0 && (holds(indices) || holds(updates))) {
        return emptyVariable(variable, indices, updates);
    }
    if (!indices.hasRank() || !updates.hasRank()) { return variable; }
    const int outer = indices.rank() - 1;
    const std::int64_t depth = indices[outer];
    if (updates.rank() < outer ||
        !indices.slice(0, outer).compatibleWith(updates.slice(0, outer))) {
        const Status error = invalidArgument(
            concat("Dimensions [0,", outer, ") of indices[shape=", indices,
                   "] must match dimensions [0,", outer, ") of updates[shape=", updates, "]"));
        return depth == kUnknownDim ? leftToRun(error) : error;
    }
    if (depth == kUnknownDim || !variable.hasRank()) { return variable; }
    const bool fits = depth <= variable.rank() &&
                      variable.slice(static_cast<int>(depth)).compatibleWith(updates.slice(outer));
    if (!fits) {
        return invalidArgument(concat("Dimensions [", depth, ",", variable.rank(),
                                      ") of input[shape=", variable, "] must match dimensions [",
                                      outer, ",", updates.rank(), ") of updates[shape=", updates,
                                      "]"));
    }
    return variable;
}

Result<std::vector<PartialShape>> checkedScatter(const ShapeContext& context) {
    WEFT_TRY(scatterShape(context));
    return std::vector<PartialShape>();
}

enum class BadIndices { Fail, LeaveOut };

struct ScatterNdParameters {
    BadIndices badIndices;
};
Result<ScatterNdParameters> parseScatterNd(const AttrMap& attrs) {
    const std::string policy = attrs.getOr<std::string>("bad_indices_policy", {});
    if (policy == "IGNORE") { return ScatterNdParameters{BadIndices::LeaveOut}; }
    if (policy.empty() || policy == "DEFAULT" || policy == "ERROR") {
        return ScatterNdParameters{BadIndices::Fail};
    }
    return invalidArgument(concat("Unknown bad indices handling attribute: ", policy));
}

/// First element of the slice with these coordinates, or -1 for one outside.
std::int64_t startOf(const Shape& variable, const Tensor& indices, std::int64_t first, int depth) {
    std::int64_t start = 0;
    for (int axis = 0; axis < depth; ++axis) {
        const std::int64_t at = intAt(indices, first + axis);
        if (at < 0 || at >= variable[axis]) { return -1; }
        start = start * variable[axis] + at;
    }
    return start;
}

Status outside(const Shape& variable, const Tensor& indices, std::int64_t slice, int depth) {
    std::vector<std::int64_t> at;
    for (int axis = 0; axis < depth; ++axis) { at.push_back(intAt(indices, slice * depth + axis)); }
    const Shape outer =
        *makeShape(std::span(indices.shape().dims()).first(indices.shape().dims().size() - 1));
    return invalidArgument(concat(indexText("indices", outer, static_cast<std::size_t>(slice)),
                                  " = [", join(at, ", "), "] does not index into shape ",
                                  variable));
}

/// What only a run refuses.
Status checkRun(const Shape& variable, const Shape& indices, const Shape& updates) {
    if (variable.rank() == 0) {
        return invalidArgument("the variable must have rank at least one: got a scalar");
    }
    const bool isAsked = indices.elements() > 0 || updates.elements() > 0;
    if (isAsked && (indices.elements() == 0 || updates.elements() == 0)) {
        return emptyVariable(variable, indices, updates);
    }
    if (isAsked && indices.rank() == 1) {
        return invalidArgument(concat("Dimensions [0,1) of indices[shape=", indices,
                                      "] must match dimensions [0,1) of updates[shape=", updates,
                                      "]: want indices of rank 2 or more"));
    }
    return okStatus();
}

Result<Slices> slicesOf(const KernelContext& context) {
    const Shape& variable = context.variable(0).value().shape();
    const Tensor& indices = context.input(1);
    WEFT_TRY(checkRun(variable, indices.shape(), context.input(2).shape()));
    const auto depth = static_cast<int>(indices.shape()[indices.rank() - 1]);
    const bool leavesOut =
        context.parameters<ScatterNdParameters>().badIndices == BadIndices::LeaveOut;
    std::int64_t count = 1;
    for (int axis = 0; axis + 1 < indices.rank(); ++axis) { count *= indices.shape()[axis]; }
    Slices slices;
    for (int axis = depth; axis < variable.rank(); ++axis) { slices.size *= variable[axis]; }
    if (slices.size == 0) { return slices; }
    slices.starts.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t start = startOf(variable, indices, i * depth, depth);
        if (start < 0 && !leavesOut) { return outside(variable, indices, i, depth); }
        slices.starts.push_back(start < 0 ? -1 : start * slices.size);
    }
    return slices;
}

template <class Update, class T>
Status scatterCpu(KernelContext& context) {
    return state::scatter<Update, T>(context, WEFT_TRY(slicesOf(context)));
}

Status replaceCpu(KernelContext& context) {
    return state::scatterMoved(context, WEFT_TRY(slicesOf(context)));
}

/// Declares an op, by reference or ("Resource...") by handle, all but its kernels.
OpBuilder declaration(std::string_view name, std::string_view summary) {
    const bool byHandle = name.starts_with("Resource");
    const bool takesAll = byHandle || name.ends_with("Update");
    OpBuilder op(name);
    op.summary(summary)
        .category("state")
        .attr(concat("T: ", takesAll ? "type" : state::kNumberTypes))
        .attr("Tindices: {int32, int64}")
        .attr(takesAll ? "use_locking: bool = true" : "use_locking: bool = false")
        .attr("bad_indices_policy: string = ''")
        .input(byHandle ? "ref: resource" : "ref: Ref(T)", "the variable")
        .input("indices: Tindices", "[..., depth] first coordinates of slices of the variable")
        .input("updates: T", "[..., rest of the variable's axes] the slices to use")
        .variables(VariableAccess::Update)
        .noGradient("it changes state")
        .parameters(parseScatterNd);
    if (byHandle) {
        op.stateful().shape(checkedScatter);
    } else {
        op.output("output_ref: Ref(T)", "the variable, after the update")
            .forwardsRef(0)
            .shape(scatterShape);
    }
    return op;
}

template <class Update, class... T>
void addKernels(OpBuilder& op, state::Types<T...> /*types*/) {
    (op.cpuKernel<T>(scatterCpu<Update, T>), ...);
}

OpBuilder declareReplace(std::string_view name, std::string_view summary) {
    return declaration(name, summary).cpuKernel(replaceCpu);
}

template <class Update>
OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op = declaration(name, summary);
    addKernels<Update>(op, state::kReal);
    addKernels<Update>(op, state::kComplex);
    op.cpuKernel<bool>(scatterCpu<Update, bool>);
    return op;
}

const OpRegistration kUpdate = declareReplace("ScatterNdUpdate", "Replaces slices of a variable.");
const OpRegistration kAdd =
    declare<elements::Plus>("ScatterNdAdd", "Adds to slices of a variable.");
const OpRegistration kSub =
    declare<elements::Minus>("ScatterNdSub", "Subtracts from slices of a variable.");
const OpRegistration kResourceUpdate =
    declareReplace("ResourceScatterNdUpdate", "Replaces slices of a resource variable.");
const OpRegistration kResourceAdd =
    declare<elements::Plus>("ResourceScatterNdAdd", "Adds to slices of a resource variable.");
const OpRegistration kResourceSub = declare<elements::Minus>(
    "ResourceScatterNdSub", "Subtracts from slices of a resource variable.");

}  // namespace
}  // namespace weft
