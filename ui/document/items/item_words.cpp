// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/items/item_words.h"

#include "ui/base/to_qt.h"
#include "ui/document/graph_diagram.h"
#include "ui/document/op_category.h"

namespace weft::ui {

LeftOutMark leftOutMarkOf(const Document& document, const Expansion& expansion, const Item& item) {
    const auto found = expansion.leftOut.find(item.id);
    if (found == expansion.leftOut.end()) { return LeftOutMark::No; }
    const Item* at = &item;
    while (at != nullptr && at->id != found->second) { at = document.item(at->parent); }
    if (at == nullptr) { return LeftOutMark::Follows; }
    return at->leftOut == LeftOut::Muted ? LeftOutMark::Muted : LeftOutMark::Bypassed;
}

void describeColumn(const DataItem& data, const std::string& column, PortInfo& port) {
    for (const DataColumn& c : data.columns) {
        if (c.name != column) { continue; }
        port.family = familyOf(c.type, false);
        port.dtype = toQt(dtypeName(c.type));
        port.shape = c.rowShape.hasRank() ? toQt(c.rowShape.toString()) : QString();
        port.elements = c.rowShape.elements().value_or(1);
    }
}

void describeSmall(const Document& document, const Expansion& expansion, const Item& item,
                   DiagramNode& node) {
    const auto* op = item.as<OpItem>();
    if (op == nullptr) { return; }
    if (isSummaryOp(toQt(op->op))) {
        node.form = NodeForm::Pill;
        node.note = node.name;
    }
    if (op->op != "Const") { return; }
    node.form = NodeForm::Pill;
    const Node* made = expansion.graph.find(document.pathOf(item.id));
    if (made != nullptr) { node.note = constantText(expansion.graph, *made); }
}

}  // namespace weft::ui
