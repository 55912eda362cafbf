// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/gradient_age.h"

#include <algorithm>
#include <map>
#include <vector>

#include "engine/base/crc32c.h"
#include "engine/base/strings.h"
#include "engine/compose/ports.h"

namespace weft {
namespace {

/// What gradients depend on of an item: its op, its attributes, what is wired to it. Where it lies
/// and what it is called do not matter.
std::uint32_t markOf(const Item& item, std::vector<const Wire*> into) {
    const auto* op = item.as<OpItem>();
    if (op == nullptr) { return 0; }
    Item bare;
    bare.id = item.id;
    OpItem plain{op->op, {}, {}, {}};
    for (const auto& [name, value] : op->attrs) {
        if (!name.starts_with('_')) { plain.attrs.set(name, value); }
    }
    bare.what = std::move(plain);
    std::string text = entityToBytes(bare);
    std::ranges::sort(into, {}, [](const Wire* wire) { return wire->to.port; });
    for (const Wire* wire : into) {
        text += concat("|", wire->to.port, "<", wire->from.item.value, ":", wire->from.port);
    }
    return crc32c(text);
}

using WiresInto = std::map<ItemId, std::vector<const Wire*>>;

WiresInto dataWires(const Document& document) {
    WiresInto into;
    for (const Wire* wire : document.all<Wire>()) {
        if (wire->to.port != kControlPort) { into[wire->to.item].push_back(wire); }
    }
    return into;
}

std::vector<const Wire*> wiresOf(const WiresInto& into, ItemId item) {
    const auto found = into.find(item);
    return found == into.end() ? std::vector<const Wire*>() : found->second;
}

/// Nodes that a gradient flows through: behind a trained variable and before the loss.
std::vector<NodeId> differentiatedNodes(const Graph& graph, const GraphRoles& roles) {
    std::vector<bool> behind(graph.size(), false);
    for (const NodeId id : roles.trained) { behind[static_cast<std::size_t>(id.value)] = true; }
    std::vector<NodeId> open = roles.trained;
    const auto each = [](std::vector<NodeId>& left, std::vector<bool>& seen, auto&& next) {
        while (!left.empty()) {
            const NodeId id = left.back();
            left.pop_back();
            next(id, [&](NodeId to) {
                if (seen[static_cast<std::size_t>(to.value)]) { return; }
                seen[static_cast<std::size_t>(to.value)] = true;
                left.push_back(to);
            });
        }
    };
    each(open, behind, [&](NodeId id, auto&& visit) {
        for (const Graph::Use& use : graph.uses(id)) { visit(use.node); }
    });
    std::vector<bool> before(graph.size(), false);
    before[static_cast<std::size_t>(roles.loss.node.value)] = true;
    open = {roles.loss.node};
    each(open, before, [&](NodeId id, auto&& visit) {
        for (const Endpoint& input : graph.node(id).inputs) { visit(input.node); }
    });
    std::vector<NodeId> nodes;
    for (const Node& node : graph.nodes()) {
        const auto i = static_cast<std::size_t>(node.id.value);
        if (behind[i] && before[i] && !isVariableNode(node)) { nodes.push_back(node.id); }
    }
    return nodes;
}

}  // namespace

void markDifferentiated(const Document& adopted, const Graph& graph, const GraphRoles& roles,
                        const std::unordered_map<std::string, ItemId>& items,
                        ForeignMemory& memory) {
    if (roles.seeds.empty() || !roles.loss.found()) { return; }
    const WiresInto into = dataWires(adopted);
    for (const NodeId id : differentiatedNodes(graph, roles)) {
        const Item& item = *adopted.item(items.at(graph.node(id).name));
        memory.differentiated.emplace_back(item.id, markOf(item, wiresOf(into, item.id)));
    }
}

std::optional<StaleGradients> staleGradients(const Document& document) {
    const std::optional<ForeignMemory> memory = memoryOf(document);
    if (!memory) { return std::nullopt; }
    const auto isThere = [&](ItemId id) { return document.item(id) != nullptr; };
    const auto seed = std::ranges::find_if(memory->seeds, isThere);
    if (seed == memory->seeds.end()) { return std::nullopt; }
    const WiresInto into = dataWires(document);
    for (const auto& [id, mark] : memory->differentiated) {
        const Item* item = document.item(id);
        if (item == nullptr) {
            return StaleGradients{*seed,
                                  "the gradients belong to the old graph: a node that they are of "
                                  "has been deleted"};
        }
        if (markOf(*item, wiresOf(into, id)) == mark) { continue; }
        return StaleGradients{
            id, concat("the gradients belong to the old graph: '", document.pathOf(id),
                       "' is another now, and is not trained as it is drawn")};
    }
    return std::nullopt;
}

}  // namespace weft
