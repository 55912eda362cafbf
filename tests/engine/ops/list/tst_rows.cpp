// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/list/value_list.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TensorListStack", "TensorListGather".
class TstRows : public QObject {
    Q_OBJECT

    using G = const ValueLists&;

private slots:
    void rejectsWhatMakesNoRows() {
        const auto stack = [](auto list) {
            return ValueLists::run([&](G g) { return g.stack(list(g)); });
        };
        QVERIFY_FAILS(stack([](G g) { return g.empty(g.any()); }), "INVALID_ARGUMENT",
                      "empty list with non-fully-defined element_shape: <unknown>");
        QVERIFY_FAILS(stack([](G g) { return g.uneven(); }), "INVALID_ARGUMENT", "");
        QVERIFY_FAILS(stack([](G g) { return g.reserve(g.ints({-1}), 2); }), "INVALID_ARGUMENT",
                      "only contains uninitialized tensors");
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          AttrMap attrs = ValueLists::typed();
                          attrs.set("num_elements", std::int64_t{3});
                          return g.scope.op("TensorListStack", {g.pairs(2), g.any()}, attrs);
                      }),
                      "INVALID_ARGUMENT", "a list with 3 elements but got a list with 2 elements");
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          return g.of("TensorListStack", {g.pairs(2), g.ints({3})});
                      }),
                      "INVALID_ARGUMENT", "");
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          return g.of("TensorListStack", {g.pairs(2), g.any()}, DType::Int32);
                      }),
                      "INVALID_ARGUMENT", "op elements int32 but list elements float");
    }

    void rejectsIndicesOutside_data() {
        QTest::addColumn<int>("index");
        QTest::newRow("negative") << -1;
        QTest::newRow("past the end") << 3;
        QTest::newRow("huge") << 2147483647;
    }
    void rejectsIndicesOutside() {
        QFETCH(int, index);
        QVERIFY_FAILS(
            ValueLists::run([&](G g) {
                return g.of("TensorListGather", {g.pairs(3), g.ints({0, index}), g.any()});
            }),
            "INVALID_ARGUMENT", concat("Index ", index, " out of range; list only has 3"));
        QVERIFY_FAILS(ValueLists::run([&](G g) {
                          return g.of("TensorListScatterV2",
                                      {g.matrix(1, 2), g.ints({index}), g.any(), g.number(3)});
                      }),
                      "INVALID_ARGUMENT", "TensorListScatter");
    }

    void rejectsGatheringNothingOfUnknownShape() {
        const auto gather = [](auto list, auto indices) {
            return ValueLists::run([&](G g) {
                return g.of("TensorListGather", {list(g), indices(g), g.any()});
            });
        };
        QVERIFY_FAILS(gather([](G g) { return g.empty(g.any()); }, [](G g) { return g.ints({}); }),
                      "INVALID_ARGUMENT", "0-elements from a list with non-fully-defined shape");
        QVERIFY_FAILS(
            gather([](G g) { return g.reserve(g.any(), 2); }, [](G g) { return g.ints({0}); }),
            "INVALID_ARGUMENT", "uninitialized tensors from a list");
    }

    void elementsBecomeRows() {
        QCOMPARE_FLOATS(ValueLists::run([](G g) { return g.stack(g.pairs(3)); }),
                        {0, 0, 1, 1, 2, 2});
        QCOMPARE_FLOATS(ValueLists::run([](G g) {
                            return g.stack(g.set(g.reserve(g.any(), 3), 1, g.row({1, 2})));
                        }),
                        {0, 0, 1, 2, 0, 0});
        QCOMPARE_FLOATS(ValueLists::run([](G g) {
                            return g.of("TensorListGather", {g.pairs(3), g.ints({2, 0}), g.any()});
                        }),
                        {2, 2, 0, 0});
        const auto none = ValueLists::run([](G g) { return g.stack(g.pairs(0)); });
        QVERIFY_OK(none);
        QCOMPARE(none->shape(), (Shape{0, 2}));
    }

    void passesGradients() {
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{2, 2});
        const Expr list =
            g.of("TensorListScatterV2", {x, g.ints({2, 0}), g.ints({2}), g.number(3)});
        const Expr rows = g.scope.op("Mul", {g.stack(list), g.matrix(3, 2)});
        const Expr picked = g.of("TensorListGather", {list, g.ints({0}), g.any()});
        const Expr y = g.scope.op("AddV2", {g.scope.op("Sum", {rows, g.ints({0, 1})}),
                                            g.scope.op("Sum", {picked, g.ints({0, 1})})});
        QVERIFY_OK(g.scope.status());
        QCOMPARE_FLOATS(
            gradientAt(g.graph, y, x,
                       Tensor::ofValues<float>(Shape{2, 2}, std::vector<float>{1, 2, 3, 4})),
            {4, 5, 1, 2});
    }
};

namespace {
const Registered<TstRows> registered;
}  // namespace

}  // namespace weft::test

#include "tst_rows.moc"
