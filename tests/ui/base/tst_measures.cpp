// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Measured values and columns of numbers (number_format.h): a fixed number of digits, so that live
/// ones do not jump.

#include <QTest>
#include <limits>

#include "tests/support/test_main.h"
#include "ui/base/number_format.h"

namespace weft::ui::test {

class TstMeasures : public QObject {
    Q_OBJECT

private slots:
    void measures_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("nan") << std::numeric_limits<double>::quiet_NaN() << "NaN";
        QTest::newRow("minus infinity")
            << -std::numeric_limits<double>::infinity() << QString::fromUtf8("\u2212\u221e");
        QTest::newRow("zero") << 0.0 << "0.000";
        QTest::newRow("zeros stay") << 0.821 << "0.8210";
        QTest::newRow("one") << 1.0 << "1.000";
        QTest::newRow("rounds up a place") << 9.99996 << "10.00";
        QTest::newRow("just below one") << 0.99999 << "1.000";
        QTest::newRow("small") << 0.0312 << "0.03120";
        QTest::newRow("negative") << -1.5 << QString::fromUtf8("\u22121.500");
        QTest::newRow("thousands") << 12340.0 << QString::fromUtf8("12\u2009340");
        QTest::newRow("tiny") << 1.2e-7 << QString::fromUtf8("1.200e\u22127");
        QTest::newRow("huge") << 3e12 << "3.000e12";
    }
    void measures() {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(formatMeasure(value), text);
    }

    void columnsHaveEqualDecimals() {
        QCOMPARE(formatFixed(0.5, 2), "0.50");
        QCOMPARE(formatFixed(12345, 0), QString::fromUtf8("12\u2009345"));
        QCOMPARE(formatFixed(-2.5, 1), QString::fromUtf8("\u22122.5"));
        QCOMPARE(formatFixed(-0.001, 1), "0.0");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMeasures> registered;
}

#include "tst_measures.moc"
