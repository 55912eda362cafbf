// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/functions/flow_form.h"
#include "engine/graph/meta_graph.h"

namespace weft {

/// What a graph's file is, by its extension.
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

/// Writes durably; the kind is the extension. A project is made by adopting the graph.
/// Errors: InvalidArgument for an unknown extension; those of inForm(); those of writing.
Status writeGraph(const MetaGraph& meta, const std::string& path,
                  FlowForm form = FlowForm::Functions);

}  // namespace weft
