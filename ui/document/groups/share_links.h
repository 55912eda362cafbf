// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "engine/weft.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// Links between the nodes that items which share weights are drawn as, and their words.
/// @param nodeOf the index of the node that an item is drawn as, or lies in; -1: none.
void addShareLinks(const Document& document, const std::function<int(ItemId)>& nodeOf,
                   Diagram& diagram);

}  // namespace weft::ui
