// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/costs/cost_reader.h"

#include <QTest>
#include <algorithm>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"
#include "ui/base/to_qt.h"
#include "ui/document/graph_diagram.h"

namespace weft::ui::test {
namespace {

std::shared_ptr<const EngineDocument> opened(const QString& path) {
    Result<std::shared_ptr<const EngineDocument>> document = readDocument(path);
    if (!document.ok()) { qFatal("%s", document.status().ToString().c_str()); }
    return *document;
}

NodeStatistics ran(NodeId node, qint64 ns, qint64 bytes, int device = 0) {
    NodeStatistics each;
    each.node = node;
    each.device = device;
    each.durationNs = ns;
    each.outputBytes = bytes;
    return each;
}

StepStatistics step(std::vector<NodeStatistics> nodes) {
    StepStatistics all;
    all.devices = {"/job:localhost/replica:0/task:0/device:CPU:0",
                   "/job:localhost/replica:0/task:0/device:GPU:0"};
    all.durationNs = 900;
    all.peakBytes = 4096;
    all.nodes = std::move(nodes);
    return all;
}

/// Two nodes of the layer `hidden1`, and where they are shown.
struct Layer {
    std::shared_ptr<const EngineDocument> document = opened(examplePath("fashion_mlp"));
    NodeId product = find("hidden1/MatMul");
    NodeId sum = find("hidden1/BiasAdd");
    quint64 item = document->topIdOf(product);

    NodeId find(const char* name) const {
        const Node* node = document->graph().find(name);
        return node == nullptr ? NodeId{} : node->id;
    }
};

}  // namespace

class TstCostReader : public QObject {
    Q_OBJECT

private slots:
    void nothingWasMeasuredAtFirst() {
        const Layer layer;
        const CostReader reader(layer.document);
        QCOMPARE(reader.cost().ops, 0);
        QVERIFY(reader.cost().nodes.isEmpty());
    }

    void nodesThatAreNotDrawnCountInTheSumsOnly() {
        const Layer layer;
        CostReader reader(layer.document);
        const NodeId added{static_cast<std::int32_t>(layer.document->graph().size() + 7)};
        reader.add(layer.document->graph(), step({ran(added, 50, 8), ran({}, 70, 16)}), {});
        QVERIFY(reader.cost().nodes.isEmpty());
        QCOMPARE(reader.cost().timeNs, 120);
        QCOMPARE(reader.cost().copyNs, 120);
        QCOMPARE(reader.cost().copiedBytes, 24);
    }

    void aGroupHasTheSumOfWhatIsInIt() {
        const Layer layer;
        QVERIFY(layer.product.valid() && layer.sum.valid());
        QCOMPARE(layer.document->topIdOf(layer.sum), layer.item);
        CostReader reader(layer.document);
        reader.add(layer.document->graph(),
                   step({ran(layer.product, 300, 1024), ran(layer.sum, 100, 1024)}), {});
        const StepCost& cost = reader.cost();
        QCOMPARE(cost.ops, 2);
        QCOMPARE(cost.wallNs, 900);
        QCOMPARE(cost.peakBytes, 4096);
        QCOMPARE(cost.nodes[nodeIdIn(layer.product)].timeNs, 300);
        QCOMPARE(cost.nodes[nodeIdIn(layer.sum)].timeNs, 100);
        QCOMPARE(cost.nodes[layer.item].timeNs, 400);
        QCOMPARE(cost.nodes[layer.item].bytes, 2048);
        const std::vector<std::pair<QString, qint64>> devices = {{"CPU:0", 400}};
        QCOMPARE(cost.devices, devices);
    }

    void aLoopsOpTakesTheTimeOfAllItsRunsAndTheMemoryOfOne() {
        const Layer layer;
        CostReader reader(layer.document);
        reader.add(layer.document->graph(),
                   step({ran(layer.product, 300, 512), ran(layer.product, 200, 1024)}), {});
        QCOMPARE(reader.cost().ops, 1);
        QCOMPARE(reader.cost().nodes[layer.item].timeNs, 500);
        QCOMPARE(reader.cost().nodes[layer.item].bytes, 1024);
    }

    void callsOfAStepAddUpAndTheNextStepBeginsAfresh() {
        const Layer layer;
        CostReader reader(layer.document);
        for (int call = 0; call < 2; ++call) {
            reader.add(layer.document->graph(), step({ran(layer.product, 300, 8)}), {});
        }
        QCOMPARE(reader.cost().nodes[layer.item].timeNs, 600);
        QCOMPARE(reader.cost().wallNs, 1800);
        reader.begin();
        QCOMPARE(reader.cost().ops, 0);
    }

    void anOpKeptFromTheCardSaysWhyAtItsNodeAndItsGroup() {
        const Layer layer;
        CostReader reader(layer.document);
        StepStatistics statistics =
            step({ran(layer.product, 300, 1024, 1), ran(layer.sum, 100, 1024, 0)});
        for (NodeStatistics& each : statistics.nodes) { each.outputs = {Shape({64, 4})}; }
        reader.add(layer.document->graph(), statistics,
                   {{layer.product, statistics.devices[1]}, {layer.sum, statistics.devices[0]}});
        const StepCost& cost = reader.cost();
        QCOMPARE(cost.fallbacks, 1);
        QVERIFY(cost.nodes[nodeIdIn(layer.product)].fallbacks.isEmpty());
        const QStringList said = cost.nodes[nodeIdIn(layer.sum)].fallbacks;
        QCOMPARE(said.size(), 1);
        QVERIFY2(said.front().startsWith("hidden1/BiasAdd (BiasAdd) is not on the GPU: "),
                 qPrintable(said.front()));
        QVERIFY(said.front().contains("1 KiB to the processor"));
        QCOMPARE(cost.nodes[layer.item].fallbacks, said);
        QCOMPARE(cost.devices.size(), 2U);
    }

    /// The sum over a real step's nodes is the step's.
    void aRealStepIsAllAccountedFor() {
        const auto document = opened(examplePath("neuron"));
        Result<std::unique_ptr<Session>> session = Session::create(document->graph());
        QVERIFY(session.ok());
        QVERIFY((*session)->run({{}, {}, {"init"}}).ok());
        StepStatistics statistics;
        RunOptions options;
        options.statistics = &statistics;
        const RunRequest call{{}, {"loss:0"}, {"GradientDescent"}};
        QVERIFY((*session)->run(call, options).ok());
        CostReader reader(document);
        reader.add((*session)->graph(), statistics, (*session)->placement(call));
        QVERIFY(reader.cost().ops > 3);
        qint64 inner = 0;
        for (auto it = reader.cost().nodes.constBegin(); it != reader.cost().nodes.constEnd();
             ++it) {
            if (it.key() >= nodeIdIn(NodeId{0})) { inner += it->timeNs; }
        }
        QCOMPARE(inner, reader.cost().timeNs);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCostReader> registered;
}

#include "tst_cost_reader.moc"
