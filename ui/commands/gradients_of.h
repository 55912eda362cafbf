// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include "ui/document/engine_document.h"

/// @file
/// *Gradients of...*: the derivative of any tensor by what it is made of, as nodes.

namespace weft::ui {

/// Sockets by which a tensor can be differentiated, with their names: variables, placeholders and
/// other floats on the way to it, nearest first. Empty for a tensor that is no float.
std::vector<std::pair<PortRef, QString>> differentiableBy(const EngineDocument& document,
                                                          const PortRef& y);
/// Adds the derivative of y by x beside y. Returns the new item. Errors: NotFound; those of
/// Edit::connect().
Result<ItemId> addGradientOf(Edit& edit, const PortRef& y, const PortRef& x);

}  // namespace weft::ui
