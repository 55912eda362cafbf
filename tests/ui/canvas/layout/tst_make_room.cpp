// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/make_room.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"

namespace weft::ui::test {

class TstMakeRoom : public QObject {
    Q_OBJECT

private slots:
    void whereThereIsRoomNothingMoves() {
        Diagram d = editableChain();
        d.nodes[1].position = QPointF(800, 0);
        d.nodes[2].position = QPointF(1000, 0);
        const MadeRoom room = roomFor(*makeSnapshot(d), 0, {QPointF(400, 8), kNode}, 0);
        QVERIFY(room.corners.isEmpty());
        QCOMPARE(room.corner, QPointF(400, 8));
    }

    void aWireThatRunsBackIsLeftAlone() {
        Diagram d = editableChain();
        d.nodes[1].position = QPointF(-400, 0);
        const MadeRoom room = roomFor(*makeSnapshot(d), 0, {QPointF(-100, 8), kNode}, 0);
        QVERIFY(room.corners.isEmpty());
    }

    void whatComesAfterGoesRight() {
        const auto s = makeSnapshot(editableChain());
        const MadeRoom room = roomFor(*s, 0, {QPointF(100, 8), kNode}, 0);
        QCOMPARE(room.corners.size(), 2);
        QVERIFY(room.corner.x() >= s->rect(0).right() + 40);
        const QPointF b = room.corners.value(2);
        QVERIFY(b.x() >= room.corner.x() + kNode.width() + 40);
        // All by the same way, level, and on the grid.
        QCOMPARE(b - s->rect(1).topLeft(), room.corners.value(3) - s->rect(2).topLeft());
        QCOMPARE(b.y(), s->rect(1).top());
        QCOMPARE(std::fmod(b.x() - s->rect(1).left(), 8), 0.0);
    }

    void whatWouldBeCoveredGoesAlong() {
        Diagram d = editableChain();
        d.nodes.push_back(boxNode(4, "beside", 0, 1));  // right of c, on its line
        d.nodes.back().position = QPointF(600, 0);
        d.nodes.push_back(boxNode(5, "below", 0, 1));
        d.nodes.back().position = QPointF(400, 300);
        const MadeRoom room = roomFor(*makeSnapshot(d), 0, {QPointF(100, 8), kNode}, 0);
        QVERIFY(room.corners.contains(4));
        QVERIFY(!room.corners.contains(5));
        QVERIFY(!room.corners.contains(1));
    }

    void aLoopDoesNotCarryItsBeginningAway() {
        Diagram d = editableChain();
        d.nodes[0].inputs.push_back(floatPort("x0"));
        d.wires.push_back({2, 0, 0, 0});
        const MadeRoom room = roomFor(*makeSnapshot(d), 0, {QPointF(100, 8), kNode}, 0);
        QCOMPARE(room.corners.size(), 2);
        QVERIFY(!room.corners.contains(1));
    }

    void theNodeItselfIsNotPushed() {
        Diagram d = editableChain();
        d.nodes.push_back(boxNode(4, "new", 1, 1));
        d.nodes.back().position = QPointF(330, 0);  // over b and c
        const auto s = makeSnapshot(d);
        const MadeRoom room = roomFor(*s, 0, s->rect(3), 4);
        QVERIFY(!room.corners.contains(4));
        QVERIFY(room.corners.contains(2) && room.corners.contains(3));
    }

private:
    static constexpr QSizeF kNode{144, 72};
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMakeRoom> registered;
}

#include "tst_make_room.moc"
