// SPDX-License-Identifier: Apache-2.0
/// @file
/// MirrorPad: puts a border around a tensor that mirrors what is inside; the elements at the edge
/// are repeated (SYMMETRIC) or not (REFLECT). MirrorPadGrad: adds a border back to what it mirrors.
///
/// Shapes   paddings [rank, 2] holds the elements before and after along each axis; they must not
///          exceed what there is to mirror.
/// Types    MirrorPad every plain dtype, and string; MirrorPadGrad numbers.
/// Errors   InvalidArgument for paddings of another shape, negative or too large.
/// Source   Op contracts of TensorFlow "MirrorPad", "MirrorPadGrad" (ops.pbtxt); each is the
///          gradient of the other.

#include <cstring>

#include "engine/base/limits.h"
#include "engine/graph/graph_inference.h"
#include "engine/kernel/combine.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"

namespace weft {
namespace {

enum class Direction { Pad, Unpad };

/// Elements at the edge that are not repeated: 1 for REFLECT, 0 for SYMMETRIC.
struct Mirror {
    std::int64_t skipped = 0;
};
Result<Mirror> parseMirror(const AttrMap& attrs) {
    const std::string mode = WEFT_TRY(attrs.get<std::string>("mode"));
    if (mode == "REFLECT") { return Mirror{1}; }
    if (mode == "SYMMETRIC") { return Mirror{0}; }
    return invalidArgument(
        concat("mode is unknown: got '", mode, "', want 'REFLECT' or 'SYMMETRIC'"));
}

/// Size along an axis after padding, or of what was padded. Errors: InvalidArgument for a border
/// that mirrors more than there is.
Result<std::int64_t> mirroredSize(std::int64_t size, std::int64_t before, std::int64_t after,
                                  std::pair<Direction, Mirror> how) {
    if (before < 0 || after < 0) {
        return invalidArgument(
            concat("paddings must be non-negative: got ", before, " and ", after));
    }
    if (size == kUnknownDim) { return kUnknownDim; }
    std::int64_t border = 0;
    std::int64_t result = 0;
    const bool overflows =
        addOverflows(before, after, border) ||
        addOverflows(size, how.first == Direction::Pad ? border : -border, result);
    const std::int64_t inner = how.first == Direction::Pad ? size : result;
    const std::int64_t most = inner - how.second.skipped;
    // As in TensorFlow, REFLECT refuses an axis of size 0 even where nothing is asked for, and a
    // graph is not refused for a border that is too wide.
    const bool isTooWide = !isBuildingGraph() && (before > most || after > most);
    if (overflows || inner < 0 || isTooWide) {
        return invalidArgument(concat("paddings must be no greater than the dimension size: got ",
                                      before, " and ", after, ", want at most ", most));
    }
    return result;
}

template <Direction Way>
Result<PartialShape> mirrorShape(const ShapeContext& context) {
    const Mirror mirror = WEFT_TRY(parseMirror(context.attrs()));
    const PartialShape paddings = WEFT_TRY(context.input(1).withRank(2));
    PartialShape input = context.input(0);
    if (paddings[1] != kUnknownDim && paddings[1] != 2) {
        return invalidArgument(concat("paddings must have two columns: got ", paddings));
    }
    if (paddings[0] != kUnknownDim && input.hasRank() && paddings[0] != input.rank()) {
        return invalidArgument(concat("paddings must have one row an axis: got ", paddings,
                                      " for an input of ", input));
    }
    if (!input.hasRank()) {
        if (paddings[0] == kUnknownDim || paddings[0] > defaultLimits().rank) {
            return PartialShape::unknown();
        }
        input = PartialShape::ofRank(static_cast<int>(paddings[0]));
    }
    const std::optional<PartialValue> value = context.partialValue(1);
    if (!value) { return PartialShape::ofRank(input.rank()); }
    Dims sizes;
    for (int axis = 0; axis < input.rank(); ++axis) {
        const auto& before = value->elements[static_cast<std::size_t>(axis) * 2];
        const auto& after = value->elements[static_cast<std::size_t>(axis) * 2 + 1];
        sizes.push_back(before && after
                            ? WEFT_TRY(mirroredSize(input[axis], *before, *after, {Way, mirror}))
                            : kUnknownDim);
    }
    return PartialShape::ofDims(std::move(sizes));
}

template <const char* const* Name>
Result<std::vector<Expr>> mirrorGradient(const GradientContext& context) {
    return std::vector<Expr>{op(*Name, {context.outputGradient(0), context.input(1)},
                                {{"mode", WEFT_TRY(context.attr<std::string>("mode"))}}),
                             Expr()};
}

/// Copies the input to the middle, then mirrors along one axis after the other, so that the corners
/// mirror borders that are done.
Status mirrorPadCpu(KernelContext& context) {
    const Tensor& input = context.input(0);
    Tensor& output = context.output(0);
    if (output.elements() == 0) { return okStatus(); }
    const Dims strides = denseStrides(output.shape().dims());
    const auto before = [&](int axis) { return intAt(context.input(1), std::int64_t{axis} * 2); };
    StridedCopy box{.sizes = input.shape().dims(),
                    .fromStrides = denseStrides(input.shape().dims()),
                    .toStrides = strides};
    for (int axis = 0; axis < input.rank(); ++axis) {
        box.toOffset += before(axis) * strides[static_cast<std::size_t>(axis)];
    }
    WEFT_TRY(copyStrided(box, input, output));
    const std::int64_t skipped = context.parameters<Mirror>().skipped;
    std::int64_t base = box.toOffset;
    for (int axis = 0; axis < input.rank(); ++axis) {
        const auto i = static_cast<std::size_t>(axis);
        const std::int64_t middle = base;
        base -= before(axis) * strides[i];
        box.fromStrides = strides;
        box.fromStrides[i] = -strides[i];
        // Before: output row b-1-k is inner row k + skipped.
        box.sizes[i] = before(axis);
        box.toOffset = base;
        box.fromOffset = middle + (before(axis) - 1 + skipped) * strides[i];
        WEFT_TRY(copyStrided(box, output, output));
        box.sizes[i] = output.shape()[axis] - before(axis) - input.shape()[axis];
        box.toOffset = middle + input.shape()[axis] * strides[i];
        box.fromOffset = middle + (input.shape()[axis] - 1 - skipped) * strides[i];
        WEFT_TRY(copyStrided(box, output, output));
        box.sizes[i] = output.shape()[axis];
    }
    return okStatus();
}

/// Which inner row each row of a padded axis shows, times the stride.
std::vector<std::int64_t> shownRows(std::int64_t before, std::int64_t inner, std::int64_t outer,
                                    std::pair<Mirror, std::int64_t> how) {
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < outer; ++i) {
        std::int64_t row = i - before;
        if (row < 0) { row = -row - 1 + how.first.skipped; }
        if (row >= inner) { row = 2 * inner - 1 - how.first.skipped - row; }
        rows.push_back(row * how.second);
    }
    return rows;
}

template <class T>
Status mirrorPadGradCpu(KernelContext& context) {
    const Shape& outer = context.input(0).shape();
    const std::span<const T> from = context.inputValues<T>(0);
    const std::span<T> to = context.outputValues<T>(0);
    std::fill(to.begin(), to.end(), T{});
    if (to.empty() || from.empty()) { return okStatus(); }
    const Dims strides = denseStrides(context.output(0).shape().dims());
    std::vector<std::vector<std::int64_t>> rows;
    for (int axis = 0; axis < outer.rank(); ++axis) {
        rows.push_back(shownRows(
            intAt(context.input(1), std::int64_t{axis} * 2), context.output(0).shape()[axis],
            outer[axis], {context.parameters<Mirror>(), strides[static_cast<std::size_t>(axis)]}));
    }
    Dims at(rows.size(), 0);
    for (const T& value : from) {
        std::int64_t place = 0;
        for (std::size_t axis = 0; axis < rows.size(); ++axis) {
            place += rows[axis][static_cast<std::size_t>(at[axis])];
        }
        T& sum = to[static_cast<std::size_t>(place)];
        sum = elements::combine<elements::Plus, T>(sum, value);
        for (std::size_t axis = rows.size(); axis-- > 0;) {
            if (++at[axis] < std::ssize(rows[axis])) { break; }
            at[axis] = 0;
        }
    }
    return okStatus();
}

template <class... T>
void addGradKernels(OpBuilder& op) {
    (op.cpuKernel<T>(mirrorPadGradCpu<T>), ...);
}

constexpr const char* kPad = "MirrorPad";
constexpr const char* kGrad = "MirrorPadGrad";

WEFT_OP("MirrorPad")
    .summary("Puts a border around a tensor that mirrors what is inside.")
    .category("array")
    .attr("T: type")
    .attr("Tpaddings: {int32, int64} = DT_INT32")
    .attr("mode: {'REFLECT', 'SYMMETRIC'}")
    .input("input: T", "[d0, d1, ...] any tensor")
    .input("paddings: Tpaddings", "[rank, 2] elements to add before and after along each axis")
    .output("output: T", "input with its border")
    .hostInput("paddings")
    .shape(mirrorShape<Direction::Pad>)
    .gradient(mirrorGradient<&kGrad>)
    .parameters(parseMirror)
    .cpuKernel(mirrorPadCpu);

WEFT_OP("MirrorPadGrad")
    .summary("Gradient of MirrorPad: adds a border back to what it mirrors.")
    .category("array")
    .attr("T: type")
    .attr("Tpaddings: {int32, int64} = DT_INT32")
    .attr("mode: {'REFLECT', 'SYMMETRIC'}")
    .input("input: T", "a tensor with its border")
    .input("paddings: Tpaddings", "[rank, 2] elements before and after along each axis")
    .output("output: T", "the tensor without border")
    .hostInput("paddings")
    .shape(mirrorShape<Direction::Unpad>)
    .gradient(mirrorGradient<&kPad>)
    .parameters(parseMirror)
    .apply(addGradKernels<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                          std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t,
                          std::complex<float>, std::complex<double>>);

}  // namespace
}  // namespace weft
