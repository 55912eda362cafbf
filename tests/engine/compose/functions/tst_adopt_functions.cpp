// SPDX-License-Identifier: Apache-2.0
/// @file
/// Functions of imported graphs as items: what is drawn, what stays as it came, and that what goes
/// in comes out.

#include <QObject>
#include <QTest>

#include "engine/compose/adopt.h"
#include "engine/compose/file/project_io.h"
#include "engine/compose/functions/bars.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/compose/fixture.h"
#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Graph read(const std::string& text) {
    return must(graphFromText(text, {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()}));
}

QStringList namesOf(const std::vector<const Item*>& items) {
    QStringList names;
    for (const Item* item : items) { names << QString::fromStdString(item->name); }
    return names;
}

}  // namespace

class TstAdoptFunctions : public QObject {
    Q_OBJECT

private slots:
    void whatCannotBeDrawnStays_data();
    void whatCannotBeDrawnStays();
    void bodiesAreItems();
    void theLibraryComesOutAsItCame();
    void aProjectKeepsThem();
    void callsByTheNameOfAFunctionAreRead();
};

void TstAdoptFunctions::whatCannotBeDrawnStays_data() {
    QTest::addColumn<QString>("functions");
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QString::fromStdString(text);
    };
    row("reads what is not there", function("f", binary("n", "Mul", "a", "gone:z:0"), "n:z:0"));
    row("returns what is not there", function("f", binary("n", "Mul", "a", "a"), "m:z:0"));
    row("an index beyond the outputs", function("f", binary("n", "Mul", "a", "a"), "n:z:7"));
    row("a huge index", function("f", binary("n", "Mul", "a", "a"), "n:z:99999999999999999999"));
    row("an output that the op has not", function("f", binary("n", "Mul", "a", "a"), "n:y:0"));
    row("an unknown op's outputs", function("f", callInBody("n", "Nobody", "a"), "n:out:0"));
    row("two nodes of a name",
        function("f", binary("n", "Mul", "a", "a") + binary("n", "Mul", "a", "a"), "n:z:0"));
    row("a node named as an argument", function("f", binary("a", "Mul", "a", "a"), "a:z:0"));
    row("a cycle",
        function("f", binary("n", "Mul", "a", "m:z:0") + binary("m", "Mul", "a", "n:z:0"),
                 "n:z:0"));
    row("a type that the call chooses",
        "function { signature { name: 'f' input_arg { name: 'a' type_attr: 'T' } output_arg { "
        "name: "
        "'r' type_attr: 'T' } attr { name: 'T' type: 'type' } } node_def { name: 'n' op: "
        "'Identity' "
        "input: 'a' attr { key: 'T' value { placeholder: 'T' } } } ret { key: 'r' value: "
        "'n:output:0' } }");
    row("no name", function("", binary("n", "Mul", "a", "a"), "n:z:0"));
    row("there twice", function("f", binary("n", "Mul", "a", "a"), "n:z:0") +
                           function("f", binary("n", "Sub", "a", "a"), "n:z:0"));
    row("a control result of nothing",
        "function { signature { name: 'f' control_output: 'c' } control_ret { key: 'c' value: "
        "'gone' } }");
    row("a returned value without an output",
        "function { signature { name: 'f' input_arg { name: 'a' type: DT_FLOAT } } ret { key: 'r' "
        "value: 'a' } }");
}

void TstAdoptFunctions::whatCannotBeDrawnStays() {
    QFETCH(QString, functions);
    const Graph graph = read(placeholder("x") + library(functions.toStdString()));
    const Document document = must(adoptGraph(graph));
    QVERIFY(functionsOf(document).empty());
    QCOMPARE(document.all<Item>().size(), std::size_t{1});
    QCOMPARE(expandDocument(document).graph.libraryBytes, graph.libraryBytes);
}

void TstAdoptFunctions::bodiesAreItems() {
    const Document document = must(adoptGraph(read(callsAndLoop())));
    QCOMPARE(namesOf(functionsOf(document)),
             QStringList({"__inference_square_7", "limit", "next"}));
    const Item* square = functionNamed(document, "__inference_square_7");
    QCOMPARE(namesOf(argumentsOf(document, square->id)), QStringList({"a"}));
    // A result may have the name of a node.
    QCOMPARE(namesOf(resultsOf(document, square->id)), QStringList({"product"}));
    QCOMPARE(namesOf(document.children(square->id)),
             QStringList({"a", "product", "inner", "product"}));
    // The graph's own items are those of its nodes.
    QCOMPARE(document.itemNamed("product"), nullptr);
    QVERIFY(document.itemNamed("y") != nullptr);
    const Item* next = functionNamed(document, "next");
    QCOMPARE(namesOf(document.children(next->id)), QStringList({"i", "add", "two", "j"}));
    QCOMPARE(document.pathOf(document.children(next->id)[1]->id), std::string("add"));
    QCOMPARE(document.functionOf(document.children(next->id)[1]->id), next->id);
}

void TstAdoptFunctions::theLibraryComesOutAsItCame() {
    const Graph graph = read(callsAndLoop());
    const Document document = must(adoptGraph(graph));
    const Expansion expansion = expandDocument(document);
    QVERIFY2(!expansion.hasErrors(), findingsText(expansion).c_str());
    QCOMPARE(expansion.graph.libraryBytes, graph.libraryBytes);
    QCOMPARE(graphToBytes(expansion.graph), graphToBytes(graph));
}

void TstAdoptFunctions::aProjectKeepsThem() {
    const Document document = must(adoptGraph(read(callsAndLoop())));
    const std::string bytes = documentToBytes(document);
    const Document again = must(documentFromBytes(bytes));
    QCOMPARE(documentToBytes(again), bytes);
    QCOMPARE(expandDocument(again).graph.libraryBytes, expandDocument(document).graph.libraryBytes);
    const std::string text = documentToText(document);
    QCOMPARE(documentToText(must(documentFromText(text))), text);
}

void TstAdoptFunctions::callsByTheNameOfAFunctionAreRead() {
    const std::string functions =
        function("half", binary("n", "Mul", "a", "a"), "n:z:0") +
        function("whole", callInBody("p", "half", "a") + callInBody("q", "half", "p:r:0"), "q:r:0");
    const Graph graph = read(placeholder("x") + call("y", "whole", "x") + library(functions));
    const Document document = must(adoptGraph(graph));
    QCOMPARE(functionsOf(document).size(), std::size_t{2});
    const Expansion expansion = expandDocument(document);
    QCOMPARE(expansion.graph.libraryBytes, graph.libraryBytes);
    QVERIFY(findingsText(expansion).find("not known") == std::string::npos);
}

namespace {
const Registered<TstAdoptFunctions> registered;
}
}  // namespace weft::test

#include "tst_adopt_functions.moc"
