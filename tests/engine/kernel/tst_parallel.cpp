// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/parallel.h"

#include <QObject>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/kernel/compute_scope.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr double kCostly = 1e6;  // a millisecond an item: always worth a thread

std::vector<std::pair<std::int64_t, std::int64_t>> rangesOf(std::int64_t total, double cost) {
    std::mutex mutex;
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
    parallelFor(total, cost, [&](std::int64_t begin, std::int64_t end) {
        const std::lock_guard<std::mutex> lock(mutex);
        ranges.emplace_back(begin, end);
    });
    std::sort(ranges.begin(), ranges.end());
    return ranges;
}

/// Arithmetic that the compiler cannot do beforehand.
float halved(float value) {
    volatile float x = value;
    return x * 0.5F;
}

}  // namespace

class TstParallel : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { setComputeThreads(0); }

    void nothingToDoCallsNobody() {
        QVERIFY(rangesOf(0, kCostly).empty());
        QVERIFY(rangesOf(-5, kCostly).empty());
    }

    void rangesCoverEachItemOnce_data() {
        QTest::addColumn<qint64>("total");
        QTest::addColumn<int>("threads");
        for (const qint64 total : {1, 2, 3, 7, 64, 1000, 12345}) {
            for (const int threads : {1, 2, 3, 8}) {
                QTest::addRow("%lld in %d", total, threads) << total << threads;
            }
        }
    }
    void rangesCoverEachItemOnce() {
        QFETCH(qint64, total);
        QFETCH(int, threads);
        setComputeThreads(threads);
        const auto ranges = rangesOf(total, kCostly);
        QVERIFY(static_cast<int>(ranges.size()) <= threads);
        std::int64_t at = 0;
        for (const auto& [begin, end] : ranges) {
            QCOMPARE(begin, at);
            QVERIFY(end > begin);
            at = end;
        }
        QCOMPARE(at, std::int64_t{total});
        QVERIFY(rangesOf(total, kCostly) == ranges);  // the same cuts each time
    }

    void smallWorkIsNotSplit() {
        setComputeThreads(4);
        QCOMPARE(rangesOf(1000, 1).size(), std::size_t{1});
    }

    void worksInsideItself() {
        setComputeThreads(4);
        std::atomic<std::int64_t> sum{0};
        parallelFor(8, kCostly, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) {
                parallelFor(10, kCostly, [&](std::int64_t b, std::int64_t e) { sum += e - b; });
            }
        });
        QCOMPARE(sum.load(), std::int64_t{80});
    }

    void callersOnSeveralThreadsDoNotMix() {
        setComputeThreads(3);
        std::vector<std::thread> callers;
        std::atomic<int> wrong{0};
        for (int t = 0; t < 4; ++t) {
            callers.emplace_back([&wrong] {
                for (int i = 0; i < 20; ++i) {
                    std::atomic<std::int64_t> sum{0};
                    parallelFor(1000, kCostly,
                                [&](std::int64_t begin, std::int64_t end) { sum += end - begin; });
                    if (sum.load() != 1000) { ++wrong; }
                }
            });
        }
        for (std::thread& caller : callers) { caller.join(); }
        QCOMPARE(wrong.load(), 0);
    }

    void computeThreadsFlushDenormalsAndOthersDoNot() {
        const float least = std::numeric_limits<float>::min();
        QVERIFY(halved(least) != 0);
        {
            const ComputeScope compute;
            QCOMPARE(halved(least), 0.F);
        }
        QVERIFY(halved(least) != 0);
        setComputeThreads(3);
        std::atomic<int> kept{0};
        parallelFor(3, kCostly, [&](std::int64_t, std::int64_t) {
            if (halved(least) != 0) { ++kept; }
        });
        QCOMPARE(kept.load(), 0);
        QVERIFY(halved(least) != 0);  // the caller is as it was
    }
};

namespace {
const Registered<TstParallel> registered;
}

}  // namespace weft::test

#include "tst_parallel.moc"
