// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/carry_over.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/runtime/session.h"
#include "engine/runtime/session_variables.h"

namespace weft {
namespace {

bool sameAttrs(const AttrMap& a, const AttrMap& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
        return x.first == y.first && attrEqual(x.second, y.second);
    });
}

bool sameNode(const Node& a, const Node& b) {
    return a.name == b.name && a.opName == b.opName && a.device == b.device &&
           a.inputs == b.inputs && a.controlInputs == b.controlInputs &&
           sameAttrs(a.attrs, b.attrs);
}

template <class T>
bool sameEntities(const Document& a, const Document& b) {
    // Copies of a document share what no edit touched: equal addresses need no look inside.
    return std::ranges::equal(a.all<T>(), b.all<T>(), [](const T* x, const T* y) {
        return x == y || entityToBytes(*x) == entityToBytes(*y);
    });
}

bool sameSources(const Document& a, const Document& b) {
    const auto sources = [](const Document& document) {
        std::vector<const Item*> found = document.all<Item>();
        std::erase_if(found, [](const Item* item) { return item->as<DataItem>() == nullptr; });
        return found;
    };
    return std::ranges::equal(sources(a), sources(b), [](const Item* x, const Item* y) {
        const auto* left = x->as<DataItem>();
        const auto* right = y->as<DataItem>();
        return x->id == y->id && left->source == right->source &&
               left->trainFraction == right->trainFraction && left->splitSeed == right->splitSeed;
    });
}

bool sameBindings(const Expansion& a, const Expansion& b) {
    return std::ranges::equal(a.bindings, b.bindings, [](const auto& x, const auto& y) {
        return x.placeholder == y.placeholder && x.data == y.data && x.column == y.column &&
               x.conversions == y.conversions;
    });
}

bool sameOptions(const Settings& a, const Settings& b) {
    return a.seed == b.seed && a.cpuDevices == b.cpuDevices && a.softPlacement == b.softPlacement &&
           a.device == b.device;
}

bool sameRunSheet(const Document& a, const Expansion& expansionA, const Document& b,
                  const Expansion& expansionB) {
    const Settings& left = a.settings();
    const Settings& right = b.settings();
    return left.epochs == right.epochs && left.steps == right.steps &&
           left.strict == right.strict && sameEntities<RunRow>(a, b) && sameEntities<Knob>(a, b) &&
           sameSources(a, b) && sameBindings(expansionA, expansionB);
}

/// What a variable holds, of a handle what it leads to.
HandleInfo contentsOf(const Node& variable) {
    const OutputInfo& output = variable.outputs.front();
    return output.handle.value_or(HandleInfo{output.type, output.shape});
}

using Role = std::pair<std::uint64_t, std::string>;

std::map<Role, NodeId> byRole(const Expansion& expansion) {
    std::map<Role, NodeId> roles;
    for (std::size_t i = 0; i < expansion.origins.size(); ++i) {
        const Origin& origin = expansion.origins[i];
        if (!origin.item.valid()) { continue; }
        roles.emplace(Role{origin.item.value, origin.role}, NodeId{static_cast<std::int32_t>(i)});
    }
    return roles;
}

}  // namespace

bool sameGraph(const Graph& a, const Graph& b) {
    return a.libraryBytes == b.libraryBytes && std::ranges::equal(a.nodes(), b.nodes(), sameNode);
}

Difference differenceOf(const Document* a, const Expansion& expansionA, const Document* b,
                        const Expansion& expansionB) {
    if (!sameGraph(expansionA.graph, expansionB.graph)) { return Difference::Graph; }
    if (a == nullptr || b == nullptr) { return Difference::None; }
    if (!sameOptions(a->settings(), b->settings())) { return Difference::Options; }
    return sameRunSheet(*a, expansionA, *b, expansionB) ? Difference::None : Difference::RunSheet;
}

CarryOver planCarryOver(const Expansion& from, const Expansion& to) {
    CarryOver plan;
    const std::map<Role, NodeId> roles = byRole(to);
    std::vector<bool> taken(to.graph.size(), false);
    const auto same = [&](const Node& node) -> NodeId {
        const auto at = static_cast<std::size_t>(node.id.value);
        const Node* found = nullptr;
        if (at < from.origins.size()) {
            const auto role = roles.find({from.origins[at].item.value, from.origins[at].role});
            if (role != roles.end()) { found = &to.graph.node(role->second); }
        }
        if (found == nullptr) { found = to.graph.find(node.name); }
        const bool fits = found != nullptr && found->opName == node.opName &&
                          !taken[static_cast<std::size_t>(found->id.value)];
        return fits ? found->id : NodeId{};
    };
    for (const Node& node : from.graph.nodes()) {
        const NodeId place = same(node);
        plan.places.push_back(place);
        if (place.valid()) { taken[static_cast<std::size_t>(place.value)] = true; }
        if (!isVariable(node)) { continue; }
        if (!place.valid()) {
            plan.dropped.push_back(node.id);
        } else if (contentsOf(node) == contentsOf(to.graph.node(place))) {
            plan.kept.push_back({node.id, place});
        } else {
            plan.reset.push_back({node.id, place});
        }
    }
    for (const Node& node : to.graph.nodes()) {
        if (isVariable(node) && !taken[static_cast<std::size_t>(node.id.value)]) {
            plan.added.push_back(node.id);
        }
    }
    return plan;
}

Status carryOver(const CarryOver& plan, const Session& from, Session& to) {
    for (const CarryOver::Pair& pair : plan.kept) {
        const auto source = WEFT_TRY(variableOf(from.graph().node(pair.from), from.resources()));
        const auto target = WEFT_TRY(variableOf(to.graph().node(pair.to), to.resources()));
        const MutexLock reading(source->mutex());
        if (!source->initialized()) { continue; }
        const MutexLock writing(target->mutex());
        target->set(source->value());
    }
    for (const ResourceStore::Entry& entry : from.resources().entries()) {
        if (entry.resource->kind() != "generator") { continue; }
        const Node* node = from.graph().find(entry.name);
        if (node == nullptr) { continue; }
        const NodeId place = plan.places[static_cast<std::size_t>(node->id.value)];
        if (!place.valid()) { continue; }
        WEFT_TRY(to.resources().restore(entry.container, to.graph().node(place).name,
                                        WEFT_TRY(entry.resource->save())));
    }
    return okStatus();
}

}  // namespace weft
