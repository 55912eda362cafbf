// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/graph/meta_graph.h"

namespace weft::app {

/// What a graph argument's file is, by its extension.
enum class GraphKind {
    GraphDef,
    GraphDefText,
    MetaGraph,
    MetaGraphText,
    Project,
    ProjectText,
    Unknown
};
GraphKind graphKindOf(const std::string& path);
/// A .weft file, binary or text.
bool isProject(const std::string& path);

/// Reads any supported GRAPH. Errors: NotFound for a missing file; InvalidArgument with the file's
/// name for damage; Unimplemented for kinds that are not built yet (SavedModel folders).
Result<Graph> readGraph(const std::string& path, UnknownOps unknownOps = UnknownOps::Refuse);
/// As readGraph(), with what a MetaGraph says besides its graph.
Result<MetaGraph> readMetaGraph(const std::string& path,
                                UnknownOps unknownOps = UnknownOps::Refuse);
/// Writes durably; the kind is the extension. A project is made by adopting the graph.
/// Errors: InvalidArgument for an unknown extension.
Status writeGraph(const MetaGraph& meta, const std::string& path);

}  // namespace weft::app
