// SPDX-License-Identifier: Apache-2.0
/// @file
/// Several runs at once, and stopping them. The tests that ThreadSanitizer watches.

#include <QObject>
#include <QTest>
#include <atomic>
#include <thread>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr int kThreads = 4;

template <class F>
void onThreads(F body) {
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) { threads.emplace_back(body, t); }
    for (std::thread& thread : threads) { thread.join(); }
}

/// A step of about a second or more: `steps` sums over a large vector x, in a row, into y.
GraphFixture slowGraph(int steps) {
    GraphFixture g;
    const Expr x = g.placeholder("x");
    Expr last = x;
    for (int i = 0; i < steps; ++i) { last = g.op("AddV2", {last, x}, "s" + std::to_string(i)); }
    g.op("Identity", {last}, "y");
    return g;
}

RunRequest slowRequest() {
    Tensor x = *Tensor::allocate(DType::Float, Shape{1 << 20});
    for (float& value : x.mutableValues<float>()) { value = 1; }
    return {{{"x", x}}, {}, {"y"}};
}

constexpr int kSlowSteps = 5000;

}  // namespace

class TstConcurrentRuns : public QObject {
    Q_OBJECT

private slots:
    void aCancelledRunStopsAndTheNextIsFine() {
        const auto session = *slowGraph(kSlowSteps).session();
        Cancellation cancellation;
        RunOptions options;
        options.cancellation = &cancellation;
        Status status;
        std::thread runner([&] { status = session->run(slowRequest(), options).status(); });
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        cancellation.cancel();
        runner.join();
        QVERIFY_FAILS(status, "CANCELLED", "cancelled");
        QVERIFY_OK(runFor(*session, "s0", {{"x", floats({1})}}));
    }

    void cancelAllStopsEveryRunInFlight() {
        const auto session = *slowGraph(kSlowSteps).session();
        std::atomic<int> stopped{0};
        std::atomic<int> started{0};
        std::thread canceller([&] {
            while (stopped.load() < kThreads) {
                if (started.load() == kThreads) { session->cancelAll(); }
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        });
        onThreads([&](int) {
            const RunRequest request = slowRequest();
            ++started;
            if (session->run(request).status().code() == StatusCode::kCancelled) { ++stopped; }
        });
        const int all = stopped.exchange(kThreads);
        canceller.join();
        QCOMPARE(all, kThreads);
        QVERIFY_OK(runFor(*session, "s0", {{"x", floats({1})}}));
    }

    void aStepThatTakesTooLongEndsByItsLimit() {
        const auto session = *slowGraph(kSlowSteps).session();
        RunOptions options;
        options.timeout = std::chrono::milliseconds(10);
        QVERIFY_FAILS(session->run(slowRequest(), options), "DEADLINE_EXCEEDED", "time limit");
        QVERIFY_OK(runFor(*session, "s0", {{"x", floats({1})}}));
    }

    void closeStopsRunsAndWaitsForThem() {
        auto session = *slowGraph(kSlowSteps).session();
        Status status;
        std::thread runner([&] { status = session->run(slowRequest()).status(); });
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        session->close();
        runner.join();
        QVERIFY(status.code() == StatusCode::kCancelled ||
                status.code() == StatusCode::kFailedPrecondition);
    }

    void oneCallableServesManyThreads() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("Neg", {g.op("AddV2", {x, x}, "d")}, "y");
        const auto session = *g.session();
        const Callable callable = *session->makeCallable({{{"x", {}}}, {"y"}, {}});
        std::atomic<int> wrong{0};
        onThreads([&](int t) {
            std::vector<Tensor> fetches;
            for (int i = 0; i < 200; ++i) {
                const auto value = static_cast<float>(t * 1000 + i);
                const Tensor feed = floats({value, value + 1});
                const bool ok = callable.run({&feed, 1}, fetches).ok();
                const std::vector<float> want{-2 * value, -2 * (value + 1)};
                if (!ok || floatsOf(fetches[0]) != want) { ++wrong; }
            }
        });
        QCOMPARE(wrong.load(), 0);
    }

    void updatesFromManyThreadsAllCount() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({0, 0, 0}));
        g.op("AssignAdd", {v, g.constant("one", floats({1, 1, 1}))}, "add");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        std::atomic<int> torn{0};
        onThreads([&](int t) {
            for (int i = 0; i < 200; ++i) {
                if (t % 2 == 0 && !runTargets(*session, {"add"}).ok()) { ++torn; }
                if (t % 2 == 1) {
                    const std::vector<float> seen = floatsOf(*runFor(*session, "v"));
                    if (seen[0] != seen[1] || seen[1] != seen[2]) { ++torn; }
                }
            }
        });
        QCOMPARE(torn.load(), 0);
        QCOMPARE_FLOATS(runFor(*session, "v"), {400, 400, 400});
    }

    void savingWhileTrainingSeesWholeValues() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({0, 0, 0}));
        g.op("AssignAdd", {v, g.constant("one", floats({1, 1, 1}))}, "add");
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        std::atomic<int> torn{0};
        onThreads([&](int t) {
            for (int i = 0; i < 200; ++i) {
                if (t == 0) {
                    const auto state = session->resources().entries().front().resource->save();
                    const std::vector<float> seen = floatsOf(state->begin()->second);
                    if (seen.size() != 3 || seen[0] != seen[2]) { ++torn; }
                } else if (!runTargets(*session, {"add"}).ok()) {
                    ++torn;
                }
            }
        });
        QCOMPARE(torn.load(), 0);
    }

    void runsMayBeCompiledAndTheGraphExtendedMeanwhile() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        for (int i = 0; i < 40; ++i) { g.op("Neg", {x}, "n" + std::to_string(i)); }
        const auto session = *g.session();
        std::atomic<int> wrong{0};
        onThreads([&](int t) {
            if (t == 0) {
                Graph more = g.graph;
                for (int i = 0; i < 20; ++i) {
                    const std::string name = "m" + std::to_string(i);
                    if (!more.add({.name = name, .op = "Neg", .inputs = {x.endpoint()}}).ok() ||
                        !session->extend(more).ok() ||
                        !runFor(*session, name, {{"x", floats({1})}}).ok()) {
                        ++wrong;
                    }
                }
                return;
            }
            for (int i = 0; i < 40; ++i) {
                const auto out =
                    runFor(*session, "n" + std::to_string(i), {{"x", floats({float(i)})}});
                if (!out.ok() || floatsOf(*out) != std::vector<float>({-float(i)})) { ++wrong; }
            }
        });
        QCOMPARE(wrong.load(), 0);
    }
};

namespace {
const Registered<TstConcurrentRuns> registered;
}

}  // namespace weft::test

#include "tst_concurrent_runs.moc"
