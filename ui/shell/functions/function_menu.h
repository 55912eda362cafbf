// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "engine/weft.h"

class QMenu;
class QWidget;

namespace weft::ui {

class CanvasView;
class EditController;

/// Adds what can be done with the functions that a node calls: open one, rename one. GUI thread.
void addFunctions(QMenu& menu, quint64 node, CanvasView& canvas, EditController& edits);
/// Asks for another name of a function, and gives it as one edit. GUI thread.
void askFunctionName(quint64 function, EditController& edits, QWidget* parent);
/// What a function is called while one looks into it: with how many calls mean it, where several do.
QString titleOfFunction(const Document& document, const Item& function);

}  // namespace weft::ui
