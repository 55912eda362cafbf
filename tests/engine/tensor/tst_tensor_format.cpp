// SPDX-License-Identifier: Apache-2.0
#include "engine/tensor/tensor_format.h"

#include <QTest>
#include <clocale>
#include <numeric>
#include <vector>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::DType;
using weft::formatTensor;
using weft::Shape;
using weft::Tensor;

class TstTensorFormat : public QObject {
    Q_OBJECT

private slots:
    /// Expected texts are what str(numpy.array(...)) of numpy 2.4 prints.
    void printsAsNumpy_data() {
        QTest::addColumn<QString>("dtype");
        QTest::addColumn<QString>("literal");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* dtype, const char* literal, const char* text) {
            QTest::newRow(qPrintable(QString(dtype) + literal)) << dtype << literal << text;
        };
        row("float32", "0.1", "0.1");
        row("float32", "3", "3.0");
        row("float32", "1e-5", "1e-05");
        row("float64", "1e16", "1e+16");
        row("float64", "-inf", "-inf");
        row("float32", "[0.1, 0.25, 1]", "[0.1  0.25 1.  ]");
        row("float32", "[1e10, 2e10]", "[1.e+10 2.e+10]");
        row("float32", "[1, 2.5e10]", "[1.0e+00 2.5e+10]");
        row("float32", "[nan, 1.5]", "[nan 1.5]");
        row("float32", "[-inf, 1]", "[-inf   1.]");
        row("float32", "[0, -0.0]", "[ 0. -0.]");
        row("float16", "[0.1, 2]", "[0.1 2. ]");
        row("int32", "[[1,2],[30,-4]]", "[[ 1  2]\n [30 -4]]");
        row("int32", "[[[1],[2]],[[3],[4]]]", "[[[1]\n  [2]]\n\n [[3]\n  [4]]]");
        row("bool", "[true,false]", "[ True False]");
        row("bool", "[true]", "[ True]");
        row("complex64", "[1+2j, 3-1.5j]", "[1.+2.j  3.-1.5j]");
        row("complex64", "1+2j", "(1+2j)");
        row("string", "['a', 'b\\x00']", "[b'a' b'b\\x00']");
        row("string", "[\"it's\"]", "[b\"it's\"]");
        row("float32", "[]", "[]");
        row("float32", "[[],[]]", "[]");
    }
    void printsAsNumpy() {
        QFETCH(QString, dtype);
        QFETCH(QString, literal);
        QFETCH(QString, text);
        const auto tensor =
            weft::parseTensor(literal.toStdString(), *weft::dtypeFromName(dtype.toStdString()));
        QVERIFY_OK(tensor);
        QCOMPARE(QString::fromStdString(formatTensor(*tensor)), text);
    }

    void noTensorPrintsToo() { QVERIFY(!formatTensor(Tensor()).empty()); }

    void longTensorsAreSummarised() {
        std::vector<std::int32_t> values(2000);
        std::iota(values.begin(), values.end(), 0);
        const Tensor tensor = Tensor::ofValues<std::int32_t>(Shape{2000}, values);
        QCOMPARE(formatTensor(tensor), std::string("[   0    1    2 ... 1997 1998 1999]"));
        QVERIFY(formatTensor(tensor, {.threshold = 0}).size() > 9000);
        const Tensor matrix = tensor.reshaped(Shape{1000, 2});
        QCOMPARE(formatTensor(matrix),
                 std::string("[[   0    1]\n [   2    3]\n [   4    5]\n ...\n "
                             "[1994 1995]\n [1996 1997]\n [1998 1999]]"));
    }

    void longRowsAreWrapped() {
        std::vector<std::int32_t> values(40, 7);
        const Tensor tensor = Tensor::ofValues<std::int32_t>(Shape{40}, values);
        const std::string text = formatTensor(tensor);
        QCOMPARE(text.find('\n'), std::size_t{74});
        QCOMPARE(text.substr(74, 4), std::string("\n 7 "));
        QVERIFY(formatTensor(tensor, {.lineWidth = 0}).find('\n') == std::string::npos);
    }

    void digitsAreThoseThatReadBack() {
        for (const float value : {0.1F, 1.0F / 3, 16777216.0F, 1.17549435e-38F, 3.4e38F, 1e-45F}) {
            const Tensor tensor = Tensor::scalar(value);
            const auto back = weft::parseTensor(weft::formatElement(tensor, 0), DType::Float);
            QVERIFY_OK(back);
            QVERIFY(weft::bytesEqual(tensor, *back));
        }
        const Tensor third = Tensor::scalar(1.0 / 3);
        QCOMPARE(weft::formatElement(third, 0), std::string("0.333333333"));
        QCOMPARE(weft::formatElement(third, 0, 17), std::string("0.3333333333333333"));
    }

    void theLocaleDoesNotMatter() {
        if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) { QSKIP("no German locale here"); }
        const std::string text = weft::formatElement(Tensor::scalar(1234.5F), 0);
        std::setlocale(LC_ALL, "C");
        QCOMPARE(text, std::string("1234.5"));
    }
};

namespace {
const weft::test::Registered<TstTensorFormat> registered;
}
#include "tst_tensor_format.moc"
