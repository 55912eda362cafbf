// SPDX-License-Identifier: Apache-2.0
/// @file
/// Functions whose gradient the library names (GradientDef): it is taken wherever they are
/// differentiated, be it by a SymbolicGradient of the file or by gradients that Weft builds.

#include <QObject>
#include <QTest>

#include "engine/autodiff/backprop.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/functions/function_graphs.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const char* const kSeven =
    "node_def { name: 'c' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } } attr { key: "
    "'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 7 } } } }\n";

/// A function of two arguments: what a gradient of a function of one is.
std::string functionOfTwo(const std::string& name, const std::string& body,
                          const std::string& result) {
    return concat("function { signature { name: '", name,
                  "' input_arg { name: 'a' type: DT_FLOAT } input_arg { name: 'd' type: DT_FLOAT } "
                  "output_arg { name: 'r' type: DT_FLOAT } } ",
                  body, " ret { key: 'r' value: '", result, "' } }\n");
}

std::string gradientOf(const std::string& function, const std::string& gradient) {
    return concat("gradient { function_name: '", function, "' gradient_func: '", gradient, "' }\n");
}

/// F(a) = a * a with the gradient 7 d, and G(a) = F(a) + a.
const std::string kLibrary =
    library(function("F", binary("m", "Mul", "a", "a"), "m:z:0") +
            functionOfTwo("D", kSeven + binary("m", "Mul", "c:output:0", "d"), "m:z:0") +
            function("G", callInBody("f", "F", "a") + binary("s", "AddV2", "f:r:0", "a"), "s:z:0") +
            gradientOf("F", "D"));

std::string partitioned(const std::string& name, const std::string& of) {
    return concat("node { name: '", name,
                  "' op: 'PartitionedCall' input: 'x' attr { key: 'Tin' value { list { type: "
                  "DT_FLOAT } } } attr { key: 'Tout' value { list { type: DT_FLOAT } } } attr { "
                  "key: 'f' value { func { name: '",
                  of, "' } } } }\n");
}

std::string symbolic(const std::string& name, const std::string& of) {
    return concat("node { name: '", name,
                  "' op: 'SymbolicGradient' input: 'x' input: 'dy' attr { key: 'Tin' value { list "
                  "{ type: DT_FLOAT type: DT_FLOAT } } } attr { key: 'Tout' value { list { type: "
                  "DT_FLOAT } } } attr { key: 'f' value { func { name: '",
                  of, "' } } } }\n");
}

/// dy/dx at x = 3 by gradients that are added to the graph.
Result<Tensor> builtGradient(const std::string& text, const ImportOptions& options = {}) {
    Graph graph = WEFT_TRY(graphFromText(text, options));
    const auto made = WEFT_TRY(
        addGradients(graph, {WEFT_TRY(graph.endpoint("y"))}, {WEFT_TRY(graph.endpoint("x"))}));
    const std::string name = graph.nameOf(*made.front());
    const auto session = WEFT_TRY(Session::create(std::move(graph)));
    return runFor(*session, name, {{"x", Tensor::scalar(3.0F)}});
}

}  // namespace

class TstFunctionGradient : public QObject {
    Q_OBJECT

private slots:
    void rejectsAGradientOfAnotherSignature() {
        const std::string wrong =
            library(function("F", binary("m", "Mul", "a", "a"), "m:z:0") + gradientOf("F", "F"));
        QVERIFY_FAILS(builtGradient(placeholder("x") + call("y", "F", "x") + wrong),
                      "INVALID_ARGUMENT", "2");
    }

    void rejectsAGradientThatAsksForItself() {
        const std::string self =
            "node_def { name: 'g' op: 'SymbolicGradient' input: 'a' input: 'd' attr { key: 'Tin' "
            "value { list { type: DT_FLOAT type: DT_FLOAT } } } attr { key: 'Tout' value { list { "
            "type: DT_FLOAT } } } attr { key: 'f' value { func { name: 'F' } } } }\n";
        const std::string endless =
            library(function("F", binary("m", "Mul", "a", "a"), "m:z:0") +
                    functionOfTwo("D", self, "g:output:0") + gradientOf("F", "D"));
        QVERIFY_FAILS(builtGradient(placeholder("x") + call("y", "F", "x") + endless),
                      "INVALID_ARGUMENT", "recursive functions");
    }

    /// By way of another function, whose gradient is derived.
    void rejectsAGradientThatComesBackToItself() {
        const std::string round =
            library(function("F", binary("m", "Mul", "a", "a"), "m:z:0") +
                    function("K", callInBody("c", "F", "a"), "c:r:0") +
                    functionOfTwo("D",
                                  "node_def { name: 'g' op: 'SymbolicGradient' input: 'a' input: "
                                  "'d' attr { key: 'Tin' value { list { type: DT_FLOAT type: "
                                  "DT_FLOAT } } } attr { key: 'Tout' value { list { type: DT_FLOAT "
                                  "} } } attr { key: 'f' value { func { name: 'K' } } } }\n",
                                  "g:output:0") +
                    gradientOf("F", "D"));
        QVERIFY_FAILS(builtGradient(placeholder("x") + call("y", "F", "x") + round),
                      "INVALID_ARGUMENT", "gradient of K");
    }

    /// As those do that are differentiated once more.
    void aGradientMayCallItsFunction() {
        const std::string calls =
            library(function("F", binary("m", "Mul", "a", "a"), "m:z:0") +
                    functionOfTwo("D", callInBody("c", "F", "a") + binary("m", "Mul", "c:r:0", "d"),
                                  "m:z:0") +
                    gradientOf("F", "D"));
        QCOMPARE_FLOATS(builtGradient(placeholder("x") + call("y", "F", "x") + calls), {9});
    }

    void callsTakeIt() {
        QCOMPARE_FLOATS(builtGradient(placeholder("x") + call("y", "F", "x") + kLibrary), {7});
        QCOMPARE_FLOATS(builtGradient(placeholder("x") + partitioned("y", "F") + kLibrary), {7});
    }

    void callsInBodiesTakeIt() {
        QCOMPARE_FLOATS(builtGradient(placeholder("x") + call("y", "G", "x") + kLibrary), {8});
    }

    void callsThatAnEditorKeepsTakeIt() {
        QCOMPARE_FLOATS(builtGradient(placeholder("x") + partitioned("y", "G") + kLibrary,
                                      {.unknownOps = UnknownOps::Keep}),
                        {8});
    }

    void symbolicGradientsTakeIt() {
        const auto graph = graphFromText(placeholder("x") + placeholder("dy") + symbolic("f", "F") +
                                         symbolic("g", "G") + kLibrary);
        QVERIFY_OK(graph);
        const auto session = *Session::create(*graph);
        const std::vector<std::pair<std::string, Tensor>> feeds = {{"x", Tensor::scalar(3.0F)},
                                                                   {"dy", Tensor::scalar(10.0F)}};
        QCOMPARE_FLOATS(runFor(*session, "f", feeds), {70});
        QCOMPARE_FLOATS(runFor(*session, "g", feeds), {80});
    }

    /// The call's value is that of its body, also after a way through a file.
    void theCallItselfStaysWhatItIs() {
        const auto graph = graphFromText(placeholder("x") + call("y", "F", "x") + kLibrary);
        QVERIFY_OK(graph);
        const auto again = graphFromBytes(graphToBytes(*graph));
        QVERIFY_OK(again);
        const auto session = *Session::create(*again);
        QCOMPARE_FLOATS(runFor(*session, "y:0", {{"x", Tensor::scalar(3.0F)}}), {9});
        QCOMPARE_FLOATS(builtGradient(graphToText(*graph)), {7});
    }
};

namespace {
const Registered<TstFunctionGradient> registered;
}  // namespace

}  // namespace weft::test

#include "tst_function_gradient.moc"
