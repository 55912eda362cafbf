// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/document/diagram.h"
#include "ui/document/engine_document.h"

namespace weft::ui {

/// A variable of a drawn loop, and where its value passes as an iteration begins.
struct LoopRow {
    /// A Merge, and which of its inputs brings the first value.
    struct Place {
        NodeId merge;
        int enters = 0;
    };
    SocketRef socket;           ///< where its first value comes in
    std::vector<Place> places;  ///< one each time the loop is laid out
};

/// Those of one loop, of functions or frames, in drawn order; none where the node is no loop.
/// @param ran the session's graph of the document. @param loop node of a diagram.
/// Complexity: as flowForks().
std::vector<LoopRow> loopRows(const EngineDocument& document, const Graph& ran, quint64 loop);

}  // namespace weft::ui
