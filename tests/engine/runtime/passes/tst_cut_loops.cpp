// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <limits>

#include "engine/autodiff/backprop.h"
#include "engine/kernel/compute_scope.h"
#include "engine/runtime/passes/explain.h"
#include "engine/runtime/rows/choose_loops.h"
#include "engine/runtime/run/flow_tally.h"
#include "engine/runtime/run/run_state.h"
#include "tests/engine/runtime/passes/loop_network.h"
#include "tests/support/compute_threads.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// A plan of a network, with its loops cut however small they are, or not at all.
struct CutPlan {
    template <class Network>
    CutPlan(const Network& network, bool isCut) {
        Signature signature;
        for (const auto& [name, value] : network.feeds) { signature.feeds.push_back(name); }
        signature.fetches = network.fetches;
        devices = DeviceSet::cpus(1);
        graph = std::make_unique<Graph>(network.g.graph);
        Result<Plan> laidOut = layOutPlan(*graph, signature, *devices, {}, store);
        status = laidOut.status();
        if (!status.ok()) { return; }
        plan = *std::move(laidOut);
        const PassSet passes = PassSet::all().without(Pass::CutRows);
        preparePlan(*graph, *devices, passes, plan);
        if (isCut) {
            PlanFacts facts(*graph, plan);
            for (const Instruction& instruction : plan.instructions) { facts.learn(instruction); }
            chooseLoops({*graph, *devices, facts}, plan, {0, 0});
        }
        finishPlan(*graph, *devices, PassSet::all(), plan);
        for (const Plan::RowRegion& region : plan.regions) { loops += region.hasLoops ? 1 : 0; }
        for (const auto& [name, value] : network.feeds) { feeds.push_back(value); }
        state = std::make_unique<RunState>(plan);
    }
    std::vector<Tensor> run() {
        RunContext context;
        context.devices = devices.get();
        context.resources = &store;
        context.run = &never;
        std::vector<Tensor> fetches;
        status = state->run(context, feeds, fetches);
        return fetches;
    }

    std::unique_ptr<DeviceSet> devices;
    std::unique_ptr<Graph> graph;
    ResourceStore store;
    Plan plan;
    int loops = 0;  ///< regions with loops
    Status status;
    std::vector<Tensor> feeds;
    std::unique_ptr<RunState> state;
    Cancellation never;
};

/// A graph of one loop over [rows, columns], whose body a test makes.
struct OneLoop : GraphFixture {
    template <class Body>
    explicit OneLoop(Body&& body, std::int32_t count = 3) {
        const Expr x = placeholder("x", PartialShape{32, 4});
        const Expr w = constant("w", noise(Shape{4, 4}, 1));
        WhileLoop loop(*this, "loop", count);
        const Expr h = loop.variable(x, "h");
        const Expr product = op("MatMul", {h, loop.fixed(w, "w_in")}, "product");
        loop.next(1, body(*this, loop, product));
        closed = loop.status;
        loop.exit(1, "out");
    }
    CutPlan plan() const {
        LoopNetwork unused(0, 32, 1, true);
        unused.g.graph = graph;
        unused.feeds = {{"x", noise(Shape{32, 4}, 2)}};
        unused.fetches = {"out"};
        return CutPlan(unused, true);
    }
    Status closed;
};

}  // namespace

/// Loops of which each thread computes all iterations of its rows.
class TstCutLoops : public QObject {
    Q_OBJECT

private slots:
    /// Each share goes round by itself: that is one loop all the same.
    void aCutLoopIsCountedOnce() {
        const ComputeScope compute;
        const ComputeThreads team(3);
        const TrainedLoop network(33, 7);
        CutPlan shared(network, true);
        QCOMPARE(shared.loops, 1);
        FlowTally tally;
        for (int run = 0; run < 2; ++run) {
            const FlowTally::OfCall call(&tally);
            QCOMPARE(shared.run().size(), network.fetches.size());
        }
        QCOMPARE(tally.of(shared.graph->find("forward/i_switch")->id).yes, 7);
        QCOMPARE(tally.of(shared.graph->find("backward/i_switch")->id).no, 1);
    }

    /// Forward, backward and what lies between them.
    void aLoopAndTheWayBackAreOneRegion_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("threads");
        for (const int rows : {2, 15, 16, 33, 100}) {
            for (const int steps : {1, 7}) {
                for (const int threads : {2, 3}) {
                    QTest::addRow("%d rows, %d steps, %d threads", rows, steps, threads)
                        << rows << steps << threads;
                }
            }
        }
    }
    void aLoopAndTheWayBackAreOneRegion() {
        QFETCH(int, rows);
        QFETCH(int, steps);
        QFETCH(int, threads);
        const ComputeScope compute;
        const ComputeThreads team(threads);
        const TrainedLoop network(rows, steps);
        QVERIFY_OK(network.status);
        CutPlan whole(network, false);
        CutPlan shared(network, true);
        QVERIFY_OK(shared.status);
        QCOMPARE(shared.plan.regions.size(), 1U);
        QVERIFY(shared.plan.regions[0].hasLoops);
        const std::vector<Tensor> want = whole.run();
        QVERIFY_OK(whole.status);
        const std::vector<Tensor> first = shared.run();
        const std::vector<Tensor> again = shared.run();
        QVERIFY_OK(shared.status);
        for (std::size_t i = 0; i < want.size(); ++i) {
            QVERIFY2(areNear(want[i], first[i]), network.fetches[i].c_str());
            QVERIFY(bytesEqual(first[i], again[i]));
        }
    }

    void randomLoopsHaveTheSameValues_data() {
        QTest::addColumn<bool>("pure");
        QTest::newRow("all by rows") << true;
        QTest::newRow("rows tied") << false;
    }
    void randomLoopsHaveTheSameValues() {
        QFETCH(bool, pure);
        const ComputeScope compute;
        int cut = 0;
        for (unsigned seed = 0; seed < 150; ++seed) {
            const ComputeThreads team(2 + static_cast<int>(seed % 2));
            const auto rows = static_cast<std::int64_t>(1 + seed % 53);
            const LoopNetwork network(seed, rows, static_cast<int>(seed % 7), pure);
            QVERIFY_OK(network.status);
            CutPlan whole(network, false);
            CutPlan shared(network, true);
            QVERIFY_OK(shared.status);
            cut += shared.loops;
            const std::vector<Tensor> want = whole.run();
            QVERIFY_OK(whole.status);
            for (int round = 0; round < 2; ++round) {
                const std::vector<Tensor> got = shared.run();
                QVERIFY_OK(shared.status);
                for (std::size_t i = 0; i < want.size(); ++i) {
                    QVERIFY2(areNear(want[i], got[i]),
                             qPrintable(QString("seed %1, %2")
                                            .arg(seed)
                                            .arg(QString::fromStdString(network.fetches[i]))));
                }
            }
        }
        QVERIFY(cut >= (pure ? 140 : 20));  // a batch of one is not shared
    }

    /// The same loop, but for one thing in its body.
    void whatIsNotByRowsIsLeftAlone_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("regions");
        QTest::newRow("rows") << "Tanh" << 1;
        QTest::newRow("a mean over the batch") << "Mean" << 0;
        QTest::newRow("rows by rows") << "Gram" << 0;
        QTest::newRow("random numbers") << "Random" << 0;
        QTest::newRow("a check") << "Assert" << 0;
        QTest::newRow("rows turned over") << "Reverse" << 0;
    }
    void whatIsNotByRowsIsLeftAlone() {
        QFETCH(QString, body);
        QFETCH(int, regions);
        const ComputeScope compute;
        const ComputeThreads two(2);
        const OneLoop g([&](GraphFixture& f, WhileLoop& loop, const Expr& product) {
            const Scope inside = f.scope.after({loop.index.endpoint().node});
            if (body == "Mean") {
                const Expr axes = inside.constant(ints({0}), "axes");
                return f.op("Sub", {product, f.op("Mean", {product, axes}, "mean")}, "next");
            }
            if (body == "Gram") {
                const Expr gram =
                    f.scope.op("MatMul", {product, product}, {{"transpose_b", true}}, "gram");
                return f.op("MatMul", {gram, product}, "next");
            }
            if (body == "Random") {
                const Expr noise =
                    f.scope.op("RandomUniform", {inside.constant(ints({32, 4}), "shape")},
                               {{"dtype", DType::Float}, {"seed", std::int64_t{1}}}, "random");
                return f.op("AddV2", {product, noise}, "next");
            }
            if (body == "Assert") {
                const Expr good = inside.constant(Tensor::scalar(true), "good");
                const NodeId check = f.scope.node("Assert", {good, product}, {}, "check");
                return f.scope.after({check}).op("Tanh", {product}, {}, "next");
            }
            if (body == "Reverse") {
                return f.op("ReverseV2", {product, inside.constant(ints({0}), "axes")}, "next");
            }
            return f.op("Tanh", {product}, "next");
        });
        QVERIFY_OK(g.closed);
        CutPlan plan = g.plan();
        QVERIFY_OK(plan.status);
        QCOMPARE(plan.loops, regions);
        plan.run();
        QVERIFY_OK(plan.status);
    }

    /// Gradients that Weft builds ask for shapes that only the run knows.
    void aBatchOfAnySizeIsSharedFromTheFirstRunOn() {
        const ComputeThreads two(2);
        constexpr std::int64_t kWide = 64;
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{6, -1, kWide});
        const Expr h0 = g.placeholder("h", PartialShape{-1, kWide});
        const Expr w = g.initialized("w", noise(Shape{kWide, kWide}, 3));
        const Expr b = g.initialized("b", noise(Shape{kWide}, 4));
        WhileLoop loop(g, "loop", 6);
        const Scope body = g.scope.after({loop.index.endpoint().node});
        const Expr h = loop.variable(h0, "h_i");
        const Expr axis = body.constant(Tensor::scalar<std::int32_t>(0), "axis");
        const Expr step = g.op("GatherV2", {loop.fixed(x, "x_in"), loop.index, axis}, "step");
        const Expr product = g.op("MatMul", {h, loop.fixed(w, "w_in")}, "product");
        const Expr gate =
            g.op("Sigmoid", {g.op("BiasAdd", {product, loop.fixed(b, "b_in")}, "sum")}, "gate");
        const Expr half = body.constant(Tensor::scalar(0.5F), "half");
        const Expr mixed = g.op("Mul", {gate, g.op("Tanh", {step}, "tanh")}, "mixed");
        loop.next(1, g.op("AddV2", {mixed, g.op("Mul", {h, half}, "kept")}, "next"));
        QVERIFY_OK(loop.status);
        const Expr square = g.op("Square", {loop.exit(1, "out")}, "square");
        const Expr loss = g.op("Mean", {square, g.constant("axes", ints({0, 1}))}, "loss");
        const auto gradients =
            addGradients(g.graph, {loss.endpoint()}, {{w.endpoint(), b.endpoint()}});
        QVERIFY_OK(gradients);
        const RunRequest ask{
            {{"x", noise(Shape{6, 48, kWide}, 1)}, {"h", noise(Shape{48, kWide}, 2)}},
            {"loss", g.graph.nameOf(*gradients->at(0)), g.graph.nameOf(*gradients->at(1))},
            {}};
        std::string explained;
        const auto losses = [&](std::vector<std::vector<Tensor>>& found) {
            const auto session = *g.session();
            QVERIFY_OK(runTargets(*session, {"w/Assign", "b/Assign"}));
            for (int i = 0; i < 3; ++i) {
                const auto run = session->run(ask);
                QVERIFY_OK(run);
                found.push_back(*run);
            }
            const auto report = explainCall(*session, ask);
            QVERIFY_OK(report);
            explained = toText(*report);
        };
        std::vector<std::vector<Tensor>> shared;
        losses(shared);
        QVERIFY2(explained.find("instructions up to 'gradients/") != std::string::npos,
                 explained.c_str());
        QVERIFY2(explained.find("(BroadcastGradientArgs, ") == std::string::npos,
                 explained.c_str());
        std::vector<std::vector<Tensor>> whole;
        {
            const Passes without("-cut_rows");
            losses(whole);
        }
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(bytesEqual(shared[0][i], shared[1][i]));
            QVERIFY(bytesEqual(shared[0][i], shared[2][i]));
            QVERIFY(areNear(shared[0][i], whole[0][i]));
        }
    }

    void anEndlessLoopIsStopped() {
        const ComputeScope compute;
        const ComputeThreads two(2);
        const OneLoop g([](GraphFixture& f, WhileLoop&,
                           const Expr& product) { return f.op("Tanh", {product}, "next"); },
                        std::numeric_limits<std::int32_t>::max());
        CutPlan plan = g.plan();
        QCOMPARE(plan.loops, 1);
        plan.never.setDeadline(std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
        plan.run();
        QCOMPARE(plan.status.code(), StatusCode::kDeadlineExceeded);
    }

    void anErrorInOneShareIsThatOfTheWhole() {
        const ComputeScope compute;
        const ComputeThreads two(2);
        const TrainedLoop network(32, 5);
        CutPlan whole(network, false);
        CutPlan shared(network, true);
        QCOMPARE(shared.loops, 1);
        // Placeholders with no shape of their own take what is fed.
        whole.feeds[0] = noise(Shape{5, 32, TrainedLoop::kColumns + 1}, 1);
        shared.feeds[0] = whole.feeds[0];
        whole.run();
        shared.run();
        QVERIFY(!whole.status.ok());
        QCOMPARE(shared.status.ToString(), whole.status.ToString());
        // And the next call is none the worse.
        shared.feeds[0] = network.feeds[0].second;
        shared.run();
        QVERIFY_OK(shared.status);
    }
};

namespace {
const Registered<TstCutLoops> registered;
}

}  // namespace weft::test

#include "tst_cut_loops.moc"
