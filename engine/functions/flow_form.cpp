// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/flow_form.h"

#include "engine/autodiff/joined_calls.h"
#include "engine/functions/function_inliner.h"
#include "engine/functions/named_functions.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/io/function_check.h"
#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

/// What a call remembers of its arguments and of its function's own gradient is for gradients that
/// are yet to be built; here they are nodes of the graph.
void forgetCalls(tensorflow::GraphDef& graph) {
    for (tensorflow::NodeDef& node : *graph.mutable_node()) {
        node.mutable_attr()->erase(JoinedCalls::kArguments);
        const auto results = node.attr().find(kResultsOfGradient);
        if (results == node.attr().end()) { continue; }
        auto& types = *(*node.mutable_attr())["T"].mutable_list()->mutable_type();
        auto& inputs = *node.mutable_input();
        const std::int64_t count = results->second.i();
        // A file may say anything here.
        if (count < 0 || count > types.size() || types.size() > inputs.size()) { continue; }
        const auto kept = static_cast<int>(count);
        inputs.DeleteSubrange(kept, types.size() - kept);
        types.Truncate(kept);
        node.mutable_attr()->erase(kGradientOf);
        node.mutable_attr()->erase(kResultsOfGradient);
    }
}

}  // namespace

Result<Graph> inForm(const Graph& graph, FlowForm form) {
    if (form == FlowForm::Functions || graph.libraryBytes.empty()) { return graph; }
    tensorflow::GraphDef def;
    exportGraph(graph, def);
    WEFT_TRY(checkFunctions(def));
    tensorflow::GraphDef out;
    if (!graph.extraBytes.empty()) { out.ParseFromString(graph.extraBytes); }
    WEFT_TRY(FunctionInliner(def, defaultLimits().inlinedNodes).run(out));
    forgetCalls(out);
    out.clear_library();
    const tensorflow::FunctionDefLibrary kept = namedFunctions(def.library(), out);
    if (kept.function_size() > 0) { *out.mutable_library() = kept; }
    Graph made = WEFT_TRY(importGraph(out, {.unknownOps = UnknownOps::Keep}));
    made.collections() = graph.collections();
    return made;
}

}  // namespace weft
