// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/text/node_text.h"

#include "engine/base/strings.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/io/message_io.h"
#include "engine/graph/op_registry.h"
#include "engine/proto/graph.pb.h"

namespace weft {

Result<NodeText> nodeFromText(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    const bool wrapped = begin != std::string_view::npos && text.substr(begin).starts_with("node");
    tensorflow::GraphDef graph;
    tensorflow::NodeDef node;
    if (wrapped) {
        WEFT_TRY(parseMessageText(text, "node", graph, defaultLimits()));
        if (graph.node_size() != 1) {
            return invalidArgument(
                concat("one node is edited here: got ", graph.node_size(), " nodes (line 1)"));
        }
        node = graph.node(0);
    } else {
        WEFT_TRY(parseMessageText(text, "node", node, defaultLimits()));
    }
    NodeText made;
    made.name = node.name();
    made.op = node.op();
    made.device = node.device();
    made.inputs.assign(node.input().begin(), node.input().end());
    if (made.op.empty()) { return invalidArgument("the node has no op (line 1)"); }
    const OpDef* def = OpRegistry::global().find(made.op);
    for (const auto& [name, value] : node.attr()) {
        const AttrDef* attr = def == nullptr ? nullptr : def->attr(name);
        Result<AttrValue> read = attrFromProto(value, attr == nullptr ? "" : attr->kind);
        if (!read.ok()) {
            return annotated(read.status(), concat("attribute '", name, "': "), " (line 1)");
        }
        made.attrs.set(name, *std::move(read));
    }
    return made;
}

}  // namespace weft
