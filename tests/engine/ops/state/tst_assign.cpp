// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/support/update_run.h"

namespace weft::test {

class TstAssign : public QObject {
    Q_OBJECT

private slots:
    void rejectsAValueOfAnotherShape() {
        GraphFixture g;
        const Expr v = g.variable("v", {2});
        g.op("Assign", {v, g.constant("c", floats({1, 2, 3}))}, "assign");
        QVERIFY_FAILS(g.scope.status(), "INVALID_ARGUMENT", "lhs shape= [2] rhs shape= [3]");
    }

    void rejectsAnotherDtypeAndAValueInPlaceOfAReference() {
        GraphFixture g;
        const Expr v = g.variable("v", {1});
        const NodeSpec wrongType{
            .name = "a",
            .op = "Assign",
            .inputs = {v.endpoint(), g.constant("d", Tensor::vector<double>({1})).endpoint()}};
        QVERIFY_FAILS(g.graph.add(wrongType), "INVALID_ARGUMENT", "");
        const Endpoint c = g.constant("c", floats({1})).endpoint();
        const NodeSpec noRef{.name = "b", .op = "Assign", .inputs = {c, c}};
        QVERIFY_FAILS(g.graph.add(noRef), "INVALID_ARGUMENT", "b");
    }

    void leavesTheOldValueWhenItFails() {
        GraphFixture g;
        const Expr v = g.variable("v", PartialShape());
        const Expr x = g.placeholder("x");
        g.op("Assign", {v, x}, "assign");
        g.scope.op("Assign", {v, x}, {{"validate_shape", false}}, "first");
        const auto session = *g.session();
        // Of unknown shape it counts as a scalar until it has a value.
        QVERIFY_FAILS(runFor(*session, "assign", {{"x", floats({1, 2})}}), "INVALID_ARGUMENT",
                      "lhs shape= [] rhs shape= [2]");
        QCOMPARE_FLOATS(runFor(*session, "first", {{"x", floats({1, 2})}}), {1, 2});
        QVERIFY_FAILS(runFor(*session, "assign", {{"x", floats({1})}}), "INVALID_ARGUMENT",
                      "node 'assign'");
        QCOMPARE_FLOATS(runFor(*session, "v"), {1, 2});
    }

    void copiesTheValue() {
        GraphFixture g;
        const Expr v = g.variable("v", {2});
        const Expr x = g.placeholder("x");
        g.op("Assign", {v, x}, "assign");
        const auto session = *g.session();
        Tensor fed = floats({1, 2});
        QCOMPARE_FLOATS(runFor(*session, "assign", {{"x", fed}}), {1, 2});
        fed.mutableValues<float>()[0] = 9;  // the caller's own memory
        QCOMPARE_FLOATS(runFor(*session, "v"), {1, 2});
    }

    void takesStringsAndEmptyTensors() {
        GraphFixture g;
        const Expr s = g.scope.op("VariableV2", {},
                                  {{"dtype", DType::String}, {"shape", PartialShape{2}}}, "s");
        g.op("Assign", {s, g.constant("c", Tensor::vector<std::string>({"a", "bc"}))}, "set_s");
        const Expr e = g.variable("e", {0});
        g.op("Assign", {e, g.constant("none", floats({}))}, "set_e");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"set_s", "set_e"}));
        QCOMPARE(runFor(*session, "s")->values<std::string>()[1], std::string("bc"));
        QCOMPARE_FLOATS(runFor(*session, "e"), {});
    }

    void givesAResourceVariableItsValue() {
        const auto assign = [](const char* value, bool validates) {
            return UpdateRun("AssignVariableOp", {"float [1,2]"}, {value},
                             {{"validate_shape", validates}}, UpdateRun::Variables::ByHandle);
        };
        UpdateRun other = assign("float [1,2,3]", true);
        QCOMPARE(other.update(),
                 std::string("float32[3]: 1 2 3"));  // the first value has any shape
        other.initialize();
        UpdateRun strict = assign("float [1,2,3]", true);
        strict.initialize();
        QVERIFY_TEXT(strict.update(), "INVALID_ARGUMENT",
                     "Trying to assign to variable with tensor with wrong shape. Expected [2] got");
        UpdateRun free = assign("float [[5]]", false);
        free.initialize();
        QCOMPARE(free.update(), std::string("float32[1,1]: 5"));
    }

    void aHandleTellsWhichValuesFit() {
        GraphFixture g;
        const Expr h = g.scope.op("VarHandleOp", {},
                                  {{"dtype", DType::Float}, {"shape", PartialShape{2}}}, "h");
        const NodeSpec shape{
            .name = "a",
            .op = "AssignVariableOp",
            .inputs = {h.endpoint(), g.constant("c", floats({1, 2, 3})).endpoint()}};
        QVERIFY_FAILS(g.graph.add(shape), "INVALID_ARGUMENT", "got [2] and [3]");
        const NodeSpec type{
            .name = "b",
            .op = "AssignVariableOp",
            .inputs = {h.endpoint(), g.constant("d", Tensor::vector<double>({1, 2})).endpoint()}};
        QVERIFY_FAILS(g.graph.add(type), "INVALID_ARGUMENT", "Expected float got double");
    }
};

namespace {
const Registered<TstAssign> registered;
}

}  // namespace weft::test

#include "tst_assign.moc"
