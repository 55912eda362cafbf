// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/move_drag.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"

namespace weft::ui::test {

class TstMoveDrag : public QObject {
    Q_OBJECT

private slots:
    void whatIsNotThereIsLeftOut() {
        const auto s = makeSnapshot(editableChain());
        const MoveDrag drag = liftOff(*s, {99}, 99);
        QVERIFY(drag.nodes.empty());
        QVERIFY(drag.carried.empty());
        QVERIFY(cornersAfter(*s, drag).isEmpty());
        QCOMPARE(snappedWay(*s, drag, {3, 5}), QPointF(0, 8));
    }

    void wiresAreCarriedOrStretched() {
        const auto s = makeSnapshot(editableChain());
        const MoveDrag one = liftOff(*s, {2}, 2);
        QCOMPARE(one.stretched, (std::vector<int>{0, 1}));
        QVERIFY(one.carried.empty());
        QVERIFY(one.lifted.node(1));
        QVERIFY(!one.lifted.node(0));
        const MoveDrag two = liftOff(*s, {1, 2}, 2);
        QCOMPARE(two.carried, std::vector<int>{0});
        QCOMPARE(two.stretched, std::vector<int>{1});
    }

    void theGrabbedCornerSnapsToTheGridOfEight() {
        Diagram d = editableChain();
        d.nodes[1].position = QPointF(203, 5);
        const auto s = makeSnapshot(d);
        const MoveDrag drag = liftOff(*s, {1, 2}, 2);
        const QPointF way = snappedWay(*s, drag, {20, 20});
        QCOMPARE(QPointF(203, 5) + way, QPointF(224, 24));
    }

    void aPlacedDiagramGivesOnlyWhatMoved() {
        const auto s = makeSnapshot(editableChain());
        MoveDrag drag = liftOff(*s, {2}, 2);
        drag.by = {16, -8};
        QCOMPARE(cornersAfter(*s, drag), (QHash<quint64, QPointF>{{2, {216, -8}}}));
    }

    void aDiagramThatWasLaidOutGivesAll() {
        Diagram d = editableChain();
        for (DiagramNode& node : d.nodes) { node.position.reset(); }
        const auto s = makeSnapshot(d);
        MoveDrag drag = liftOff(*s, {2}, 2);
        drag.by = {0, 80};
        const QHash<quint64, QPointF> corners = cornersAfter(*s, drag);
        QCOMPARE(corners.size(), 3);
        QCOMPARE(corners[1], s->rect(0).topLeft());
        QCOMPARE(corners[2], s->rect(1).topLeft() + QPointF(0, 80));
    }

    void arrivalIsSeen() {
        const auto s = makeSnapshot(editableChain());
        QVERIFY(hasArrived(*s, {{2, {200, 0}}}));
        QVERIFY(!hasArrived(*s, {{2, {208, 0}}}));
        QVERIFY(hasArrived(*s, {{99, {208, 0}}}));
    }

    void aStretchedWireEndsWhereItsNodesAre() {
        const auto s = makeSnapshot(editableChain());
        const CanvasWire& wire = s->wire(0);
        const auto ahead = stretchedPath(*s, wire, {}, {40, 30});
        QCOMPARE(ahead.front(), s->output(0, 0));
        QCOMPARE(ahead.back(), s->input(1, 0) + QPointF(40, 30));
        const auto back = stretchedPath(*s, wire, {}, {-400, 30});
        QCOMPARE(back.back(), s->input(1, 0) + QPointF(-400, 30));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMoveDrag> registered;
}

#include "tst_move_drag.moc"
