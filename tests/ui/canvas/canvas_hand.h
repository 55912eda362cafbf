// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <memory>

#include "tests/ui/canvas/diagrams.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"

namespace weft::ui::test {

/// A canvas with a hand on its mouse and keys. Places are asked from the view, never fixed.
class CanvasHand {
public:
    explicit CanvasHand(Diagram diagram) {
        applyTheme(ThemeId::Dark);
        view.resize(800, 500);
        view.show();
        QApplication::setActiveWindow(&view);
        if (!QTest::qWaitForWindowActive(&view)) { qWarning("the canvas is not active"); }
        view.setSnapshot(makeSnapshot(std::move(diagram)));
        view.setFocus();
    }

    QWidget* port() const { return view.viewport(); }
    const CanvasSnapshot& shown() const { return *view.snapshot(); }
    QPoint at(QPointF scene) const { return view.viewTransform().toView(scene).toPoint(); }
    /// In the title, where no socket is.
    QPoint title(int node) const {
        return at(shown().rect(node).topLeft() + QPointF(shown().rect(node).width() / 2, 12));
    }
    QPoint input(int node, int k = 0) const { return at(shown().input(node, k)); }
    QPoint output(int node, int k = 0) const { return at(shown().output(node, k)); }
    /// Where nothing is.
    QPoint nothing() const { return {400, 480}; }

    void press(QPoint place) { QTest::mousePress(port(), Qt::LeftButton, {}, m_at = place); }
    void moveTo(QPoint place, Qt::KeyboardModifiers modifiers = {}) {
        m_at = place;
        QMouseEvent move(QEvent::MouseMove, QPointF(place), port()->mapToGlobal(QPointF(place)),
                         Qt::NoButton, Qt::LeftButton, modifiers);
        QApplication::sendEvent(port(), &move);
    }
    void release(Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseRelease(port(), Qt::LeftButton, modifiers, m_at);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        press(from);
        moveTo(from + QPoint(3, 4), modifiers);
        moveTo(to, modifiers);
        release(modifiers);
    }
    void click(QPoint place, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(port(), Qt::LeftButton, modifiers, place);
    }
    void hover(QPoint place) {
        QMouseEvent move(QEvent::MouseMove, QPointF(place), port()->mapToGlobal(QPointF(place)),
                         Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(port(), &move);
    }
    void key(Qt::Key k, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&view, k, modifiers);
    }
    QImage picture() { return view.grab().toImage(); }
    QSet<quint64> selected() const {
        const QList<quint64> ids = view.selection();
        return {ids.begin(), ids.end()};
    }

    CanvasView view;

private:
    QPoint m_at;
};

}  // namespace weft::ui::test
