// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/replace_gradients.h"

#include <set>

#include "engine/base/strings.h"
#include "engine/compose/expansion.h"
#include "engine/compose/foreign/take_over.h"

namespace weft {
namespace {

/// A wire from something that goes away, by the name that its node had.
struct LooseWire {
    Wire wire;
    std::string node;
};

}  // namespace

Result<ItemId> replaceGradients(Edit& edit) {
    const Document before = edit.document();
    GradientReplacement plan = WEFT_TRY(replacementFor(before));
    if (!plan.loss.item.valid()) { return failedPrecondition("it is not known what is the loss"); }
    if (!plan.lost.empty()) {
        return failedPrecondition(
            concat("an optimizer group would not do all that these updates do: got ",
                   join(plan.lost, ", "),
                   ", want numbers, and gradients as they are or all clipped alike"));
    }
    const std::set<ItemId> gone(plan.gone.begin(), plan.gone.end());
    std::vector<LooseWire> loose;
    for (const Wire* wire : before.all<Wire>()) {
        if (gone.contains(wire->from.item) && !gone.contains(wire->to.item)) {
            loose.push_back({*wire, before.pathOf(wire->from.item)});
        }
    }
    std::vector<RunRow> rows;
    for (const RunRow* row : before.rows()) { rows.push_back(*row); }
    const Item* train = before.item(plan.train);
    const double x = train == nullptr ? 0 : train->x;
    const double y = train == nullptr ? 0 : train->y;
    for (const ItemId id : plan.gone) { edit.remove(id); }
    // A step counter may bear the optimizer's name: it gets another.
    if (const Item* namesake = edit.document().itemNamed(plan.name)) {
        Item other = *namesake;
        other.name = edit.document().uniqueName(other.parent, other.name + "_step");
        edit.put(std::move(other));
    }
    Item item;
    item.x = x;
    item.y = y;
    const std::size_t slash = plan.name.rfind('/');
    const Item* group =
        slash == std::string::npos ? nullptr : before.itemNamed(plan.name.substr(0, slash));
    const bool inGroup = group != nullptr && edit.document().item(group->id) != nullptr;
    item.parent = inGroup ? group->id : ItemId{};
    item.name = inGroup ? plan.name.substr(slash + 1) : plan.name;
    item.what = RecipeItem{plan.recipe, plan.parameters, {}};
    const ItemId made = edit.put(std::move(item));
    WEFT_TRY(edit.connect(plan.loss, {made, "loss"}).status());
    if (plan.rate.item.valid()) {
        WEFT_TRY(edit.connect(plan.rate, {made, "learning_rate"}).status());
    }
    for (RunRow& row : rows) {
        for (ItemId& target : row.targets) {
            if (gone.contains(target)) { target = made; }
        }
        std::erase_if(row.fetches, [&](const PortRef& port) { return gone.contains(port.item); });
        edit.put(std::move(row));
    }
    // Names are those that were: what read them goes on by the parts they play.
    const Expansion expansion = expandDocument(edit.document());
    for (LooseWire& each : loose) {
        const bool control = each.wire.from.port == kControlPort;
        const Node* node = expansion.graph.find(each.node);
        std::string port = kControlPort;
        if (node != nullptr && expansion.originOf(node->id).item == made) {
            port = concat(kRolePort, expansion.originOf(node->id).role);
        } else if (!control) {
            continue;
        }
        Wire wire = each.wire;
        wire.id = {};
        wire.from = {made, each.node == plan.name ? std::string(kControlPort) : port};
        edit.put(std::move(wire));
    }
    Settings settings = edit.document().settings();
    ForeignMemory memory = *memoryOf(before);
    memory.seeds.clear();
    memory.differentiated.clear();
    memory.updates.clear();
    if (gone.contains(memory.train.item)) { memory.train = {made, "replaced by an optimizer", {}}; }
    WEFT_TRY(remember(memory, settings));
    edit.put(std::move(settings));
    return made;
}

}  // namespace weft
