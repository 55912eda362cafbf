// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_source.h"

#include <QTest>
#include <limits>
#include <set>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::DataSource;
using weft::Shape;
using weft::Tensor;

namespace {

/// Ten rows: x = [i, i + 0.5], label = i, text = its name.
DataSource tenRows() {
    std::vector<float> x;
    std::vector<std::int32_t> labels;
    std::vector<std::string> texts;
    for (int i = 0; i < 10; ++i) {
        x.push_back(static_cast<float>(i));
        x.push_back(static_cast<float>(i) + 0.5F);
        labels.push_back(i);
        texts.push_back(std::to_string(i));
    }
    return DataSource::make({{"x", Tensor::ofValues<float>(Shape{10, 2}, x)},
                             {"label", Tensor::ofValues<std::int32_t>(Shape{10}, labels)},
                             {"text", Tensor::ofValues<std::string>(Shape{10}, texts)}})
        .value();
}

}  // namespace

class TstDataSource : public QObject {
    Q_OBJECT

private slots:
    void columnsMustFit() {
        QVERIFY_FAILS(DataSource::make({{"a", Tensor::scalar(1)}}), "INVALID_ARGUMENT", "scalar");
        QVERIFY_FAILS(
            DataSource::make({{"a", Tensor::vector<int>({1})}, {"b", Tensor::vector<int>({1, 2})}}),
            "INVALID_ARGUMENT", "got 2 in 'b', want 1 as in 'a'");
        QVERIFY_FAILS(
            DataSource::make({{"a", Tensor::vector<int>({1})}, {"a", Tensor::vector<int>({1})}}),
            "INVALID_ARGUMENT", "twice");
        QVERIFY_FAILS(DataSource::make({{"", Tensor::vector<int>({1})}}), "INVALID_ARGUMENT",
                      "empty");
    }

    void unknownColumnsNameTheNearOnes() {
        QVERIFY_FAILS(tenRows().column("lable"), "NOT_FOUND", "got 'lable', want one of label");
        QVERIFY_FAILS(tenRows().column("weight"), "NOT_FOUND", "x, label, text");
    }

    void rowsOutsideAreRefused() {
        const std::vector<std::int64_t> indices = {0, 10};
        QVERIFY_FAILS(tenRows().gather(indices), "OUT_OF_RANGE", "got 10, want 0 to 9");
        const std::vector<std::int64_t> negative = {-1};
        QVERIFY_FAILS(tenRows().gather(negative), "OUT_OF_RANGE", "got -1");
    }

    void fractionsOutsideAreRefused() {
        QVERIFY_FAILS(tenRows().split(1.5, 1), "INVALID_ARGUMENT", "got 1.5");
        QVERIFY_FAILS(tenRows().split(std::numeric_limits<double>::quiet_NaN(), 1),
                      "INVALID_ARGUMENT", "nan");
    }

    void slicesShareAndGathersCopy() {
        const DataSource all = tenRows();
        const DataSource part = all.slice(2, 5);
        QCOMPARE(part.rows(), std::int64_t{3});
        QVERIFY(part.column("x")->sharesBufferWith(*all.column("x")));
        QCOMPARE(part.column("x")->values<float>()[0], 2.0F);
        const std::vector<std::int64_t> indices = {9, 0, 9};
        const DataSource some = all.gather(indices).value();
        QVERIFY(!some.column("x")->sharesBufferWith(*all.column("x")));
        QCOMPARE(some.column("x")->values<float>()[1], 9.5F);
        QCOMPARE(some.column("label")->values<std::int32_t>()[1], 0);
        QCOMPARE(some.column("text")->values<std::string>()[2], std::string("9"));
    }

    void splitsPartTheRowsInStep() {
        const auto [train, test] = tenRows().split(0.75, 4).value();
        QCOMPARE(train.rows(), std::int64_t{8});
        QCOMPARE(test.rows(), std::int64_t{2});
        std::set<std::int32_t> seen;
        for (const DataSource& part : {train, test}) {
            for (std::size_t i = 0; i < static_cast<std::size_t>(part.rows()); ++i) {
                const std::int32_t label = part.column("label")->values<std::int32_t>()[i];
                seen.insert(label);
                QCOMPARE(part.column("x")->values<float>()[2 * i], static_cast<float>(label));
                QCOMPARE(part.column("text")->values<std::string>()[i], std::to_string(label));
            }
        }
        QCOMPARE(seen.size(), std::size_t{10});
        const auto again = tenRows().split(0.75, 4).value();
        QVERIFY(weft::bytesEqual(*again.first.column("x"), *train.column("x")));
        QCOMPARE(tenRows().split(0, 4)->first.rows(), std::int64_t{0});
        QCOMPARE(tenRows().split(1, 4)->second.rows(), std::int64_t{0});
    }
};

namespace {
const weft::test::Registered<TstDataSource> registered;
}
#include "tst_data_source.moc"
