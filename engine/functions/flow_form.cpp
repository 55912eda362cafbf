// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/flow_form.h"

#include <optional>
#include <set>
#include <utility>

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

/// @param calls those that are laid out; none: all.
Result<tensorflow::GraphDef> laidOut(const Graph& graph, const tensorflow::GraphDef& def,
                                     std::optional<std::set<std::string>> calls) {
    WEFT_TRY(checkFunctions(def));
    tensorflow::GraphDef out;
    if (!graph.extraBytes.empty()) { out.ParseFromString(graph.extraBytes); }
    FunctionInliner inliner(def, defaultLimits().inlinedNodes);
    if (calls) { inliner.only(*std::move(calls)); }
    WEFT_TRY(inliner.run(out));
    return out;
}

Result<Graph> read(const tensorflow::GraphDef& def, const Graph& before) {
    Graph made = WEFT_TRY(importGraph(def, {.unknownOps = UnknownOps::Keep}));
    made.collections() = before.collections();
    return made;
}

}  // namespace

Result<Graph> inForm(const Graph& graph, FlowForm form) {
    if (form == FlowForm::Functions || graph.libraryBytes.empty()) { return graph; }
    tensorflow::GraphDef def;
    exportGraph(graph, def);
    tensorflow::GraphDef out = WEFT_TRY(laidOut(graph, def, std::nullopt));
    forgetCalls(out);
    out.clear_library();
    const tensorflow::FunctionDefLibrary kept = namedFunctions(def.library(), out);
    if (kept.function_size() > 0) { *out.mutable_library() = kept; }
    return read(out, graph);
}

Result<Graph> withCallsLaidOut(const Graph& graph, const std::vector<NodeId>& calls) {
    tensorflow::GraphDef def;
    exportGraph(graph, def);
    std::set<std::string> names;
    for (const NodeId call : calls) { names.insert(graph.node(call).name); }
    tensorflow::GraphDef out = WEFT_TRY(laidOut(graph, def, std::move(names)));
    *out.mutable_library() = def.library();
    return read(out, graph);
}

}  // namespace weft
