// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/read_transposed.h"

#include <QObject>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Products read what was transposed for them where it lies.
class TstReadTransposed : public QObject {
    Q_OBJECT

private slots:
    void aRankThatIsNotKnownIsCheckedByTheTranspose() {
        GraphFixture g;
        const Expr a = g.placeholder("a");
        const Expr at = g.op("Transpose", {a, g.constant("axes", ints({1, 0}))}, "at");
        g.op("MatMul", {at, g.placeholder("b", PartialShape{5, 3})}, "product");
        const PlannedGraph planned(g, {{"a", "b"}, {"product"}, {}}, PassSet::all());
        QCOMPARE(planned.count("Transpose"), 1);
        QVERIFY_FAILS(
            runFor(**g.session(), "product", {{"a", floats({1, 2})}, {"b", noise(Shape{5, 3}, 1)}}),
            "INVALID_ARGUMENT", "node 'at'");
    }

    void otherPermutationsStay() {
        GraphFixture g;
        const Expr a = g.placeholder("a", PartialShape{2, 3, 4});
        const Expr at = g.op("Transpose", {a, g.constant("axes", ints({1, 0, 2}))}, "at");
        g.op("BatchMatMulV2", {at, g.placeholder("b", PartialShape{3, 4, 5})}, "product");
        const PlannedGraph planned(g, {{"a", "b"}, {"product"}, {}}, PassSet::all());
        QCOMPARE(planned.count("Transpose"), 1);
        QCOMPARE(planned.changed(Pass::ReadTransposed), 0);
    }

    void adjointsOfComplexMatricesAreNotTransposes() {
        GraphFixture g;
        const AttrMap complex{{"dtype", DType::Complex64}, {"shape", PartialShape{2, 2}}};
        const Expr a = g.scope.op("Placeholder", {}, complex, "a");
        const Expr at = g.op("Transpose", {a, g.constant("axes", ints({1, 0}))}, "at");
        g.op("BatchMatMul", {at, a}, "product");
        const PlannedGraph planned(g, {{"a"}, {"product"}, {}}, PassSet::all());
        QCOMPARE(planned.count("Transpose"), 1);
    }

    void productsAgree_data() {
        QTest::addColumn<int>("m");
        QTest::addColumn<int>("k");
        QTest::addColumn<int>("n");
        QTest::newRow("one row") << 1 << 17 << 9;
        QTest::newRow("small") << 7 << 5 << 3;
        QTest::newRow("column") << 33 << 20 << 1;
        QTest::newRow("long") << 16 << 5000 << 16;
        QTest::newRow("large") << 100 << 300 << 200;
    }
    void productsAgree() {
        QFETCH(int, m);
        QFETCH(int, k);
        QFETCH(int, n);
        GraphFixture g;
        const Expr a = g.placeholder("a", PartialShape{-1, m});
        const Expr b = g.placeholder("b", PartialShape{n, -1});
        const Expr axes = g.constant("axes", ints({1, 0}));
        const Expr at = g.op("Transpose", {a, axes}, "at");
        const Expr bt = g.op("Transpose", {b, axes}, "bt");
        g.op("MatMul", {at, bt}, "product");
        g.scope.op("MatMul", {bt, at}, {{"transpose_a", true}, {"transpose_b", true}}, "turned");
        g.scope.op("BatchMatMulV2", {at, b}, {{"adj_y", true}}, "batch");
        const std::vector<std::string> fetches{"product", "turned", "batch"};
        const PlannedGraph planned(g, {{"a", "b"}, fetches, {}}, only(Pass::ReadTransposed));
        QCOMPARE(planned.count("Transpose"), 0);
        QVERIFY(planned.said(Pass::ReadTransposed, {"product", "at", "transpose_a"}));
        const RunRequest request{
            {{"a", noise(Shape{k, m}, 3)}, {"b", noise(Shape{n, k}, 4)}}, fetches, {}};
        const auto got = (*g.session())->run(request);
        QVERIFY_OK(got);
        const Passes off("none");
        const auto apart = (*g.session())->run(request);
        QVERIFY_OK(apart);
        for (std::size_t f = 0; f < fetches.size(); ++f) {
            QCOMPARE((*got)[f].shape(), (*apart)[f].shape());
            const auto want = floatsOf((*apart)[f]);
            const auto is = floatsOf((*got)[f]);
            for (std::size_t i = 0; i < want.size(); ++i) {
                const float error = std::abs(is[i] - want[i]);
                QVERIFY(error <= 1e-5F * std::max(static_cast<float>(k), std::abs(want[i])));
            }
        }
    }
};

namespace {
const Registered<TstReadTransposed> registered;
}

}  // namespace weft::test

#include "tst_read_transposed.moc"
