// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/list/value_list.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "OptionalFromValue", "OptionalNone", "OptionalHasValue", "OptionalGetValue".
class TstOptional : public QObject {
    Q_OBJECT

    using G = const ValueLists&;

private slots:
    void rejectsValuesThatAreNotThere() {
        const auto value = [](auto optional, std::vector<DType> types,
                              std::vector<PartialShape> shapes) {
            return ValueLists::run([&](G g) {
                AttrMap attrs;
                attrs.set("output_types", types);
                attrs.set("output_shapes", shapes);
                const auto all = g.scope.opList("OptionalGetValue", {optional(g)}, attrs);
                return all.empty() ? Expr() : all.back();
            });
        };
        const auto none = [](G g) { return g.scope.op("OptionalNone", {}); };
        const auto two = [](G g) {
            return g.scope.op("OptionalFromValue", {g.row({1}), g.ints({2, 3})});
        };
        const PartialShape any;
        QVERIFY_FAILS(value(none, {DType::Float}, {any}), "INVALID_ARGUMENT",
                      "The given optional does not have a value.");
        QVERIFY_FAILS(value(two, {DType::Float}, {any}), "INVALID_ARGUMENT",
                      "has 2 components, expected 1");
        QVERIFY_FAILS(value(two, {DType::Float, DType::Float}, {any, any}), "INVALID_ARGUMENT",
                      "for component 1. Expected: float. Actual: int32.");
        QVERIFY_FAILS(value(two, {DType::Float, DType::Int32}, {any, PartialShape{3}}),
                      "INVALID_ARGUMENT", "for component 1. Expected: [3]. Actual: [2].");
        QVERIFY_FAILS(value([](G g) { return g.pairs(1); }, {DType::Float}, {any}),
                      "INVALID_ARGUMENT", "must be an OptionalVariant object");
        const auto both = value(two, {DType::Float, DType::Int32}, {any, PartialShape{-1}});
        QVERIFY_OK(both);
        QVERIFY(bytesEqual(*both, Tensor::vector<std::int32_t>({2, 3})));
    }

    void rejectsSumsOfSomethingAndNothing() {
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          return g.scope.op("AddN", {g.scope.op("OptionalFromValue", {g.row({1})}),
                                                     g.scope.op("OptionalNone", {})});
                      }),
                      "INVALID_ARGUMENT", "one has a value and the other doesn't");
    }

    void sumsAndZeros() {
        const auto first = [](G g, const Expr& optional) {
            AttrMap attrs;
            attrs.set("output_types", std::vector<DType>{DType::Float});
            attrs.set("output_shapes", std::vector<PartialShape>{PartialShape()});
            return g.scope.opList("OptionalGetValue", {optional}, attrs)[0];
        };
        QCOMPARE_FLOATS(ValueLists::run([&](G g) {
                            const Expr one = g.scope.op("OptionalFromValue", {g.row({1, 2})});
                            return first(g, g.scope.op("AddN", {one, one}));
                        }),
                        {2, 4});
        QCOMPARE_FLOATS(ValueLists::run([&](G g) {
                            const Expr one = g.scope.op("OptionalFromValue", {g.row({1, 2})});
                            return first(g, g.scope.op("ZerosLike", {one}));
                        }),
                        {0, 0});
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr y =
            g.scope.op("Mul", {first(g, g.scope.op("OptionalFromValue", {x})), g.row({3, 4})});
        QCOMPARE_FLOATS(gradientAt(g.graph, y, x, floats({1, 2})), {3, 4});
    }
};

namespace {
const Registered<TstOptional> registered;
}  // namespace

}  // namespace weft::test

#include "tst_optional.moc"
