// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/canvas/canvas_controller.h"

#include <QFileDialog>

#include "ui/base/background.h"
#include "ui/base/motion.h"
#include "ui/base/proxy_style.h"
#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/drag/frames.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/export/graph_picture.h"
#include "ui/canvas/layout/align.h"
#include "ui/canvas/layout/make_room.h"
#include "ui/commands/groups/fold_series.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/marks/left_out.h"
#include "ui/commands/note_commands.h"
#include "ui/commands/wires/wire_points.h"
#include "ui/commands/wires/wire_tools.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui {
namespace {

constexpr QSizeF kNewNode(176, 92);  // as most are; its real size is known when it is there

}  // namespace

CanvasController::CanvasController(CanvasView& canvas, Actions& actions, EditController& edits,
                                   QObject* parent)
    : QObject(parent), m_canvas(canvas), m_actions(actions), m_edits(edits) {
    connectWires();
    connectPlaces();
    connectView();
}

void CanvasController::connectWires() {
    connect(&m_canvas, &CanvasView::insertRequested, this, &CanvasController::insert);
    connect(&m_canvas, &CanvasView::entryDroppedOnWire, this, &CanvasController::dropOnWire);
    connect(&m_canvas, &CanvasView::cutRequested, this, [this](const QSet<quint64>& wires) {
        const QString label =
            wires.size() == 1 ? tr("Cut wire") : tr("Cut %1 wires").arg(wires.size());
        (void)m_edits.edit(label, [&](Edit& e) {
            removeThings(e, wires);
            return okStatus();
        });
    });
    connect(&m_canvas, &CanvasView::pointsRequested, this,
            [this](const QString& label, const QHash<quint64, std::vector<QPointF>>& wires) {
                const CanvasSnapshot& s = *m_canvas.snapshot();
                (void)m_edits.edit(label, [&](Edit& e) -> Status {
                    for (auto it = wires.begin(); it != wires.end(); ++it) {
                        const int w = wireOf(s, it.key());
                        const int panel =
                            w < 0 ? -1 : s.diagram.wires[static_cast<std::size_t>(w)].panel;
                        std::vector<QPointF> points = it.value();
                        for (QPointF& p : points) { p -= s.origin(panel); }
                        WEFT_TRY(setWirePoints(e, ItemId{it.key()}, m_edits.spotIn(panel, {}).group,
                                               points));
                    }
                    return okStatus();
                });
            });
    connect(&m_canvas, &CanvasView::deleteRequested, this, [this](const QSet<quint64>& ids) {
        (void)m_edits.edit(tr("Delete"), [&](Edit& e) {
            removeThings(e, ids);
            return okStatus();
        });
    });
    connect(&m_canvas, &CanvasView::swapRequested, this, [this](quint64 node) {
        (void)m_edits.edit(tr("Swap inputs"), [&](Edit& e) { return swapInputs(e, ItemId{node}); });
    });
    connect(m_actions.swap, &QAction::triggered, this, [this] {
        if (m_canvas.focusedNode() != 0) { emit m_canvas.swapRequested(m_canvas.focusedNode()); }
    });
    connect(m_actions.heal, &QAction::triggered, this, &CanvasController::heal);
    const auto mute = [this] { leaveOut(LeftOut::Muted); };
    connect(&m_canvas, &CanvasView::muteRequested, this, mute);
    connect(m_actions.mute, &QAction::triggered, this, mute);
    connect(m_actions.bypass, &QAction::triggered, this, [this] { leaveOut(LeftOut::Bypassed); });
}

/// With what is folded into a series.
void CanvasController::move(Edit& edit, const QHash<quint64, QPointF>& corners) const {
    moveWithSeries(edit, m_edits.drawing()->current()->folds, corners);
}

void CanvasController::connectPlaces() {
    connect(&m_canvas, &CanvasView::placesRequested, this,
            [this](const QString& label, const QHash<quint64, QPointF>& corners) {
                const auto own = m_canvas.snapshot()->ownCorners(corners);
                (void)m_edits.edit(label, [&](Edit& e) {
                    move(e, own);
                    return okStatus();
                });
            });
    connect(&m_canvas, &CanvasView::frameRequested, this, &CanvasController::frame);
    connect(m_actions.frame, &QAction::triggered, &m_canvas, &CanvasView::frameSelection);
    connect(&m_canvas, &CanvasView::snapshotChanged, this, [this] {
        const quint64 named = m_named;
        if (named == 0 || m_canvas.snapshot()->noteOf(named) < 0) { return; }
        m_named = 0;
        m_canvas.editWords(named);
    });
    connect(&m_canvas, &CanvasView::layoutRequested, this, &CanvasController::layOut);
    connect(m_actions.layOut, &QAction::triggered, this, &CanvasController::layOut);
}

void CanvasController::connectView() {
    connect(m_actions.selectUp, &QAction::triggered, &m_canvas, &CanvasView::selectUpstream);
    connect(m_actions.selectDown, &QAction::triggered, &m_canvas, &CanvasView::selectDownstream);
    connect(m_actions.map, &QAction::toggled, &m_canvas, &CanvasView::setMapShown);
    connect(m_actions.legend, &QAction::toggled, &m_canvas, &CanvasView::setLegendShown);
    connect(m_actions.exportPicture, &QAction::triggered, this, &CanvasController::exportPicture);
    connect(m_actions.snap, &QAction::toggled, &m_canvas, &CanvasView::setSnapping);
    connect(m_actions.reduceMotion, &QAction::triggered, this, [](bool reduced) {
        weft::ui::Settings().setReducedMotion(reduced);
        setMotionAllowed(!reduced);
    });
    m_actions.reduceMotion->setChecked(weft::ui::Settings().reducedMotion());
    const auto setWheel = [this](bool pans) {
        m_canvas.setPlainWheel(pans ? PlainWheel::Pans : PlainWheel::Zooms);
    };
    connect(m_actions.wheelPans, &QAction::toggled, this, setWheel);
    connect(m_actions.wheelPans, &QAction::triggered, this,
            [](bool pans) { weft::ui::Settings().setWheelPans(pans); });
    connect(m_actions.tabAdds, &QAction::toggled, &m_canvas, &CanvasView::setTabAdds);
    connect(m_actions.tabAdds, &QAction::triggered, this,
            [](bool opens) { weft::ui::Settings().setTabOpensPalette(opens); });
    m_actions.wheelPans->setChecked(weft::ui::Settings().wheelPans());
    m_actions.tabAdds->setChecked(weft::ui::Settings().tabOpensPalette());
    m_actions.map->setChecked(true);
    m_actions.snap->setChecked(true);
}

/// Where the node does not fit the wire it is moved, as a drop beside the wire would have been.
void CanvasController::insert(quint64 wire, quint64 node, QPointF corner) {
    QHash<quint64, QPointF> corners{{node, corner}};
    const Drawing* drawing = m_edits.drawing();
    if (drawing == nullptr) { return; }
    const auto document = drawing->current();
    Edit tried(drawing->document());
    const bool fits = insertOnWire(tried, *document, ItemId{wire}, ItemId{node}).ok();
    const CanvasSnapshot& s = *m_canvas.snapshot();
    const int into = wireOf(s, wire);
    const int at = s.diagram.indexOf(node);
    QHash<quint64, QPointF> room;
    if (fits && into >= 0 && at >= 0) {
        const MadeRoom made = roomFor(s, into, {corner, s.rect(at).size()}, node);
        room = made.corners;
        corners[node] = made.corner;
    }
    (void)m_edits.edit(fits ? tr("Insert") : tr("Move"), [&](Edit& e) -> Status {
        move(e, s.ownCorners(room));
        move(e, s.ownCorners(corners));
        return fits ? insertOnWire(e, *document, ItemId{wire}, ItemId{node}) : okStatus();
    });
}

/// Where it does not fit the wire it lies there, as any other that is dropped.
void CanvasController::dropOnWire(const QString& entry, quint64 wire, QPointF scene) {
    const Drawing* drawing = m_edits.drawing();
    if (drawing == nullptr) { return; }
    const auto document = drawing->current();
    const CanvasSnapshot& s = *m_canvas.snapshot();
    const int into = wireOf(s, wire);
    MadeRoom room{scene, {}};
    int panel = -1;
    if (into >= 0) {
        room = roomFor(s, into, {scene, kNewNode}, 0);
        panel = s.diagram.wires[static_cast<std::size_t>(into)].panel;
    }
    ItemId made;
    const auto fill = [&](Edit& e) -> Status {
        move(e, s.ownCorners(room.corners));
        const auto spot = m_edits.spotIn(panel, room.corner);
        made = WEFT_TRY(addEntry(e, entry.toStdString(), spot.group, spot.at));
        return insertOnWire(e, *document, ItemId{wire}, made);
    };
    Edit tried(drawing->document());
    if (!fill(tried).ok()) {
        m_edits.dropEntryAt(entry, scene);
        return;
    }
    if (m_edits.edit(tr("Insert %1").arg(entry), fill).ok()) {
        m_edits.selectSoon({made.value});
        m_canvas.setFocus();
    }
}

void CanvasController::heal() {
    const QList<quint64> list = m_canvas.selection();
    const QSet<quint64> ids = QSet<quint64>(list.begin(), list.end()) + m_canvas.selectedWires();
    const Drawing* drawing = m_edits.drawing();
    if (ids.isEmpty() || drawing == nullptr) { return; }
    const auto document = drawing->current();
    (void)m_edits.edit(tr("Delete and heal"),
                       [&](Edit& e) { return removeAndHeal(e, *document, ids); });
}

void CanvasController::leaveOut(LeftOut wish) {
    const QList<quint64> list = m_canvas.selection();
    QSet<quint64> ids(list.begin(), list.end());
    if (ids.isEmpty() && m_canvas.focusedNode() != 0) { ids.insert(m_canvas.focusedNode()); }
    const Drawing* drawing = m_edits.drawing();
    if (ids.isEmpty() || drawing == nullptr) { return; }
    const auto document = drawing->current();
    (void)m_edits.edit(wish == LeftOut::Muted ? tr("Mute") : tr("Bypass"),
                       [&](Edit& e) { return toggleLeftOut(e, *document, ids, wish); });
}

/// The layout is made on another thread from what is seen now; what goes meanwhile is left out.
void CanvasController::layOut() {
    const QSet<quint64> ids = m_canvas.subject();
    if (ids.isEmpty() || m_layingOut) { return; }
    m_layingOut = true;
    struct LaidOut {
        QHash<quint64, QPointF> corners;
        QHash<quint64, QRectF> papers;
    };
    inBackground(
        this,
        [snapshot = m_canvas.snapshot(), ids] {
            LaidOut made{arranged(*snapshot, ids), {}};
            made.papers = refitted(*snapshot, made.corners);
            made.corners = snapshot->ownCorners(made.corners);
            return made;
        },
        [this](const LaidOut& made) {
            m_layingOut = false;
            (void)m_edits.edit(tr("Lay out"), [&](Edit& e) -> Status {
                QHash<quint64, QPointF> corners = made.corners;
                for (auto it = made.papers.begin(); it != made.papers.end(); ++it) {
                    if (e.document().item(ItemId{it.key()}) == nullptr) { continue; }
                    corners.insert(it.key(), it->topLeft());
                    WEFT_TRY(resizeNote(e, ItemId{it.key()}, it->size()));
                }
                move(e, corners);
                return okStatus();
            });
        });
}

/// Its title is typed at once, as that is what it is for.
void CanvasController::frame(const QRectF& scene) {
    const auto spot = m_edits.spotIn(m_canvas.snapshot()->panelAt(scene.center()), scene.topLeft());
    (void)m_edits.edit(tr("Frame"), [&](Edit& e) -> Status {
        m_named = WEFT_TRY(addFrame(e, spot.group, {spot.at, scene.size()})).value;
        m_edits.selectSoon({m_named});
        return okStatus();
    });
}

void CanvasController::exportPicture() {
    if (m_canvas.snapshot()->nodes() == 0) { return; }
    const QString path = QFileDialog::getSaveFileName(
        &m_canvas, tr("Export picture"), tr("graph.svg"), tr("Pictures (*.svg *.png)"));
    if (path.isEmpty()) { return; }
    inBackground(
        this,
        [snapshot = m_canvas.snapshot(), theme = appTheme(), path] {
            return writePicture(*snapshot, theme, path);
        },
        [this, path](const Status& status) {
            emit said(status.ok() ? tr("Written: %1").arg(path) : toQt(status));
        });
}

}  // namespace weft::ui
