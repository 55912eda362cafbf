// SPDX-License-Identifier: Apache-2.0
/// @file
/// Unique, UniqueWithCounts: the distinct elements of a vector in the order of their first
/// occurrence, which of them each element is, and how often each comes.
///
/// Shapes   x [n]; y and count [distinct]; idx [n].
/// Types    x of every number dtype, bool and string; idx and count int32, int64.
/// Errors   InvalidArgument "unique expects a 1D vector." for x of another rank.
/// Numerics -0 and 0 are one element; NaN differs from itself, so each is one of its own.
/// Source   Op contracts of TensorFlow "Unique", "UniqueWithCounts" (ops.pbtxt).

#include <unordered_map>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

Result<std::vector<PartialShape>> uniqueShapes(const ShapeContext& context) {
    const PartialShape& x = context.input(0);
    if (!x.withRank(1).ok()) {
        return invalidArgument(concat("unique expects a 1D vector. got ", x));
    }
    std::vector<PartialShape> shapes(static_cast<std::size_t>(context.outputs()),
                                     PartialShape{kUnknownDim});
    shapes[1] = x.hasRank() ? x : PartialShape{kUnknownDim};
    return shapes;
}

/// What elements are told apart by: numbers that compare equal have one hash.
template <class T>
struct Key {
    static T of(const T& x) {
        if constexpr (std::is_floating_point_v<T>) {
            return x == T{0} ? T{0} : x;
        } else {
            return x;
        }
    }
};
template <>
struct Key<Half> {
    static float of(Half x) { return Key<float>::of(static_cast<float>(x)); }
};
template <>
struct Key<BFloat16> {
    static float of(BFloat16 x) { return Key<float>::of(static_cast<float>(x)); }
};

/// Fills idx and finds the places of first occurrences, and the counts.
template <class T, class Index>
void findUnique(std::span<const T> x, std::span<Index> idx, std::vector<std::size_t>& firsts,
                std::vector<Index>& counts) {
    std::unordered_map<decltype(Key<T>::of(x[0])), Index> seen;
    seen.reserve(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto [found, isNew] =
            seen.emplace(Key<T>::of(x[i]), static_cast<Index>(firsts.size()));
        if (isNew) {
            firsts.push_back(i);
            counts.push_back(0);
        }
        idx[i] = found->second;
        ++counts[static_cast<std::size_t>(found->second)];
    }
}

template <class T, class Index>
Status uniqueWith(KernelContext& context) {
    const std::span<const T> x = context.inputValues<T>(0);
    std::vector<std::size_t> firsts;
    std::vector<Index> counts;
    findUnique<T, Index>(x, context.outputValues<Index>(1), firsts, counts);
    const Shape shape{std::ssize(firsts)};
    Tensor y = WEFT_TRY(context.allocate(context.input(0).dtype(), shape));
    const std::span<T> distinct = y.mutableValues<T>();
    for (std::size_t i = 0; i < firsts.size(); ++i) { distinct[i] = x[firsts[i]]; }
    context.setOutput(0, std::move(y));
    if (context.outputs() > 2) {
        Tensor count = WEFT_TRY(context.allocate(kDTypeOf<Index>, shape));
        std::copy(counts.begin(), counts.end(), count.mutableValues<Index>().begin());
        context.setOutput(2, std::move(count));
    }
    return okStatus();
}

template <class T>
Status uniqueCpu(KernelContext& context) {
    return context.output(1).dtype() == DType::Int32 ? uniqueWith<T, std::int32_t>(context)
                                                     : uniqueWith<T, std::int64_t>(context);
}

template <class... T>
void addKernels(OpBuilder& op) {
    (op.cpuKernel<T>(uniqueCpu<T>), ...);
}

OpBuilder declare(std::string_view name, std::string_view summary) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: type")
        .attr("out_idx: {int32, int64} = DT_INT32")
        .input("x: T", "[n] a vector")
        .output("y: T", "[distinct] its distinct elements, as they first come")
        .output("idx: out_idx", "[n] which element of y each element of x is")
        .dynamicOutput(0)
        .shape(uniqueShapes)
        .noGradient("which elements are distinct does not change by small steps")
        .apply(addKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                          std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                          bool, std::string>);
    return op;
}

const OpRegistration kUnique =
    declare("Unique", "The distinct elements of a vector, and which of them each element is.");
const OpRegistration kUniqueWithCounts =
    declare("UniqueWithCounts", "The distinct elements of a vector, and how often each comes.")
        .output("count: out_idx", "[distinct] how often each element of y comes")
        .dynamicOutput(2);

}  // namespace
}  // namespace weft
