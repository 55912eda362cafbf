// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/graph/graph.h"

namespace weft {

/// Whether an op's gradients wait for each other, so that nothing reads one before all exist.
/// Optimizers gate: an update in place must not run while the backward pass reads the variable.
enum class GateGradients { No, Yes };

/// How gradients() builds its nodes.
struct GradientOptions {
    std::string scope = "gradients";  ///< made unique: gradients, gradients_1, ...
    GateGradients gate = GateGradients::No;
};

/// Adds nodes that compute the gradients of sum(ys) by each of xs, under `gradients/OP_grad/`.
/// Nodes come in reverse topological order, ties by node order (later first); a tensor read n times
/// sums its gradients by one AddN in the order of its readers.
///
/// @param ys float or complex; others count as not connected.
/// @param xs may be references ("v:0") and handles of variables as well as values ("v/read:0").
/// @param gradYs one a y, or empty: ones. An invalid endpoint also stands for ones. Each passes
/// through an Identity.
/// @return one an x; nothing where no y depends on x by a differentiable path (nothing passes
/// through integers, StopGradient and ops that pass no gradient on).
/// Errors: NotFound when an op on the path has no gradient function; InvalidArgument for gradYs of
/// wrong dtype, count or shape; Unimplemented for tensors inside a loop and for gradients
/// of gradients through loops; errors of gradient
/// functions as `[Op] ... (node 'n')`. After an error the graph holds the nodes added so far.
/// Complexity: each node once.
/// Source: contract of tf.gradients (TensorFlow 1).
Result<std::vector<std::optional<Endpoint>>> addGradients(Graph& graph,
                                                          const std::vector<Endpoint>& ys,
                                                          const std::vector<Endpoint>& xs,
                                                          const std::vector<Endpoint>& gradYs = {},
                                                          const GradientOptions& options = {});

/// As addGradients(), one Expr an x, empty where nothing arrived: the gradient of a tensor that is
/// only gathered from stays a sum of rows (Expr::rows()), for updates that touch no other rows.
Result<std::vector<Expr>> addRowGradients(Graph& graph, const std::vector<Endpoint>& ys,
                                          const std::vector<Endpoint>& xs,
                                          const std::vector<Endpoint>& gradYs = {},
                                          const GradientOptions& options = {});

}  // namespace weft
