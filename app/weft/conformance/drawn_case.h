// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/proto/conformance.pb.h"

namespace weft::app {

/// A recorded case as a person makes it in the studio.
struct DrawnCase {
    Graph graph;
    std::map<std::string, std::string> gradients;                // "@grad/i/j" -> its tensor
    std::map<std::string, std::vector<std::string>> operations;  // "@train/i", "@init/i" -> nodes
};

/// Takes the case's graph as a drawing, functions too, puts the gradients and optimizers that it asks
/// for into it as items, and expands that. Gradients that must not be connected are left out.
/// Errors: Unimplemented for what no item says (weights of complex numbers, arguments that a recipe
/// does not have), InvalidArgument with the findings for what cannot be expanded.
Result<DrawnCase> drawCase(const conformance::Case& recorded);

}  // namespace weft::app
