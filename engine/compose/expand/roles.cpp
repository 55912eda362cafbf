// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand/roles.h"

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

}  // namespace

void nameRoles(const Item& item, const std::string& path, std::size_t before, Expansion& out) {
    const auto trained = out.trained.find(item.id);
    for (std::size_t i = before; i < out.graph.size(); ++i) {
        const std::string& name = out.graph.node(NodeId{static_cast<std::int32_t>(i)}).name;
        std::optional<std::string> role = below(name, path);
        if (!role && trained != out.trained.end()) { role = slotRole(out, trained->second, name); }
        out.origins.push_back({item.id, role ? *role : gradientRole(out, name)});
    }
}

}  // namespace weft
