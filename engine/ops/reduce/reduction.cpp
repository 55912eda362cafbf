// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/reduce/reduction.h"

#include <algorithm>
#include <limits>

#include "engine/kernel/simd/functors.h"

namespace weft {
namespace {

constexpr double kElementCost = 0.25;  // nanoseconds
/// Elements of a piece of a long reduction. Partial results of pieces are folded in order.
constexpr std::int64_t kPiece = 65'536;

/// Neighbouring axes of one kind as one; kinds alternate.
struct Group {
    std::int64_t size = 1;
    bool isReduced = false;
};
using Groups = absl::InlinedVector<Group, 6>;

Groups groupsOf(const Shape& shape, std::span<const bool> reduced) {
    Groups groups;
    for (int axis = 0; axis < shape.rank(); ++axis) {
        const bool isReduced = reduced[static_cast<std::size_t>(axis)];
        if (shape[axis] == 1) { continue; }
        if (!groups.empty() && groups.back().isReduced == isReduced) {
            groups.back().size *= shape[axis];
        } else {
            groups.push_back({shape[axis], isReduced});
        }
    }
    return groups;
}

template <class T>
using Block = simd::ReduceBlock<T>;

template <class T>
constexpr bool kHasVectorLoop =
    std::is_same_v<T, float> || std::is_same_v<T, double> || std::is_same_v<T, std::int32_t> ||
    std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::uint8_t>;

/// The fold of two elements of a type that has no vector loop.
template <class T>
T joined(simd::Reduce op, T a, T b) {
    if (op == simd::Reduce::Prod) { return simd::wrapMul(a, b); }
    if constexpr (std::is_integral_v<T>) {
        if (op == simd::Reduce::Max) { return std::max(a, b); }
        if (op == simd::Reduce::Min) { return std::min(a, b); }
    }
    return simd::wrapAdd(a, b);
}

/// A row of such a type, halved until it is short, so that errors grow slowly.
template <class T>
T foldRow(simd::Reduce op, const T* x, std::int64_t n) {
    constexpr std::int64_t kShort = 128;
    if (n > kShort) {
        const std::int64_t half = n / 2;
        return joined(op, foldRow(op, x, half), foldRow(op, x + half, n - half));
    }
    T folded = neutral<T>(op);
    for (std::int64_t i = 0; i < n; ++i) { folded = joined(op, folded, x[i]); }
    return folded;
}

template <class T>
void reduceRows(simd::Reduce op, const Block<T>& block, T* out) {
    if constexpr (kHasVectorLoop<T>) {
        simd::reduceRows(op, block, out);
    } else {
        for (std::int64_t r = 0; r < block.rows; ++r) {
            out[r] = joined(op, out[r], foldRow(op, block.x + r * block.stride, block.columns));
        }
    }
}
template <class T>
void reduceColumns(simd::Reduce op, const Block<T>& block, T* out) {
    if constexpr (kHasVectorLoop<T>) {
        simd::reduceColumns(op, block, out);
    } else {
        for (std::int64_t r = 0; r < block.rows; ++r) {
            const T* row = block.x + r * block.stride;
            for (std::int64_t c = 0; c < block.columns; ++c) {
                out[c] = joined(op, out[c], row[c]);
            }
        }
    }
}

/// Folds one long row in pieces.
template <class T>
void foldLongRow(simd::Reduce op, const T* x, std::int64_t n, T* out) {
    const std::int64_t pieces = (n + kPiece - 1) / kPiece;
    if (pieces == 1) { return reduceRows(op, Block<T>{x, 1, n, n}, out); }
    std::vector<T> partial(static_cast<std::size_t>(pieces), neutral<T>(op));
    parallelFor(pieces, kPiece * kElementCost, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) {
            const std::int64_t length = std::min(kPiece, n - p * kPiece);
            reduceRows(op, Block<T>{x + p * kPiece, 1, length, length}, &partial[p]);
        }
    });
    // Sums of squares are squared already.
    const simd::Reduce join = op == simd::Reduce::SumOfSquares ? simd::Reduce::Sum : op;
    reduceRows(join, Block<T>{partial.data(), 1, pieces, pieces}, out);
}

/// The last axes are [rows, n] of which n is reduced.
template <class T>
void foldRows(simd::Reduce op, const T* x, std::int64_t rows, std::int64_t n, T* out) {
    if (rows == 1) { return foldLongRow(op, x, n, out); }
    parallelFor(rows, static_cast<double>(n) * kElementCost,
                [&](std::int64_t begin, std::int64_t end) {
                    reduceRows(op, Block<T>{x + begin * n, end - begin, n, n}, out + begin);
                });
}

/// The last axes are [n, columns] of which n is reduced: threads take columns where there are
/// enough, else pieces of rows.
template <class T>
void foldColumns(simd::Reduce op, const T* x, std::int64_t n, std::int64_t columns, T* out) {
    constexpr std::int64_t kStrip = 64;  // columns; a multiple of the longest vector
    const std::int64_t rowsOfPiece = std::max<std::int64_t>(1, kPiece / columns);
    const std::int64_t pieces = (n + rowsOfPiece - 1) / rowsOfPiece;
    if (pieces > 1 && columns < 4 * kStrip) {
        std::vector<T> partial(static_cast<std::size_t>(pieces * columns), neutral<T>(op));
        parallelFor(pieces, kPiece * kElementCost, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t p = begin; p < end; ++p) {
                const std::int64_t rows = std::min(rowsOfPiece, n - p * rowsOfPiece);
                reduceColumns(op, Block<T>{x + p * rowsOfPiece * columns, rows, columns, columns},
                              partial.data() + p * columns);
            }
        });
        const simd::Reduce join = op == simd::Reduce::SumOfSquares ? simd::Reduce::Sum : op;
        return reduceColumns(join, Block<T>{partial.data(), pieces, columns, columns}, out);
    }
    const std::int64_t strips = (columns + kStrip - 1) / kStrip;
    parallelFor(strips, static_cast<double>(n * kStrip) * kElementCost,
                [&](std::int64_t begin, std::int64_t end) {
                    const std::int64_t from = begin * kStrip;
                    const std::int64_t width = std::min(columns, end * kStrip) - from;
                    reduceColumns(op, Block<T>{x + from, n, width, columns}, out + from);
                });
}

}  // namespace

template <class T>
T neutral(simd::Reduce op) {
    using Range = std::numeric_limits<T>;
    switch (op) {
        case simd::Reduce::Prod:
            return T{1};
        case simd::Reduce::Max:
            return Range::has_infinity ? -Range::infinity() : Range::lowest();
        case simd::Reduce::Min:
            return Range::has_infinity ? Range::infinity() : Range::max();
        default:
            return T{0};
    }
}

template <class T>
void reduceAxes(simd::Reduce op, const T* x, const Shape& shape, std::span<const bool> reduced,
                T* out) {
    Groups groups = groupsOf(shape, reduced);
    std::int64_t kept = 1;
    for (const Group& group : groups) { kept *= group.isReduced ? 1 : group.size; }
    const bool folds = std::ranges::any_of(groups, &Group::isReduced);
    if (!folds && op != simd::Reduce::SumOfSquares && shape.elements() > 0) {
        std::copy_n(x, kept, out);  // as TensorFlow: a negative zero stays one
        return;
    }
    std::fill_n(out, kept, neutral<T>(op));
    if (shape.elements() == 0) { return; }

    // The innermost axes are one contiguous block: [kept, reduced] or [reduced, kept].
    const bool endsReduced = !groups.empty() && groups.back().isReduced;
    std::int64_t inner[2] = {1, 1};
    for (int k = 1; k >= 0 && !groups.empty(); --k) {
        const bool wantsReduced = endsReduced == (k == 1);
        if (groups.back().isReduced != wantsReduced) { continue; }
        inner[k] = groups.back().size;
        groups.pop_back();
    }
    const std::int64_t blockSize = inner[0] * inner[1];
    const std::int64_t outSize = endsReduced ? inner[0] : inner[1];
    std::int64_t blocks = 1;
    for (const Group& group : groups) { blocks *= group.size; }

    // Blocks in order; those that share an output follow each other's outer reduced axes.
    for (std::int64_t block = 0; block < blocks; ++block) {
        std::int64_t rest = block;
        std::int64_t outAt = 0;
        std::int64_t extent = 1;
        for (std::size_t g = groups.size(); g-- > 0;) {
            if (!groups[g].isReduced) {
                outAt += rest % groups[g].size * extent;
                extent *= groups[g].size;
            }
            rest /= groups[g].size;
        }
        const T* from = x + block * blockSize;
        if (endsReduced) {
            foldRows(op, from, inner[0], inner[1], out + outAt * outSize);
        } else {
            foldColumns(op, from, inner[0], inner[1], out + outAt * outSize);
        }
    }
}

template float neutral<float>(simd::Reduce);
template double neutral<double>(simd::Reduce);
template std::int8_t neutral<std::int8_t>(simd::Reduce);
template std::int16_t neutral<std::int16_t>(simd::Reduce);
template std::int32_t neutral<std::int32_t>(simd::Reduce);
template std::int64_t neutral<std::int64_t>(simd::Reduce);
template std::uint8_t neutral<std::uint8_t>(simd::Reduce);
template std::uint16_t neutral<std::uint16_t>(simd::Reduce);
template std::uint32_t neutral<std::uint32_t>(simd::Reduce);
template std::uint64_t neutral<std::uint64_t>(simd::Reduce);
template std::complex<float> neutral<std::complex<float>>(simd::Reduce);
template std::complex<double> neutral<std::complex<double>>(simd::Reduce);
template void reduceAxes(simd::Reduce, const float*, const Shape&, std::span<const bool>, float*);
template void reduceAxes(simd::Reduce, const double*, const Shape&, std::span<const bool>, double*);
template void reduceAxes(simd::Reduce, const std::int8_t*, const Shape&, std::span<const bool>,
                         std::int8_t*);
template void reduceAxes(simd::Reduce, const std::int16_t*, const Shape&, std::span<const bool>,
                         std::int16_t*);
template void reduceAxes(simd::Reduce, const std::int32_t*, const Shape&, std::span<const bool>,
                         std::int32_t*);
template void reduceAxes(simd::Reduce, const std::int64_t*, const Shape&, std::span<const bool>,
                         std::int64_t*);
template void reduceAxes(simd::Reduce, const std::uint8_t*, const Shape&, std::span<const bool>,
                         std::uint8_t*);
template void reduceAxes(simd::Reduce, const std::uint16_t*, const Shape&, std::span<const bool>,
                         std::uint16_t*);
template void reduceAxes(simd::Reduce, const std::uint32_t*, const Shape&, std::span<const bool>,
                         std::uint32_t*);
template void reduceAxes(simd::Reduce, const std::uint64_t*, const Shape&, std::span<const bool>,
                         std::uint64_t*);
template void reduceAxes(simd::Reduce, const std::complex<float>*, const Shape&,
                         std::span<const bool>, std::complex<float>*);
template void reduceAxes(simd::Reduce, const std::complex<double>*, const Shape&,
                         std::span<const bool>, std::complex<double>*);

Result<absl::InlinedVector<bool, 8>> reducedAxes(KernelContext& context) {
    const int rank = context.input(0).rank();
    const Tensor& axes = context.input(1);
    absl::InlinedVector<bool, 8> reduced(static_cast<std::size_t>(rank), false);
    for (std::int64_t i = 0; i < axes.elements(); ++i) {
        const auto axis = static_cast<std::size_t>(WEFT_TRY(normalizedAxis(intAt(axes, i), rank)));
        if (reduced[axis]) {
            return invalidArgument(
                concat("reduction axes hold a duplicate: got ", intAt(axes, i), " twice"));
        }
        reduced[axis] = true;
    }
    return reduced;
}

void reductionSignature(OpBuilder& op, std::string_view type) {
    op.category("math")
        .attr("Tidx: {int32, int64} = DT_INT32")
        .input(concat("input: ", type), "values of any shape")
        .input("reduction_indices: Tidx", "axes to reduce, scalar or vector, in [-rank, rank)")
        .output(concat("output: ", type),
                "the result for each combination of the other axes; with keep_dims the reduced "
                "axes stay, with size 1")
        .hostInput("reduction_indices")
        .shape(reductionShape);
}

std::optional<std::vector<std::int32_t>> knownAxes(const GradientContext& context) {
    const PartialShape& shape = context.input(0).shape();
    const Expr axes = context.input(1);
    const auto& known = context.scope().graph().output(axes.endpoint()).value;
    if (!shape.hasRank() || !known) { return std::nullopt; }
    std::vector<std::int32_t> out;
    for (const std::optional<std::int64_t>& axis : known->elements) {
        if (!axis) { return std::nullopt; }
        const Result<int> normal = normalizedAxis(*axis, shape.rank());
        if (!normal.ok()) { return std::nullopt; }
        out.push_back(*normal);
    }
    return out;
}

namespace {

/// Shape of the input with 1 along the reduced axes, as a constant where no more than one size is
/// not known (-1 stands for it).
std::optional<std::vector<std::int32_t>> knownKeptShape(const GradientContext& context) {
    const PartialShape& shape = context.input(0).shape();
    const auto axes = knownAxes(context);
    if (!axes) { return std::nullopt; }
    std::vector<std::int32_t> kept;
    int unknown = 0;
    bool isEmpty = false;
    for (int axis = 0; axis < shape.rank(); ++axis) {
        const bool isReduced = std::find(axes->begin(), axes->end(), axis) != axes->end();
        const std::int64_t size = isReduced ? 1 : shape[axis];
        if (size > std::numeric_limits<std::int32_t>::max()) { return std::nullopt; }
        kept.push_back(static_cast<std::int32_t>(size));
        unknown += size == kUnknownDim ? 1 : 0;
        isEmpty = isEmpty || size == 0;
    }
    // Reshape cannot work out a size of an empty tensor.
    if (unknown > 1 || (unknown == 1 && isEmpty)) { return std::nullopt; }
    return kept;
}

/// The same at run time: ones stitched over the reduced axes of the input's shape.
Expr keptShapeAtRun(const GradientContext& context) {
    const Expr x = context.input(0);
    const Expr shape = shapeOf(x);
    const Expr rank = sizeOf(shape);
    const Expr axes = reshape(cast(context.input(1), DType::Int32), intVector(x, {-1}));
    const Expr positive = op("FloorMod", {axes + rank, rank});
    const Expr all = op("Range", {intConstant(x, 0), rank, intConstant(x, 1)});
    const Expr ones = op("Fill", {shapeOf(positive), intConstant(x, 1)});
    return op("DynamicStitch", {all, positive, shape, ones});
}

}  // namespace

Expr withKeptAxes(const GradientContext& context, const Expr& output) {
    if (context.attrs().getOr<bool>("keep_dims", false)) { return output; }
    if (const auto kept = knownKeptShape(context)) {
        return reshape(output, intVector(output, *kept));
    }
    return reshape(output, keptShapeAtRun(context));
}

Expr spreadGradient(const GradientContext& context, const Expr& dy) {
    return op("BroadcastTo", {withKeptAxes(context, dy), shapeOf(context.input(0))});
}

}  // namespace weft
