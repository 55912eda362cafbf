// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/weft.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// Whether an item takes part in the graph, and why not. @param expansion that it is in.
LeftOutMark leftOutMarkOf(const Document& document, const Expansion& expansion, const Item& item);
/// Draws constants, with their value, and summaries small. @param expansion that the item is in.
void describeSmall(const Document& document, const Expansion& expansion, const Item& item,
                   DiagramNode& node);
/// Says of a socket what a column of a data source holds.
void describeColumn(const DataItem& data, const std::string& column, PortInfo& port);

}  // namespace weft::ui
