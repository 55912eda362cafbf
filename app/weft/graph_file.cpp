// SPDX-License-Identifier: Apache-2.0
#include "app/weft/graph_file.h"

#include <filesystem>

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/compose/adopt.h"
#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "engine/graph/graph_io.h"

namespace weft::app {
namespace {

Result<MetaGraph> parse(GraphKind kind, const std::string& bytes, const ImportOptions& options) {
    switch (kind) {
        case GraphKind::GraphDef:
            return MetaGraph{WEFT_TRY(graphFromBytes(bytes, options)), {}};
        case GraphKind::GraphDefText:
            return MetaGraph{WEFT_TRY(graphFromText(bytes, options)), {}};
        case GraphKind::MetaGraph:
            return metaGraphFromBytes(bytes, options);
        case GraphKind::MetaGraphText:
            return metaGraphFromText(bytes, options);
        case GraphKind::Project:
        case GraphKind::ProjectText:
        case GraphKind::Unknown:
            break;
    }
    return invalidArgument(
        "the extension is none of .pb, .pbtxt, .weft, .weft.pbtxt, .meta, .meta.pbtxt");
}

}  // namespace

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

Result<Graph> readGraph(const std::string& path, UnknownOps unknownOps) {
    return WEFT_TRY(readMetaGraph(path, unknownOps)).graph;
}

Result<MetaGraph> readMetaGraph(const std::string& path, UnknownOps unknownOps) {
    if (std::filesystem::is_directory(path)) {
        return unimplemented(concat("reading a SavedModel folder is not built yet (", path, ")"));
    }
    if (isProject(path)) {
        // What can be made of the drawing; a session refuses what its calls need and is not there.
        Expansion expansion = expandDocument(WEFT_TRY(readProject(path)));
        return MetaGraph{std::move(expansion.graph), std::move(expansion.metaBytes)};
    }
    const std::string bytes = WEFT_TRY(readFile(path));
    const ImportOptions options{.unknownOps = unknownOps, .limits = defaultLimits()};
    Result<MetaGraph> meta = parse(graphKindOf(path), bytes, options);
    if (!meta.ok()) { return annotated(meta.status(), "", concat(" (", path, ")")); }
    return meta;
}

Status writeGraph(const MetaGraph& meta, const std::string& path) {
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

}  // namespace weft::app
