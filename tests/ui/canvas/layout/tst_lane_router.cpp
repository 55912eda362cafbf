// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/lane_router.h"

#include <QDir>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/diagrams.h"
#include "ui/document/engine_document.h"

namespace weft::ui::test {

class TstLaneRouter : public QObject {
    Q_OBJECT

private slots:
    void aFreeWireGoesStraightOn() {
        const std::vector<QRectF> rects = {{0, 0, 100, 60}, {300, 0, 100, 60}};
        const CanvasGrid grid(rects);
        LaneRouter router(rects, grid);
        QVERIFY(router.way({0, 1, {100, 30}, {300, 30}}).empty());
    }

    void aNodeBetweenIsPassedOnTheShorterSide() {
        const std::vector<QRectF> rects = {{0, 0, 100, 60}, {200, -20, 100, 60}, {400, 0, 100, 60}};
        const CanvasGrid grid(rects);
        LaneRouter router(rects, grid);
        const std::vector<QPointF> way = router.way({0, 2, {100, 30}, {400, 30}});
        QCOMPARE(way.size(), std::size_t{2});
        QCOMPARE(way[0].y(), way[1].y());
        QVERIFY(way[0].y() > 40);
        QVERIFY(way[0].x() <= 200 && way[1].x() >= 300);
    }

    void wiresOfDifferentSocketsTakeDifferentLanes() {
        const std::vector<QRectF> rects = {{0, 0, 100, 60}, {200, -20, 100, 60}, {400, 0, 100, 60}};
        const CanvasGrid grid(rects);
        LaneRouter router(rects, grid);
        const std::vector<QPointF> one = router.way({0, 2, {100, 30}, {400, 30}});
        const std::vector<QPointF> two = router.way({0, 2, {100, 31}, {400, 32}});
        QVERIFY(std::abs(one[0].y() - two[0].y()) >= 8);
    }

    void wiresOfOneSocketMayShareALane() {
        const std::vector<QRectF> rects = {{0, 0, 100, 60}, {200, -20, 100, 60}, {400, 0, 100, 60}};
        const CanvasGrid grid(rects);
        LaneRouter router(rects, grid);
        const std::vector<QPointF> one = router.way({0, 2, {100, 30}, {400, 30}});
        const std::vector<QPointF> two = router.way({0, 2, {100, 30}, {400, 36}});
        QCOMPARE(one[0].y(), two[0].y());
    }

    void noWireOfAnExampleRunsThroughANode_data() {
        QTest::addColumn<QString>("path");
        const QDir folder(QStringLiteral(WEFT_SOURCE_DIR "/resources/graphs"));
        for (const QFileInfo& file : folder.entryInfoList({QStringLiteral("*.weft")})) {
            QTest::newRow(qPrintable(file.baseName())) << file.absoluteFilePath();
        }
    }
    void noWireOfAnExampleRunsThroughANode() {
        QFETCH(QString, path);
        const auto document = readDocument(path);
        QVERIFY2(document.ok(), document.status().ToString().c_str());
        const OpenDocument shown = presented(*document);
        const auto top = makeSnapshot(shown.top);
        QVERIFY(top->nodes() > 0);
        QCOMPARE(wiresThroughNodes(*top), QStringList());
        QCOMPARE(overlaps(*top), QStringList());
        for (const DiagramNode& node : shown.top.nodes) {
            const auto inside = makeSnapshot(shown.inside(node.id));
            QCOMPARE(wiresThroughNodes(*inside), QStringList());
            QCOMPARE(overlaps(*inside), QStringList());
        }
    }

    void noWireRunsThroughANodeThatTheLayoutPlaced() {
        for (unsigned seed = 1; seed <= 5; ++seed) {
            const auto s = makeSnapshot(randomDiagram(80, seed));
            QCOMPARE(wiresThroughNodes(*s), QStringList());
            QCOMPARE(overlaps(*s), QStringList());
        }
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstLaneRouter> registered;
}

#include "tst_lane_router.moc"
