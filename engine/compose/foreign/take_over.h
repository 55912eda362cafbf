// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "engine/compose/document.h"
#include "engine/compose/foreign/memory.h"

namespace weft {

/// A document of a graph that was made elsewhere, ready to be understood and trained: as
/// adoptGraph(), and what stands for several nodes (a variable, a loop, a branch, the training, what
/// saves and initialises) is folded, the run sheet trains by the op that rolesOf() believes in, and what the
/// gradients were made of is remembered. Its expansion is still the same graph.
/// Errors: those of adoptGraph().
Result<Document> takeOverGraph(const Graph& graph, const std::string& metaBytes = {});

/// Whether a document is of a graph that was made elsewhere.
bool isForeign(const Document& document);
/// The items of a document by their paths.
std::unordered_map<std::string, ItemId> itemsByPath(const Document& document);

/// The item that stands for all that saves and initialises: init, else the restore of the saver.
ItemId housekeeperOf(const ForeignMemory& memory);

}  // namespace weft
