// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/fold_constants.h"

#include <QObject>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// What is known before the run is not computed in it, and nothing else is touched.
class TstFoldConstants : public QObject {
    Q_OBJECT

private slots:
    void aKernelsErrorIsLeftForTheRun() {
        GraphFixture g;
        const Expr zero = g.constant("zero", ints({1, 0}));
        g.op("FloorDiv", {g.constant("n", ints({1, 2})), zero}, "quotient");
        const PlannedGraph planned(g, {{}, {"quotient"}, {}}, only(Pass::FoldConstants));
        QCOMPARE(planned.count("FloorDiv"), 1);
        QVERIFY_FAILS(runFor(**g.session(), "quotient"), "INVALID_ARGUMENT", "quotient");
    }

    void largeResultsAreNotKept() {
        GraphFixture g;
        const Expr half = g.constant("half", Tensor::scalar(0.5F));
        g.op("Fill", {g.constant("large", ints({600, 600})), half}, "over_1_mib");
        g.op("Fill", {g.constant("medium", ints({60, 60})), half}, "over_10_times");
        g.op("Fill", {g.constant("small", ints({3, 2})), half}, "small_enough");
        const Signature all{{}, {"over_1_mib", "over_10_times", "small_enough"}, {}};
        const PlannedGraph planned(g, all, only(Pass::FoldConstants));
        QCOMPARE(planned.count("Fill"), 2);
        QVERIFY(planned.said(Pass::FoldConstants, {"small_enough", "float32[3,2]"}));
        QCOMPARE_FLOATS(runFor(**g.session(), "small_enough"), (std::vector<float>(6, 0.5F)));
    }

    void nothingStatefulIsFolded() {
        GraphFixture g;
        const Expr shape = g.constant("shape", ints({2}));
        g.scope.op("RandomUniform", {shape}, {{"dtype", DType::Float}}, "random");
        const Expr v = g.initialized("v", floats({1, 2}));
        g.op("Neg", {v}, "minus");
        const PlannedGraph planned(g, {{}, {"random", "minus"}, {}}, only(Pass::FoldConstants));
        QCOMPARE(planned.count("RandomUniform"), 1);
        QCOMPARE(planned.count("Neg"), 1);
    }

    void whatIsFedIsNoConstant() {
        GraphFixture g;
        const Expr c = g.constant("c", floats({1, 2}));
        const Expr d = g.op("Neg", {c}, "d");
        g.op("Square", {d}, "e");
        const PlannedGraph planned(g, {{"d"}, {"e"}, {}}, only(Pass::FoldConstants));
        QCOMPARE(planned.count("Square"), 1);
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "e", {{"d", floats({3, 4})}}),
                        (std::vector<float>{9, 16}));
        QCOMPARE_FLOATS(runFor(*session, "e", {{"c", floats({5, 6})}}),
                        (std::vector<float>{25, 36}));
        QCOMPARE_FLOATS(runFor(*session, "e"), (std::vector<float>{1, 4}));
    }

    void aFedShapeIsNotTheGraphs() {
        // The graph's own inference took the shape from the constant that is fed here.
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape::unknown());
        const Expr shape = g.constant("shape", ints({2, 3}));
        const Expr y = g.op("Reshape", {x, shape}, "y");
        g.op("Shape", {y}, "sizes");
        const auto session = *g.session();
        const Tensor six = floats({1, 2, 3, 4, 5, 6});
        for (int i = 0; i < 3; ++i) {
            const auto sizes = runFor(*session, "sizes", {{"x", six}, {"shape", ints({3, 2})}});
            QVERIFY_OK(sizes);
            QVERIFY(bytesEqual(*sizes, ints({3, 2})));
        }
    }

    void chainsOfConstantsAreOne() {
        GraphFixture g;
        Expr x = g.constant("c", floats({0.5F, -1}));
        for (int i = 0; i < 20; ++i) { x = g.op("Tanh", {x}, concat("t", i)); }
        g.op("AddV2", {x, g.placeholder("p", PartialShape{2})}, "sum");
        const PlannedGraph planned(g, {{"p"}, {"sum", "t3"}, {}}, only(Pass::FoldConstants));
        QCOMPARE(planned.changed(Pass::FoldConstants), 20);
        QCOMPARE(planned.plan.instructions.size(), std::size_t{1});
        QCOMPARE(planned.plan.constants.size(), std::size_t{2});  // t19 and the fetched t3
        const RunRequest request{{{"p", floats({1, 2})}}, {"sum", "t3"}, {}};
        const auto folded = (*g.session())->run(request);
        QVERIFY_OK(folded);
        const Passes off("none");
        const auto apart = (*g.session())->run(request);
        QVERIFY(bytesEqual((*folded)[0], (*apart)[0]) && bytesEqual((*folded)[1], (*apart)[1]));
    }

    void theOrderOfWritesStays() {
        // The constant stands between a write and a read by control edges.
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1, 2}));
        const Expr set = g.op("Assign", {v, g.constant("new", floats({3, 4}))}, "set");
        const Expr c = g.op("Neg", {g.constant("c", floats({1, 1}))}, "between", {set});
        const Expr read = g.op("Identity", {v}, "read", {c});
        g.op("AddV2", {read, c}, "sum");
        const PlannedGraph planned(g, {{}, {"sum"}, {}}, only(Pass::FoldConstants));
        QCOMPARE(planned.count("Neg"), 0);
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "sum"), (std::vector<float>{2, 3}));
    }

    void aConstantOfABranchIsThereOnlyIfTheBranchIs() {
        GraphFixture g;
        const Expr way = g.scope.op("Placeholder", {}, {{"dtype", DType::Bool}}, "way");
        const Expr x = g.placeholder("x", PartialShape{2});
        const Branch branch(g, x, way, "switch");
        const Expr pivot = g.op("Identity", {branch.ifTrue()}, "pivot");
        const Scope inside = g.scope.after({pivot.endpoint().node});
        const Expr c = inside.constant(floats({1, 2}), "c");
        const Expr d = g.op("Square", {g.op("Neg", {c}, "minus")}, "d");
        const std::vector<Expr> merged =
            g.scope.opList("Merge", {branch.ifFalse(), d}, {}, "merged");
        QVERIFY_OK(g.scope.status());
        const PlannedGraph planned(g, {{"way", "x"}, {"merged"}, {}}, only(Pass::FoldConstants));
        QCOMPARE(planned.count("Neg"), 0);
        QCOMPARE(planned.count("Square"), 0);
        QVERIFY(planned.said(Pass::FoldConstants, {"'d'", "where its branch is taken"}));
        const auto session = *g.session();
        const Tensor fed = floats({7, 8});
        for (int i = 0; i < 3; ++i) {
            QCOMPARE_FLOATS(runFor(*session, "merged", {{"way", Tensor::scalar(true)}, {"x", fed}}),
                            (std::vector<float>{1, 4}));
            QCOMPARE_FLOATS(
                runFor(*session, "merged", {{"way", Tensor::scalar(false)}, {"x", fed}}),
                (std::vector<float>{7, 8}));
        }
        QVERIFY_FAILS(runFor(*session, "d", {{"way", Tensor::scalar(false)}, {"x", fed}}),
                      "INVALID_ARGUMENT", "does not have value");
    }

    void aTargetThatFailsStillFails() {
        // Only its shape is read, and that is known; yet it was asked for.
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr checked =
            g.scope.op("CheckNumerics", {x}, {{"message", std::string("oh")}}, "checked");
        g.op("Shape", {checked}, "sizes");
        const auto session = *g.session();
        const Tensor bad = floats({1, std::numeric_limits<float>::quiet_NaN()});
        QVERIFY_FAILS(runFor(*session, "sizes", {{"x", bad}}, {"checked"}), "INVALID_ARGUMENT",
                      "oh");
    }
};

namespace {
const Registered<TstFoldConstants> registered;
}

}  // namespace weft::test

#include "tst_fold_constants.moc"
