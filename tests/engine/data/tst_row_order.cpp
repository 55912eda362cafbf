// SPDX-License-Identifier: Apache-2.0
#include "engine/data/row_order.h"

#include <QTest>
#include <set>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstRowOrder final : public QObject {
    Q_OBJECT

private slots:
    void noRowsHaveNoBatches();
    void theLastBatchIsWhatIsLeft();
    void rowsAsTheyLieAreShared();
    void shuffledPassesHoldEachRowOnce();
    void aPassDependsOnSeedAndNumberOnly();
};

namespace {

const Registered<TstRowOrder> registered;

std::vector<std::int64_t> passOf(RowOrder& order) {
    std::vector<std::int64_t> numbers;
    for (RowBatch batch = order.next(); batch.size() > 0; batch = order.next()) {
        numbers.insert(numbers.end(), batch.numbers.begin(), batch.numbers.end());
    }
    return numbers;
}

}  // namespace

void TstRowOrder::noRowsHaveNoBatches() {
    RowOrder order(0, 4, 1);
    QCOMPARE(order.batches(), std::int64_t{0});
    QCOMPARE(order.next().size(), std::int64_t{0});
}

void TstRowOrder::theLastBatchIsWhatIsLeft() {
    RowOrder order(10, 4);
    QCOMPARE(order.batches(), std::int64_t{3});
    QCOMPARE(order.next().size(), std::int64_t{4});
    QCOMPARE(order.position(), std::int64_t{4});
    QCOMPARE(order.next().size(), std::int64_t{4});
    QCOMPARE(order.next().size(), std::int64_t{2});
    QCOMPARE(order.next().size(), std::int64_t{0});
    order.startPass(1);
    QCOMPARE(order.next().begin, std::int64_t{0});
}

void TstRowOrder::rowsAsTheyLieAreShared() {
    RowOrder order(3, 2);
    const Tensor column = Tensor::vector<float>({1, 2, 3});
    const auto first = order.next().of(column);
    QVERIFY_OK(first);
    QVERIFY(first->sharesBufferWith(column));
    const auto second = order.next().of(column);
    QVERIFY_OK(second);
    QCOMPARE(second->values<float>()[0], 3.0F);
}

void TstRowOrder::shuffledPassesHoldEachRowOnce() {
    RowOrder order(100, 7, 5);
    const std::vector<std::int64_t> first = passOf(order);
    QCOMPARE(first.size(), std::size_t{100});
    QCOMPARE((std::set<std::int64_t>(first.begin(), first.end()).size()), std::size_t{100});
    order.startPass(1);
    QVERIFY(passOf(order) != first);
}

void TstRowOrder::aPassDependsOnSeedAndNumberOnly() {
    RowOrder one(50, 7, 5);
    RowOrder other(50, 8, 5);
    one.next();
    one.startPass(3);
    other.startPass(3);
    QCOMPARE(passOf(one), passOf(other));
}

}  // namespace weft::test

#include "tst_row_order.moc"
