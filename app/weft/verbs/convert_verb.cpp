// SPDX-License-Identifier: Apache-2.0
/// @file
/// `weft convert IN OUT`: between graph files; the kinds are the extensions. Unknown ops are kept.

#include <cstdio>
#include <map>

#include "app/weft/graph_file.h"
#include "app/weft/options.h"
#include "engine/base/strings.h"
#include "engine/compose/file/project_io.h"

namespace weft::app {
namespace {

Result<int> convert(const CommonOptions& common, const std::string& in, const std::string& out,
                    FlowForm form) {
    WEFT_TRY(common.apply());
    if (out.ends_with(".svg") || out.ends_with(".png")) {
        return unimplemented(concat("pictures are made by weft-studio --export (", out, ")"));
    }
    if (graphKindOf(out) == GraphKind::Unknown) {
        return unimplemented(concat("writing a SavedModel folder is not built yet (", out, ")"));
    }
    if (isProject(in) && isProject(out)) {
        if (form == FlowForm::Frames) {
            return invalidArgument(concat("a drawing keeps its functions: got --flow frames for ",
                                          out, ", want a GraphDef or MetaGraph"));
        }
        const Document document = WEFT_TRY(readProject(in));
        WEFT_TRY(writeProject(document, out));
        if (!common.json) { std::printf("%s: %zu entries\n", out.c_str(), document.size()); }
        return 0;
    }
    const MetaGraph meta = WEFT_TRY(readMetaGraph(in, UnknownOps::Keep));
    WEFT_TRY(writeGraph(meta, out, form));
    if (!common.json) { std::printf("%s: %zu nodes\n", out.c_str(), meta.graph.size()); }
    return 0;
}

}  // namespace

VerbRunner declareConvert(CLI::App& app) {
    struct Flags {
        CommonOptions common;
        std::string in, out;
        FlowForm form = FlowForm::Functions;
    };
    const auto flags = std::make_shared<Flags>();
    app.add_option("in", flags->in, "Graph to read")->required();
    app.add_option("out", flags->out, "File to write")->required();
    app.add_option("--flow", flags->form,
                   "Calls and control flow as functions, or as frames of TensorFlow 1")
        ->transform(CLI::CheckedTransformer(std::map<std::string, FlowForm>{
            {"functions", FlowForm::Functions}, {"frames", FlowForm::Frames}}));
    flags->common.declare(app);
    return [flags] { return convert(flags->common, flags->in, flags->out, flags->form); };
}

}  // namespace weft::app
