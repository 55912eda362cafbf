// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/weft.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// Puts the sockets of drawn groups in the order that each group keeps (see borderPorts()); wires
/// follow theirs. Complexity: linear in the diagram.
void orderPorts(const Document& document, Diagram& diagram);

}  // namespace weft::ui
