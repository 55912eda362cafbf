// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_io.h"

namespace weft {

/// A MetaGraphDef (`.meta`): the graph with its collections; saver, signatures and assets are kept
/// as they came.
struct MetaGraph {
    Graph graph;
    std::string otherBytes;  ///< MetaGraphDef without graph_def and collection_def
};

/// Errors: as importGraph(); InvalidArgument for bytes that are no MetaGraphDef.
Result<MetaGraph> metaGraphFromBytes(std::string_view bytes, const ImportOptions& options = {});
Result<MetaGraph> metaGraphFromText(std::string_view text, const ImportOptions& options = {});
std::string metaGraphToBytes(const MetaGraph& meta);
std::string metaGraphToText(const MetaGraph& meta);

}  // namespace weft
