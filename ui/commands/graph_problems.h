// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// What is wrong with a graph as a whole though each of its nodes can be made.

namespace weft::ui {

/// Variables without a first value, variables that training does not reach, devices that a session
/// will not have, values that nothing uses; each with its repair.
std::vector<ProblemRow> graphProblems(const EngineDocument& document);
/// Makes a repair of these. Errors: NotFound for one of others.
Status makeGraphRepair(Edit& edit, const EngineDocument& document, ItemId item,
                       const QString& repair);

}  // namespace weft::ui
