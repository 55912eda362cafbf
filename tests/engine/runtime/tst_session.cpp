// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/session.h"

#include <pthread.h>
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstSession : public QObject {
    Q_OBJECT

private slots:
    void namesThatAreMissingHaveTensorFlowsCodes() {
        GraphFixture g;
        g.constant("c", floats({1, 2}));
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "nope:0"), "INVALID_ARGUMENT", "nope");
        QVERIFY_FAILS(runFor(*session, "c:-1"), "INVALID_ARGUMENT", "c:-1");
        QVERIFY_FAILS(runFor(*session, "c:7"), "OUT_OF_RANGE", "c:7");
        QVERIFY_FAILS(runFor(*session, "c", {{"nope", floats({1})}}), "INVALID_ARGUMENT", "nope");
        QVERIFY_FAILS(runTargets(*session, {"nope"}), "NOT_FOUND", "nope");
        QVERIFY_FAILS(runFor(*session, "c", {{"c", floats({1, 2})}, {"c:0", floats({1, 2})}}),
                      "INVALID_ARGUMENT", "twice");
    }

    void unfedPlaceholderSaysWhatToFeed() {
        GraphFixture g;
        const Expr x = g.placeholder("x", {-1, 784});
        g.op("Identity", {x}, "y");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT",
                      "You must feed a value for placeholder tensor 'x' with dtype float and shape "
                      "[?,784]");
    }

    void feedsAreCheckedAgainstDtypeAndShape() {
        GraphFixture g;
        const Expr x = g.placeholder("x", {-1, 2});
        g.op("Identity", {x}, "y");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "y", {{"x", Tensor::vector<std::int32_t>({1, 2})}}),
                      "INVALID_ARGUMENT", "dtype");
        QVERIFY_FAILS(runFor(*session, "y", {{"x", floats({1, 2})}}), "INVALID_ARGUMENT", "[?,2]");
        QVERIFY_FAILS(runFor(*session, "y", {{"x", Tensor()}}), "INVALID_ARGUMENT", "dtype");
    }

    void kernelErrorsNameOpNodeAndDevice() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr y = g.placeholder("y");
        g.op("AddV2", {x, y}, "sum");
        const auto session = *g.session();
        const auto run = [&](const Tensor& a, const Tensor& b) {
            return runFor(*session, "sum", {{"x", a}, {"y", b}});
        };
        QVERIFY_FAILS(run(floats({1, 2}), floats({1, 2, 3})), "INVALID_ARGUMENT", "[AddV2] ");
        QVERIFY_FAILS(run(floats({1, 2}), floats({1, 2, 3})), "INVALID_ARGUMENT", "[2]");
        QVERIFY_FAILS(run(floats({1, 2}), floats({1, 2, 3})), "INVALID_ARGUMENT",
                      "(node 'sum', /job:localhost/replica:0/task:0/device:CPU:0)");
        QCOMPARE_FLOATS(run(floats({1, 2}), floats({3, 4})), {4, 6});  // usable after an error
    }

    void closedSessionRefusesRuns() {
        GraphFixture g;
        g.constant("c", floats({1}));
        const auto session = *g.session();
        const Callable callable = *session->makeCallable({{}, {"c"}, {}});
        session->close();
        QVERIFY_FAILS(runFor(*session, "c"), "FAILED_PRECONDITION", "closed");
        std::vector<Tensor> fetches;
        QVERIFY_FAILS(callable.run({}, fetches), "FAILED_PRECONDITION", "closed");
    }

    void prunesWhatIsFedAndWhatNobodyAsksFor() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr h = g.op("Neg", {x}, "h");
        g.op("Neg", {h}, "y");
        const auto session = *g.session();
        // x is not fed: feeding h cuts it off.
        QCOMPARE_FLOATS(runFor(*session, "y", {{"h", floats({3})}}), {-3});
        QCOMPARE_FLOATS(runFor(*session, "h", {{"h:0", floats({5})}}), {5});  // fed and fetched
        QVERIFY_FAILS(runFor(*session, "y"), "INVALID_ARGUMENT", "placeholder tensor 'x'");
    }

    void controlEdgeOfFedNodeStillRunsIt() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({1}));
        const Expr h = g.op("AssignAdd", {v, g.constant("one", floats({1}))}, "h");
        const Expr copy = g.op("Identity", {h}, "copy");
        g.op("Neg", {copy}, "y", {h});
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        QCOMPARE_FLOATS(runFor(*session, "y", {{"copy", floats({7})}}), {-7});
        QCOMPARE_FLOATS(runFor(*session, "v"), {2});  // h ran for its control edge
    }

    void fetchesMayRepeatAndKeepTheirValues() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("Neg", {x}, "y");
        const auto session = *g.session();
        const RunRequest request{{{"x", floats({1, 2})}}, {"y", "x", "y:0"}, {}};
        const auto first = session->run(request);
        QVERIFY_OK(first);
        QCOMPARE(first->size(), std::size_t{3});
        QCOMPARE(floatsOf((*first)[2]), std::vector<float>({-1, -2}));
        QCOMPARE(floatsOf((*first)[1]), std::vector<float>({1, 2}));
        QVERIFY_OK(session->run({{{"x", floats({8, 9})}}, {"y", "x", "y:0"}, {}}));
        QCOMPARE(floatsOf((*first)[0]), std::vector<float>({-1, -2}));
    }

    void shapesMayChangeFromRunToRun() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("AddV2", {g.op("Neg", {x}, "n"), x}, "y");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "n", {{"x", floats({1})}}), {-1});
        QCOMPARE_FLOATS(runFor(*session, "n", {{"x", floats({1, 2})}}), {-1, -2});
        QCOMPARE_FLOATS(runFor(*session, "n", {{"x", floats({})}}), {});
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", floats({4, 5, 6})}}), {0, 0, 0});
    }

    void feedsAndConstantsAreNeverWritten() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        const Expr c = g.constant("c", floats({10, 20}));
        g.op("Neg", {g.op("Neg", {g.op("AddV2", {x, c}, "sum")}, "n")}, "y");
        g.op("Neg", {c}, "nc");
        const auto session = *g.session();
        const Tensor fed = floats({1, 2});
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", fed}}), {11, 22});
        QCOMPARE(floatsOf(fed), std::vector<float>({1, 2}));
        QCOMPARE_FLOATS(runFor(*session, "nc"), {-10, -20});
        QCOMPARE_FLOATS(runFor(*session, "c"), {10, 20});
        // A fetched intermediate value keeps what it was although its consumer could reuse it.
        const auto both = session->run({{{"x", fed}}, {"sum", "y"}, {}});
        QVERIFY_OK(both);
        QCOMPARE(floatsOf(both->front()), std::vector<float>({11, 22}));
    }

    void sessionSeedRepeatsAndNodesDiffer() {
        GraphFixture g;
        const Expr shape = g.constant("shape", Tensor::vector<std::int32_t>({4}));
        const AttrMap attrs{{"dtype", DType::Float}};
        g.scope.op("RandomUniform", {shape}, attrs, "a");
        g.scope.op("RandomUniform", {shape}, attrs, "b");
        const auto draw = [&](std::int64_t seed) {
            const auto session = *g.session({.seed = seed});
            return *session->run({{}, {"a", "b"}, {}});
        };
        const auto first = draw(7);
        const auto again = draw(7);
        const auto other = draw(8);
        QVERIFY(bytesEqual(first[0], again[0]) && bytesEqual(first[1], again[1]));
        QVERIFY(!bytesEqual(first[0], first[1]));
        QVERIFY(!bytesEqual(first[0], other[0]));
        const auto session = *g.session({.seed = 7});
        const Tensor one = *runFor(*session, "b");  // b alone draws what it draws beside a
        QVERIFY(bytesEqual(one, first[1]));
        QVERIFY(!bytesEqual(one, *runFor(*session, "b")));  // and moves on
    }

    void extendKeepsVariables() {
        GraphFixture g;
        const Expr v = g.initialized("v", floats({3}));
        const auto session = *g.session();
        QVERIFY_OK(runTargets(*session, {"v/Assign"}));
        g.op("Neg", {v}, "n");
        QVERIFY_OK(session->extend(g.graph));
        QCOMPARE_FLOATS(runFor(*session, "n"), {-3});
        QVERIFY_FAILS(session->extend(Graph()), "INVALID_ARGUMENT", "'v'");
    }

    void aChainOf100000NodesRunsOnASmallStack() {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        QCOMPARE(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
        Status status;
        pthread_t thread{};
        QCOMPARE(pthread_create(&thread, &attributes, &TstSession::runLongChain, &status), 0);
        pthread_join(thread, nullptr);
        pthread_attr_destroy(&attributes);
        QVERIFY_OK(status);
    }

private:
    static Status longChain() {
        constexpr int kNodes = 100'000;
        GraphFixture g;
        Endpoint last = g.placeholder("x").endpoint();
        for (int i = 0; i < kNodes; ++i) {
            NodeSpec spec{.name = "n" + std::to_string(i), .op = "Neg", .inputs = {last}};
            last = {WEFT_TRY(g.graph.add(std::move(spec))), 0};
        }
        const auto session = WEFT_TRY(g.session());
        const Tensor out =
            WEFT_TRY(runFor(*session, g.graph.nameOf(last), {{"x", floats({2, 3})}}));
        return floatsOf(out) == std::vector<float>({2, 3}) ? okStatus()
                                                           : internalError("wrong values");
    }
    static void* runLongChain(void* status) {
        *static_cast<Status*>(status) = longChain();
        return nullptr;
    }
};

namespace {
const Registered<TstSession> registered;
}

}  // namespace weft::test

#include "tst_session.moc"
