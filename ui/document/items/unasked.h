// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QStringList>
#include <memory>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// Ids that no call computes: neither a row of the run sheet nor the fetches chosen in the call line
/// lead to them, nor what initialises a variable that these lead to. Nothing where nothing is asked
/// for at all, or of a graph that is no project. Bodies of functions count as asked for.
/// @param fetches "loss:0"; names that are not there are passed over.
/// Complexity: linear in the nodes and edges. Threading: pure, any; too slow for the GUI's.
QSet<quint64> unaskedIds(const EngineDocument& document, const QStringList& fetches);

/// Marks those of a diagram, but for what is left out anyway and what still waits for a wire.
/// Complexity: linear in the nodes.
void markUnasked(const QSet<quint64>& unasked, Diagram& diagram);

}  // namespace weft::ui
