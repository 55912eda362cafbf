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
/// Adds what can be done with the function that one looks into; nothing elsewhere. GUI thread.
void addShownFunction(QMenu& menu, CanvasView& canvas, EditController& edits);
/// The function in whose body a group lies, or that it is; 0: none.
quint64 functionShown(const Document& document, ItemId group);
/// Enters the gradient of a function; where there is none, makes one. GUI thread.
void openCustomGradient(quint64 function, CanvasView& canvas, EditController& edits);
/// The gradient of a function is derived again, as one edit. GUI thread.
void deriveGradientOf(quint64 function, EditController& edits);
/// Asks for another name of a function, and gives it as one edit. GUI thread.
void askFunctionName(quint64 function, EditController& edits, QWidget* parent);
/// What a function is called while one looks into it: with how many calls mean it, where several do.
QString titleOfFunction(const Document& document, const Item& function);

}  // namespace weft::ui
