// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tiles/tile_ground.h"

#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/ui/canvas/canvas_hand.h"
#include "ui/canvas/tiles/changed_areas.h"

namespace weft::ui::test {

/// The picture made of tiles, against the one painted in one go.
class TstTileGround : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(ThemeId::Dark); }

    void anEmptyGraphIsGround() {
        TileGround ground;
        ground.setScene(sceneOf(makeSnapshot({})));
        const QImage image = painted(ground, {1, {0, 0}, 1});
        QVERIFY(ground.isSharp());
        QCOMPARE(image.pixelColor(3, 3), appTheme().canvas);
    }

    void tilesLeaveNoSeam_data() {
        QTest::addColumn<double>("zoom");
        QTest::addColumn<double>("ratio");
        for (const double zoom : {0.05, 0.2, 0.31, 0.5, 0.75, 1.0, 1.37, 2.0}) {
            for (const double ratio : {1.0, 1.25, 1.5, 2.0}) {
                QTest::addRow("zoom %g at %g", zoom, ratio) << zoom << ratio;
            }
        }
    }
    /// What was painted tile by tile while panning is the picture painted at once.
    void tilesLeaveNoSeam() {
        QFETCH(double, zoom);
        QFETCH(double, ratio);
        Diagram d = randomDiagram(40);
        d.wires.push_back({0, 0, 9, 0, true, false});
        d.wires.push_back({1, 0, 20, 0, false, true});
        const auto s = makeSnapshot(d);
        TileGround ground;
        ground.setScene(sceneOf(s));
        const QPointF middle = QPointF(320, 240) - s->rect(20).center() * zoom;
        QImage pieced;
        for (int k = 8; k >= 0; --k) {
            const QPointF offset = (middle + QPointF(61.0 * k, -47.0 * k)) * ratio;
            const ViewTransform view{zoom, QPointF(offset.toPoint()) / ratio, ratio};
            pieced = painted(ground, view);
            QTRY_VERIFY(waited(ground, view, pieced));
        }
        TileGround whole;
        whole.setScene(sceneOf(s));
        const ViewTransform view{zoom, QPointF((middle * ratio).toPoint()) / ratio, ratio};
        // Labels of wires may be a pixel wider at scales that are no whole numbers.
        const int other = differing(pieced, painted(whole, view));
        QVERIFY2(other * 2000 <= pieced.width() * pieced.height(),
                 qPrintable(QString::number(other)));
    }

    void aLargeViewThatMovesIsNeverBlankAndBecomesSharp() {
        const auto s = makeSnapshot(randomDiagram(3000));
        TileGround ground;
        ground.setScene(sceneOf(s));
        ViewTransform view{0.35, {}, 1};
        view.offset = (QPointF(320, 240) - s->bounds.center() * view.zoom).toPoint();
        (void)painted(ground, view, QSize(1600, 1000));
        const QSignalSpy improved(&ground, &TileGround::improved);
        QTRY_VERIFY(!ground.overview().isNull());
        // A jump in the midst of a motion: too much for one frame.
        view.zoom = 0.5;
        view.offset = (QPointF(320, 240) - s->bounds.center() * view.zoom).toPoint();
        QImage image = painted(ground, view, QSize(1600, 1000));
        QVERIFY(blankShare(image) < 1);
        QTRY_VERIFY((painted(ground, view, QSize(1600, 1000)), ground.isSharp()));
        TileGround whole;
        whole.setScene(sceneOf(s));
        QCOMPARE(differing(painted(ground, view, QSize(1600, 1000)),
                           painted(whole, view, QSize(1600, 1000))),
                 0);
    }

    void anEditRepaintsWhatItTouches() {
        Diagram d = randomDiagram(200);
        const auto laidOut = makeSnapshot(d);
        for (int i = 0; i < laidOut->nodes(); ++i) {
            d.nodes[static_cast<std::size_t>(i)].position = laidOut->rect(i).topLeft();
        }
        const auto before = makeSnapshot(d);
        TileGround ground;
        ground.setScene(sceneOf(before));
        ViewTransform view{0.5, {}, 1};
        view.offset = (QPointF(320, 240) - before->rect(100).center() * 0.5).toPoint();
        (void)painted(ground, view);
        *d.nodes[100].position += QPointF(64, 40);
        d.nodes[90].name = QStringLiteral("renamed");
        d.nodes.push_back(boxNode(5000, QStringLiteral("new"), 1, 1));
        d.nodes.back().position = *d.nodes[100].position + QPointF(16, 90);
        d.wires.push_back({100, 0, 200, 0, false, false});
        const auto now = makeSnapshot(d, before.get());
        ground.changeScene(sceneOf(now), changedAreas(*before, *now));
        TileGround whole;
        whole.setScene(sceneOf(now));
        QImage kept = painted(ground, view);
        QTRY_VERIFY(waited(ground, view, kept));
        QCOMPARE(differing(kept, painted(whole, view)), 0);
    }

    void theSameDiagramChangesNothing() {
        const auto s = makeSnapshot(randomDiagram(50));
        QVERIFY(changedAreas(*s, *makeSnapshot(randomDiagram(50))).empty());
    }

    void theOldestTilesGoFirst() {
        TileStore store;
        QImage tile(kTile, kTile, QImage::Format_RGB32);
        tile.fill(Qt::black);
        for (int x = 0; x < 8; ++x) {
            store.nextFrame(4 * 4 * kTile * kTile);
            store.put(1, {x, -1}, tile);
        }
        store.nextFrame(4 * 4 * kTile * kTile);
        QVERIFY(store.find(1, {0, -1}) == nullptr);
        QVERIFY(store.find(1, {7, -1}) != nullptr);
        QVERIFY(store.find(2, {7, -1}) == nullptr);
        store.drop({QRectF(7 * kTile + 10, -20, 5, 5)});
        QVERIFY(store.find(1, {7, -1}) == nullptr);
        QCOMPARE(tilesOf(QRect(-1, 0, 2, 256)), QRect(-1, 0, 2, 1));
        QCOMPARE(tilesOf(QRect(-256, 255, 1, 2)), QRect(-1, 0, 1, 2));
    }

private:
    static TileScene sceneOf(std::shared_ptr<const CanvasSnapshot> s) {
        return {std::move(s), appTheme(), {}, true};
    }
    static QImage painted(TileGround& ground, const ViewTransform& view, QSize size = {640, 480}) {
        const QSize pixels = (QSizeF(size) * view.ratio).toSize();
        QImage image(pixels, QImage::Format_RGB32);
        image.fill(Qt::magenta);
        image.setDevicePixelRatio(view.ratio);
        QPainter painter(&image);
        ground.paint(painter, view, pixels, QRect(QPoint(), size));
        return image;
    }
    /// Paints again until everything is there.
    static bool waited(TileGround& ground, const ViewTransform& view, QImage& image) {
        if (!ground.isSharp()) { image = painted(ground, view); }
        return ground.isSharp();
    }
    static int differing(const QImage& a, const QImage& b) {
        int count = 0;
        for (int y = 0; y < a.height(); ++y) {
            for (int x = 0; x < a.width(); ++x) {
                const QColor p = a.pixelColor(x, y);
                const QColor q = b.pixelColor(x, y);
                // Cut at other places, a line's edge may round otherwise.
                const int far = std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) +
                                std::abs(p.blue() - q.blue());
                count += far > 24 ? 1 : 0;
            }
        }
        return count;
    }
    static double blankShare(const QImage& image) {
        int blank = 0;
        for (int y = 0; y < image.height(); y += 4) {
            for (int x = 0; x < image.width(); x += 4) {
                blank += image.pixelColor(x, y) == appTheme().canvas ? 1 : 0;
            }
        }
        return 16.0 * blank / image.width() / image.height();
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTileGround> registered;
}

#include "tst_tile_ground.moc"
