// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/marks/breakpoints.h"

#include <algorithm>

#include "engine/compose/functions/bars.h"
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

/// What is given its value from outside, and what hands a result out of a body.
bool neverRuns(const Node& node) {
    return node.isOp("Placeholder") || node.isOp(kArgumentOp) || node.isOp(kResultOp);
}

/// Overrides of breakpoints of the nodes that an id stands for.
std::vector<ItemId> marksIn(const Document& drawing, const EngineDocument& document, quint64 id) {
    std::vector<ItemId> found;
    for (const Override* made : drawing.all<Override>()) {
        if (made->kind != Override::Kind::Breakpoint) { continue; }
        const DrawnNode node = nodeOf(document, made->item, made->role);
        if (node.valid() && contains(idsShowing(document, node), id)) { found.push_back(made->id); }
    }
    return found;
}

std::string pathOf(const EngineDocument& document, quint64 id) {
    return document.project->item(ItemId{id}) == nullptr ? std::string()
                                                         : document.project->pathOf(ItemId{id});
}

}  // namespace

DrawnNode haltingNode(const EngineDocument& document, quint64 id) {
    if (!document.project) { return {}; }
    const Item* item = document.project->item(ItemId{id});
    const Expansion& around = document.expansion.around(ItemId{id});
    if (item != nullptr && item->as<OpItem>() != nullptr && !document.folds.isAnchor(item->id)) {
        const auto made = around.operations.find(item->id);
        return made == around.operations.end() ? DrawnNode{} : DrawnNode{&around, made->second};
    }
    DrawnNode fallback;
    for (const Node& node : around.graph.nodes()) {
        const DrawnNode drawn{&around, node.id};
        if (around.isInCall(node.id) || isStill(node) || neverRuns(node) ||
            !contains(idsShowing(document, drawn), id)) {
            continue;
        }
        if (contains(idsOfItself(document, drawn), id)) { return drawn; }
        const bool entry = std::ranges::any_of(node.inputs, [&](const Endpoint& input) {
            return !contains(idsShowing(document, {&around, input.node}), id);
        });
        if (entry) { return drawn; }
        fallback = drawn;
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
        const DrawnNode node = haltingNode(document, id);
        if (node.valid() && node.get().isOp(kResultOp)) {
            return invalidArgument(
                concat(pathOf(document, id),
                       " only hands a value out: put the breakpoint at what gives it"));
        }
        if (!node.valid() || neverRuns(node.get())) {
            return invalidArgument(
                concat(pathOf(document, id),
                       " never runs, it is given its value: put the breakpoint at what reads it"));
        }
        const Origin& origin = node.around->originOf(node.node);
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
        const DrawnNode node = nodeOf(document, each.item, each.role);
        if (node.valid()) { names += namesRun(document, node); }
    }
    return names;
}

}  // namespace weft::ui
