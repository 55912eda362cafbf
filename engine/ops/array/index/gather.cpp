// SPDX-License-Identifier: Apache-2.0
/// @file
/// Gather and GatherV2: the slices of params that indices name, along an axis. ResourceGather: rows
/// of the value of a resource variable.
///
/// Shapes   output = params[:axis] + indices[batch_dims:] + params[axis+1:]; the first batch_dims
///          axes of params and indices are gone through together. Gather has axis 0, no batch;
///          ResourceGather begins at axis batch_dims.
/// Types    params of every plain dtype, and string; indices int32, int64 (GatherV2 also int16).
/// Errors   InvalidArgument "indices[0] = 7 is not in [0, 3)"; an axis or batch_dims out of range.
/// Source   Op contracts of TensorFlow "Gather", "GatherV2", "ResourceGather" (ops.pbtxt);
///          gradient as a sum of rows (IndexedSlices) along axis 0, else in dense form.

#include <algorithm>
#include <limits>

#include "engine/graph/graph_inference.h"
#include "engine/kernel/index_text.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/element_type.h"

namespace weft {
namespace {

/// Axes of a GatherV2 whose ranks are known.
struct GatherAxes {
    int axis = 0;
    int batch = 0;
};

/// batch_dims made non-negative. Errors: InvalidArgument when it is out of range.
Result<int> batchOf(const AttrMap& attrs, int indicesRank) {
    const auto batch = attrs.getOr<std::int64_t>("batch_dims", 0);
    if (batch < -indicesRank || batch > indicesRank) {
        return invalidArgument(concat("batch_dims is out of range: got ", batch,
                                      ", want a value in [", -indicesRank, ", ", indicesRank, "]"));
    }
    return static_cast<int>(batch < 0 ? batch + indicesRank : batch);
}

/// Errors: InvalidArgument for an axis out of range, or one before the batch axes.
Result<GatherAxes> axesOf(const AttrMap& attrs, std::int64_t axis, int paramsRank,
                          int indicesRank) {
    if (axis < -paramsRank || axis >= paramsRank) {
        return invalidArgument(concat("axis is out of range: got ", axis, " for params of rank ",
                                      paramsRank, ", want a value in [", -paramsRank, ", ",
                                      paramsRank, ")"));
    }
    GatherAxes axes;
    axes.axis = static_cast<int>(axis < 0 ? axis + paramsRank : axis);
    axes.batch = WEFT_TRY(batchOf(attrs, indicesRank));
    if (axes.batch > axes.axis) {
        return invalidArgument(concat("batch_dims must not be greater than axis: got ", axes.batch,
                                      " and axis ", axes.axis));
    }
    return axes;
}

Result<PartialShape> gatherShape(const ShapeContext& context) {
    const PartialShape params = WEFT_TRY(WEFT_TRY(variableShape(context)).withRankAtLeast(1));
    const PartialShape& indices = context.input(1);
    const bool hasAxis = context.inputs() > 2;
    const std::optional<std::int64_t> axis =
        hasAxis ? WEFT_TRY(context.valueAsInt(2))
                : context.attrs().getOr<std::int64_t>("batch_dims", 0);
    if (!params.hasRank() || !indices.hasRank()) { return PartialShape::unknown(); }
    if (!axis) {
        const int batch = WEFT_TRY(batchOf(context.attrs(), indices.rank()));
        return PartialShape::ofRank(params.rank() - 1 + indices.rank() - batch);
    }
    const GatherAxes axes = WEFT_TRY(axesOf(context.attrs(), *axis, params.rank(), indices.rank()));
    const Result<PartialShape> batch =
        params.slice(0, axes.batch).merge(indices.slice(0, axes.batch));
    if (!batch.ok()) {
        const Status error =
            invalidArgument(concat("params and indices must agree in their batch axes: got ",
                                   params, " and ", indices, " with batch_dims ", axes.batch));
        return hasAxis ? error : leftToRun(error);
    }
    return batch->concat(params.slice(axes.batch, axes.axis))
        .concat(indices.slice(axes.batch))
        .concat(params.slice(axes.axis + 1));
}

/// Elements of a vector of shape arithmetic, picked by known indices.
std::vector<std::optional<PartialValue>> gatherValue(const ShapeContext& context) {
    const std::optional<PartialValue> params = context.partialValue(0);
    const std::optional<PartialValue> indices = context.partialValue(1);
    if (!params || !indices || params->shape.rank() != 1 || !gatherShape(context).ok() ||
        context.attrs().getOr<std::int64_t>("batch_dims", 0) != 0) {
        return {std::nullopt};
    }
    PartialValue value{indices->shape, {}};
    for (const std::optional<std::int64_t>& index : indices->elements) {
        if (index && (*index < 0 || *index >= params->shape[0])) { return {std::nullopt}; }
        value.elements.push_back(index ? params->elements[static_cast<std::size_t>(*index)]
                                       : std::nullopt);
    }
    return {value};
}

/// params as [batch, outer, dim, inner], indices as [batch, count], output as
/// [batch, outer, count, inner].
struct Geometry {
    std::int64_t outerPerBatch = 1;
    std::int64_t dim = 0;
    std::int64_t inner = 1;
    std::int64_t count = 1;
    std::int64_t rows = 0;  ///< batch * outer * count
};

Geometry geometryOf(const Shape& params, const Shape& indices, const GatherAxes& axes) {
    Geometry g;
    for (int i = axes.batch; i < axes.axis; ++i) { g.outerPerBatch *= params[i]; }
    for (int i = axes.axis + 1; i < params.rank(); ++i) { g.inner *= params[i]; }
    for (int i = axes.batch; i < indices.rank(); ++i) { g.count *= indices[i]; }
    g.dim = params[axes.axis];
    g.rows = indices.elements() * g.outerPerBatch;
    return g;
}

template <class T, class Index>
void gatherRows(const Geometry& g, const T* params, const Index* indices, T* out) {
    // Reading a row from anywhere costs a cache miss or two.
    const double cost = 5.0 + 0.2 * static_cast<double>(sizeof(T)) * static_cast<double>(g.inner);
    parallelFor(g.rows, cost, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t block = row / g.count;
            const std::int64_t batch = block / g.outerPerBatch;
            const std::int64_t index = indices[batch * g.count + row % g.count];
            std::copy_n(params + (block * g.dim + index) * g.inner, g.inner, out + row * g.inner);
        }
    });
}

template <class Index>
Status gatherWith(KernelContext& context, const Geometry& g) {
    const Tensor& params = context.input(0);
    const std::span<const Index> indices = context.inputValues<Index>(1);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        if (indices[i] < 0 || indices[i] >= g.dim) {
            return invalidArgument(concat(indexText("indices", context.input(1).shape(), i), " = ",
                                          indices[i], " is not in [0, ", g.dim, ")"));
        }
    }
    return withElementType(params.dtype(), [&](auto element) {
        using T = decltype(element);
        gatherRows(g, reinterpret_cast<const T*>(params.data()), indices.data(),
                   reinterpret_cast<T*>(context.output(0).mutableData()));
        return okStatus();
    });
}

Status gatherCpu(KernelContext& context) {
    // Rows of nothing may be asked for from anywhere, as in TensorFlow.
    if (context.output(0).elements() == 0) { return okStatus(); }
    const Shape& params = context.input(0).shape();
    const Tensor& indices = context.input(1);
    const std::int64_t axis = context.inputs() > 2
                                  ? intAt(context.input(2), 0)
                                  : context.attrs().getOr<std::int64_t>("batch_dims", 0);
    const Geometry g =
        geometryOf(params, indices.shape(),
                   WEFT_TRY(axesOf(context.attrs(), axis, params.rank(), indices.rank())));
    switch (indices.dtype()) {
        case DType::Int16:
            return gatherWith<std::int16_t>(context, g);
        case DType::Int32:
            return gatherWith<std::int32_t>(context, g);
        default:
            return gatherWith<std::int64_t>(context, g);
    }
}

/// What is known of the shape of x, or of the variable that the handle x points to.
PartialShape knownShape(const Expr& x) {
    const OutputInfo& output = x.scope().graph().output(x.endpoint());
    if (output.type != DType::Resource) { return output.shape; }
    return output.handle ? output.handle->shape : PartialShape();
}

/// The sizes along axes begin..end as an int32 vector; end -1: to the last.
Expr sizesOf(const Expr& x, int begin, int end) {
    const Expr whole = x.dtype() == DType::Resource ? op("VariableShape", {x}) : shapeOf(x);
    return op("Slice", {whole, intVector(x, {begin}), intVector(x, {end < 0 ? -1 : end - begin})});
}

/// Product of those sizes as an int32 scalar.
Expr productOfSizes(const Expr& x, int begin, int end) {
    const PartialShape shape = knownShape(x);
    if (shape.hasRank()) {
        const auto known = shape.slice(begin, end < 0 ? shape.rank() : end).elements();
        if (known && *known <= std::numeric_limits<std::int32_t>::max()) {
            return intConstant(x, static_cast<std::int32_t>(*known));
        }
    }
    return op("Prod", {sizesOf(x, begin, end), intConstant(x, 0)});
}

/// In the batch, index i of element b means row b * dim + i of the tensor with both axes folded.
Expr foldedIndices(const Expr& indices, const Expr& batches, const Expr& dim) {
    const Expr start = op("Range", {intConstant(indices, 0), batches, intConstant(indices, 1)});
    const Expr column = reshape(start * dim, op("Pack", {batches, intConstant(indices, 1)}));
    const Expr rows =
        reshape(cast(indices, DType::Int32), op("Pack", {batches, intConstant(indices, -1)}));
    return reshape(rows + column, intVector(indices, {-1}));
}

/// Every row of dL/doutput is added to the row of params that it was read from.
Expr gatheredRows(const Expr& params, const Expr& indices, const Expr& dy) {
    const Expr rowCount = productOfSizes(params, 0, 1);
    if (indices.shape().hasRank() && indices.shape().rank() == 1) {
        return Expr::ofRows(dy, indices, rowCount);
    }
    const Expr flat = intVector(dy, {-1});
    const Expr size =
        op("ConcatV2", {op("Pack", {sizeOf(indices)}), sizesOf(params, 1, -1), intConstant(dy, 0)});
    return Expr::ofRows(reshape(dy, size), reshape(indices, flat), rowCount);
}

/// The sizes of params as [batches, outer, dim, inner], where the gathered axis is dim.
struct FoldedSizes {
    Expr batches;
    Expr outer;
    Expr dim;
    Expr inner;
};
FoldedSizes foldedSizes(const Expr& params, const GatherAxes& axes) {
    return {productOfSizes(params, 0, axes.batch), productOfSizes(params, axes.batch, axes.axis),
            productOfSizes(params, axes.axis, axes.axis + 1),
            productOfSizes(params, axes.axis + 1, -1)};
}
/// The same for an axis that only the run knows.
FoldedSizes foldedSizes(const Expr& params, const Expr& axis, int batch) {
    const Expr sizes = shapeOf(params);
    // FloorMod makes a negative axis count from the front.
    const Expr along = reshape(op("FloorMod", {cast(axis, DType::Int32), op("Rank", {params})}),
                               intVector(params, {1}));
    const auto product = [&](const Expr& begin, const Expr& size) {
        return op("Prod", {op("Slice", {sizes, begin, size}), intConstant(params, 0)});
    };
    const Expr one = intVector(params, {1});
    return {productOfSizes(params, 0, batch),
            product(intVector(params, {batch}), along - intVector(params, {batch})),
            product(along, one), product(along + one, intVector(params, {-1}))};
}

/// In general: with params as [batches, outer, dim, inner] and dL/doutput as [batches, outer, count,
/// inner], bring the gathered axis to the front, add up, bring it back.
Expr gatherGradientAlong(const GradientContext& context, const Expr& params,
                         const FoldedSizes& sizes, int batch) {
    const Expr indices = context.input(1);
    const Expr dy = context.outputGradient(0);
    const Expr count = productOfSizes(indices, batch, -1);
    const Expr swap = intVector(dy, {0, 2, 1, 3});
    const Expr blocks = op("Pack", {sizes.batches, sizes.outer, count, sizes.inner});
    const Expr rows = op("Transpose", {reshape(dy, blocks), swap});
    const Expr flat = reshape(rows, op("Pack", {sizes.batches * count, sizes.outer, sizes.inner}));
    const Expr ids = batch == 0 ? reshape(indices, intVector(dy, {-1}))
                                : foldedIndices(indices, sizes.batches, sizes.dim);
    const Expr sums = op("UnsortedSegmentSum", {flat, ids, sizes.batches * sizes.dim});
    const Expr parts =
        reshape(sums, op("Pack", {sizes.batches, sizes.dim, sizes.outer, sizes.inner}));
    return reshape(op("Transpose", {parts, swap}), shapeOf(params));
}

/// Along the first axis, without a batch, dL/doutput is rows already.
Expr gatherRowsGradient(const GradientContext& context) {
    return gatheredRows(context.input(0), context.input(1), context.outputGradient(0));
}

Result<std::vector<Expr>> gatherGradient(const GradientContext& context) {
    return std::vector<Expr>{gatherRowsGradient(context), Expr()};
}

Result<std::vector<Expr>> gatherV2Gradient(const GradientContext& context) {
    const Expr params = context.input(0);
    const Expr axis = context.input(2);
    auto batch = context.attrs().getOr<std::int64_t>("batch_dims", 0);
    if (batch < 0) {
        if (!context.input(1).shape().hasRank()) {
            return unimplemented("gradient with batch_dims below 0 and indices of unknown rank");
        }
        batch += context.input(1).shape().rank();
    }
    GatherAxes axes{.axis = 0, .batch = static_cast<int>(batch)};
    const std::optional<Tensor> known = context.scope().graph().constantValue(axis.endpoint());
    const std::int64_t along = known ? intAt(*known, 0) : -1;
    if (along == 0) { return std::vector<Expr>{gatherRowsGradient(context), Expr(), Expr()}; }
    if (!known || (along < 0 && !params.shape().hasRank())) {
        const FoldedSizes sizes = foldedSizes(params, axis, axes.batch);
        return std::vector<Expr>{gatherGradientAlong(context, params, sizes, axes.batch), Expr(),
                                 Expr()};
    }
    axes.axis = static_cast<int>(along < 0 ? along + params.shape().rank() : along);
    const FoldedSizes sizes = foldedSizes(params, axes);
    return std::vector<Expr>{gatherGradientAlong(context, params, sizes, axes.batch), Expr(),
                             Expr()};
}

Result<std::vector<Expr>> resourceGatherGradient(const GradientContext& context) {
    const auto axis = static_cast<int>(context.attrs().getOr<std::int64_t>("batch_dims", 0));
    const Expr handle = context.input(0);
    if (axis == 0) { return std::vector<Expr>{gatherRowsGradient(context), Expr()}; }
    const Expr value =
        op("ReadVariableOp", {handle}, {{"dtype", WEFT_TRY(context.attr<DType>("dtype"))}});
    return std::vector<Expr>{
        gatherGradientAlong(context, value, foldedSizes(value, {axis, axis}), axis), Expr()};
}

WEFT_OP("Gather")
    .summary("Picks rows of a tensor by index.")
    .category("array")
    .attr("validate_indices: bool = true")
    .attr("Tparams: type")
    .attr("Tindices: {int32, int64}")
    .input("params: Tparams", "[rows, ...] the rows to pick from")
    .input("indices: Tindices", "any shape; each in [0, rows)")
    .output("output: Tparams", "[indices..., ...] the picked rows")
    .shape(gatherShape)
    .partialValue(gatherValue)
    .gradient(gatherGradient)
    .cpuKernel(gatherCpu);

WEFT_OP("ResourceGather")
    .summary("Picks rows of the value of a resource variable by index.")
    .category("array")
    .attr("batch_dims: int = 0")
    .attr("validate_indices: bool = true")
    .attr("dtype: type")
    .attr("Tindices: {int32, int64}")
    .input("resource: resource", "handle of a variable of [rows, ...]")
    .input("indices: Tindices", "any shape; each in [0, rows)")
    .output("output: dtype", "[indices..., ...] the picked rows")
    .stateful()
    .variables(VariableAccess::Read)
    .shape(gatherShape)
    .gradient(resourceGatherGradient)
    .cpuKernel(gatherCpu);

WEFT_OP("GatherV2")
    .summary("Picks slices of a tensor by index along an axis.")
    .category("array")
    .attr("batch_dims: int = 0")
    .attr("Tparams: type")
    .attr("Tindices: {int16, int32, int64}")
    .attr("Taxis: {int32, int64}")
    .input("params: Tparams", "the tensor to pick from")
    .input("indices: Tindices", "any shape; each in [0, size of params along axis)")
    .input("axis: Taxis", "scalar: the axis, in [-rank, rank)")
    .output("output: Tparams", "params with that axis replaced by those of indices")
    .hostInput("axis")
    .shape(gatherShape)
    .partialValue(gatherValue)
    .gradient(gatherV2Gradient)
    .cpuKernel(gatherCpu);

}  // namespace
}  // namespace weft
