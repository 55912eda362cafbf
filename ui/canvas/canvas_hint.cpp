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
namespace {}  // namespace

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

}  // namespace weft::ui
