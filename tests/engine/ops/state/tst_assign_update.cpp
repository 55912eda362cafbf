// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>
#include <limits>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

class TstAssignUpdate : public QObject {
    Q_OBJECT

private slots:
    void rejectsAnotherShape() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr x = g.placeholder("x");
        g.op("AssignAdd", {v, x}, "add");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QVERIFY_FAILS(runFor(*session, "add", {{"x", floats({1})}}), "INVALID_ARGUMENT",
                      "[AssignAdd]");
        QCOMPARE_FLOATS(runFor(*session, "v"), {1, 2});
    }

    void rejectsAVariableWithoutValue() {
        GraphFixture g;
        const Expr v = g.variable("v", {1});
        g.op("AssignSub", {v, g.constant("c", floats({1}))}, "sub");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "sub"), "FAILED_PRECONDITION", "node 'sub'");
    }

    void addsAndSubtracts() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr add = g.op("AssignAdd", {v, g.constant("c", floats({10, 20}))}, "add");
        g.op("AssignSub", {add, g.constant("d", floats({1, 1}))}, "sub");  // through the reference
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "sub"), {10, 21});
    }

    void integersWrapAndHalvesRound() {
        GraphFixture g;
        const auto after = [&](const std::string& name, const Tensor& value, const Tensor& delta) {
            const Expr v =
                g.scope.op("VariableV2", {},
                           {{"dtype", value.dtype()}, {"shape", PartialShape::scalar()}}, name);
            const Expr set = g.op("Assign", {v, g.constant(name + "_v", value)}, name + "_set");
            g.op("AssignAdd", {set, g.constant(name + "_d", delta)}, name + "_add");
            return *runFor(**g.session(), name + "_add");
        };
        const auto most = std::numeric_limits<std::int32_t>::max();
        QCOMPARE(after("i", Tensor::scalar(most), Tensor::scalar(std::int32_t{1}))
                     .values<std::int32_t>()[0],
                 std::numeric_limits<std::int32_t>::min());
        const Tensor half = after("h", Tensor::scalar(Half(2048.F)), Tensor::scalar(Half(1.F)));
        QCOMPARE(static_cast<float>(half.values<Half>()[0]), 2048.F);  // 2049 is no half
    }

    void updatesResourceVariables() {
        const auto run = [](const char* op, const char* value) {
            return UpdateRun(op, {"float [1,2]"}, {value}, {}, UpdateRun::Variables::ByHandle);
        };
        UpdateRun add = run("AssignAddVariableOp", "float [10,20]");
        QVERIFY_TEXT(add.target(), "NOT_FOUND", "v0");
        add.initialize();
        QCOMPARE(add.update(), std::string("float32[2]: 11 22"));
        UpdateRun sub = run("AssignSubVariableOp", "float [1,1]");
        sub.initialize();
        QCOMPARE(sub.update(), std::string("float32[2]: 0 1"));
        UpdateRun wrong = run("AssignAddVariableOp", "float 1");
        wrong.initialize();
        QVERIFY_TEXT(wrong.update(), "INVALID_ARGUMENT",
                     "Cannot update variable with shape [2] using a Tensor with shape []");
    }
};

namespace {
const Registered<TstAssignUpdate> registered;
}

}  // namespace weft::test

#include "tst_assign_update.moc"
