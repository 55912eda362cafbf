// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView for paper (notes, frames) and for the places that wires are led through.

#include <cmath>
#include <utility>

#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/drag/frames.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/drag/inline_edit.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/near_painter.h"

namespace weft::ui {
namespace {

constexpr QSizeF kEmptyFrame(320, 200);
constexpr double kAround = 12;  // of a wire, in the view

}  // namespace

void CanvasView::frameSelection() {
    if (!m_snapshot->diagram.editable) { return; }
    QRectF paper = frameAround(*m_snapshot, m_focus.selected);
    if (paper.isEmpty()) { paper = QRectF(pointerScene(), kEmptyFrame); }
    emit frameRequested(paper);
}

void CanvasView::editWords(quint64 id) {
    const int i = m_snapshot->noteOf(id);
    if (i < 0 || !editable(id)) { return; }
    const DiagramNote& note = m_snapshot->diagram.notes[static_cast<std::size_t>(i)];
    QRectF place = m_view.toView(m_snapshot->noteRects[static_cast<std::size_t>(i)]);
    if (note.frame) { place.setSize({std::min(place.width(), 400.0), kFrameTitle}); }
    delete m_edit;
    auto* words = new NoteEdit(
        note.text, note.frame ? NoteEdit::Enter::Takes : NoteEdit::Enter::Breaks, viewport());
    m_edit = words;
    words->showAt(place.toRect());
    connect(words, &InlineEdit::done, this,
            [this, id](const QString& text) { emit noteTextRequested(id, text); });
}

void CanvasView::selectWire(quint64 wire) {
    if (wireOf(*m_snapshot, wire) >= 0) { choose({}, {wire}); }
}

void CanvasView::addPoint(quint64 id) {
    const int w = wireOf(*m_snapshot, id);
    if (w < 0 || !m_snapshot->diagram.editable) { return; }
    const QPointF middle = m_view.toScene(middleOfWire(*m_snapshot, m_snapshot->wire(w), m_view));
    const double grid = m_tools->snap ? kGrid : 0;
    emit pointsRequested(tr("Lead wire"), {{id, ledThrough(*m_snapshot, w, middle, grid)}});
}

void CanvasView::removePoints(quint64 id) {
    const int w = wireOf(*m_snapshot, id);
    const bool led = w >= 0 && !m_snapshot->diagram.wires[static_cast<std::size_t>(w)].via.empty();
    if (led && m_snapshot->diagram.editable) {
        emit pointsRequested(tr("Straighten wire"), {{id, {}}});
    }
}

/// A double click on a wire leads it through that point, one on such a place takes it away.
bool CanvasView::pointAt(const Hit& hit, QPointF view) {
    if (hit.wire < 0 || !m_snapshot->diagram.editable) { return false; }
    const quint64 id = m_snapshot->wire(hit.wire).id;
    if (id == 0) { return true; }
    if (hit.kind == Hit::Kind::Point) {
        removePoint(hit);
        return true;
    }
    const double grid = m_tools->snap ? kGrid : 0;
    emit pointsRequested(tr("Lead wire"),
                         {{id, ledThrough(*m_snapshot, hit.wire, m_view.toScene(view), grid)}});
    return true;
}

void CanvasView::removePoint(const Hit& hit) {
    std::vector<QPointF> via = m_snapshot->diagram.wires[static_cast<std::size_t>(hit.wire)].via;
    via.erase(via.begin() + hit.point);
    emit pointsRequested(tr("Remove point"), {{m_snapshot->wire(hit.wire).id, via}});
}

void CanvasView::beginPoint(const Hit& hit) {
    const CanvasWire& wire = m_snapshot->wire(hit.wire);
    if (wire.id == 0 || !m_snapshot->diagram.editable) { return; }
    m_patience.stop();
    m_tools->point = PointDrag{wire.id, static_cast<std::size_t>(hit.point),
                               m_snapshot->diagram.wires[static_cast<std::size_t>(hit.wire)].via};
    viewport()->setCursor(Qt::SizeAllCursor);
    lift();
}

void CanvasView::movePoint(QPointF view, bool snap) {
    PointDrag& drag = *m_tools->point;
    QPointF at = m_view.toScene(view);
    if (snap) { at = QPointF(std::round(at.x() / kGrid), std::round(at.y() / kGrid)) * kGrid; }
    const QRectF before = pointArea();
    drag.via[drag.index] = at;
    viewport()->update(before.united(pointArea()).toAlignedRect());
}

void CanvasView::endPoint() {
    m_tools->point->asked = true;
    m_patience.start();
    const QHash<quint64, std::vector<QPointF>> wires{{m_tools->point->wire, m_tools->point->via}};
    emit pointsRequested(tr("Move point"), wires);
}

/// What the wire in the hand covers, in the view.
QRectF CanvasView::pointArea() const {
    const int w = wireOf(*m_snapshot, m_tools->point->wire);
    if (w < 0) { return {}; }
    const std::span<const QPointF> was = m_snapshot->path(m_snapshot->wire(w));
    std::vector<QPointF> path;
    appendLedWire(was.front(), m_tools->point->via, was.back(), path);
    QRectF all;
    for (const QPointF& p : path) {
        all = all.united(
            {m_view.toView(p) - QPointF(kAround, kAround), QSizeF(2 * kAround, 2 * kAround)});
    }
    return all;
}

void CanvasView::paintPointDrag(QPainter& painter) {
    const int w = wireOf(*m_snapshot, m_tools->point->wire);
    if (w < 0) { return; }
    const CanvasWire& wire = m_snapshot->wire(w);
    const std::span<const QPointF> was = m_snapshot->path(wire);
    std::vector<QPointF> path;
    appendLedWire(was.front(), m_tools->point->via, was.back(), path);
    painter.setRenderHint(QPainter::Antialiasing);
    paintPath(painter, path, wire, wireColour(wire, appTheme()), 1, m_view,
              QRectF(viewport()->rect()));
    paintPointsAt(painter, m_tools->point->via, appTheme().accent, appTheme(), m_view);
}

/// Shift and a stroke with the right button leads all wires it crosses through where it does.
void CanvasView::endLead() {
    QPolygonF scene;
    for (const QPointF& p : m_tools->stroke) { scene.append(m_view.toScene(p)); }
    const auto led = ledAcross(*m_snapshot, scene, m_tools->snap ? kGrid : 0);
    m_tools->stroke.clear();
    m_tools->cut.clear();
    m_tools->leading = false;
    viewport()->unsetCursor();
    viewport()->update();
    if (!led.isEmpty()) {
        emit pointsRequested(
            led.size() == 1 ? tr("Lead wire") : tr("Lead %1 wires").arg(led.size()), led);
    }
}

}  // namespace weft::ui
