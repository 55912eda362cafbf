// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/step_stats.h"

#include <QObject>
#include <QTest>

#include "engine/proto/step_stats.pb.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstStepStats : public QObject {
    Q_OBJECT

private slots:
    void tellsWhatEachInstructionDid() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("AddV2", {g.op("Neg", {x}, "a"), x}, "y");
        const auto session = *g.session();
        StepStatistics statistics;
        RunOptions options;
        options.statistics = &statistics;
        const Tensor x1000 = *Tensor::allocate(DType::Float, Shape{1000});
        for (int i = 0; i < 2; ++i) {  // a second run starts afresh
            QVERIFY_OK(session->run({{{"x", x1000}}, {"y"}, {}}, options));
            QCOMPARE(statistics.nodes.size(), std::size_t{2});
        }
        QCOMPARE(statistics.nodes[0].label, std::string("Neg"));
        QCOMPARE(statistics.nodes[0].node, g.graph.find("a")->id);
        QCOMPARE(statistics.nodes[0].outputBytes, std::int64_t{4000});
        QCOMPARE(statistics.nodes[1].label, std::string("AddV2"));
        QVERIFY(statistics.nodes[1].startNs >= statistics.nodes[0].startNs);
        QVERIFY(statistics.nodes[0].startNs >= 0 && statistics.nodes[0].durationNs >= 0);
        QVERIFY(statistics.durationNs >=
                statistics.nodes[1].startNs + statistics.nodes[1].durationNs);
        QVERIFY(statistics.startUnixMicros > 1'600'000'000'000'000);
        QVERIFY(statistics.peakBytes > 0);
        QCOMPARE(statistics.devices.size(), std::size_t{1});
    }

    void becomesTensorFlowsMessage() {
        GraphFixture g;
        const Expr x = g.placeholder("x");
        g.op("Neg", {x}, "y");
        const auto session = *g.session();
        StepStatistics statistics;
        RunOptions options;
        options.statistics = &statistics;
        QVERIFY_OK(session->run({{{"x", floats({1})}}, {"y"}, {}}, options));
        tensorflow::StepStats proto;
        stepStatsToProto(statistics, g.graph, proto);
        QCOMPARE(proto.dev_stats_size(), 1);
        QCOMPARE(proto.dev_stats(0).device(),
                 std::string("/job:localhost/replica:0/task:0/device:CPU:0"));
        QCOMPARE(proto.dev_stats(0).node_stats_size(), 1);
        QCOMPARE(proto.dev_stats(0).node_stats(0).node_name(), std::string("y"));
    }
};

namespace {
const Registered<TstStepStats> registered;
}

}  // namespace weft::test

#include "tst_step_stats.moc"
