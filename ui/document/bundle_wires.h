// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/document/diagram.h"

namespace weft::ui {

/// Draws three and more wires from one group to another as one, with a socket at each end that says
/// how many tensors it stands for. Sockets that other wires use stay.
void bundleWires(Diagram& diagram);

}  // namespace weft::ui
