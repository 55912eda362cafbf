// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <map>

#include "ui/document/diagram.h"
#include "ui/document/folds.h"

namespace weft::ui {

/// What the drawing says of loops and branches that were made elsewhere: pictures of their parts. Made for one drawing; must not outlive what it was made of.
class FlowPanes {
public:
    FlowPanes(const Document& document, const Folds& folds)
        : m_document(document), m_folds(folds) {}

    /// Of a loop condition and body, of a branch then and else.
    std::vector<PaneInfo> panesOf(ItemId flow);

private:
    PaneInfo paneOf(ItemId part, const QString& title, ItemId flow);
    void findWires();
    ItemId seenAs(ItemId item, ItemId part) const;

    const Document& m_document;
    const Folds& m_folds;
    bool m_isRead = false;
    std::map<ItemId, std::map<ItemId, std::vector<ItemId>>>
        m_wires;  // by part: from where to where
};

/// "condition", "body", "then", "else"; empty for what stands for no part. Linear in the flows.
QString partTitle(const Folds& folds, ItemId part);
/// What a loop, branch or part is called: "loop", "body"; empty for any other item.
QString flowName(const Document& document, const Folds& folds, ItemId item);
/// Says of a node in a part what it is there: Enter, Merge and Switch bring a value in, NextIteration
/// hands it on. Leaves other nodes alone.
void describeEnd(const Item& item, DiagramNode& node);

}  // namespace weft::ui
