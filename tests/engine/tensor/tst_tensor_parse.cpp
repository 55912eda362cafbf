// SPDX-License-Identifier: Apache-2.0
/// @file
/// parseTensor(): literals of feeds.

#include <QTest>
#include <cmath>

#include "engine/tensor/tensor_format.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::DType;
using weft::parseTensor;
using weft::Shape;
using weft::Tensor;

class TstTensorParse : public QObject {
    Q_OBJECT

private slots:
    void malformedTextNamesItsPlace_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* text, const char* message) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(message);
        };
        row("", "empty literal");
        row("[1,2", "ends inside a bracket");
        row("1]", "never opened");
        row("[1]]", "never opened");
        row("[1] 2", "after the literal");
        row("1,2", "comma");
        row("[1,,2]", "(position 4)");
        row("[,1]", "(position 2)");
        row("[1,]", "comma without an element after it");
        row("[[1,2],[3]]", "rows differ in length, want 2");
        row("[[1],2]", "rows differ in depth");
        row("[1,[2]]", "rows differ in depth");
        row("[[[1]],[2]]", "rows differ in depth");
        row("[[],[1]]", "rows differ in length");
        row("[x]", "value is not int32: got 'x'");
        row("1.0", "want an integer");
        row("2147483648", "in range");
        row("\"a\"", "want an integer");
        row("--1", "want an integer");
    }
    void malformedTextNamesItsPlace() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, message);
        QVERIFY_FAILS(parseTensor(text.toStdString(), DType::Int32), "INVALID_ARGUMENT",
                      message.toStdString());
    }

    void valuesOutsideTheTypeAreRefused() {
        QVERIFY_FAILS(parseTensor("300", DType::UInt8), "INVALID_ARGUMENT", "uint8");
        QVERIFY_FAILS(parseTensor("-1", DType::UInt64), "INVALID_ARGUMENT", "uint64");
        QVERIFY_FAILS(parseTensor("1e39", DType::Float), "INVALID_ARGUMENT", "range");
        QVERIFY_FAILS(parseTensor("70000", DType::Half), "INVALID_ARGUMENT", "range");
        QVERIFY_FAILS(parseTensor("2", DType::Bool), "INVALID_ARGUMENT", "true or false");
        QVERIFY_FAILS(parseTensor("1,5", DType::Float), "INVALID_ARGUMENT", "comma");
        QVERIFY_FAILS(parseTensor("1", DType::Resource), "UNIMPLEMENTED", "resource");
    }

    void textsMustClose() {
        QVERIFY_FAILS(parseTensor("\"a", DType::String), "INVALID_ARGUMENT", "closing quote");
        QVERIFY_FAILS(parseTensor("\"a\\\"", DType::String), "INVALID_ARGUMENT", "closing quote");
        QVERIFY_FAILS(parseTensor("\"a\\", DType::String), "INVALID_ARGUMENT", "closing quote");
        QVERIFY_FAILS(parseTensor("\"\\q\"", DType::String), "INVALID_ARGUMENT", "escape");
        QVERIFY_FAILS(parseTensor("\"\\x1\"", DType::String), "INVALID_ARGUMENT", "hexadecimal");
    }

    void deepBracketsDoNotRecurse() {
        QVERIFY_FAILS(parseTensor(std::string(1000000, '['), DType::Float), "INVALID_ARGUMENT",
                      "deeper than 254");
        const std::string deep = std::string(254, '[') + "1" + std::string(254, ']');
        QCOMPARE(parseTensor(deep, DType::Float)->rank(), 254);
    }

    void shapesComeFromBrackets() {
        QCOMPARE(parseTensor("0.5", DType::Float)->shape(), Shape());
        QCOMPARE(parseTensor("[[1, 2],[3,4 ]]", DType::Float)->shape(), (Shape{2, 2}));
        QCOMPARE(parseTensor("[]", DType::Float)->shape(), (Shape{0}));
        QCOMPARE(parseTensor("[[],[]]", DType::Float)->shape(), (Shape{2, 0}));
        QCOMPARE(parseTensor("[1 2\n 3]", DType::Int32)->shape(), (Shape{3}));
    }

    void valuesOfEveryKind() {
        const Tensor floats = parseTensor("[nan, -inf, +1e-3]", DType::Float).value();
        QVERIFY(std::isnan(floats.values<float>()[0]));
        QVERIFY(std::isinf(floats.values<float>()[1]));
        QCOMPARE(floats.values<float>()[2], 1e-3F);
        QCOMPARE(parseTensor("18446744073709551615", DType::UInt64)->values<std::uint64_t>()[0],
                 std::uint64_t{18446744073709551615U});
        const Tensor flags = parseTensor("[true,False,1]", DType::Bool).value();
        QVERIFY(flags.values<bool>()[0] && !flags.values<bool>()[1] && flags.values<bool>()[2]);
        const auto complex = parseTensor("[1-2e-3j, (3j), 4]", DType::Complex64).value();
        QCOMPARE(complex.values<std::complex<float>>()[0], (std::complex<float>(1, -2e-3F)));
        QCOMPARE(complex.values<std::complex<float>>()[1], (std::complex<float>(0, 3)));
    }

    void stringsWithAndWithoutQuotes() {
        QCOMPARE(parseTensor("hello world", DType::String)->values<std::string>()[0],
                 std::string("hello world"));
        const Tensor texts =
            parseTensor("[\"a,b\", 'c\"', b\"\\x00\\n]\", d]", DType::String).value();
        QCOMPARE(texts.shape(), (Shape{4}));
        QCOMPARE(texts.values<std::string>()[0], std::string("a,b"));
        QCOMPARE(texts.values<std::string>()[1], std::string("c\""));
        QCOMPARE(texts.values<std::string>()[2], std::string("\0\n]", 3));
        QCOMPARE(texts.values<std::string>()[3], std::string("d"));
    }
};

namespace {
const weft::test::Registered<TstTensorParse> registered;
}
#include "tst_tensor_parse.moc"
