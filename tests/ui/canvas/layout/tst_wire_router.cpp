// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/wire_router.h"

#include <QTest>
#include <cmath>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstWireRouter : public QObject {
    Q_OBJECT

private slots:
    void widthGrowsWithTheElements_data() {
        QTest::addColumn<qint64>("elements");
        QTest::addColumn<double>("width");
        QTest::newRow("nothing known") << qint64{0} << 1.25;
        QTest::newRow("one") << qint64{1} << 1.25;
        QTest::newRow("a hundred") << qint64{100} << 2.15;
        QTest::newRow("a lot") << qint64{1} * 1000 * 1000 * 1000 * 1000 << 4.0;
    }
    void widthGrowsWithTheElements() {
        QFETCH(qint64, elements);
        QFETCH(double, width);
        QCOMPARE(wireWidth(elements), width);
    }

    void aSegmentOutsideIsDropped() {
        QPointF a(-10, -10);
        QPointF b(110, -5);
        QVERIFY(!clipSegment(QRectF(0, 0, 100, 100), a, b));
    }

    void aSegmentThatCrossesIsCutAtTheBorder() {
        QPointF a(-50, 50);
        QPointF b(150, 50);
        QVERIFY(clipSegment(QRectF(0, 0, 100, 100), a, b));
        QCOMPARE(a, QPointF(0, 50));
        QCOMPARE(b, QPointF(100, 50));
    }

    void aSegmentInsideStays() {
        QPointF a(10, 20);
        QPointF b(30, 40);
        QVERIFY(clipSegment(QRectF(0, 0, 100, 100), a, b));
        QCOMPARE(a, QPointF(10, 20));
        QCOMPARE(b, QPointF(30, 40));
    }

    void distances() {
        QCOMPARE(distanceToSegment({5, 5}, {0, 0}, {10, 0}), 5.0);
        QCOMPARE(distanceToSegment({-3, 4}, {0, 0}, {10, 0}), 5.0);
        QCOMPARE(distanceToSegment({3, 4}, {0, 0}, {0, 0}), 5.0);
    }

    void aForwardWireLeavesAndEntersLevel() {
        std::vector<QPointF> path;
        appendForwardWire({0, 0}, {}, {200, 120}, path);
        QCOMPARE(path.front(), QPointF(0, 0));
        QCOMPARE(path.back(), QPointF(200, 120));
        const auto slope = [](QPointF a, QPointF b) {
            return std::abs((b.y() - a.y()) / (b.x() - a.x()));
        };
        QVERIFY(slope(path[0], path[1]) < 0.2);
        QVERIFY(slope(path[path.size() - 2], path.back()) < 0.2);
        for (std::size_t i = 1; i < path.size(); ++i) { QVERIFY(path[i].x() > path[i - 1].x()); }
    }

    void aLevelWireIsOnePiece() {
        std::vector<QPointF> path;
        appendForwardWire({0, 7}, {}, {200, 7}, path);
        QCOMPARE(path.size(), std::size_t{2});
    }

    void aForwardWireKeepsToItsLane() {
        const std::vector<QPointF> lane = {{50, 90}, {150, 90}};
        std::vector<QPointF> path;
        appendForwardWire({0, 0}, lane, {200, 0}, path);
        for (const QPointF& p : path) {
            if (p.x() >= 50 && p.x() <= 150) { QCOMPARE(p.y(), 90.0); }
        }
    }

    void aBackwardWirePassesBelow() {
        std::vector<QPointF> path;
        appendBackwardWire({300, 10}, {0, 20}, 100, path);
        QCOMPARE(path.front(), QPointF(300, 10));
        QCOMPARE(path.back(), QPointF(0, 20));
        double lowest = 0;
        double rightmost = 0;
        for (const QPointF& p : path) {
            lowest = std::max(lowest, p.y());
            rightmost = std::max(rightmost, p.x());
        }
        QCOMPARE(lowest, 100.0);
        QVERIFY(rightmost > 300);
    }

    void aLaneBackLiesBetweenNodesOrBelowBoth() {
        const QRectF high(0, 0, 144, 80);
        const QRectF low(40, 200, 144, 80);
        QCOMPARE(backwardLane(low, high), 140.0);
        QCOMPARE(backwardLane(high, low), 140.0);
        // With too little room between, or side by side.
        QVERIFY(backwardLane(high, low.translated(0, -110)) > 170);
        QVERIFY(backwardLane(high, high.translated(200, 20)) > 100);
    }

    void aSteepWireLeavesItsNode() {
        std::vector<QPointF> path;
        appendForwardWire({0, 0}, {}, {8, 120}, path);
        // Beside the node it comes from, not only where it arrives.
        double beside = 0;
        for (const QPointF& p : path) {
            if (p.y() < 30) { beside = std::max(beside, p.x()); }
        }
        QVERIFY2(beside > 8, qPrintable(QString::number(beside)));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstWireRouter> registered;
}

#include "tst_wire_router.moc"
