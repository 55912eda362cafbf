// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/groups/series_controller.h"

#include <QAction>

#include "ui/base/background.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/layout/panel_room.h"
#include "ui/commands/groups/fold_series.h"
#include "ui/document/project_diagram.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui {
namespace {

/// A stack that is unfolded, and how far others go for it.
struct Unfolding {
    NodeSeries series;
    QHash<quint64, QPointF> room;
};

/// Room for stacks that are unfolded one after the other in the picture of a group.
std::vector<Unfolding> unfoldingsOf(const EngineDocument& drawn, ItemId shown,
                                    const std::vector<NodeSeries>& stacks) {
    std::vector<Unfolding> unfoldings;
    Folds folds = drawn.folds;
    Document document = *drawn.project;
    const auto picture = [&] {
        folds.foldSeries(document);
        return diagramOfItems(document, drawn.expansion, shown, folds);
    };
    for (const NodeSeries& stack : stacks) {
        const Diagram folded = picture();
        Edit edit(document);
        (void)unfoldSeries(edit, stack, {});
        document = edit.document();
        QSet<quint64> members;
        for (const ItemId id : stack.members) { members.insert(id.value); }
        unfoldings.push_back(
            {stack, roomToUnfold(folded, picture(), stack.members.front().value, members)});
        Edit made(document);
        (void)unfoldSeries(made, stack, unfoldings.back().room);
        document = made.document();
    }
    return unfoldings;
}

}  // namespace

SeriesController::SeriesController(CanvasView& canvas, Actions& actions, EditController& edits,
                                   QObject* parent)
    : QObject(parent), m_canvas(canvas), m_edits(edits) {
    connect(actions.foldSeries, &QAction::triggered, this, &SeriesController::toggle);
}

void SeriesController::toggle() {
    const Drawing* drawing = m_edits.drawing();
    if (drawing == nullptr || m_busy) { return; }
    const std::shared_ptr<const EngineDocument> drawn = drawing->current();
    std::vector<NodeSeries> stacks;
    QSet<quint64> single;
    for (const quint64 id : m_canvas.selection()) {
        const NodeSeries* series = drawn->folds.seriesAt(ItemId{id});
        if (series == nullptr) {
            single.insert(id);
        } else {
            stacks.push_back(*series);
        }
    }
    if (stacks.empty()) {
        if (single.isEmpty()) { return; }
        (void)m_edits.edit(tr("Fold series"),
                           [&](Edit& e) { return foldSeries(e, drawn->folds, single); });
        return;
    }
    m_busy = true;
    inBackground(
        this,
        [drawn, stacks, shown = ItemId{m_edits.group()}] {
            return unfoldingsOf(*drawn, shown, stacks);
        },
        [this](const std::vector<Unfolding>& unfoldings) {
            m_busy = false;
            QSet<quint64> members;
            (void)m_edits.edit(tr("Unfold series"), [&](Edit& e) -> Status {
                for (const Unfolding& unfolding : unfoldings) {
                    WEFT_TRY(unfoldSeries(e, unfolding.series, unfolding.room));
                    for (const ItemId id : unfolding.series.members) { members.insert(id.value); }
                }
                m_edits.selectSoon(members);
                return okStatus();
            });
        });
}

}  // namespace weft::ui
