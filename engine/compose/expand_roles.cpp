// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand_roles.h"

#include <set>

namespace weft {
namespace {

/// The part of `name` below `prefix`, "" for the prefix itself; nothing for other names.
std::optional<std::string> below(const std::string& name, const std::string& prefix) {
    if (name == prefix) { return std::string(); }
    if (name.starts_with(prefix) && name[prefix.size()] == '/') {
        return name.substr(prefix.size() + 1);
    }
    return std::nullopt;
}

std::string reference(const Origin& origin) {
    return origin.role.empty() ? concat("#", origin.item.value)
                               : concat("#", origin.item.value, "/", origin.role);
}

/// `slot(m,#12/kernel)` and what lies below its name.
std::optional<std::string> slotRole(const Expansion& out, const Minimized& made,
                                    const std::string& name) {
    for (const Minimized::Update& update : made.updates) {
        for (const auto& [slot, node] : update.slotVariables) {
            const auto rest = below(name, out.graph.node(node).name);
            if (!rest) { continue; }
            const std::string role =
                concat("slot(", slot, ",", reference(out.originOf(update.variable)), ")");
            return rest->empty() ? role : concat(role, "/", *rest);
        }
    }
    for (const auto& [state, node] : made.state) {
        const auto rest = below(name, out.graph.node(node).name);
        if (rest) { return rest->empty() ? state : concat(state, "/", *rest); }
    }
    return std::nullopt;
}

/// `grad(#12/MatMul)/MatMul_1` for "gradients/hidden1/MatMul_grad/MatMul_1".
std::string gradientRole(const Expansion& out, const std::string& name) {
    static constexpr std::string_view kMark = "_grad/";
    for (std::size_t start = name.find('/'); start != std::string::npos;
         start = name.find('/', start + 1)) {
        for (std::size_t end = name.find(kMark, start); end != std::string::npos;
             end = name.find(kMark, end + 1)) {
            const Node* node = out.graph.find(name.substr(start + 1, end - start - 1));
            if (node != nullptr && static_cast<std::size_t>(node->id.value) < out.origins.size()) {
                return concat("grad(", reference(out.originOf(node->id)), ")/",
                              name.substr(end + kMark.size()));
            }
        }
    }
    return name;
}

void lost(const Override& made, Expansion& out) {
    out.findings.push_back({made.item,
                            {},
                            Finding::Kind::LostOverride,
                            Finding::Severity::Warning,
                            concat("nothing plays the part '", made.role,
                                   "' any more; what was said about it is kept"),
                            0});
}

void applyOverride(const Override& made, Expansion& out) {
    const std::optional<NodeId> node = out.nodeOf(made.item, made.role);
    if (!node) { return lost(made, out); }
    if (made.kind == Override::Kind::Device) { out.graph.setDevice(*node, made.text); }
    if (made.kind == Override::Kind::ControlInput) {
        const auto before = out.operations.find(made.control.item);
        if (before == out.operations.end() ||
            !out.graph.addControlInput(*node, before->second).ok()) {
            lost(made, out);
        }
    }
}

}  // namespace

void nameRoles(const Document& document, const Item& item, std::size_t before, Expansion& out) {
    const std::string path = document.pathOf(item.id);
    const auto trained = out.trained.find(item.id);
    for (std::size_t i = before; i < out.graph.size(); ++i) {
        const std::string& name = out.graph.node(NodeId{static_cast<std::int32_t>(i)}).name;
        std::optional<std::string> role = below(name, path);
        if (!role && trained != out.trained.end()) { role = slotRole(out, trained->second, name); }
        out.origins.push_back({item.id, role ? *role : gradientRole(out, name)});
    }
}

void applyOverrides(const Document& document, const std::vector<const Item*>& items,
                    Expansion& out) {
    std::set<ItemId> ours;
    for (const Item* item : items) { ours.insert(item->id); }
    for (const Override* made : document.all<Override>()) {
        if (ours.contains(made->item) && out.operations.contains(made->item)) {
            applyOverride(*made, out);
        }
    }
    for (const Knob* knob : document.all<Knob>()) {
        if (ours.contains(knob->item) && out.operations.contains(knob->item) &&
            !out.nodeOf(knob->item, knob->role)) {
            out.findings.push_back({knob->item,
                                    {},
                                    Finding::Kind::LostKnob,
                                    Finding::Severity::Warning,
                                    concat("nothing plays the part '", knob->role,
                                           "' any more; its knob '", knob->name, "' is kept"),
                                    0});
        }
    }
}

}  // namespace weft
