// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <string>
#include <string_view>
#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// Between a graph that runs, in which functions are laid out, and what was drawn. The nodes of a
/// body have there the name of the call before theirs: `w/body/add`.

namespace weft::ui {

/// A node as it was drawn.
struct DrawnNode {
    const Expansion* around = nullptr;  ///< of the drawing, or of a body; null: there is none
    NodeId node;

    bool valid() const { return around != nullptr; }
    const Node& get() const { return around->drawnNode(node); }
};

/// What something that runs was drawn as.
struct DrawnAs {
    std::vector<DrawnNode> way;  ///< the calls that it lies in, outermost first, and then itself
    /// Whether the last is itself. What only laying out made (a Merge) has nothing but its calls.
    bool itself = false;
    std::string_view below;  ///< how what is not itself is named below the last call: "pivot"
};
/// Of a node by its name, which outlives what is given; the way is empty for what is not drawn.
DrawnAs drawnAs(const EngineDocument& document, std::string_view name);
/// All ids of diagrams that it is part of in some view, as EngineDocument::idsShowing().
std::vector<quint64> idsShowing(const EngineDocument& document, const DrawnNode& node);
/// The ids that stand for nothing but the node.
std::vector<quint64> idsOfItself(const EngineDocument& document, const DrawnNode& node);

/// What an item was made into under a role, also in a body.
DrawnNode nodeOf(const EngineDocument& document, ItemId item, const std::string& role);
/// Under which names it runs: of a node of a body one for each way to call it, up to 10,000.
QSet<QString> namesRun(const EngineDocument& document, const DrawnNode& node);

}  // namespace weft::ui
