// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView that offers the next step: Tab or the pointer reach it, Enter or a click
/// take it, Escape or its cross hide it for ever.

#include <QAccessible>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/canvas/canvas_view.h"

namespace weft::ui {
namespace {

constexpr double kRoom = 24;         // around what is brought into the view
constexpr double kLeastZoom = 0.75;  // below, sockets are not drawn

}  // namespace

void CanvasView::setHint(std::optional<CanvasHint> hint) {
    if (hint == m_hint) { return; }
    m_hint = std::move(hint);
    m_hintHovered = false;
    if (!m_hint) { m_hintFocused = false; }
    viewport()->update();
}

void CanvasView::focusHint() {
    if (!m_hint) { return; }
    m_hintFocused = true;
    m_focus.keyboard = 0;
    m_focus.socket = -1;
    bringIntoView(hintRect(*m_hint));
    setAccessibleDescription(tr("next step: %1. %2. Enter adds it, Escape hides this hint")
                                 .arg(m_hint->name, m_hint->words));
    if (QAccessible::isActive()) {
        QAccessibleInterface* self = QAccessible::queryAccessibleInterface(this);
        if (QAccessibleInterface* part = self == nullptr ? nullptr : self->focusChild()) {
            QAccessibleEvent event(part, QAccessible::Focus);
            QAccessible::updateAccessibility(&event);
        }
    }
    viewport()->update();
}

void CanvasView::unfocusHint() {
    if (!m_hintFocused) { return; }
    m_hintFocused = false;
    setAccessibleDescription({});
    viewport()->update();
}

bool CanvasView::tabToHint(bool next) {
    if (!m_hint) { return false; }
    if (m_hintFocused) {
        unfocusHint();
        return !next;  // back to the nodes, or on to the next widget
    }
    if (!next) { return false; }
    focusHint();
    return true;
}

bool CanvasView::hintKey(int key) {
    switch (key) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            emit hintTaken();
            return true;
        case Qt::Key_Escape:
            unfocusHint();
            emit hintDismissed();
            return true;
        case Qt::Key_Shift:
        case Qt::Key_Control:
        case Qt::Key_Alt:
        case Qt::Key_Meta:
            return false;  // the beginning of a key
        default:
            unfocusHint();  // the key is for the nodes
            return false;
    }
}

bool CanvasView::pressHint(QPointF view) {
    m_hintPressed = m_hint && m_view.toView(hintRect(*m_hint)).contains(view);
    if (!m_hintPressed) { return false; }
    if (hintCross(*m_hint, m_view).contains(view)) {
        emit hintDismissed();
    } else {
        emit hintTaken();
    }
    return true;
}

bool CanvasView::hoverHint(QPointF view) {
    const bool over = m_hint && m_view.toView(hintRect(*m_hint)).contains(view);
    if (over != m_hintHovered) {
        m_hintHovered = over;
        viewport()->update();
    }
    if (!over) { return false; }
    setHover({});
    viewport()->setCursor(Qt::PointingHandCursor);
    const bool cross = hintCross(*m_hint, m_view).contains(view);
    QToolTip::showText(viewport()->mapToGlobal(view.toPoint() + QPoint(8, 12)),
                       cross ? tr("Never show this hint again") : m_hint->words, viewport());
    return true;
}

void CanvasView::bringIntoView(const QRectF& scene) {
    const QRectF room = openRoom(kRoom);
    if (scene.isEmpty() || room.isEmpty() || room.contains(m_view.toView(scene))) { return; }
    const QRectF all = m_snapshot->bounds.united(scene);
    const double fits = std::min(room.width() / all.width(), room.height() / all.height());
    if (fits >= kLeastZoom) {
        const bool fitted = m_fitted;
        fitRect(all.adjusted(-kRoom, -kRoom, kRoom, kRoom), std::min(m_view.zoom, 1.0));
        m_fitted = fitted;
        return;
    }
    const double alone = std::min(room.width() / scene.width(), room.height() / scene.height());
    if (alone < m_view.zoom) { zoomAt(room.center(), alone / m_view.zoom); }
    const QRectF there = m_view.toView(scene);
    const double dx =
        std::min(room.right() - there.right(), 0.0) + std::max(room.left() - there.left(), 0.0);
    const double dy =
        std::min(room.bottom() - there.bottom(), 0.0) + std::max(room.top() - there.top(), 0.0);
    moveBy(QPointF(std::round(dx), std::round(dy)));
}

}  // namespace weft::ui
