// SPDX-License-Identifier: Apache-2.0
/// @file
/// TopKV2: the k largest elements of each row, and where they are. TopK: its old name, which loads
/// and gives shapes, but which nothing computes any more.
///
/// Shapes   input [..., n] with n >= k; values and indices [..., k].
/// Types    all real numbers; k int16, int32, int64; indices int16, int32, int64.
/// Errors   InvalidArgument "input must have at least k columns. Had 2, needed 3", a negative k, a
///          scalar input; TopK whenever it is run, as in TensorFlow, whose kernels want an
///          attribute that the old op has not.
/// Numerics Of equal elements the first come first. NaN counts as smaller than any number. Without
///          `sorted` the order is that of TensorFlow's heap.
/// Source   Op contracts of TensorFlow "TopK", "TopKV2" (ops.pbtxt); the gradient puts dL/dvalues
///          back where they came from.

#include <algorithm>
#include <numeric>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> topKShapes(const ShapeContext& context) {
    const PartialShape input = WEFT_TRY(context.input(0).withRankAtLeast(1));
    std::optional<std::int64_t> k;
    if (context.inputs() > 1) {
        const std::optional<Tensor> value = context.value(1);
        // What is not known yet may still turn out a scalar, whatever the graph says of its shape.
        if (value) { WEFT_TRY(context.input(1).withRank(0)); }
        const bool isShort = context.inputType(1) == DType::Int16;
        if (value && isShort) { k = value->values<std::int16_t>()[0]; }
        if (value && !isShort) { k = WEFT_TRY(context.valueAsInt(1)); }
    } else {
        k = WEFT_TRY(context.attr<std::int64_t>("k"));
    }
    if (k && *k < 0) { return invalidArgument(concat("Need k >= 0, got ", *k)); }
    if (!input.hasRank()) { return std::vector<PartialShape>(2); }
    const int last = input.rank() - 1;
    if (k && input[last] != kUnknownDim && input[last] < *k) {
        return invalidArgument(
            concat("input must have at least k columns. Had ", input[last], ", needed ", *k));
    }
    return std::vector<PartialShape>(2, input.withDim(last, k.value_or(kUnknownDim)));
}

/// dL/dvalues at the places that the indices name, zeros elsewhere: all rows laid end to end.
Result<std::vector<Expr>> topKGradient(const GradientContext& context) {
    const Expr input = context.input(0);
    const Expr dy = context.outputGradient(0);
    const Expr indices = cast(context.output(1), DType::Int32);
    const Expr shape = shapeOf(input);
    const Expr first = intConstant(dy, 0);
    const auto lastOf = [&](const Expr& sizes) {
        return op("GatherV2", {sizes, sizeOf(sizes) - intConstant(dy, 1), first});
    };
    const Expr columns = lastOf(shape);
    const Expr rows = reshape(indices, op("Pack", {intConstant(dy, -1), lastOf(shapeOf(indices))}));
    const Expr count = op("GatherV2", {shapeOf(rows), first, first});
    const Expr starts =
        op("ExpandDims", {op("Range", {first, count * columns, columns}), intConstant(dy, -1)});
    const Expr places = reshape(rows + starts, intVector(dy, {-1, 1}));
    const Expr size = op("Pack", {op("Prod", {shape, first})});
    const Expr flat = op("ScatterNd", {places, reshape(dy, intVector(dy, {-1})), size});
    std::vector<Expr> gradients(static_cast<std::size_t>(context.inputs()));
    gradients[0] = reshape(flat, shape);
    return gradients;
}

/// Numbers as they are compared: NaN lowest, 16-bit floats widened.
template <class T>
auto comparable(T x) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<float>(x);
    } else {
        return x;
    }
}

/// True when element a of the row comes before element b.
template <class T>
class Before {
public:
    explicit Before(const T* row) : m_row(row) {}
    bool operator()(std::int64_t a, std::int64_t b) const {
        const auto x = comparable(m_row[a]);
        const auto y = comparable(m_row[b]);
        if (y < x) { return true; }
        if (x < y) { return false; }
        const bool xIsNumber = x == x;
        const bool yIsNumber = y == y;
        return xIsNumber == yIsNumber ? a < b : xIsNumber;
    }

private:
    const T* m_row;
};

/// Fills `best` with the first k indices by `before`. Keeps a heap of the k best of what it has
/// seen, the worst of them on top; that heap's order is what an unsorted result shows.
template <class Order>
void selectFirst(std::int64_t n, std::int64_t k, const Order& before,
                 std::vector<std::int64_t>& best) {
    best.resize(static_cast<std::size_t>(std::min(n, k + 1)));
    std::iota(best.begin(), best.end(), std::int64_t{0});
    // As in TensorFlow: one more than k is put into the heap, the worst leaves it again.
    std::make_heap(best.begin(), best.end(), before);
    std::pop_heap(best.begin(), best.end(), before);
    for (std::int64_t i = k + 1; i < n; ++i) {
        if (!before(i, best.front())) { continue; }
        best.back() = i;
        std::push_heap(best.begin(), best.end(), before);
        std::pop_heap(best.begin(), best.end(), before);
    }
    best.pop_back();
}

enum class Sorted { No, Yes };

template <class T, class Index>
void topKRow(std::span<const T> row, std::span<T> values, std::span<Index> indices,
             std::pair<Sorted, std::vector<std::int64_t>*> how) {
    const Before<T> before(row.data());
    std::vector<std::int64_t>& best = *how.second;
    const std::int64_t n = std::ssize(row);
    const std::int64_t k = std::ssize(values);
    if (k == 1) {
        best.assign(1, 0);
        for (std::int64_t i = 1; i < n; ++i) {
            if (before(i, best[0])) { best[0] = i; }
        }
    } else if (k == n) {
        best.resize(row.size());
        std::iota(best.begin(), best.end(), std::int64_t{0});
        std::sort(best.begin(), best.end(), before);
    } else {
        selectFirst(n, k, before, best);
        if (how.first == Sorted::Yes) { std::sort(best.begin(), best.end(), before); }
    }
    for (std::size_t i = 0; i < best.size(); ++i) {
        values[i] = row[static_cast<std::size_t>(best[i])];
        indices[i] = static_cast<Index>(best[i]);
    }
}

template <class T, class Index>
Status topKWith(KernelContext& context) {
    if (context.output(0).elements() == 0) { return okStatus(); }
    const RowsView<const T> input = context.inputRows<T>(0);
    const RowsView<T> values = context.outputRows<T>(0);
    const RowsView<Index> indices = context.outputRows<Index>(1);
    const Sorted sorted = context.attrs().getOr<bool>("sorted", true) ? Sorted::Yes : Sorted::No;
    parallelFor(
        input.rows, 3.0 * static_cast<double>(input.columns),
        [&](std::int64_t begin, std::int64_t end) {
            std::vector<std::int64_t> best;
            for (std::int64_t r = begin; r < end; ++r) {
                topKRow<T, Index>(input.row(r), values.row(r), indices.row(r), {sorted, &best});
            }
        });
    return okStatus();
}

template <class T>
Status topKCpu(KernelContext& context) {
    switch (context.output(1).dtype()) {
        case DType::Int16:
            return topKWith<T, std::int16_t>(context);
        case DType::Int32:
            return topKWith<T, std::int32_t>(context);
        default:
            return topKWith<T, std::int64_t>(context);
    }
}

template <class... T>
void addKernels(OpBuilder& op) {
    (op.cpuKernel<T>(topKCpu<T>), ...);
}

Status refuse(KernelContext&) {
    return invalidArgument("no kernel computes the old TopK: want TopKV2");
}

/// What both have in common after their own first attributes.
OpBuilder& describe(OpBuilder& op, std::string_view summary) {
    return op.summary(summary)
        .category("array")
        .attr("sorted: bool = true")
        .attr(
            "T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, "
            "uint64}")
        .input("input: T", "[..., n] rows")
        .shape(topKShapes)
        .gradient(topKGradient);
}

OpBuilder declareOld(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.attr("k: int >= 0");
    describe(op, summary)
        .output("values: T", "[..., k] the largest elements")
        .output("indices: int32", "[..., k] their places in the rows")
        .deprecated(7, "Use TopKV2 instead")
        .cpuKernel(refuse);
    return op;
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    describe(op, summary)
        .attr("Tk: {int16, int32, int64} = DT_INT32")
        .attr("index_type: {int16, int32, int64} = DT_INT32")
        .input("k: Tk", "scalar: how many")
        .output("values: T", "[..., k] the largest elements")
        .output("indices: index_type", "[..., k] their places in the rows")
        .hostInput("k")
        .apply(addKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                          std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>);
    return op;
}

const OpRegistration kTopK = declareOld("TopK", "The largest elements of each row (old name).");
const OpRegistration kTopKV2 =
    declare("TopKV2", "The largest elements of each row, and where they are.");

}  // namespace
}  // namespace weft
