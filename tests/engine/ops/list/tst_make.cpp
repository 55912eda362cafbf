// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/tensor/tensor_format.h"
#include "tests/engine/ops/list/value_list.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "EmptyTensorList", "TensorListReserve", "TensorListFromTensor".
class TstMake : public QObject {
    Q_OBJECT

    using G = const ValueLists&;

private slots:
    void rejectsSizesAndShapesThatAreNone() {
        const auto reserve = [](auto shape, auto size) {
            return ValueLists::run([&](G g) {
                return g.of("TensorListReserve", {shape(g), size(g)});
            });
        };
        const auto any = [](G g) { return g.any(); };
        const auto three = [](G g) { return g.number(3); };
        QVERIFY_FAILS(reserve(any, [](G g) { return g.number(-3); }), "INVALID_ARGUMENT",
                      "must be a non negative number, but got -3");
        QVERIFY_FAILS(reserve(any, [](G g) { return g.ints({3}); }), "INVALID_ARGUMENT",
                      "must be a tensor size 1, but got [1]");
        QVERIFY_FAILS(reserve(any, [](G g) { return g.number(2147483647); }), "RESOURCE_EXHAUSTED",
                      "too many elements");
        QVERIFY_FAILS(reserve([](G g) { return g.number(3); }, three), "INVALID_ARGUMENT",
                      "The only valid scalar shape tensor");
        QVERIFY_FAILS(reserve([](G g) { return g.ints({-2}); }, three), "INVALID_ARGUMENT",
                      "Dimension -2 must be >= -1");
        QVERIFY_FAILS(ValueLists::run([](G g) {
                          return g.of("EmptyTensorList", {g.any(), g.ints({3})});
                      }),
                      "INVALID_ARGUMENT", "expected to be a scalar but got shape: [1]");
    }

    void rejectsRowsOfAnotherShape() {
        const auto from = [](auto tensor, auto shape) {
            return ValueLists::run([&](G g) {
                return g.of("TensorListFromTensor", {tensor(g), shape(g)});
            });
        };
        QVERIFY_FAILS(from([](G g) { return g.constant("x", Tensor::scalar(1.0F)); },
                           [](G g) { return g.any(); }),
                      "INVALID_ARGUMENT", "at least a vector, but saw shape: []");
        QVERIFY_FAILS(from([](G g) { return g.matrix(1, 2); }, [](G g) { return g.ints({3}); }),
                      "INVALID_ARGUMENT", "list with shape [3] from a tensor with shape [2]");
    }

    void rowsBecomeElements() {
        QCOMPARE_FLOATS(
            ValueLists::run([](G g) {
                return g.get(g.of("TensorListFromTensor", {g.matrix(3, 2), g.ints({2})}), 1);
            }),
            {2, 3});
        QCOMPARE(intOf(ValueLists::run([](G g) { return g.length(g.reserve(g.any(), 4)); })), 4);
        QCOMPARE(intOf(ValueLists::run([](G g) { return g.length(g.empty(g.any(), -5)); })), 0);
    }

    void passesGradientsToTheRows() {
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{2, 2});
        const Expr list = g.of("TensorListFromTensor", {x, g.ints({2})});
        const Expr y = g.scope.op("Mul", {g.get(list, 1), g.row({3, 4})});
        QVERIFY_OK(g.scope.status());
        QCOMPARE_FLOATS(
            gradientAt(g.graph, y, x,
                       Tensor::ofValues<float>(Shape{2, 2}, std::vector<float>{1, 2, 3, 4})),
            {0, 0, 3, 4});
    }

    void textsOfListsTellWhatTheyAre() {
        const auto list = ValueLists::run([](G g) { return g.pairs(2); });
        QVERIFY_OK(list);
        QCOMPARE(QString::fromStdString(formatTensor(*list)),
                 QString("<TensorList of 2 x float32[2]>"));
    }
};

namespace {
const Registered<TstMake> registered;
}  // namespace

}  // namespace weft::test

#include "tst_make.moc"
