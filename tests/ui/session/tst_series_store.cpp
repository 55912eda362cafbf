// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/series_store.h"

#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <limits>

#include "tests/support/test_main.h"

namespace weft::ui::test {
namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<ScalarPoint> points(std::initializer_list<double> values, const QString& name = "a",
                                bool validation = false) {
    std::vector<ScalarPoint> all;
    for (const double v : values) {
        all.push_back({static_cast<qint64>(all.size()) + 1, name, v, validation});
    }
    return all;
}

}  // namespace

class TstSeriesStore : public QObject {
    Q_OBJECT

private slots:
    void nothingAddedChangesNothing() {
        SeriesStore store;
        QSignalSpy changed(&store, &SeriesStore::changed);
        store.add({}, {});
        QCOMPARE(changed.size(), 0);
        QVERIFY(store.series().empty());
    }

    void nonFiniteValuesDoNotPoisonTheMean() {
        SeriesStore store;
        store.setSmoothing(0.5);
        store.add(points({1, kNan, 1, std::numeric_limits<double>::infinity(), 1}), {});
        const Series& s = store.series()[0];
        QVERIFY(std::isnan(s.smoothed[1]));
        QCOMPARE(s.smoothed[2], 1.0);
        QCOMPARE(s.smoothed[4], 1.0);
    }

    void smoothingIsDebiased() {
        SeriesStore store;
        store.setSmoothing(0.6);
        store.add(points({2, 4, 8}), {});
        const Series& s = store.series()[0];
        // m_k = sum of 0.4 * 0.6^(k-i) v_i, divided by 1 - 0.6^k.
        QCOMPARE(s.smoothed[0], 2.0);
        QCOMPARE(s.smoothed[1], (0.4 * 0.6 * 2 + 0.4 * 4) / (1 - 0.36));
        QCOMPARE(s.smoothed[2], (0.4 * 0.36 * 2 + 0.4 * 0.6 * 4 + 0.4 * 8) / (1 - 0.216));
    }

    void changingTheWeightRecomputes() {
        SeriesStore once;
        once.setSmoothing(0.9);
        once.add(points({3, 1, 4, 1, 5}), {});
        SeriesStore later;
        later.add(points({3, 1, 4, 1, 5}), {});
        later.setSmoothing(0.9);
        QCOMPARE(later.series()[0].smoothed, once.series()[0].smoothed);
        later.setSmoothing(0);
        QCOMPARE(later.series()[0].smoothed, later.series()[0].values);
    }

    void validationIsShownAsItIs() {
        SeriesStore store;
        store.setSmoothing(0.9);
        store.add(points({1, 5}, "validate/loss", true), {});
        QCOMPARE(store.series()[0].smoothed, (std::vector<double>{1, 5}));
        QVERIFY(store.series()[0].validation);
    }

    void clearForgetsAll() {
        SeriesStore store;
        store.add(points({1, 2}), {{0, 1}});
        store.add(points({3}, "b"), {});
        QCOMPARE(store.series().size(), 2U);
        QCOMPARE(store.epochs().size(), 1U);
        QSignalSpy changed(&store, &SeriesStore::changed);
        store.clear();
        QCOMPARE(changed.size(), 1);
        QVERIFY(store.series().empty() && store.epochs().empty());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSeriesStore> registered;
}

#include "tst_series_store.moc"
