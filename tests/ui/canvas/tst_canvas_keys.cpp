// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The canvas without a mouse: focus, walking, keys of view and selection (canvas_input.cpp).

#include <QApplication>
#include <QKeyEvent>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/shown_canvas.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/canvas_view.h"

namespace weft::ui::test {

class TstCanvasKeys : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_view = shownCanvas();
        m_view->setFocus();
    }
    void cleanup() { m_view.reset(); }

    void keysOnAnEmptyCanvasDoNothing() {
        m_view->setSnapshot(makeSnapshot({}));
        for (const Qt::Key k : {Qt::Key_Left, Qt::Key_F, Qt::Key_Home, Qt::Key_Return}) { key(k); }
        QCOMPARE(m_view->selection(), QList<quint64>());
    }

    void arrowsWalkToTheNearestNode() {
        key(Qt::Key_Right);
        QCOMPARE(m_view->selection(), QList<quint64>({1}));
        key(Qt::Key_Right);
        QCOMPARE(m_view->selection(), QList<quint64>({2}));
        key(Qt::Key_Right);
        key(Qt::Key_Right);
        QCOMPARE(m_view->selection(), QList<quint64>({3}));
        key(Qt::Key_Left);
        QCOMPARE(m_view->selection(), QList<quint64>({2}));
    }

    void controlArrowsPan() {
        const QPointF before = m_view->viewTransform().offset;
        key(Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(m_view->viewTransform().offset.x() < before.x());
        key(Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(m_view->viewTransform().offset, before);
        key(Qt::Key_Down, Qt::ControlModifier);
        QVERIFY(m_view->viewTransform().offset.y() < before.y());
    }

    void controlASelectsAllEscapeNone() {
        key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selection().size(), 3);
        key(Qt::Key_Escape);
        QCOMPARE(m_view->selection().size(), 0);
    }

    void homeFitsAllAndFTheSelection() {
        m_view->select({2});
        key(Qt::Key_F);
        QCOMPARE(m_view->viewTransform().zoom, 1.5);
        const QPointF centre = m_view->viewRect(2).center();
        QVERIFY(QLineF(centre, QRectF(m_view->viewport()->rect()).center()).length() < 2);
        key(Qt::Key_Home);
        QCOMPARE(m_view->viewTransform().zoom, 1.0);
    }

    void lettersActOnOtherLayouts() {
        // The key of F types a Cyrillic a there, that of L a Greek lambda.
        const auto press = [this](int key, quint32 scanCode, const char* text) {
            QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier, scanCode, 0, 0, text);
            QApplication::sendEvent(m_view.get(), &event);
        };
        m_view->select({2});
        press(0x0410, 41, "\u0430");
        QCOMPARE(m_view->viewTransform().zoom, 1.5);
        // What stands on no letter's key does nothing.
        press(0x0430, 200, "\u0430");
        QCOMPARE(m_view->viewTransform().zoom, 1.5);
    }

    void enterOpensAndAltUpLeaves() {
        const QSignalSpy opened(m_view.get(), &CanvasView::openRequested);
        const QSignalSpy left(m_view.get(), &CanvasView::leaveRequested);
        key(Qt::Key_Return);
        QCOMPARE(opened.count(), 0);
        m_view->select({3});
        key(Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened[0][0].toULongLong(), 3ULL);
        key(Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(left.count(), 1);
    }

    void spaceAndShiftAAddAtThePointer() {
        edit();
        const QSignalSpy added(m_view.get(), &CanvasView::addRequested);
        key(Qt::Key_Space);
        key(Qt::Key_A, Qt::ShiftModifier);
        QCOMPARE(added.count(), 2);
        QCOMPARE(added[0][0].toPointF(), m_view->pointerScene());
    }

    void tabOpensThePaletteWhereThatIsWished() {
        QSignalSpy asked(m_view.get(), &CanvasView::addRequested);
        m_view->setTabAdds(true);
        key(Qt::Key_Tab);
        QCOMPARE(asked.size(), 0);  // what is only shown takes no ops
        edit();
        key(Qt::Key_Tab);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(m_view->window()->focusWidget(), m_view.get());
        m_view->setTabAdds(false);
        key(Qt::Key_Tab);
        QCOMPARE(asked.size(), 1);
    }

    void commaAndFullStopWalkTheSockets() {
        edit();
        key(Qt::Key_Period);
        QVERIFY(!m_view->focusedSocket().isSocket());
        m_view->select({2});
        key(Qt::Key_Period);
        QCOMPARE(m_view->focusedSocket(), (Hit{Hit::Kind::Input, 1, 0, -1, -1}));
        QCOMPARE(m_view->accessibleDescription(),
                 QStringLiteral("input x0 of b, float32 [?,10], from a"));
        key(Qt::Key_Period);
        QCOMPARE(m_view->focusedSocket(), (Hit{Hit::Kind::Output, 1, 0, -1, -1}));
        QCOMPARE(m_view->accessibleDescription(),
                 QStringLiteral("output y of b, float32 [?,10], to c"));
        key(Qt::Key_Period);
        QCOMPARE(m_view->focusedSocket().kind, Hit::Kind::Input);
        key(Qt::Key_Comma);
        QCOMPARE(m_view->focusedSocket().kind, Hit::Kind::Output);
        key(Qt::Key_Escape);
        QVERIFY(!m_view->focusedSocket().isSocket());
        QCOMPARE(m_view->selection(), QList<quint64>({2}));
    }

    void rRunsTheOutputOrTheSelectedNode() {
        edit();
        const QSignalSpy run(m_view.get(), &CanvasView::runRequested);
        key(Qt::Key_R);
        QCOMPARE(run.count(), 0);
        m_view->select({2, 3});
        key(Qt::Key_R);
        QCOMPARE(run[0][0].toStringList(), QStringList({"b:0", "c:0"}));
        m_view->select({1});
        key(Qt::Key_Comma);
        key(Qt::Key_R);
        QCOMPARE(run[1][0].toStringList(), QStringList({"a:0"}));
    }

    void lettersWithControlAreNotTheCanvas() {
        edit();
        const QSignalSpy run(m_view.get(), &CanvasView::runRequested);
        const QSignalSpy added(m_view.get(), &CanvasView::addRequested);
        m_view->select({2});
        key(Qt::Key_R, Qt::ControlModifier);
        key(Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(run.count() + added.count(), 0);
    }

    void zoomStepsGoToAndFro() {
        m_view->zoomIn();
        QVERIFY(m_view->viewTransform().zoom > 1);
        m_view->zoomOut();
        QVERIFY(std::abs(m_view->viewTransform().zoom - 1) < 1e-9);
        m_view->zoomOut();
        m_view->zoomToFull();
        QVERIFY(std::abs(m_view->viewTransform().zoom - 1) < 1e-9);
    }

private:
    void edit() { m_view->setSnapshot(makeSnapshot(editableChain())); }
    void key(Qt::Key k, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(m_view.get(), k, modifiers);
    }

    std::unique_ptr<CanvasView> m_view;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasKeys> registered;
}

#include "tst_canvas_keys.moc"
