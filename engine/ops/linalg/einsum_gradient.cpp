// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/linalg/einsum_gradient.h"

#include <algorithm>
#include <set>

namespace weft {
namespace {

constexpr std::string_view kDots = "...";

bool hasDots(std::string_view subscripts) {
    return subscripts.find(kDots) != std::string_view::npos;
}

/// Place of a label, counted from the back where an ellipsis comes before it.
int axisOf(std::string_view subscripts, char label) {
    const std::size_t dots = subscripts.find(kDots);
    const std::size_t at = subscripts.find(label);
    if (dots == std::string_view::npos || at < dots) { return static_cast<int>(at); }
    return static_cast<int>(at) - static_cast<int>(subscripts.size());
}

/// Labels of the input that occur in none of the others, each once.
std::string labelsOnlyIn(std::string_view input, const std::string& others) {
    std::string found;
    for (const char label : input) {
        if (label != '.' && others.find(label) == std::string::npos &&
            found.find(label) == std::string::npos) {
            found.push_back(label);
        }
    }
    return found;
}
std::string without(std::string_view subscripts, const std::string& labels) {
    std::string kept;
    for (const char label : subscripts) {
        if (labels.find(label) == std::string::npos) { kept.push_back(label); }
    }
    return kept;
}
bool hasRepeats(std::string_view subscripts) {
    const std::string named = without(subscripts, ".");
    return std::set<char>(named.begin(), named.end()).size() < named.size();
}

Expr einsum(const std::vector<Expr>& operands, const std::string& equation) {
    return op("Einsum", operands,
              {{"equation", equation}, {"N", static_cast<std::int64_t>(operands.size())}});
}

/// Sizes of single axes of a shape, as a vector.
Expr sizesAt(const Expr& shape, const std::vector<int>& axes) {
    std::vector<Expr> sizes;
    for (const int axis : axes) {
        sizes.push_back(op(
            "StridedSlice",
            {shape, intVector(shape, {axis}), intVector(shape, {axis + 1}), intVector(shape, {1})},
            {{"shrink_axis_mask", std::int64_t{1}}}));
    }
    return op("Pack", sizes, {{"N", static_cast<std::int64_t>(sizes.size())}});
}

/// The shape with 1 at these axes.
Expr withOnes(const Expr& shape, const std::vector<int>& axes) {
    const Expr rank = sizeOf(shape);
    const std::vector<std::int32_t> list(axes.begin(), axes.end());
    const Expr all = op("Range", {intConstant(shape, 0), rank, intConstant(shape, 1)});
    const Expr positive = op("FloorMod", {intVector(shape, list) + rank, rank});
    const Expr ones = intVector(shape, std::vector<std::int32_t>(axes.size(), 1));
    return op("DynamicStitch", {all, positive, shape, ones}, {{"N", std::int64_t{2}}});
}

/// Subscripts of one operand and what they belong to.
struct Operand {
    std::string subscripts;
    Expr value;
};

/// Gradient by an operand of an equation of one operand, in which the labels `summed` were added up.
Expr spread(const Expr& dz, const std::string& outSubs, const Operand& input,
            const std::string& summed) {
    const Expr shape = shapeOf(input.value);
    std::vector<int> axes;
    for (const char label : summed) { axes.push_back(axisOf(input.subscripts, label)); }
    const bool isPlain = !hasRepeats(input.subscripts) && !hasRepeats(outSubs) &&
                         without(input.subscripts, summed) == outSubs;
    if (isPlain) { return op("BroadcastTo", {reshape(dz, withOnes(shape, axes)), shape}); }
    // The summed axes come to the front first, then to their places.
    const Expr own = shapeOf(dz);
    const Expr zero = intConstant(dz, 0);
    const Expr ones = intVector(dz, std::vector<std::int32_t>(axes.size(), 1));
    const Expr narrow = op("ConcatV2", {ones, own, zero});
    const Expr wide = op("ConcatV2", {sizesAt(shape, axes), own, zero});
    return einsum({op("BroadcastTo", {reshape(dz, narrow), wide})},
                  concat(summed, outSubs, "->", input.subscripts));
}

/// Gradient by `input` of an equation of two operands, not yet summed over broadcast axes.
Expr byOperand(const Expr& dz, const std::string& outSubs, const Operand& input,
               const Operand& other) {
    const std::string summed = labelsOnlyIn(input.subscripts, outSubs + other.subscripts);
    const std::string rest = without(input.subscripts, summed);
    const Expr reduced =
        einsum({dz, other.value}, concat(outSubs, ",", other.subscripts, "->", rest));
    if (summed.empty()) { return reduced; }
    return spread(reduced, rest, input, summed);
}

/// The axes that an ellipsis stands for, cut from a shape.
Expr broadcastAxes(const Expr& shape, const std::string& subscripts) {
    const auto begin = static_cast<std::int32_t>(subscripts.find(kDots));
    const auto after = static_cast<std::int32_t>(subscripts.size() - kDots.size()) - begin;
    return op("StridedSlice",
              {shape, intVector(shape, {begin}), intVector(shape, {-after}), intVector(shape, {1})},
              {{"end_mask", std::int64_t{after == 0 ? 1 : 0}}});
}

std::vector<Expr> sumOverBroadcast(const Expr& dx, const Expr& dy, const Operand& x,
                                   const Operand& y) {
    const Expr xShape = shapeOf(x.value);
    const Expr yShape = shapeOf(y.value);
    const std::vector<Expr> axes =
        opList("BroadcastGradientArgs",
               {broadcastAxes(xShape, x.subscripts), broadcastAxes(yShape, y.subscripts)});
    if (axes.size() != 2) { return {dx, dy}; }
    const auto summed = [](const Expr& gradient, const Operand& operand, const Expr& along,
                           const Expr& shape) {
        const auto first = static_cast<std::int32_t>(operand.subscripts.find(kDots));
        return reshape(reduceSum(gradient, along + intConstant(along, first)), shape);
    };
    return {summed(dx, x, axes[0], xShape), summed(dy, y, axes[1], yShape)};
}

}  // namespace

Result<std::vector<Expr>> einsumGradient(const GradientContext& context) {
    const auto equation = WEFT_TRY(context.attr<std::string>("equation"));
    const std::size_t arrow = equation.find("->");
    const std::string inSubs = equation.substr(0, arrow);
    const std::string outSubs = equation.substr(arrow + 2);
    const Expr dz = context.outputGradient(0);
    if (context.inputs() == 1) {
        const std::string summed = labelsOnlyIn(inSubs, outSubs);
        if (summed.empty()) {
            return std::vector<Expr>{einsum({dz}, concat(outSubs, "->", inSubs))};
        }
        return std::vector<Expr>{spread(dz, outSubs, {inSubs, context.input(0)}, summed)};
    }
    const std::size_t comma = inSubs.find(',');
    Operand x{inSubs.substr(0, comma), conj(context.input(0))};
    Operand y{inSubs.substr(comma + 1), conj(context.input(1))};
    if (hasDots(outSubs)) {
        // An operand without an ellipsis broadcasts along it all the same.
        if (!hasDots(x.subscripts)) { x.subscripts += kDots; }
        if (!hasDots(y.subscripts)) { y.subscripts += kDots; }
    }
    const Expr dx = byOperand(dz, outSubs, x, y);
    const Expr dy = byOperand(dz, outSubs, y, x);
    if (!hasDots(outSubs)) { return std::vector<Expr>{dx, dy}; }
    return sumOverBroadcast(dx, dy, x, y);
}

}  // namespace weft
