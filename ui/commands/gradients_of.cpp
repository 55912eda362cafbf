// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/gradients_of.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "ui/base/to_qt.h"
#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

constexpr double kBeside = 240;
constexpr double kBelow = 160;
constexpr std::size_t kMostOffered = 16;

bool isFloat(const EngineDocument& document, const PortRef& port) {
    const std::optional<Endpoint> tensor = document.expansion.tensorAt(port);
    return tensor && isFloating(document.graph().output(*tensor).type);
}

}  // namespace

std::vector<std::pair<PortRef, QString>> differentiableBy(const EngineDocument& document,
                                                          const PortRef& y) {
    std::vector<std::pair<PortRef, QString>> offered;
    if (!document.project || !isFloat(document, y)) { return offered; }
    std::map<ItemId, std::vector<PortRef>> into;
    for (const Wire* wire : document.project->all<Wire>()) {
        if (wire->to.port != kControlPort) { into[wire->to.item].push_back(wire->from); }
    }
    std::set<PortRef> seen;
    std::deque<ItemId> open{y.item};
    while (!open.empty() && offered.size() < kMostOffered) {
        const ItemId at = open.front();
        open.pop_front();
        for (const PortRef& from : into[at]) {
            if (!seen.insert(from).second) { continue; }
            open.push_back(from.item);
            const Item* item = document.project->item(from.item);
            const auto* op = item == nullptr ? nullptr : item->as<OpItem>();
            const bool constant = op != nullptr && op->op == "Const";
            if (item == nullptr || constant || !isFloat(document, from)) { continue; }
            offered.emplace_back(from, toQt(document.project->pathOf(from.item)));
        }
    }
    return offered;
}

Result<ItemId> addGradientOf(Edit& edit, const PortRef& y, const PortRef& x) {
    const Item* item = edit.document().item(y.item);
    if (item == nullptr || edit.document().item(x.item) == nullptr) {
        return notFound("it is not there any more");
    }
    const QPointF at(item->x + kBeside, item->y + kBelow);
    const ItemId made = WEFT_TRY(addEntry(edit, "Gradients", item->parent, at));
    WEFT_TRY(edit.connect(y, {made, "y"}).status());
    WEFT_TRY(edit.connect(x, {made, "x"}).status());
    return made;
}

}  // namespace weft::ui
