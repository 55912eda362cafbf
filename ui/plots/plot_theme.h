// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/proxy_style.h"

class QCustomPlot;

namespace weft::ui {

/// Gives a plot the tokens in force: no box, two faint axis lines, grid at 40 %, labels mono 11,
/// numbers written as everywhere else.
void stylePlot(QCustomPlot& plot);

}  // namespace weft::ui
