// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/marks/breakpoints.h"

#include <algorithm>

#include "ui/base/to_qt.h"
#include "ui/document/graph_diagram.h"

namespace weft::ui {
namespace {

bool contains(const std::vector<quint64>& ids, quint64 id) {
    return std::ranges::find(ids, id) != ids.end();
}

/// What stands still while a call runs: constants, variables, their first values.
bool isStill(const Node& node) {
    return node.isOp("Const") || isVariable(node) || node.isOp("Assign") ||
           node.isOp("AssignVariableOp");
}

/// Overrides of breakpoints of the nodes that an id stands for.
std::vector<ItemId> marksIn(const Document& drawing, const EngineDocument& document, quint64 id) {
    std::vector<ItemId> found;
    for (const Override* made : drawing.all<Override>()) {
        if (made->kind != Override::Kind::Breakpoint) { continue; }
        const auto node = document.expansion.nodeOf(made->item, made->role);
        if (node && contains(document.idsShowing(*node), id)) { found.push_back(made->id); }
    }
    return found;
}

std::string pathOf(const EngineDocument& document, quint64 id) {
    return document.project->item(ItemId{id}) == nullptr ? std::string()
                                                         : document.project->pathOf(ItemId{id});
}

}  // namespace

NodeId haltingNode(const EngineDocument& document, quint64 id) {
    if (!document.project) { return {}; }
    const Graph& graph = document.graph();
    const Item* item = document.project->item(ItemId{id});
    if (item != nullptr && item->as<OpItem>() != nullptr && !document.folds.isAnchor(item->id)) {
        const auto made = document.expansion.operations.find(item->id);
        return made == document.expansion.operations.end() ? NodeId{} : made->second;
    }
    NodeId fallback;
    for (const Node& node : graph.nodes()) {
        if (isStill(node) || node.isOp("Placeholder") ||
            !contains(document.idsShowing(node.id), id)) {
            continue;
        }
        if (nodeIdIn(node.id) == id) { return node.id; }
        const bool entry = std::ranges::any_of(node.inputs, [&](const Endpoint& input) {
            return !contains(document.idsShowing(input.node), id);
        });
        if (entry) { return node.id; }
        fallback = node.id;
    }
    return fallback;
}

Status toggleBreakpoints(Edit& edit, const EngineDocument& document, const QSet<quint64>& ids) {
    std::vector<ItemId> there;
    for (const quint64 id : ids) {
        for (const ItemId mark : marksIn(edit.document(), document, id)) { there.push_back(mark); }
    }
    if (!there.empty()) {
        for (const ItemId mark : there) {
            if (edit.document().find<Override>(mark) != nullptr) { edit.remove(mark); }
        }
        return okStatus();
    }
    for (const quint64 id : ids) {
        const NodeId node = haltingNode(document, id);
        if (!node.valid() || document.graph().node(node).isOp("Placeholder")) {
            return invalidArgument(
                concat(pathOf(document, id),
                       " never runs, it is given its value: put the breakpoint at what reads it"));
        }
        const Origin& origin = document.expansion.originOf(node);
        edit.put(Override{.id = {},
                          .item = origin.item,
                          .role = origin.role,
                          .kind = Override::Kind::Breakpoint,
                          .flag = true});
    }
    return okStatus();
}

void clearBreakpoints(Edit& edit) {
    std::vector<ItemId> there;
    for (const Override* made : edit.document().all<Override>()) {
        if (made->kind == Override::Kind::Breakpoint) { there.push_back(made->id); }
    }
    for (const ItemId mark : there) { edit.remove(mark); }
}

std::vector<NodeRole> breakpointsOf(const Document& document) {
    std::vector<NodeRole> nodes;
    for (const Override* made : document.all<Override>()) {
        if (made->kind != Override::Kind::Breakpoint || !made->flag) { continue; }
        nodes.push_back({made->item, made->role});
    }
    return nodes;
}

QSet<QString> namesOf(const std::vector<NodeRole>& nodes, const EngineDocument& document) {
    QSet<QString> names;
    for (const NodeRole& each : nodes) {
        const auto node = document.expansion.nodeOf(each.item, each.role);
        if (node) { names.insert(toQt(document.graph().node(*node).name)); }
    }
    return names;
}

}  // namespace weft::ui
