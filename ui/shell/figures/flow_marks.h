// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/canvas/paint/pane_painter.h"
#include "ui/session/flows/flow_report.h"

namespace weft::ui {

/// What the parts of a loop or branch say of the last call: how many iterations, which part was taken
/// how often. Pale is what never ran. @param parts that are drawn. Empty where it was not come to.
std::vector<PaneMark> paneMarks(const FlowReport& report, std::size_t parts);

}  // namespace weft::ui
