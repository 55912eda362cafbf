// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/engine/ops/tensor_array/list_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TensorArrayV3", "TensorArrayGradV3", "TensorArraySizeV3", "TensorArrayCloseV3".
class TstMake : public QObject {
    Q_OBJECT

private slots:
    void rejectsANegativeAndAHugeSize() {
        ListFixture negative(-1);
        QVERIFY_FAILS(runFor(**negative.session(), "list:1"), "INVALID_ARGUMENT", "Size should be");
        ListFixture huge(2147483647);
        QVERIFY_FAILS(runFor(**huge.session(), "list:1"), "RESOURCE_EXHAUSTED", "too large a size");
    }

    void rejectsUseAfterClosing() {
        ListFixture g(1);
        const NodeId closed = g.scope.node("TensorArrayCloseV3", {g.handle}, {}, "close");
        g.scope.expr(
            {g.scope.node("TensorArraySizeV3", {g.handle, g.flow}, {}, "size_of", {closed}), 0});
        QVERIFY_FAILS(runFor(**g.session(), "size_of"), "INVALID_ARGUMENT", "already been closed");
    }

    void tellsItsSize() {
        ListFixture g(3);
        g.scope.op("TensorArraySizeV3", {g.handle, g.flow}, {}, "size_of");
        const auto size = runFor(**g.session(), "size_of");
        QVERIFY_OK(size);
        QCOMPARE(intAt(*size, 0), 3);
    }

    void gradientsOfOneSourceAddUp() {
        ListFixture g(1);
        g.write(0, g.constant("x", floats({1, 1})));
        const auto made = g.scope.opList("TensorArrayGradV3", {g.handle, g.flow},
                                         {{"source", std::string("gradients")}}, "grad");
        const Expr i = g.index(0);
        Expr flow = g.scope.op("TensorArrayWriteV3",
                               {made[0], i, g.constant("a", floats({1, 2})), made[1]});
        flow =
            g.scope.op("TensorArrayWriteV3", {made[0], i, g.constant("b", floats({10, 20})), flow});
        g.scope.op("TensorArrayReadV3", {made[0], i, flow}, {{"dtype", DType::Float}}, "sum");
        QCOMPARE_FLOATS(runFor(**g.session(), "sum"), {11, 22});
    }

    void aListLivesForOneRun() {
        ListFixture g(1);
        g.write(0, g.constant("x", floats({1})));
        g.read(0);
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "read"), {1});
        QCOMPARE_FLOATS(runFor(*session, "read"), {1});
    }
};

namespace {
const Registered<TstMake> registered;
}  // namespace

}  // namespace weft::test

#include "tst_make.moc"
