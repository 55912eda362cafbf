// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/loops/tidy_gates.h"

#include <QObject>

#include "engine/runtime/executable.h"
#include "engine/runtime/passes/passes.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// What a call's instructions wait for besides their operands.
int gatesOf(Session& session, const RunRequest& request) {
    const auto callable = session.makeCallable(request);
    return callable.ok() ? static_cast<int>(callable->executable().plan().gates.size()) : -1;
}

/// p ? x : -x with steps on each way that wait for one another.
struct Branch : GraphFixture {
    Branch() {
        const Expr p = scope.op("Placeholder", {}, {{"dtype", DType::Bool}}, "p");
        const NodeId split = scope.node("Switch", {placeholder("x"), p}, {}, "split");
        no = scope.expr({split, 0});
        yes = scope.expr({split, 1});
    }
    RunRequest asks(bool p, std::vector<std::string> fetches,
                    std::vector<std::string> targets = {}) const {
        return {{{"p", Tensor::scalar(p)}, {"x", Tensor::scalar(3.0F)}},
                std::move(fetches),
                std::move(targets)};
    }
    Expr no;
    Expr yes;
};

}  // namespace

/// Gates that say nothing new.
class TstTidyGates : public QObject {
    Q_OBJECT

private slots:
    void whatAnotherBranchSaysIsKept() {
        Branch g;
        // Runs where x goes to yes, though it reads nothing of it.
        const Expr v = g.initialized("v", Tensor::scalar(1.0F));
        const Expr taken = g.op("Identity", {g.yes}, "taken");
        g.op("AssignAdd", {v, g.constant("one", Tensor::scalar(1.0F))}, "more", {taken});
        g.op("Merge", {g.op("Neg", {g.no}, "minus"), taken}, "y");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QVERIFY_OK(session->run(g.asks(false, {"y"}, {"more"})));
        QCOMPARE_FLOATS(runFor(*session, "v"), {1});
        QVERIFY_OK(session->run(g.asks(true, {"y"}, {"more"})));
        QCOMPARE_FLOATS(runFor(*session, "v"), {2});
        QVERIFY(gatesOf(*session, g.asks(true, {"y"}, {"more"})) > 0);
    }

    void whatTheOperandsSayIsDropped() {
        Branch g;
        const Expr square = g.op("Square", {g.yes}, "square");
        const Expr group = g.op("Neg", {g.yes}, "beside");
        const NodeId both = g.noOp("both", {square, group});
        const Expr after =
            g.scope.expr({g.scope.node("Identity", {square}, {}, "after", {both}), 0});
        g.op("Merge", {g.op("Abs", {g.no}, "other"), after}, "y");
        const auto session = *g.session();
        QCOMPARE(gatesOf(*session, g.asks(true, {"y"})), 0);
        QCOMPARE_FLOATS(runFor(*session, "y", g.asks(true, {}).feeds), {9});
        QCOMPARE_FLOATS(runFor(*session, "y", g.asks(false, {}).feeds), {3});
        QVERIFY_OK(setPasses("-tidy_gates"));
        QVERIFY(gatesOf(**g.session(), g.asks(true, {"y"})) > 0);
        QVERIFY_OK(setPasses("all"));
    }

    /// Past the Merge the branch no longer counts, so that a step there waits for none of it.
    void whereTheWaysMeetAgainNothingIsAsked() {
        Branch g;
        const Expr met = g.op("Merge", {g.no, g.yes}, "met");
        const Expr next = g.op("Square", {met}, "next", {met});
        g.op("AddV2", {next, g.op("Neg", {g.placeholder("z")}, "minus", {next})}, "y");
        RunRequest request = g.asks(true, {"y"});
        request.feeds.emplace_back("z", Tensor::scalar(1.0F));
        const auto session = *g.session();
        QCOMPARE(gatesOf(*session, request), 0);
        const auto run = session->run(request);
        QVERIFY_OK(run);
        QCOMPARE(floatsOf(run->front()), std::vector<float>{8});
    }

    /// A value that may be dead though its neighbours are alive stays guarded.
    void whatIsTakenOnlySometimesGuardsWhatFollows() {
        Branch g;
        const Expr q = g.scope.op("Placeholder", {}, {{"dtype", DType::Bool}}, "q");
        const NodeId inner = g.scope.node("Switch", {g.yes, q}, {}, "inner");
        const Expr deep = g.op("Neg", {g.scope.expr({inner, 1})}, "deep");
        // Guarded by both predicates.
        const Expr late = g.op("Square", {g.yes}, "late", {deep});
        g.op("Merge", {late, g.constant("none", Tensor::scalar(-1.0F))}, "y");
        for (const bool p : {false, true}) {
            for (const bool on : {false, true}) {
                RunRequest request = g.asks(p, {"late"});
                request.feeds.emplace_back("q", Tensor::scalar(on));
                const auto run = (*g.session())->run(request);
                QCOMPARE(run.ok(), p && on);
            }
        }
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstTidyGates> registered;
}

#include "tst_tidy_gates.moc"
