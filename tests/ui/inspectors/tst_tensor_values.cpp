// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/tensor_values.h"

#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include "engine/data/npy.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "ui/inspectors/tensor_files.h"

namespace weft::ui::test {

class TstTensorValues : public QObject {
    Q_OBJECT

private slots:
    void whatCannotBeIsRefused() {
        QVERIFY(!filled(DType::Float, Shape{3}, TensorFill::Identity).ok());
        QVERIFY(!filled(DType::String, Shape{3}, TensorFill::Ones).ok());
        QVERIFY(!filled(DType::Int8, Shape{200}, TensorFill::Range).ok());
        QVERIFY(!withType(Tensor::scalar(300.0F), DType::UInt8).ok());
        QVERIFY(!withType(Tensor::scalar(std::nanf("")), DType::Int32).ok());
        QVERIFY(!withType(Tensor::scalarString("two"), DType::Float).ok());
        QVERIFY(!withElement(Tensor::scalar(1.0F), 0, "x").ok());
        QVERIFY(!withElement(Tensor::scalar(std::int8_t{1}), 0, "128").ok());
        QVERIFY(!withElement(Tensor::scalar(1.0F), 0, "[1]").ok());
        QVERIFY(!withShape(Tensor::scalar(1.0F), Shape{4'000'001}).ok());
        QVERIFY(!fromFile("values.txt").ok());
        QVERIFY(!fromFile("/nowhere/values.npy").ok());
    }

    void cellsThatDoNotFitAreNamed() {
        const auto message = [](const char* text) {
            const Result<Tensor> cells = fromCells(text, DType::Float);
            return cells.ok() ? QString()
                              : QString::fromStdString(std::string(messageOf(cells.status())));
        };
        QVERIFY(message("1\t2\n3\n").contains("row 2 has 1 cells, want 2"));
        QVERIFY(message("1\t2\n3\tx\n").contains("row 2, column 2"));
        QVERIFY(message("").contains("nothing"));
    }

    void fills() {
        QCOMPARE(text(filled(DType::Int32, Shape{2, 2}, TensorFill::Zeros)), "[[0 0] [0 0]]");
        QCOMPARE(text(filled(DType::Half, Shape{2}, TensorFill::Ones)), "[1. 1.]");
        QCOMPARE(text(filled(DType::Int64, Shape{2, 2}, TensorFill::Range)), "[[0 1] [2 3]]");
        QCOMPARE(text(filled(DType::Int32, Shape{2, 2, 2}, TensorFill::Identity)),
                 "[[[1 0] [0 1]] [[1 0] [0 1]]]");
        QCOMPARE(text(filled(DType::String, Shape{1}, TensorFill::Zeros)), "[b'']");
    }

    void randomNumbersFollowFromTheSeed() {
        for (const TensorFill fill : {TensorFill::Uniform, TensorFill::Normal}) {
            const auto a = filled(DType::Double, Shape{1000}, fill, 7);
            const auto b = filled(DType::Double, Shape{1000}, fill, 7);
            const auto c = filled(DType::Double, Shape{1000}, fill, 8);
            QVERIFY(bytesEqual(*a, *b));
            QVERIFY(!bytesEqual(*a, *c));
            double sum = 0;
            double squares = 0;
            for (const double value : a->values<double>()) {
                sum += value / 1000;
                squares += value * value / 1000;
                QVERIFY(fill == TensorFill::Normal || (value >= 0 && value < 1));
            }
            const bool uniform = fill == TensorFill::Uniform;
            QVERIFY(std::abs(sum - (uniform ? 0.5 : 0.0)) < 0.1);
            QVERIFY(std::abs(squares - (uniform ? 1.0 / 3 : 1.0)) < 0.15);
        }
    }

    void typesChangeAsCastDoes() {
        const Tensor floats = Tensor::vector<float>({1.9F, -1.9F});
        QCOMPARE(text(withType(floats, DType::Int32)), "[ 1 -1]");
        QCOMPARE(text(withType(floats, DType::Bool)), "[ True  True]");
        const Tensor large = Tensor::scalar(std::int64_t{9007199254740993});
        QCOMPARE(text(withType(large, DType::UInt64)), "9007199254740993");
        QCOMPARE(text(withType(*withType(floats, DType::String), DType::Float)), "[ 1.9 -1.9]");
    }

    void shapesKeepWhatHasRoom() {
        const Tensor values = Tensor::vector<std::int32_t>({1, 2, 3, 4});
        QCOMPARE(text(withShape(values, Shape{2, 2})), "[[1 2] [3 4]]");
        QCOMPARE(text(withShape(values, Shape{6})), "[1 2 3 4 0 0]");
        QCOMPARE(text(withShape(values, Shape{2})), "[1 2]");
    }

    void oneElementChangesAndTheOldTensorDoesNot() {
        const Tensor values = Tensor::vector<float>({1, 2});
        QCOMPARE(text(withElement(values, 1, "3.5")), "[1.  3.5]");
        QCOMPARE(text(values), "[1. 2.]");
        QCOMPARE(text(withElement(Tensor::scalarString("a"), 0, "b, \"c\"")), "b'b, \"c\"'");
    }

    void cellsComeFromSpreadsheetsAndLists() {
        QCOMPARE(text(fromCells("1\t2\r\n3\t4\r\n", DType::Float)), "[[1. 2.] [3. 4.]]");
        QCOMPARE(text(fromCells("1,2;3", DType::Int32)), "[[1 2 3]]");
        QCOMPARE(text(fromCells("a, b\tc", DType::String)), "[[b'a, b' b'c']]");
    }

    void filesGiveTensors() {
        const QTemporaryDir folder;
        const auto write = [&](const QString& name, const QByteArray& bytes) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::WriteOnly)) { file.write(bytes); }
            return folder.filePath(name);
        };
        const Tensor cube = *filled(DType::Double, Shape{2, 3, 4}, TensorFill::Range);
        const std::string bytes = *npyToBytes(cube);
        const Result<Tensor> read = fromFile(write("cube.npy", QByteArray::fromStdString(bytes)));
        QVERIFY_OK(read);
        QVERIFY(bytesEqual(*read, cube));
        QCOMPARE(text(fromFile(write("table.csv", "a,b\n1,2\n3,4\n"))), "[[1 2] [3 4]]");
        QCOMPARE(text(fromFile(write("mixed.csv", "a,b\n1,2.5\n3,4\n"))), "[[1.  2.5] [3.  4. ]]");
        QVERIFY(!fromFile(write("words.csv", "a,b\n1,x\n3,y\n")).ok());
    }

    void picturesThatAreNoneAreRefused() {
        const QTemporaryDir folder;
        const auto write = [&](const QString& name, const QByteArray& bytes) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::WriteOnly)) { file.write(bytes); }
            return folder.filePath(name);
        };
        QVERIFY_FAILS(fromFile("/nowhere/picture.png"), "NOT_FOUND", "cannot be read");
        QVERIFY_FAILS(fromFile(write("words.png", "no picture at all")), "DATA_LOSS",
                      "not read as a picture");
        QVERIFY_FAILS(fromFile(write("empty.jpg", "")), "DATA_LOSS", "not read as a picture");
        QImage picture(3, 2, QImage::Format_RGB888);
        picture.fill(QColor(1, 2, 3));
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        QVERIFY(picture.save(&buffer, "PNG"));
        QVERIFY_FAILS(fromFile(write("half.png", png.left(png.size() / 2))), "DATA_LOSS",
                      "not read as a picture");
        // Its head says 65,535 x 65,535 pixels: 12 GB that are not there.
        QByteArray large = png;
        for (const int at : {16, 20}) { large.replace(at, 4, QByteArray("\0\0\xff\xff", 4)); }
        QVERIFY(!fromFile(write("large.png", large)).ok());
        QByteArray pgm = "P5 30000 30000 255\n";
        QVERIFY_FAILS(fromFile(write("large.pgm", pgm)), "INVALID_ARGUMENT", "picture too large");
    }

    void picturesGiveTheirBytes() {
        const QTemporaryDir folder;
        QImage picture(3, 2, QImage::Format_RGB888);
        picture.fill(QColor(10, 20, 30));
        picture.setPixelColor(2, 1, QColor(40, 50, 60));
        QVERIFY(picture.save(folder.filePath("colour.png")));
        const Result<Tensor> colour = fromFile(folder.filePath("colour.png"));
        QVERIFY_OK(colour);
        QCOMPARE(colour->dtype(), DType::UInt8);
        QCOMPARE(colour->shape().toString(), std::string("[2,3,3]"));
        QCOMPARE(colour->values<std::uint8_t>()[0], std::uint8_t{10});
        QCOMPARE(colour->values<std::uint8_t>()[17], std::uint8_t{60});
        QVERIFY(picture.convertToFormat(QImage::Format_Grayscale8).save(folder.filePath("g.png")));
        const Result<Tensor> grey = fromFile(folder.filePath("g.png"));
        QVERIFY_OK(grey);
        QCOMPARE(grey->shape().toString(), std::string("[2,3,1]"));
    }

private:
    static QString text(const Result<Tensor>& tensor) {
        if (!tensor.ok()) { return QString::fromStdString(tensor.status().ToString()); }
        return QString::fromStdString(formatTensor(*tensor))
            .replace('\n', "")
            .replace("  [", " [")
            .replace("  [", " [");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTensorValues> registered;
}

#include "tst_tensor_values.moc"
