// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/document/engine_document.h"

/// @file
/// Loops and branches that were made elsewhere, drawn as what they are or as the nodes they are of.

namespace weft::ui {

/// Draws a loop or branch as its nodes: the group that holds them takes its place, or they lie where it
/// lay. Returns that group, or what stood for them. The graph stays as it is.
/// Errors: InvalidArgument for what is none, or is not drawn as one.
Result<ItemId> unpackFlow(Edit& edit, const EngineDocument& shown, ItemId flow);
/// Whose name a node shows: of a loop or branch that a group holds, the group's; else its own.
ItemId namedAt(const EngineDocument& shown, ItemId node);
/// Draws the nodes as one again. @param anchor its LoopCond, or the first Merge.
/// Errors: InvalidArgument for any other item.
Status packFlow(Edit& edit, ItemId anchor);

}  // namespace weft::ui
