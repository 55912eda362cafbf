// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/try/draw_pad.h"

#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {
namespace {

void drag(DrawPad& pad, QPoint from, QPoint to) {
    QTest::mousePress(&pad, Qt::LeftButton, {}, from);
    QTest::mouseMove(&pad, (from + to) / 2);
    QTest::mouseMove(&pad, to);
    QTest::mouseRelease(&pad, Qt::LeftButton, {}, to);
}

double inkOf(const QImage& image) {
    double sum = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) { sum += image.constScanLine(y)[x]; }
    }
    return sum / 255;
}

QImage boxAt(QRect box) {
    QImage image(280, 280, QImage::Format_Grayscale8);
    image.fill(0);
    QPainter(&image).fillRect(box, Qt::white);
    return image;
}

}  // namespace

class TstDrawPad : public QObject {
    Q_OBJECT

private slots:
    void anEmptyDrawingStaysEmpty() {
        QCOMPARE(inkOf(centredAsMnist(boxAt({}), 28, 28, 20.0 / 28)), 0.0);
        QVERIFY(DrawPad().isEmpty());
    }

    void theMouseDrawsAndKeysClear() {
        DrawPad pad;
        pad.show();
        QSignalSpy changed(&pad, &DrawPad::changed);
        QTest::mouseClick(&pad, Qt::RightButton, {}, {50, 50});
        QVERIFY(pad.isEmpty());
        QTest::mouseClick(&pad, Qt::LeftButton, {}, {50, 50});
        QVERIFY(!pad.isEmpty());  // a dot is ink
        const double dot = inkOf(pad.drawing());
        drag(pad, {50, 50}, {150, 150});
        QVERIFY(inkOf(pad.drawing()) > 2 * dot);
        QVERIFY(changed.size() >= 3);
        QTest::keyClick(&pad, Qt::Key_C);
        QVERIFY(pad.isEmpty());
    }

    void aThickerBrushLeavesMoreInk() {
        DrawPad pad;
        pad.show();
        drag(pad, {40, 40}, {150, 40});
        const double thin = inkOf(pad.drawing());
        QTest::keyClick(&pad, Qt::Key_C);
        QTest::keyClick(&pad, Qt::Key_Plus);
        QTest::keyClick(&pad, Qt::Key_Plus);
        drag(pad, {40, 40}, {150, 40});
        QVERIFY(inkOf(pad.drawing()) > 1.3 * thin);
    }

    /// "normalized to fit in a 20x20 pixel box while preserving their aspect ratio ... centered in
    /// a 28x28 image by computing the center of mass".
    void sizeAndPlaceAreMnists() {
        for (const QRect& box : {QRect(10, 20, 30, 60), QRect(150, 200, 100, 50)}) {
            const QImage made = centredAsMnist(boxAt(box), 28, 28, 20.0 / 28);
            QCOMPARE(made.size(), QSize(28, 28));
            int left = 28, right = -1, top = 28, bottom = -1;
            for (int y = 0; y < 28; ++y) {
                for (int x = 0; x < 28; ++x) {
                    if (made.constScanLine(y)[x] < 128) { continue; }
                    left = std::min(left, x);
                    right = std::max(right, x);
                    top = std::min(top, y);
                    bottom = std::max(bottom, y);
                }
            }
            QCOMPARE(std::max(right - left, bottom - top) + 1, 20);
            QCOMPARE(std::min(right - left, bottom - top) + 1, 10);
            QVERIFY(std::abs(left + right - 27) <= 1);
            QVERIFY(std::abs(top + bottom - 27) <= 1);
        }
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstDrawPad> registered;
}

#include "tst_draw_pad.moc"
