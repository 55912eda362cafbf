// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView that answers the mouse: press, move, release, click, hover.

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QToolTip>

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/canvas_words.h"
#include "ui/canvas/drag/hand_tools.h"
#include "ui/canvas/paint/near_painter.h"

namespace weft::ui {

void CanvasView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && pressHint(event->position())) {
        event->accept();
        return;
    }
    const Hit hit = hitAt(event->position());
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    if (event->button() == Qt::RightButton && control != shift && m_snapshot->diagram.editable) {
        beginStroke(event->position(), shift);
        event->accept();
        return;
    }
    // A band may begin on a wire: in a dense graph there is little else to begin on.
    m_gestures.press(event->button(), event->position(),
                     hit.kind != Hit::Kind::Nothing && hit.kind != Hit::Kind::Wire);
    event->accept();
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
    if (!m_tools->stroke.isEmpty()) {
        cutTo(event->position());
        return;
    }
    const Gestures::Result result = m_gestures.move(event->position());
    switch (result.kind) {
        case Gestures::Result::Kind::Pan:
            viewport()->setCursor(Qt::ClosedHandCursor);
            moveBy(result.delta);
            return;
        case Gestures::Result::Kind::Band:
            m_focus.band = result.band;
            viewport()->update();
            return;
        case Gestures::Result::Kind::DragBegin:
            beginDrag(event->modifiers());
            drag(event->position(), result.delta, event->modifiers());
            return;
        case Gestures::Result::Kind::Drag:
            drag(event->position(), result.delta, event->modifiers());
            return;
        default:
            break;
    }
    if (m_gestures.state() == Gestures::State::Idle && event->buttons() == Qt::NoButton) {
        if (hoverHint(event->position())) { return; }
        const Hit hit = hitAt(event->position());
        setHover(hit);
        showCursor(hit);
        showHoverCard(event->position());
    }
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
    viewport()->unsetCursor();
    if (!m_tools->stroke.isEmpty()) {
        endCut();
        return;
    }
    const Gestures::Result result = m_gestures.release(event->position());
    switch (result.kind) {
        case Gestures::Result::Kind::Click:
            click(*event);
            return;
        case Gestures::Result::Kind::BandDone:
            bandDone(result.band, event->modifiers());
            return;
        case Gestures::Result::Kind::DragDone:
            drag(event->position(), result.delta, event->modifiers());
            endDrag();
            return;
        case Gestures::Result::Kind::Menu:
            emit menuRequested(hitAt(event->position()), event->globalPosition().toPoint());
            return;
        default:
            return;
    }
}

/// Only the menu key comes here: the mouse's menu waits for the release, as the right button also
/// pans.
void CanvasView::contextMenuEvent(QContextMenuEvent* event) {
    event->accept();
    if (event->reason() == QContextMenuEvent::Mouse) { return; }
    const int node = m_snapshot->diagram.indexOf(focusedNode());
    Hit hit = focusedSocket();
    QPoint at = viewport()->rect().center();
    const int note = m_snapshot->noteOf(m_focus.selected.values().value(0));
    const int wire = wireOf(*m_snapshot, m_focus.wires.values().value(0));
    if (node < 0 && note >= 0) {
        hit = {Hit::Kind::Note, -1, -1, -1, note};
        at = m_view.toView(m_snapshot->noteRects[static_cast<std::size_t>(note)].topLeft())
                 .toPoint();
    } else if (node < 0 && wire >= 0) {
        hit = {Hit::Kind::Wire, -1, -1, wire, -1};
        at = middleOfWire(*m_snapshot, m_snapshot->wire(wire), m_view).toPoint();
    }
    if (node >= 0) {
        if (!hit.isSocket()) { hit = {Hit::Kind::Node, node, -1, -1, -1}; }
        at = m_view.toView(m_snapshot->rect(node)).center().toPoint();
    }
    emit menuRequested(hit, viewport()->mapToGlobal(at));
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_hintPressed) { return; }
    const Hit hit = hitAt(event->position());
    if (hit.node >= 0) {
        const quint64 pane = paneAt(*m_snapshot, hit, m_view.toScene(event->position()));
        emit openRequested(pane != 0 ? pane : m_snapshot->node(hit.node).id);
    } else if (hit.note >= 0) {
        editWords(m_snapshot->diagram.notes[static_cast<std::size_t>(hit.note)].id);
    } else if (pointAt(hit, event->position())) {
        return;
    } else if (hit.kind == Hit::Kind::Nothing && m_snapshot->diagram.editable) {
        emit addRequested(m_view.toScene(event->position()));
    }
}

void CanvasView::click(const QMouseEvent& event) {
    const Hit hit = hitAt(event.position());
    if (event.modifiers().testFlag(Qt::AltModifier) && breakAt(hit)) { return; }
    const bool add = event.modifiers().testFlag(Qt::ShiftModifier);
    const bool toggle = event.modifiers().testFlag(Qt::ControlModifier);
    QSet<quint64> chosen = add || toggle ? m_focus.selected : QSet<quint64>();
    QSet<quint64> wires = add || toggle ? m_focus.wires : QSet<quint64>();
    const auto put = [toggle](QSet<quint64>& ids, quint64 id) {
        if (toggle && ids.remove(id)) { return; }
        ids.insert(id);
    };
    m_focus.keyboard = 0;
    m_focus.socket = -1;
    m_socketByKeys = false;
    if (hit.node >= 0) {
        put(chosen, m_snapshot->node(hit.node).id);
        if (hit.isSocket()) {
            m_focus.keyboard = m_snapshot->node(hit.node).id;
            m_focus.socket = hit.port;
            m_focus.socketIsOutput = hit.kind == Hit::Kind::Output;
        }
    }
    if (hit.note >= 0) {
        const quint64 note = m_snapshot->diagram.notes[static_cast<std::size_t>(hit.note)].id;
        if (note != 0) { put(chosen, note); }
    }
    if (hit.wire >= 0) {
        const CanvasWire& wire = m_snapshot->wire(hit.wire);
        if (wire.id != 0) {
            put(wires, wire.id);
        } else {
            put(chosen, m_snapshot->node(wire.fromNode).id);
            put(chosen, m_snapshot->node(wire.toNode).id);
        }
    }
    choose(chosen, wires);
}

void CanvasView::bandDone(const QRectF& band, Qt::KeyboardModifiers modifiers) {
    m_focus.band = {};
    const bool add = modifiers.testFlag(Qt::ShiftModifier);
    const bool toggle = modifiers.testFlag(Qt::ControlModifier);
    QSet<quint64> chosen = add || toggle ? m_focus.selected : QSet<quint64>();
    const auto put = [&](quint64 id) {
        if (toggle && chosen.remove(id)) { return; }
        chosen.insert(id);
    };
    const QRectF scene = m_view.toScene(band);
    for (const int i : m_snapshot->nodeGrid.find(scene)) {
        // Inside a panel a band is about what lies there.
        const bool panel = m_snapshot->node(i).form == NodeForm::Panel;
        const QRectF& r = m_snapshot->rect(i);
        if (panel ? scene.contains(r) : r.intersects(scene)) { put(m_snapshot->node(i).id); }
    }
    // Notes lie behind everything: only one that is whole in the band is meant.
    for (std::size_t i = 0; i < m_snapshot->noteRects.size(); ++i) {
        const quint64 id = m_snapshot->diagram.notes[i].id;
        if (id != 0 && scene.contains(m_snapshot->noteRects[i])) { put(id); }
    }
    viewport()->update();
    select(chosen);
}

void CanvasView::setHover(const Hit& hit) {
    if (hit == m_focus.hover) { return; }
    m_focus.hover = hit;
    viewport()->update();
}

/// Says what a press would do here.
void CanvasView::showCursor(const Hit& hit) {
    const bool editable = m_snapshot->diagram.editable;
    if (hit.isSocket() && editable) {
        viewport()->setCursor(Qt::CrossCursor);
    } else if (hit.kind == Hit::Kind::Point && editable) {
        viewport()->setCursor(Qt::SizeAllCursor);
    } else if (hit.kind == Hit::Kind::NoteCorner && editable) {
        viewport()->setCursor(Qt::SizeFDiagCursor);
    } else {
        viewport()->unsetCursor();
    }
}

void CanvasView::showHoverCard(QPointF view) {
    const QString text = hoverWords(*m_snapshot, m_live, m_focus.hover);
    const QPoint at = viewport()->mapToGlobal(view.toPoint() + QPoint(8, 12));
    // Shown for this thing only: leaving its few pixels hides it.
    const QRect near(view.toPoint() - QPoint(6, 6), QSize(12, 12));
    if (text.isEmpty()) {
        QToolTip::hideText();
    } else {
        QToolTip::showText(at, text, viewport(), near, 10000);
    }
}

}  // namespace weft::ui
