// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/drop_unread.h"

#include <QObject>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// What only control edges ask for is left out, unless it is there for what it does.
class TstDropUnread : public QObject {
    Q_OBJECT

private slots:
    void aPlaceholderThatIsNotFedIsStillMissed() {
        GraphFixture g;
        const NodeId group = g.noOp("group", {g.op("Neg", {g.placeholder("x")}, "minus")});
        const Expr c = g.constant("c", floats({1}));
        g.scope.node("Identity", {c}, {}, "y", {group});
        QVERIFY_FAILS(runFor(**g.session(), "y"), "INVALID_ARGUMENT", "You must feed");
        QCOMPARE_FLOATS(runFor(**g.session(), "y", {{"x", floats({2})}}), {1});
    }

    void writesAndChecksStay() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr x = g.placeholder("x");
        const Expr add = g.op("AssignAdd", {v, x}, "add");
        const Expr checked =
            g.scope.op("CheckNumerics", {x}, {{"message", std::string("oh")}}, "checked");
        const NodeId group = g.noOp("group", {add, checked});
        g.scope.node("Identity", {g.constant("c", floats({1}))}, {}, "y", {group});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({2})}}), {1});
        QCOMPARE_FLOATS(runFor(*session, "v"), {3});
        const Tensor bad = floats({std::numeric_limits<float>::infinity()});
        QVERIFY_FAILS(runFor(*session, "y", {{"x", bad}}), "INVALID_ARGUMENT", "oh");
    }

    void whatOnlyAGroupWaitsForIsLeftOut() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr sum = g.op("Sum", {x, g.constant("axes", ints({0}))}, "sum");
        const NodeId group = g.noOp("group", {g.op("Neg", {sum}, "minus")});
        g.scope.node("Square", {x}, {}, "y", {group});
        const PlannedGraph planned(g, {{"x"}, {"y"}, {}}, only(Pass::DropUnread));
        QCOMPARE(planned.changed(Pass::DropUnread), 2);
        QCOMPARE(planned.plan.instructions.size(), std::size_t{1});
        QVERIFY(planned.said(Pass::DropUnread, {"'sum' (Sum)"}));
        const PlannedGraph asked(g, {{"x"}, {"y"}, {"minus"}}, only(Pass::DropUnread));
        QCOMPARE(asked.plan.instructions.size(), std::size_t{3});
    }

    void theLastReaderOfAVariableStays() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr square = g.op("Mul", {v, v}, "square");
        const NodeId group = g.noOp("group", {square, g.op("Exp", {v}, "exp")});
        const Expr one = g.constant("one", floats({1}));
        g.scope.node("Identity", {one}, {}, "y", {group});
        g.scope.node("Add", {one, v}, {}, "sum", {group});
        const PlannedGraph alone(g, {{}, {"y"}, {}}, only(Pass::DropUnread));
        QCOMPARE(alone.count("Mul") + alone.count("Exp"), 1);
        QVERIFY_FAILS(runFor(**g.session(), "y"), "FAILED_PRECONDITION", "uninitialized value v");
        const PlannedGraph read(g, {{}, {"sum"}, {}}, only(Pass::DropUnread));
        QCOMPARE(read.count("Mul") + read.count("Exp"), 0);
    }

    void inABranchItStillTellsThatItRan() {
        // Only the dropped node knows which way was taken.
        GraphFixture g;
        const Expr way = g.scope.op("Placeholder", {}, {{"dtype", DType::Bool}}, "way");
        const Expr x = g.placeholder("x", PartialShape{2});
        const Branch branch(g, x, way, "switch");
        const Expr minus = g.op("Neg", {g.op("Square", {branch.ifTrue()}, "square")}, "minus");
        const Expr v = g.initialized("v", floats({0, 0}));
        g.op("AssignAdd", {v, g.constant("one", floats({1, 1}))}, "count", {minus});
        const PlannedGraph planned(g, {{"way", "x"}, {}, {"count"}}, PassSet::all());
        QCOMPARE(planned.count("Neg") + planned.count("Square"), 0);
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        for (const bool taken : {true, false, true}) {
            QVERIFY_OK(session->run(
                {{{"way", Tensor::scalar(taken)}, {"x", floats({1, 2})}}, {}, {"count"}}));
        }
        QCOMPARE_FLOATS(runFor(*session, "v"), (std::vector<float>{2, 2}));
    }
};

namespace {
const Registered<TstDropUnread> registered;
}

}  // namespace weft::test

#include "tst_drop_unread.moc"
