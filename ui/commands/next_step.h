// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QString>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// What most people would do next, offered as a ghost on the canvas and never done by itself.
struct NextStep {
    /// The kinds tell hints apart: one that was hidden is never offered again.
    enum class Kind { Data, Placeholder, Flatten, Layer, Loss, Minimise };
    Kind kind = Kind::Data;
    std::string entry;  ///< of the palette: "SoftmaxLoss"
    QPointF at;         ///< upper left corner in the scene
    /// Source sockets and the new item's inputs they go into.
    std::vector<std::pair<PortRef, std::string>> wires;
    QString words;  ///< "Softmax loss of dense and label"
};

/// What a kind of hint is called in the settings: "placeholder".
QString nameOf(NextStep::Kind kind);

/// The next step in a group of a project, or nothing where there is none to be sure of: a data
/// source, a placeholder for a column, a layer, a loss, an optimizer. Pure; a few ms at most.
/// @param hidden kinds that are not to be offered.
std::optional<NextStep> nextStep(const EngineDocument& document, ItemId group,
                                 const std::vector<NextStep::Kind>& hidden = {});

/// Does it: one edit. Returns the new item. Errors: as addEntry() and connectSockets().
Result<ItemId> takeStep(Edit& edit, const EngineDocument& document, ItemId group,
                        const NextStep& step);

}  // namespace weft::ui
