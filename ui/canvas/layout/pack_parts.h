// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/layout/layered_layout.h"

namespace weft::ui {

/// Moves the parts of a placed graph that no edge joins: the largest stays where it is, the others
/// stand below it in rows as wide as it, the larger ones first. Their inner places stay.
void packParts(const LayoutGraph& graph, LayoutResult& result);

}  // namespace weft::ui
