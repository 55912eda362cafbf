// SPDX-License-Identifier: Apache-2.0
/// @file
/// EditDistance: how many insertions, deletions and replacements turn one sequence into another,
/// for each pair of sequences of two sparse tensors; normalised by the length of the truth.
///
/// Shapes   indices [n, rank], values [n], shape [rank] of both; the last axis runs along the
///          sequences. output = the larger of both shapes[:-1].
/// Types    all real numbers, bool, string; output float.
/// Errors   InvalidArgument for shapes that do not fit, an empty output, indices outside of it.
/// Numerics Normalised, a hypothesis without truth is infinitely far, a truth without hypothesis 1.
/// Source   Op contract of TensorFlow "EditDistance" (ops.pbtxt); Levenshtein (1966).

#include <algorithm>
#include <complex>
#include <limits>
#include <numeric>

#include "engine/kernel/op_builder.h"

namespace weft {
namespace {

/// Inputs 0..2 are the hypothesis, 3..5 the truth.
constexpr int kHypothesis = 0;
constexpr int kTruth = 3;

Status checkSparse(const ShapeContext& context, int first) {
    const PartialShape indices = WEFT_TRY(context.input(first).withRank(2));
    const PartialShape values = WEFT_TRY(context.input(first + 1).withRank(1));
    const PartialShape shape = WEFT_TRY(context.input(first + 2).withRank(1));
    if (!mergeDim(indices[0], values[0]).ok() || !mergeDim(indices[1], shape[0]).ok()) {
        return invalidArgument(concat("values and shape must fit the indices: got indices ",
                                      indices, ", values ", values, ", shape ", shape));
    }
    return okStatus();
}

Result<PartialShape> distanceShape(const ShapeContext& context) {
    WEFT_TRY(checkSparse(context, kHypothesis));
    WEFT_TRY(checkSparse(context, kTruth));
    const PartialShape& a = context.input(kHypothesis + 2);
    const PartialShape& b = context.input(kTruth + 2);
    if (a.hasRank() && b.hasRank() && !mergeDim(a[0], b[0]).ok()) {
        return invalidArgument(
            concat("hypothesis and truth must have one rank: got shapes of ", a, " and ", b));
    }
    const auto hypothesis = WEFT_TRY(context.valueAsInts(kHypothesis + 2));
    const auto truth = WEFT_TRY(context.valueAsInts(kTruth + 2));
    if (!hypothesis || !truth) { return PartialShape::unknown(); }
    if (hypothesis->empty()) { return invalidArgument("shapes must not be empty"); }
    Dims sizes;
    for (std::size_t i = 0; i + 1 < hypothesis->size(); ++i) {
        sizes.push_back(std::max((*hypothesis)[i], (*truth)[i]));
    }
    const Shape output = WEFT_TRY(makeShape(sizes));
    if (output.elements() > 0) { return PartialShape(output); }
    return invalidArgument(concat("Got output shape ", output, " which has 0 elements"));
}

/// Distance of two sequences by one row of the table of distances of their beginnings.
template <class T>
std::int64_t levenshtein(std::span<const T> a, std::span<const T> b) {
    std::vector<std::int64_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::int64_t{0});
    for (const T& x : a) {
        std::int64_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::int64_t replaced = diagonal + (x == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, diagonal + 1, replaced});
        }
    }
    return row.back();
}

/// Walks over the sequences of a sparse tensor: runs of rows that agree but for the last axis.
template <class T>
class Sequences {
public:
    Sequences(const KernelContext& context, int first)
        : m_indices(context.inputValues<std::int64_t>(first)),
          m_values(context.inputValues<T>(first + 1)),
          m_rank(static_cast<std::size_t>(context.input(first).shape()[1])) {
        findEnd();
    }
    bool done() const { return m_begin == m_values.size(); }
    /// Where the sequence belongs.
    std::span<const std::int64_t> group() const {
        return m_indices.subspan(m_begin * m_rank, m_rank - 1);
    }
    std::span<const T> values() const { return m_values.subspan(m_begin, m_end - m_begin); }
    void next() {
        m_begin = m_end;
        findEnd();
    }

private:
    void findEnd() {
        m_end = m_begin;
        while (m_end < m_values.size() &&
               std::equal(group().begin(), group().end(),
                          m_indices.begin() + static_cast<std::ptrdiff_t>(m_end * m_rank))) {
            ++m_end;
        }
    }
    std::span<const std::int64_t> m_indices;
    std::span<const T> m_values;
    std::size_t m_rank;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

/// One output element.
template <class T>
float distance(std::span<const T> hypothesis, std::span<const T> truth, bool normalizes) {
    const auto steps = static_cast<float>(levenshtein(truth, hypothesis));
    if (!normalizes) { return steps; }
    if (!truth.empty()) { return steps / static_cast<float>(truth.size()); }
    return steps == 0 ? 0.0F : std::numeric_limits<float>::infinity();
}

template <class T>
Status distanceCpu(KernelContext& context) {
    const Shape& shape = context.output(0).shape();
    const std::span<float> output = context.outputValues<float>(0);
    std::fill(output.begin(), output.end(), 0.0F);
    const bool normalizes = context.attrs().getOr<bool>("normalize", true);
    Sequences<T> hypothesis(context, kHypothesis);
    Sequences<T> truth(context, kTruth);
    while (!hypothesis.done() || !truth.done()) {
        const bool takesTruth =
            hypothesis.done() || (!truth.done() && !std::ranges::lexicographical_compare(
                                                       hypothesis.group(), truth.group()));
        const bool takesHypothesis =
            truth.done() || (!hypothesis.done() && !std::ranges::lexicographical_compare(
                                                       truth.group(), hypothesis.group()));
        const auto group = takesTruth ? truth.group() : hypothesis.group();
        std::int64_t place = 0;
        for (int axis = 0; axis < shape.rank(); ++axis) {
            const std::int64_t at = group[static_cast<std::size_t>(axis)];
            if (at < 0 || at >= shape[axis]) {
                return invalidArgument(
                    concat("indices name a sequence outside of the output: got [", join(group, ","),
                           "], want one in ", shape));
            }
            place = place * shape[axis] + at;
        }
        output[static_cast<std::size_t>(place)] =
            distance<T>(takesHypothesis ? hypothesis.values() : std::span<const T>(),
                        takesTruth ? truth.values() : std::span<const T>(), normalizes);
        if (takesHypothesis) { hypothesis.next(); }
        if (takesTruth) { truth.next(); }
    }
    return okStatus();
}

template <class... T>
void addKernels(OpBuilder& op) {
    (op.cpuKernel<T>(distanceCpu<T>), ...);
}

WEFT_OP("EditDistance")
    .summary("How many edits turn one sequence into another, for each pair of two sparse tensors.")
    .category("array")
    .attr("normalize: bool = true")
    .attr("T: type")
    .input("hypothesis_indices: int64", "[n, rank] coordinates, in row-major order")
    .input("hypothesis_values: T", "[n] elements of the hypotheses")
    .input("hypothesis_shape: int64", "[rank] shape of the hypotheses")
    .input("truth_indices: int64", "[m, rank] coordinates, in row-major order")
    .input("truth_values: T", "[m] elements of the truths")
    .input("truth_shape: int64", "[rank] shape of the truths")
    .output("output: float", "[...] distances")
    .hostInput("hypothesis_shape")
    .hostInput("truth_shape")
    .shape(distanceShape)
    .noGradient("it counts edits, which do not change smoothly")
    .apply(addKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                      std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t, bool,
                      std::string, std::complex<float>, std::complex<double>>);

}  // namespace
}  // namespace weft
