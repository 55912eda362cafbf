// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/flows.h"

#include <QTest>
#include <random>

#include "engine/autodiff/backprop.h"
#include "engine/base/durable_file.h"
#include "engine/graph/graph_io.h"
#include "engine/proto/conformance.pb.h"
#include "engine/proto/graph.pb.h"
#include "tests/engine/compose/fixture.h"
#include "tests/engine/compose/foreign/flow_graphs.h"
#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const ImportOptions kKeep{.unknownOps = UnknownOps::Keep};

std::vector<ForeignFlow> flowsIn(const Graph& graph) { return flowsOf(graph, rolesOf(graph)); }

std::string controlFlowBytes() {
    return must(readFile(concat(WEFT_SOURCE_DIR, "/tests/engine/graph/files/control_flow.pb")));
}

Graph zooGraph(const std::string& name) {
    conformance::Suite suite;
    const std::string bytes =
        must(readFile(concat(WEFT_SOURCE_DIR, "/tests/conformance/zoo/", name, ".pb")));
    if (!suite.ParseFromString(bytes)) { qFatal("%s", name.c_str()); }
    return must(graphFromBytes(suite.cases(0).graph_def(), kKeep));
}

QStringList names(const Graph& graph, const std::vector<NodeId>& nodes) {
    QStringList all;
    for (const NodeId node : nodes) { all << QString::fromStdString(graph.node(node).name); }
    all.sort();
    return all;
}

const ForeignFlow* flowAt(const Graph& graph, const std::vector<ForeignFlow>& flows,
                          std::string_view anchor) {
    for (const ForeignFlow& flow : flows) {
        if (graph.node(flow.anchor).name == anchor) { return &flow; }
    }
    return nullptr;
}

/// Every node is in one place at most; anchors of flows come where they lie.
bool isSound(const Graph& graph, const std::vector<ForeignFlow>& flows) {
    std::vector<int> seen(graph.size(), 0);
    bool sound = true;
    for (const ForeignFlow& flow : flows) {
        sound = sound && flow.anchor.valid();
        for (const auto* list : {&flow.parts[0], &flow.parts[1], &flow.border}) {
            for (const NodeId node : *list) {
                sound = sound && ++seen[static_cast<std::size_t>(node.value)] == 1 &&
                        node != flow.anchor;
            }
        }
    }
    return sound;
}

}  // namespace

/// Loops and branches of TensorFlow's control flow nodes, found in graphs that others made.
class TstFlows : public QObject {
    Q_OBJECT

private slots:
    void whatIsNoLoopIsLeftAlone_data() {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const std::string& text) {
            QTest::newRow(name) << QByteArray::fromStdString(text);
        };
        row("nothing", "");
        FlowText enters;
        enters.constant("x", 1);
        enters.enter("Enter", "x", "f");
        enters.node("y", "Identity", {"Enter"});
        row("a frame that nothing goes round in", enters.text);
        FlowText bare;
        bare.constant("x", 1);
        bare.placeholder("on", "DT_BOOL");
        bare.enter("w/Enter", "x", "w");
        bare.merge("w/Merge", "w/Enter", "w/Next");
        bare.node("w/Switch", "Switch", {"w/Merge", "on"});
        bare.node("w/Next", "NextIteration", {"w/Switch:1"});
        bare.node("w/Exit", "Exit", {"w/Switch"});
        row("a loop without LoopCond", bare.text);
        FlowText valve;
        valve.constant("x", 1);
        valve.placeholder("on", "DT_BOOL");
        valve.node("s", "Switch", {"x", "on"});
        valve.node("y", "Identity", {"s:1"});
        row("a Switch whose ways do not meet", valve.text);
        FlowText mixed;
        mixed.constant("x", 1);
        mixed.placeholder("p", "DT_BOOL");
        mixed.placeholder("q", "DT_BOOL");
        mixed.node("s", "Switch", {"x", "p"});
        mixed.node("t", "Switch", {"x", "q"});
        mixed.merge("m", "s:1", "t");
        row("a Merge of ways of two predicates", mixed.text);
    }
    void whatIsNoLoopIsLeftAlone() {
        QFETCH(QByteArray, text);
        QVERIFY(flowsIn(must(graphFromText(text.toStdString(), kKeep))).empty());
    }

    void loopsAndBranchesOfTensorFlowAreFound() {
        const Graph graph = must(graphFromBytes(controlFlowBytes(), kKeep));
        const auto flows = flowsIn(graph);
        QCOMPARE(flows.size(), std::size_t{3});
        QVERIFY(isSound(graph, flows));
        const ForeignFlow* loop = flowAt(graph, flows, "loop/LoopCond");
        QVERIFY(loop != nullptr && loop->kind == ForeignFlow::Kind::While);
        QCOMPARE(names(graph, loop->parts[0]),
                 QStringList({"loop/Less", "loop/Less/Enter", "loop/Merge", "loop/Merge_1"}));
        QVERIFY(names(graph, loop->parts[1]).contains("loop/NextIteration_1"));
        QVERIFY(names(graph, loop->parts[1]).contains("loop/mul/y"));
        QCOMPARE(names(graph, loop->border),
                 QStringList({"loop/Enter", "loop/Enter_1", "loop/Exit", "loop/Exit_1"}));
        QCOMPARE(loop->rows.size(), std::size_t{2});
        QCOMPARE(graph.node(loop->rows[1].enter).name, std::string("loop/Enter_1"));
        QCOMPARE(graph.node(loop->rows[1].exit).name, std::string("loop/Exit_1"));
        const ForeignFlow* branch = flowAt(graph, flows, "branch/Merge");
        QVERIFY(branch != nullptr && branch->kind == ForeignFlow::Kind::Cond);
        QCOMPARE(names(graph, branch->parts[0]), QStringList({"branch/add", "branch/add/Switch",
                                                              "branch/add/y", "branch/switch_t"}));
        QCOMPARE(names(graph, branch->parts[1]), QStringList({"branch/sub", "branch/sub/Switch",
                                                              "branch/sub/y", "branch/switch_f"}));
        QCOMPARE(names(graph, branch->border), QStringList({"branch/Switch", "branch/pred_id"}));
        QVERIFY(flowAt(graph, flows, "b2/Merge") != nullptr);
    }

    void aValueNobodyReadsComesLast() {
        FlowText t;
        t.constant("x", 1);
        t.constant("unread", 1);
        t.beginLoop("w", "x");
        t.enter("w/in", "unread", "w");
        t.merge("w/m", "w/in", "w/n");
        t.node("w/s", "Switch", {"w/m", "w/LoopCond"});
        t.node("w/n", "NextIteration", {"w/s:1"});
        t.node("w/add", "AddV2", {"w/i", "w/s:1"});
        t.endLoop("w", "w/add");
        const Graph graph = must(graphFromText(t.text, kKeep));
        const auto flows = flowsIn(graph);
        QCOMPARE(flows.size(), std::size_t{1});
        QCOMPARE(flows[0].rows.size(), std::size_t{2});
        QVERIFY(flows[0].rows[0].exit.valid());
        QVERIFY(!flows[0].rows[1].exit.valid());
        QCOMPARE(graph.node(flows[0].rows[1].enter).name, std::string("w/in"));
    }

    void flowsThatLieInEachOtherAreNested() {
        const Graph graph = must(graphFromText(nestedFlows(), kKeep));
        const auto flows = flowsIn(graph);
        QCOMPARE(flows.size(), std::size_t{3});
        QVERIFY(isSound(graph, flows));
        QCOMPARE(graph.node(flows[0].anchor).name, std::string("outer/LoopCond"));
        const QStringList body = names(graph, flows[0].parts[1]);
        QVERIFY(body.contains("outer/inner/LoopCond"));
        QVERIFY(body.contains("outer/cond/Merge"));
        QVERIFY(body.contains("outer/p"));
        QVERIFY(!body.contains("outer/inner/add"));
        QVERIFY(!body.contains("outer/cond/up"));
        const ForeignFlow* inner = flowAt(graph, flows, "outer/inner/LoopCond");
        QVERIFY(inner != nullptr);
        QVERIFY(names(graph, inner->parts[1]).contains("outer/inner/add"));
        const ForeignFlow* branch = flowAt(graph, flows, "outer/cond/Merge");
        QVERIFY(branch != nullptr);
        QVERIFY(names(graph, branch->parts[0]).contains("outer/cond/up"));
    }

    void twoBranchesOfOnePredicateAreTwo() {
        FlowText t;
        t.placeholder("x", "DT_INT32");
        t.placeholder("p", "DT_BOOL");
        t.branch("a", "x", "p");
        t.branch("b", "a/Merge", "p");
        const Graph graph = must(graphFromText(t.text, kKeep));
        const auto flows = flowsIn(graph);
        QCOMPARE(flows.size(), std::size_t{2});
        QVERIFY(names(graph, flowAt(graph, flows, "b/Merge")->parts[0]).contains("b/up"));
        QVERIFY(!names(graph, flowAt(graph, flows, "b/Merge")->parts[0]).contains("a/up"));
    }

    void functionsLaidOutAreFlowsToo() {
        const Graph graph = must(graphFromText(callsAndLoop()));
        const auto flows = flowsIn(graph);
        QCOMPARE(flows.size(), std::size_t{1});
        QVERIFY(isSound(graph, flows));
        QVERIFY(flows[0].kind == ForeignFlow::Kind::While);
        QCOMPARE(flows[0].rows.size(), std::size_t{1});
    }

    /// What TensorFlow made to differentiate a loop: a loop of its own, apart from the first.
    void loopsOfTensorFlowsGradientsAreLoops() {
        const Graph graph = zooGraph("gru_while");
        const GraphRoles roles = rolesOf(graph);
        const auto flows = flowsOf(graph, roles);
        QVERIFY(isSound(graph, flows));
        int forward = 0;
        int backward = 0;
        for (const ForeignFlow& flow : flows) {
            QVERIFY(flow.kind == ForeignFlow::Kind::While);
            const bool trains = roles.partOf(flow.anchor) == GraphRoles::Part::Backward;
            ++(trains ? backward : forward);
            QVERIFY(!flow.parts[0].empty() && !flow.parts[1].empty() && !flow.rows.empty());
        }
        QCOMPARE(forward, 1);
        QCOMPARE(backward, 1);
    }

    void loopsOfWeftsGradientsAreLoops() {
        FlowText f;  // x doubled while it is small
        f.placeholder("x", "DT_INT32");
        f.beginLoop("w", "x");
        f.node("w/sum", "AddV2", {"w/i", "w/i"});
        f.endLoop("w", "w/sum");
        std::string text = f.text;
        for (std::size_t at = 0; (at = text.find("DT_INT32", at)) != std::string::npos;) {
            text.replace(at, 8, "DT_FLOAT");
        }
        for (std::size_t at = 0; (at = text.find("int_val", at)) != std::string::npos;) {
            text.replace(at, 7, "float_val");
        }
        Graph own = must(graphFromText(text));
        const auto gradients =
            must(addGradients(own, {must(own.endpoint("w/Exit"))}, {must(own.endpoint("x"))}));
        QVERIFY(gradients.front().has_value());
        const auto flows = flowsIn(own);
        QVERIFY(isSound(own, flows));
        QCOMPARE(flows.size(), std::size_t{2});
    }

    /// Any graph is looked at without a fault, however its wires lie.
    void wiresAtRandomAreLookedAt() {
        std::mt19937 random(20261122);
        int read = 0;
        int found = 0;
        for (const std::string& bytes :
             {controlFlowBytes(), graphToBytes(must(graphFromText(nestedFlows(), kKeep)))}) {
            for (int i = 0; i < 400; ++i) {
                tensorflow::GraphDef def;
                QVERIFY(def.ParseFromString(bytes));
                const auto any = [&](int count) {
                    return static_cast<int>(random() % static_cast<unsigned>(count));
                };
                for (int k = any(4); k >= 0; --k) {
                    auto& node = *def.mutable_node(any(def.node_size()));
                    const auto& other = def.node(any(def.node_size()));
                    if (node.input_size() == 0 || any(5) == 0) {
                        node.set_op(other.op());
                    } else {
                        node.set_input(any(node.input_size()),
                                       other.name() + (any(3) == 0 ? ":1" : ""));
                    }
                }
                const Result<Graph> graph = graphFromBytes(def.SerializeAsString(), kKeep);
                if (!graph.ok()) { continue; }
                ++read;
                const auto flows = flowsIn(*graph);
                found += static_cast<int>(flows.size());
                QVERIFY(isSound(*graph, flows));
            }
        }
        QVERIFY2(read > 40, qPrintable(QString::number(read)));
        QVERIFY(found > read);
    }

    /// Flows that lie in each other as deep as a hostile file likes cost no more than others.
    void depthIsBounded() {
        FlowText t;
        t.constant("x", 1);
        t.placeholder("p", "DT_BOOL");
        std::string last = "x";
        for (int i = 0; i < 4'000; ++i) {
            const std::string name = concat("e", i);
            t.enter(name, last, name);
            last = name;
        }
        for (int i = 0; i < 4'000; ++i) {
            t.placeholder(concat("p", i), "DT_BOOL");
            t.node(concat("s", i), "Switch", {last, concat("p", i)});
            last = concat("s", i, ":1");
        }
        const Graph graph = must(graphFromText(t.text, kKeep));
        QVERIFY(flowsIn(graph).empty());
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstFlows> registered;
}

#include "tst_flows.moc"
