// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/hit_test.h"

class QMenu;
class QWidget;

namespace weft::ui {

struct Actions;
class CanvasView;
class EditController;

/// What can be done with the thing under the pointer, made when the menu is asked for; closes and
/// deletes itself. On a node the node is selected first, so that the window's actions mean it.
/// GUI thread.
QMenu* contextMenuFor(const Hit& hit, CanvasView& canvas, Actions& actions, EditController& edits,
                      QWidget* parent);

}  // namespace weft::ui
