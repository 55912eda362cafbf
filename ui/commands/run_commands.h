// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "engine/weft.h"

/// @file
/// The run sheet: rows and what holds for all of them. Each fills an edit that Drawing::edit() makes.

namespace weft::ui {

/// What kind of row is added.
enum class RowKind { Train, Validate, Other };

/// The rows that a run uses: the document's, or where it has none the default ones (without ids).
std::vector<RunRow> rowsInUse(const Document& document);
/// Writes the default rows into the document, so that they can be changed.
/// Errors: FailedPrecondition where it has rows, or nothing to train.
Status makeRowsMine(Edit& edit);
/// Adds a row behind the others: what the default rows have of its kind, with what is not taken.
ItemId addRow(Edit& edit, RowKind kind);
/// Changes a row. Errors: NotFound; InvalidArgument for numbers below what they can be, an empty
/// name.
Status changeRow(Edit& edit, ItemId id, const std::function<void(RunRow&)>& change);
/// Takes a row to another place, 0 the first. Errors: NotFound.
Status moveRow(Edit& edit, ItemId id, int place);
/// Changes epochs, steps, seed. Errors: InvalidArgument for fewer than no steps or 1 epoch.
Status changeSettings(Edit& edit, const std::function<void(Settings&)>& change);

/// Steps that a run takes in all, where its data has so many rows; nothing without a train row.
/// @param rowsOf rows of a source's split; nothing: not known.
std::optional<std::int64_t> estimatedSteps(
    const Document& document,
    const std::function<std::optional<std::int64_t>(const RunRow& row)>& rowsOf);

}  // namespace weft::ui
