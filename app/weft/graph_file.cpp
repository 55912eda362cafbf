// SPDX-License-Identifier: Apache-2.0
#include "app/weft/graph_file.h"

#include <filesystem>

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
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

}  // namespace weft::app
