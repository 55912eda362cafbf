// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/groups/levels.h"

#include <algorithm>
#include <limits>

namespace weft::ui {

void settleLevel(Diagram& diagram, int panel, std::span<const std::size_t> nodes,
                 std::span<const std::size_t> notes) {
    constexpr double kFar = std::numeric_limits<double>::max();
    QPointF least(kFar, kFar);
    bool placed = false;
    const auto take = [&least](QPointF corner) {
        least = {std::min(least.x(), corner.x()), std::min(least.y(), corner.y())};
    };
    for (const std::size_t i : nodes) {
        const QPointF at = diagram.nodes[i].position.value_or(QPointF());
        placed = placed || (diagram.editable && !at.isNull());
        take(at);
    }
    for (const std::size_t i : notes) { take(diagram.notes[i].rect.topLeft()); }
    if (placed) {
        if (panel >= 0) { diagram.nodes[static_cast<std::size_t>(panel)].least = least; }
        return;
    }
    for (const std::size_t i : nodes) { diagram.nodes[i].position.reset(); }
    std::erase_if(diagram.notes, [panel](const DiagramNote& note) { return note.panel == panel; });
}

}  // namespace weft::ui
