// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/weft.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// Draws recipes that are open in place as panels around the nodes that they make, which are looked
/// at but follow from the recipe: their ids are those of nodeIdIn(). Wires from outside end at the
/// nodes that read them, and an edit can wire the layer there; an input that none of them reads, not
/// yet or at all, is a small node of its own. What makes no nodes stays closed, and so does what lies in the body of a
/// function, whose nodes have no place in the graph that runs.
/// Complexity: linear in the nodes of the graph for each open recipe, and in the wires.
void openRecipes(const Document& document, const Expansion& expansion, Diagram& diagram);

}  // namespace weft::ui
