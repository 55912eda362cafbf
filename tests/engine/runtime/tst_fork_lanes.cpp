// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/lanes/fork_lanes.h"

#include <QObject>
#include <cmath>
#include <set>

#include "engine/autodiff/backprop.h"
#include "engine/kernel/parallel.h"
#include "engine/runtime/executable.h"
#include "engine/runtime/passes/passes.h"
#include "tests/support/compute_threads.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr std::int64_t kWide = 192;

/// Towers of dense layers on one input, a loss over both, an update of every weight.
struct Towers : GraphFixture {
    explicit Towers(int towers, bool shareWeights = false) {
        const Expr x = placeholder("x", PartialShape{64, kWide});
        std::vector<Expr> losses;
        for (int tower = 0; tower < towers; ++tower) {
            // Each sees something else, or the towers were found to be one.
            const auto factor = static_cast<float>(tower + 1);
            Expr h = op("Mul", {x, constant(concat("factor", tower), Tensor::scalar(factor))},
                        concat("t", tower, "/x"));
            for (int layer = 0; layer < 3; ++layer) {
                const bool known = shareWeights && tower > 0;
                const std::string name = concat("w", shareWeights ? 0 : tower, "_", layer);
                const Expr w = known ? variables[static_cast<std::size_t>(layer)]
                                     : initialized(name, noise(Shape{kWide, kWide}, 3));
                if (!known) {
                    variables.push_back(w);
                    starts.push_back(name + "/Assign");
                }
                h = op("Tanh", {op("MatMul", {h, w}, concat("t", tower, "/m", layer))},
                       concat("t", tower, "/h", layer));
            }
            const Expr axes = constant(concat("axes", tower), Tensor::vector<std::int32_t>({0, 1}));
            losses.push_back(op("Mean", {op("Square", {h}, concat("t", tower, "/sq")), axes},
                                concat("t", tower, "/loss")));
        }
        const Expr all = losses.size() == 1 ? losses[0] : op("AddN", losses, "loss");
        std::vector<Endpoint> by;
        for (const Expr& w : variables) { by.push_back(w.endpoint()); }
        const auto gradients = *addGradients(graph, {all.endpoint()}, by);
        const Expr rate = constant("rate", Tensor::scalar(0.5F));
        std::vector<Expr> updates;
        for (std::size_t i = 0; i < variables.size(); ++i) {
            updates.push_back(op("ApplyGradientDescent",
                                 {variables[i], rate, scope.expr(*gradients[i])}, concat("u", i)));
        }
        noOp("train", updates);
        loss = losses.size() == 1 ? "t0/loss" : "loss";
    }
    RunRequest step() const { return {{{"x", noise(Shape{64, kWide}, 4)}}, {loss}, {"train"}}; }
    std::vector<Expr> variables;
    std::vector<std::string> starts;
    std::string loss;
};

std::size_t forksOf(Session& session, const RunRequest& request) {
    return session.makeCallable(request)->executable().plan().forks.size();
}

/// Losses of some steps.
std::vector<float> train(Session& session, const Towers& g) {
    std::vector<float> losses;
    if (!runTargets(session, g.starts).ok()) { return losses; }
    for (int step = 0; step < 5; ++step) {
        const auto run = session.run(g.step());
        if (run.ok()) { losses.push_back(floatsOf(run->front())[0]); }
    }
    return losses;
}

}  // namespace

/// Two halves of a step side by side.
class TstForkLanes : public QObject {
    Q_OBJECT

private slots:
    void anErrorInEitherLaneIsThatOfItsNode() {
        const ComputeThreads two(2);
        for (const int bad : {0, 1}) {
            Towers g(2);
            const Expr late = g.op(
                "Identity", {g.scope.expr(*g.graph.endpoint(concat("t", bad, "/h2")))}, "late");
            const Expr check = g.scope.op("CheckNumerics", {g.op("Log", {late}, "log")},
                                          {{"message", std::string("broken tower")}}, "check");
            static_cast<void>(check);
            const auto session = *g.session();
            RunRequest request = g.step();
            request.targets.emplace_back("check");
            QVERIFY_OK(runTargets(*session, g.starts));
            QVERIFY_FAILS(session->run(request), "INVALID_ARGUMENT", "broken tower");
            QVERIFY_FAILS(session->run(request), "INVALID_ARGUMENT", "(node 'check', ");
            QVERIFY_OK(session->run(g.step()));
        }
    }

    void towersRunSideBySide_data() {
        QTest::addColumn<int>("towers");
        QTest::addColumn<bool>("shared");
        QTest::addColumn<int>("forks");
        QTest::newRow("one") << 1 << false << 0;
        QTest::newRow("two") << 2 << false << 1;
        QTest::newRow("two with common weights") << 2 << true << 1;
        QTest::newRow("three are uneven") << 3 << false << 0;
        QTest::newRow("four") << 4 << false << 1;
    }
    void towersRunSideBySide() {
        QFETCH(int, towers);
        QFETCH(bool, shared);
        QFETCH(int, forks);
        const Towers g(towers, shared);
        std::vector<float> beside;
        {
            const ComputeThreads two(2);
            const auto session = *g.session();
            QCOMPARE(forksOf(*session, g.step()), static_cast<std::size_t>(forks));
            beside = train(*session, g);
        }
        setComputeThreads(1);
        const auto alone = *g.session();
        QCOMPARE(forksOf(*alone, g.step()), std::size_t{0});
        const std::vector<float> after = train(*alone, g);
        setComputeThreads(0);
        QCOMPARE(beside.size(), std::size_t{5});
        for (std::size_t i = 0; i < after.size(); ++i) {
            QVERIFY(std::abs(beside[i] - after[i]) <= 1e-5F * std::abs(after[i]));
        }
    }

    /// What both begin their way back with does not keep the ways back together.
    void theWaysBackRunSideBySideToo() {
        const ComputeThreads two(2);
        const Towers g(2);
        const auto session = *g.session();
        const auto callable = session->makeCallable(g.step());
        QVERIFY(callable.ok());
        const Plan& plan = callable->executable().plan();
        std::vector<bool> beside(plan.instructions.size(), false);
        for (const Plan::Lanes& fork : plan.forks) {
            std::fill(beside.begin() + fork.begin, beside.begin() + fork.end, true);
        }
        int products = 0;
        for (std::size_t i = 0; i < beside.size(); ++i) {
            const Node* node = plan.instructions[i].node;
            if (node == nullptr || !node->isOp("MatMul")) { continue; }
            QVERIFY2(beside[i], node->name.c_str());
            ++products;
        }
        QCOMPARE(products, 2 * (3 + 5));
    }

    void aStopReachesBothLanes() {
        const ComputeThreads two(2);
        const Towers g(2);
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, g.starts));
        Cancellation stop;
        stop.cancel();
        RunOptions options;
        options.cancellation = &stop;
        QVERIFY_FAILS(session->run(g.step(), options), "CANCELLED", "");
        QCOMPARE(train(*session, g).size(), std::size_t{5});
    }

    void statisticsHoldBothLanes() {
        const ComputeThreads two(2);
        const Towers g(2);
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, g.starts));
        StepStatistics statistics;
        RunOptions options;
        options.statistics = &statistics;
        QVERIFY_OK(session->run(g.step(), options));
        std::set<std::string> names;
        for (const auto& node : statistics.nodes) { names.insert(g.graph.node(node.node).name); }
        QVERIFY(names.contains("t0/m1"));
        QVERIFY(names.contains("t1/m1"));
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstForkLanes> registered;
}

#include "tst_fork_lanes.moc"
