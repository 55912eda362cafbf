// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <vector>

#include "ui/document/functions/drawn_as.h"

/// @file
/// Breakpoints: words of the drawing about nodes of its graph, saved with it, taken back by undo.

namespace weft::ui {

/// The node before which a call halts for what a diagram shows by that id: an op itself; of a recipe
/// or a group the first node that reads something from outside, else the one that gives its output.
/// Invalid for what never runs.
DrawnNode haltingNode(const EngineDocument& document, quint64 id);
/// Gives all of these a breakpoint; where one of them has some (a group: inside), takes all away.
/// Errors: InvalidArgument for what is given its value from outside and so never runs.
Status toggleBreakpoints(Edit& edit, const EngineDocument& document, const QSet<quint64>& ids);
/// Takes all away.
void clearBreakpoints(Edit& edit);

/// A node of a graph by what it plays, which survives renames.
struct NodeRole {
    ItemId item;
    std::string role;
};
std::vector<NodeRole> breakpointsOf(const Document& document);
/// Names of those nodes in a graph that runs and may be an older one; those of bodies once a way to
/// call them.
QSet<QString> namesOf(const std::vector<NodeRole>& nodes, const EngineDocument& document);

}  // namespace weft::ui
