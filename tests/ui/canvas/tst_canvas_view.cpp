// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_view.h"

#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/shown_canvas.h"
#include "ui/base/proxy_style.h"

namespace weft::ui::test {

/// A canvas with a bar above that comes and goes.
struct Barred : QWidget {
    explicit Barred(Diagram diagram) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        bar.setFixedHeight(36);
        bar.hide();
        column->addWidget(&bar);
        column->addWidget(&view, 1);
        resize(900, 520);
        show();
        view.setSnapshot(makeSnapshot(std::move(diagram)));
    }
    QPoint onScreen(quint64 node) const {
        return view.viewport()->mapTo(this, view.viewRect(node).topLeft().toPoint());
    }
    QWidget bar{this};
    CanvasView view{this};
};

/// Mouse and wheel on the real widget. Places are asked from the view, never fixed.
class TstCanvasView : public QObject {
    Q_OBJECT

private slots:
    void init() { m_view = shownCanvas(); }
    void cleanup() { m_view.reset(); }

    void anEmptyCanvasTakesEverything() {
        m_view->setSnapshot(makeSnapshot({}));
        QTest::mouseClick(port(), Qt::LeftButton, {}, {50, 50});
        wheel({400, 250}, 1);
        m_view->fitAll();
        m_view->fitSelection();
        m_view->reveal(17);
        m_view->grab();
        QVERIFY(m_view->viewRect(1).isNull());
        QCOMPARE(m_view->selection(), QList<quint64>());
    }

    void fittingShowsEverythingAtMostAtFullSize() {
        QCOMPARE(m_view->viewTransform().zoom, 1.0);
        for (const quint64 id : {1U, 2U, 3U}) {
            QVERIFY(QRectF(port()->rect()).contains(m_view->viewRect(id)));
        }
        m_view->resize(400, 300);
        QVERIFY(m_view->viewTransform().zoom < 1);
        for (const quint64 id : {1U, 2U, 3U}) {
            QVERIFY(QRectF(port()->rect()).contains(m_view->viewRect(id)));
        }
    }

    void aResizeKeepsWhatTheUserHasMoved() {
        drag(Qt::MiddleButton, {400, 400}, {420, 430});
        const QPointF before = m_view->viewTransform().offset;
        m_view->resize(500, 400);
        QCOMPARE(m_view->viewTransform().offset, before);
    }

    void aBarAboveMovesNothingOnTheScreen() {
        Barred window(chainOfThree());
        const QPoint before = window.onScreen(2);
        window.bar.show();
        QApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QTRY_VERIFY(window.view.y() > 0);
        QCOMPARE(window.onScreen(2), before);
        window.bar.hide();
        QTRY_COMPARE(window.view.y(), 0);
        QCOMPARE(window.onScreen(2), before);
        // Another size of the window fits again.
        window.resize(500, 320);
        QTRY_VERIFY(window.view.viewTransform().zoom < 1);
    }

    void aBarAboveDoesNotTakeWhatIsInTheHand() {
        Barred window(editableChain());
        QWidget* const there = window.view.viewport();
        const QPoint title = window.view.viewRect(2).topLeft().toPoint() + QPoint(40, 10);
        QTest::mousePress(there, Qt::LeftButton, {}, title);
        moveIn(there, title + QPoint(20, 40));
        QVERIFY(window.view.moveDrag() != nullptr);
        const QPointF by = window.view.moveDrag()->by;
        window.bar.show();
        QTRY_VERIFY(window.view.y() > 0);
        // The pointer rests; in the canvas it is higher now.
        moveIn(there, title + QPoint(20, 40 - window.view.y()));
        QVERIFY(window.view.moveDrag() != nullptr);
        QCOMPARE(window.view.moveDrag()->by, by);
        QTest::keyClick(&window.view, Qt::Key_Escape);
    }

    void fittingKeepsClearOfWhatLiesOverTheEdge() {
        m_view->setCovered(216);
        m_view->fitAll();
        for (const quint64 id : {1U, 2U, 3U}) { QVERIFY(m_view->viewRect(id).left() >= 216); }
        drag(Qt::MiddleButton, {400, 400}, {-200, 400});
        m_view->bringIntoView(m_view->snapshot()->rect(0));
        QVERIFY(m_view->viewRect(1).left() >= 216);
    }

    void theWheelZoomsAtTheCursor() {
        const QPointF at(220, 140);
        const QPointF scene = m_view->viewTransform().toScene(at);
        wheel(at, 2);
        QVERIFY(m_view->viewTransform().zoom > 1);
        QVERIFY(QLineF(m_view->viewTransform().toView(scene), at).length() < 1);  // whole pixels
        wheel(at, -5);
        QVERIFY(m_view->viewTransform().zoom < 1);
        QVERIFY(QLineF(m_view->viewTransform().toView(scene), at).length() < 1);  // whole pixels
    }

    void zoomingHasEnds() {
        for (int i = 0; i < 60; ++i) { wheel({400, 250}, 3); }
        QCOMPARE(m_view->viewTransform().zoom, kMaxZoom);
        for (int i = 0; i < 90; ++i) { wheel({400, 250}, -3); }
        QCOMPARE(m_view->viewTransform().zoom, kMinZoom);
        m_view->grab();
    }

    void aPinchZoomsAtTheFingers() {
        const QPointF at(300, 200);
        const QPointF scene = m_view->viewTransform().toScene(at);
        QNativeGestureEvent event(Qt::ZoomNativeGesture, QPointingDevice::primaryPointingDevice(),
                                  2, at, at, at, 0.25, QPointF());
        QApplication::sendEvent(port(), &event);
        QCOMPARE(m_view->viewTransform().zoom, 1.25);
        QVERIFY(QLineF(m_view->viewTransform().toView(scene), at).length() < 1);  // whole pixels
    }

    void aTouchpadPans() {
        const QPointF before = m_view->viewTransform().offset;
        QWheelEvent event({400, 250}, {400, 250}, {5, -9}, {5, -9}, Qt::NoButton, Qt::NoModifier,
                          Qt::ScrollUpdate, false);
        QApplication::sendEvent(port(), &event);
        QCOMPARE(m_view->viewTransform().offset, before + QPointF(5, -9));
        QCOMPARE(m_view->viewTransform().zoom, 1.0);
    }

    void middleAndRightDragPan() {
        for (const Qt::MouseButton button : {Qt::MiddleButton, Qt::RightButton}) {
            const QPointF before = m_view->viewTransform().offset;
            drag(button, {400, 400}, {450, 380});
            QCOMPARE(m_view->viewTransform().offset, before + QPointF(50, -20));
            QCOMPARE(m_view->selection(), QList<quint64>());
        }
    }

    void aClickSelectsShiftAddsControlToggles() {
        const QSignalSpy spy(m_view.get(), &CanvasView::selectionChanged);
        click(1);
        QCOMPARE(selected(), QSet<quint64>({1}));
        click(2, Qt::ShiftModifier);
        QCOMPARE(selected(), QSet<quint64>({1, 2}));
        click(2, Qt::ControlModifier);
        QCOMPARE(selected(), QSet<quint64>({1}));
        click(3);
        QCOMPARE(selected(), QSet<quint64>({3}));
        QTest::mouseClick(port(), Qt::LeftButton, {}, {400, 480});
        QCOMPARE(selected(), QSet<quint64>());
        QCOMPARE(spy.count(), 5);
    }

    void aClickOnAWireOfNoProjectSelectsItsEnds() {
        const CanvasSnapshot& s = *m_view->snapshot();
        const QPointF middle = m_view->viewTransform().toView((s.output(0, 0) + s.input(1, 0)) / 2);
        QTest::mouseClick(port(), Qt::LeftButton, {}, middle.toPoint());
        QCOMPARE(selected(), QSet<quint64>({1, 2}));
    }

    void aBandSelectsWhatItTouches() {
        const QRectF first = m_view->viewRect(1);
        const QRectF second = m_view->viewRect(2);
        drag(Qt::LeftButton, (first.topLeft() - QPointF(10, 30)).toPoint(),
             (second.topLeft() + QPointF(20, 20)).toPoint());
        QCOMPARE(selected(), QSet<quint64>({1, 2}));
    }

    void aDoubleClickOpens() {
        const QSignalSpy spy(m_view.get(), &CanvasView::openRequested);
        QTest::mouseDClick(port(), Qt::LeftButton, {}, body(2));
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy[0][0].toULongLong(), 2ULL);
    }

    void hoverTellsDtypeAndShape() {
        const CanvasSnapshot& s = *m_view->snapshot();
        const QPoint out = m_view->viewTransform().toView(s.output(0, 0)).toPoint();
        hover(out);
        QTRY_COMPARE(QToolTip::text(), QStringLiteral("y:0\nfloat32 [?,10]"));
        hover(m_view->viewTransform().toView(s.input(2, 0)).toPoint());
        QTRY_COMPARE(QToolTip::text(), QStringLiteral("input x0 of c\nfloat32 [?,10]"));
        const QPointF middle = (s.output(0, 0) + s.input(1, 0)) / 2;
        hover(m_view->viewTransform().toView(middle).toPoint());
        QTRY_COMPARE(QToolTip::text(),
                     QStringLiteral("a ") + QChar(0x2192) + QStringLiteral(" b\nfloat32 [?,10]"));
    }

    void hoverTellsTheLastValueAndTheError() {
        CanvasLive live;
        live[1].value = QStringLiteral("0.4231");
        live[2].error = QStringLiteral("shapes differ");
        m_view->setLive(live);
        const CanvasSnapshot& s = *m_view->snapshot();
        hover(m_view->viewTransform().toView(s.output(0, 0)).toPoint());
        QTRY_VERIFY(QToolTip::text().contains(QStringLiteral("last value 0.4231")));
        hover(body(2));
        QTRY_VERIFY(QToolTip::text().contains(QStringLiteral("shapes differ")));
    }

    void revealMovesAHiddenNodeIntoTheView() {
        drag(Qt::MiddleButton, {400, 400}, {-2000, 400});
        QVERIFY(!port()->rect().contains(m_view->viewRect(3).toAlignedRect()));
        m_view->reveal(3);
        QVERIFY(port()->rect().contains(m_view->viewRect(3).toAlignedRect()));
        QCOMPARE(selected(), QSet<quint64>({3}));
    }

    void theLatestDiagramWins() {
        QSignalSpy spy(m_view.get(), &CanvasView::snapshotChanged);
        m_view->showDiagram(randomDiagram(300));
        m_view->showDiagram(chainOfThree());
        QTRY_COMPARE(spy.count(), 1);
        QTest::qWait(50);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(m_view->snapshot()->nodes(), 3);
    }

private:
    QWidget* port() const { return m_view->viewport(); }
    QSet<quint64> selected() const {
        const QList<quint64> ids = m_view->selection();
        return {ids.begin(), ids.end()};
    }
    QPoint body(quint64 id) const {
        return (m_view->viewRect(id).center() + QPointF(0, 20)).toPoint();
    }
    void click(quint64 id, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(port(), Qt::LeftButton, modifiers, body(id));
    }
    static void moveIn(QWidget* there, QPoint to) {
        QMouseEvent move(QEvent::MouseMove, QPointF(to), there->mapToGlobal(QPointF(to)),
                         Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(there, &move);
    }
    void drag(Qt::MouseButton button, QPoint from, QPoint to) {
        QTest::mousePress(port(), button, {}, from);
        QMouseEvent move(QEvent::MouseMove, QPointF(to), QPointF(to), Qt::NoButton, button, {});
        QApplication::sendEvent(port(), &move);
        QTest::mouseRelease(port(), button, {}, to);
    }
    void hover(QPoint at) {
        QMouseEvent move(QEvent::MouseMove, QPointF(at), port()->mapToGlobal(QPointF(at)),
                         Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(port(), &move);
    }
    void wheel(QPointF at, double notches) {
        QWheelEvent event(at, at, {}, QPoint(0, qRound(120 * notches)), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(port(), &event);
    }

    std::unique_ptr<CanvasView> m_view;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasView> registered;
}

#include "tst_canvas_view.moc"
