// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/list/value_list.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TensorListScatterV2", "TensorListScatterIntoExistingList".
class TstScatter : public QObject {
    Q_OBJECT

    using G = const ValueLists&;

private slots:
    void rejectsScatteringWhatDoesNotFit() {
        const auto scatter = [](auto x, auto indices, auto shape, std::int32_t size) {
            return ValueLists::run([&](G g) {
                return g.of("TensorListScatterV2", {x(g), indices(g), shape(g), g.number(size)});
            });
        };
        const auto x = [](G g) { return g.matrix(2, 1); };
        const auto two = [](G g) { return g.ints({3, 0}); };
        const auto any = [](G g) { return g.any(); };
        QVERIFY_FAILS(scatter(
                          x, [](G g) { return g.ints({3}); }, any, -1),
                      "INVALID_ARGUMENT",
                      "Invalid number of rows in input tensor. Expected: 1 Actual: 2");
        QVERIFY_FAILS(scatter(
                          x, two, [](G g) { return g.ints({2}); }, -1),
                      "INVALID_ARGUMENT", "list with shape [2] from a tensor with shape [1]");
        QVERIFY_FAILS(scatter(x, two, any, -2), "INVALID_ARGUMENT",
                      "expects num_elements >= -1, found: -2");
        QVERIFY_FAILS(scatter(x, two, any, 2147483647), "RESOURCE_EXHAUSTED", "too many elements");
        QVERIFY_FAILS(
            scatter([](G g) { return g.constant("s", Tensor::scalar(1.0F)); }, two, any, -1),
            "INVALID_ARGUMENT", "at least a vector, but saw shape: []");
        QVERIFY_FAILS(scatter(
                          x,
                          [](G g) {
                              return g.ints({2147483647, 0});
                          },
                          any, -1),
                      "RESOURCE_EXHAUSTED", "too many elements");
    }

    void rejectsScatteringIntoAListOfOthers() {
        const auto into = [](auto list, auto x, auto indices, DType type = DType::Float) {
            return ValueLists::run([&](G g) {
                return g.stack(
                    g.of("TensorListScatterIntoExistingList", {list(g), x(g), indices(g)}, type));
            });
        };
        const auto pairs = [](G g) { return g.pairs(3); };
        const auto row = [](G g) { return g.matrix(1, 2); };
        const auto first = [](G g) { return g.ints({0}); };
        QVERIFY_FAILS(into(
                          pairs, [](G g) { return g.matrix(1, 3); }, first),
                      "INVALID_ARGUMENT", "list with shape [2] from a tensor with shape [3]");
        QVERIFY_FAILS(into(pairs, row,
                           [](G g) {
                               return g.ints({0, 1});
                           }),
                      "INVALID_ARGUMENT", "Expected: 2 Actual: 1");
        QVERIFY_FAILS(into(pairs, row, [](G g) { return g.ints({-1}); }), "INVALID_ARGUMENT",
                      "must all be non-negative");
        QVERIFY_FAILS(into(pairs, row, [](G g) { return g.ints({2147483647}); }),
                      "RESOURCE_EXHAUSTED", "too many elements");
        QVERIFY_FAILS(into(row, row, first), "INVALID_ARGUMENT", "");
    }

    void rowsAreScattered() {
        const auto scatter = [](std::initializer_list<std::int32_t> to, std::int32_t size) {
            return ValueLists::run([&](G g) {
                return g.stack(g.of("TensorListScatterV2",
                                    {g.matrix(2, 1), g.ints(to), g.any(), g.number(size)}));
            });
        };
        QCOMPARE_FLOATS(scatter({3, 0}, -1), {1, 0, 0, 0});
        QCOMPARE_FLOATS(scatter({1, 0}, 4), {1, 0, 0, 0});
        QCOMPARE_FLOATS(scatter({0, 0}, -1), {1});
    }

    void rowsAreScatteredIntoAList() {
        const auto into = [](std::initializer_list<std::int32_t> to) {
            return ValueLists::run([&](G g) {
                const Expr list = g.of("TensorListScatterV2",
                                       {g.matrix(2, 1), g.ints({0, 1}), g.any(), g.number(3)});
                const Expr rows = g.constant(
                    "new", Tensor::ofValues<float>(Shape{2, 1}, std::vector<float>{7, 8}));
                return g.stack(g.of("TensorListScatterIntoExistingList", {list, rows, g.ints(to)}));
            });
        };
        QCOMPARE_FLOATS(into({1, 0}), {8, 7, 0});
        QCOMPARE_FLOATS(into({2, 2}), {0, 1, 8});
        QCOMPARE_FLOATS(into({4, 1}), {0, 8, 0, 0, 7});
    }

    void gradientsPassWhatWasReplaced() {
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{2, 1});
        const Expr old = g.of("TensorListScatterV2", {x, g.ints({0, 1}), g.any(), g.number(3)});
        const Expr list = g.of("TensorListScatterIntoExistingList", {old, x, g.ints({1, 2})});
        const Expr rows = g.scope.op("Mul", {g.stack(list), g.matrix(3, 1)});
        const Expr y = g.scope.op("Sum", {rows, g.ints({0, 1})});
        QVERIFY_OK(g.scope.status());
        // rows are x0, x0, x1, times 0, 1, 2
        QCOMPARE_FLOATS(gradientAt(g.graph, y, x,
                                   Tensor::ofValues<float>(Shape{2, 1}, std::vector<float>{5, 6})),
                        {1, 2});
    }
};

namespace {
const Registered<TstScatter> registered;
}  // namespace

}  // namespace weft::test

#include "tst_scatter.moc"
