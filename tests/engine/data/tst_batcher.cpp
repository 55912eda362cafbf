// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batcher.h"

#include <QTest>
#include <numeric>
#include <set>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::Batcher;
using weft::DataSource;
using weft::Shape;
using weft::Tensor;

namespace {

DataSource counting(std::int64_t rows) {
    std::vector<std::int64_t> values(static_cast<std::size_t>(rows));
    std::iota(values.begin(), values.end(), 0);
    const Tensor tensor = Tensor::ofValues<std::int64_t>(Shape{rows}, values);
    return DataSource::make({{"x", tensor}, {"y", tensor.clone().value()}}).value();
}

std::vector<std::int64_t> rowsOf(const weft::Result<DataSource>& batch) {
    const Tensor x = batch->column("x").value();
    return {x.values<std::int64_t>().begin(), x.values<std::int64_t>().end()};
}

}  // namespace

class TstBatcher : public QObject {
    Q_OBJECT

private slots:
    void wrongOptionsAreRefused() {
        QVERIFY_FAILS(Batcher::make(counting(3), {.rows = -1}), "INVALID_ARGUMENT", "got -1");
        QVERIFY_FAILS(Batcher::make(counting(0), {.repeat = true}), "INVALID_ARGUMENT", "0 rows");
    }

    void theEndIsOutOfRangeAndStays() {
        Batcher batcher = Batcher::make(counting(5), {.rows = 2}).value();
        QCOMPARE(rowsOf(batcher.next()), (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(rowsOf(batcher.next()), (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(rowsOf(batcher.next()), (std::vector<std::int64_t>{4}));  // a smaller last one
        QVERIFY_FAILS(batcher.next(), "OUT_OF_RANGE", "all 5 rows");
        QVERIFY_FAILS(batcher.next(), "OUT_OF_RANGE", "end of data");
        QVERIFY_FAILS(Batcher::make(counting(0), {})->next(), "OUT_OF_RANGE", "0 rows");
    }

    void repeatingBeginsAgain() {
        Batcher batcher = Batcher::make(counting(3), {.rows = 2, .repeat = true}).value();
        QCOMPARE(batcher.batchesPerEpoch(), std::int64_t{2});
        QVERIFY_OK(batcher.next());
        QVERIFY_OK(batcher.next());
        QCOMPARE(batcher.epoch(), std::int64_t{0});
        QCOMPARE(rowsOf(batcher.next()), (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(batcher.epoch(), std::int64_t{1});
        QCOMPARE(batcher.position(), std::int64_t{2});
    }

    void withoutSizeAllRowsComeAtOnce() {
        Batcher batcher = Batcher::make(counting(4), {}).value();
        QCOMPARE(batcher.next()->rows(), std::int64_t{4});
        QVERIFY_FAILS(batcher.next(), "OUT_OF_RANGE", "end of data");
    }

    void unshuffledBatchesShareTheElements() {
        const DataSource source = counting(4);
        Batcher batcher = Batcher::make(source, {.rows = 2}).value();
        QVERIFY(batcher.next()->column("x")->sharesBufferWith(*source.column("x")));
    }

    void shuffledPassesHoldEveryRowOnceInStep() {
        Batcher batcher =
            Batcher::make(counting(50), {.rows = 7, .shuffleSeed = 3, .repeat = true}).value();
        std::vector<std::vector<std::int64_t>> passes;
        for (int pass = 0; pass < 2; ++pass) {
            std::vector<std::int64_t> rows;
            for (std::int64_t i = 0; i < batcher.batchesPerEpoch(); ++i) {
                const auto batch = batcher.next();
                QVERIFY_OK(batch);
                QVERIFY(weft::bytesEqual(*batch->column("x"), *batch->column("y")));
                const std::vector<std::int64_t> some = rowsOf(batch);
                rows.insert(rows.end(), some.begin(), some.end());
            }
            QCOMPARE(std::set<std::int64_t>(rows.begin(), rows.end()).size(), std::size_t{50});
            QCOMPARE(rows.size(), std::size_t{50});
            passes.push_back(rows);
        }
        QVERIFY(passes[0] != passes[1]);
    }

    void aPassCanBeTakenUpAgain() {
        const weft::BatchOptions options{.rows = 4, .shuffleSeed = 9, .repeat = true};
        Batcher first = Batcher::make(counting(10), options).value();
        for (int i = 0; i < 3; ++i) { QVERIFY_OK(first.next()); }
        Batcher second = Batcher::make(counting(10), options).value();
        second.startEpoch(1);
        QCOMPARE(rowsOf(first.next()), rowsOf(second.next()));
    }
};

namespace {
const weft::test::Registered<TstBatcher> registered;
}
#include "tst_batcher.moc"
