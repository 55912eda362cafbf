// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/tensor_array/list_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

void split(ListFixture& g, std::initializer_list<std::int64_t> lengths) {
    const Expr cut = g.constant("lengths", Tensor::vector<std::int64_t>(lengths));
    g.flow = g.scope.op("TensorArraySplitV3",
                        {g.handle, g.constant("x", floats({1, 2, 3})), cut, g.flow}, {}, "split");
}

}  // namespace

/// "TensorArrayConcatV3", "TensorArraySplitV3".
class TstParts : public QObject {
    Q_OBJECT

private slots:
    void rejectsLengthsThatDoNotFit() {
        ListFixture sum(2);
        split(sum, {1, 1});
        QVERIFY_FAILS(runFor(**sum.session(), "split"), "INVALID_ARGUMENT", "sum of lengths is 2");
        ListFixture negative(2);
        split(negative, {4, -1});
        QVERIFY_FAILS(runFor(**negative.session(), "split"), "INVALID_ARGUMENT", "invalid length");
        ListFixture count(1);
        split(count, {1, 2});
        QVERIFY_FAILS(runFor(**count.session(), "split"), "INVALID_ARGUMENT", "size of lengths");
    }

    void rejectsScalars() {
        ListFixture g(1);
        g.write(0, g.constant("x", Tensor::scalar(1.0F)));
        g.scope.op("TensorArrayConcatV3", {g.handle, g.flow}, {{"dtype", DType::Float}}, "all");
        QVERIFY_FAILS(runFor(**g.session(), "all"), "INVALID_ARGUMENT", "scalar shape at index 0");
    }

    void partsComeTogetherAgain() {
        ListFixture g(3);
        split(g, {2, 0, 1});
        g.scope.op("TensorArrayConcatV3", {g.handle, g.flow}, {{"dtype", DType::Float}}, "all");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "all:0"), {1, 2, 3});
        const auto lengths = runFor(*session, "all:1");
        QVERIFY_OK(lengths);
        QCOMPARE(intAt(*lengths, 0), 2);
        QCOMPARE(intAt(*lengths, 1), 0);
    }
};

namespace {
const Registered<TstParts> registered;
}  // namespace

}  // namespace weft::test

#include "tst_parts.moc"
