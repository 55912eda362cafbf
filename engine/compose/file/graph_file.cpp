// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/file/graph_file.h"

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/compose/adopt.h"
#include "engine/compose/file/project_io.h"

namespace weft {

GraphKind graphKindOf(const std::string& path) {
    if (path.ends_with(".weft.pbtxt")) { return GraphKind::ProjectText; }
    if (path.ends_with(".weft")) { return GraphKind::Project; }
    if (path.ends_with(".meta.pbtxt")) { return GraphKind::MetaGraphText; }
    if (path.ends_with(".meta")) { return GraphKind::MetaGraph; }
    if (path.ends_with(".pbtxt")) { return GraphKind::GraphDefText; }
    if (path.ends_with(".pb")) { return GraphKind::GraphDef; }
    return GraphKind::Unknown;
}

bool isProject(const std::string& path) {
    const GraphKind kind = graphKindOf(path);
    return kind == GraphKind::Project || kind == GraphKind::ProjectText;
}

Status writeGraph(const MetaGraph& meta, const std::string& path, FlowForm form) {
    if (form == FlowForm::Frames) {
        return writeGraph({WEFT_TRY(inForm(meta.graph, form)), meta.otherBytes}, path);
    }
    switch (graphKindOf(path)) {
        case GraphKind::GraphDef:
            return writeFileDurably(path, graphToBytes(meta.graph));
        case GraphKind::GraphDefText:
            return writeFileDurably(path, graphToText(meta.graph));
        case GraphKind::MetaGraph:
            return writeFileDurably(path, metaGraphToBytes(meta));
        case GraphKind::MetaGraphText:
            return writeFileDurably(path, metaGraphToText(meta));
        case GraphKind::Project:
        case GraphKind::ProjectText:
            return writeProject(WEFT_TRY(adoptGraph(meta.graph, meta.otherBytes)), path);
        case GraphKind::Unknown:
            break;
    }
    return invalidArgument(concat("a graph cannot be written with this extension (", path, ")"));
}

}  // namespace weft
