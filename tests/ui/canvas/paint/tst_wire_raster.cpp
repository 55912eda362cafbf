// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/wire_raster.h"

#include <QTest>
#include <cmath>
#include <numbers>
#include <vector>

#include "tests/support/test_main.h"

namespace weft::ui::test {
namespace {

constexpr QRgb kBlack = 0xff000000;
constexpr QRgb kLine = 0xff80ff40;

QImage blank(int width = 100, int height = 100) {
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(kBlack);
    return image;
}

/// How much of the image the line covers, in pixels.
double inked(const QImage& image) {
    double sum = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) { sum += qGreen(image.pixel(x, y)) / 255.0; }
    }
    return sum;
}

}  // namespace

class TstWireRaster : public QObject {
    Q_OBJECT

private slots:
    void nothingOutsideIsTouched() {
        // A stripe of a larger image: what is written beside it shows.
        QImage whole = blank(100, 60);
        QImage part(whole.scanLine(20), 100, 20, whole.bytesPerLine(), QImage::Format_RGB32);
        WireRaster raster(part);
        for (const double angle : {0.0, 0.3, 0.785, 1.2, 1.5707, 2.5}) {
            const QPointF far(500 * std::cos(angle), 500 * std::sin(angle));
            raster.draw(std::vector{QPointF(50, 10) - far, QPointF(50, 10) + far}, 4, kLine);
            raster.draw(std::vector{QPointF(-1, 10) - far, QPointF(-1, 10) + far}, 4, kLine);
        }
        raster.draw(std::vector{QPointF(0, -3), QPointF(0, -3), QPointF(100, 22)}, 3, kLine);
        QVERIFY(inked(part) > 100);
        QCOMPARE(inked(whole.copy(0, 0, 100, 20)), 0.0);
        QCOMPARE(inked(whole.copy(0, 40, 100, 20)), 0.0);
    }

    void onePointOrNoneDrawsNothing() {
        QImage image = blank();
        WireRaster raster(image);
        raster.draw({}, 2, kLine);
        raster.draw(std::vector{QPointF(50, 50)}, 2, kLine);
        raster.draw(std::vector{QPointF(50, 50), QPointF(50, 50)}, 2, kLine);
        QCOMPARE(inked(image), 0.0);
    }

    void aLevelLineFillsItsPixelsAndSharesTheOnesAtItsEdge() {
        QImage image = blank();
        WireRaster(image).draw(std::vector{QPointF(10, 50.5), QPointF(30, 50.5)}, 2, kLine);
        QCOMPARE(image.pixel(20, 50), kLine);
        QCOMPARE(image.pixel(20, 48), kBlack);
        QVERIFY(std::abs(qGreen(image.pixel(20, 49)) - 128) <= 2);
        QVERIFY(std::abs(qGreen(image.pixel(20, 51)) - 128) <= 2);
        QCOMPARE(image.pixel(9, 50), kBlack);
        QCOMPARE(image.pixel(30, 50), kBlack);
    }

    void aLineOfAnyDirectionCoversLengthTimesWidth() {
        for (int k = 0; k < 24; ++k) {
            const double angle = 2 * std::numbers::pi * k / 24 + 0.01;
            const QPointF way(80 * std::cos(angle), 80 * std::sin(angle));
            QImage image = blank(200, 200);
            const QPointF from = QPointF(100.3, 99.6) - way / 2;
            WireRaster(image).draw(std::vector{from, from + way}, 2.2, kLine);
            const double area = inked(image);
            QVERIFY2(std::abs(area - 80 * 2.2) < 8, qPrintable(QString::number(area)));
        }
    }

    void aBendHasNoGap() {
        QImage image = blank();
        const std::vector<QPointF> path = {{10, 10}, {50, 48}, {88, 90}, {50, 96}};
        WireRaster(image).draw(path, 3, kLine);
        for (const QPointF& at : {path[1], path[2]}) {
            for (const QPointF& by : {QPointF(0, 0), QPointF(-1, 0), QPointF(0, -1)}) {
                const QPointF p = at + by;
                const int green =
                    qGreen(image.pixel(static_cast<int>(p.x()), static_cast<int>(p.y())));
                QVERIFY2(green > 100, qPrintable(QString::number(green)));
            }
        }
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstWireRaster> registered;
}

#include "tst_wire_raster.moc"
