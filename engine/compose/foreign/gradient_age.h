// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/compose/foreign/memory.h"

/// @file
/// Gradients that came as nodes belong to the graph they were made of.

namespace weft {

/// Adds to a memory what lies between the trained variables and the loss, as it is.
void markDifferentiated(const Document& adopted, const Graph& graph, const GraphRoles& roles,
                        const std::unordered_map<std::string, ItemId>& items,
                        ForeignMemory& memory);

/// Gradients whose graph has changed.
struct StaleGradients {
    ItemId changed;    ///< the first item that is not as it was, or the gradients' beginning
    std::string text;  ///< "the gradients belong to the old graph: 'MatMul' is another now, ..."
};
/// Nothing where the gradients that came with a document are still right, or are gone.
/// Complexity: linear in what is remembered and the wires.
std::optional<StaleGradients> staleGradients(const Document& document);

}  // namespace weft
