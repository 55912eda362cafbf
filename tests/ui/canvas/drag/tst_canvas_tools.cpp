// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Cuts, breaks, nodes put into wires, rows and columns, streams, map and legend (canvas_tools.cpp).

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"
#include "ui/canvas/overlay/canvas_map.h"
#include "ui/canvas/tiles/tile_ground.h"

namespace weft::ui::test {

using Ids = QSet<quint64>;
using Corners = QHash<quint64, QPointF>;

/// a -> b -> c in a row and a free d below.
Diagram chainAndFree() {
    Diagram d = editableChain();
    d.nodes.push_back(boxNode(4, QStringLiteral("d"), 1, 1));
    d.nodes.back().position = QPointF(200, 160);
    d.nodes.back().inputs[0].socket = {4, QStringLiteral("x0")};
    d.nodes.back().outputs[0].socket = {4, QStringLiteral("y")};
    return d;
}

class TstCanvasTools : public QObject {
    Q_OBJECT

private slots:
    void aGraphThatIsOnlyShownIsNotCut() {
        CanvasHand hand(chainOfThree());
        QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        stroke(hand, between(hand, 0, 1) - QPoint(0, 40), between(hand, 0, 1) + QPoint(0, 40));
        hand.click(hand.output(0), Qt::AltModifier);
        QCOMPARE(cut.count(), 0);
    }

    void aStrokeAcrossNothingCutsNothing() {
        CanvasHand hand(editableChain());
        QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        stroke(hand, hand.nothing(), hand.nothing() + QPoint(100, 0));
        QCOMPARE(cut.count(), 0);
    }

    void escapeKeepsTheWires() {
        CanvasHand hand(editableChain());
        QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        const QPoint at = between(hand, 0, 1);
        QTest::mousePress(hand.port(), Qt::RightButton, Qt::ControlModifier, at - QPoint(0, 40));
        hand.moveTo(at + QPoint(0, 40));
        hand.key(Qt::Key_Escape);
        QTest::mouseRelease(hand.port(), Qt::RightButton, Qt::ControlModifier, at + QPoint(0, 40));
        QCOMPARE(cut.count(), 0);
    }

    void aStrokeCutsWhatItCrosses() {
        Diagram d = editableChain();
        // A second wire from a to c, that passes b.
        d.nodes[2].inputs.push_back(d.nodes[2].inputs[0]);
        d.nodes[2].inputs[1].name = d.nodes[2].inputs[1].socket.port = QStringLiteral("x1");
        d.wires.push_back({0, 0, 2, 1, false, false, 13});
        CanvasHand hand(d);
        QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        const QPoint at = between(hand, 0, 1);
        const QImage before = hand.picture();
        QTest::mousePress(hand.port(), Qt::RightButton, Qt::ControlModifier, at - QPoint(0, 200));
        hand.moveTo(at + QPoint(0, 200));
        QVERIFY(hand.picture() != before);
        QTest::mouseRelease(hand.port(), Qt::RightButton, Qt::ControlModifier, at + QPoint(0, 200));
        QCOMPARE(cut.count(), 1);
        QCOMPARE(cut[0][0].value<Ids>(), Ids({11, 13}));
    }

    void altAndAClickBreakASocketOrAWire() {
        CanvasHand hand(editableChain());
        QSignalSpy cut(&hand.view, &CanvasView::cutRequested);
        hand.click(hand.output(1), Qt::AltModifier);
        QCOMPARE(cut.takeFirst()[0].value<Ids>(), Ids({12}));
        hand.click(hand.input(1), Qt::AltModifier);
        QCOMPARE(cut.takeFirst()[0].value<Ids>(), Ids({11}));
        hand.click(between(hand, 0, 1), Qt::AltModifier);
        QCOMPARE(cut.takeFirst()[0].value<Ids>(), Ids({11}));
    }

    void aWiredNodeIsNotPutIntoAWire() {
        Diagram d = chainAndFree();
        d.nodes[3].inputs.push_back(d.nodes[3].inputs[0]);
        d.wires.push_back({2, 0, 3, 0, false, false, 13});
        CanvasHand hand(d);
        const QSignalSpy put(&hand.view, &CanvasView::insertRequested);
        const QSignalSpy moved(&hand.view, &CanvasView::moveRequested);
        hand.drag(hand.title(3), between(hand, 0, 1));
        QCOMPARE(put.count(), 0);
        QCOMPARE(moved.count(), 1);
    }

    void aNodeThatDoesNotFitIsNotPutIntoAWire() {
        CanvasHand hand(chainAndFree());
        hand.view.setWireChecks(
            [](const SocketRef&, const SocketRef& to) {
                return WireVerdict{to.item != 4, QStringLiteral("needs int32"), {}};
            },
            {});
        const QSignalSpy put(&hand.view, &CanvasView::insertRequested);
        hand.drag(hand.title(3), between(hand, 0, 1));
        QCOMPARE(put.count(), 0);
    }

    void aFreeNodeDroppedOnAWireIsPutIntoIt() {
        CanvasHand hand(chainAndFree());
        const QSignalSpy put(&hand.view, &CanvasView::insertRequested);
        const QSignalSpy moved(&hand.view, &CanvasView::moveRequested);
        hand.drag(hand.title(3), between(hand, 0, 1));
        QCOMPARE(moved.count(), 0);
        QCOMPARE(put.count(), 1);
        QCOMPARE(put[0][0].toULongLong(), 11U);
        QCOMPARE(put[0][1].toULongLong(), 4U);
    }

    void aligningWantsTwo() {
        CanvasHand hand(chainAndFree());
        const QSignalSpy placed(&hand.view, &CanvasView::placesRequested);
        hand.view.select({4});
        hand.key(Qt::Key_A);
        hand.key(Qt::Key_L);
        QCOMPARE(placed.count(), 0);
    }

    void aAndALetterAlign() {
        CanvasHand hand(chainAndFree());
        const QSignalSpy placed(&hand.view, &CanvasView::placesRequested);
        hand.view.select({1, 4});
        hand.key(Qt::Key_A);
        hand.key(Qt::Key_L);
        QCOMPARE(placed.count(), 1);
        const auto corners = placed[0][1].value<Corners>();
        QCOMPARE(corners.size(), 1);
        QCOMPARE(corners.value(4), QPointF(0, 160));
    }

    void anotherKeyAfterAMeansWhatItAlwaysDoes() {
        CanvasHand hand(chainAndFree());
        const QSignalSpy placed(&hand.view, &CanvasView::placesRequested);
        hand.view.select({1, 4});
        hand.key(Qt::Key_A);
        hand.key(Qt::Key_Escape);
        hand.key(Qt::Key_L);
        QCOMPARE(placed.count(), 0);  // L alone lays out
    }

    void lAsksForALayout() {
        CanvasHand hand(chainAndFree());
        const QSignalSpy asked(&hand.view, &CanvasView::layoutRequested);
        hand.key(Qt::Key_L);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(hand.view.subject(), Ids({1, 2, 3, 4}));
        hand.view.select({1, 2});
        QCOMPARE(hand.view.subject(), Ids({1, 2}));
    }

    void upstreamAndDownstreamAreSelected() {
        CanvasHand hand(chainAndFree());
        hand.view.select({2});
        hand.key(Qt::Key_BracketRight, Qt::ControlModifier);
        QCOMPARE(hand.selected(), Ids({2, 3}));
        hand.view.select({2});
        hand.key(Qt::Key_BracketLeft, Qt::ControlModifier);
        QCOMPARE(hand.selected(), Ids({1, 2}));
    }

    void altSAsksForASwap() {
        CanvasHand hand(chainAndFree());
        const QSignalSpy swap(&hand.view, &CanvasView::swapRequested);
        hand.key(Qt::Key_S, Qt::AltModifier);
        QCOMPARE(swap.count(), 0);
        hand.view.select({2});
        hand.key(Qt::Key_S, Qt::AltModifier);
        QCOMPARE(swap.count(), 1);
    }

    void theMapIsThereWhereMoreIsThanOneSees() {
        CanvasHand hand(editableChain());
        hand.view.setMapShown(true);
        QVERIFY(!hand.view.map()->isVisible());
        hand.view.lookAt(hand.shown().rect(2).center(), 2);
        QVERIFY(hand.view.map()->isVisible());
        QTRY_VERIFY(!hand.view.ground().overview().isNull());
        hand.view.fitAll();
        QVERIFY(!hand.view.map()->isVisible());
    }

    void aPressAndADragOnTheMapMoveTheView() {
        CanvasHand hand(editableChain());
        hand.view.setMapShown(true);
        hand.view.lookAt(hand.shown().rect(2).center(), 2);
        CanvasMap& map = *hand.view.map();
        const auto middle = [&] {
            return hand.view.viewTransform().toScene(QRectF(hand.port()->rect()).center());
        };
        const QPointF first = hand.shown().rect(0).center();
        const QPoint at = map.toMap(first).toPoint();
        QTest::mousePress(&map, Qt::LeftButton, {}, at);
        QVERIFY(QLineF(middle(), map.toScene(at)).length() < 2);
        const QPoint there = map.toMap(hand.shown().rect(1).center()).toPoint();
        QMouseEvent move(QEvent::MouseMove, QPointF(there), map.mapToGlobal(QPointF(there)),
                         Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&map, &move);
        QTest::mouseRelease(&map, Qt::LeftButton, {}, there);
        QVERIFY(QLineF(middle(), map.toScene(there)).length() < 2);
        QCOMPARE(hand.view.viewTransform().zoom, 2.0);
    }

    void theLegendIsASwitchAndNotInTheWay() {
        CanvasHand hand(editableChain());
        const QImage before = hand.picture();
        hand.view.setLegendShown(true);
        QVERIFY(hand.picture() != before);
        hand.drag(QPoint(30, 480), QPoint(700, 30));
        QVERIFY(!hand.selected().isEmpty());
        hand.view.select({});
        hand.view.setLegendShown(false);
        QCOMPARE(hand.picture(), before);
    }

private:
    static QPoint between(const CanvasHand& hand, int from, int to) {
        return (hand.output(from) + hand.input(to)) / 2;
    }
    static void stroke(CanvasHand& hand, QPoint from, QPoint to) {
        QTest::mousePress(hand.port(), Qt::RightButton, Qt::ControlModifier, from);
        hand.moveTo((from + to) / 2);
        hand.moveTo(to);
        QTest::mouseRelease(hand.port(), Qt::RightButton, Qt::ControlModifier, to);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasTools> registered;
}

#include "tst_canvas_tools.moc"
