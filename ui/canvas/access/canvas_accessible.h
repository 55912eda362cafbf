// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace weft::ui {

/// Gives screen readers the canvas as a tree: the canvas, its nodes, their sockets (inputs, then
/// outputs), each with name, place, state and what can be done with it. Called once.
void installCanvasAccessible();

}  // namespace weft::ui
