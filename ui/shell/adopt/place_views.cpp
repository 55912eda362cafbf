// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/adopt/place_views.h"

#include "engine/compose/foreign/take_over.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/commands/item_commands.h"

namespace weft::ui {
namespace {

/// Corners of the nodes of a view that was never laid out.
QHash<quint64, QPointF> cornersOf(Diagram view) {
    QHash<quint64, QPointF> corners;
    if (!view.editable || view.empty()) { return corners; }
    const std::shared_ptr<const CanvasSnapshot> s = makeSnapshot(std::move(view), nullptr);
    if (s->placed) { return corners; }
    for (int i = 0; i < s->nodes(); ++i) { corners[s->node(i).id] = s->rect(i).topLeft(); }
    return corners;
}

}  // namespace

std::shared_ptr<const EngineDocument> placedDocument(
    const std::shared_ptr<const EngineDocument>& document) {
    if (!document->project || !isForeign(*document->project)) { return document; }
    const OpenDocument shown = presented(document);
    Edit edit(*document->project);
    moveItems(edit, cornersOf(shown.top));
    for (const Item* item : document->project->all<Item>()) {
        if (item->as<GroupItem>() != nullptr) {
            moveItems(edit, cornersOf(shown.inside(item->id.value)));
        }
    }
    Result<Delta> delta = edit.finish();
    Document placed = *document->project;
    if (!delta.ok() || delta->empty() || !placed.apply(*delta).ok()) { return document; }
    return projectOf(placed, document->path);
}

}  // namespace weft::ui
