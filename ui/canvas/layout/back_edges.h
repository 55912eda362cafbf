// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/canvas/layout/layered_layout.h"

namespace weft::ui {

/// Which edges close a cycle when walked depth first from the first box on; without them the graph
/// has an order. Loops of imported graphs are such edges: drawn, but they place nothing.
std::vector<bool> backEdges(const LayoutGraph& graph);

}  // namespace weft::ui
