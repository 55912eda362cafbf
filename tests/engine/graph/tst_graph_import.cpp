// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <thread>

#include <pthread.h>

#include "engine/graph/graph_io.h"
#include "engine/proto/graph.pb.h"
#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstGraphImport final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addTestOps(); }
    void namesBothNodesOfADoubleName();
    void refusesInternalNamesAndOps();
    void refusesInputs_data();
    void refusesInputs();
    void showsTheCycle();
    void refusesDeprecatedOps();
    void refusesVersions();
    void refusesTooManyNodes();
    void refusesBadFunctions_data();
    void refusesBadFunctions();
    void takesSoundFunctions();
    void refusesBadPlacement();
    void attributeErrorsNameEverything();
    void unknownAttributesWarnAndStay();
    void nodesMayComeInAnyOrder();
    void orderOfTheFileStays();
    void loopsComeBack();
    void oldScalarPlaceholdersHaveAnyShape();
    void longChainNeedsNoStack();
};

namespace {

const Registered<TstGraphImport> registered;

tensorflow::NodeDef& addNode(tensorflow::GraphDef& def, const std::string& name,
                             const std::string& op, const std::vector<std::string>& inputs = {}) {
    tensorflow::NodeDef& node = *def.add_node();
    node.set_name(name);
    node.set_op(op);
    for (const std::string& input : inputs) { node.add_input(input); }
    if (op == "Placeholder") { (*node.mutable_attr())["dtype"].set_type(tensorflow::DT_FLOAT); }
    if (op == "TestUnary" || op == "TestOld" || op == "NextIteration") {
        (*node.mutable_attr())["T"].set_type(tensorflow::DT_FLOAT);
    }
    return node;
}

/// Runs on a thread with a stack of 256 KiB.
void onSmallStack(std::function<void()> work) {
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 256 * 1024);
    pthread_t thread{};
    const int failed = pthread_create(
        &thread, &attr,
        [](void* f) -> void* {
            (*static_cast<std::function<void()>*>(f))();
            return nullptr;
        },
        &work);
    QCOMPARE(failed, 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attr);
}

}  // namespace

void TstGraphImport::namesBothNodesOfADoubleName() {
    tensorflow::GraphDef def;
    addNode(def, "a", "NoOp");
    addNode(def, "x", "NoOp");
    addNode(def, "x", "NoOp");
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "nodes 1 and 2");
}

void TstGraphImport::refusesInternalNamesAndOps() {
    tensorflow::GraphDef named;
    addNode(named, "_x", "NoOp");
    QVERIFY_FAILS(importGraph(named), "INVALID_ARGUMENT", "_x");
    tensorflow::GraphDef op;
    addNode(op, "x", "_Recv");
    QVERIFY_FAILS(importGraph(op), "INVALID_ARGUMENT", "_Recv");
    QVERIFY_OK(importGraph(op, {.unknownOps = UnknownOps::Keep}));
    tensorflow::GraphDef ours;
    addNode(ours, "x", "_WeftFused");
    QVERIFY_FAILS(importGraph(ours, {.unknownOps = UnknownOps::Keep}), "INVALID_ARGUMENT",
                  "_WeftFused");
}

void TstGraphImport::refusesInputs_data() {
    QTest::addColumn<QStringList>("inputs");
    QTest::addColumn<QString>("words");
    QTest::newRow("absent") << QStringList{"nope"} << "'nope' names a node";
    QTest::newRow("absent control") << QStringList{"x", "^nope"} << "'^nope' names a node";
    QTest::newRow("slot") << QStringList{"x:5"} << "x:5";
    QTest::newRow("negative slot") << QStringList{"x:-1"} << "x:-1";
    QTest::newRow("slot text") << QStringList{"x:zz"} << "x:zz";
    QTest::newRow("slot 2^32") << QStringList{"x:4294967296"} << "x:4294967296";
    QTest::newRow("no output") << QStringList{"none"} << "0 outputs";
    QTest::newRow("empty") << QStringList{""} << "malformed";
    QTest::newRow("caret") << QStringList{"^"} << "malformed";
    QTest::newRow("too few") << QStringList{} << "got 0, want 1";
    QTest::newRow("too many") << QStringList{"x", "x"} << "got 2, want 1";
    QTest::newRow("control first") << QStringList{"^x", "x"} << "after a control input";
}

void TstGraphImport::refusesInputs() {
    QFETCH(QStringList, inputs);
    QFETCH(QString, words);
    tensorflow::GraphDef def;
    addNode(def, "x", "Placeholder");
    addNode(def, "none", "NoOp");
    auto& node = addNode(def, "reader", "TestUnary");
    for (const QString& input : inputs) { node.add_input(input.toStdString()); }
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", words.toStdString());
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "[TestUnary]");
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "(node 'reader')");
}

void TstGraphImport::showsTheCycle() {
    tensorflow::GraphDef self;
    addNode(self, "a", "TestUnary", {"a"});
    QVERIFY_FAILS(importGraph(self), "INVALID_ARGUMENT", "cycle of 1 node: 'a'");
    tensorflow::GraphDef three;
    addNode(three, "start", "Placeholder");
    addNode(three, "tail", "TestUnary", {"c"});  // hangs on the cycle, is not in it
    addNode(three, "a", "TestUnary", {"c"});
    addNode(three, "b", "TestUnary", {"a"});
    addNode(three, "c", "TestUnary", {"b"});
    const auto cycle = importGraph(three);
    QVERIFY_FAILS(cycle, "INVALID_ARGUMENT", "cycle of 3 nodes");
    for (const char* part : {"'a'", "'b'", "'c'"}) {
        QVERIFY(messageOf(cycle.status()).find(part) != std::string_view::npos);
    }
    QVERIFY(messageOf(cycle.status()).find("tail") == std::string_view::npos);
    tensorflow::GraphDef control;
    addNode(control, "a", "NoOp", {"^b"});
    addNode(control, "b", "NoOp", {"^a"});
    QVERIFY_FAILS(importGraph(control), "INVALID_ARGUMENT", "cycle of 2 nodes");
    tensorflow::GraphDef large;
    for (int i = 0; i < 100; ++i) {
        addNode(large, concat("n", i), "TestUnary", {concat("n", (i + 1) % 100)});
    }
    QVERIFY_FAILS(importGraph(large), "INVALID_ARGUMENT", "(92 more)");
}

void TstGraphImport::refusesDeprecatedOps() {
    OpDef old;
    old.name = "TestDeprecated";
    old.shape = noOutputs;
    old.deprecatedSince = 20;
    old.deprecation = "use NoOp";
    if (OpRegistry::global().find(old.name) == nullptr) {
        QVERIFY_OK(OpRegistry::global().add(std::move(old)));
    }
    tensorflow::GraphDef def;
    addNode(def, "d", "TestDeprecated");
    def.mutable_versions()->set_producer(19);
    QVERIFY_OK(importGraph(def));
    def.mutable_versions()->set_producer(20);
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "use NoOp");
}

void TstGraphImport::refusesVersions() {
    tensorflow::GraphDef def;
    def.mutable_versions()->set_min_consumer(999999);
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "min_consumer 999999");
    def.mutable_versions()->set_min_consumer(0);
    def.mutable_versions()->set_producer(-1);
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "producer -1");
    def.mutable_versions()->set_producer(9999);
    QVERIFY_OK(importGraph(def));
    def.mutable_versions()->add_bad_consumers(3);
    QVERIFY_OK(importGraph(def));
    def.mutable_versions()->add_bad_consumers(kGraphDefVersion);
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "bad_consumers");
}

void TstGraphImport::refusesTooManyNodes() {
    tensorflow::GraphDef def;
    for (int i = 0; i < 3; ++i) { addNode(def, concat("n", i), "NoOp"); }
    ImportOptions options;
    options.limits.nodes = 2;
    QVERIFY_FAILS(importGraph(def, options), "RESOURCE_EXHAUSTED", "got 3, want at most 2");
    options.limits.nodes = 3;
    options.limits.nameBytes = 1;
    QVERIFY_FAILS(importGraph(def, options), "INVALID_ARGUMENT", "too long");
}

void TstGraphImport::refusesBadFunctions_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const char* library, const char* words) {
        QTest::newRow(name) << QString(library) << words;
    };
    row("no name", "function { signature { } }", "has no name");
    row("name of an op", "function { signature { name: 'NoOp' } }", "'NoOp' has the name of an op");
    row("twice",
        "function { signature { name: 'f' } } function { signature { name: 'f' "
        "summary: 's' } }",
        "'f' is there twice");
    row("no return", "function { signature { name: 'f' output_arg { name: 'y' } } }", "'y'");
    row("wrong return",
        "function { signature { name: 'f' output_arg { name: 'y' } } "
        "ret { key: 'y' value: 'nope:out:0' } }",
        "'nope:out:0'");
    row("gradient",
        "function { signature { name: 'f' } } gradient { function_name: 'f' "
        "gradient_func: 'nope' }",
        "'nope'");
    row("calls itself", "function { signature { name: 'f' } node_def { name: 'n' op: 'f' } }",
        "recursive functions");
    row("call each other",
        "function { signature { name: 'p' } node_def { name: 'n' op: 'q' } } "
        "function { signature { name: 'q' } node_def { name: 'n' op: 'C' "
        "attr { key: 'f' value { func { name: 'p' } } } } }",
        "cycle of 2 nodes");
    row("absent",
        "function { signature { name: 'f' } node_def { name: 'n' op: 'C' "
        "attr { key: 'f' value { func { name: 'nope' } } } } }",
        "'nope'");
    row("inputs",
        "function { signature { name: 'f' input_arg { name: 'x' } } } "
        "function { signature { name: 'g' } node_def { name: 'n' op: 'f' input: '^a' } }",
        "got 0, want 1");
}

void TstGraphImport::refusesBadFunctions() {
    QFETCH(QString, text);
    QFETCH(QString, words);
    const std::string file = concat("library { ", text.toStdString(), " }");
    QVERIFY_FAILS(graphFromText(file), "INVALID_ARGUMENT", words.toStdString());
    QVERIFY_OK(graphFromText(file, {.unknownOps = UnknownOps::Keep}));
}

void TstGraphImport::takesSoundFunctions() {
    QVERIFY_OK(graphFromText(
        "library { function { signature { name: 'f' input_arg { name: 'x' } output_arg { name: 'y' "
        "} } ret { key: 'y' value: 'x' } } function { signature { name: 'g' output_arg { name: 'y' "
        "} } node_def { name: 'n' op: 'f' input: 'a:out:0' } node_def { name: 'a' op: 'NoOp' } "
        "ret { key: 'y' value: 'n:y:0' } } gradient { function_name: 'f' gradient_func: 'g' } }"));
}

void TstGraphImport::refusesBadPlacement() {
    tensorflow::GraphDef def;
    auto& node = addNode(def, "x", "NoOp");
    node.set_device("?!");
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "?!");
    QVERIFY_OK(importGraph(def, {.unknownOps = UnknownOps::Keep}));
    node.set_device("/gpu:0");
    (*node.mutable_attr())["_class"].mutable_list()->add_s("loc:@nobody");
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "loc:@nobody");
    (*node.mutable_attr())["_class"].mutable_list()->set_s(0, "loc:@x");
    QVERIFY_OK(importGraph(def));
}

void TstGraphImport::attributeErrorsNameEverything() {
    tensorflow::GraphDef def;
    addNode(def, "x", "Placeholder").clear_attr();
    QVERIFY_FAILS(
        importGraph(def), "INVALID_ARGUMENT",
        "[Placeholder] attribute 'dtype' is missing: want a value of kind type (node 'x')");
    tensorflow::GraphDef implied;
    addNode(implied, "x", "Placeholder");
    addNode(implied, "y", "TestUnary", {"x"})
        .clear_attr();  // the input implies T, the file must not
    QVERIFY_FAILS(importGraph(implied), "INVALID_ARGUMENT", "[TestUnary] attribute 'T' is missing");
    (*def.mutable_node(0)->mutable_attr())["dtype"].set_type(
        static_cast<tensorflow::DataType>(999));
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "999");
    (*def.mutable_node(0)->mutable_attr())["dtype"].set_i(1);
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "'dtype' has the wrong kind: got int");
    def.mutable_node(0)->set_op("TestPlaceholderr");
    QVERIFY_FAILS(importGraph(def), "NOT_FOUND", "TestPlaceholderr");
    def.mutable_node(0)->set_op("");
    QVERIFY_FAILS(importGraph(def), "INVALID_ARGUMENT", "(node 'x')");
}

void TstGraphImport::unknownAttributesWarnAndStay() {
    tensorflow::GraphDef def;
    auto& node = addNode(def, "x", "Placeholder");
    (*node.mutable_attr())["frob"].set_i(3);
    (*node.mutable_attr())["_quiet"].set_i(4);
    std::vector<std::string> warnings;
    ImportOptions options;
    options.warnings = &warnings;
    const auto graph = importGraph(def, options);
    QVERIFY_OK(graph);
    QCOMPARE(warnings.size(), std::size_t{1});
    QVERIFY(warnings[0].find("'frob'") != std::string::npos);
    QCOMPARE(graph->find("x")->attrs.get<std::int64_t>("frob").value(), std::int64_t{3});
    QCOMPARE(graph->find("x")->attrs.get<std::int64_t>("_quiet").value(), std::int64_t{4});
}

void TstGraphImport::nodesMayComeInAnyOrder() {
    tensorflow::GraphDef def;
    addNode(def, "c", "TestUnary", {"b", "^a"});
    addNode(def, "b", "TestUnary", {"a"});
    addNode(def, "a", "Placeholder");
    const auto graph = importGraph(def);
    QVERIFY_OK(graph);
    QCOMPARE(graph->node(NodeId{0}).name, std::string("a"));
    QCOMPARE(graph->node(NodeId{2}).name, std::string("c"));
    QCOMPARE(graph->find("c")->controlInputs.size(), std::size_t{1});
}

void TstGraphImport::orderOfTheFileStays() {
    tensorflow::GraphDef def;
    addNode(def, "z", "Placeholder");
    addNode(def, "m", "Placeholder");
    addNode(def, "late", "TestUnary", {"end"});
    addNode(def, "y", "TestUnary", {"z"});
    addNode(def, "end", "Placeholder");
    const auto graph = importGraph(def);
    QVERIFY_OK(graph);
    std::vector<std::string> names;
    for (const Node& node : graph->nodes()) { names.push_back(node.name); }
    QCOMPARE(names, (std::vector<std::string>{"z", "m", "y", "end", "late"}));
}

void TstGraphImport::loopsComeBack() {
    tensorflow::GraphDef def;
    addNode(def, "enter", "Placeholder");
    tensorflow::NodeDef& header = addNode(def, "merge", "Merge", {"enter", "next"});
    (*header.mutable_attr())["T"].set_type(tensorflow::DT_FLOAT);
    (*header.mutable_attr())["N"].set_i(2);
    addNode(def, "body", "TestUnary", {"merge"});
    addNode(def, "next", "NextIteration", {"body"});
    const auto graph = importGraph(def, {.unknownOps = UnknownOps::Keep});
    QVERIFY_OK(graph);
    const Node* merge = graph->find("merge");
    QCOMPARE(merge->inputs.size(), std::size_t{2});
    QCOMPARE(merge->inputs[1].node, graph->find("next")->id);
    QCOMPARE(graph->uses(graph->find("next")->id).size(), std::size_t{1});
    tensorflow::GraphDef again;
    exportGraph(*graph, again);
    QCOMPARE(again.node(1).input(1), std::string("next"));
    // A back edge into anything else is a cycle.
    def.mutable_node(1)->set_op("TestUnary");
    def.mutable_node(1)->mutable_input()->DeleteSubrange(0, 1);
    QVERIFY_FAILS(importGraph(def, {.unknownOps = UnknownOps::Keep}), "INVALID_ARGUMENT", "cycle");
}

void TstGraphImport::oldScalarPlaceholdersHaveAnyShape() {
    tensorflow::GraphDef def;
    auto& node = addNode(def, "x", "Placeholder");
    (*node.mutable_attr())["shape"].mutable_shape();
    def.mutable_versions()->set_producer(21);
    QVERIFY(!importGraph(def)->output({NodeId{0}, 0}).shape.hasRank());
    def.mutable_versions()->set_producer(22);
    QCOMPARE(importGraph(def)->output({NodeId{0}, 0}).shape, PartialShape::scalar());
}

void TstGraphImport::longChainNeedsNoStack() {
    constexpr int kNodes = 100'000;
    tensorflow::GraphDef def;
    // Backwards in the file, so that order has to be found too.
    for (int i = kNodes - 1; i > 0; --i) {
        addNode(def, concat("n", i), "TestUnary", {concat("n", i - 1)});
    }
    addNode(def, "n0", "Placeholder");
    const std::string bytes = def.SerializeAsString();
    std::size_t nodes = 0;
    std::size_t written = 0;
    Status status;
    onSmallStack([&] {
        Result<Graph> graph = graphFromBytes(bytes);
        status = graph.status();
        if (!graph.ok()) { return; }
        nodes = graph->size();
        status = graph->mergeShape({NodeId{0}, 0}, {2, 2});
        if (graph->output({NodeId{kNodes - 1}, 0}).shape == PartialShape{2, 2}) {
            written = graphToBytes(*graph).size();
        }
    });
    QVERIFY_OK(status);
    QCOMPARE(nodes, std::size_t{kNodes});
    QVERIFY(written > bytes.size() / 2);
}

}  // namespace weft::test

#include "tst_graph_import.moc"
