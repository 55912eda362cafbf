// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/kept_routes.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"

namespace weft::ui::test {
namespace {

/// Close enough that wires are in each other's way, some of them leading back.
Diagram placedDiagram(int nodes, unsigned seed) {
    Diagram d = randomDiagram(nodes, seed);
    std::mt19937 random(seed);
    for (std::size_t i = 0; i < d.nodes.size(); ++i) {
        const auto jitter = [&] { return 8.0 * static_cast<double>(random() % 6); };
        const auto column = static_cast<double>(i / 6);
        const auto row = static_cast<double>(i % 6);
        d.nodes[i].position = QPointF(230 * column + jitter(), 120 * row + jitter());
    }
    quint64 id = 10'000;
    for (DiagramWire& wire : d.wires) { wire.id = ++id; }
    return d;
}

void removeNode(Diagram& d, int node) {
    std::erase_if(d.wires,
                  [&](const DiagramWire& w) { return w.fromNode == node || w.toNode == node; });
    d.nodes.erase(d.nodes.begin() + node);
    for (DiagramWire& w : d.wires) {
        w.fromNode -= w.fromNode > node ? 1 : 0;
        w.toNode -= w.toNode > node ? 1 : 0;
    }
}

/// One of the things that people do.
void editAtRandom(Diagram& d, std::mt19937& random, quint64& nextId) {
    const auto any = [&](std::size_t count) { return static_cast<int>(random() % count); };
    const auto at = static_cast<std::size_t>(any(d.nodes.size()));
    switch (random() % 8) {
        case 0:
        case 1:
            *d.nodes[at].position += QPointF(8 * any(40) - 160, 8 * any(40) - 160);
            return;
        case 2:
            if (d.nodes.size() > 8) { removeNode(d, static_cast<int>(at)); }
            return;
        case 3: {
            DiagramNode made = boxNode(++nextId, QStringLiteral("new"), 1, 1);
            made.position = QPointF(any(1200), any(800));
            d.nodes.push_back(made);
            d.wires.push_back({static_cast<int>(at), 0, static_cast<int>(d.nodes.size()) - 1, 0,
                               false, false, ++nextId});
            return;
        }
        case 4:
            d.wires.erase(d.wires.begin() + any(d.wires.size()));
            return;
        case 5: {
            DiagramWire& wire = d.wires[static_cast<std::size_t>(any(d.wires.size()))];
            wire.fromNode = static_cast<int>(at);
            return;
        }
        case 6:
            // Higher, and sockets below come to lie elsewhere.
            d.nodes[at].inputs.push_back(floatPort(QStringLiteral("more")));
            return;
        default:
            std::swap(d.nodes[at].position, d.nodes.back().position);
            return;
    }
}

QString difference(const CanvasSnapshot& a, const CanvasSnapshot& b) {
    for (std::size_t w = 0; w < a.wires.size(); ++w) {
        const std::span<const QPointF> one = a.path(a.wires[w]);
        const std::span<const QPointF> two = b.path(b.wires[w]);
        if (!std::equal(one.begin(), one.end(), two.begin(), two.end()) ||
            a.lanes[w] != b.lanes[w]) {
            return QStringLiteral("wire %1 of %2").arg(w).arg(a.wires.size());
        }
    }
    return a.bounds == b.bounds && a.wires.size() == b.wires.size() ? QString()
                                                                    : QStringLiteral("bounds");
}

}  // namespace

class TstKeptRoutes : public QObject {
    Q_OBJECT

private slots:
    void withoutABeforeNothingIsKept() {
        CanvasSnapshot now = *makeSnapshot(placedDiagram(6, 1));
        KeptRoutes kept(nullptr, now);
        for (const DiagramWire& wire : now.diagram.wires) {
            QCOMPARE(kept.match(wire), -1);
            QVERIFY(!kept.holds({wire.fromNode, wire.toNode, {}, {}}, {}));
            kept.routed(std::nullopt);
        }
    }

    void aWireIsKeptUnlessSomethingChangesWithinItsReach() {
        Diagram d = editableChain();
        d.nodes.push_back(boxNode(4, QStringLiteral("far"), 0, 0));
        d.nodes.back().position = QPointF(5000, 5000);
        const auto before = makeSnapshot(d);
        const auto keepsFirst = [&](const Diagram& edited) {
            const auto now = makeSnapshot(edited);
            KeptRoutes kept(before.get(), *now);
            if (kept.match(edited.wires[0]) != 0) { return false; }
            const LaneRouter::Ends ends = {0, 1, now->output(0, 0), now->input(1, 0)};
            return kept.holds(ends, LaneRouter(now->rects, now->nodeGrid).reach(ends));
        };
        QVERIFY(keepsFirst(d));
        Diagram moved = d;
        moved.nodes[3].position = QPointF(4000, 5000);
        QVERIFY(keepsFirst(moved));
        moved.nodes[3].position = QPointF(150, 5);
        QVERIFY(!keepsFirst(moved));
        Diagram pushed = d;
        pushed.nodes[1].position = QPointF(216, 0);
        QVERIFY(!keepsFirst(pushed));
        Diagram another = d;
        another.wires[0].control = true;
        QVERIFY(!keepsFirst(another));
    }

    void whatIsRoutedOverEditsIsWhatIsRoutedAfresh() {
        for (unsigned seed = 1; seed <= 6; ++seed) {
            std::mt19937 random(seed);
            quint64 nextId = 100'000;
            Diagram d = placedDiagram(60, seed);
            auto shown = makeSnapshot(d);
            for (int k = 0; k < 60; ++k) {
                editAtRandom(d, random, nextId);
                shown = makeSnapshot(d, shown.get());
                const QString found = difference(*shown, *makeSnapshot(d));
                QVERIFY2(
                    found.isEmpty(),
                    qPrintable(QStringLiteral("seed %1, edit %2: %3").arg(seed).arg(k).arg(found)));
            }
        }
    }

    void aDiagramThatWasLaidOutIsNoBefore() {
        Diagram d = placedDiagram(20, 3);
        Diagram unplaced = d;
        for (DiagramNode& node : unplaced.nodes) { node.position.reset(); }
        const auto laidOut = makeSnapshot(unplaced);
        QCOMPARE(difference(*makeSnapshot(d, laidOut.get()), *makeSnapshot(d)), QString());
        const auto placed = makeSnapshot(d);
        QCOMPARE(difference(*makeSnapshot(unplaced, placed.get()), *laidOut), QString());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstKeptRoutes> registered;
}

#include "tst_kept_routes.moc"
