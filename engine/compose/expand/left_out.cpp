// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/expand/left_out.h"

#include <algorithm>
#include <set>

namespace weft {
namespace {

LeftOut wishFor(const Document& document, const Expansion& expansion, ItemId item) {
    const auto found = expansion.leftOut.find(item);
    const Item* by = found == expansion.leftOut.end() ? nullptr : document.item(found->second);
    return by == nullptr ? LeftOut::No : by->leftOut;
}

}  // namespace

std::map<ItemId, ItemId> leftOutItems(const Document& document) {
    const std::vector<const Item*> items = document.all<Item>();
    const bool any = std::any_of(items.begin(), items.end(),
                                 [](const Item* item) { return item->leftOut != LeftOut::No; });
    std::map<ItemId, ItemId> leftOut;
    if (!any) { return leftOut; }
    for (const Item* item : items) {
        ItemId by;
        for (const Item* at = item; at != nullptr; at = document.item(at->parent)) {
            if (at->leftOut != LeftOut::No) { by = at->id; }
        }
        if (by.valid()) { leftOut.emplace(item->id, by); }
    }
    return leftOut;
}

void sayMuted(const Document& document, Expansion& out) {
    std::set<ItemId> said;
    for (const auto& [item, by] : out.leftOut) {
        if (document.item(by)->leftOut != LeftOut::Muted || !said.insert(by).second) { continue; }
        out.findings.push_back({by,
                                {},
                                Finding::Kind::Muted,
                                Finding::Severity::Warning,
                                concat("'", document.pathOf(by), "' is muted"),
                                0});
    }
}

bool isMuted(const Document& document, const Expansion& expansion, ItemId item) {
    return wishFor(document, expansion, item) == LeftOut::Muted;
}

ItemId bypassedBy(const Document& document, const Expansion& expansion, ItemId item) {
    return wishFor(document, expansion, item) == LeftOut::Bypassed ? expansion.leftOut.at(item)
                                                                   : ItemId{};
}

}  // namespace weft
