// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/compose/file/graph_file.h"

namespace weft::app {

/// Reads any supported GRAPH. Errors: NotFound for a missing file; InvalidArgument with the file's
/// name for damage; Unimplemented for kinds that are not built yet (SavedModel folders).
Result<Graph> readGraph(const std::string& path, UnknownOps unknownOps = UnknownOps::Refuse);
/// As readGraph(), with what a MetaGraph says besides its graph.
Result<MetaGraph> readMetaGraph(const std::string& path,
                                UnknownOps unknownOps = UnknownOps::Refuse);

}  // namespace weft::app
