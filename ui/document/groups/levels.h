// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "ui/document/diagram.h"

namespace weft::ui {

/// What lies right in one panel, or in none, gets its places as the file says them, and the panel
/// their least corner. Where nobody has placed anything yet, nothing has a place: notes were put
/// beside what is laid out anew, and are not drawn.
/// @param nodes, notes indices of what lies there.
void settleLevel(Diagram& diagram, int panel, std::span<const std::size_t> nodes,
                 std::span<const std::size_t> notes);

}  // namespace weft::ui
