// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// Computes tensors of a graph; the runtime, which lies above this layer, supplies it.
using EvaluateFunction = std::function<Result<std::vector<Tensor>>(
    const Graph& graph, const std::vector<std::pair<Endpoint, Tensor>>& feeds,
    const std::vector<Endpoint>& fetches)>;

/// How checkGradient() takes its differences.
struct GradientCheckOptions {
    double delta = 0.0;      ///< step of the differences; 0: 1e-2 for float, 1e-5 for double
    std::uint64_t seed = 1;  ///< of the random weights that the outputs are summed with
};

/// Compares the symbolic gradient of sum(w * y), w random and fixed, with central differences.
/// @param graph gets the gradient's nodes and a Const of the weights.
/// @param y, x float or double.
/// @param feeds values of xs[i] among others; element by element, each is moved by +-delta.
/// @return largest |symbolic - numeric| / max(1, |symbolic|, |numeric|) over all elements of x.
/// Errors: those of addGradients() and evaluate; InvalidArgument when x is not fed, is not
/// connected, or has another dtype.
/// Complexity: two evaluations an element of x.
Result<double> gradientError(Graph& graph, const Endpoint& y, const Endpoint& x,
                             const std::vector<std::pair<Endpoint, Tensor>>& feeds,
                             const EvaluateFunction& evaluate,
                             const GradientCheckOptions& options = {});

}  // namespace weft
