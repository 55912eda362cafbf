// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView that drags: nodes and notes to other places, ends of wires to sockets,
/// corners of notes. Each begins on something under the pressed button, is followed by moves, and
/// ends by a release, or without any trace by Escape.

#include <QToolTip>
#include <utility>

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/drag/frames.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/drag/wire_refusal.h"
#include "ui/canvas/tiles/changed_areas.h"
#include "ui/canvas/tiles/tile_ground.h"

namespace weft::ui {
namespace {

constexpr double kBeyond = 360;  // of what is said below a node

}  // namespace

bool CanvasView::editable(quint64 id) const {
    if (!m_snapshot->diagram.editable || id == 0) { return false; }
    const int at = m_snapshot->diagram.indexOf(id);
    if (at < 0) { return m_snapshot->noteOf(id) >= 0; }
    // What a recipe makes follows from it, also where one looks at it.
    const int panel = m_snapshot->node(at).panel;
    return panel < 0 || !m_snapshot->node(panel).derived;
}

bool CanvasView::movable(quint64 id) const {
    const int note = m_snapshot->noteOf(id);
    const bool locked =
        note >= 0 && m_snapshot->diagram.notes[static_cast<std::size_t>(note)].locked;
    return editable(id) && !locked;
}

QSet<quint64> CanvasView::movableSelection() const {
    QSet<quint64> ids;
    for (const quint64 id : m_focus.selected) {
        if (movable(id)) { ids.insert(id); }
    }
    return ids;
}

void CanvasView::beginDrag(Qt::KeyboardModifiers modifiers) {
    QToolTip::hideText();
    setHover({});
    const Hit hit = hitAt(m_gestures.start());
    const quint64 note =
        hit.note < 0 ? 0 : m_snapshot->diagram.notes[static_cast<std::size_t>(hit.note)].id;
    if (hit.isSocket()) {
        beginPull(hit);
    } else if (hit.node >= 0) {
        beginMove(m_snapshot->node(hit.node).id, false);
    } else if (hit.kind == Hit::Kind::Point) {
        beginPoint(hit);
    } else if (hit.kind == Hit::Kind::NoteCorner && movable(note)) {
        m_resized = hit.note;
    } else if (hit.note >= 0) {
        beginMove(note, modifiers.testFlag(Qt::ControlModifier));
    }
    if (!m_move && !m_pull && m_resized < 0 && !m_tools->point) {
        viewport()->setCursor(Qt::ForbiddenCursor);
    }
}

void CanvasView::drag(QPointF view, QPointF by, Qt::KeyboardModifiers modifiers) {
    if (m_pull) {
        pullTo(view);
    } else if (m_move && !m_move->asked) {
        const QPointF wanted = by / m_view.zoom;
        const bool free = modifiers.testFlag(Qt::ShiftModifier) == m_tools->snap;
        m_move->by = free ? wanted : snappedWay(*m_snapshot, *m_move, wanted);
        const int under = wireUnderMove();
        const bool otherWire = std::exchange(m_tools->under, under) != under;
        const QRectF before = std::exchange(m_tools->moved, coveredBy(*m_snapshot, *m_move));
        if (otherWire || before.isEmpty() || m_tools->moved.isEmpty()) {
            viewport()->update();
            return;
        }
        // The words below a node, its ring and its sockets reach beyond it.
        const QRectF area = m_view.toView(before.united(m_tools->moved));
        viewport()->update(area.adjusted(-24, -24, kBeyond, 48).toAlignedRect());
    } else if (m_tools->point && !m_tools->point->asked) {
        movePoint(view, modifiers.testFlag(Qt::ShiftModifier) != m_tools->snap);
    } else if (m_resized >= 0) {
        const QRectF& r = m_snapshot->noteRects[static_cast<std::size_t>(m_resized)];
        const QPointF corner = r.bottomRight() + by / m_view.zoom;
        const auto side = [](double length) {
            return std::max(kLeastNote, std::round(length / kGrid) * kGrid);
        };
        m_resizedSize = QSizeF(side(corner.x() - r.left()), side(corner.y() - r.top()));
        viewport()->update();
    }
}

void CanvasView::endDrag() {
    if (m_pull) {
        dropWire();
    } else if (m_move && !m_move->asked) {
        askForMove();
    } else if (m_tools->point && !m_tools->point->asked) {
        endPoint();
    } else if (m_resized >= 0) {
        const quint64 id = m_snapshot->diagram.notes[static_cast<std::size_t>(m_resized)].id;
        m_resized = -1;
        viewport()->update();
        emit noteSizeRequested(id, m_resizedSize);
    }
}

void CanvasView::cancelDrag() {
    m_gestures.cancel();
    m_focus.band = {};
    m_pull.reset();
    *m_tools = {.snap = m_tools->snap};
    m_resized = -1;
    settleMove();
    viewport()->unsetCursor();
}

/// What the picture at rest is without follows from what is in the hand.
void CanvasView::lift() {
    const TileScene& painted = m_ground->scene();
    std::vector<QRectF> areas = areasOf(*painted.snapshot, painted.without);
    m_focus.move = m_move ? &*m_move : nullptr;
    m_lifted = m_move ? m_move->lifted : Lifted();
    if (m_pull && m_pull->replaced != 0) {
        m_lifted.wires.resize(m_snapshot->wires.size());
        for (std::size_t w = 0; w < m_snapshot->wires.size(); ++w) {
            if (m_snapshot->wires[w].id == m_pull->replaced) { m_lifted.wires[w] = true; }
        }
    }
    if (m_tools->point) {
        m_lifted.wires.resize(m_snapshot->wires.size());
        const int w = wireOf(*m_snapshot, m_tools->point->wire);
        if (w >= 0) { m_lifted.wires[static_cast<std::size_t>(w)] = true; }
    }
    const std::vector<QRectF> now = areasOf(*m_snapshot, m_lifted);
    areas.insert(areas.end(), now.begin(), now.end());
    m_ground->changeScene(scene(), areas);
    viewport()->update();
}

/// @param alone frames go without what lies on them.
void CanvasView::beginMove(quint64 grabbed, bool alone) {
    if (!movable(grabbed)) { return; }
    if (!m_focus.selected.contains(grabbed)) { select({grabbed}); }
    const QSet<quint64> chosen = movableSelection();
    const QSet<quint64> ids = alone ? chosen : withHeld(*m_snapshot, chosen);
    m_patience.stop();
    m_move = liftOff(*m_snapshot, ids, grabbed);
    m_tools->moved = {};
    viewport()->setCursor(Qt::SizeAllCursor);
    lift();
}

/// The moved things stay where they were dropped until a diagram shows them there.
void CanvasView::askForMove() {
    if (m_move->by.isNull()) {
        settleMove();
        return;
    }
    m_move->asked = true;
    m_asked = cornersAfter(*m_snapshot, *m_move);
    m_patience.start();
    const QHash<quint64, QPointF> corners = m_asked;
    const int under = std::exchange(m_tools->under, -1);
    if (under >= 0 && under < static_cast<int>(m_snapshot->wires.size())) {
        const quint64 node = m_move->grabbed;
        emit insertRequested(m_snapshot->wire(under).id, node, corners.value(node));
        return;
    }
    emit moveRequested(corners);
}

void CanvasView::settleMove() {
    m_patience.stop();
    m_move.reset();
    m_asked.clear();
    m_tools->point.reset();
    lift();
}

void CanvasView::nudge(QPointF by) {
    const QSet<quint64> ids = withHeld(*m_snapshot, movableSelection());
    if (ids.isEmpty() || (m_move && !m_move->asked)) { return; }
    // Presses that come faster than diagrams add up.
    const QPointF before = m_move && m_move->ids == ids ? m_move->by : QPointF();
    m_move = liftOff(*m_snapshot, ids, *ids.constBegin());
    m_move->by = before + by;
    lift();
    askForMove();
}

void CanvasView::beginPull(const Hit& hit) {
    const bool isOutput = hit.kind == Hit::Kind::Output;
    WireDrag pull;
    pull.fixed = m_snapshot->port(hit.node, hit.port, isOutput).socket;
    if (!m_snapshot->diagram.editable) { return; }
    pull.fixedIsOutput = isOutput;
    pull.fixedHit = hit;
    if (pull.fixed.item == 0) {
        pull.verdict = {false, whyNotWired(*m_snapshot, hit), {}};
        m_pull = std::move(pull);
        viewport()->setCursor(Qt::ForbiddenCursor);
        return;
    }
    const int wire = isOutput ? -1 : m_snapshot->wireInto(hit.node, hit.port);
    if (wire >= 0 && m_snapshot->wire(wire).id != 0) {
        const CanvasWire& taken = m_snapshot->wire(wire);
        pull.pulledOff = pull.fixed;
        pull.replaced = taken.id;
        pull.fixed = m_snapshot->port(taken.fromNode, taken.fromPort, true).socket;
        pull.fixedIsOutput = true;
        pull.fixedHit = {Hit::Kind::Output, taken.fromNode, taken.fromPort, -1, -1};
    }
    m_pull = std::move(pull);
    findFits(*m_snapshot, *m_pull, visibleScene(), m_quickCheck);
    viewport()->setCursor(Qt::CrossCursor);
    lift();
}

void CanvasView::pullTo(QPointF view) {
    m_pull->cursor = view;
    const bool starts = m_pull->fixed.item != 0;
    const Hit target = starts ? targetOf(*m_snapshot, *m_pull, hitAt(view), m_quickCheck) : Hit();
    if (target != m_pull->target) {
        m_pull->target = target;
        if (target.isSocket()) {
            m_pull->verdict = verdictOf(*m_snapshot, *m_pull, target,
                                        m_thoroughCheck ? m_thoroughCheck : m_quickCheck);
        }
    }
    viewport()->update();
}

void CanvasView::dropWire() {
    const WireDrag pull = *m_pull;
    m_pull.reset();
    lift();
    if (pull.fixed.item == 0) { return; }
    const Hit under = hitAt(pull.cursor);
    if (pull.target.isSocket()) {
        if (!pull.verdict.fits) { return; }
        const bool isOutput = pull.target.kind == Hit::Kind::Output;
        const SocketRef other =
            m_snapshot->port(pull.target.node, pull.target.port, isOutput).socket;
        if (pull.replaced != 0) {
            if (other != pull.pulledOff) { emit rewireRequested(pull.replaced, pull.fixed, other); }
        } else if (pull.fixedIsOutput) {
            emit connectRequested(pull.fixed, other);
        } else {
            emit connectRequested(other, pull.fixed);
        }
        return;
    }
    if (under.node >= 0) { return; }  // on a node that takes nothing: not meant as a new one
    if (pull.replaced != 0) {
        emit disconnectRequested(pull.replaced);
    } else {
        emit wireDropped(pull.fixed, pull.fixedIsOutput, m_view.toScene(pull.cursor));
    }
}

void CanvasView::repairPulled() {
    const WireDrag pull = *m_pull;
    if (!isRefused(pull)) { return; }
    const Hit& refused = pull.target.isSocket() ? pull.target : pull.fixedHit;
    if (meansSeveral(*m_snapshot, refused)) {
        // A wire that starts elsewhere stays in the hand, for one of them.
        if (pull.fixed.item == 0) { cancelDrag(); }
        emit openRequested(m_snapshot->node(refused.node).id);
        return;
    }
    if (pull.verdict.repair.empty()) { return; }
    cancelDrag();
    const bool isOutput = pull.target.kind == Hit::Kind::Output;
    const SocketRef other = m_snapshot->port(pull.target.node, pull.target.port, isOutput).socket;
    if (pull.fixedIsOutput) {
        emit repairRequested(pull.fixed, other);
    } else {
        emit repairRequested(other, pull.fixed);
    }
}

/// A new diagram came while something was in the hand: the same things are found in it, or let go.
void CanvasView::followSnapshot() {
    m_resized = -1;
    m_tools->point.reset();
    if (m_pull) {
        m_pull->target = {};
        m_pull->fixedHit = findSocket(*m_snapshot, m_pull->fixed, m_pull->fixedIsOutput);
        if (!m_pull->fixedHit.isSocket()) {
            m_pull.reset();
            m_gestures.cancel();
        } else {
            findFits(*m_snapshot, *m_pull, visibleScene(), m_quickCheck);
        }
    }
    if (m_move && m_move->asked && hasArrived(*m_snapshot, m_asked)) {
        settleMove();
    } else if (m_move) {
        const MoveDrag before = *m_move;
        m_move = liftOff(*m_snapshot, before.ids, before.grabbed);
        m_move->asked = before.asked;
        m_move->by = before.by;
        const int grabbed = m_snapshot->diagram.indexOf(before.grabbed);
        if (before.asked && grabbed >= 0 && m_asked.contains(before.grabbed)) {
            m_move->by = m_asked.value(before.grabbed) - m_snapshot->rect(grabbed).topLeft();
        }
        if (m_move->lifted.empty() || (m_move->nodes.empty() && m_move->notes.empty())) {
            m_gestures.cancel();
            settleMove();
        }
    }
    lift();
}

}  // namespace weft::ui
