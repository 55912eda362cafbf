// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/list/value_list.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TensorListConcatV2", "TensorListSplit".
class TstParts : public QObject {
    Q_OBJECT

    using G = const ValueLists&;

private slots:
    void rejectsElementsThatMakeNoWhole() {
        const auto concatenated = [](auto list, auto shape,
                                     std::initializer_list<std::int64_t> rows = {}) {
            return ValueLists::run([&](G g) {
                return g.scope.opList("TensorListConcatV2", {list(g), shape(g), g.lengths(rows)},
                                      ValueLists::typed())[0];
            });
        };
        const auto any = [](G g) { return g.any(); };
        QVERIFY_FAILS(
            concatenated(
                [](G g) { return g.push(g.empty(g.any()), g.constant("s", Tensor::scalar(1.0F))); },
                any),
            "INVALID_ARGUMENT", "Concat saw a scalar shape at index 0");
        QVERIFY_FAILS(concatenated(
                          [](G g) {
                              return g.push(g.push(g.empty(g.any()), g.matrix(1, 1)),
                                            g.matrix(1, 2));
                          },
                          any),
                      "INVALID_ARGUMENT", "");
        QVERIFY_FAILS(concatenated([](G g) { return g.empty(g.any()); }, any), "INVALID_ARGUMENT",
                      "All except the first dimension must be fully defined");
        QVERIFY_FAILS(concatenated([](G g) { return g.reserve(g.any(), 2); }, any, {1, 2}),
                      "INVALID_ARGUMENT", "only uninitialized tensors");
        QVERIFY_FAILS(concatenated(
                          [](G g) {
                              return g.reserve(g.ints({-1, 2}), 2);
                          },
                          any, {1}),
                      "INVALID_ARGUMENT",
                      "uninitialized tensor at index 1 but leading_dims has only 1");
        QVERIFY_FAILS(concatenated(
                          [](G g) {
                              return g.reserve(g.ints({-1, 2}), 1);
                          },
                          any, {-4}),
                      "INVALID_ARGUMENT", "leading_dims[0]: got -4");
        QVERIFY_FAILS(concatenated(
                          [](G g) {
                              return g.reserve(g.ints({-1, 2}), 2);
                          },
                          any, {std::int64_t{1} << 62, std::int64_t{1} << 62}),
                      "INVALID_ARGUMENT", "");
        QVERIFY_FAILS(concatenated([](G g) { return g.pairs(2); }, [](G g) { return g.ints({3}); }),
                      "INVALID_ARGUMENT", "");
    }

    void rejectsLengthsThatDoNotAddUp() {
        const auto split = [](std::initializer_list<std::int64_t> lengths) {
            return ValueLists::run([&](G g) {
                return g.of("TensorListSplit", {g.row({1, 2, 3}), g.any(), g.lengths(lengths)});
            });
        };
        QVERIFY_FAILS(split({1, 1}), "INVALID_ARGUMENT", "Length of tensor: 3 Values used: 2");
        QVERIFY_FAILS(split({1, 3}), "INVALID_ARGUMENT", "from tensor with length 3");
        QVERIFY_FAILS(split({4, -1}), "INVALID_ARGUMENT", "from tensor with length 3");
        QVERIFY_FAILS(split({1, INT64_MAX}), "INVALID_ARGUMENT", "from tensor with length 3");
        QVERIFY_FAILS(split({INT64_MIN}), "INVALID_ARGUMENT", "from tensor with length 3");
        QVERIFY_FAILS(
            ValueLists::run([](G g) {
                return g.of("TensorListSplit", {g.row({1, 2, 3}), g.ints({-1, 2}), g.lengths({3})});
            }),
            "INVALID_ARGUMENT", "shape [3] is not compatible with element_shape [?,2]");
    }

    void elementsAreJoined() {
        const auto joined = [](auto list, std::initializer_list<std::int64_t> rows, int output) {
            return ValueLists::run([&](G g) {
                return g.scope.opList("TensorListConcatV2", {list(g), g.any(), g.lengths(rows)},
                                      ValueLists::typed())[static_cast<std::size_t>(output)];
            });
        };
        QCOMPARE_FLOATS(joined([](G g) { return g.uneven(); }, {}, 0), {1, 2, 3, 4, 5});
        const auto lengths = joined([](G g) { return g.uneven(); }, {}, 1);
        QVERIFY_OK(lengths);
        QVERIFY(bytesEqual(*lengths, Tensor::vector<std::int64_t>({2, 3})));
        QCOMPARE_FLOATS(joined(
                            [](G g) {
                                return g.set(g.reserve(g.ints({-1}), 3), 1, g.row({1, 2}));
                            },
                            {1, 2, 3}, 0),
                        {0, 1, 2, 0, 0, 0});
        QCOMPARE_FLOATS(joined([](G g) { return g.pairs(0); }, {}, 0), {});
    }

    void pieces() {
        const auto piece = [](std::int32_t i) {
            return ValueLists::run([&](G g) {
                return g.get(
                    g.of("TensorListSplit", {g.row({1, 2, 3}), g.any(), g.lengths({1, 0, 2})}), i);
            });
        };
        QCOMPARE_FLOATS(piece(0), {1});
        QCOMPARE_FLOATS(piece(1), {});
        QCOMPARE_FLOATS(piece(2), {2, 3});
    }

    void passesGradients() {
        const ValueLists g;
        const Expr x = g.placeholder("x", PartialShape{3});
        const Expr list = g.of("TensorListSplit", {x, g.ints({-1}), g.lengths({2, 1})});
        const Expr all = g.scope.opList("TensorListConcatV2", {list, g.any(), g.lengths({})},
                                        ValueLists::typed())[0];
        const Expr y = g.scope.op("Mul", {all, g.row({3, 4, 5})});
        QVERIFY_OK(g.scope.status());
        QCOMPARE_FLOATS(gradientAt(g.graph, y, x, floats({1, 2, 3})), {3, 4, 5});
    }
};

namespace {
const Registered<TstParts> registered;
}  // namespace

}  // namespace weft::test

#include "tst_parts.moc"
