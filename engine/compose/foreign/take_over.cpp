// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/take_over.h"

#include <map>

#include "engine/compose/adopt.h"
#include "engine/compose/foreign/gradient_age.h"
#include "engine/compose/ports.h"

namespace weft {
namespace {

constexpr std::int64_t kBatch = 64;
/// Of a graph that brings its own data: enough for a curve that shows learning.
constexpr std::int64_t kStepsWithoutFeeds = 100;

void fold(Edit& edit, ItemId id) {
    Item item = *edit.document().item(id);
    item.folded = true;
    edit.put(std::move(item));
}

}  // namespace

bool isForeign(const Document& document) { return !document.settings().frame.empty(); }

std::unordered_map<std::string, ItemId> itemsByPath(const Document& document) {
    std::unordered_map<std::string, ItemId> found;
    for (const Item* item : document.all<Item>()) {
        if (item->as<OpItem>() != nullptr && !document.functionOf(item->id).valid()) {
            found.emplace(document.pathOf(item->id), item->id);
        }
    }
    return found;
}

ItemId housekeeperOf(const ForeignMemory& memory) {
    return memory.init.item.valid() ? memory.init.item : memory.restore.item;
}

Result<Document> takeOverGraph(const Graph& graph, const std::string& metaBytes) {
    Document document = WEFT_TRY(adoptGraph(graph, metaBytes));
    const GraphRoles roles = rolesOf(graph);
    const std::unordered_map<std::string, ItemId> items = itemsByPath(document);
    const auto itemOf = [&](NodeId node) { return items.at(graph.node(node).name); };
    Edit edit(document);
    std::map<NodeId, int> members;
    for (const NodeId variable : roles.variables) {
        if (variable.valid()) { ++members[variable]; }
    }
    for (const auto& [variable, count] : members) {
        if (count > 1) { fold(edit, itemOf(variable)); }
    }
    const NodeId keeper = roles.init.found() ? roles.init.node : roles.restore.node;
    if (keeper.valid()) { fold(edit, itemOf(keeper)); }
    if (roles.train.found()) {
        fold(edit, itemOf(roles.train.node));
        RunRow row;
        row.name = "train";
        row.split = "train";
        row.mode = RunRow::Mode::Training;
        row.batch = kBatch;
        row.targets = {itemOf(roles.train.node)};
        if (roles.loss.found()) {
            const Node& loss = graph.node(roles.loss.node);
            row.fetches = {{itemOf(loss.id), outputPortsOf(loss).front()}};
        }
        edit.put(std::move(row));
        Settings settings = edit.document().settings();
        if (roles.placeholders.empty()) { settings.steps = kStepsWithoutFeeds; }
        edit.put(std::move(settings));
    }
    ForeignMemory memory = memoryFrom(graph, roles, items);
    for (const ForeignMemory::Flow& flow : memory.flows) { fold(edit, flow.anchor); }
    markDifferentiated(document, graph, roles, items, memory);
    Settings settings = edit.document().settings();
    WEFT_TRY(remember(memory, settings));
    edit.put(std::move(settings));
    const Delta delta = WEFT_TRY(edit.finish());
    WEFT_TRY(document.apply(delta));
    return document;
}

}  // namespace weft
