// SPDX-License-Identifier: Apache-2.0
/// @file
/// Unique, UniqueWithCounts: the distinct elements of a vector in the order of their first
/// occurrence, which of them each element is, and how often each comes. UniqueV2,
/// UniqueWithCountsV2: the distinct slices of a tensor along an axis.
///
/// Shapes   x [n]; y and count [distinct]; idx [n]. V2: axis [] as before, or [one axis], along
///          which n and distinct are sizes of x and y.
/// Types    x of every number dtype, bool and string; idx and count int32, int64.
/// Errors   InvalidArgument "unique expects a 1D vector." for x of another rank; an axis out of
///          range, or several.
/// Numerics -0 and 0 are one element; NaN differs from itself, so each is one of its own.
/// Source   Op contracts of TensorFlow "Unique", "UniqueV2", ... (ops.pbtxt).

#include <algorithm>
#include <array>
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

/// The axis that the vector `axis` names, or -1 for an empty one.
Result<int> axisOf(std::span<const std::int64_t> axis, int rank) {
    if (axis.size() > 1) {
        return invalidArgument(concat(
            "axis does not support input tensors larger than 1 elements: got ", axis.size()));
    }
    if (axis.empty()) { return -1; }
    const std::int64_t along = axis[0] < 0 ? axis[0] + rank : axis[0];
    if (along >= 0 && along < rank) { return static_cast<int>(along); }
    return invalidArgument(concat("axis has to be between [0, ", rank, "): got ", axis[0]));
}

Result<std::vector<PartialShape>> uniqueV2Shapes(const ShapeContext& context) {
    const PartialShape& x = context.input(0);
    if (!context.input(1).withRank(1).ok()) {
        return invalidArgument(concat("axis expects a 1D vector. got ", context.input(1)));
    }
    std::vector<PartialShape> shapes(static_cast<std::size_t>(context.outputs()),
                                     PartialShape{kUnknownDim});
    shapes[0] = x.hasRank() ? PartialShape::ofRank(x.rank()) : x;
    const auto axis = WEFT_TRY(context.valueAsInts(1));
    if (!axis) { return shapes; }
    if (axis->empty()) { return uniqueShapes(context); }
    if (!x.hasRank()) { return shapes; }
    const int along = WEFT_TRY(axisOf(*axis, x.rank()));
    shapes[0] = x.withDim(along, kUnknownDim);
    shapes[1] = PartialShape{x[along]};
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

/// Slices of a tensor [outer, count, inner] along its middle axis.
template <class T>
class Slices {
public:
    Slices(const T* data, const Shape& shape, int axis) : m_data(data) {
        for (int i = 0; i < axis; ++i) { m_outer *= shape[i]; }
        for (int i = axis + 1; i < shape.rank(); ++i) { m_inner *= shape[i]; }
        m_count = shape[axis];
    }
    std::int64_t count() const { return m_count; }
    std::int64_t outer() const { return m_outer; }
    std::int64_t inner() const { return m_inner; }
    /// Run o of slice i, inner() elements.
    const T* run(std::int64_t i, std::int64_t o) const {
        return m_data + (o * m_count + i) * m_inner;
    }
    std::size_t hash(std::int64_t i) const {
        std::size_t sum = 0;
        constexpr std::size_t kMixer = 0x9E3779B97F4A7C15U;
        forEach(i, [&](const T& x) {
            const auto key = Key<T>::of(x);
            sum = (sum ^ std::hash<std::remove_cvref_t<decltype(key)>>{}(key)) * kMixer;
        });
        return sum;
    }
    bool equal(std::int64_t a, std::int64_t b) const {
        for (std::int64_t o = 0; o < m_outer; ++o) {
            if (!std::equal(run(a, o), run(a, o) + m_inner, run(b, o))) { return false; }
        }
        return true;
    }

private:
    template <class F>
    void forEach(std::int64_t i, const F& f) const {
        for (std::int64_t o = 0; o < m_outer; ++o) {
            std::for_each(run(i, o), run(i, o) + m_inner, f);
        }
    }
    const T* m_data;
    std::int64_t m_outer = 1;
    std::int64_t m_count = 0;
    std::int64_t m_inner = 1;
};

/// As findUnique(), for slices.
template <class T, class Index>
void findUniqueSlices(const Slices<T>& slices, std::span<Index> idx,
                      std::vector<std::size_t>& firsts, std::vector<Index>& counts) {
    const auto hash = [&](std::int64_t i) { return slices.hash(i); };
    const auto equal = [&](std::int64_t a, std::int64_t b) { return slices.equal(a, b); };
    std::unordered_map<std::int64_t, Index, decltype(hash), decltype(equal)> seen(0, hash, equal);
    for (std::int64_t i = 0; i < slices.count(); ++i) {
        const auto [found, isNew] = seen.emplace(i, static_cast<Index>(firsts.size()));
        if (isNew) {
            firsts.push_back(static_cast<std::size_t>(i));
            counts.push_back(0);
        }
        idx[static_cast<std::size_t>(i)] = found->second;
        ++counts[static_cast<std::size_t>(found->second)];
    }
}

/// The axis of V2; 0 for vectors.
Result<int> axisOf(const KernelContext& context) {
    const bool isV2 = context.node().inputs.size() > 1;
    const Tensor& x = context.input(0);
    if (!isV2 || context.input(1).elements() == 0) { return 0; }
    return axisOf(std::array{intAt(context.input(1), 0)}, x.rank());
}

template <class T, class Index>
Status uniqueWith(KernelContext& context) {
    const Tensor& x = context.input(0);
    const int axis = WEFT_TRY(axisOf(context));
    const Slices<T> slices(x.values<T>().data(), x.shape(), axis);
    std::vector<std::size_t> firsts;
    std::vector<Index> counts;
    if (x.rank() == 1) {
        findUnique<T, Index>(x.values<T>(), context.outputValues<Index>(1), firsts, counts);
    } else {
        findUniqueSlices<T, Index>(slices, context.outputValues<Index>(1), firsts, counts);
    }
    Dims sizes = x.shape().dims();
    sizes[static_cast<std::size_t>(axis)] = std::ssize(firsts);
    Tensor y = WEFT_TRY(context.allocate(x.dtype(), WEFT_TRY(makeShape(sizes))));
    T* to = y.mutableValues<T>().data();
    for (std::int64_t o = 0; o < slices.outer(); ++o) {
        for (const std::size_t i : firsts) {
            to = std::copy_n(slices.run(static_cast<std::int64_t>(i), o), slices.inner(), to);
        }
    }
    context.setOutput(0, std::move(y));
    if (context.outputs() > 2) {
        const Shape shape{std::ssize(firsts)};
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

enum class Version { One, Two };

/// All but the last output, which the number of occurrences is.
OpBuilder declare(std::string_view name, std::string_view summary, Version version) {
    OpBuilder op(name);
    op.summary(summary)
        .category("array")
        .attr("T: type")
        .dynamicOutput(0)
        .noGradient("which elements are distinct does not change by small steps")
        .apply(addKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                          std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                          bool, std::string>);
    if (version == Version::One) {
        op.attr("out_idx: {int32, int64} = DT_INT32")
            .input("x: T", "[n] a vector")
            .output("y: T", "[distinct] its distinct elements, as they first come")
            .shape(uniqueShapes);
    } else {
        op.attr("Taxis: {int32, int64} = DT_INT64")
            .attr("out_idx: {int32, int64} = DT_INT32")
            .input("x: T", "a tensor")
            .input("axis: Taxis", "[the axis], or [] where x is a vector")
            .output("y: T", "its distinct slices along the axis, as they first come")
            .hostInput("axis")
            .shape(uniqueV2Shapes);
    }
    op.output("idx: out_idx", "[n] which slice of y each slice of x is");
    return op;
}

OpBuilder declareWithCounts(std::string_view name, std::string_view summary, Version version) {
    OpBuilder op = declare(name, summary, version);
    op.output("count: out_idx", "[distinct] how often each element of y comes").dynamicOutput(2);
    return op;
}

const OpRegistration kUnique =
    declare("Unique", "The distinct elements of a vector, and which of them each element is.",
            Version::One);
const OpRegistration kUniqueWithCounts =
    declareWithCounts("UniqueWithCounts",
                      "The distinct elements of a vector, and how often each comes.", Version::One);
const OpRegistration kUniqueV2 = declare(
    "UniqueV2", "The distinct slices of a tensor, and which of them each slice is.", Version::Two);
const OpRegistration kUniqueWithCountsV2 =
    declareWithCounts("UniqueWithCountsV2",
                      "The distinct slices of a tensor, and how often each comes.", Version::Two);

}  // namespace
}  // namespace weft
