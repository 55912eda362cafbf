// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "engine/autodiff/backprop.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "Switch", "Merge" and, on variables, "RefSwitch", "RefMerge": only the branch taken runs.
class TstBranch : public QObject {
    Q_OBJECT

private slots:
    void aPredicateThatIsNoScalarIsRefused() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("Switch", {x, g.constant("p", Tensor::vector<bool>({true, false}))}, "s");
        QVERIFY_FAILS(g.scope.status(), "INVALID_ARGUMENT", "[Switch]");
    }

    void aPredicateFoundOutTooLateIsRefusedAtTheRun() {
        GraphFixture g;
        branch(g);
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "merge", feeds(Tensor::vector<bool>({true}))),
                      "INVALID_ARGUMENT", "must be a scalar");
    }

    void aFetchFromTheOtherBranchHasNoValue() {
        GraphFixture g;
        branch(g);
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "left", feeds(Tensor::scalar(true))), "INVALID_ARGUMENT",
                      "does not have value");
    }

    void mergeGivesTheBranchTakenAndSaysWhich() {
        GraphFixture g;
        branch(g);
        const auto session = *g.session();
        for (const bool taken : {false, true, false}) {
            QCOMPARE_FLOATS(runFor(*session, "merge", feeds(Tensor::scalar(taken))),
                            {taken ? 9.0F : -3.0F});
            QCOMPARE(runFor(*session, "merge:1", feeds(Tensor::scalar(taken)))
                         ->values<std::int32_t>()[0],
                     taken ? 1 : 0);
        }
    }

    void effectsOfTheOtherBranchDoNotHappen() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr p = predicate(g);
        const Expr s = g.op("Switch", {p, p}, "s");
        const Expr pivot = g.scope.op("Identity", {g.scope.expr({s.endpoint().node, 1})}, {}, "t");
        g.op("AssignAdd",
             {v, g.scope.expr(
                     {g.scope.node("Const", {}, constOne(), "one", {pivot.endpoint().node}), 0})},
             "add");
        g.noOp("run", {g.scope.expr({g.graph.find("add")->id, 0})});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QVERIFY_OK(session->run({{{"p", Tensor::scalar(false)}}, {}, {"run"}}).status());
        QCOMPARE_FLOATS(runFor(*session, "v"), {1});
        QVERIFY_OK(session->run({{{"p", Tensor::scalar(true)}}, {}, {"run"}}).status());
        QCOMPARE_FLOATS(runFor(*session, "v"), {2});
    }

    void aVariableIsWrittenThroughTheBranchTaken() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr s = g.op("RefSwitch", {v, predicate(g)}, "s");
        const Expr add =
            g.op("AssignAdd",
                 {g.scope.expr({s.endpoint().node, 1}), g.constant("one", floats({1}))}, "add");
        g.op("RefMerge", {g.scope.expr({s.endpoint().node, 0}), add}, "merged");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "merged", {{"p", Tensor::scalar(false)}}), {1});
        QCOMPARE_FLOATS(runFor(*session, "merged", {{"p", Tensor::scalar(true)}}), {2});
    }

    void mergeKeepsWhatBothShapesShare() {
        GraphFixture g;
        const Expr a = g.placeholder("a", {2, 3});
        const Expr b = g.placeholder("b", {2, 5});
        QCOMPARE(g.op("Merge", {a, b}, "m").shape().toString(), std::string("[2,?]"));
    }

    /// d(p ? x * x : -x) / dx, built before the predicate is known.
    void theGradientTakesTheSameWay() {
        GraphFixture g;
        branch(g);
        const Endpoint x{g.graph.find("x")->id, 0};
        const auto made = addGradients(g.graph, {{g.graph.find("merge")->id, 0}}, {x}, {}, {});
        QVERIFY_OK(made);
        const std::string name = g.graph.nameOf(*(*made)[0]);
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, name, feeds(Tensor::scalar(true))), {6});
        QCOMPARE_FLOATS(runFor(*session, name, feeds(Tensor::scalar(false))), {-1});
    }

private:
    static AttrMap constOne() {
        return {{"value", StoredTensor::fromTensor(floats({1}))}, {"dtype", DType::Float}};
    }
    static Expr predicate(const GraphFixture& g) {
        return g.scope.op("Placeholder", {}, {{"dtype", DType::Bool}, {"shape", PartialShape()}},
                          "p");
    }
    /// p ? x * x : -x
    static void branch(const GraphFixture& g) {
        const Expr x = g.placeholder("x");
        const Expr s = g.op("Switch", {x, predicate(g)}, "s");
        const Expr left = g.op("Neg", {s}, "left");
        const Expr right = g.op("Square", {g.scope.expr({s.endpoint().node, 1})}, "right");
        g.op("Merge", {left, right}, "merge");
    }
    static std::vector<std::pair<std::string, Tensor>> feeds(const Tensor& predicate) {
        return {{"x", floats({3})}, {"p", predicate}};
    }
};

namespace {
const Registered<TstBranch> registered;
}

}  // namespace weft::test

#include "tst_branch.moc"
