// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/row_image.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstRowImage : public QObject {
    Q_OBJECT

private slots:
    void onlyPicturesHaveAShape() {
        QVERIFY(!imageShapeOf(PartialShape::unknown()));
        QVERIFY(!imageShapeOf(PartialShape::scalar()));
        QVERIFY(!imageShapeOf(PartialShape{4}));   // iris
        QVERIFY(!imageShapeOf(PartialShape{13}));  // wine
        QVERIFY(!imageShapeOf(PartialShape{-1, 28}));
        QVERIFY(!imageShapeOf(PartialShape{28, 28, 2}));
        QCOMPARE(imageShapeOf(PartialShape{64})->width, 8);
        QCOMPARE(imageShapeOf(PartialShape{28, 32})->height, 28);
        QCOMPARE(imageShapeOf(PartialShape{28, 28, 3})->channels, 3);
    }

    void aRowThatIsNoPictureIsRefused() {
        QImage image(28, 28, QImage::Format_Grayscale8);
        image.fill(0);
        QVERIFY_FAILS(rowOfImage(image, DType::Float, PartialShape{5}, 1), "INVALID_ARGUMENT",
                      "a picture does not fit");
        QVERIFY_FAILS(rowOfImage(image, DType::String, PartialShape{28, 28}, 255),
                      "INVALID_ARGUMENT", "");
    }

    void pixelsGoThereAndBack() {
        Tensor column = *Tensor::allocate(DType::UInt8, Shape{2, 4, 5});
        for (std::size_t i = 0; i < 40; ++i) {
            column.mutableValues<std::uint8_t>()[i] = static_cast<std::uint8_t>(i * 6);
        }
        const QImage image = imageOfRow(column, 1, 255);
        QCOMPARE(image.size(), QSize(5, 4));
        const auto back = rowOfImage(image, DType::UInt8, PartialShape{4, 5}, 255);
        QVERIFY_OK(back);
        QVERIFY(bytesEqual(*back, *column.rows(1, 2).clone()));
        QVERIFY(imageOfRow(column, 2, 255).isNull());
    }

    void aPictureIsScaledToTheRow() {
        QImage image(640, 480, QImage::Format_RGB32);
        image.fill(Qt::white);
        const auto row = rowOfImage(image, DType::Float, PartialShape{64}, 16);
        QVERIFY_OK(row);
        QCOMPARE(row->shape(), (Shape{1, 64}));
        QCOMPARE(row->values<float>()[63], 16.0F);
    }

    void brightnessFollowsTheData() {
        QCOMPARE(brightestOf(Tensor::vector<std::uint8_t>({0, 3})), 255.0);
        QCOMPARE(brightestOf(Tensor::vector<float>({0, 0.5F})), 1.0);
        QCOMPARE(brightestOf(Tensor::vector<std::int64_t>({0, 13})), 16.0);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstRowImage> registered;
}

#include "tst_row_image.moc"
