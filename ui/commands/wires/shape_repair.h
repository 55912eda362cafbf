// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "ui/document/engine_document.h"

/// @file
/// Wires whose dtypes agree and whose shapes do not: what put between makes them fit.

namespace weft::ui {

/// "Squeeze", "ExpandDims", "Transpose" or "Reshape": the first that, put between two sockets, leaves
/// nothing wrong that was not wrong before; empty where none does.
/// Complexity: an expansion for each that is tried, at most eight.
std::string shapeRepair(const EngineDocument& document, const PortRef& from, const PortRef& to);

/// Whether connectShaped() knows the op.
bool isShapeRepair(const std::string& op);

/// Puts the op between two sockets, with the axes or sizes that shapeRepair() found. Errors:
/// NotFound where it does not help.
Result<ItemId> connectShaped(Edit& edit, const EngineDocument& document, const PortRef& from,
                             const PortRef& to, const std::string& op);

}  // namespace weft::ui
