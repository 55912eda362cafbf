// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/groups/share_weights.h"

#include <map>

namespace weft::ui {
namespace {

/// "kernel float32 [784,10]" of each variable, by the names below the item.
using Weights = std::map<std::string, std::string>;

/// The variables of each item, and of the groups around it. Slots belong to their optimizers, which
/// share with nobody.
std::map<ItemId, Weights> weightsOf(const EngineDocument& document) {
    std::map<ItemId, Weights> all;
    for (const Node& node : document.graph().nodes()) {
        if (!node.isOp("VariableV2")) { continue; }
        const OutputInfo& info = document.graph().output({node.id, 0});
        const std::string what = concat(info.type, " ", info.shape);
        ItemId at = document.expansion.originOf(node.id).item;
        if (document.expansion.trained.contains(at)) { continue; }
        while (const Item* item = document.project->item(at)) {
            const std::string path = document.project->pathOf(at);
            if (!node.name.starts_with(path)) { break; }
            all[at].emplace(node.name.substr(path.size()), what);
            at = item->parent;
        }
    }
    return all;
}

bool liesIn(const Document& document, ItemId id, ItemId group) {
    const Item* item = document.item(id);
    while (item != nullptr && item->id != group) { item = document.item(item->parent); }
    return item != nullptr;
}

bool mayShare(const Item* item) {
    return item != nullptr &&
           (item->as<RecipeItem>() != nullptr || item->as<GroupItem>() != nullptr);
}

}  // namespace

std::vector<ItemId> sharableWith(const EngineDocument& document, ItemId item) {
    std::vector<ItemId> found;
    if (!document.project || !mayShare(document.project->item(item))) { return found; }
    const std::map<ItemId, Weights> all = weightsOf(document);
    const auto own = all.find(item);
    if (own == all.end()) { return found; }
    for (const auto& [other, weights] : all) {
        const Document& project = *document.project;
        const bool apart = !liesIn(project, item, other) && !liesIn(project, other, item);
        if (apart && mayShare(project.item(other)) && weights == own->second) {
            found.push_back(other);
        }
    }
    return found;
}

Status shareWeights(Edit& edit, ItemId item, ItemId with) {
    const Document& document = edit.document();
    if (!mayShare(document.item(item)) || !mayShare(document.item(with))) {
        return invalidArgument("only layers, variables and groups share weights");
    }
    if (liesIn(document, item, with) || liesIn(document, with, item)) {
        return invalidArgument(concat("'", document.pathOf(item), "' cannot share with '",
                                      document.pathOf(with), "': one lies in the other"));
    }
    Item changed = *document.item(item);
    changed.shares = with;
    edit.put(std::move(changed));
    return okStatus();
}

Status ownWeights(Edit& edit, ItemId item) {
    const Item* found = edit.document().item(item);
    if (found == nullptr || !found->shares.valid()) {
        return invalidArgument("it has weights of its own");
    }
    Item changed = *found;
    changed.shares = {};
    edit.put(std::move(changed));
    return okStatus();
}

}  // namespace weft::ui
