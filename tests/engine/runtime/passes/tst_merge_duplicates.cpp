// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/merge_duplicates.h"

#include <QObject>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Equal instructions become one; what only looks equal does not.
class TstMergeDuplicates : public QObject {
    Q_OBJECT

private slots:
    void readsOfAVariableAroundAWriteStayTwo() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr before = g.op("Neg", {v}, "before");
        const Expr add = g.op("AssignAdd", {v, g.constant("one", floats({1, 1}))}, "add", {before});
        const Expr after = g.op("Neg", {v}, "after", {add});
        g.op("Sub", {before, after}, "difference");
        const PlannedGraph planned(g, {{}, {"difference"}, {}}, only(Pass::MergeDuplicates));
        QCOMPARE(planned.count("Neg"), 2);
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "difference"), (std::vector<float>{1, 1}));
    }

    void randomNumbersAreDrawnAsOftenAsAsked() {
        GraphFixture g;
        const Expr shape = g.constant("shape", ints({4}));
        const AttrMap attrs{{"dtype", DType::Float}, {"seed", std::int64_t{7}}};
        g.scope.op("RandomUniform", {shape}, attrs, "a");
        g.scope.op("RandomUniform", {shape}, attrs, "b");
        const PlannedGraph planned(g, {{}, {"a", "b"}, {}}, only(Pass::MergeDuplicates));
        QCOMPARE(planned.count("RandomUniform"), 2);
    }

    void attributesAndDevicesMatter() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2, 2});
        g.scope.op("MatMul", {x, x}, {{"transpose_a", true}}, "a");
        g.scope.op("MatMul", {x, x}, {{"transpose_b", true}}, "b");
        g.op("Neg", {x}, "here");
        g.scope.onDevice("/cpu:1").op("Neg", {x}, {}, "there");
        const PlannedGraph planned(g, {{"x"}, {"a", "b", "here", "there"}, {}},
                                   only(Pass::MergeDuplicates));
        QVERIFY_OK(planned.status);
        QCOMPARE(planned.count("MatMul"), 2);
        QCOMPARE(planned.count("Neg"), 2);
    }

    void equalOnesBecomeTheFirst() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr c = g.constant("c", floats({1, 2}));
        const Expr d = g.constant("d", floats({1, 2}));
        const Expr a = g.op("Tanh", {g.op("AddV2", {x, c}, "xc")}, "a");
        const Expr b = g.op("Tanh", {g.op("AddV2", {x, d}, "xd")}, "b");
        g.op("Sub", {a, b}, "zero");
        const PlannedGraph planned(g, {{"x"}, {"zero", "b"}, {}}, only(Pass::MergeDuplicates));
        QCOMPARE(planned.count("Tanh"), 1);
        QCOMPARE(planned.count("AddV2"), 1);
        QCOMPARE(planned.changed(Pass::MergeDuplicates), 2);
        QCOMPARE(planned.plan.constants.size(), std::size_t{1});
        QVERIFY(planned.said(Pass::MergeDuplicates, {"'b' (Tanh) is 'a'"}));
        QCOMPARE_FLOATS(runFor(**g.session(), "zero", {{"x", floats({3, 4})}}),
                        (std::vector<float>{0, 0}));
    }

    void bothMayBeFetched() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        g.op("Exp", {x}, "a");
        g.op("Exp", {x}, "b");
        const auto session = *g.session();
        const auto got = session->run({{{"x", floats({1, 2})}}, {"a", "b", "a"}, {}});
        QVERIFY_OK(got);
        QVERIFY(bytesEqual((*got)[0], (*got)[1]) && bytesEqual((*got)[0], (*got)[2]));
        QVERIFY(!(*got)[0].sharesBufferWith((*got)[1]));
    }

    void branchesAreKeptApart() {
        GraphFixture g;
        const Expr way = g.scope.op("Placeholder", {}, {{"dtype", DType::Bool}}, "way");
        const Expr x = g.placeholder("x", PartialShape{2});
        const Branch branch(g, x, way, "switch");
        // Equal but for the side that each waits for.
        const auto waiting = [&](const Expr& side, std::string_view name) {
            const Expr pivot = g.op("Identity", {side}, concat(name, "_pivot"));
            return g.op("Square", {x}, name, {pivot});
        };
        const Expr no = waiting(branch.ifFalse(), "no");
        const Expr yes = waiting(branch.ifTrue(), "yes");
        const Expr again = waiting(branch.ifTrue(), "again");
        const Expr both = g.op("AddV2", {yes, again}, "both");
        g.scope.opList("Merge", {no, both}, {}, "merged");
        const PlannedGraph planned(g, {{"way", "x"}, {"merged"}, {}}, PassSet::all());
        QCOMPARE(planned.count("Square"), 2);
        const auto session = *g.session();
        for (int i = 0; i < 3; ++i) {
            for (const bool taken : {true, false}) {
                QCOMPARE_FLOATS(runFor(*session, "merged",
                                       {{"way", Tensor::scalar(taken)}, {"x", floats({1, 2})}}),
                                (taken ? std::vector<float>{2, 8} : std::vector<float>{1, 4}));
            }
        }
    }
};

namespace {
const Registered<TstMergeDuplicates> registered;
}

}  // namespace weft::test

#include "tst_merge_duplicates.moc"
