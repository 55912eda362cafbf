// SPDX-License-Identifier: Apache-2.0
#include "engine/data/shuffle.h"

#include <QTest>
#include <algorithm>
#include <map>
#include <numeric>

#include "tests/support/test_main.h"

using weft::shuffledIndices;

class TstShuffle : public QObject {
    Q_OBJECT

private slots:
    void nothingAndOneAreOrders() {
        QVERIFY(shuffledIndices(0, 1).empty());
        QCOMPARE(shuffledIndices(1, 1), (std::vector<std::int64_t>{0}));
    }

    void everyIndexComesOnce() {
        std::vector<std::int64_t> order = shuffledIndices(10007, 3);
        QVERIFY(!std::is_sorted(order.begin(), order.end()));
        std::sort(order.begin(), order.end());
        std::vector<std::int64_t> all(10007);
        std::iota(all.begin(), all.end(), 0);
        QCOMPARE(order, all);
    }

    void orderDependsOnTheSeedAlone() {
        QCOMPARE(shuffledIndices(100, 7), shuffledIndices(100, 7));
        QVERIFY(shuffledIndices(100, 7) != shuffledIndices(100, 8));
        // A stored order: it may not change between releases or machines.
        QCOMPARE(shuffledIndices(8, 1), (std::vector<std::int64_t>{0, 3, 7, 1, 2, 6, 5, 4}));
    }

    void ordersAreEquallyLikely() {
        std::map<std::vector<std::int64_t>, int> counts;
        constexpr int kDraws = 24000;
        for (std::uint64_t seed = 0; seed < kDraws; ++seed) { ++counts[shuffledIndices(4, seed)]; }
        QCOMPARE(counts.size(), std::size_t{24});
        for (const auto& [order, count] : counts) {
            QVERIFY2(count > 850 && count < 1150, qPrintable(QString::number(count)));  // 5 sigma
        }
    }

    void epochsHaveSeedsOfTheirOwn() {
        QCOMPARE(weft::epochSeed(5, 0), std::uint64_t{5});
        QVERIFY(weft::epochSeed(5, 1) != weft::epochSeed(6, 0));
        QVERIFY(weft::epochSeed(5, 1) != weft::epochSeed(5, 2));
    }
};

namespace {
const weft::test::Registered<TstShuffle> registered;
}
#include "tst_shuffle.moc"
