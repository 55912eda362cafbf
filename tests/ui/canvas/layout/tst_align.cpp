// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/align.h"

#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"

namespace weft::ui::test {

class TstAlign : public QObject {
    Q_OBJECT

private slots:
    void nothingAndOneStay() {
        const auto s = scattered();
        QVERIFY(aligned(*s, {}, Alignment::Left).isEmpty());
        QVERIFY(aligned(*s, {1}, Alignment::Left).isEmpty());
        QVERIFY(aligned(*s, {1, 2}, Alignment::Across).isEmpty());
        QVERIFY(arranged(*s, {}).isEmpty());
        QVERIFY(arranged(*s, {99}).isEmpty());
    }

    void linesAreTheOutermostEdgeOrTheMiddle() {
        const auto s = scattered();
        const QSet<quint64> all = {1, 2, 3};
        QRectF bounds;
        for (int i = 0; i < 3; ++i) { bounds = bounds.united(s->rect(i)); }
        const auto places = [&](Alignment how, int i) {
            const QPointF corner = aligned(*s, all, how).value(s->node(i).id, s->rect(i).topLeft());
            return QRectF(corner, s->rect(i).size());
        };
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(places(Alignment::Left, i).left(), bounds.left());
            QCOMPARE(places(Alignment::Right, i).right(), bounds.right());
            QCOMPARE(places(Alignment::Top, i).top(), bounds.top());
            QCOMPARE(places(Alignment::Bottom, i).bottom(), bounds.bottom());
            QVERIFY(std::abs(places(Alignment::Centre, i).center().x() - bounds.center().x()) <= 1);
            QVERIFY(std::abs(places(Alignment::Middle, i).center().y() - bounds.center().y()) <= 1);
            QCOMPARE(places(Alignment::Left, i).top(), s->rect(i).top());
        }
    }

    void gapsAreEqualAndTheEndsStay() {
        const auto s = scattered();
        const auto corners = aligned(*s, {1, 2, 3}, Alignment::Down);
        QCOMPARE(corners.size(), 1);
        const double middle = corners.value(2).y();
        const double above = middle - s->rect(0).bottom();
        const double below = s->rect(2).top() - (middle + s->rect(1).height());
        QVERIFY(std::abs(above - below) <= 1);
    }

    void aLayoutKeepsItsMiddleAndTheWires() {
        Diagram d = randomDiagram(60);
        for (std::size_t i = 0; i < d.nodes.size(); ++i) {
            d.nodes[i].position = QPointF(static_cast<double>(i * 7919 % 1600),
                                          static_cast<double>(i * 104729 % 1200));
        }
        const auto s = makeSnapshot(d);
        QSet<quint64> half;
        for (int i = 0; i < 30; ++i) { half.insert(s->node(i).id); }
        const auto corners = arranged(*s, half);
        QCOMPARE(corners.size(), 30);
        QRectF before;
        QRectF after;
        Diagram moved = d;
        for (int i = 0; i < 30; ++i) {
            const QPointF corner = corners.value(s->node(i).id);
            QCOMPARE(std::fmod(corner.x(), 8), 0.0);
            before = before.united(s->rect(i));
            after = after.united({corner, s->rect(i).size()});
            moved.nodes[static_cast<std::size_t>(i)].position = corner;
        }
        QVERIFY(std::abs(before.center().x() - after.center().x()) <= 8);
        QVERIFY(std::abs(before.center().y() - after.center().y()) <= 8);
        const auto t = makeSnapshot(moved);
        for (const CanvasWire& wire : t->wires) {
            if (wire.fromNode >= 30 || wire.toNode >= 30) { continue; }
            QVERIFY(t->rect(wire.fromNode).right() <= t->rect(wire.toNode).left());
        }
        QCOMPARE(arranged(*s, half), corners);
    }

private:
    static std::shared_ptr<const CanvasSnapshot> scattered() {
        Diagram d = chainOfThree();
        d.nodes[0].position = QPointF(8, 0);
        d.nodes[1].position = QPointF(240, 104);
        d.nodes[2].position = QPointF(400, 400);
        d.nodes[1].inputs.push_back(floatPort(QStringLiteral("more")));
        return makeSnapshot(d);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstAlign> registered;
}

#include "tst_align.moc"
