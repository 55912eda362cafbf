// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/functions/flow_panes.h"

#include <QCoreApplication>

#include "ui/base/to_qt.h"
#include "ui/document/functions/function_parts.h"

namespace weft::ui {
namespace {

QString words(const char* text) { return QCoreApplication::translate("weft::ui::FlowPanes", text); }

bool isLoop(const Folds& folds, ItemId flow) {
    return folds.anchors.at(flow) == Folds::Kind::While;
}

QString titleOf(bool loop, std::size_t part) {
    if (loop) { return part == 0 ? words("condition") : words("body"); }
    return part == 0 ? words("then") : words("else");
}

}  // namespace

std::vector<PaneInfo> FlowPanes::panesOf(ItemId flow) {
    const auto& parts = m_folds.flows.at(flow).parts;
    std::vector<PaneInfo> panes;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        panes.push_back(paneOf(parts[i], titleOf(isLoop(m_folds, flow), i), flow));
    }
    return panes;
}

PaneInfo FlowPanes::paneOf(ItemId part, const QString& title, ItemId flow) {
    PaneInfo pane{part.valid() ? part.value : flow.value, title, title, {}, {}};
    if (!part.valid()) { return pane; }
    if (!m_isRead) { findWires(); }
    std::map<ItemId, int> index;
    for (const Item* item : m_folds.itemsIn(m_document, part)) { index.emplace(item->id, 0); }
    int next = 0;
    for (auto& [id, at] : index) { at = next++; }
    std::vector<std::pair<int, int>> wires;
    for (const auto& [from, all] : m_wires[part]) {
        for (const ItemId to : all) { wires.emplace_back(index[from], index[to]); }
    }
    layOutPane(index.size(), wires, pane);
    return pane;
}

/// The item of a part's picture that shows another; none where it lies elsewhere.
ItemId FlowPanes::seenAs(ItemId item, ItemId part) const {
    ItemId at = item;
    while (at.valid() && at != part && m_folds.above(m_document, at) != part) {
        at = m_folds.above(m_document, at);
    }
    return at;
}

void FlowPanes::findWires() {
    m_isRead = true;
    for (const Wire* wire : m_document.all<Wire>()) {
        for (const ItemId part : m_folds.chain(m_document, wire->to.item)) {
            const auto kind = m_folds.anchors.find(part);
            if (kind == m_folds.anchors.end() || kind->second != Folds::Kind::Part) { continue; }
            const ItemId from = seenAs(wire->from.item, part);
            const ItemId to = seenAs(wire->to.item, part);
            if (from.valid() && from != to) { m_wires[part][from].push_back(to); }
            if (from.valid()) { break; }  // parts around this see both ends as one
        }
    }
}

QString partTitle(const Folds& folds, ItemId part) {
    for (const auto& [flow, all] : folds.flows) {
        for (std::size_t i = 0; i < all.parts.size(); ++i) {
            if (part.valid() && all.parts[i] == part) { return titleOf(isLoop(folds, flow), i); }
        }
    }
    return {};
}

QString flowName(const Document& document, const Folds& folds, ItemId item) {
    const auto flow = folds.flows.find(item);
    if (flow == folds.flows.end()) { return partTitle(folds, item); }
    const Item* named = document.item(flow->second.group.valid() ? flow->second.group : item);
    return named == nullptr ? QString() : toQt(named->name);
}

void describeEnd(const Item& item, DiagramNode& node) {
    const auto* op = item.as<OpItem>();
    if (op == nullptr) { return; }
    const bool brings = op->op == "Enter" || op->op == "Merge" || op->op == "Switch";
    if (!brings && op->op != "NextIteration") { return; }
    node.form = NodeForm::Placeholder;
}

}  // namespace weft::ui
