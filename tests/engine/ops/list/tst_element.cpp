// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/list/value_list.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TensorListPushBack", "TensorListPopBack", "TensorListGetItem", "TensorListSetItem".
class TstElement : public QObject {
    Q_OBJECT

    using G = const ValueLists&;

private slots:
    void rejectsWhatDoesNotFit() {
        const auto fails = [](auto build) { return ValueLists::run(build); };
        const auto pop = [](G g, const Expr& list, DType type = DType::Float) {
            return g.of("TensorListPopBack", {list, g.any()}, type);
        };
        QVERIFY_FAILS(fails([&](G g) { return pop(g, g.pairs(0)); }), "INVALID_ARGUMENT",
                      "Trying to pop from an empty list.");
        QVERIFY_FAILS(fails([&](G g) { return pop(g, g.pairs(1), DType::Int32); }),
                      "INVALID_ARGUMENT", "op elements int32 but list elements float");
        QVERIFY_FAILS(fails([](G g) {
                          return g.push(g.pairs(1), g.ints({1, 2}));
                      }),
                      "INVALID_ARGUMENT", "op elements int32 but list elements float");
        QVERIFY_FAILS(fails([](G g) {
                          return g.push(g.pairs(1), g.row({1, 2, 3}));
                      }),
                      "INVALID_ARGUMENT", "Op element shape: [3] list shape: [2]");
        QVERIFY_FAILS(fails([](G g) {
                          const Expr full = g.push(g.empty(g.any(), 1), g.row({1}));
                          return g.push(full, g.row({1}));
                      }),
                      "INVALID_ARGUMENT", "list size: 1 max_num_elements: 1");
        QVERIFY_FAILS(fails([](G g) { return g.set(g.pairs(1), 0, g.row({1})); }),
                      "INVALID_ARGUMENT", "Item element shape: [1] list shape: [2]");
        QVERIFY_FAILS(fails([](G g) {
                          return g.set(g.pairs(1), 0, g.ints({1, 2}));
                      }),
                      "INVALID_ARGUMENT", "op elements int32 but list elements float");
        QVERIFY_FAILS(
            fails([](G g) {
                return g.of("TensorListGetItem", {g.pairs(1), g.number(0), g.any()}, DType::Int32);
            }),
            "INVALID_ARGUMENT", "op elements int32 but list elements float");
    }

    void rejectsIndicesOutside_data() {
        QTest::addColumn<int>("index");
        QTest::newRow("negative") << -1;
        QTest::newRow("past the end") << 2;
        QTest::newRow("huge") << 2147483647;
    }
    void rejectsIndicesOutside() {
        QFETCH(int, index);
        const std::string words = concat("element ", index, " in a list with 2 elements");
        QVERIFY_FAILS(ValueLists::run([&](G g) { return g.get(g.pairs(2), index); }),
                      "INVALID_ARGUMENT", words);
        QVERIFY_FAILS(ValueLists::run([&](G g) {
                          return g.set(g.pairs(2), index, g.row({1, 2}));
                      }),
                      "INVALID_ARGUMENT", words);
    }

    void rejectsASizeThatNoMemoryHolds() {
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          AttrMap attrs = ValueLists::typed();
                          attrs.set("resize_if_index_out_of_bounds", true);
                          return g.scope.op("TensorListSetItem",
                                            {g.pairs(1), g.number(2147483647), g.row({1, 2})},
                                            attrs);
                      }),
                      "RESOURCE_EXHAUSTED", "too many elements");
    }

    void rejectsWhatWasNeverSetWhereItsShapeIsNotKnown() {
        QVERIFY_FAILS(ValueLists::run([](G g) { return g.get(g.reserve(g.any(), 2), 0); }),
                      "INVALID_ARGUMENT", "not fully defined: <unknown>");
        QVERIFY_FAILS(
            ValueLists::run([](G g) {
                const Expr list = g.reserve(g.ints({-1}), 2);
                return g.scope.opList("TensorListPopBack", {list, g.any()}, ValueLists::typed())[1];
            }),
            "INVALID_ARGUMENT", "not fully defined.[?]");
    }

    void rejectsWhatIsNoList() {
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          return g.length(g.scope.op("OptionalFromValue", {g.row({1})}));
                      }),
                      "INVALID_ARGUMENT", "Input handle is not a list. Saw: 'Optional of 1'");
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          return g.length(g.scope.op("ExpandDims", {g.pairs(1), g.number(0)}));
                      }),
                      "INVALID_ARGUMENT", "must be a scalar");
    }

    void rejectsListsThatLieTooDeep() {
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          Expr list = g.pairs(1);
                          for (int i = 0; i < 70; ++i) {
                              list = g.push(
                                  g.of("EmptyTensorList", {g.any(), g.number(-1)}, DType::Variant),
                                  list);
                          }
                          return g.length(list);
                      }),
                      "INVALID_ARGUMENT", "too deep");
    }

    void rejectsListsThatHoldTooMuch() {
        // Held twice at each depth, an element is there 2^30 times.
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          Expr list = g.pairs(1);
                          for (int i = 0; i < 30; ++i) {
                              const Expr none =
                                  g.of("EmptyTensorList", {g.any(), g.number(-1)}, DType::Variant);
                              list = g.push(g.push(none, list), list);
                          }
                          return g.length(list);
                      }),
                      "RESOURCE_EXHAUSTED", "too many tensors in a variant");
    }

    void zerosStandForWhatWasNeverSet() {
        QCOMPARE_FLOATS(ValueLists::run([](G g) { return g.get(g.reserve(g.ints({2}), 2), 1); }),
                        {0, 0});
        QCOMPARE_FLOATS(ValueLists::run([](G g) {
                            const Expr list = g.reserve(g.ints({-1}), 3);
                            return g.get(g.set(list, 1, g.row({1, 2})), 0);
                        }),
                        {0, 0});
    }

    void aListIsAValue() {
        // What is pushed, popped or set shows in the list that comes out alone.
        QCOMPARE(intOf(ValueLists::run([](G g) {
                     const Expr list = g.pairs(2);
                     const Expr more = g.push(list, g.row({5, 5}));
                     const Expr both = g.scope.op("AddV2", {g.length(list), g.length(more)});
                     return both;
                 })),
                 5);
        QCOMPARE_FLOATS(ValueLists::run([](G g) {
                            const Expr list = g.pairs(2);
                            const Expr other = g.set(list, 1, g.row({7, 7}));
                            return g.scope.op("AddV2", {g.get(list, 1), g.get(other, 1)});
                        }),
                        {8, 8});
        QCOMPARE_FLOATS(ValueLists::run([](G g) {
                            const Expr list = g.pairs(3);
                            const auto popped = g.scope.opList("TensorListPopBack", {list, g.any()},
                                                               ValueLists::typed());
                            const Expr last = g.scope.op("AddV2", {popped[1], g.get(list, 2)});
                            return g.scope.op("AddV2", {last, g.get(popped[0], 1)});
                        }),
                        {5, 5});
    }

    void runsAgainWithTheSameNumbers() {
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr list = g.push(g.push(g.empty(g.ints({2})), x), g.row({1, 1}));
        const Expr rows = g.stack(list);
        const auto session = *g.session();
        const std::string name = g.graph.nameOf(rows.endpoint());
        for (const float v : {1.0F, 2.0F, 3.0F}) {
            QCOMPARE_FLOATS(runFor(*session, name, {{"x:0", floats({v, v})}}), {v, v, 1, 1});
        }
    }

    void passesGradientsToTheElement() {
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr list = g.set(g.push(g.pairs(1), x), 0, g.row({1, 1}));
        const auto popped =
            g.scope.opList("TensorListPopBack", {list, g.any()}, ValueLists::typed());
        const Expr y = g.scope.op("Mul", {popped[1], g.row({3, 4})}, {}, "y");
        QVERIFY_OK(g.scope.status());
        QCOMPARE_FLOATS(gradientAt(g.graph, y, x, floats({5, 6})), {3, 4});
    }

    void passesGradientsThroughSetAndGet() {
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr list = g.set(g.reserve(g.ints({2}), 3), 1, x);
        const Expr y = g.scope.op("Mul", {g.get(g.set(list, 0, g.row({1, 1})), 1), g.row({3, 4})});
        const Expr z = g.scope.op("AddV2", {y, g.get(list, 1)});
        QVERIFY_OK(g.scope.status());
        QCOMPARE_FLOATS(gradientAt(g.graph, z, x, floats({5, 6})), {4, 5});
    }
};

namespace {
const Registered<TstElement> registered;
}  // namespace

}  // namespace weft::test

#include "tst_element.moc"
