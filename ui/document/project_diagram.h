// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/weft.h"
#include "ui/document/diagram.h"
#include "ui/document/folds.h"
#include "ui/document/graph_diagram.h"

namespace weft::ui {

/// Draws the items of a project that lie in a group (none: at the top) or are folded to one, with
/// dtypes and shapes from the expansion. Ids are the items' ids.
Diagram diagramOfItems(const Document& document, const Expansion& expansion, ItemId parent,
                       const Folds& folds = {});

}  // namespace weft::ui
