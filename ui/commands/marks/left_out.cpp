// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/marks/left_out.h"

#include <algorithm>

namespace weft::ui {
namespace {

void setLeftOut(Edit& edit, ItemId id, LeftOut wish) {
    Item changed = *edit.document().item(id);
    changed.leftOut = wish;
    edit.put(std::move(changed));
}

}  // namespace

Status toggleLeftOut(Edit& edit, const EngineDocument& document, const QSet<quint64>& ids,
                     LeftOut wish) {
    std::vector<ItemId> all;
    for (const quint64 id : document.folds.withSeries(ids)) {
        const Item* item = edit.document().item(ItemId{id});
        if (item == nullptr) {
            return invalidArgument(
                concat("what a recipe is made of cannot be left out by itself: "
                       "leave out the recipe"));
        }
        if (item->as<NoteItem>() != nullptr) { continue; }
        if (item->as<DataItem>() != nullptr && wish == LeftOut::Bypassed) {
            return invalidArgument(
                concat("'", item->name, "' has no input to pass on: mute it instead"));
        }
        all.push_back(item->id);
        if (document.folds.flows.contains(item->id)) {
            const auto whole = document.folds.wholeOf(edit.document(), item->id);
            all.pop_back();
            all.insert(all.end(), whole.begin(), whole.end());
            continue;
        }
        const auto folded = document.folds.contents.find(item->id);
        if (!document.folds.isAnchor(item->id) || folded == document.folds.contents.end()) {
            continue;
        }
        all.insert(all.end(), folded->second.begin(), folded->second.end());
    }
    const bool already = std::ranges::all_of(
        all, [&](ItemId id) { return edit.document().item(id)->leftOut == wish; });
    for (const ItemId id : all) { setLeftOut(edit, id, already ? LeftOut::No : wish); }
    return okStatus();
}

Status takeBackIn(Edit& edit, ItemId id) {
    if (edit.document().item(id) == nullptr) { return notFound("it is not there any more"); }
    setLeftOut(edit, id, LeftOut::No);
    return okStatus();
}

}  // namespace weft::ui
