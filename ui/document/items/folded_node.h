// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/document/diagram.h"
#include "ui/document/folds.h"

namespace weft::ui {

/// Says of a node what it stands for, where it stands for several of a graph that was made elsewhere,
/// but for its sockets and the pictures of a flow's parts. @param expansion that the item is in.
void describeFolded(const Document& document, const Expansion& expansion, const Folds& folds,
                    const Item& item, DiagramNode& node);

}  // namespace weft::ui
