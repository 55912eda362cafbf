// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "ui/document/diagram.h"
#include "ui/document/groups/series.h"

namespace weft::ui {

/// Draws each series as one node at its first member, with the sockets that wires from outside reach,
/// each name once. Of a chain an edit can wire the first member's inputs and the last one's outputs;
/// what lies side by side has sockets of no item. Wires that become the same are one without an id.
/// Complexity: near linear in the diagram.
void foldSeriesNodes(std::span<const NodeSeries> all, Diagram& diagram);

}  // namespace weft::ui
