// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tiles/tile_stretch.h"

#include <QTest>
#include <cmath>

#include "tests/support/test_main.h"

namespace weft::ui::test {
namespace {

/// Of each pixel of a scale another one.
QRgb colourAt(QPoint pixel, int scale) {
    const auto v = static_cast<unsigned>(pixel.x() * 7919 + pixel.y() * 104729 + scale * 31);
    return 0xff000000 | (v * 2654435761U >> 8);
}

QImage painted(const QRect& pixels, int scale) {
    QImage image(pixels.size(), QImage::Format_RGB32);
    for (int y = 0; y < pixels.height(); ++y) {
        for (int x = 0; x < pixels.width(); ++x) {
            image.setPixel(x, y, colourAt(pixels.topLeft() + QPoint(x, y), scale));
        }
    }
    return image;
}

void putTile(TileStore& store, double scale, QPoint tile, int colours) {
    store.put(scale, tile, painted(pixelsOf({tile, QSize(1, 1)}), colours));
}

void putTiles(TileStore& store, double scale, const QRect& tiles, int colours) {
    for (int y = tiles.top(); y <= tiles.bottom(); ++y) {
        for (int x = tiles.left(); x <= tiles.right(); ++x) {
            putTile(store, scale, {x, y}, colours);
        }
    }
}

QPoint under(QPoint pixel, double by) {
    return {static_cast<int>(std::floor((pixel.x() + 0.5) * by)),
            static_cast<int>(std::floor((pixel.y() + 0.5) * by))};
}

constexpr int kNear = 1;
constexpr int kFar = 2;
const QRect kAround(QPoint(-5, -5), QPoint(5, 5));
const QRect kEverything(QPoint(-10'000, -10'000), QPoint(10'000, 10'000));

}  // namespace

/// What stands in for tiles that are not there.
class TstTileStretch : public QObject {
    Q_OBJECT

private slots:
    void nothingAtAllIsGround() {
        TileStore store;
        const Overview none;
        TileStretch stretch(store, 1, none, Qt::red);
        const QImage& image = stretch.tile({-3, 2}, kEverything);
        QCOMPARE(image.size(), QSize(kTile, kTile));
        QCOMPARE(image.pixel(0, 0), QColor(Qt::red).rgb());
        QCOMPARE(image.pixel(kTile - 1, kTile - 1), QColor(Qt::red).rgb());
    }

    void linesMayShowTheSame() {
        TileStore store;
        putTiles(store, 0.5, kAround, kNear);
        const Overview none;
        TileStretch fine(store, 1, none, Qt::red);
        TileStretch coarse(store, 1, none, Qt::red, 2);
        // A part that begins with the second line of two.
        const QRect part(0, 101, kTile, kTile - 101);
        const QImage wanted = fine.tile({0, 0}, kEverything).copy();
        const QImage image = coarse.tile({0, 0}, part).copy();
        for (int y = part.top(); y < kTile; ++y) {
            QCOMPARE(image.copy(0, y, kTile, 1), wanted.copy(0, y - y % 2, kTile, 1));
        }
    }

    void onlyWhatIsNeededIsWritten() {
        TileStore store;
        putTiles(store, 0.5, kAround, kNear);
        const Overview none;
        TileStretch stretch(store, 1, none, Qt::red);
        const QRgb first = stretch.tile({0, 0}, kEverything).pixel(200, 200);
        const QImage& image = stretch.tile({1, 0}, QRect(200, 90, 70, 60));
        QCOMPARE(image.pixel(13, 149), colourAt(under({269, 149}, 0.5), kNear));
        QCOMPARE(image.pixel(200, 200), first);
    }

    void eachPixelIsTheOneUnderItsMiddle_data() {
        QTest::addColumn<double>("by");
        for (const double by : {0.11, 0.37, 0.7071, 0.983, 1.19, 2.1}) {
            QTest::addRow("%g", by) << by;
        }
    }
    /// Over the borders of the tiles it is taken from: none is missed, none comes twice.
    void eachPixelIsTheOneUnderItsMiddle() {
        QFETCH(double, by);
        TileStore store;
        putTiles(store, by, kAround, kNear);
        const Overview none;
        TileStretch stretch(store, 1, none, Qt::red);
        for (const QPoint tile : {QPoint(0, 0), QPoint(-1, 1), QPoint(1, -2)}) {
            const QImage& image = stretch.tile(tile, kEverything);
            for (int y = 0; y < kTile; ++y) {
                for (int x = 0; x < kTile; ++x) {
                    const QPoint source = under(tile * kTile + QPoint(x, y), by);
                    if (image.pixel(x, y) != colourAt(source, kNear)) {
                        QFAIL(qPrintable(QStringLiteral("%1, %2").arg(x).arg(y)));
                    }
                }
            }
        }
    }

    void whatTheNearestScaleLacksComesFromTheNext() {
        TileStore store;
        putTile(store, 0.9, {0, 0}, kNear);
        putTiles(store, 0.4, kAround, kFar);
        const Overview none;
        TileStretch stretch(store, 1, none, Qt::red);
        const QImage& image = stretch.tile({1, 0}, kEverything);
        // 256 pixels of scale 0.9 end at 284.4, which is 28 in the tile from 256 on.
        QCOMPARE(image.pixel(27, 3), colourAt(under({283, 3}, 0.9), kNear));
        QCOMPARE(image.pixel(28, 3), colourAt(under({284, 3}, 0.4), kFar));
        QCOMPARE(image.pixel(255, 255), colourAt(under({511, 255}, 0.4), kFar));
    }

    void aCoarserScaleIsTakenBeforeAFinerOne() {
        TileStore store;
        putTiles(store, 1.2, kAround, kFar);
        putTiles(store, 0.6, kAround, kNear);
        const Overview none;
        QCOMPARE(TileStretch(store, 1, none, Qt::red).tile({0, 0}, kEverything).pixel(70, 80),
                 colourAt(under({70, 80}, 0.6), kNear));
        // But not one that shows nothing any more.
        TileStore coarse;
        putTiles(coarse, 1.2, kAround, kFar);
        putTiles(coarse, 0.2, kAround, kNear);
        QCOMPARE(TileStretch(coarse, 1, none, Qt::red).tile({0, 0}, kEverything).pixel(70, 80),
                 colourAt(under({70, 80}, 1.2), kFar));
    }

    void theOverviewEndsInGround() {
        TileStore store;
        const QRect small(0, 0, 50, 40);
        const Overview overview{painted(small, kNear), QRectF(-100, -20, 200, 160)};
        TileStretch stretch(store, 1, overview, Qt::red);
        const QImage& image = stretch.tile({0, 0}, kEverything);
        QCOMPARE(image.pixel(0, 0), colourAt({25, 5}, kNear));
        QCOMPARE(image.pixel(99, 139), colourAt({49, 39}, kNear));
        QCOMPARE(image.pixel(100, 10), QColor(Qt::red).rgb());
        QCOMPARE(image.pixel(10, 140), QColor(Qt::red).rgb());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTileStretch> registered;
}

#include "tst_tile_stretch.moc"
