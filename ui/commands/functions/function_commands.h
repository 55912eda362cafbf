// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <optional>

#include "ui/document/engine_document.h"

/// @file
/// What one can do with the functions of a project; fills edits as item_commands.h does.

namespace weft::ui {

/// The palette's entries of the body of a function, and what a call of one is called there.
inline constexpr const char* kArgumentEntry = "Argument";
inline constexpr const char* kResultEntry = "Result";
QString callEntryOf(const QString& function);

/// Adds one of the entries above; nothing for other entries.
/// Errors: InvalidArgument for arguments and results outside of a body, NotFound for a function that
/// is not there.
std::optional<Result<ItemId>> addFunctionEntry(Edit& edit, const std::string& entry, ItemId parent,
                                               QPointF at);
/// Makes a function of items of one group; returns the call. Errors: those of makeFunction().
Result<ItemId> makeFunctionOf(Edit& edit, const EngineDocument& document, const QSet<quint64>& ids);

}  // namespace weft::ui
