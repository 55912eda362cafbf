// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/decimation.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstDecimation : public QObject {
    Q_OBJECT

private slots:
    void nothingGivesNothing() {
        Decimation d;
        d.take({});
        QVERIFY(d.drawn().empty());
    }

    void aCurveOfNothingButNanIsDrawnBroken() {
        const std::vector<double> values(5000, std::numeric_limits<double>::quiet_NaN());
        Decimation d;
        d.setMost(100);
        d.take(values);
        QVERIFY(!d.drawn().empty());
        QVERIFY(d.drawn().size() <= 101);
        QCOMPARE(d.drawn().back(), values.size() - 1);
    }

    void aShortCurveIsDrawnWhole() {
        const std::vector<double> values = {3, 1, 2};
        Decimation d;
        d.take(values);
        QCOMPARE(d.drawn(), (std::vector<std::size_t>{0, 1, 2}));
    }

    void aHundredThousandPointsKeepEverySpike() {
        std::vector<double> values(100000);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = std::sin(static_cast<double>(i) * 0.001);
        }
        values[31415] = 9;
        values[31416] = -9;
        values[77777] = std::numeric_limits<double>::quiet_NaN();
        values[99999] = 0.123;
        Decimation d;
        d.setMost(300);
        d.take(values);
        const std::vector<std::size_t> drawn = d.drawn();
        QVERIFY(drawn.size() <= 3 * 300 + 1);
        QVERIFY(std::is_sorted(drawn.begin(), drawn.end()));
        for (const std::size_t point : {31415UL, 31416UL, 77777UL, 99999UL}) {
            QVERIFY(std::binary_search(drawn.begin(), drawn.end(), point));
        }
    }

    void pieceByPieceEqualsAtOnce() {
        std::vector<double> values;
        Decimation growing;
        growing.setMost(64);
        for (int i = 0; i < 10000; ++i) {
            values.push_back(std::fmod(i * 7919.0, 1009.0));
            if (i % 37 == 0) { growing.take(values); }
        }
        growing.take(values);
        Decimation whole;
        whole.setMost(64);
        whole.take(values);
        QCOMPARE(growing.drawn(), whole.drawn());
    }

    void meansRunThroughTheMiddleAndEndAtTheLastValue() {
        std::vector<double> values(10000);
        for (std::size_t i = 0; i < values.size(); ++i) { values[i] = i % 2 == 0 ? 1 : 3; }
        values[4321] = std::numeric_limits<double>::quiet_NaN();
        Decimation d;
        d.setMost(128);
        d.take(values);
        const std::vector<Decimation::Mean> means = d.means(values);
        QVERIFY(means.size() <= 130);
        QCOMPARE(means.back().point, values.size() - 1);
        QCOMPARE(means.back().value, 3.0);
        int broken = 0;
        for (std::size_t i = 0; i + 1 < means.size(); ++i) {
            QVERIFY(means[i].point <= means[i + 1].point);
            if (std::isnan(means[i].value)) {
                ++broken;
            } else {
                QVERIFY(std::abs(means[i].value - 2) < 0.05);
            }
        }
        QCOMPARE(broken, 1);
        QVERIFY(Decimation().means({}).empty());
    }

    void aShorterCurveBeginsAnew() {
        Decimation d;
        d.take(std::vector<double>(500, 1.0));
        d.take({5, 6});
        QCOMPARE(d.drawn(), (std::vector<std::size_t>{0, 1}));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstDecimation> registered;
}

#include "tst_decimation.moc"
