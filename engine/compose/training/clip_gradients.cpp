// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/training/clip_gradients.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/strings.h"
#include "engine/compose/node_writer.h"

namespace weft {
namespace {

constexpr std::array<std::string_view, 4> kNames{"none", "value", "norm", "global_norm"};

/// The numbers of a gradient: of one by rows their values.
Endpoint numbersOf(const Expr& gradient) {
    return gradient.rows() == nullptr ? gradient.endpoint() : gradient.rows()->values.endpoint();
}

/// The gradient with other numbers.
Expr withNumbers(const Expr& gradient, Endpoint numbers) {
    if (gradient.rows() == nullptr) { return {gradient.scope(), numbers}; }
    const RowSum& rows = *gradient.rows();
    return Expr::ofRows({rows.values.scope(), numbers}, rows.indices, rows.rowCount);
}

std::string numbered(std::string_view name, std::size_t i) {
    return i == 0 ? std::string(name) : concat(name, "_", i);
}

/// max(min(g, limit), -limit).
Result<Endpoint> byValue(const NodeWriter& nodes, Endpoint g, double limit) {
    const DType type = nodes.graph().output(g).type;
    const Endpoint most = WEFT_TRY(nodes.scalar("Minimum/y", type, limit));
    const Endpoint below = WEFT_TRY(nodes.add("Minimum", "Minimum", {g, most}));
    const Endpoint least = WEFT_TRY(nodes.scalar("y", type, -limit));
    return nodes.add("", "Maximum", {below, least});
}

/// 0, 1, ... up to the rank of a tensor; of a scalar and of an unknown rank as a Range.
Result<Endpoint> allAxes(const NodeWriter& nodes, Endpoint of, const PartialShape& shape) {
    if (shape.hasRank() && shape.rank() > 0) {
        std::vector<std::int64_t> axes;
        for (int axis = 0; axis < shape.rank(); ++axis) { axes.push_back(axis); }
        return nodes.ints("Const", axes);
    }
    const Endpoint rank = shape.hasRank() ? WEFT_TRY(nodes.scalar("Rank", DType::Int32, 0))
                                          : WEFT_TRY(nodes.add("Rank", "Rank", {of}));
    const Endpoint start = WEFT_TRY(nodes.scalar("range/start", DType::Int32, 0));
    const Endpoint delta = WEFT_TRY(nodes.scalar("range/delta", DType::Int32, 1));
    return nodes.add("range", "Range", {start, rank, delta});
}

/// g limit / max(|g|, limit), where the root of 0 is 0 without its gradient, which is infinite.
/// @param shape of g, as far as its rank goes.
Result<Endpoint> byNorm(const NodeWriter& nodes, Endpoint g, const PartialShape& shape,
                        double limit) {
    const DType type = nodes.graph().output(g).type;
    const auto add = [&](const char* name, const char* op, std::vector<Endpoint> inputs,
                         AttrMap attrs = {}) {
        return nodes.add(name, op, std::move(inputs), std::move(attrs));
    };
    const Endpoint square = WEFT_TRY(add("mul", "Mul", {g, g}));
    const Endpoint axes = WEFT_TRY(allAxes(nodes, square, shape));
    const Endpoint sum = WEFT_TRY(add("Sum", "Sum", {square, axes}, {{"keep_dims", true}}));
    const Endpoint zero = WEFT_TRY(nodes.scalar("Greater/y", type, 0));
    const Endpoint isAbove = WEFT_TRY(add("Greater", "Greater", {sum, zero}));
    const std::vector<std::int64_t> single(
        shape.hasRank() ? static_cast<std::size_t>(shape.rank()) : 0, 1);
    const Endpoint sizes = shape.hasRank()
                               ? WEFT_TRY(nodes.ints("ones_like/Shape/shape_as_tensor", single))
                               : WEFT_TRY(add("ones_like/Shape", "Shape", {sum}));
    const Endpoint one = WEFT_TRY(nodes.scalar("ones_like/Const", type, 1));
    const Endpoint ones = WEFT_TRY(add("ones_like", "Fill", {sizes, one}));
    const Endpoint safe = WEFT_TRY(add("Select", "Select", {isAbove, sum, ones}));
    const Endpoint root = WEFT_TRY(add("Sqrt", "Sqrt", {safe}));
    const Endpoint norm = WEFT_TRY(add("Select_1", "Select", {isAbove, root, sum}));
    const Endpoint factor = WEFT_TRY(nodes.scalar("mul_1/y", type, limit));
    const Endpoint scaled = WEFT_TRY(add("mul_1", "Mul", {g, factor}));
    const Endpoint least = WEFT_TRY(nodes.scalar("Maximum/y", type, limit));
    const Endpoint divisor = WEFT_TRY(add("Maximum", "Maximum", {norm, least}));
    const Endpoint clipped = WEFT_TRY(add("truediv", "RealDiv", {scaled, divisor}));
    return add("", "Identity", {clipped});
}

/// The root of the sum of all squares.
Result<Endpoint> globalNorm(const NodeWriter& nodes, const std::vector<Expr>& gradients) {
    Graph& graph = nodes.graph();
    const DType type = graph.output(numbersOf(gradients[0])).type;
    std::vector<Endpoint> halves;  // of the sums of squares
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        const Endpoint g = numbersOf(gradients[i]);
        const DType other = graph.output(g).type;
        if (other != type) {
            return invalidArgument(concat("gradients of several dtypes have no global norm: got ",
                                          type, " and ", other, ", want one dtype"));
        }
        const NodeWriter beside = nodes.likeNode(graph.node(g.node).name);
        halves.push_back(WEFT_TRY(beside.add(numbered("L2Loss", i), "L2Loss", {g})));
    }
    const Endpoint stack =
        WEFT_TRY(nodes.add("stack", "Pack", halves, {{"axis", std::int64_t{0}}}));
    const Endpoint axis = WEFT_TRY(nodes.ints("Const", {0}));
    const Endpoint half = WEFT_TRY(nodes.add("Sum", "Sum", {stack, axis}));
    const Endpoint two = WEFT_TRY(nodes.scalar("Const_1", type, 2));
    const Endpoint sum = WEFT_TRY(nodes.add("mul", "Mul", {half, two}));
    return nodes.add("global_norm", "Sqrt", {sum});
}

/// limit min(1 / norm, 1 / limit) + (norm - norm): NaN where the norm is infinite or NaN.
Result<Endpoint> scaleOf(const NodeWriter& nodes, Endpoint norm, double limit) {
    const DType type = nodes.graph().output(norm).type;
    const Endpoint one = WEFT_TRY(nodes.scalar("truediv/x", type, 1));
    const Endpoint inverse = WEFT_TRY(nodes.add("truediv", "RealDiv", {one, norm}));
    const Endpoint also = WEFT_TRY(nodes.scalar("Const", type, 1));
    const Endpoint most = WEFT_TRY(nodes.scalar("truediv_1/y", type, limit));
    const Endpoint least = WEFT_TRY(nodes.add("truediv_1", "RealDiv", {also, most}));
    const Endpoint smaller = WEFT_TRY(nodes.add("Minimum", "Minimum", {inverse, least}));
    const Endpoint factor = WEFT_TRY(nodes.scalar("mul/x", type, limit));
    const Endpoint scale = WEFT_TRY(nodes.add("mul", "Mul", {factor, smaller}));
    const Endpoint nothing = WEFT_TRY(nodes.add("sub", "Sub", {norm, norm}));
    return nodes.add("add", "AddV2", {scale, nothing});
}

Status byGlobalNorm(Graph& graph, const std::string& prefix, double limit,
                    std::vector<Expr>& gradients) {
    const NodeWriter norms(graph, graph.uniqueName(prefix + "global_norm"));
    const Endpoint norm = WEFT_TRY(globalNorm(norms, gradients));
    const std::string scope = graph.uniqueName(prefix + "clip_by_global_norm");
    const NodeWriter nodes(graph, scope);
    const Endpoint scale = WEFT_TRY(scaleOf(nodes, norm, limit));
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        const Endpoint g = numbersOf(gradients[i]);
        const NodeWriter beside = nodes.likeNode(graph.node(g.node).name);
        const Endpoint product = WEFT_TRY(beside.add(numbered("mul", i + 1), "Mul", {g, scale}));
        gradients[i] = withNumbers(
            gradients[i], WEFT_TRY(beside.add(concat(scope, "/_", i), "Identity", {product})));
    }
    return okStatus();
}

}  // namespace

std::string_view nameOf(GradientClip::By by) { return kNames[static_cast<std::size_t>(by)]; }

std::optional<GradientClip::By> clipNamed(std::string_view name) {
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) { return std::nullopt; }
    return static_cast<GradientClip::By>(found - kNames.begin());
}

Status checkClipLimit(double limit) {
    if (std::isfinite(limit) && limit > 0) { return okStatus(); }
    return invalidArgument(
        concat("gradients have no such limit: got ", limit, ", want a finite number above 0"));
}

Status clipGradients(Graph& graph, const std::string& prefix, const GradientClip& clip,
                     const std::vector<OptimizedVariable>& variables,
                     std::vector<Expr>& gradients) {
    if (clip.by == GradientClip::By::None) { return okStatus(); }
    WEFT_TRY(checkClipLimit(clip.limit));
    if (clip.by == GradientClip::By::GlobalNorm) {
        return byGlobalNorm(graph, prefix, clip.limit, gradients);
    }
    const bool isValue = clip.by == GradientClip::By::Value;
    const std::string name = concat(prefix, isValue ? "clip_by_value" : "clip_by_norm");
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        const Endpoint g = numbersOf(gradients[i]);
        const NodeWriter nodes(graph, graph.uniqueName(name));
        // Rows have the rank of the whole.
        const PartialShape& whole = variables[i].shape;
        const PartialShape shape = whole.hasRank() ? whole : graph.output(g).shape;
        gradients[i] =
            withNumbers(gradients[i], isValue ? WEFT_TRY(byValue(nodes, g, clip.limit))
                                              : WEFT_TRY(byNorm(nodes, g, shape, clip.limit)));
    }
    return okStatus();
}

}  // namespace weft
