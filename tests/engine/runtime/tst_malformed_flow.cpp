// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <QObject>
#include <QTest>

#include "engine/graph/graph_io.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

constexpr std::size_t kSmallStackBytes = 256 * 1024;

Expr identity(const GraphFixture& g, const Expr& x) { return g.op("Identity", {x}, "inner"); }

}  // namespace

/// Control flow that no well-behaved builder makes: an error, and the session goes on.
class TstMalformedFlow : public QObject {
    Q_OBJECT

private slots:
    void aMergeWithoutSwitchTakesItsFirstInput() {
        GraphFixture g;
        const Expr a = g.placeholder("a", PartialShape{1});
        const Expr b = g.placeholder("b", PartialShape{1});
        g.scope.op("Merge", {a, b}, {}, "merge");
        const auto session = *g.session();
        QCOMPARE_FLOATS(runFor(*session, "merge", {{"a", floats({1})}, {"b", floats({2})}}), {1});
        QVERIFY_FAILS(runFor(*session, "merge", {{"a", floats({1})}}), "INVALID_ARGUMENT",
                      "You must feed");
        QCOMPARE_FLOATS(runFor(*session, "a", {{"a", floats({3})}}), {3});
    }

    void anExitThatIsFetchedFromInsideIsRefused() {
        GraphFixture g;
        const Expr x = g.placeholder("x", PartialShape{1});
        const Expr in = g.scope.op("Enter", {x}, {{"frame_name", std::string("f")}}, "in");
        const Expr twice = g.scope.op("Exit", {g.scope.op("Exit", {in}, {}, "once")}, {}, "twice");
        const auto session = *g.session();
        QVERIFY_FAILS(runFor(*session, "twice", {{"x", floats({1})}}), "INVALID_ARGUMENT",
                      "leaves a frame");
        QCOMPARE_FLOATS(runFor(*session, "once", {{"x", floats({1})}}), {1});
    }

    void sendWithoutReceiveIsNoOpOfAFile() {
        const auto graph = graphFromText(
            "node { name: 's' op: '_Send' attr { key: 'T' value { type: DT_FLOAT } } }");
        QVERIFY(!graph.ok());
        QVERIFY_FAILS(graphFromText("node { name: 'r' op: 'Recv' }"), "NOT_FOUND", "Recv");
    }

    void framesInEachOtherNeedNoDeepStack() {
        GraphFixture g;
        Expr x = g.placeholder("x", PartialShape{1});
        constexpr int kDepth = 200;
        for (int i = 0; i < kDepth; ++i) {
            x = g.scope.op("Enter", {x}, {{"frame_name", concat("f", i)}}, "enter");
        }
        x = identity(g, x);
        for (int i = 0; i < kDepth; ++i) { x = g.scope.op("Exit", {x}, {}, "exit"); }
        const auto session = *g.session();
        const std::string fetch = g.graph.nameOf(x.endpoint());
        struct Call {
            Session& session;
            const std::string& fetch;
            Result<Tensor> result = Tensor();
        } call{*session, fetch};
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        QCOMPARE(pthread_attr_setstacksize(&attributes, kSmallStackBytes), 0);
        pthread_t thread{};
        const auto run = [](void* argument) -> void* {
            auto& asked = *static_cast<Call*>(argument);
            asked.result = runFor(asked.session, asked.fetch, {{"x", floats({7})}});
            return nullptr;
        };
        QCOMPARE(pthread_create(&thread, &attributes, run, &call), 0);
        pthread_join(thread, nullptr);
        pthread_attr_destroy(&attributes);
        QCOMPARE_FLOATS(call.result, {7});
    }
};

namespace {
const Registered<TstMalformedFlow> registered;
}  // namespace

}  // namespace weft::test

#include "tst_malformed_flow.moc"
