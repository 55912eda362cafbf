// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Nodes moved by mouse and keys (canvas_drags.cpp).

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"

namespace weft::ui::test {

using Corners = QHash<quint64, QPointF>;

class TstCanvasMoves : public QObject {
    Q_OBJECT

private slots:
    void whatIsNoProjectDoesNotMove() {
        CanvasHand hand(chainOfThree());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.press(hand.title(1));
        hand.moveTo(hand.title(1) + QPoint(50, 50));
        QCOMPARE(hand.port()->cursor().shape(), Qt::ForbiddenCursor);
        QVERIFY(hand.view.moveDrag() == nullptr);
        hand.release();
        hand.view.select({2});
        hand.key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(asked.count(), 0);
    }

    /// A recipe's inside is locked; the recipe itself is a thing of the project.
    void aRecipeMoves() {
        Diagram d = editableChain();
        d.nodes[1].derived = true;
        CanvasHand hand(d);
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.drag(hand.title(1), hand.title(1) + QPoint(48, 48));
        QCOMPARE(asked.count(), 1);
    }

    void escapePutsBack() {
        CanvasHand hand(editableChain());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.click(hand.title(1));
        const QImage before = hand.picture();
        hand.press(hand.title(1));
        hand.moveTo(hand.title(1) + QPoint(5, 5));
        hand.moveTo(hand.title(1) + QPoint(48, 80));
        QVERIFY(hand.picture() != before);
        hand.key(Qt::Key_Escape);
        QCOMPARE(hand.picture(), before);
        hand.moveTo(hand.title(1) + QPoint(90, 80));
        hand.release();
        QCOMPARE(asked.count(), 0);
        QCOMPARE(hand.selected(), QSet<quint64>{2});
    }

    void aDragSnapsAndAsksForTheNewCorner() {
        CanvasHand hand(editableChain());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.drag(hand.title(1), hand.title(1) + QPoint(42, 61));
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].value<Corners>(), (Corners{{2, {240, 64}}}));
        QCOMPARE(hand.selected(), QSet<quint64>{2});
    }

    void shiftDoesNotSnap() {
        CanvasHand hand(editableChain());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.drag(hand.title(1), hand.title(1) + QPoint(42, 61), Qt::ShiftModifier);
        QCOMPARE(asked[0][0].value<Corners>(), (Corners{{2, {242, 61}}}));
    }

    void theSelectionMovesTogether() {
        CanvasHand hand(editableChain());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.view.select({1, 3});
        hand.drag(hand.title(2), hand.title(2) + QPoint(0, 80));
        QCOMPARE(asked[0][0].value<Corners>(), (Corners{{1, {0, 80}}, {3, {400, 80}}}));
        // One outside of the selection moves alone.
        hand.drag(hand.title(1), hand.title(1) + QPoint(0, 80));
        QCOMPARE(asked[1][0].value<Corners>(), (Corners{{2, {200, 80}}}));
    }

    void aDragOfHalfTheZoomGoesTwiceAsFar() {
        CanvasHand hand(editableChain());
        for (int i = 0; i < 3; ++i) { hand.view.zoomOut(); }
        const double zoom = hand.view.viewTransform().zoom;
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.drag(hand.title(1), hand.title(1) + QPoint(0, qRound(80 * zoom)));
        QCOMPARE(asked[0][0].value<Corners>(), (Corners{{2, {200, 80}}}));
    }

    void droppedNodesStayUntilTheDiagramFollows() {
        CanvasHand hand(editableChain());
        hand.click(hand.title(1));
        hand.drag(hand.title(1), hand.title(1) + QPoint(0, 80));
        QVERIFY(hand.view.moveDrag() != nullptr);
        hand.view.updateDiagram([] { return editableChain(); });  // an older one comes first
        QSignalSpy shown(&hand.view, &CanvasView::snapshotChanged);
        QTRY_COMPARE(shown.count(), 1);
        QVERIFY(hand.view.moveDrag() != nullptr);
        QCOMPARE(hand.view.moveDrag()->by, QPointF(0, 80));
        hand.view.updateDiagram([] {
            Diagram moved = editableChain();
            moved.nodes[1].position = QPointF(200, 80);
            return moved;
        });
        QTRY_COMPARE(shown.count(), 2);
        QVERIFY(hand.view.moveDrag() == nullptr);
        QCOMPARE(hand.selected(), QSet<quint64>{2});
    }

    void aNodeThatGoesWhileItIsDraggedIsLetGo() {
        CanvasHand hand(editableChain());
        hand.press(hand.title(2));
        hand.moveTo(hand.title(2) + QPoint(30, 30));
        QVERIFY(hand.view.moveDrag() != nullptr);
        QSignalSpy shown(&hand.view, &CanvasView::snapshotChanged);
        hand.view.updateDiagram([] {
            Diagram fewer = editableChain();
            fewer.nodes.pop_back();
            fewer.wires.pop_back();
            return fewer;
        });
        QTRY_COMPARE(shown.count(), 1);
        QVERIFY(hand.view.moveDrag() == nullptr);
        hand.release();
        hand.picture();
    }

    void shiftArrowsNudgeAndAddUp() {
        CanvasHand hand(editableChain());
        const QSignalSpy asked(&hand.view, &CanvasView::moveRequested);
        hand.view.select({2});
        hand.key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(asked[0][0].value<Corners>(), (Corners{{2, {208, 0}}}));
        hand.key(Qt::Key_Right, Qt::ShiftModifier);
        hand.key(Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(asked[2][0].value<Corners>(), (Corners{{2, {216, -8}}}));
    }

    void aMovedPictureIsThatOfTheMovedDiagram() {
        // Far from its wires' lanes the moved picture and the one made anew are the same.
        Diagram d = editableChain();
        d.wires.clear();
        CanvasHand hand(d);
        hand.view.select({2});
        hand.drag(hand.title(1), hand.title(1) + QPoint(0, 80));
        const QImage dropped = hand.picture();
        d.nodes[1].position = QPointF(200, 80);
        QSignalSpy shown(&hand.view, &CanvasView::snapshotChanged);
        hand.view.updateDiagram([d] { return d; });
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(hand.picture(), dropped);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasMoves> registered;
}

#include "tst_canvas_moves.moc"
