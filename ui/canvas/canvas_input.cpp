// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView that answers mouse and keys.

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <cmath>

#include "ui/canvas/canvas_view.h"

namespace weft::ui {
namespace {

constexpr double kKeyPan = 60;

}  // namespace

void CanvasView::mousePressEvent(QMouseEvent* event) {
    m_gestures.press(event->button(), event->position(),
                     hitAt(event->position()).kind != Hit::Kind::Nothing);
    event->accept();
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
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
        default:
            break;
    }
    if (m_gestures.state() == Gestures::State::Idle) {
        setHover(hitAt(event->position()));
        showHoverCard(event->position());
    }
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
    viewport()->unsetCursor();
    const Gestures::Result result = m_gestures.release(event->position());
    if (result.kind == Gestures::Result::Kind::Click) { click(*event); }
    if (result.kind == Gestures::Result::Kind::BandDone) {
        bandDone(result.band, event->modifiers());
    }
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent* event) {
    const Hit hit = hitAt(event->position());
    if (hit.node >= 0) { emit openRequested(m_snapshot->node(hit.node).id); }
}

void CanvasView::click(const QMouseEvent& event) {
    const Hit hit = hitAt(event.position());
    QSet<quint64> chosen = m_focus.selected;
    const bool add = event.modifiers().testFlag(Qt::ShiftModifier);
    const bool toggle = event.modifiers().testFlag(Qt::ControlModifier);
    if (!add && !toggle) { chosen.clear(); }
    const auto put = [&](int node) {
        const quint64 id = m_snapshot->node(node).id;
        if (toggle && chosen.contains(id)) {
            chosen.remove(id);
        } else {
            chosen.insert(id);
        }
        m_focus.keyboard = 0;
    };
    if (hit.node >= 0) { put(hit.node); }
    if (hit.kind == Hit::Kind::Wire) {
        put(m_snapshot->wire(hit.wire).fromNode);
        put(m_snapshot->wire(hit.wire).toNode);
    }
    select(chosen);
}

void CanvasView::bandDone(const QRectF& band, Qt::KeyboardModifiers modifiers) {
    m_focus.band = {};
    QSet<quint64> chosen;
    if (modifiers.testFlag(Qt::ShiftModifier)) { chosen = m_focus.selected; }
    const QRectF scene = m_view.toScene(band);
    for (const int i : m_snapshot->nodeGrid.find(scene)) {
        if (m_snapshot->rect(i).intersects(scene)) { chosen.insert(m_snapshot->node(i).id); }
    }
    viewport()->update();
    select(chosen);
}

void CanvasView::setHover(const Hit& hit) {
    if (hit == m_focus.hover) { return; }
    m_focus.hover = hit;
    viewport()->update();
}

QString CanvasView::describe(const Hit& hit) const {
    const auto port = [](const PortInfo& p) {
        const QString type = p.dtype.isEmpty() ? tr("type not known") : p.dtype;
        return p.shape.isEmpty() ? type : type + ' ' + p.shape;
    };
    switch (hit.kind) {
        case Hit::Kind::Output: {
            const DiagramNode& node = m_snapshot->node(hit.node);
            const PortInfo& p = node.outputs[static_cast<std::size_t>(hit.port)];
            QString text =
                (p.tensor.isEmpty() ? node.name + ':' + p.name : p.tensor) + '\n' + port(p);
            const auto live = m_live.constFind(node.id);
            if (hit.port == 0 && live != m_live.constEnd() && !live->value.isEmpty()) {
                text += '\n' + tr("last value %1").arg(live->value);
            }
            return text;
        }
        case Hit::Kind::Input: {
            const DiagramNode& node = m_snapshot->node(hit.node);
            const PortInfo& p = node.inputs[static_cast<std::size_t>(hit.port)];
            return tr("input %1 of %2").arg(p.name, node.name) + '\n' + port(p);
        }
        case Hit::Kind::Wire: {
            const CanvasWire& w = m_snapshot->wire(hit.wire);
            const DiagramNode& from = m_snapshot->node(w.fromNode);
            const DiagramNode& to = m_snapshot->node(w.toNode);
            const QString ends = from.name + ' ' + QChar(0x2192) + ' ' + to.name;
            if (w.control) { return ends + '\n' + tr("runs before, carries nothing"); }
            return ends + '\n' + port(from.outputs[static_cast<std::size_t>(w.fromPort)]);
        }
        case Hit::Kind::Node: {
            const DiagramNode& node = m_snapshot->node(hit.node);
            QString text = node.name + QStringLiteral("  ") + node.type;
            if (node.ops > 0) {
                text +=
                    '\n' + (node.ops == 1 ? tr("1 op inside") : tr("%1 ops inside").arg(node.ops));
            }
            const auto live = m_live.constFind(node.id);
            if (live != m_live.constEnd() && !live->error.isEmpty()) { text += '\n' + live->error; }
            if (!node.problem.isEmpty()) { text += '\n' + node.problem; }
            return text;
        }
        case Hit::Kind::Nothing:
            break;
    }
    return {};
}

void CanvasView::showHoverCard(QPointF view) {
    const QString text = describe(m_focus.hover);
    const QPoint at = viewport()->mapToGlobal(view.toPoint() + QPoint(8, 12));
    // Shown for this thing only: leaving its few pixels hides it.
    const QRect near(view.toPoint() - QPoint(6, 6), QSize(12, 12));
    if (text.isEmpty()) {
        QToolTip::hideText();
    } else {
        QToolTip::showText(at, text, viewport(), near, 10000);
    }
}

void CanvasView::focusInEvent(QFocusEvent* event) {
    if (event->reason() == Qt::TabFocusReason && m_snapshot->nodes() > 0 && m_focus.keyboard == 0) {
        m_focus.keyboard = m_snapshot->node(0).id;
    }
    viewport()->update();
}

void CanvasView::focusOutEvent(QFocusEvent*) {
    m_focus.keyboard = 0;
    viewport()->update();
}

/// Moves the focus to the nearest node in the arrow's direction.
void CanvasView::walk(int key) {
    if (m_snapshot->nodes() == 0) { return; }
    quint64 from = m_focus.keyboard;
    if (from == 0 && !m_focus.selected.isEmpty()) { from = *m_focus.selected.constBegin(); }
    const int at = m_snapshot->diagram.indexOf(from);
    int best = at < 0 ? 0 : -1;
    double least = 0;
    for (int i = 0; at >= 0 && i < m_snapshot->nodes(); ++i) {
        const QPointF d = m_snapshot->rect(i).center() - m_snapshot->rect(at).center();
        const bool sideways = key == Qt::Key_Left || key == Qt::Key_Right;
        const double forward = sideways ? d.x() : d.y();
        const double along = key == Qt::Key_Left || key == Qt::Key_Up ? -forward : forward;
        const double across = std::abs(sideways ? d.y() : d.x());
        if (i == at || along <= 1) { continue; }
        const double cost = along + 2 * across;
        if (best < 0 || cost < least) {
            best = i;
            least = cost;
        }
    }
    if (best < 0) { return; }
    const quint64 id = m_snapshot->node(best).id;
    reveal(id);
    m_focus.keyboard = id;
    viewport()->update();
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down: {
            if (event->modifiers().testFlag(Qt::AltModifier) && event->key() == Qt::Key_Up) {
                emit leaveRequested();
                return;
            }
            if (!control) {
                walk(event->key());
                return;
            }
            const bool sideways = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
            const bool back = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down;
            const double by = back ? -kKeyPan : kKeyPan;
            moveBy(sideways ? QPointF(by, 0) : QPointF(0, by));
            return;
        }
        case Qt::Key_Home:
            fitAll();
            return;
        case Qt::Key_F:
            fitSelection();
            return;
        case Qt::Key_Escape:
            select({});
            return;
        case Qt::Key_A:
            if (control) {
                QSet<quint64> all;
                for (const DiagramNode& node : m_snapshot->diagram.nodes) { all.insert(node.id); }
                select(all);
                return;
            }
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!control && !m_focus.selected.isEmpty()) {
                emit openRequested(*m_focus.selected.constBegin());
                return;
            }
            break;
        default:
            break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

}  // namespace weft::ui
