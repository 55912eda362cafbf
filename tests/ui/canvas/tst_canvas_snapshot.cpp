// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_snapshot.h"

#include <QElapsedTimer>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"

namespace weft::ui::test {

class TstCanvasSnapshot : public QObject {
    Q_OBJECT

private slots:
    void nothingIsASnapshotToo() {
        const auto s = makeSnapshot({});
        QCOMPARE(s->nodes(), 0);
        QVERIFY(s->bounds.isEmpty());
    }

    void placesOfTheFileAreKept() {
        const auto s = makeSnapshot(chainOfThree());
        for (int i = 0; i < 3; ++i) { QCOMPARE(s->rect(i).topLeft(), QPointF(200 * i, 0)); }
    }

    void oneNodeWithoutAPlaceLaysAllOut() {
        Diagram d = chainOfThree();
        for (DiagramNode& node : d.nodes) { node.position = QPointF(0, 0); }
        d.nodes[1].position.reset();
        const auto s = makeSnapshot(d);
        QVERIFY(s->rect(0).right() < s->rect(1).left());
        QVERIFY(s->rect(1).right() < s->rect(2).left());
    }

    void wiresEndAtTheirSockets() {
        const auto s = makeSnapshot(randomDiagram(50));
        for (const CanvasWire& wire : s->wires) {
            const std::span<const QPointF> path = s->path(wire);
            QVERIFY(QLineF(path.front(), s->output(wire.fromNode, wire.fromPort)).length() < 1e-9);
            QVERIFY(QLineF(path.back(), s->input(wire.toNode, wire.toPort)).length() < 1e-9);
        }
    }

    void aWireBackPassesBelowBothNodes() {
        Diagram d = chainOfThree();
        d.wires.push_back({2, 0, 0, 0, false, false});
        const auto s = makeSnapshot(d);
        double lowest = 0;
        for (const QPointF& p : s->path(s->wire(2))) { lowest = std::max(lowest, p.y()); }
        QVERIFY(lowest > s->rect(0).bottom());
        QVERIFY(lowest > s->rect(2).bottom());
    }

    void aControlWireRunsFromTitleToTitle() {
        Diagram d = chainOfThree();
        d.wires = {{0, 0, 1, 0, true, false}};
        const auto s = makeSnapshot(d);
        const std::span<const QPointF> path = s->path(s->wire(0));
        QCOMPARE(path.front(), QPointF(s->rect(0).right(), 12));
        QCOMPARE(path.back(), QPointF(s->rect(1).left(), 12));
        QCOMPARE(s->shapeOf(s->wire(0)), QString());
    }

    void wiresCarryFamilyWidthAndShape() {
        Diagram d = chainOfThree();
        d.nodes[0].outputs[0].elements = 1000;
        d.nodes[0].outputs[0].family = Family::Integer;
        const auto s = makeSnapshot(d);
        QCOMPARE(s->wire(0).family, Family::Integer);
        QVERIFY(s->wire(0).width > s->wire(1).width);
        QCOMPARE(s->shapeOf(s->wire(0)), QStringLiteral("[?,10]"));
    }

    void notesAreHighEnoughForTheirWordsAndInTheBounds() {
        Diagram d = chainOfThree();
        d.notes = {{QRectF(0, -300, 200, 0), QStringLiteral("word ").repeated(60)},
                   {QRectF(0, -400, 0, 90), QStringLiteral("one")}};
        const auto s = makeSnapshot(d);
        QVERIFY(s->noteRects[0].height() > 5 * 13);
        QCOMPARE(s->noteRects[1].height(), 90.0);
        QVERIFY(s->noteRects[1].width() > 0);
        QVERIFY(s->bounds.contains(s->noteRects[0]));
    }

    void tenThousandNodes() {
        Diagram d = randomDiagram(10000);
        QElapsedTimer time;
        time.start();
        const auto s = makeSnapshot(std::move(d));
        qInfo("layout and routes of 10,000 nodes: %lld ms", time.elapsed());
        QCOMPARE(s->nodes(), 10000);
        QVERIFY(overlaps(*s).isEmpty());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCanvasSnapshot> registered;
}

#include "tst_canvas_snapshot.moc"
