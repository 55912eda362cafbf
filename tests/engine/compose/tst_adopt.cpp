// SPDX-License-Identifier: Apache-2.0
#include <QDir>
#include <QTest>

#include "engine/base/durable_file.h"
#include "engine/compose/adopt.h"
#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "engine/compose/ports.h"
#include "engine/graph/meta_graph.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const ImportOptions kKeep{.unknownOps = UnknownOps::Keep};

std::string fileBytes(const QString& file) {
    return must(readFile(concat(WEFT_SOURCE_DIR, "/", file.toStdString())));
}

Graph graphFromPb(const QString& file) { return must(graphFromBytes(fileBytes(file), kKeep)); }

/// The graph's document, once through a file.
Document adopted(const Graph& graph, const std::string& metaBytes = {}) {
    return must(documentFromBytes(documentToBytes(must(adoptGraph(graph, metaBytes)))));
}

/// What differs between a graph and the expansion of its document, for messages.
QByteArray firstDifference(const Graph& a, const Graph& b) {
    const QStringList one = listing(a, {});
    const QStringList two = listing(b, {});
    for (qsizetype i = 0; i < std::min(one.size(), two.size()); ++i) {
        if (one[i] != two[i]) { return (one[i] + " became " + two[i]).toUtf8(); }
    }
    return QByteArray::number(one.size()) + " nodes became " + QByteArray::number(two.size());
}

NodeId added(Graph& graph, NodeSpec spec) { return must(graph.add(std::move(spec))); }

NodeId constant(Graph& graph, const std::string& name) {
    return added(graph, {.name = name,
                         .op = "Const",
                         .attrs = {{"dtype", DType::Float},
                                   {"value", StoredTensor::fromTensor(Tensor::scalar(1.0F))}}});
}

std::string itemPaths(const Document& document) {
    std::string text;
    for (const Item* item : document.all<Item>()) {
        text += item->as<GroupItem>() == nullptr ? "" : "+";
        text += document.pathOf(item->id) + "=" + item->name + " ";
    }
    return text;
}

}  // namespace

class TstAdopt : public QObject {
    Q_OBJECT

private slots:
    void graphsComeBackAsTheyWere_data() {
        QTest::addColumn<QString>("file");
        for (const char* name : {"constants", "control_flow", "frozen_conv", "frozen_mlp",
                                 "frozen_mlp_resource", "function_library"}) {
            QTest::newRow(name) << QString("tests/engine/graph/files/%1.pb").arg(name);
        }
        for (const char* name : {"gru_while", "data_pipeline_mlp"}) {
            QTest::newRow(name) << QString("tests/engine/compose/files/%1.pb").arg(name);
        }
    }
    void graphsComeBackAsTheyWere() {
        QFETCH(const QString, file);
        const Graph graph = graphFromPb(file);
        const Document document = adopted(graph);
        const Expansion e = expandDocument(document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY2(graphToBytes(e.graph) == graphToBytes(graph), firstDifference(graph, e.graph));
        QCOMPARE(e.origins.size(), graph.size());
        for (const Node& node : graph.nodes()) {
            QCOMPARE(document.pathOf(e.originOf(node.id).item), node.name);
        }
    }

    void metaGraphsKeepCollectionsAndSaver_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("meta") << "tests/engine/graph/files/meta.meta";
        QTest::newRow("zoo") << "tests/engine/compose/files/linear_regression.meta";
    }
    void metaGraphsKeepCollectionsAndSaver() {
        QFETCH(const QString, file);
        const MetaGraph meta = must(metaGraphFromBytes(fileBytes(file), kKeep));
        const Expansion e = expandDocument(adopted(meta.graph, meta.otherBytes));
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY2(metaGraphToBytes({e.graph, e.metaBytes}) == metaGraphToBytes(meta),
                 firstDifference(meta.graph, e.graph));
        QVERIFY(!meta.graph.collections().empty());
        QVERIFY(!e.metaBytes.empty());
    }

    void theGraphsOwnInitIsFound() {
        const MetaGraph meta = must(metaGraphFromBytes(
            fileBytes("tests/engine/compose/files/linear_regression.meta"), kKeep));
        const Expansion known = expandDocument(adopted(meta.graph, meta.otherBytes));
        QCOMPARE(known.graph.node(known.init).name, std::string("init_all"));
        // Without collections the assignments tell; what a saver restores is no initializer.
        const Graph bare = must(graphFromBytes(graphToBytes(meta.graph), kKeep));
        const Expansion guessed = expandDocument(adopted(bare));
        QCOMPARE(guessed.graph.node(guessed.init).name, std::string("init_all"));
    }

    void unknownOpsKeepSeveralOutputsAndAttributes() {
        Graph graph(UnknownOps::Keep);
        const NodeId a = constant(graph, "a");
        const NodeId odd = added(graph, {.name = "odd",
                                         .op = "NoSuchOp",
                                         .inputs = {{a, 0}, {a, 0}},
                                         .attrs = {{"k", std::int64_t{3}}, {"_note", RawAttr{}}},
                                         .device = "/device:GPU:7"});
        std::vector<Endpoint> many;
        for (int i = 0; i < 12; ++i) { many.push_back({odd, 11 - i}); }
        const NodeId reader = added(graph, {.name = "reader", .op = "NoSuchOp", .inputs = many});
        added(graph,
              {.name = "known", .op = "Neg", .inputs = {{odd, 3}}, .attrs = {{"T", DType::Float}}});
        added(graph, {.name = "last", .op = "NoOp", .controlInputs = {reader, a, odd}});
        const Document document = adopted(graph);
        const Expansion e = expandDocument(document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY2(graphToBytes(e.graph) == graphToBytes(graph), firstDifference(graph, e.graph));
        QCOMPARE(e.graph.find("odd")->outputs.size(), std::size_t{12});
        const auto outputs = outputPorts(document, *document.itemNamed("odd"));
        QCOMPARE(outputs.size(), std::size_t{12});
        QCOMPARE(outputs.back().port, std::string("output:11"));
        const auto inputs = inputPorts(document, *document.itemNamed("reader"));
        QCOMPARE(inputs.size(), std::size_t{12});
        QCOMPARE(inputs[2].port, std::string("input:2"));
    }

    void refEdgesStay() {
        Graph graph;
        const NodeId value = constant(graph, "w/initial_value");
        const NodeId w =
            added(graph, {.name = "w",
                          .op = "VariableV2",
                          .attrs = {{"dtype", DType::Float}, {"shape", PartialShape::scalar()}}});
        const NodeId assign =
            added(graph, {.name = "w/Assign", .op = "Assign", .inputs = {{w, 0}, {value, 0}}});
        added(graph, {.name = "again", .op = "Assign", .inputs = {{assign, 0}, {value, 0}}});
        const Expansion e = expandDocument(adopted(graph));
        QVERIFY2(graphToBytes(e.graph) == graphToBytes(graph), firstDifference(graph, e.graph));
        QVERIFY(e.graph.output(e.graph.find("again")->inputs[0]).isRef);
    }

    void scopesAreGroupsUnlessANodeHasTheirName() {
        Graph graph(UnknownOps::Keep);
        for (const char* name :
             {"tower/hidden/kernel", "tower/hidden/kernel/read", "tower/x", "Tower/x", "v",
              "v/read", "v/Initializer/zeros", "odd//b/c", "end/", "z/-/y", "z/_k"}) {
            added(graph, {.name = name, .op = "NoOp"});
        }
        const Document document = adopted(graph);
        QCOMPARE(QString::fromStdString(itemPaths(document)),
                 "+tower=tower +tower/hidden=hidden tower/hidden/kernel=kernel "
                 "tower/hidden/kernel/read=kernel/read tower/x=x +Tower=Tower Tower/x=x v=v "
                 "v/read=v/read +v/Initializer=v/Initializer v/Initializer/zeros=zeros "
                 "+odd/=odd/ +odd//b=b odd//b/c=c end/=end/ +z/-=z/- z/-/y=y +z=z z/_k=_k ");
        const Graph& back = expandDocument(document).graph;
        QVERIFY2(graphToBytes(back) == graphToBytes(graph), firstDifference(graph, back));
    }

    void scopesDeeperThanGroupsMayBeStayInNames() {
        Graph graph;
        std::string name = "a";
        for (int i = 0; i < 3000; ++i) { name += "/a"; }
        added(graph, {.name = name, .op = "NoOp"});
        const Expansion e = expandDocument(adopted(graph));
        QCOMPARE(e.graph.node(NodeId{0}).name, name);
    }

    void aFreshDrawingOnTopStillTrains() {
        const MetaGraph meta = must(metaGraphFromBytes(
            fileBytes("tests/engine/compose/files/linear_regression.meta"), kKeep));
        Document document = must(adoptGraph(meta.graph, meta.otherBytes));
        const Expansion before = expandDocument(document);
        const ItemId loss = before.originOf(before.graph.find("truediv")->id).item;
        Edit edit(document);
        Item adam;
        adam.what = RecipeItem{"Adam", {}, {}};
        const ItemId train = edit.add(adam, "Adam");
        must(edit.connect({loss, "z"}, {train, "loss"}));
        must(document.apply(must(edit.finish())));
        const Expansion e = expandDocument(document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY(e.graph.find("Adam") != nullptr);
        // Adam's slots are in nobody's init yet.
        QVERIFY(e.graph.node(e.init).name != "init_all");
        QVERIFY(e.graph.node(e.init).controlInputs.size() >
                e.graph.find("init_all")->controlInputs.size());
    }

    void whateverCanBeImportedComesBack() {
        int adoptedGraphs = 0;
        const QDir folder(WEFT_SOURCE_DIR "/tests/badfiles/graph");
        for (const QString& name : folder.entryList({"*.pb"}, QDir::Files)) {
            const auto graph = graphFromBytes(fileBytes("tests/badfiles/graph/" + name), kKeep);
            if (!graph.ok()) { continue; }
            const Expansion e = expandDocument(must(adoptGraph(*graph)));
            QVERIFY2(graphToBytes(e.graph) == graphToBytes(*graph), qPrintable(name));
            ++adoptedGraphs;
        }
        QVERIFY2(adoptedGraphs > 30, qPrintable(QString::number(adoptedGraphs)));
    }

    void aFrameWithNodesIsRefused() {
        QVERIFY_FAILS(documentFromText("magic: 'weft project' schema: 1 "
                                       "frame { graph_def { node { name: 'x' op: 'NoOp' } } }"),
                      "DATA_LOSS", "frame of the imported graph holds nodes: got 1");
        const Expansion e = expandDocument(
            must(documentFromText("magic: 'weft project' schema: 1 "
                                  "frame { graph_def { versions { min_consumer: 99999 } } }")));
        QVERIFY(e.hasErrors());
        QVERIFY2(findingsText(e).find("newer reader") != std::string::npos,
                 findingsText(e).c_str());
    }
};

namespace {
const Registered<TstAdopt> registered;
}
}  // namespace weft::test

#include "tst_adopt.moc"
