// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>

class QMenu;

namespace weft::ui {

class EditController;
class SessionController;
class VariablesPanel;

/// What the menu of a variable works on; all of it outlives the menu.
struct VariableMenuParts {
    EditController& edits;
    SessionController& sessions;
    VariablesPanel& panel;
    std::function<void(const QString& dock)> open;
};

/// Adds what can be done with the variable that a node is: Initialise, Assign..., Show values,
/// Trainable. Nothing for other nodes, and for those that hold several.
void addVariableEntries(QMenu& menu, quint64 id, const VariableMenuParts& parts);

}  // namespace weft::ui
