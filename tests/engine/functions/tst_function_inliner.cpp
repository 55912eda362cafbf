// SPDX-License-Identifier: Apache-2.0
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

const std::string kSquare = function("Square1", binary("m", "Mul", "a", "a"), "m:z:0");

}  // namespace

/// Calls of functions.
class TstFunctionInliner : public QObject {
    Q_OBJECT

private slots:
    void rejectsAFunctionThatCallsItself() {
        const std::string loop = function("F", callInBody("again", "F", "a"), "again:r:0");
        QVERIFY_FAILS(graphFromText(placeholder("x") + call("y", "F", "x") + library(loop)),
                      "INVALID_ARGUMENT", "recursive functions");
    }

    void rejectsBodiesThatReadWhatIsNotThere() {
        const auto load = [](const std::string& of) {
            return graphFromText(placeholder("x") + call("y", "F", "x") + library(of));
        };
        const std::string noOutput = binary("m", "Mul", "a", "a");
        QVERIFY_FAILS(load(function("F", noOutput, "m:w:0")), "INVALID_ARGUMENT", "no output 'w'");
        QVERIFY_FAILS(load(function("F", binary("m", "Mul", "a", "n:z:0"), "m:z:0")),
                      "INVALID_ARGUMENT", "'n'");
        QVERIFY_FAILS(load(function("F", callInBody("m", "Nowhere", "a"), "m:z:0")), "NOT_FOUND",
                      "Nowhere");
    }

    void rejectsBodiesWithoutEnd() {
        // Each function calls the one before twice: 2^40 nodes.
        std::string all = function("F0", binary("m", "Mul", "a", "a"), "m:z:0");
        for (int i = 1; i <= 40; ++i) {
            const std::string before = concat("F", i - 1);
            all +=
                function(concat("F", i),
                         callInBody("p", before, "a") + callInBody("q", before, "p:r:0"), "q:r:0");
        }
        QVERIFY_FAILS(graphFromText(placeholder("x") + call("y", "F40", "x") + library(all)),
                      "RESOURCE_EXHAUSTED", "too often");
    }

    void rejectsAFunctionThatIsNotInAnyLibrary() {
        const std::string called =
            "node { name: 'y' op: 'PartitionedCall' attr { key: 'Tin' value { list { } } } attr { "
            "key: 'Tout' value { list { type: DT_FLOAT } } } attr { key: 'f' value { func { name: "
            "'Nowhere' } } } }";
        QVERIFY_FAILS(graphFromText(called), "INVALID_ARGUMENT", "Nowhere");
        // Kept for an editor, it is refused when it is to run.
        const auto graph = graphFromText(called, {.unknownOps = UnknownOps::Keep});
        QVERIFY_OK(graph);
        const auto session = Session::create(*graph);
        QVERIFY(!session.ok() || !(*session)->run({.fetches = {"y:0"}}).ok());
    }

    void callsWithinCallsGoAsDeepAsTheyLike() {
        std::string all = function("F0", binary("m", "AddV2", "a", "a"), "m:z:0");
        constexpr int kDepth = 300;
        for (int i = 1; i <= kDepth; ++i) {
            all += function(concat("F", i), callInBody("p", concat("F", i - 1), "a"), "p:r:0");
        }
        auto graph =
            graphFromText(placeholder("x") + call("y", concat("F", kDepth), "x") + library(all));
        QVERIFY_OK(graph);
        const auto session = *Session::create(*graph);
        QCOMPARE_FLOATS(runFor(*session, "y", {{"x", Tensor::scalar(3.0F)}}), {6});
    }

    void aCallKeepsItsNameBesideNodesThatLookLikeItsBody() {
        const auto graph =
            graphFromText(placeholder("x") + placeholder("y/m") + call("y", "Square1", "x") +
                          call("z", "Square1", "y") + library(kSquare));
        QVERIFY_OK(graph);
        const auto session = *Session::create(*graph);
        QCOMPARE_FLOATS(runFor(*session, "z:0", {{"x", Tensor::scalar(2.0F)}}), {16});
    }

    void aGraphReadForAnEditorRunsToo() {
        const auto graph =
            graphFromText(placeholder("x") + call("y", "Square1", "x") + library(kSquare),
                          {.unknownOps = UnknownOps::Keep});
        QVERIFY_OK(graph);
        QVERIFY(graph->find("y")->opName == "Square1");
        const auto session = Session::create(*graph);
        QVERIFY_OK(session);
        QCOMPARE_FLOATS(runFor(**session, "y", {{"x", Tensor::scalar(3.0F)}}), {9});
    }

    /// TensorFlow 1's loop in a body, with a stack and random numbers in it: who reads the call
    /// cannot wait for a node of an iteration. An effect there is refused, not lost.
    void aLoopOfFramesInABodyRuns() {
        const auto node = [](const char* name, const char* op, const std::string& inputs,
                             const std::string& attrs = {}, const char* type = "DT_FLOAT") {
            return concat("node_def { name: '", name, "' op: '", op, "' ", inputs,
                          " attr { key: 'T' value { type: ", type, " } } ", attrs, " }\n");
        };
        const auto constant = [](const char* name, const char* type, const char* value) {
            return concat("node_def { name: '", name, "' op: 'Const' attr { key: 'dtype' value { ",
                          "type: ", type, " } } attr { key: 'value' value { tensor { dtype: ", type,
                          " ", value, " } } } }\n");
        };
        const std::string frame = "attr { key: 'frame_name' value { s: 'l' } } ";
        const std::string fixed = frame + "attr { key: 'is_constant' value { b: true } } ";
        // Doubled until it is 20 or more; a random number below 1 that is rounded down adds nothing.
        const std::string body =
            constant("most", "DT_FLOAT", "tensor_shape { } float_val: 20") +
            constant("shape", "DT_INT32", "tensor_shape { dim { size: 0 } }") +
            node("e", "Enter", "input: 'a'", frame) +
            node("c", "Enter", "input: 'most:output:0'", fixed) +
            node("f", "Enter", "input: 'shape:output:0'", fixed, "DT_INT32") +
            node("m", "Merge", "input: 'e:output:0' input: 'n:output:0'",
                 "attr { key: 'N' value { i: 2 } }") +
            node("l", "Less", "input: 'm:output:0' input: 'c:output:0'") +
            "node_def { name: 'p' op: 'LoopCond' input: 'l:z:0' }\n" +
            node("s", "Switch", "input: 'm:output:0' input: 'p:output:0'") +
            node("r", "RandomUniform", "input: 'f:output:0' input: '^i'",
                 "attr { key: 'dtype' value { type: DT_FLOAT } }", "DT_INT32") +
            node("z", "Floor", "input: 'r:output:0'") +
            node("i", "Identity", "input: 's:output_true:0'") +
            node("d", "AddN", "input: 'i:output:0' input: 'i:output:0' input: 'z:y:0'",
                 "attr { key: 'N' value { i: 3 } }") +
            node("n", "NextIteration", "input: 'd:sum:0'") +
            node("x", "Exit", "input: 's:output_false:0'");
        const auto ofThree = [](const std::string& nodes) -> Result<Tensor> {
            const auto session = WEFT_TRY(Session::create(
                WEFT_TRY(graphFromText(placeholder("x") + call("y", "Doubled", "x") +
                                       library(function("Doubled", nodes, "x:output:0"))))));
            return runFor(*session, "y:0", {{"x", Tensor::scalar(3.0F)}});
        };
        QCOMPARE_FLOATS(ofThree(body), {24});
        const std::string effect =
            "node_def { name: 'o' op: 'Assert' input: 'l:z:0' input: 'i:output:0' attr { key: 'T' "
            "value { list { type: DT_FLOAT } } } }\n";
        QVERIFY_FAILS(ofThree(body + effect), "INVALID_ARGUMENT", "different frames");
    }

    void gradientsPassThrough() {
        auto graph = graphFromText(placeholder("x") + call("y", "Square1", "x") + library(kSquare));
        QVERIFY_OK(graph);
        const auto made = addGradients(*graph, {*graph->endpoint("y")}, {*graph->endpoint("x")});
        QVERIFY_OK(made);
        const std::string name = graph->nameOf(*made->front());
        const auto session = *Session::create(*graph);
        QCOMPARE_FLOATS(runFor(*session, name, {{"x", Tensor::scalar(3.0F)}}), {6});
    }

    void symbolicGradientsOfWhatDoesNotDependAreZeros() {
        const std::string constant = function(
            "C",
            "node_def { name: 'c' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } } attr "
            "{ "
            "key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 7 } } } }",
            "c:output:0");
        const auto gradient = [](const std::string& name, const std::string& of) {
            return concat(
                "node { name: '", name,
                "' op: 'SymbolicGradient' input: 'x' input: 'dy' attr { key: 'Tin' value { "
                "list { type: DT_FLOAT type: DT_FLOAT } } } attr { key: 'Tout' value { list "
                "{ type: DT_FLOAT } } } attr { key: 'f' value { func { name: '",
                of, "' } } } }\n");
        };
        const auto graph =
            graphFromText(placeholder("x") + placeholder("dy") + gradient("g", "Square1") +
                          gradient("zero", "C") + library(kSquare + constant));
        QVERIFY_OK(graph);
        const auto session = *Session::create(*graph);
        const std::vector<std::pair<std::string, Tensor>> feeds = {{"x", Tensor::scalar(3.0F)},
                                                                   {"dy", Tensor::scalar(10.0F)}};
        QCOMPARE_FLOATS(runFor(*session, "g", feeds), {60});
        QCOMPARE_FLOATS(runFor(*session, "zero", feeds), {0});
    }
};

namespace {
const Registered<TstFunctionInliner> registered;
}  // namespace

}  // namespace weft::test

#include "tst_function_inliner.moc"
