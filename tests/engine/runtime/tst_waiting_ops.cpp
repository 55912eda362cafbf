// SPDX-License-Identifier: Apache-2.0
/// @file
/// Ops of one run that wait for each other, for other runs and for nobody.

#include <QElapsedTimer>
#include <QObject>
#include <QTest>
#include <algorithm>
#include <numeric>
#include <optional>

#include "engine/runtime/executable.h"
#include "tests/engine/ops/queue/queue_graph.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const SessionOptions kPlan{.executor = ExecutorChoice::Plan};
const RunOptions kShort{.timeout = std::chrono::milliseconds(500), .statistics = nullptr};
const RunOptions kLong{.timeout = std::chrono::seconds(60), .statistics = nullptr};

Result<std::vector<Tensor>> take(Session& session, std::vector<std::string> fetches,
                                 std::vector<std::string> targets, const RunOptions& options) {
    return session.run({{}, std::move(fetches), std::move(targets)}, options);
}

Result<Tensor> takeOne(Session& session, std::string fetch, std::vector<std::string> targets) {
    return WEFT_TRY(take(session, {std::move(fetch)}, std::move(targets), kLong)).front();
}

std::int32_t sizeOf(Session& session) {
    const Result<Tensor> size = runFor(session, "size");
    return size.ok() ? size->values<std::int32_t>()[0] : -1;
}

/// A queue for two rows, and five rows.
struct SmallQueue : QueueGraph {
    SmallQueue() : QueueGraph("FIFOQueueV2", capacity(2)) {
        five = constant("five", floats({1, 2, 3, 4, 5}));
        size();
    }
    Expr five;
};

}  // namespace

class TstWaitingOps : public QObject {
    Q_OBJECT

private slots:
    void onlyOpsThatMayWaitForEachOtherAreNotPlanned() {
        const SmallQueue g;
        const Expr taken = g.dequeue()[0];
        g.enqueue("put", {g.x(3)});
        g.enqueue("again", {taken});
        g.dequeue("other");
        g.close("close");
        const auto session = *g.session();
        const auto isPlanned = [&](std::vector<std::string> fetches,
                                   std::vector<std::string> targets) {
            return session->makeCallable({{}, std::move(fetches), std::move(targets)})
                ->executable()
                .isPlanned();
        };
        QVERIFY(isPlanned({"take"}, {}));
        QVERIFY(isPlanned({"take", "size"}, {}));
        QVERIFY(isPlanned({"take"}, {"again"}));    // ordered
        QVERIFY(isPlanned({"take", "other"}, {}));  // the same from one queue
        QVERIFY(!isPlanned({"take"}, {"put"}));
        QVERIFY(!isPlanned({"take"}, {"close"}));
        QVERIFY(!isPlanned({}, {"again", "put"}));  // "take" and "put"
        QVERIFY_FAILS((*g.session(kPlan))->run({{}, {"take"}, {"put"}}), "UNIMPLEMENTED",
                      "it may wait for 'put' of the same run");
    }

    void waysOfABranchDoNotWaitForEachOther() {
        const QueueGraph g;
        const Expr p = g.scope.op("Placeholder", {},
                                  {{"dtype", DType::Bool}, {"shape", PartialShape::scalar()}}, "p");
        const Expr one = g.x(1);
        const auto ways = g.scope.opList("Switch", {one, p}, {}, "switch");
        g.enqueue("put", {ways[0]});
        const NodeId gate = g.noOp("gate", {g.op("Identity", {ways[1]}, "true")});
        g.scope.expr(
            {g.scope.node("QueueDequeueV2", {g.handle}, QueueGraph::types(), "take", {gate}), 0});
        const auto session = *g.session();
        const auto callable = *session->makeCallable({{{"p", {}}}, {}, {"put", "take"}});
        QVERIFY(callable.executable().isPlanned());
    }

    void aRunPutsInWhatItTakes_data() {
        QTest::addColumn<bool>("putFirst");
        QTest::addRow("enqueue first") << true;
        QTest::addRow("dequeue first") << false;
    }
    void aRunPutsInWhatItTakes() {
        QFETCH(bool, putFirst);
        const QueueGraph g;
        if (putFirst) { g.enqueue("put", {g.x(3)}); }
        const Expr taken = g.dequeue()[0];
        g.op("Neg", {taken}, "after");
        if (!putFirst) { g.enqueue("put", {g.x(3)}); }
        g.size();
        const auto session = *g.session();
        for (int i = 0; i < 3; ++i) { QCOMPARE_FLOATS(takeOne(*session, "after", {"put"}), {-3}); }
        QCOMPARE(sizeOf(*session), 0);
    }

    void moreRowsThanThereIsRoomFor_data() { aRunPutsInWhatItTakes_data(); }
    void moreRowsThanThereIsRoomFor() {
        QFETCH(bool, putFirst);
        const SmallQueue g;
        if (putFirst) { g.enqueueMany("put", {g.five}); }
        g.dequeueMany(5);
        if (!putFirst) { g.enqueueMany("put", {g.five}); }
        const auto session = *g.session();
        for (int i = 0; i < 3; ++i) {
            QCOMPARE_FLOATS(takeOne(*session, "many", {"put"}), {1, 2, 3, 4, 5});
        }
    }

    void whatIsReadyGoesOnMeanwhile() {
        QueueGraph g;
        const Expr taken = g.dequeue()[0];
        const Expr v = g.initialized("v", floats({1}));
        // The row depends on what the run writes, whose node comes after the one that waits.
        const Expr added = g.op("AssignAdd", {v, g.constant("d", floats({2}))}, "add");
        const Expr sum =
            g.op("Reshape", {added, g.constant("s", Tensor::vector<std::int32_t>({}))}, "scalar");
        g.enqueue("put", {sum});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(takeOne(*session, "take", {"put"}), {3});
        QCOMPARE_FLOATS(takeOne(*session, "take", {"put"}), {5});
    }

    /// Two nodes in each iteration that wait for each other.
    void aLoopWhoseIterationsWait() {
        const SmallQueue g;
        const auto enter = [&](const Expr& x, bool isConstant) {
            return g.scope.op("Enter", {x}, {{"frame_name", "f"}, {"is_constant", isConstant}},
                              "enter");
        };
        const Expr zero = g.x(0);
        const Expr i = g.op("Merge", {enter(zero, false), enter(zero, false)}, "i");
        const Expr sum = g.op("Merge", {enter(zero, false), enter(zero, false)}, "sum");
        const Expr goesOn =
            g.op("LoopCond", {g.op("Less", {i, enter(g.x(10), true)}, "less")}, "cond");
        const Expr iIn = g.scope.opList("Switch", {i, goesOn}, {}, "si")[1];
        const auto sums = g.scope.opList("Switch", {sum, goesOn}, {}, "ss");
        const Expr queue = enter(g.handle, true);
        const Expr gate = g.op("Identity", {sums[1]}, "gate");
        const Expr taken =
            g.scope.expr({g.scope.node("QueueDequeueV2", {queue}, QueueGraph::types(), "take",
                                       {gate.endpoint().node}),
                          0});
        g.scope.node("QueueEnqueueV2", {queue, iIn}, {}, "put");
        const Expr putBefore =
            g.scope.expr({g.scope.node("Identity", {taken}, {}, "both", {*nodeOf(g, "put")}), 0});
        Graph& graph = const_cast<SmallQueue&>(g).graph;
        const auto back = [&](const Expr& merge, const Expr& next) {
            const Expr made = g.op("NextIteration", {next}, "next");
            QVERIFY_OK(graph.setInput(merge.endpoint().node, 1, made.endpoint()));
        };
        back(i, g.op("AddV2", {iIn, enter(g.x(1), true)}, "plus"));
        back(sum, g.op("AddV2", {sums[1], putBefore}, "total"));
        g.op("Exit", {sums[0]}, "out");
        const auto session = *g.session();
        for (int run = 0; run < 3; ++run) { QCOMPARE_FLOATS(takeOne(*session, "out", {}), {45}); }
        QCOMPARE(sizeOf(*session), 0);
    }

    void whatWaitsInVainEnds_data() {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        QTest::addRow("time limit") << "timeout"
                                    << "DEADLINE_EXCEEDED"
                                    << "time limit";
        QTest::addRow("cancelled") << "cancel"
                                   << "CANCELLED"
                                   << "cancelled";
        QTest::addRow("all cancelled") << "all"
                                       << "CANCELLED"
                                       << "cancelled";
        QTest::addRow("session closed") << "close"
                                        << "CANCELLED"
                                        << "cancelled";
        QTest::addRow("queue closed")
            << "queue"
            << "OUT_OF_RANGE"
            << "[QueueDequeueManyV2] FIFOQueue 'q' is closed and has insufficient elements "
               "(requested 5, current size 2)";
    }
    /// One row is there, one comes of the run itself, three never do.
    void whatWaitsInVainEnds() {
        QFETCH(QString, how);
        QFETCH(QString, code);
        QFETCH(QString, words);
        const QueueGraph g;
        g.enqueue("put", {g.x(3)});
        g.dequeueMany(5);
        g.close("shut");
        g.size();
        g.dequeue();
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"put"}));
        Cancellation cancellation;
        RunOptions options = how == "timeout" ? kShort : kLong;
        options.cancellation = &cancellation;
        QElapsedTimer timer;
        timer.start();
        Status status;
        std::thread runner([&] { status = take(*session, {"many"}, {"put"}, options).status(); });
        bool hasBegun = how == "timeout";
        for (int i = 0; i < 10'000 && !hasBegun; ++i) {
            hasBegun = sizeOf(*session) == 0;  // it has put its row in and taken both
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        Status act;
        if (how == "cancel") { cancellation.cancel(); }
        if (how == "all") { session->cancelAll(); }
        if (how == "close") { session->close(); }
        if (how == "queue") { act = runTargets(*session, {"shut"}); }
        runner.join();
        QVERIFY_OK(act);
        QVERIFY2(timer.elapsed() < 50'000, "it went on");
        QVERIFY_FAILS(status, code.toStdString().c_str(), words.toStdString().c_str());
        QVERIFY(hasBegun);
        if (how == "close") { return; }
        // Who waits in vain gives back what it took, and the session is usable.
        QCOMPARE(sizeOf(*session), 2);
        QCOMPARE_FLOATS(takeOne(*session, "take", {}), {3});
    }

    void closingCancelsWhatWaitsToGoIn() {
        const SmallQueue g;
        g.enqueueMany("put", {g.five});
        g.close("shut", true);
        const auto session = *g.session();
        QVERIFY_FAILS(take(*session, {}, {"put", "shut"}, kLong), "CANCELLED",
                      "[QueueEnqueueManyV2] Enqueue operation was cancelled (node 'put'");
        QCOMPARE(sizeOf(*session), 2);
    }

    void closingComesAfterWhatWaitsToGoIn() {
        const SmallQueue g;
        g.enqueueMany("put", {g.five});
        g.close("shut");
        g.dequeueMany(5);
        g.dequeue();
        const auto session = *g.session();
        QCOMPARE_FLOATS(takeOne(*session, "many", {"put", "shut"}), {1, 2, 3, 4, 5});
        QVERIFY_FAILS(take(*session, {"take"}, {"put"}, kLong), "CANCELLED",
                      "FIFOQueue 'q' is closed");
    }

    void anErrorElsewhereEndsTheWait() {
        const QueueGraph g;
        g.dequeue();
        g.close("shut");
        const Expr wrong = g.constant("wrong", floats({1, 2}));
        g.enqueue("put", {wrong});
        const auto session = *g.session();
        QVERIFY_FAILS(take(*session, {"take"}, {"put"}, kLong), "INVALID_ARGUMENT",
                      "Shape mismatch in tuple component 0");
        QVERIFY_FAILS(take(*session, {"take"}, {"shut"}, kLong), "OUT_OF_RANGE",
                      "is closed and has insufficient elements (requested 1, current size 0)");
    }

    void manyRunsAtOnce() {
        const SmallQueue g;
        g.dequeueMany(5);
        g.enqueueMany("put", {g.five});
        const auto session = *g.session();
        constexpr int kThreads = 4;
        constexpr int kRuns = 50;
        std::vector<double> sums(kThreads);
        std::vector<Status> status(kThreads);
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < kThreads; ++t) {
            threads.emplace_back([&, t] {
                for (int run = 0; run < kRuns && status[t].ok(); ++run) {
                    const auto many = takeOne(*session, "many", {"put"});
                    status[t] = many.status();
                    for (const float x : many.ok() ? floatsOf(*many) : std::vector<float>()) {
                        sums[t] += x;
                    }
                }
            });
        }
        for (std::thread& thread : threads) { thread.join(); }
        for (const Status& each : status) { QVERIFY_OK(each); }
        QCOMPARE(std::accumulate(sums.begin(), sums.end(), 0.0), 15.0 * kThreads * kRuns);
    }

    void statisticsTellWhatWaited() {
        const QueueGraph g;
        g.dequeue();
        g.enqueue("put", {g.x(3)});
        const auto session = *g.session();
        StepStatistics statistics;
        RunOptions options = kLong;
        options.statistics = &statistics;
        QVERIFY_OK(take(*session, {"take"}, {"put"}, options));
        std::vector<std::string> told;
        for (const NodeStatistics& node : statistics.nodes) { told.push_back(node.label); }
        QVERIFY(std::find(told.begin(), told.end(), "QueueDequeueV2") != told.end());
        QVERIFY(std::find(told.begin(), told.end(), "QueueEnqueueV2") != told.end());
    }

private:
    static std::optional<NodeId> nodeOf(const GraphFixture& g, std::string_view name) {
        const Node* node = g.graph.find(name);
        return node == nullptr ? std::nullopt : std::optional<NodeId>(node->id);
    }
};

namespace {
const weft::test::Registered<TstWaitingOps> registered;
}

}  // namespace weft::test

#include "tst_waiting_ops.moc"
