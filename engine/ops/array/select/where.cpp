// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where: the coordinates of all elements that are true, or not zero, in row-major order.
///
/// Shapes   input [d1, ..., dr] with r >= 1; index [number of such elements, r].
/// Types    numbers, bool; index int64.
/// Errors   InvalidArgument for a scalar.
/// Numerics NaN is not zero, -0 is.
/// Source   Op contract of TensorFlow "Where" (ops.pbtxt).

#include <algorithm>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<PartialShape> whereShape(const ShapeContext& context) {
    const PartialShape& input = context.input(0);
    return PartialShape{kUnknownDim, input.hasRank() ? input.rank() : kUnknownDim};
}

template <class T>
bool isTrue(const T& x) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
        return static_cast<float>(x) != 0.0F;
    } else {
        return x != T{};
    }
}

/// Of a vector. Each place is written, and the next one over it unless it counts: no branch that
/// cannot be foreseen.
template <class T>
void writePlaces(std::span<const T> input, std::span<std::int64_t> to) {
    std::size_t next = 0;
    for (std::size_t i = 0; next < to.size(); ++i) {
        to[next] = static_cast<std::int64_t>(i);
        next += isTrue(input[i]) ? 1 : 0;
    }
}

/// The same of rows: all but the last coordinate stay for one row.
template <class T>
void writeCoordinates(std::span<const T> input, const Shape& shape, std::span<std::int64_t> to) {
    const std::size_t rank = shape.dims().size();
    const std::int64_t columns = shape.dims().back();
    Dims at(rank, 0);
    std::int64_t* next = to.data();
    const std::int64_t* end = next + to.size();
    for (const T* row = input.data(); next < end; row += columns) {
        for (std::int64_t c = 0; c < columns && next < end; ++c) {
            std::copy_n(at.begin(), rank - 1, next);
            next[rank - 1] = c;
            next += isTrue(row[c]) ? rank : 0;
        }
        for (std::size_t axis = rank - 1; axis-- > 0;) {
            if (++at[axis] < shape.dims()[axis]) { break; }
            at[axis] = 0;
        }
    }
}

template <class T>
Status whereCpu(KernelContext& context) {
    const std::span<const T> input = context.inputValues<T>(0);
    const Shape& shape = context.input(0).shape();
    if (shape.rank() == 0) {
        return invalidArgument("WhereOp : input is a scalar: got shape [], want rank >= 1");
    }
    std::int64_t count = 0;
    for (const T& x : input) { count += isTrue(x) ? 1 : 0; }
    Tensor index = WEFT_TRY(context.allocate(
        DType::Int64, WEFT_TRY(makeShape(std::array{count, std::int64_t{shape.rank()}}))));
    const std::span<std::int64_t> to = index.mutableValues<std::int64_t>();
    if (shape.rank() == 1) {
        writePlaces(input, to);
    } else {
        writeCoordinates(input, shape, to);
    }
    context.setOutput(0, std::move(index));
    return okStatus();
}

template <class... T>
void addKernels(OpBuilder& op) {
    (op.cpuKernel<T>(whereCpu<T>), ...);
}

WEFT_OP("Where")
    .summary("The coordinates of all elements that are true, or not zero.")
    .category("array")
    .attr(
        "T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, "
        "bfloat16, qint16, quint16, uint16, complex128, half, uint32, uint64, bool} = DT_BOOL")
    .input("input: T", "[d1, ..., dr] a tensor")
    .output("index: int64", "[count, r] coordinates, in row-major order")
    .dynamicOutput(0)
    .shape(whereShape)
    .noGradient("which elements are zero does not change by small steps")
    .apply(addKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                      std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                      std::complex<float>, std::complex<double>, bool>);

}  // namespace
}  // namespace weft
