// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <cmath>

#include "engine/autodiff/backprop.h"
#include "engine/kernel/compute_scope.h"
#include "engine/runtime/executable.h"
#include "engine/runtime/passes/explain.h"
#include "engine/runtime/rows/choose_rows.h"
#include "engine/runtime/run/run_state.h"
#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/engine/runtime/passes/random_rows.h"
#include "tests/support/compute_threads.h"
#include "tests/support/noise.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr std::int64_t kUnits = 32;

/// A recurrent network over some time steps, its loss by labels, and a step of its training.
struct Recurrent : GraphFixture {
    explicit Recurrent(int steps = 8) {
        const Expr x = placeholder("x", PartialShape{-1, kUnits});
        const Expr h0 = placeholder("h0", PartialShape{-1, kUnits});
        const Expr labels = scope.op("Placeholder", {},
                                     {{"dtype", DType::Int32}, {"shape", PartialShape{-1}}}, "t");
        const Expr w = initialized("w", noise(Shape{2 * kUnits, 4 * kUnits}, 3));
        const Expr b = initialized("b", noise(Shape{4 * kUnits}, 4));
        const Expr axis = constant("axis", Tensor::scalar<std::int32_t>(1));
        Expr h = h0;
        for (int step = 0; step < steps; ++step) {
            const std::string at = concat("s", step, "/");
            const auto one = [&](std::string_view type, const std::vector<Expr>& inputs,
                                 std::string_view name) {
                return op(type, inputs, concat(at, name));
            };
            const Expr both = one("ConcatV2", {x, h, axis}, "concat");
            const Expr gates = one("BiasAdd", {one("MatMul", {both, w}, "product"), b}, "gates");
            const auto parts = scope.opList("Split", {axis, gates},
                                            {{"num_split", std::int64_t{4}}}, at + "split");
            const Expr kept = one("Mul", {one("Sigmoid", {parts[0]}, "f"), h}, "kept");
            const Expr added = one(
                "Mul", {one("Sigmoid", {parts[1]}, "i"), one("Tanh", {parts[2]}, "j")}, "added");
            const Expr c = one("AddV2", {kept, added}, "c");
            h = one("Mul", {one("Sigmoid", {parts[3]}, "o"), one("Tanh", {c}, "tanh")}, "h");
        }
        const auto cost =
            scope.opList("SparseSoftmaxCrossEntropyWithLogits", {h, labels}, {}, "cost");
        const Expr loss = op("Mean", {cost[0], constant("zero", ints({0}))}, "loss");
        const auto gradients =
            *addGradients(graph, {loss.endpoint()}, {{w.endpoint(), b.endpoint()}});
        const Expr rate = constant("rate", Tensor::scalar(0.5F));
        noOp("train", {op("ApplyGradientDescent", {w, rate, scope.expr(*gradients[0])}, "uw"),
                       op("ApplyGradientDescent", {b, rate, scope.expr(*gradients[1])}, "ub")});
    }
    static std::vector<std::pair<std::string, Tensor>> batch(std::int64_t rows) {
        Tensor labels = *Tensor::allocate(DType::Int32, Shape{rows});
        for (std::int64_t r = 0; r < rows; ++r) {
            labels.mutableValues<std::int32_t>()[static_cast<std::size_t>(r)] =
                static_cast<std::int32_t>(r % kUnits);
        }
        return {{"x", noise(Shape{rows, kUnits}, 1)},
                {"h0", noise(Shape{rows, kUnits}, 2)},
                {"t", labels}};
    }
    static RunRequest step(std::int64_t rows) { return {batch(rows), {"loss"}, {"train"}}; }
    /// Losses of some steps after initialization.
    static std::vector<float> train(Session& session, std::int64_t rows) {
        std::vector<float> losses;
        if (!runTargets(session, {"w/Assign", "b/Assign"}).ok()) { return losses; }
        for (int i = 0; i < 5; ++i) {
            const auto run = session.run(step(rows));
            if (run.ok()) { losses.push_back(floatsOf(run->front())[0]); }
        }
        return losses;
    }
};

std::size_t regionsOf(Session& session, const RunRequest& request) {
    return session.makeCallable(request)->executable().plan().regions.size();
}

}  // namespace

/// Batches whose rows the threads share.
class TstCutRows : public QObject {
    Q_OBJECT

private slots:
    void aRecurrentStepIsOneRegion() {
        const ComputeThreads two(2);
        Recurrent g;
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign", "b/Assign"}));
        const auto report = explainCall(*session, Recurrent::step(32));
        QVERIFY_OK(report);
        for (const PlanReport::PassReport& pass : report->passes) {
            if (pass.name != passName(Pass::CutRows)) { continue; }
            QCOMPARE(pass.notes.size(), 1U);
            QVERIFY(pass.count > 50);
        }
        // What knows no shapes computes them between regions.
        QVERIFY(regionsOf(*session, Recurrent::step(32)) >= 1);
    }

    void onlyWhatHasProductsIsCut() {
        const ComputeThreads two(2);
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{512, 512});
        g.op("Tanh", {g.op("BiasAdd", {x, g.constant("b", noise(Shape{512}, 1))}, "y")}, "z");
        const auto session = *g.session();
        const RunRequest request{{{"x", noise(Shape{512, 512}, 2)}}, {"z"}, {}};
        QCOMPARE(regionsOf(*session, request), 0U);
    }

    void oneThreadSharesNothing() {
        const ComputeThreads one(1);
        Recurrent g;
        const auto session = *g.session();
        QCOMPARE(regionsOf(*session, Recurrent::step(32)), 0U);
    }

    void theLossesAreThoseOfTheWhole_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("threads");
        for (const int rows : {0, 1, 2, 15, 16, 17, 32, 33, 100}) {
            for (const int threads : {2, 3}) {
                QTest::addRow("%d rows, %d threads", rows, threads) << rows << threads;
            }
        }
    }
    void theLossesAreThoseOfTheWhole() {
        QFETCH(int, rows);
        QFETCH(int, threads);
        const ComputeThreads team(threads);
        Recurrent g;
        const auto cut = Recurrent::train(**g.session(), rows);
        const Passes without("-cut_rows");
        const auto whole = Recurrent::train(**g.session(), rows);
        QCOMPARE(cut.size(), whole.size());
        QCOMPARE(cut.size(), 5U);
        for (std::size_t i = 0; i < cut.size(); ++i) {
            QVERIFY(cut[i] == whole[i] ||
                    std::abs(cut[i] - whole[i]) < 1e-5F * std::abs(whole[i]) ||
                    (std::isnan(cut[i]) && std::isnan(whole[i])));
        }
    }

    void everyRunHasTheSameBits() {
        const ComputeThreads two(2);
        Recurrent g;
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign", "b/Assign"}));
        RunRequest ask{Recurrent::batch(37), {"loss", "s3/h"}, {}};
        const auto first = session->run(ask);
        QVERIFY_OK(first);
        for (int i = 0; i < 3; ++i) {  // the first has a plan for any shapes, later ones their own
            const auto again = session->run(ask);
            QVERIFY_OK(again);
            QVERIFY(bytesEqual((*first)[0], (*again)[0]));
            QVERIFY(bytesEqual((*first)[1], (*again)[1]));
        }
    }

    void whatIsFetchedChangesNothing() {
        const ComputeThreads two(2);
        Recurrent g;
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign", "b/Assign"}));
        const auto loss = session->run({Recurrent::batch(32), {"loss"}, {}});
        const auto more = session->run(
            {Recurrent::batch(32), {"loss", "s0/gates", "s1/split:2", "s7/concat", "cost:1"}, {}});
        QVERIFY_OK(loss);
        QVERIFY_OK(more);
        QVERIFY(bytesEqual(loss->front(), more->front()));
        QCOMPARE((*more)[1].shape(), (Shape{32, 4 * kUnits}));
        const Passes without("-cut_rows");
        const auto whole = (*g.session());
        QVERIFY_OK(runTargets(*whole, {"w/Assign", "b/Assign"}));
        const auto same = whole->run(
            {Recurrent::batch(32), {"loss", "s0/gates", "s1/split:2", "s7/concat", "cost:1"}, {}});
        QVERIFY_OK(same);
        for (std::size_t i = 0; i < same->size(); ++i) { QVERIFY(areNear((*more)[i], (*same)[i])); }
    }

    void anErrorInOneRowIsThatOfTheWhole() {
        const ComputeThreads two(2);
        Recurrent g;
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign", "b/Assign"}));
        RunRequest bad = Recurrent::step(32);
        bad.feeds[2].second.mutableValues<std::int32_t>()[30] = 1000;
        const auto cut = session->run(bad);
        QVERIFY_OK(session->run(Recurrent::step(32)));
        const Passes without("-cut_rows");
        const auto whole = *g.session();
        QVERIFY_OK(runTargets(*whole, {"w/Assign", "b/Assign"}));
        QCOMPARE(whole->run(bad).status().ToString(), cut.status().ToString());
        QVERIFY(!cut.ok());
    }

    void batchesThatDifferFailAsBefore() {
        const ComputeThreads two(2);
        Recurrent g;
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign", "b/Assign"}));
        RunRequest bad = Recurrent::step(32);
        bad.feeds[1].second = noise(Shape{16, kUnits}, 2);
        const auto cut = session->run(bad);
        const Passes without("-cut_rows");
        const auto whole = *g.session();
        QVERIFY_OK(runTargets(*whole, {"w/Assign", "b/Assign"}));
        QCOMPARE(whole->run(bad).status().ToString(), cut.status().ToString());
        QVERIFY(!cut.ok());
    }

    void statisticsTellEachNodeOnceWithTheSizesOfAll() {
        const ComputeThreads two(2);
        Recurrent g;
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"w/Assign", "b/Assign"}));
        const auto callable = session->makeCallable({Recurrent::batch(32), {"loss"}, {}});
        QVERIFY_OK(callable);
        StepStatistics told;
        std::vector<Tensor> feeds;
        for (const auto& [name, value] : Recurrent::batch(32)) { feeds.push_back(value); }
        std::vector<Tensor> fetches;
        RunOptions options;
        options.statistics = &told;
        QVERIFY_OK(callable->run(feeds, fetches, options));
        int products = 0;
        for (const NodeStatistics& node : told.nodes) {
            if (node.label != "MatMul") { continue; }
            ++products;
            QCOMPARE(node.outputs.front(), (Shape{32, 4 * kUnits}));
        }
        QCOMPARE(products, 8);
    }

    /// Whatever may be cut is cut, however small.
    void randomGraphsHaveTheSameValues() {
        const ComputeScope compute;
        const ComputeThreads team(3);
        int cut = 0;
        for (unsigned seed = 0; seed < 600; ++seed) {
            RandomRows random(seed);
            Signature signature;
            for (const auto& [name, value] : random.feeds) { signature.feeds.push_back(name); }
            for (const std::string& name : random.fetches) { signature.fetches.push_back(name); }
            std::array<std::vector<Tensor>, 2> results;
            for (const bool isCut : {false, true}) {
                const PassSet passes = PassSet::all().without(Pass::CutRows);
                PlannedGraph planned(random.g, signature, passes);
                QVERIFY_OK(planned.status);
                Plan plan =
                    *layOutPlan(*planned.graph, signature, *planned.devices, {}, planned.store);
                preparePlan(*planned.graph, *planned.devices, passes, plan);
                PlanFacts facts(*planned.graph, plan);
                for (const Instruction& instruction : plan.instructions) {
                    facts.learn(instruction);
                }
                if (isCut) {
                    cut += chooseRows({*planned.graph, *planned.devices, facts}, plan, {0, 0});
                }
                finishPlan(*planned.graph, *planned.devices, PassSet::all(), plan);
                RunState state(plan);
                Cancellation never;
                RunContext context;
                context.devices = planned.devices.get();
                context.resources = &planned.store;
                context.run = &never;
                std::vector<Tensor> feeds;
                for (const auto& [name, value] : random.feeds) { feeds.push_back(value); }
                for (int round = 0; round < 2; ++round) {
                    const Status status = state.run(context, feeds, results[isCut ? 1 : 0]);
                    QVERIFY2(status.ok(),
                             qPrintable(QString("seed %1: %2")
                                            .arg(seed)
                                            .arg(QString::fromStdString(status.ToString()))));
                }
            }
            for (std::size_t i = 0; i < results[0].size(); ++i) {
                QVERIFY2(areNear(results[0][i], results[1][i]),
                         qPrintable(QString("seed %1, %2")
                                        .arg(seed)
                                        .arg(QString::fromStdString(random.fetches[i]))));
            }
        }
        QVERIFY(cut > 2000);
    }
};

namespace {
const Registered<TstCutRows> registered;
}

}  // namespace weft::test

#include "tst_cut_rows.moc"
