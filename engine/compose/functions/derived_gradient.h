// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// The gradient of a function as the body of a function of its own.
struct GradientBody {
    /// Arguments (nodes `_Arg`): those of the function, then a gradient a result. What is computed
    /// has names without scopes of its own.
    Graph graph{UnknownOps::Keep};
    std::vector<Endpoint> results;  ///< the gradient by each argument of the function
    Status derived;                 ///< not OK: why the results are but zeros
};

/// Differentiates the body of a function. What no result depends on gets zeros, and so do all
/// arguments where an op of the body has no gradient.
/// @param body a graph with arguments and results as nodes (Expansion::graph of a body).
/// @param seeds wished names of the gradients that come in, one a result.
/// Errors: InvalidArgument where arguments or results are not complete.
Result<GradientBody> derivedGradient(const Graph& body, const std::vector<NodeId>& arguments,
                                     const std::vector<NodeId>& results,
                                     const std::vector<std::string>& seeds);

}  // namespace weft
