// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/placing.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"
#include "ui/canvas/drag/move_drag.h"
#include "ui/canvas/hit_test.h"
#include "ui/canvas/layout/align.h"
#include "ui/canvas/layout/panel_room.h"

namespace weft::ui::test {

/// Groups that are open in place: where what is in them lies, and what makes room for them.
class TstPlacing : public QObject {
    Q_OBJECT

private slots:
    void withoutPanelsNodesLieWhereTheFileSays() {
        const Placing placing = placingOf(chainOfThree());
        QVERIFY(placing.placed);
        for (int i = 0; i < 3; ++i) { QCOMPARE(at(placing, i).topLeft(), QPointF(200 * i, 0)); }
        QVERIFY(placingOf({}).rects.empty());
    }

    void aPanelIsAroundWhatLiesInIt() {
        const Diagram d = opened();
        const Placing placing = placingOf(d);
        const QRectF panel = at(placing, 1);
        QCOMPARE(panel.topLeft(), QPointF(200, 0));
        // Their places in the group begin at 1000, 500: only what lies between them counts.
        QCOMPARE(at(placing, 2).topLeft() - panel.topLeft(), QPointF(16, 24 + 16));
        QCOMPARE(at(placing, 3).topLeft() - at(placing, 2).topLeft(), QPointF(200, 80));
        QCOMPARE(panel.right(), at(placing, 3).right() + 16);
        QCOMPARE(panel.bottom(), at(placing, 3).bottom() + 16);
        QCOMPARE(placing.origins[1] + QPointF(1000, 500), at(placing, 2).topLeft());
    }

    void aPanelWhoseContentsHaveNoPlacesIsLaidOut() {
        Diagram d = opened();
        d.nodes[2].position.reset();
        d.nodes[3].position.reset();
        const Placing placing = placingOf(d);
        QVERIFY(!placing.placed);
        QVERIFY(at(placing, 2).right() < at(placing, 3).left());
        QVERIFY(at(placing, 1).contains(at(placing, 2)));
        QVERIFY(at(placing, 1).contains(at(placing, 3)));
        QCOMPARE(at(placing, 4).topLeft(), QPointF(400, 0));
        const auto s = makeSnapshot(d);
        for (const CanvasWire& wire : s->wires) {
            QCOMPARE(s->path(wire).front(), s->output(wire.fromNode, wire.fromPort));
        }
    }

    void panelsLieInPanelsAndNothingHasAPlace() {
        Diagram d = opened();
        d.nodes[2].form = NodeForm::Panel;  // with one node of its own, the last
        d.nodes[2].inputs.clear();
        d.nodes[2].outputs.clear();
        d.nodes.push_back(boxNode(9, QStringLiteral("deep"), 1, 1));
        d.nodes.back().panel = 2;
        for (DiagramWire& wire : d.wires) {
            if (wire.toNode == 2) { wire.toNode = 5; }
            if (wire.fromNode == 2) { wire.fromNode = 5; }
        }
        for (DiagramNode& node : d.nodes) { node.position.reset(); }
        const Placing placing = placingOf(d);
        QVERIFY(at(placing, 1).contains(at(placing, 2)));
        QVERIFY(at(placing, 2).contains(at(placing, 5)));
        // a -> [[deep] -> inner] -> c, from left to right on every level.
        QVERIFY(at(placing, 0).right() < at(placing, 1).left());
        QVERIFY(at(placing, 2).right() < at(placing, 3).left());
        QVERIFY(at(placing, 1).right() < at(placing, 4).left());
        QCOMPARE(d.panelAround(5, 3), 1);
        QCOMPARE(d.panelAround(5, 0), -1);
        QCOMPARE(d.memberOf(1, 5), 2);
        QCOMPARE(d.memberOf(2, 3), -1);
    }

    void othersMakeRoomAndKeepTheirPlacesAmongEachOther() {
        Diagram d = opened();
        d.nodes.push_back(boxNode(7, QStringLiteral("below"), 0, 1));
        d.nodes.back().position = QPointF(208, 120);
        d.nodes.push_back(boxNode(8, QStringLiteral("far"), 0, 1));
        d.nodes.back().position = QPointF(640, 120);
        d.nodes.push_back(boxNode(9, QStringLiteral("above"), 0, 1));
        d.nodes.back().position = QPointF(208, -200);
        Diagram closed = d;
        closed.nodes[1].form = NodeForm::Group;
        std::erase_if(closed.nodes, [](const DiagramNode& node) { return node.panel >= 0; });
        closed.wires.clear();
        const auto room = roomToOpen(closed, d, 2);
        QVERIFY(!room.contains(1));
        QVERIFY(!room.contains(9));
        QCOMPARE(room.value(5), QPointF(room.value(8).x(), 0));
        QVERIFY(room.value(7).x() == 0 && room.value(7).y() > 0);
        for (DiagramNode& node : d.nodes) {
            if (node.panel < 0) { node.position = *node.position + room.value(node.id); }
        }
        const Placing placing = placingOf(d);
        for (std::size_t i = 0; i < d.nodes.size(); ++i) {
            if (d.nodes[i].panel >= 0 || i == 1) { continue; }
            QVERIFY2(!placing.rects[i].intersects(at(placing, 1)), qPrintable(d.nodes[i].name));
        }
        // Where there is room nothing moves, and nothing moves what is laid out anyway.
        d.nodes[4].position = QPointF(4000, 0);
        closed = d;
        closed.nodes[1].form = NodeForm::Group;
        std::erase_if(closed.nodes, [](const DiagramNode& node) { return node.panel >= 0; });
        QVERIFY(roomToOpen(closed, d, 2).isEmpty());
        d.nodes[0].position.reset();
        QVERIFY(roomToOpen(closed, d, 2).isEmpty());
        QVERIFY(roomToOpen(closed, d, 77).isEmpty());
    }

    void aPanelIsHeldByItsTitleAndPlacesAreItsOwn() {
        const auto s = makeSnapshot(opened());
        const QRectF panel = s->rect(1);
        QCOMPARE(hitTest(*s, panel.topLeft() + QPointF(40, 8), 1).node, 1);
        QCOMPARE(hitTest(*s, panel.topLeft() + QPointF(40, 32), 1).kind, Hit::Kind::Nothing);
        QCOMPARE(hitTest(*s, s->rect(2).center(), 1).node, 2);
        QCOMPARE(s->panelAt(panel.center()), 1);
        QCOMPARE(s->panelAt(panel.topLeft() - QPointF(8, 8)), -1);
        const auto own =
            s->ownCorners({{3, s->rect(2).topLeft() + QPointF(8, 0)}, {2, panel.topLeft()}});
        QCOMPARE(own.value(3), QPointF(1008, 500));
        QCOMPARE(own.value(2), panel.topLeft());
        QCOMPARE(s->outermost({1, 2, 3, 4}), (QSet<quint64>{1, 2}));
        QCOMPARE(s->outermost({3, 4}), (QSet<quint64>{3, 4}));
        // A layout takes a panel as one box.
        const auto corners = arranged(*s, {1, 2, 3, 4, 5});
        QCOMPARE(corners.size(), 3);
        QVERIFY(corners.value(2).x() + panel.width() < corners.value(5).x());
    }

    void whatIsInAPanelMovesWithIt() {
        const auto s = makeSnapshot(opened());
        MoveDrag drag = liftOff(*s, {2}, 2);
        drag.by = QPointF(8, 8);
        QCOMPARE(drag.nodes, (std::vector<int>{1, 2, 3}));
        QCOMPARE(drag.carried.size(), 1U);
        QCOMPARE(drag.stretched.size(), 2U);
        QCOMPARE(cornersAfter(*s, drag).size(), 1);
    }

private:
    static QRectF at(const Placing& placing, int i) {
        return placing.rects[static_cast<std::size_t>(i)];
    }

    /// a -> [in -> inner] -> c with ids 1, [2: 3, 4], 5.
    static Diagram opened() {
        Diagram d;
        d.editable = true;
        const auto add = [&d](quint64 id, const char* name, QPointF place, int panel) {
            d.nodes.push_back(boxNode(id, QLatin1String(name), 1, 1));
            d.nodes.back().position = place;
            d.nodes.back().panel = panel;
        };
        add(1, "a", {0, 0}, -1);
        add(2, "open", {200, 0}, -1);
        d.nodes[1].form = NodeForm::Panel;
        d.nodes[1].inputs.clear();
        d.nodes[1].outputs.clear();
        d.nodes[1].least = {1000, 500};
        add(3, "in", {1000, 500}, 1);
        add(4, "inner", {1200, 580}, 1);
        add(5, "c", {400, 0}, -1);
        d.wires = {{0, 0, 2, 0}, {2, 0, 3, 0}, {3, 0, 4, 0}};
        d.wires[1].panel = 1;
        return d;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstPlacing> registered;
}

#include "tst_placing.moc"
