// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_io.h"

#include <QTest>

#include "engine/proto/graph.pb.h"
#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstGraphIo final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addTestOps(); }
    void refusesDamagedFraming_data();
    void refusesDamagedFraming();
    void namesWhatIsNotUtf8();
    void refusesLargeFiles();
    void refusesDeepMessages();
    void refusesDamagedText_data();
    void refusesDamagedText();
    void refusesEveryTruncation();
    void survivesMutations_data();
    void survivesMutations();
    void roundTripsRealFiles_data();
    void roundTripsRealFiles();
    void keepsUnknownFields();
    void keepsVersionsAndLibrary();
    void writesWhatTensorFlowReads();
    void writesOneNodeAsText();
};

namespace {

const Registered<TstGraphIo> registered;
const ImportOptions kKeep{.unknownOps = UnknownOps::Keep};

std::string bytesOf(std::initializer_list<int> values) {
    std::string out;
    for (const int value : values) { out.push_back(static_cast<char>(value)); }
    return out;
}

void fileRows() {
    QTest::addColumn<QString>("file");
    for (const char* name : {"constants", "control_flow", "frozen_conv", "frozen_mlp",
                             "frozen_mlp_resource", "function_library"}) {
        QTest::newRow(name) << QString("tests/engine/graph/files/%1.pb").arg(name);
    }
}

}  // namespace

void TstGraphIo::refusesDamagedFraming_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const std::string& bytes, const char* words) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << words;
    };
    row("length lies", bytesOf({0x0a, 0xfe, 0xff, 0xff, 0xff, 0x07, 1, 2}),
        "claims 2147483646 bytes, 2 are left");
    row("length negative", bytesOf({0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}),
        "ends early");
    row("varint of 11 bytes", std::string(11, '\xff') + std::string(1, '\1'), "more than 10 bytes");
    row("varint cut", bytesOf({0x18, 0x80}), "a number is cut");
    row("field 0", bytesOf({0x02, 0x00}), "field number is out of range");
    row("wire type 7", bytesOf({0x0f}), "wire type is unknown: got 7");
    row("group ends", bytesOf({0x0c}), "a group ends");
    row("group open", bytesOf({0x0b}), "a group is not closed");
    row("groups deep", std::string(20'000, '\x0b'), "nested deeper than 100");
    row("fixed64 cut", bytesOf({0x09, 1, 2}), "2 are left");
    row("gzip", std::string("\x1f\x8b\x08\0\0\0\0\0", 8), "looks like gzip");
    row("png", "\x89PNG\r\n\x1a\n", "PNG");
    row("text", "node { name: \"x\" }", "looks like text");
}

void TstGraphIo::refusesDamagedFraming() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    const auto graph = graphFromBytes(bytes.toStdString());
    QVERIFY_FAILS(graph, "INVALID_ARGUMENT", "not a GraphDef");
    QVERIFY_FAILS(graph, "INVALID_ARGUMENT", words.toStdString());
    QVERIFY_FAILS(graph, "INVALID_ARGUMENT", "byte");
    QVERIFY_FAILS(checkWireFormat(bytes.toStdString(), "GraphDef"), "INVALID_ARGUMENT",
                  words.toStdString());
}

void TstGraphIo::namesWhatIsNotUtf8() {
    // Two nodes, {name: "x"} and {name: "\xff"}.
    const std::string bytes = bytesOf({0x0a, 3, 0x0a, 1, 'x', 0x0a, 3, 0x0a, 1, 0xff});
    QVERIFY_FAILS(graphFromBytes(bytes), "INVALID_ARGUMENT",
                  "NodeDef.name is not UTF-8: got '\\377' in element 1");
}

void TstGraphIo::refusesLargeFiles() {
    ImportOptions options;
    options.limits.fileBytes = 10;
    QVERIFY_FAILS(graphFromBytes(std::string(11, 'x'), options), "INVALID_ARGUMENT",
                  "got 11 bytes, want at most");
    QVERIFY_FAILS(graphFromText(std::string(11, 'x'), options), "INVALID_ARGUMENT", "2 GiB");
}

void TstGraphIo::refusesDeepMessages() {
    // NodeDef.attr["a"] = func { attr["a"] = func { ... } }, from the inside out.
    std::string value;
    const auto wrapped = [](char tag, const std::string& inside) {
        std::string out(1, tag);
        for (std::size_t size = inside.size();; size >>= 7U) {
            out.push_back(static_cast<char>(size > 127 ? (size & 127U) | 128U : size));
            if (size <= 127) { break; }
        }
        return out + inside;
    };
    for (int i = 0; i < 60; ++i) {
        value = wrapped('\x12', wrapped('\x52',
                                        "\x0a\x01"
                                        "f" +
                                            wrapped('\x12',
                                                    "\x0a\x01"
                                                    "a" +
                                                        value)));
    }
    const std::string node = wrapped('\x0a', wrapped('\x2a',
                                                     "\x0a\x01"
                                                     "a" +
                                                         value));
    QVERIFY_FAILS(graphFromBytes(node), "INVALID_ARGUMENT", "nested deeper than 100");
}

void TstGraphIo::refusesDamagedText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words");
    QTest::newRow("brace") << QByteArray("node {\n  name: \"x\"\n") << "line 3";
    QTest::newRow("field") << QByteArray("node {\n  frob: 1\n}") << "frob";
    QTest::newRow("field place") << QByteArray("node {\n  frob: 1\n}") << "line 2, column";
    QTest::newRow("enum") << QByteArray("node { attr { key: \"T\" value { type: DT_BLUE } } }")
                          << "DT_BLUE";
    QTest::newRow("int") << QByteArray("versions { producer: 99999999999999 }") << "producer";
    QTest::newRow("escape") << QByteArray("node { name: \"\\q\" }") << "line 1";
    QTest::newRow("nul") << QByteArray("node { name: \"a\0b\" }", 20) << "line 1";
    QTest::newRow("twice") << QByteArray("node { name: \"a\" name: \"b\" }") << "name";
    QTest::newRow("oneof") << QByteArray(
                                  "node { attr { key: \"T\" value { i: 1 type: DT_INT8 } } }")
                           << "oneof";
    QByteArray deep;
    for (int i = 0; i < 900; ++i) { deep += "attr { key: \"a\" value { func { "; }
    QTest::newRow("deep") << QByteArray("node { ") + deep << "nested deeper than 100";
    QTest::newRow("open braces") << QByteArray(20'000, '{') << "line 1";
}

void TstGraphIo::refusesDamagedText() {
    QFETCH(QByteArray, text);
    QFETCH(QString, words);
    QVERIFY_FAILS(graphFromText(text.toStdString()), "INVALID_ARGUMENT", words.toStdString());
    QVERIFY_FAILS(graphFromText(text.toStdString()), "INVALID_ARGUMENT", "not a GraphDef in text");
}

void TstGraphIo::refusesEveryTruncation() {
    const std::string whole = sourceFile("tests/engine/graph/files/frozen_mlp.pb");
    QVERIFY(whole.size() > 1000);
    QVERIFY_OK(graphFromBytes(whole, kKeep));
    int refused = 0;
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto graph = graphFromBytes(std::string_view(whole).substr(0, size), kKeep);
        if (!graph.ok()) {
            QCOMPARE(graph.status().code(), StatusCode::kInvalidArgument);
            ++refused;
        }
    }
    // Only cuts between two top-level fields can go unnoticed.
    QVERIFY(refused > static_cast<int>(whole.size()) - 40);
}

void TstGraphIo::survivesMutations_data() { fileRows(); }

void TstGraphIo::survivesMutations() {
    QFETCH(QString, file);
    const std::string whole = sourceFile(file.toStdString());
    QVERIFY(!whole.empty());
    std::uint64_t state = 42;
    const auto random = [&state](std::size_t below) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state >> 33U) % below;
    };
    int taken = 0;
    for (int round = 0; round < 300; ++round) {
        std::string bytes = whole;
        const std::size_t at = random(bytes.size());
        switch (round % 4) {
            case 0:
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << random(8)));
                break;
            case 1:
                bytes.erase(at, 1 + random(8));
                break;
            case 2:
                bytes.insert(at, bytes.substr(random(bytes.size()), random(16)));
                break;
            default:
                bytes[at] = static_cast<char>(bytes[at] + (random(2) == 0 ? 1 : -1));
                break;
        }
        const auto graph = graphFromBytes(bytes, kKeep);
        if (!graph.ok()) {
            QVERIFY2(!messageOf(graph.status()).empty(), "an error without words");
            continue;
        }
        ++taken;
        // What was taken can be written and taken again.
        const std::string written = graphToBytes(*graph);
        const auto again = graphFromBytes(written, kKeep);
        QVERIFY_OK(again);
        QCOMPARE(graphToBytes(*again), written);
    }
    QVERIFY(taken > 0);
}

void TstGraphIo::roundTripsRealFiles_data() { fileRows(); }

void TstGraphIo::roundTripsRealFiles() {
    QFETCH(QString, file);
    const std::string original = sourceFile(file.toStdString());
    const auto graph = graphFromBytes(original, kKeep);
    QVERIFY_OK(graph);
    const std::string bytes = graphToBytes(*graph);
    const auto again = graphFromBytes(bytes, kKeep);
    QVERIFY_OK(again);
    QCOMPARE(graphToBytes(*again), bytes);
    const auto fromText = graphFromText(graphToText(*graph), kKeep);
    QVERIFY_OK(fromText);
    QCOMPARE(graphToBytes(*fromText), bytes);

    tensorflow::GraphDef before;
    tensorflow::GraphDef after;
    QVERIFY(before.ParseFromString(original));
    QVERIFY(after.ParseFromString(bytes));
    QCOMPARE(after.node_size(), before.node_size());
    QCOMPARE(after.library().SerializeAsString().size(),
             before.library().SerializeAsString().size());
    QCOMPARE(after.versions().producer(), before.versions().producer());
    std::map<std::string, const tensorflow::NodeDef*> nodes;
    for (const auto& node : after.node()) { nodes[node.name()] = &node; }
    for (const auto& node : before.node()) {
        QVERIFY(nodes.contains(node.name()));
        const tensorflow::NodeDef& now = *nodes[node.name()];
        QCOMPARE(now.op(), node.op());
        QCOMPARE(now.device(), node.device());
        QCOMPARE(now.input_size(), node.input_size());
        for (int i = 0; i < node.input_size(); ++i) { QCOMPARE(now.input(i), node.input(i)); }
        for (const auto& [name, value] : node.attr()) {
            QVERIFY2(now.attr().contains(name), name.c_str());
            const auto a = attrFromProto(value, "");
            const auto b = attrFromProto(now.attr().at(name), "");
            QVERIFY_OK(a);
            QVERIFY_OK(b);
            QVERIFY2(attrEqual(*a, *b), name.c_str());
        }
    }
}

void TstGraphIo::keepsUnknownFields() {
    // Field 77 (a string) in the graph, in a node, and in an attribute's value.
    const std::string extra = std::string("\xea\x04\x03", 3) + "abc";
    tensorflow::AttrValue value;
    QVERIFY(value.ParseFromString(extra));
    value.set_type(tensorflow::DT_FLOAT);
    tensorflow::NodeDef node;
    QVERIFY(node.ParseFromString(extra));
    node.set_name("x");
    node.set_op("Placeholder");
    (*node.mutable_attr())["dtype"] = value;
    node.mutable_experimental_debug_info()->add_original_node_names("before");
    tensorflow::GraphDef def;
    QVERIFY(def.ParseFromString(extra));
    *def.add_node() = node;
    const auto graph = graphFromBytes(def.SerializeAsString());
    QVERIFY_OK(graph);
    const std::string written = graphToBytes(*graph);
    std::size_t found = 0;
    for (std::size_t at = written.find(extra); at != std::string::npos;
         at = written.find(extra, at + 1)) {
        ++found;
    }
    QCOMPARE(found, std::size_t{3});
    tensorflow::GraphDef again;
    QVERIFY(again.ParseFromString(written));
    QCOMPARE(again.node(0).experimental_debug_info().original_node_names(0), std::string("before"));
    QCOMPARE(again.node(0).attr().at("dtype").type(), tensorflow::DT_FLOAT);
}

void TstGraphIo::keepsVersionsAndLibrary() {
    tensorflow::GraphDef def;
    def.mutable_versions()->set_producer(27);
    def.mutable_versions()->set_min_consumer(12);
    def.mutable_versions()->add_bad_consumers(3);
    def.mutable_library()->add_function()->mutable_signature()->set_name("f");
    const auto graph = importGraph(def);
    QVERIFY_OK(graph);
    tensorflow::GraphDef again;
    exportGraph(*graph, again);
    QCOMPARE(again.SerializeAsString(), def.SerializeAsString());
    QCOMPARE(Graph().producer, 1087);
}

void TstGraphIo::writesWhatTensorFlowReads() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x", DType::Float, {2}).value();
    const NodeId pair = graph.add({.name = "p", .op = "TestPair", .inputs = {{x, 0}}}).value();
    QVERIFY_OK(graph.add({.name = "r",
                          .op = "TestUnary",
                          .inputs = {{pair, 1}},
                          .controlInputs = {x},
                          .device = "/cpu:0"}));
    tensorflow::GraphDef def;
    exportGraph(graph, def);
    QCOMPARE(def.node(1).input(0), std::string("x"));
    QCOMPARE(def.node(2).input(0), std::string("p:1"));
    QCOMPARE(def.node(2).input(1), std::string("^x"));
    QCOMPARE(def.node(2).device(), std::string("/cpu:0"));
    QCOMPARE(def.node(2).attr().at("T").type(), tensorflow::DT_INT32);
    QCOMPARE(def.versions().producer(), 1087);
}

void TstGraphIo::writesOneNodeAsText() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x", DType::Float, {2}).value();
    const std::string text = nodeToText(graph, graph.node(x));
    QVERIFY(text.find("name: \"x\"") != std::string::npos);
    QVERIFY(text.find("DT_FLOAT") != std::string::npos);
}

}  // namespace weft::test

#include "tst_graph_io.moc"
