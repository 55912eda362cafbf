// SPDX-License-Identifier: Apache-2.0
/// @file
/// Loops on the emulated card: what they keep stays there, and a step whose loops the host can count is one
/// recording, unrolled.

#include <QObject>
#include <QTest>

#include "engine/device/gpu/gpu_device.h"
#include "engine/runtime/gpu/recorded_step.h"
#include "engine/runtime/passes/explain.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/engine/gpu/loop_graph.h"
#include "tests/engine/gpu/trained_on.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const SessionOptions kOnGpu{.defaultDevice = "/gpu:0"};

/// @param counts iterations of each step, where these are fed.
std::vector<float> lossesOn(const LoopGraph& t, const std::string& device,
                            const std::vector<std::int32_t>& counts) {
    if (!t.closed.ok()) { return {}; }
    const auto feeds = [&](int step) {
        return t.feeds(step % 3, counts[static_cast<std::size_t>(step)]);
    };
    return lossesOn(t, {.defaultDevice = device}, static_cast<int>(counts.size()), feeds);
}

/// What a training step made the host and the card do for each other.
struct Traffic {
    std::int64_t toCard = 0;
    std::int64_t toHost = 0;
    std::int64_t replays = 0;
};
Traffic trafficOf(Session& session, const LoopGraph& t, std::int32_t count = 0) {
    gpu::Knobs& card = emulatedCard();
    const Traffic before{card.copiesToCard, card.copiesToHost, card.replays};
    const auto fetched = session.run({t.feeds(1, count), {"loss"}, {"train"}});
    if (!fetched.ok()) { return {-1, -1, -1}; }
    return {card.copiesToCard - before.toCard, card.copiesToHost - before.toHost,
            card.replays - before.replays};
}

/// What is told beforehand of a training step's loops.
std::string fateOfLoops(const Session& session, const LoopGraph& t) {
    const auto report = explainCall(session, {t.feeds(1), {"loss"}, {"train"}});
    std::string all;
    for (const PlanReport::PassReport& pass : report->passes) {
        if (pass.name != "record_loops") { continue; }
        for (const std::string& note : pass.notes) { all += note + "\n"; }
    }
    return all;
}

bool hasNote(const std::string& part) {
    const auto notes = gpuNotes();
    return std::ranges::any_of(
        notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

}  // namespace

class TstGpuLoops : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { emulatedCard(); }
    void cleanup() {
        gpu::Knobs& card = emulatedCard();
        card.captureFails = 0;
        card.failsAfter = 0;
        setGpuOptions({});
    }

    void aLaunchThatFailsInAnIterationLeavesTheSessionUsable() {
        const LoopGraph t;
        const auto session = initialized(t, kOnGpu);
        QVERIFY(session != nullptr);
        for (int step = 0; step < 8; ++step) {
            emulatedCard().failsAfter = step == 1 || step == 3 ? 40 : 0;
            const auto ran = session->run({t.feeds(step), {"loss"}, {"train"}});
            QCOMPARE(ran.ok(), step != 1 && step != 3);
        }
    }

    void aLoopThatCannotBeRecordedRunsNodeByNode() {
        emulatedCard().captureFails = 1;
        const LoopGraph t;
        const std::vector<std::int32_t> steps(6);
        compareLosses(lossesOn(t, "/gpu:0", steps), lossesOn(t, "/cpu:0", steps));
    }

    /// A predicate of the card costs a copy of one bool in each iteration, and nothing else leaves it.
    void whatTheCardDecidesIsReadInEachIteration() {
        const LoopGraph t({.asksTheCard = true});
        const std::vector<std::int32_t> steps(6);
        compareLosses(lossesOn(t, "/gpu:0", steps), lossesOn(t, "/cpu:0", steps));
        const auto session = initialized(t, kOnGpu);
        Traffic traffic;
        for (int step = 0; step < 5; ++step) { traffic = trafficOf(*session, t); }
        QCOMPARE(traffic.toHost, std::int64_t{7 + 1});  // six iterations, the end, the loss
        const std::string told = fateOfLoops(*session, t);
        QVERIFY2(told.find("node by node: in each iteration the processor waits for what 'both' "
                           "(LogicalAnd) makes on the card") != std::string::npos,
                 told.c_str());
    }

    void lossesAreTheProcessors() {
        const LoopGraph t;
        const std::vector<std::int32_t> steps(20);
        const std::vector<float> want = lossesOn(t, "/cpu:0", steps);
        const std::int64_t before = emulatedCard().replays;
        const std::vector<float> got = lossesOn(t, "/gpu:0", steps);
        compareLosses(got, want);
        QVERIFY(emulatedCard().replays >= before + 17);
        const std::string told = fateOfLoops(*initialized(t, kOnGpu), t);
        QVERIFY2(told.find("recorded as it runs, unrolled") != std::string::npos, told.c_str());
        QVERIFY2(told.find("node by node") == std::string::npos, told.c_str());
        setGpuOptions({.recordsSteps = false});
        QCOMPARE(lossesOn(t, "/gpu:0", steps), got);  // the same bits, node by node
    }

    /// Whatever the number of iterations: nothing comes back but the loss.
    void valuesOfALoopStayOnTheCard_data() {
        QTest::addColumn<bool>("records");
        QTest::newRow("node by node") << false;
        QTest::newRow("recorded") << true;
    }
    void valuesOfALoopStayOnTheCard() {
        QFETCH(bool, records);
        setGpuOptions({.recordsSteps = records});
        for (const int iterations : {3, 9}) {
            const LoopGraph t({.steps = iterations});
            const auto session = initialized(t, kOnGpu);
            QVERIFY(session != nullptr);
            Traffic traffic;
            for (int step = 0; step < 5; ++step) { traffic = trafficOf(*session, t); }
            QCOMPARE(traffic.toHost, std::int64_t{1});
            // Node by node the number of the row goes to Gather in each iteration.
            QCOMPARE(traffic.toCard, std::int64_t{records ? 1 : 1 + iterations});
            QCOMPARE(traffic.replays, std::int64_t{records ? 1 : 0});
        }
    }

    void anotherNumberOfIterationsIsRecordedAnew() {
        const LoopGraph t({.feedsCount = true});
        std::vector<std::int32_t> counts;
        for (const std::int32_t count : {6, 2, 0, 5}) { counts.insert(counts.end(), 5, count); }
        compareLosses(lossesOn(t, "/gpu:0", counts), lossesOn(t, "/cpu:0", counts));
        const auto session = initialized(t, kOnGpu);
        for (int step = 0; step < 4; ++step) { trafficOf(*session, t, 4); }
        QCOMPARE(trafficOf(*session, t, 4).replays, std::int64_t{1});
        QCOMPARE(trafficOf(*session, t, 5).replays, std::int64_t{0});
        for (int step = 0; step < 3; ++step) { trafficOf(*session, t, 5); }
        QCOMPARE(trafficOf(*session, t, 5).replays, std::int64_t{1});
    }

    void countsThatChangeInEachStepAreNotRecordedForEver() {
        const LoopGraph t({.feedsCount = true});
        std::vector<std::int32_t> counts;
        for (int step = 0; step < 60; ++step) { counts.push_back(step / 4 % 6 + 1); }
        compareLosses(lossesOn(t, "/gpu:0", counts), lossesOn(t, "/cpu:0", counts));
        QVERIFY(hasNote("what the step works on changes too often"));
    }

    void loopsWithinATakenBranchAreReplayedOnlyForThatBranch() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{2});
        const Expr pick = g.scope.op(
            "Placeholder", {}, {{"dtype", DType::Bool}, {"shape", PartialShape::scalar()}}, "p");
        const NodeId way = g.scope.node("Switch", {x, pick});
        const Expr no = g.op("Exp", {g.scope.expr({way, 0})}, "no");
        const Expr yes = g.op("Neg", {g.op("Square", {g.scope.expr({way, 1})}, "square")}, "yes");
        const Expr y = g.scope.op("Merge", {no, yes}, {}, "merge");
        g.op("Add", {y, x}, "y");
        const auto session = *g.session(kOnGpu);
        for (int step = 0; step < 24; ++step) {
            const bool taken = step / 6 % 2 == 0;
            const float v = static_cast<float>(step);
            const auto got =
                runFor(*session, "y", {{"x", floats({v, 0})}, {"p", Tensor::scalar(taken)}});
            const float want = taken ? v - v * v : v + std::exp(v);
            QVERIFY_OK(got);
            QVERIFY2(std::abs(floatsOf(*got)[0] - want) <= 1e-5F * std::abs(want),
                     qPrintable(QString::number(step)));
            QCOMPARE(floatsOf(*got)[1], taken ? 0.0F : 1.0F);
        }
    }
};

namespace {
const Registered<TstGpuLoops> registered;
}

}  // namespace weft::test

#include "tst_gpu_loops.moc"
