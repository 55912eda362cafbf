// SPDX-License-Identifier: Apache-2.0
/// @file
/// Which function is whose gradient: kept in files, renamed, taken away, adopted from graphs and
/// written into them.

#include <QObject>
#include <QTest>

#include "engine/compose/adopt.h"
#include "engine/compose/file/project_io.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/engine/compose/functions/square_drawing.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Graph read(const std::string& text) {
    return must(graphFromText(text, {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()}));
}

std::string gradientDef(const std::string& function, const std::string& gradient) {
    return concat("gradient { function_name: '", function, "' gradient_func: '", gradient, "' }\n");
}

std::string gradientOfOne(const std::string& name) {
    return functionOf(name, {{{"a", "DT_FLOAT"}}, {{"d", "DT_FLOAT"}}},
                      binary("m", "Mul", "a", "d"), {{{"r", "DT_FLOAT", "m:z:0"}}});
}

}  // namespace

class TstGradientLinks : public QObject {
    Q_OBJECT

private slots:
    void itIsKept() {
        Square square;
        square.makeSevenfold();
        const std::string bytes = documentToBytes(square.document());
        const Document again = must(documentFromBytes(bytes));
        QCOMPARE(documentToBytes(again), bytes);
        QCOMPARE(gradientsOf(again), Pairs({{"square", "square_grad"}}));
        const std::string text = documentToText(square.document());
        QCOMPARE(documentToText(must(documentFromText(text))), text);
        edit(square.drawing, [&](Edit& e, const Expansion& expansion) -> Status {
            WEFT_TRY(renameFunction(e, expansion, square.function, "power"));
            return renameFunction(e, expansion, square.gradient(), "slope");
        });
        QCOMPARE(gradientsOf(square.document()), Pairs({{"power", "slope"}}));
        // Without its function there is no gradient of it.
        Document without = square.document();
        Edit e(without);
        e.remove(square.gradient());
        must(without.apply(must(e.finish())));
        QCOMPARE(gradientsOf(without), Pairs());
    }

    void makingItIsUndone() {
        Square square;
        const std::string before = documentToBytes(square.document());
        Edit e(square.document());
        must(makeGradientFunction(e, expandForward(square.document()), square.function));
        const Delta delta = must(e.finish());
        Document document = square.document();
        must(document.apply(delta));
        const std::string after = documentToBytes(document);
        must(document.apply(inverted(delta)));
        QCOMPARE(documentToBytes(document).size(), before.size());
        QVERIFY(gradientsOf(document).empty());
        must(document.apply(delta));
        QCOMPARE(documentToBytes(document), after);
    }

    void theLastCallTakesTheGradientAlong() {
        Square square;
        square.makeSevenfold();
        Edit e(square.document());
        must(dissolveCall(e, square.call));
        QVERIFY(functionsOf(e.document()).empty());
        // A function that is a gradient stays, whoever calls it.
        const ItemId call = square.drawing.op("call", "PartitionedCall",
                                              {{"f", FunctionAttr{"square_grad", nullptr}}});
        Edit stays(square.document());
        must(dissolveCall(stays, call));
        QVERIFY(functionNamed(stays.document(), "square_grad") != nullptr);
        deriveGradientAgain(stays, square.function);
        QVERIFY(functionNamed(stays.document(), "square_grad") == nullptr);
    }

    void importedGradientsAreLinked() {
        const std::string functions =
            function("A", binary("n", "Mul", "a", "a"), "n:z:0") + gradientOfOne("dB") +
            function("B", binary("n", "AddV2", "a", "a"), "n:z:0") + gradientOfOne("dA") +
            function("C", binary("n", "Mul", "a", "a"), "n:z:0");
        // TensorFlow writes them as its hash table has them.
        const Pairs order = {{"C", "dA"}, {"A", "dA"}, {"B", "dB"}};
        std::string defs;
        for (const auto& [of, by] : order) { defs += gradientDef(of, by); }
        const Graph graph =
            read(placeholder("x") + call("y", "A", "x") + library(functions + defs));
        const Document document = must(adoptGraph(graph));
        QCOMPARE(expandDocument(document).graph.libraryBytes, graph.libraryBytes);
        const auto gradientIn = [&](const char* name) {
            return gradientFunctionOf(document, functionNamed(document, name)->id);
        };
        QCOMPARE(gradientIn("A"), functionNamed(document, "dA"));
        QCOMPARE(gradientIn("C"), functionNamed(document, "dA"));
        QCOMPARE(gradientIn("dA"), nullptr);
        QCOMPARE(names(functionsOfGradient(document, functionNamed(document, "dA")->id)),
                 QStringList({"A", "C"}));
        const Document again = must(documentFromBytes(documentToBytes(document)));
        QCOMPARE(gradientsOf(again), order);
        // What is renamed or derived is so, wherever it came from.
        Drawing drawing{document};
        edit(drawing, [&](Edit& e, const Expansion& expansion) -> Status {
            deriveGradientAgain(e, functionNamed(document, "C")->id);
            return renameFunction(e, expansion, functionNamed(document, "A")->id, "Z");
        });
        QCOMPARE(gradientsOf(drawing.document), Pairs({{"Z", "dA"}, {"B", "dB"}}));
    }

    void whatIsNotDrawnStaysNamed() {
        const std::string any =
            "function { signature { name: 'dA' input_arg { name: 'a' type_attr: 'T' } input_arg { "
            "name: 'd' type_attr: 'T' } output_arg { name: 'r' type_attr: 'T' } attr { name: 'T' "
            "type: 'type' } } ret { key: 'r' value: 'd' } }\n";
        const Graph graph = read(
            placeholder("x") + library(any + function("A", binary("n", "Mul", "a", "a"), "n:z:0") +
                                       gradientDef("A", "dA") + gradientDef("A", "gone")));
        const Document document = must(adoptGraph(graph));
        QCOMPARE(gradientsOf(document), Pairs({{"A", "dA"}, {"A", "gone"}}));
        Edit e(document);
        const ItemId function = functionNamed(document, "A")->id;
        QVERIFY(!renameFunction(e, expandForward(document), function, "B").ok());
        // One that is drawn takes its place.
        must(makeGradientFunction(e, expandForward(document), function));
        QCOMPARE(gradientsOf(e.document()), Pairs({{"A", "A_grad"}}));
    }
};

namespace {
const Registered<TstGradientLinks> registered;
}
}  // namespace weft::test

#include "tst_gradient_links.moc"
