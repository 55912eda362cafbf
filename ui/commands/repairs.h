// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// What is wrong with a drawing in plain words, and what mends it in one step.

namespace weft::ui {

/// Repairs that need a person's choice: no edit makes them, the window asks.
inline constexpr const char* kFindRepair = "find";      ///< "find:x": what fits the input x
inline constexpr const char* kDataRepair = "data";      ///< data for a placeholder
inline constexpr const char* kChooseRepair = "choose";  ///< what a data source reads
inline constexpr const char* kInitRepair = "init";      ///< give variables their first values
/// Of what is muted or bypassed: it takes part again.
inline constexpr const char* kTakeInRepair = "takein";
/// Of a function whose gradient does not fit it.
inline constexpr const char* kFitGradientRepair = "fitgradient";
inline constexpr const char* kDeriveGradientRepair = "derivegradient";

/// A constant above this is better kept outside the graph.
inline constexpr std::size_t kLargeConstantBytes = std::size_t{1} << 20U;

/// The document's findings with their repairs, and what is no finding but worth a word. A repair
/// that puts a node between is offered only where it was tried and helps.
/// Complexity: an expansion a tried repair, at most kTriedFindings findings are tried.
std::vector<ProblemRow> problemRows(const EngineDocument& document);
inline constexpr int kTriedFindings = 16;

/// Makes a repair of a row: the row's item, the repair's id. Errors: those of the edits, NotFound
/// for a repair that nobody knows or whose item is gone.
Status makeRepair(Edit& edit, const EngineDocument& document, ItemId item, const QString& repair);

}  // namespace weft::ui
