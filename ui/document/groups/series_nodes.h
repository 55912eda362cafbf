// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "ui/document/diagram.h"
#include "ui/document/groups/series.h"

namespace weft::ui {

/// Draws each series as one node at its first member, with the sockets that wires from outside reach,
/// each name once. An edit can wire those that only one member's socket can be meant by: what no other
/// member feeds, of several the one that nothing feeds yet; of a chain's outputs the last one's. The
/// others are of no item. Wires that become the same are one without an id.
/// Complexity: near linear in the diagram.
void foldSeriesNodes(std::span<const NodeSeries> all, Diagram& diagram);

}  // namespace weft::ui
