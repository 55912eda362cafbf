// SPDX-License-Identifier: Apache-2.0
/// @file
/// Graphs written with their functions, and as frames of TensorFlow 1.

#include <QObject>
#include <QTest>
#include <map>
#include <optional>

#include "engine/autodiff/backprop.h"
#include "engine/base/durable_file.h"
#include "engine/functions/flow_form.h"
#include "engine/graph/graph_io.h"
#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/engine/functions/random_calls.h"
#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// As drawings hold them: with their calls.
Result<Graph> kept(const std::string& text) {
    return graphFromText(text, {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()});
}

Result<Graph> framesOf(const std::string& text) {
    return inForm(WEFT_TRY(kept(text)), FlowForm::Frames);
}

/// What another program reads of a graph.
Result<float> valueOf(const Graph& graph, const std::string& fetch, float x) {
    const auto session = WEFT_TRY(Session::create(WEFT_TRY(graphFromBytes(graphToBytes(graph)))));
    const Tensor value = WEFT_TRY(runFor(*session, fetch, {{"x", Tensor::scalar(x)}}));
    return floatsOf(value).front();
}

/// TensorFlow's rule: all inputs of a node lie in one frame, of a Merge all that are not from the
/// iteration before. Empty, or what breaks it.
std::string mixedFrames(const Graph& graph) {
    std::map<NodeId, std::vector<std::string>> frames;  // as its outputs lie, outermost first
    bool grows = true;
    std::string wrong;
    while (grows) {
        grows = false;
        for (const Node& node : graph.nodes()) {
            if (frames.contains(node.id)) { continue; }
            std::optional<std::vector<std::string>> inside;
            bool known = true;
            const auto look = [&](NodeId from) {
                const auto found = frames.find(from);
                if (found == frames.end()) {
                    known = known && node.isOp("Merge");
                } else if (!inside) {
                    inside = found->second;
                } else if (*inside != found->second) {
                    wrong = concat(node.name, " reads from several frames");
                }
            };
            for (const Endpoint& input : node.inputs) { look(input.node); }
            for (const NodeId input : node.controlInputs) { look(input); }
            const bool isSource = node.inputs.empty() && node.controlInputs.empty();
            if (isSource) { inside.emplace(); }
            if (!known || !inside) { continue; }
            if (node.isOp("Enter")) {
                inside->push_back(node.attrs.getOr<std::string>("frame_name", ""));
            }
            if (node.isOp("Exit")) { inside->pop_back(); }
            frames.emplace(node.id, *inside);
            grows = true;
        }
    }
    if (std::ssize(frames) != std::ssize(graph.nodes())) { return "nodes that nothing reaches"; }
    return wrong;
}

bool hasCalls(const Graph& graph) {
    for (const Node& node : graph.nodes()) {
        for (const char* op : {"PartitionedCall", "StatelessIf", "StatelessWhile", "If", "While",
                               "SymbolicGradient"}) {
            if (node.isOp(op)) { return true; }
        }
    }
    return false;
}

}  // namespace

class TstFlowForm : public QObject {
    Q_OBJECT

private slots:
    void rejectsCallsThatDoNotFit() {
        const std::string one = function("F", "", "a");
        QVERIFY_FAILS(framesOf(placeholder("x") + call("y", "F", "x") + library(one) +
                               "node { name: 'z' op: 'F' }\n"),
                      "INVALID_ARGUMENT", "wrong number of inputs");
        QVERIFY_FAILS(framesOf(placeholder("x") + call("y", "F", "x") +
                               library(function("F", callInBody("g", "F", "a"), "g:r:0"))),
                      "INVALID_ARGUMENT", "recursive");
        QVERIFY_FAILS(framesOf(placeholder("x") + call("y", "F", "x") +
                               library(function("F", callInBody("g", "Unheard", "a"), "g:r:0"))),
                      "NOT_FOUND", "Unheard");
    }

    /// A file may say anything of a node.
    void memoriesThatDoNotFitAreLeftAlone() {
        for (const char* count : {"-1", "2", "99999999999"}) {
            const std::string odd = concat(
                placeholder("x"),
                "node { name: 'odd' op: 'IdentityN' input: 'x' attr { key: 'T' value { list { "
                "type: DT_FLOAT } } } attr { key: '_gradient_results' value { i: ",
                count, " } } }\n", call("y", "F", "odd"), library(function("F", "", "a")));
            const auto graph = framesOf(odd);
            QVERIFY_OK(graph);
            QCOMPARE(*valueOf(*graph, "odd:0", 3), 3.0F);
        }
    }

    /// Frames that a foreign graph brought, too.
    void whatCallsNothingIsTheSameBytes() {
        const auto bytes =
            readFile(concat(WEFT_SOURCE_DIR, "/tests/engine/compose/files/gru_while.pb"));
        QVERIFY_OK(bytes);
        const auto graph = graphFromBytes(*bytes, {.unknownOps = UnknownOps::Keep});
        QVERIFY_OK(graph);
        const auto frames = inForm(*graph, FlowForm::Frames);
        QVERIFY_OK(frames);
        QCOMPARE(graphToBytes(*frames), graphToBytes(*graph));
        const auto calls = kept(callsAndLoop());
        QVERIFY_OK(calls);
        QCOMPARE(graphToBytes(*inForm(*calls, FlowForm::Functions)), graphToBytes(*calls));
    }

    void callsKeepTheirNamesAndTheirFunctionsGo() {
        const auto graph = framesOf(callsAndLoop());
        QVERIFY_OK(graph);
        QVERIFY(graph->libraryBytes.empty());
        QVERIFY(!hasCalls(*graph));
        QVERIFY(graphToText(*graph).find("_call_arguments") == std::string::npos);
        QCOMPARE(*valueOf(*graph, "y:0", 3), 9.0F);
        QCOMPARE(*valueOf(*graph, "w:0", 3), 5.0F);
        QCOMPARE(*valueOf(*graph, "w:0", 8), 8.0F);  // goes round no time
        QVERIFY(graph->find("w/enter_0") != nullptr);
    }

    /// An op that nobody here knows calls G, G calls H; F is called where it can be laid out.
    void whatIsStillCalledStaysInTheLibrary() {
        const std::string functions = function("F", "", "a") +
                                      function("G", callInBody("h", "H", "a"), "h:r:0") +
                                      function("H", "", "a") + function("Unused", "", "a");
        const auto graph = framesOf(placeholder("x") + call("y", "F", "x") +
                                    "node { name: 'map' op: 'MapOfSomeone' input: 'x' " +
                                    functionAttr("f", "G") + " }\n" + library(functions));
        QVERIFY_OK(graph);
        const std::string text = graphToText(*graph);
        for (const char* there : {"\"G\"", "\"H\"", "MapOfSomeone"}) {
            QVERIFY2(text.find(there) != std::string::npos, there);
        }
        for (const char* gone : {"\"F\"", "Unused"}) {
            QVERIFY2(text.find(gone) == std::string::npos, gone);
        }
    }

    void gradientsOfTheLibraryAreForgotten() {
        const std::string gradient = concat(
            "function { signature { name: 'D' input_arg { name: 'a' type: DT_FLOAT } input_arg { "
            "name: 'd' type: DT_FLOAT } output_arg { name: 'r' type: DT_FLOAT } } ret { key: 'r' "
            "value: 'd' } }\ngradient { function_name: 'F' gradient_func: 'D' }\n");
        const auto graph =
            framesOf(placeholder("x") + call("y", "F", "x") +
                     library(function("F", binary("m", "Mul", "a", "a"), "m:z:0") + gradient));
        QVERIFY_OK(graph);
        QVERIFY(graph->libraryBytes.empty());
        QVERIFY(graphToText(*graph).find("_gradient") == std::string::npos);
        QCOMPARE(graph->find("y")->outputs.size(), std::size_t{1});
        QCOMPARE(*valueOf(*graph, "y:0", 3), 9.0F);
    }

    /// Each call adds once, also where nobody reads its result.
    void effectsHappenOnceACall() {
        const std::string adds = concat(
            "function { signature { name: 'Adds' input_arg { name: 'v' type: DT_RESOURCE } "
            "input_arg { name: 'a' type: DT_FLOAT } output_arg { name: 'r' type: DT_FLOAT } "
            "is_stateful: true } node_def { name: 'add' op: 'AssignAddVariableOp' input: 'v' "
            "input: 'a' ",
            typeAttr("dtype", "DT_FLOAT"), "} ret { key: 'r' value: 'a' } }\n");
        const auto calls = [](const std::string& name, const std::string& after) {
            return concat("node { name: '", name,
                          "' op: 'StatefulPartitionedCall' input: 'v' "
                          "input: 'x' ",
                          after, typesAttr("Tin", "type: DT_RESOURCE type: DT_FLOAT"),
                          typesAttr("Tout", "type: DT_FLOAT"), functionAttr("f", "Adds"), "}\n");
        };
        const std::string text = concat(
            placeholder("x"), "node { name: 'v' op: 'VarHandleOp' ", typeAttr("dtype", "DT_FLOAT"),
            "attr { key: 'shape' value { shape { } } } }\n"
            "node { name: 'init' op: 'AssignVariableOp' input: 'v' input: 'x' ",
            typeAttr("dtype", "DT_FLOAT"), "}\n", calls("once", ""),
            calls("twice", "input: '^once' "),
            "node { name: 'read' op: 'ReadVariableOp' input: 'v' input: '^twice' ",
            typeAttr("dtype", "DT_FLOAT"), "}\n", library(adds));
        const auto graph = kept(text);
        QVERIFY_OK(graph);
        for (const FlowForm form : {FlowForm::Functions, FlowForm::Frames}) {
            const auto written = inForm(*graph, form);
            QVERIFY_OK(written);
            const auto session = Session::create(*graphFromBytes(graphToBytes(*written)));
            QVERIFY_OK(session);
            const std::pair<std::string, Tensor> x{"x", Tensor::scalar(5.0F)};
            QVERIFY_OK((*session)->run({{x}, {}, {"init"}}));
            QCOMPARE_FLOATS(runFor(**session, "read:0", {x}), {15});
            QCOMPARE_FLOATS(runFor(**session, "once:0", {x}), {5});
            QCOMPARE_FLOATS(runFor(**session, "read:0", {x}), {30});
        }
    }

    /// Calls, branches and loops in each other, loops that go round no time, and gradients through
    /// all of it: by both forms what arithmetic says.
    void randomGraphsAreTheSameInBothForms_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 24; ++seed) { QTest::addRow("%u", seed) << seed; }
    }
    void randomGraphsAreTheSameInBothForms() {
        QFETCH(const unsigned, seed);
        RandomCalls calls(seed);
        const std::string text = calls.text();
        auto graph = kept(text);
        QVERIFY_OK(graph);
        const auto slopes =
            addGradients(*graph, {*graph->endpoint("y:0")}, {*graph->endpoint("x:0")});
        QVERIFY_OK(slopes);
        const std::string slope = slopes->front() ? graph->nameOf(*slopes->front()) : "";
        const auto frames = inForm(*graph, FlowForm::Frames);
        QVERIFY_OK(frames);
        QVERIFY(frames->libraryBytes.empty());
        QVERIFY(!hasCalls(*frames));
        QCOMPARE(mixedFrames(*frames), std::string());
        for (const Graph* form : std::initializer_list<const Graph*>{&*graph, &*frames}) {
            for (const float x : {-1.4F, 0.3F, 2.0F}) {
                const Dual want = calls.valueAt(x);
                for (const std::string& fetch : {std::string("y:0"), calls.sameAsY()}) {
                    const auto got = valueOf(*form, fetch, x);
                    QVERIFY_OK(got);
                    QVERIFY2(std::abs(*got - want.value) < 1e-4, fetch.c_str());
                }
                if (slope.empty()) { continue; }
                const auto got = valueOf(*form, slope, x);
                QVERIFY_OK(got);
                QVERIFY2(std::abs(*got - want.slope) < 1e-3 * (1 + std::abs(want.slope)),
                         concat("slope at ", x, ": ", *got, ", want ", want.slope).c_str());
            }
        }
    }
};

namespace {
const Registered<TstFlowForm> registered;
}  // namespace

}  // namespace weft::test

#include "tst_flow_form.moc"
