// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/canvas/outline_controller.h"

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/drag/wire_drag.h"
#include "ui/commands/item_commands.h"
#include "ui/panels/outline/outline_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/tab_area.h"

namespace weft::ui {

OutlineController::OutlineController(CanvasView& canvas, Actions& actions, EditController& edits,
                                     TabArea& area)
    : QObject(&edits), m_canvas(canvas), m_edits(edits), m_panel(new OutlinePanel(&area)) {
    area.addPage(m_panel, tr("Outline"));
    connect(actions.outline, &QAction::triggered, this, [this, &area] {
        area.showPage(m_panel);
        m_panel->focusTree();
    });
    connect(&canvas, &CanvasView::selectionChanged, this, &OutlineController::follow);
    connect(m_panel, &OutlinePanel::followed, this, &OutlineController::follow);
    connect(m_panel, &OutlinePanel::chosen, this, &OutlineController::choose);
    connect(m_panel, &OutlinePanel::socketChosen, this, &OutlineController::focusSocket);
    connect(m_panel, &OutlinePanel::connectRequested, this, &OutlineController::connectSocket);
    connect(m_panel, &OutlinePanel::leaveRequested, this,
            [this] { m_canvas.setFocus(Qt::ShortcutFocusReason); });
    connect(m_panel, &OutlinePanel::renameRequested, &canvas, &CanvasView::renameRequested);
    connect(m_panel, &OutlinePanel::openRequested, this, [this](quint64 item, bool isGroup) {
        const int note = m_canvas.snapshot()->noteOf(item);
        if (note >= 0) {
            choose({item}, {});
        } else if (isGroup) {
            emit groupChosen(item);
        } else {
            emit placeChosen(item);
        }
        m_canvas.setFocus(Qt::ShortcutFocusReason);
    });
    connect(m_panel, &OutlinePanel::deleteRequested, this,
            [this](const QSet<quint64>& items, const QSet<quint64>& wires) {
                (void)m_edits.edit(tr("Delete"), [&](Edit& e) {
                    removeThings(e, items + wires);
                    return okStatus();
                });
            });
}

void OutlineController::look(std::shared_ptr<const EngineDocument> document) {
    m_panel->look(std::move(document), m_edits.drawing() != nullptr);
}

/// What is selected on the canvas, in the outline.
void OutlineController::follow() {
    if (m_telling) { return; }
    const QList<quint64> list = m_canvas.selection();
    m_panel->showSelection({list.begin(), list.end()}, m_canvas.selectedWires());
}

/// What is chosen in the outline, on the canvas, as far as it is drawn there.
void OutlineController::choose(const QSet<quint64>& items, const QSet<quint64>& wires) {
    const CanvasSnapshot& s = *m_canvas.snapshot();
    QSet<quint64> here;
    QRectF place;
    for (const quint64 id : items) {
        const int node = s.diagram.indexOf(id);
        const int note = node < 0 ? s.noteOf(id) : -1;
        if (node >= 0) { place = place.united(s.rect(node)); }
        if (note >= 0) { place = place.united(s.noteRects[static_cast<std::size_t>(note)]); }
        if (node >= 0 || note >= 0) { here.insert(id); }
    }
    m_telling = true;
    if (here.isEmpty() && wires.size() == 1) {
        m_canvas.selectWire(*wires.constBegin());
    } else {
        m_canvas.select(here);
        if (here.size() == 1) { m_canvas.bringIntoView(place); }
    }
    m_telling = false;
}

void OutlineController::focusSocket(quint64 item, const QString& port, bool isOutput) {
    const Hit hit = findSocket(*m_canvas.snapshot(), {item, port}, isOutput);
    m_telling = true;
    if (hit.isSocket()) {
        m_canvas.focusOn(m_canvas.snapshot()->node(hit.node).id, hit.port, isOutput);
    }
    m_telling = false;
}

/// The list of sockets that fit opens on the canvas: the group that the item is in has to be shown.
void OutlineController::connectSocket(quint64 item, const QString& port, bool isOutput) {
    const auto open = [this, item, port, isOutput] {
        const Hit hit = findSocket(*m_canvas.snapshot(), {item, port}, isOutput);
        if (!hit.isSocket()) { return false; }
        m_canvas.setFocus(Qt::ShortcutFocusReason);
        m_canvas.focusOn(m_canvas.snapshot()->node(hit.node).id, hit.port, isOutput);
        m_canvas.pickPartner(!isOutput);
        return true;
    };
    if (open()) { return; }
    emit placeChosen(item);
    connect(&m_canvas, &CanvasView::snapshotChanged, this, open, Qt::SingleShotConnection);
}

}  // namespace weft::ui
