// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/list/value_list.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TensorListLength", "TensorListElementShape", "TensorListResize", sums and zeros of lists.
class TstSize : public QObject {
    Q_OBJECT

    using G = const ValueLists&;

private slots:
    void rejectsSizesThatAreNone() {
        const auto resized = [](auto size) {
            return ValueLists::run([&](G g) {
                return g.scope.op("TensorListResize", {g.pairs(2), size(g)});
            });
        };
        QVERIFY_FAILS(resized([](G g) { return g.number(-1); }), "INVALID_ARGUMENT",
                      "expects size to be non-negative. Got: -1");
        QVERIFY_FAILS(resized([](G g) {
                          return g.ints({1, 2});
                      }),
                      "INVALID_ARGUMENT", "size must be a scalar");
        QVERIFY_FAILS(resized([](G g) { return g.number(2147483647); }), "RESOURCE_EXHAUSTED",
                      "too many elements");
    }

    void rejectsSumsOfListsThatDiffer() {
        const auto sum = [](auto a, auto b) {
            return ValueLists::run([&](G g) { return g.scope.op("AddN", {a(g), b(g)}); });
        };
        const auto one = [](G g) { return g.pairs(1); };
        QVERIFY_FAILS(
            sum(one,
                [](G g) {
                    return g.of("TensorListReserve", {g.any(), g.number(1)}, DType::Int32);
                }),
            "INVALID_ARGUMENT", "lists of tensors of different dtypes");
        QVERIFY_FAILS(sum(one, [](G g) { return g.pairs(2); }), "INVALID_ARGUMENT",
                      "different lengths. One is 1 and the other is 2");
        QVERIFY_FAILS(sum(one, [](G g) { return g.reserve(g.ints({3}), 1); }), "INVALID_ARGUMENT",
                      "incompatible element shapes. One is [2] and the other is [3]");
        QVERIFY_FAILS(sum(one, [](G g) { return g.scope.op("OptionalNone", {}); }), "INTERNAL",
                      "'tensorflow::TensorList' and 'tensorflow::data::Optional'");
        QVERIFY_FAILS(sum([](G g) { return g.push(g.empty(g.any()), g.row({1})); },
                          [](G g) {
                              return g.push(g.empty(g.any()), g.row({1, 2}));
                          }),
                      "INVALID_ARGUMENT", "");
    }

    void listsAddUpElementByElement() {
        QCOMPARE_FLOATS(ValueLists::run([](G g) {
                            const Expr some = g.set(g.reserve(g.ints({2}), 3), 1, g.row({1, 2}));
                            return g.stack(g.scope.op("AddN", {g.pairs(3), g.pairs(3), some}));
                        }),
                        {0, 0, 3, 4, 4, 4});
        QCOMPARE_FLOATS(
            ValueLists::run([](G g) { return g.stack(g.scope.op("ZerosLike", {g.pairs(2)})); }),
            {0, 0, 0, 0});
    }

    void sizes() {
        const auto resized = [](std::int32_t size) {
            return intOf(ValueLists::run([&](G g) {
                return g.length(g.scope.op("TensorListResize", {g.pairs(2), g.number(size)}));
            }));
        };
        for (const std::int32_t size : {0, 1, 5}) { QCOMPARE(resized(size), size); }
        const auto shape = [](auto list) {
            return ValueLists::run([&](G g) {
                AttrMap attrs;
                attrs.set("shape_type", DType::Int32);
                return g.scope.op("TensorListElementShape", {list(g)}, attrs);
            });
        };
        const auto known = shape([](G g) { return g.reserve(g.ints({-1, 3}), 2); });
        QVERIFY_OK(known);
        QVERIFY(bytesEqual(*known, Tensor::vector<std::int32_t>({-1, 3})));
        const auto unknown = shape([](G g) { return g.empty(g.any()); });
        QVERIFY_OK(unknown);
        QVERIFY(bytesEqual(*unknown, Tensor::scalar<std::int32_t>(-1)));
    }

    void passesGradients() {
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{2, 2});
        const Expr list = g.of("TensorListFromTensor", {x, g.ints({2})});
        const Expr shorter = g.scope.op("TensorListResize", {list, g.number(1)});
        const Expr y = g.scope.op("Mul", {g.stack(shorter), g.matrix(1, 2)});
        QVERIFY_OK(g.scope.status());
        QCOMPARE_FLOATS(
            gradientAt(g.graph, y, x,
                       Tensor::ofValues<float>(Shape{2, 2}, std::vector<float>{1, 2, 3, 4})),
            {0, 1, 0, 0});
    }
};

namespace {
const Registered<TstSize> registered;
}  // namespace

}  // namespace weft::test

#include "tst_size.moc"
