// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/gradient_check.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/autodiff/backprop.h"
#include "engine/graph/expr.h"

namespace weft {
namespace {

using Feeds = std::vector<std::pair<Endpoint, Tensor>>;

constexpr double kFloatDelta = 1e-2;
constexpr double kDoubleDelta = 1e-5;

bool isCheckable(DType type) { return type == DType::Float || type == DType::Double; }

double numberAt(const Tensor& tensor, std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    return tensor.dtype() == DType::Float ? static_cast<double>(tensor.values<float>()[at])
                                          : tensor.values<double>()[at];
}

void setNumber(Tensor& tensor, std::int64_t i, double value) {
    const auto at = static_cast<std::size_t>(i);
    if (tensor.dtype() == DType::Float) {
        tensor.mutableValues<float>()[at] = static_cast<float>(value);
    } else {
        tensor.mutableValues<double>()[at] = value;
    }
}

/// Weights in [0.5, 1.5) that tell the elements of y apart.
Result<Tensor> weightsLike(const Tensor& y, std::uint64_t seed) {
    Tensor weights = WEFT_TRY(Tensor::allocate(y.dtype(), y.shape()));
    std::uint64_t state = seed;
    for (std::int64_t i = 0; i < weights.elements(); ++i) {
        // Knuth's MMIX generator; its high bits are good enough for weights.
        state = state * 6364136223846793005U + 1442695040888963407U;
        setNumber(weights, i, 0.5 + static_cast<double>(state >> 40U) / 16777216.0);
    }
    return weights;
}

double weightedSum(const Tensor& y, const Tensor& weights) {
    double sum = 0.0;
    for (std::int64_t i = 0; i < y.elements(); ++i) {
        sum += numberAt(y, i) * numberAt(weights, i);
    }
    return sum;
}

Result<std::size_t> feedOf(const Feeds& feeds, const Endpoint& x) {
    const auto found = std::find_if(feeds.begin(), feeds.end(),
                                    [&x](const auto& feed) { return feed.first == x; });
    if (found == feeds.end()) { return invalidArgument("x is not among the feeds"); }
    if (!isCheckable(found->second.dtype())) {
        return invalidArgument(concat("gradients are checked in float32 and float64 only: got ",
                                      found->second.dtype()));
    }
    return static_cast<std::size_t>(found - feeds.begin());
}

Result<Tensor> evaluateOne(const EvaluateFunction& evaluate, const Graph& graph, const Feeds& feeds,
                           const Endpoint& fetch) {
    std::vector<Tensor> values = WEFT_TRY(evaluate(graph, feeds, {fetch}));
    if (values.size() != 1) { return internalError("evaluate gave no value"); }
    return std::move(values[0]);
}

}  // namespace

Result<double> gradientError(Graph& graph, const Endpoint& y, const Endpoint& x, const Feeds& feeds,
                             const EvaluateFunction& evaluate,
                             const GradientCheckOptions& options) {
    const std::size_t at = WEFT_TRY(feedOf(feeds, x));
    const Tensor value = WEFT_TRY(evaluateOne(evaluate, graph, feeds, y));
    if (!isCheckable(value.dtype())) {
        return invalidArgument(
            concat("gradients are checked in float32 and float64 only: got ", value.dtype()));
    }
    const Tensor weights = WEFT_TRY(weightsLike(value, options.seed));
    const Scope scope(graph);
    const Expr given = scope.constant(weights, "gradient_check_weights");
    WEFT_TRY(scope.status());
    const auto found = WEFT_TRY(addGradients(graph, {y}, {x}, {given.endpoint()}));
    if (!found[0]) { return invalidArgument("y does not depend on x by a differentiable path"); }
    const Tensor symbolic = WEFT_TRY(evaluateOne(evaluate, graph, feeds, *found[0]));

    const Tensor& point = feeds[at].second;
    if (symbolic.dtype() != point.dtype() || !(symbolic.shape() == point.shape())) {
        return internalError(concat("gradient does not look like x: got ", symbolic.dtype(),
                                    symbolic.shape(), ", want ", point.dtype(), point.shape()));
    }
    const double delta = options.delta > 0.0             ? options.delta
                         : point.dtype() == DType::Float ? kFloatDelta
                                                         : kDoubleDelta;
    double worst = 0.0;
    for (std::int64_t i = 0; i < point.elements(); ++i) {
        Feeds moved = feeds;
        double sums[2] = {0.0, 0.0};
        double places[2] = {0.0, 0.0};
        for (int side = 0; side < 2; ++side) {
            Tensor near = WEFT_TRY(point.clone());
            setNumber(near, i, numberAt(point, i) + (side == 0 ? delta : -delta));
            places[side] = numberAt(near, i);  // after rounding to the dtype
            moved[at].second = std::move(near);
            sums[side] = weightedSum(WEFT_TRY(evaluateOne(evaluate, graph, moved, y)), weights);
        }
        const double numeric = (sums[0] - sums[1]) / (places[0] - places[1]);
        const double exact = numberAt(symbolic, i);
        const double error =
            std::abs(exact - numeric) / std::max({1.0, std::abs(exact), std::abs(numeric)});
        // A NaN is an error of its own, which no comparison would find.
        if (std::isnan(error)) { return error; }
        worst = std::max(worst, error);
    }
    return worst;
}

}  // namespace weft
