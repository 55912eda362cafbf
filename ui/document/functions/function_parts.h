// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

#include "engine/weft.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// A function that a node calls, as what.
struct FunctionPart {
    ItemId function;
    QString part;  ///< as people say it: "condition", "then", "branch 1"; empty for a plain call
    QString name;  ///< the function's
};

/// The drawn functions that an item calls, in reading order: condition, body; then, else.
std::vector<FunctionPart> functionParts(const Document& document, const Item& item);

/// The pictures of those functions on the node. @param expansion of the document.
std::vector<PaneInfo> panesOf(const Document& document, const Expansion& expansion,
                              const Item& item);

/// Puts so many ops in columns, each right of what it reads, as many as can be told apart.
/// @param wires from which op to which; those that lead back are left out.
void layOutPane(std::size_t ops, const std::vector<std::pair<int, int>>& wires, PaneInfo& pane);

/// Arguments and results of a body are read by what they are, not by TensorFlow's ops for them.
/// Leaves other nodes alone.
void describeBar(const Item& item, DiagramNode& node);

/// The expansion that a group's picture shows: inside a function that of its body.
const Expansion& expansionIn(const Expansion& whole, const Document& document, ItemId group);

}  // namespace weft::ui
