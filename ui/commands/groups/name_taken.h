// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/document/engine_document.h"
#include "ui/document/problem_row.h"

namespace weft::ui {

/// What is said when an item is to have a name that another beside it has, as get_variable says it:
/// the problem with its repairs, *Rename* to the next free name and, where the weights of both are
/// alike, *Share weights*. makeRepair() makes them. The text is empty where nothing has the name.
/// Complexity: linear in the nodes. Threading: pure, any.
ProblemRow nameTakenRow(const EngineDocument& document, ItemId item, const QString& name);

/// Gives an item the first free name that begins with this one. Errors: as renameItem().
Status renameFreely(Edit& edit, ItemId item, const std::string& name);

}  // namespace weft::ui
