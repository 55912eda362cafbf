// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <algorithm>
#include <cmath>
#include <random>

#include "tests/support/graph_fixture.h"
#include "tests/support/op_compare.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// ArgMax and ArgMin.
class TstArgmax : public QObject {
    Q_OBJECT

private slots:
    void refusesBadAxesAndNothing();
    void firstOfEqualElements();
    void ignoresNan();
    void longLinesAndManyColumns_data();
    void longLinesAndManyColumns();
    void infersShapes();
};

void TstArgmax::refusesBadAxesAndNothing() {
    FAILS_OP("ArgMax", {"float [1,2]", "int32 1"}, "axis is out of range");
    FAILS_OP("ArgMax", {"float zeros [0,3]", "int32 0"}, "empty");
    FAILS_OP("ArgMax", {"float 1", "int32 0"}, "rank");
}

void TstArgmax::firstOfEqualElements() {
    COMPARE_OP("int64[2]: 1 0", "ArgMax", {"float [[1,3,3],[2,2,1]]", "int32 1"});
    COMPARE_OP("int64[2]: 0 2", "ArgMin", {"float [[1,3,3],[2,2,1]]", "int32 -1"});
    COMPARE_OP("int32[3]: 1 0 0", "ArgMax", {"int64 [[1,3,3],[2,2,1]]", "int64 0"},
               {{"output_type", DType::Int32}});
    COMPARE_OP("int64[]: 1", "ArgMax", {"bool [false,true,true]", "int32 0"});
    COMPARE_OP("int64[]: 2", "ArgMin", {"half [1,3,0]", "int32 0"});
}

void TstArgmax::ignoresNan() {
    COMPARE_OP("int64[]: 2", "ArgMax", {"float [nan,1,2]", "int32 0"});
    COMPARE_OP("int64[]: 0", "ArgMax", {"float [nan,nan]", "int32 0"});
    COMPARE_OP("int64[]: 1", "ArgMin", {"double [nan,1,2]", "int32 0"});
}

void TstArgmax::longLinesAndManyColumns_data() {
    QTest::addColumn<int>("outer");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("inner");
    QTest::newRow("a line") << 1 << 100 << 1;
    QTest::newRow("whole vectors") << 3 << 64 << 1;
    QTest::newRow("columns") << 2 << 7 << 259;
    QTest::newRow("few columns") << 3 << 33 << 2;
}

/// Against the definition; few different numbers, so that many are equal, and some NaN.
void TstArgmax::longLinesAndManyColumns() {
    QFETCH(int, outer);
    QFETCH(int, n);
    QFETCH(int, inner);
    std::mt19937 random(1);
    std::vector<float> x(static_cast<std::size_t>(outer * n * inner));
    for (float& value : x) {
        const auto drawn = random() % 12;
        value = drawn == 0 ? NAN : static_cast<float>(drawn);
    }
    std::vector<std::int64_t> want;
    for (int line = 0; line < outer * inner; ++line) {
        const int first = line / inner * n * inner + line % inner;
        int best = -1;
        for (int k = 0; k < n; ++k) {
            const float here = x[static_cast<std::size_t>(first + k * inner)];
            const bool isBetter = best < 0
                                      ? !std::isnan(here)
                                      : here > x[static_cast<std::size_t>(first + best * inner)];
            if (isBetter) { best = k; }
        }
        want.push_back(std::max(best, 0));
    }
    GraphFixture g;
    const Expr from = g.constant("x", Tensor::ofValues<float>(Shape{outer, n, inner}, x));
    g.op("ArgMax", {from, g.constant("axis", Tensor::scalar(1))}, "at");
    const auto session = g.session();
    QVERIFY_OK(session);
    const auto at = runFor(**session, "at");
    QVERIFY_OK(at);
    QVERIFY(std::ranges::equal(at->values<std::int64_t>(), want));
}

void TstArgmax::infersShapes() {
    COMPARE_SHAPES("[?]", "ArgMax", {"float [?,3]", "= int32 1"});
    COMPARE_SHAPES("[?]", "ArgMax", {"float [2,3]", "int32 []"});
}

namespace {
const Registered<TstArgmax> registered;
}  // namespace

}  // namespace weft::test

#include "tst_argmax.moc"
