// SPDX-License-Identifier: Apache-2.0
#include "engine/base/strings.h"

#include <QTest>
#include <clocale>
#include <cmath>
#include <limits>

#include "tests/support/test_main.h"

class TstStrings : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatIsNoInteger_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"", "-", "1.0", "1e3", " 1", "1 ", "0x10", "9223372036854775808",
                                 "-9223372036854775809", "1_000"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void refusesWhatIsNoInteger() {
        QFETCH(QByteArray, text);
        QVERIFY(!weft::parseInt(text.toStdString()).has_value());
    }

    void refusesWhatIsNoNumber_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"", "-", "+", "+-1", "1,5", "1.5x", "0x10", "e5", " 1", "."}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void refusesWhatIsNoNumber() {
        QFETCH(QByteArray, text);
        QVERIFY(!weft::parseDouble(text.toStdString()).has_value());
    }

    void integersUpToTheEnds() {
        QCOMPARE(*weft::parseInt("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
        QCOMPARE(*weft::parseInt("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
    }

    void numbersOfEveryKind() {
        QCOMPARE(*weft::parseDouble("0.1"), 0.1);
        QCOMPARE(*weft::parseDouble("+2.5e-3"), 2.5e-3);
        QVERIFY(std::isnan(*weft::parseDouble("nan")));
        QCOMPARE(*weft::parseDouble("-inf"), -std::numeric_limits<double>::infinity());
    }

    void numbersOutsideDoubleRound() {
        const double infinity = std::numeric_limits<double>::infinity();
        QCOMPARE(*weft::parseDouble("1e400"), infinity);
        QCOMPARE(*weft::parseDouble("-1e99999999999999999999"), -infinity);
        QCOMPARE(*weft::parseDouble("1e-400"), 0.0);
        QVERIFY(std::signbit(*weft::parseDouble("-0.0000001e-99999999999999999999")));
        QCOMPARE(*weft::parseDouble("1" + std::string(400, '0')), infinity);
        QCOMPARE(*weft::parseDouble("0." + std::string(400, '0') + "1"), 0.0);
    }

    void utf8IsChecked_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("empty") << QByteArray() << true;
        QTest::newRow("ascii and NUL") << QByteArray("a\0b", 3) << true;
        QTest::newRow("two, three, four bytes")
            << QByteArray("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") << true;
        QTest::newRow("lone continuation") << QByteArray("\x80") << false;
        QTest::newRow("cut") << QByteArray("\xE2\x82") << false;
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << false;
        QTest::newRow("overlong three") << QByteArray("\xE0\x80\x80") << false;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << false;
        QTest::newRow("above 10FFFF") << QByteArray("\xF4\x90\x80\x80") << false;
        QTest::newRow("0xFF") << QByteArray("\xFF") << false;
    }
    void utf8IsChecked() {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        QCOMPARE(weft::isUtf8(text.toStdString()), good);
    }

    void hostileBytesAreEscaped() {
        QCOMPARE(QString::fromStdString(weft::escaped(std::string("a\n\"\x01\xFF\\1", 7))),
                 QString("a\\n\\\"\\001\\377\\\\1"));
    }

    void joinsPieces() {
        QCOMPARE(QString::fromStdString(weft::concat("got ", 2, ", ", 0.5, ' ', true, " ", 7U)),
                 QString("got 2, 0.5 true 7"));
        QCOMPARE(QString::fromStdString(weft::join(std::vector<int>{1, 2, 3}, ", ")),
                 QString("1, 2, 3"));
    }

    void splitsAndTrims() {
        QCOMPARE(weft::split("a,,b", ',').size(), std::size_t{3});
        QCOMPARE(weft::split("", ',').size(), std::size_t{0});
        QCOMPARE(weft::split(",", ',').size(), std::size_t{2});
        QVERIFY(weft::trimmed(" \t a b\r\n") == "a b");
        QVERIFY(weft::trimmed(" \t ").empty());
    }

    void suggestsNearNames() {
        const std::vector<std::string> names = {"Sub", "MatMul", "Softmax", "Mul", "Relu6", "Relu"};
        QCOMPARE(weft::nearest("matmull", names).front(), std::string("MatMul"));
        QCOMPARE(weft::nearest("ReLU", names).front(), std::string("Relu"));
        QVERIFY(weft::nearest("Placeholder", names).empty());
        QCOMPARE(weft::nearest("Reluu", names, 1).size(), std::size_t{1});
        QVERIFY(weft::nearest(std::string(1000000, 'x'), names).empty());  // and at once
    }
};

namespace {
const weft::test::Registered<TstStrings> registered;
}
#include "tst_strings.moc"
