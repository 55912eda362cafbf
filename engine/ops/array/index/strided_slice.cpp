// SPDX-License-Identifier: Apache-2.0
/// @file
/// StridedSlice: x[begin:end:stride, ...] with all of numpy's forms; StridedSliceGrad: zeros with
/// dy put back in the slice's place. StridedSliceAssign, ResourceStridedSliceAssign: a variable's
/// slice replaced by a value, which is repeated along axes where it has size 1 or that it lacks.
///
/// Shapes   begin, end, strides are vectors of one length, one entry an index; see strided_spec.h.
/// Types    every plain dtype, and string.
/// Errors   InvalidArgument for vectors of different lengths, a stride of 0, two ellipses, more
///          indices than axes, an index out of range where the axis is shrunk.
/// Source   Op contracts of TensorFlow "StridedSlice", "StridedSliceGrad",
///          "StridedSliceAssign", "ResourceStridedSliceAssign" (ops.pbtxt).

#include <algorithm>

#include "engine/base/limits.h"
#include "engine/graph/graph_inference.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"
#include "engine/ops/array/index/strided_spec.h"

namespace weft {
namespace {

SliceRequest masksOf(const AttrMap& attrs) {
    const auto mask = [&](std::string_view name) {
        return static_cast<std::uint64_t>(attrs.getOr<std::int64_t>(name, 0));
    };
    SliceRequest request;
    request.beginMask = mask("begin_mask");
    request.endMask = mask("end_mask");
    request.ellipsisMask = mask("ellipsis_mask");
    request.newAxisMask = mask("new_axis_mask");
    request.shrinkAxisMask = mask("shrink_axis_mask");
    return request;
}

SliceRequest::Indices allIndices(const Tensor& tensor) {
    SliceRequest::Indices indices;
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        indices.emplace_back(tensor.dtype() == DType::Int16
                                 ? tensor.values<std::int16_t>()[static_cast<std::size_t>(i)]
                                 : intAt(tensor, i));
    }
    return indices;
}

/// The masks and what is known of begin, end and strides, inputs first .. first + 2. Nothing when
/// not even their length is known.
Result<std::optional<SliceRequest>> requestOf(const ShapeContext& context, int first) {
    SliceRequest request = masksOf(context.attrs());
    std::int64_t length = kUnknownDim;
    for (int i = first; i < first + 3; ++i) {
        const PartialShape vector = WEFT_TRY(context.input(i).withRank(1));
        const Result<std::int64_t> merged = mergeDim(length, vector[0]);
        if (!merged.ok()) {
            return invalidArgument(concat("begin, end and strides must have one length: got ",
                                          vector[0], ", want ", length));
        }
        length = *merged;
    }
    if (length == kUnknownDim) { return std::optional<SliceRequest>(); }
    if (length > defaultLimits().rank) {
        return invalidArgument(
            concat("too many indices: got ", length, ", want at most ", defaultLimits().rank));
    }
    const auto indices = [&](int i) {
        if (auto partial = context.partialValue(i)) { return std::move(partial->elements); }
        if (const auto whole = context.value(i)) { return allIndices(*whole); }
        return SliceRequest::Indices(static_cast<std::size_t>(length));
    };
    request.begin = indices(first);
    request.end = indices(first + 1);
    request.strides = indices(first + 2);
    return std::optional(std::move(request));
}

Result<PartialShape> stridedSliceShape(const ShapeContext& context) {
    const auto request = WEFT_TRY(requestOf(context, 1));
    if (!request || !context.input(0).hasRank()) { return PartialShape::unknown(); }
    Result<StridedSpec> spec = stridedSpec(context.input(0), *request);
    // As long as strides are not known TensorFlow's import finds no fault; the run will.
    const bool known = std::ranges::all_of(request->strides,
                                           [](const auto& stride) { return stride.has_value(); });
    if (!spec.ok() && !known) { return PartialShape::unknown(); }
    return WEFT_TRY(std::move(spec)).result;
}

/// Elements of a vector of shape arithmetic: x[i] or x[i:j:k].
std::vector<std::optional<PartialValue>> stridedSliceValue(const ShapeContext& context) {
    const std::optional<PartialValue> input = context.partialValue(0);
    const auto request = requestOf(context, 1);
    if (!input || input->shape.rank() != 1 || !request.ok() || !*request) { return {std::nullopt}; }
    const Result<StridedSpec> spec = stridedSpec(input->shape, **request);
    const auto isKnown = [](const std::optional<std::int64_t>& i) { return i.has_value(); };
    // A shrunk axis has size 1 whether or not its index is known.
    const bool known =
        spec.ok() && spec->result.isFull() && std::ranges::all_of((*request)->begin, isKnown);
    if (!known) { return {std::nullopt}; }
    const AxisSlice& slice = spec->axes[0];
    PartialValue value{*spec->result.full(), {}};
    for (std::int64_t i = 0; i < slice.size; ++i) {
        value.elements.push_back(
            input->elements[static_cast<std::size_t>(slice.begin + i * slice.stride)]);
    }
    return {value};
}

/// Inputs first .. first + 2 and the masks as a kernel finds them.
Result<StridedSpec> specOf(const KernelContext& context, int first, const Shape& input) {
    SliceRequest request = masksOf(context.attrs());
    request.begin = allIndices(context.input(first));
    request.end = allIndices(context.input(first + 1));
    request.strides = allIndices(context.input(first + 2));
    return stridedSpec(input, request);
}

Status stridedSliceCpu(KernelContext& context) {
    const Shape& input = context.input(0).shape();
    const StridedSpec spec = WEFT_TRY(specOf(context, 1, input));
    return copyStrided(sliceBox(spec, input), context.input(0), context.output(0));
}

AttrMap maskAttrs(const GradientContext& context) {
    AttrMap attrs;
    for (const char* name :
         {"begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"}) {
        attrs.set(name, context.attrs().getOr<std::int64_t>(name, 0));
    }
    return attrs;
}

/// What was not in the slice gets zeros. Indices of int16 widen: the gradient op has none.
Result<std::vector<Expr>> stridedSliceGradient(const GradientContext& context) {
    const DType type = context.input(1).dtype() == DType::Int64 ? DType::Int64 : DType::Int32;
    std::vector<Expr> inputs{op("Shape", {context.input(0)}, {{"out_type", type}})};
    for (int i = 1; i <= 3; ++i) { inputs.push_back(cast(context.input(i), type)); }
    inputs.push_back(context.outputGradient(0));
    return std::vector<Expr>{op("StridedSliceGrad", inputs, maskAttrs(context)), Expr(), Expr(),
                             Expr()};
}

Result<PartialShape> stridedSliceGradShape(const ShapeContext& context) {
    WEFT_TRY(context.input(0).withRank(1));
    const auto sizes = WEFT_TRY(context.valueAsInts(0));
    for (std::size_t i = 0; sizes && i < sizes->size(); ++i) {
        if ((*sizes)[i] < 0) {
            return invalidArgument(
                concat("shape[", i, "] is negative: got ", (*sizes)[i], ", want >= 0"));
        }
    }
    const PartialShape shape = WEFT_TRY(context.valueAsShape(0));
    const auto request = WEFT_TRY(requestOf(context, 1));
    if (!request || !shape.hasRank()) { return shape; }
    const PartialShape slice = WEFT_TRY(stridedSpec(shape, *request)).result;
    if (!slice.compatibleWith(context.input(4))) {
        return invalidArgument(concat("dy must have the shape of the slice: got ", context.input(4),
                                      ", want ", slice));
    }
    return shape;
}

/// The gradient of putting dy into zeros is to take the slice out again.
Result<std::vector<Expr>> stridedSliceGradGradient(const GradientContext& context) {
    const Expr slice =
        op("StridedSlice",
           {context.outputGradient(0), context.input(1), context.input(2), context.input(3)},
           maskAttrs(context));
    return std::vector<Expr>{Expr(), Expr(), Expr(), Expr(), slice};
}

Status stridedSliceGradCpu(KernelContext& context) {
    Tensor& output = context.output(0);
    fillZero(output);
    const StridedSpec spec = WEFT_TRY(specOf(context, 1, output.shape()));
    StridedCopy box = sliceBox(spec, output.shape());
    std::swap(box.fromStrides, box.toStrides);
    std::swap(box.fromOffset, box.toOffset);
    return copyStrided(box, context.input(4), output);
}

Result<PartialShape> sliceAssignShape(const ShapeContext& context) {
    PartialShape variable = WEFT_TRY(variableShape(context));
    const auto request = requestOf(context, 1);
    if (!request.ok()) { return leftToRun(request.status()); }
    if (!*request || !variable.hasRank()) { return variable; }
    const Status status = stridedSpec(variable, **request).status();
    if (!status.ok()) { return leftToRun(status); }
    return variable;
}

Result<std::vector<PartialShape>> checkedSliceAssign(const ShapeContext& context) {
    WEFT_TRY(sliceAssignShape(context));
    return std::vector<PartialShape>();
}

/// The value repeated to fill the slice.
Result<Tensor> repeated(KernelContext& context, const Tensor& value, const Shape& slice) {
    // One element is as good as a number, whatever its rank.
    const bool isNumber = slice.rank() == 0 && value.elements() == 1;
    if (isNumber) { return value.reshaped(slice); }
    const auto both = broadcastShapes(value.shape(), slice);
    if (!both.ok() || !(*both == PartialShape(slice))) {
        return invalidArgument(concat("value does not fill the slice: got ", value.shape(),
                                      ", want one that broadcasts to ", slice));
    }
    Tensor whole = WEFT_TRY(context.allocate(value.dtype(), slice));
    const Dims strides = denseStrides(value.shape().dims());
    StridedCopy box{.sizes = slice.dims(),
                    .fromStrides = Dims(slice.dims().size(), 0),
                    .toStrides = denseStrides(slice.dims())};
    const auto added = slice.dims().size() - strides.size();
    for (std::size_t axis = 0; axis < strides.size(); ++axis) {
        if (value.shape().dims()[axis] != 1) { box.fromStrides[axis + added] = strides[axis]; }
    }
    WEFT_TRY(copyStrided(box, value, whole));
    return whole;
}

Status sliceAssignCpu(KernelContext& context) {
    const Shape shape = context.variable(0).value().shape();
    const StridedSpec spec = WEFT_TRY(specOf(context, 1, shape));
    const Shape slice = *spec.result.full();
    const Tensor& given = context.input(4);
    const Tensor value = given.shape() == slice ? given : WEFT_TRY(repeated(context, given, slice));
    StridedCopy box = sliceBox(spec, shape);
    std::swap(box.fromStrides, box.toStrides);
    std::swap(box.fromOffset, box.toOffset);
    Tensor* to = WEFT_TRY(context.variable(0).writable(context.device().allocator()));
    return copyStrided(box, value, *to);
}

/// Declares an assignment, by reference or ("Resource...") by handle.
OpBuilder declareAssign(std::string_view name, std::string_view summary) {
    const bool byHandle = name.starts_with("Resource");
    OpBuilder op(name);
    op.summary(summary)
        .category("state")
        .attr("T: type")
        .attr("Index: {int32, int64}")
        .attr("begin_mask: int = 0")
        .attr("end_mask: int = 0")
        .attr("ellipsis_mask: int = 0")
        .attr("new_axis_mask: int = 0")
        .attr("shrink_axis_mask: int = 0")
        .input(byHandle ? "ref: resource" : "ref: Ref(T)", "the variable")
        .input("begin: Index", "[indices] first position of each index")
        .input("end: Index", "[indices] position behind the last")
        .input("strides: Index", "[indices] steps, not 0; negative ones walk backwards")
        .input("value: T", "what the slice becomes")
        .hostInput("begin")
        .hostInput("end")
        .hostInput("strides")
        .variables(VariableAccess::Update)
        .noGradient("it changes state")
        .cpuKernel(sliceAssignCpu);
    if (byHandle) {
        op.stateful().shape(checkedSliceAssign);
    } else {
        op.output("output_ref: Ref(T)", "the variable, after the assignment")
            .forwardsRef(0)
            .shape(sliceAssignShape);
    }
    return op;
}

const OpRegistration kSliceAssign =
    declareAssign("StridedSliceAssign", "Replaces a slice with steps of a variable.");
const OpRegistration kResourceSliceAssign = declareAssign(
    "ResourceStridedSliceAssign", "Replaces a slice with steps of a resource variable.");

WEFT_OP("StridedSlice")
    .summary("Takes a slice with steps out of a tensor, as x[begin:end:stride, ...] does in numpy.")
    .category("array")
    .attr("T: type")
    .attr("Index: {int16, int32, int64}")
    .attr("begin_mask: int = 0")
    .attr("end_mask: int = 0")
    .attr("ellipsis_mask: int = 0")
    .attr("new_axis_mask: int = 0")
    .attr("shrink_axis_mask: int = 0")
    .input("input: T", "any tensor")
    .input("begin: Index", "[indices] first position of each index")
    .input("end: Index", "[indices] position behind the last")
    .input("strides: Index", "[indices] steps, not 0; negative ones walk backwards")
    .output("output: T", "the slice")
    .hostInput("begin")
    .hostInput("end")
    .hostInput("strides")
    .shape(stridedSliceShape)
    .partialValue(stridedSliceValue)
    .gradient(stridedSliceGradient)
    .cpuKernel(stridedSliceCpu);

WEFT_OP("StridedSliceGrad")
    .summary("Puts a gradient back in the place of the slice it belongs to; zeros elsewhere.")
    .category("array")
    .attr("T: type")
    .attr("Index: {int32, int64}")
    .attr("begin_mask: int = 0")
    .attr("end_mask: int = 0")
    .attr("ellipsis_mask: int = 0")
    .attr("new_axis_mask: int = 0")
    .attr("shrink_axis_mask: int = 0")
    .input("shape: Index", "[rank] shape of the tensor that was sliced")
    .input("begin: Index", "[indices] as StridedSlice had it")
    .input("end: Index", "[indices] as StridedSlice had it")
    .input("strides: Index", "[indices] as StridedSlice had it")
    .input("dy: T", "gradient by the slice, in the slice's shape")
    .output("output: T", "gradient by the sliced tensor")
    .hostInput("shape")
    .hostInput("begin")
    .hostInput("end")
    .hostInput("strides")
    .shape(stridedSliceGradShape)
    .gradient(stridedSliceGradGradient)
    .cpuKernel(stridedSliceGradCpu);

}  // namespace
}  // namespace weft
