// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/groups/share_links.h"

#include <set>

#include "ui/base/to_qt.h"

namespace weft::ui {

void addShareLinks(const Document& document, const std::function<int(ItemId)>& nodeOf,
                   Diagram& diagram) {
    std::set<std::pair<int, int>> drawn;
    for (const Item* item : document.all<Item>()) {
        if (!item->shares.valid()) { continue; }
        const int node = nodeOf(item->id);
        const int source = nodeOf(item->shares);
        if (node < 0) { continue; }
        DiagramNode& made = diagram.nodes[static_cast<std::size_t>(node)];
        if (made.id == item->id.value) { made.shares = toQt(document.pathOf(item->shares)); }
        if (source < 0 || source == node || !drawn.insert({node, source}).second) { continue; }
        diagram.links.push_back({node, source});
    }
}

}  // namespace weft::ui
