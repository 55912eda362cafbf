// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run/flow_tally.h"

#include <QObject>
#include <QTest>

#include "engine/graph/graph_io.h"
#include "engine/runtime/general/call_watcher.h"
#include "tests/engine/compose/foreign/flow_graphs.h"
#include "tests/engine/runtime/passes/loop_network.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Has calls carried out node by node, and looks at nothing.
class NoNotes final : public CallWatcher {
public:
    Status before(const Node&, bool, std::span<const Tensor>) override { return okStatus(); }
    void after(const Node&, std::span<const Tensor>) override {}
};

/// A loop in a loop, and a branch. Each counts up to 9; the outer one's body comes back below it
/// once where it begins odd.
struct Nested {
    Nested() {
        auto graph = graphFromText(nestedFlows());
        if (!graph.ok()) { return; }
        session = *Session::create(*std::move(graph));
    }
    Status run(std::int32_t start) const {
        return session->run({{{"start", Tensor::scalar(start)}}, {"last"}, {}}).status();
    }
    /// "no/yes" of a Switch.
    std::string of(const FlowTally& tally, const char* node) const {
        const FlowTally::Ways ways = tally.of(session->graph().find(node)->id);
        return concat(ways.no, "/", ways.yes);
    }
    std::unique_ptr<Session> session;
};

}  // namespace

class TstFlowTally : public QObject {
    Q_OBJECT

private slots:
    void withoutOneNothingIsCounted() {
        const Nested nested;
        FlowTally tally;
        { const FlowTally::OfCall call(&tally); }
        QVERIFY(FlowTally::ofThisThread() == nullptr);
        QVERIFY_OK(nested.run(1));
        QCOMPARE(nested.of(tally, "outer/Switch"), "0/0");
        QCOMPARE(FlowTally().of(NodeId{7}).yes, 0);
    }

    void aCallThatFailsIsCountedAsFarAsItCame() {
        const Nested nested;
        FlowTally tally;
        {
            const FlowTally::OfCall call(&tally);
            QVERIFY(!nested.session->run({{}, {"last"}, {}}).ok());
        }
        QCOMPARE(nested.of(tally, "outer/Switch"), "0/0");
        {
            const FlowTally::OfCall call(&tally);
            QVERIFY_OK(nested.run(1));
        }
        QCOMPARE(nested.of(tally, "outer/Switch"), "1/2");
    }

    void loopsAndBranches_data() {
        QTest::addColumn<bool>("byNode");
        QTest::newRow("plan") << false;
        QTest::newRow("node by node") << true;
    }
    void loopsAndBranches() {
        QFETCH(bool, byNode);
        const Nested nested;
        NoNotes notes;
        std::optional<WatchedCalls> watched;
        if (byNode) { watched.emplace(notes); }
        FlowTally tally;
        const auto run = [&](std::int32_t start) {
            tally.beginStep();
            const FlowTally::OfCall call(&tally);
            return nested.run(start);
        };
        QVERIFY_OK(run(9));
        QCOMPARE(nested.of(tally, "outer/Switch"), "1/0");
        QCOMPARE(nested.of(tally, "outer/inner/Switch"), "0/0");
        QCOMPARE(nested.of(tally, "outer/cond/up/Switch"), "0/0");
        QVERIFY_OK(run(0));
        QCOMPARE(nested.of(tally, "outer/Switch"), "1/1");
        QCOMPARE(nested.of(tally, "outer/inner/Switch"), "1/5");
        QCOMPARE(nested.of(tally, "outer/cond/up/Switch"), "1/0");
        QVERIFY_OK(run(1));
        QCOMPARE(nested.of(tally, "outer/Switch"), "1/2");
        QCOMPARE(nested.of(tally, "outer/inner/Switch"), "2/5");
        QCOMPARE(nested.of(tally, "outer/cond/down/Switch"), "2/0");
        // What an earlier step came to is not of this one.
        QVERIFY_OK(run(9));
        QCOMPARE(nested.of(tally, "outer/inner/Switch"), "0/0");
    }

    void callsOfAStepAreCountedApart() {
        const Nested nested;
        FlowTally tally;
        tally.beginStep();
        for (const std::int32_t start : {0, 1, 9}) {
            const FlowTally::OfCall call(&tally);
            QVERIFY_OK(nested.run(start));
        }
        QCOMPARE(nested.of(tally, "outer/Switch"), "1/0");
        // The last call did not come here, the one before did.
        QCOMPARE(nested.of(tally, "outer/inner/Switch"), "2/5");
    }

    void aMillionIterations() {
        GraphFixture g;
        WhileLoop loop(g, "loop", 1'000'000);
        const Expr end = loop.exit(0, "end");
        QVERIFY_OK(loop.status);
        const auto session = *g.session();
        FlowTally tally;
        const FlowTally::OfCall call(&tally);
        QVERIFY_OK(runFor(*session, "end"));
        QCOMPARE(tally.of(session->graph().find("loop/i_switch")->id).yes, 1'000'000);
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstFlowTally> registered;
}

#include "tst_flow_tally.moc"
