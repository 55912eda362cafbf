// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand/overrides.h"

#include <algorithm>
#include <unordered_set>

namespace weft {
namespace {

void lost(Finding::Kind kind, ItemId item, std::string text, Expansion& out) {
    out.findings.push_back({item, {}, kind, Finding::Severity::Warning, std::move(text), 0});
}

bool isVariable(const Node& node) {
    return node.isOp("VariableV2") || node.isOp("Variable") || node.isOp("VarHandleOp");
}

/// What TensorFlow's collections would say of a variable that was drawn op by op.
VariableInfo describedVariable(const Graph& graph, const Node& node) {
    VariableInfo info{.variable = node.name + ":0", .isResource = node.isOp("VarHandleOp")};
    for (const Graph::Use& use : graph.uses(node.id)) {
        const Node& user = graph.node(use.node);
        const bool assigns = user.isOp("Assign") || user.isOp("AssignVariableOp");
        const bool reads = user.isOp("Identity") || user.isOp("ReadVariableOp");
        if (assigns && info.initializer.empty()) {
            info.initializer = user.name;
            info.initialValue = graph.nameOf(user.inputs.back());
        }
        if (reads && info.snapshot.empty()) { info.snapshot = user.name + ":0"; }
    }
    return info;
}

/// Moves a variable into or out of the collection that optimizers read. Where no collection says
/// what is trainable, every variable is; from then on the collections say so.
void setTrainable(Graph& graph, const Node& variable, bool trainable) {
    auto& collections = graph.collections().variables;
    if (!collections.contains("variables") && !collections.contains("trainable_variables")) {
        for (const Node& node : graph.nodes()) {
            if (isVariable(node)) {
                graph.collections().addVariable(describedVariable(graph, node));
            }
        }
    }
    const std::string name = variable.name + ":0";
    const auto isIt = [&](const VariableInfo& info) { return info.variable == name; };
    std::vector<VariableInfo>& all = collections["variables"];
    auto found = std::find_if(all.begin(), all.end(), isIt);
    if (found == all.end()) { found = all.insert(all.end(), describedVariable(graph, variable)); }
    found->trainable = trainable;
    std::vector<VariableInfo>& chosen = collections["trainable_variables"];
    const auto listed = std::find_if(chosen.begin(), chosen.end(), isIt);
    if (listed != chosen.end() && !trainable) { chosen.erase(listed); }
    if (listed == chosen.end() && trainable) { chosen.push_back(*found); }
}

void applyControl(const Override& made, NodeId node, const Document& document, Expansion& out) {
    const std::string source = document.pathOf(made.control.item);
    const auto before = out.operations.find(made.control.item);
    if (before == out.operations.end()) {
        return lost(Finding::Kind::LostOverride, made.item,
                    concat("'", out.graph.node(node).name, "' should wait for '", source,
                           "', which is not there; the wish is kept"),
                    out);
    }
    const Status added = out.graph.addControlInput(node, before->second);
    if (!added.ok()) {
        lost(Finding::Kind::LostOverride, made.item, std::string(messageOf(added)), out);
    }
}

void applyOverride(const Override& made, const Document& document, Expansion& out) {
    const std::optional<NodeId> node = out.nodeOf(made.item, made.role);
    const bool trains = made.kind == Override::Kind::Trainable;
    if (!node || (trains && !isVariable(out.graph.node(*node)))) {
        return lost(Finding::Kind::LostOverride, made.item,
                    concat("nothing plays the part '", made.role,
                           "' any more; what was said about it is kept"),
                    out);
    }
    if (made.kind == Override::Kind::Device) { out.graph.setDevice(*node, made.text); }
    if (trains) { setTrainable(out.graph, out.graph.node(*node), made.flag); }
    if (made.kind == Override::Kind::ControlInput) { applyControl(made, *node, document, out); }
}

}  // namespace

void applyOverrides(const Document& document, const ExpandOrder& order, Stage stage,
                    Expansion& out) {
    std::unordered_set<ItemId> backward;
    for (const Item* item : order.backward) { backward.insert(item->id); }
    const auto isOurs = [&](bool isLate) { return isLate == (stage == Stage::Backward); };
    for (const Override* made : document.all<Override>()) {
        // What waits for an optimizer can do so only when the optimizer is there.
        const bool isLate =
            backward.contains(made->item) ||
            (made->kind == Override::Kind::ControlInput && backward.contains(made->control.item));
        if (isOurs(isLate) && out.operations.contains(made->item)) {
            applyOverride(*made, document, out);
        }
    }
    for (const Knob* knob : document.all<Knob>()) {
        if (isOurs(backward.contains(knob->item)) && out.operations.contains(knob->item) &&
            !out.nodeOf(knob->item, knob->role)) {
            lost(Finding::Kind::LostKnob, knob->item,
                 concat("nothing plays the part '", knob->role, "' any more; its knob '",
                        knob->name, "' is kept"),
                 out);
        }
    }
}

}  // namespace weft
