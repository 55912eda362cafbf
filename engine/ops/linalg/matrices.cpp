// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/linalg/matrices.h"

#include "engine/base/mutex.h"

namespace weft {

MatrixBatch batchOf(const Shape& shape) {
    MatrixBatch batch{1, shape[shape.rank() - 2], shape[shape.rank() - 1]};
    for (int axis = 0; axis < shape.rank() - 2; ++axis) { batch.count *= shape[axis]; }
    return batch;
}

Result<PartialShape> squareInput(const ShapeContext& context, int i) {
    const PartialShape shape = WEFT_TRY(context.input(i).withRankAtLeast(2));
    if (!shape.hasRank()) { return shape; }
    const int last = shape.rank() - 1;
    const Result<std::int64_t> size = mergeDim(shape[last - 1], shape[last]);
    if (!size.ok()) {
        return invalidArgument(
            concat("Input matrix must be square: got ", shape, ", want two equal last dimensions"));
    }
    return shape.withDim(last - 1, *size).withDim(last, *size);
}

Result<PartialShape> squareShape(const ShapeContext& context) { return squareInput(context, 0); }

PartialShape leadingAxes(const PartialShape& matrices) {
    return matrices.hasRank() ? matrices.slice(0, -2) : PartialShape::unknown();
}

Status forEachMatrix(std::int64_t count, double cost,
                     const std::function<Status(std::int64_t)>& f) {
    Mutex mutex;
    std::int64_t failedAt = count;
    Status failure = okStatus();
    parallelFor(count, cost, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            Status status = f(i);
            if (status.ok()) { continue; }
            const MutexLock lock(mutex);
            if (i < failedAt) {
                failedAt = i;
                failure = std::move(status);
            }
            return;
        }
    });
    return failure;
}

double decompositionCost(const MatrixBatch& batch) {
    const auto n = static_cast<double>(std::max(batch.rows, batch.columns));
    return 500 + n * n * n;
}

Expr multiply(const Expr& x, const Expr& y, Adjoint ofX, Adjoint ofY) {
    return op("BatchMatMulV2", {x, y},
              {{"adj_x", ofX == Adjoint::Yes}, {"adj_y", ofY == Adjoint::Yes}});
}

namespace {

Expr band(const Expr& x, std::int32_t below, std::int32_t above) {
    return op("MatrixBandPart", {x, intConstant(x, below), intConstant(x, above)});
}

Expr leadingAxesOf(const Expr& shape) {
    return op("StridedSlice",
              {shape, intVector(shape, {0}), intVector(shape, {-2}), intVector(shape, {1})},
              {{"begin_mask", std::int64_t{1}}});
}

}  // namespace

Expr lowerTriangle(const Expr& x) { return band(x, -1, 0); }
Expr upperTriangle(const Expr& x) { return band(x, 0, -1); }

Expr adjointOf(const Expr& x) {
    const PartialShape shape = x.shape();
    if (shape.hasRank()) {
        std::vector<std::int32_t> axes(static_cast<std::size_t>(shape.rank()));
        for (std::size_t i = 0; i < axes.size(); ++i) { axes[i] = static_cast<std::int32_t>(i); }
        std::swap(axes[axes.size() - 1], axes[axes.size() - 2]);
        return op("Transpose", {conj(x), intVector(x, axes)});
    }
    const Expr rank = rankOf(x);
    const auto range = [&](const Expr& from, const Expr& to) {
        return op("Range", {from, to, intConstant(x, 1)});
    };
    const Expr last = reshape(rank - intConstant(x, 1), intVector(x, {1}));
    const Expr before = reshape(rank - intConstant(x, 2), intVector(x, {1}));
    const Expr axes = op("ConcatV2", {range(intConstant(x, 0), rank - intConstant(x, 2)), last,
                                      before, intConstant(x, 0)});
    return op("Transpose", {conj(x), axes});
}

std::vector<Expr> sumToBatches(const Expr& byX, const Expr& byY, const Expr& x, const Expr& y) {
    const PartialShape xs = x.shape();
    const PartialShape ys = y.shape();
    if (xs.hasRank() && ys.hasRank()) {
        const PartialShape batch = xs.slice(0, -2);
        if (batch.isFull() && batch == ys.slice(0, -2)) { return {byX, byY}; }
    }
    const Expr sx = shapeOf(x);
    const Expr sy = shapeOf(y);
    const std::vector<Expr> axes =
        opList("BroadcastGradientArgs", {leadingAxesOf(sx), leadingAxesOf(sy)});
    if (axes.size() != 2) { return {byX, byY}; }
    return {reshape(reduceSum(byX, axes[0]), sx), reshape(reduceSum(byY, axes[1]), sy)};
}

}  // namespace weft
