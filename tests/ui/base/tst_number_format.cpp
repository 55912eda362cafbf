// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/number_format.h"

#include <QTest>
#include <limits>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstNumberFormat : public QObject {
    Q_OBJECT

private slots:
    void numbers_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("nan") << std::numeric_limits<double>::quiet_NaN() << "NaN";
        QTest::newRow("inf") << std::numeric_limits<double>::infinity() << u"\u221e"_qs;
        QTest::newRow("-inf") << -std::numeric_limits<double>::infinity() << u"\u2212\u221e"_qs;
        QTest::newRow("zero") << 0.0 << "0";
        QTest::newRow("minus zero") << -0.0 << "0";
        QTest::newRow("fraction") << 0.03124 << "0.03124";
        QTest::newRow("rounds") << 0.031249 << "0.03125";
        QTest::newRow("trims") << 0.5 << "0.5";
        QTest::newRow("negative") << -1.2039 << u"\u22121.204"_qs;
        QTest::newRow("thousands") << 12340.0 << u"12\u2009340"_qs;
        QTest::newRow("millions") << 1234567.0 << u"1\u2009234\u2009567"_qs;
        QTest::newRow("small") << 1.2e-7 << u"1.2e\u22127"_qs;
        QTest::newRow("large") << 3e12 << "3e12";
        QTest::newRow("rounds up a place") << 9.99999 << "10";
        QTest::newRow("least denormal")
            << std::numeric_limits<double>::denorm_min() << u"4.941e\u2212324"_qs;
    }
    void numbers() {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(formatNumber(value), text);
    }

    void counts() {
        QCOMPARE(formatCount(0), "0");
        QCOMPARE(formatCount(999), "999");
        QCOMPARE(formatCount(60000), u"60\u2009000"_qs);
        QCOMPARE(formatCount(-1234), u"\u22121\u2009234"_qs);
        QCOMPARE(formatCount(std::numeric_limits<qint64>::min()),
                 u"\u22129\u2009223\u2009372\u2009036\u2009854\u2009775\u2009808"_qs);
    }

    void bytes() {
        QCOMPARE(formatBytes(0), "0 B");
        QCOMPARE(formatBytes(392), "392 B");
        QCOMPARE(formatBytes(1024), "1 KiB");
        QCOMPARE(formatBytes(1258291), "1.2 MiB");
    }

    void timesOfSteps() {
        QCOMPARE(formatTime(0), "0 ns");
        QCOMPARE(formatTime(999), "999 ns");
        QCOMPARE(formatTime(1000), u"1.00 \u00B5s"_qs);
        QCOMPARE(formatTime(999'900), "1.00 ms");
        QCOMPARE(formatTime(12'340'000), "12.3 ms");
        QCOMPARE(formatTime(61'000'000'000), "61.0 s");
    }

    void sharesOfSteps() {
        QCOMPARE(formatShare(0), "0 %");
        QCOMPARE(formatShare(0.0004), "< 0.1 %");
        QCOMPARE(formatShare(0.0123), "1.2 %");
        QCOMPARE(formatShare(0.0996), "10 %");
        QCOMPARE(formatShare(1), "100 %");
    }

    void durations() {
        QCOMPARE(formatDuration(-1), "-");
        QCOMPARE(formatDuration(std::numeric_limits<double>::quiet_NaN()), "-");
        QCOMPARE(formatDuration(std::numeric_limits<double>::infinity()), "-");
        QCOMPARE(formatDuration(0.4), "0 s");
        QCOMPARE(formatDuration(59.6), "1 min 00 s");
        QCOMPARE(formatDuration(125), "2 min 05 s");
        QCOMPARE(formatDuration(4320), "1 h 12 min");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstNumberFormat> registered;
}

#include "tst_number_format.moc"
