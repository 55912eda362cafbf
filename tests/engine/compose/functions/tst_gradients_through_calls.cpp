// SPDX-License-Identifier: Apache-2.0
/// @file
/// Optimizers and Gradients through calls as they are drawn: While, If, Case, calls by name.

#include <QObject>
#include <QTest>

#include "engine/compose/adopt.h"
#include "engine/compose/functions/bars.h"
#include "engine/functions/flow_form.h"
#include "engine/graph/graph_io.h"
#include "engine/runtime/session.h"
#include "tests/engine/compose/fixture.h"
#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const std::string kPair = "type: DT_FLOAT type: DT_RESOURCE";
const std::string kRead =
    "node_def { name: 'v' op: 'ReadVariableOp' input: 'w' " + typeAttr("dtype", "DT_FLOAT") + "}\n";

std::string number(const std::string& kind, const std::string& name, int value) {
    return concat(
        kind, " { name: '", name, "' op: 'Const' ", typeAttr("dtype", "DT_FLOAT"),
        "attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: ", value,
        " } } } }\n");
}

/// A function of a and the handle w.
std::string ofVariable(const std::string& name, const std::string& body,
                       const std::vector<std::array<std::string, 3>>& results) {
    return functionOf(name, {{"a", "DT_FLOAT"}, {"w", "DT_RESOURCE"}}, body, results);
}

/// times = a w, plus = a + w, inner calls times, and the loop: a w as long as a < 20.
std::string allFunctions() {
    const std::string times = kRead + binary("m", "Mul", "a", "v:value:0");
    return ofVariable("times", times, {{"r", "DT_FLOAT", "m:z:0"}}) +
           ofVariable("plus", kRead + binary("m", "AddV2", "a", "v:value:0"),
                      {{"r", "DT_FLOAT", "m:z:0"}}) +
           ofVariable("inner", "node_def { name: 'c' op: 'times' input: 'a' input: 'w' }\n",
                      {{"r", "DT_FLOAT", "c:r:0"}}) +
           ofVariable("small",
                      number("node_def", "most", 20) + binary("l", "Less", "a", "most:output:0"),
                      {{"r", "DT_BOOL", "l:z:0"}}) +
           ofVariable("round", times, {{"r", "DT_FLOAT", "m:z:0"}, {"h", "DT_RESOURCE", "w"}});
}

std::string node(const std::string& name, const std::string& op, const std::string& inputs,
                 const std::string& attrs = {}) {
    return concat("node { name: '", name, "' op: '", op, "' ", inputs, attrs, " }\n");
}

const std::string kInputs = "input: 'x' input: 'w' ";
const std::string kOneResult = typesAttr("Tin", kPair) + typesAttr("Tout", "type: DT_FLOAT");

std::string loop() {
    return node(
        "y", "While", kInputs,
        typesAttr("T", kPair) + functionAttr("cond", "small") + functionAttr("body", "round"));
}
std::string branch() {
    return node("y", "If", "input: 'x' " + kInputs,
                kOneResult + typeAttr("Tcond", "DT_FLOAT") + functionAttr("then_branch", "times") +
                    functionAttr("else_branch", "plus"));
}
std::string plainCall(const std::string& function) {
    return node("y", "StatefulPartitionedCall", kInputs, kOneResult + functionAttr("f", function));
}

/// A variable w of 2, x, and y made of both.
Drawing drawn(const std::string& y, const std::string& functions = allFunctions()) {
    const std::string variable =
        node("w", "VarHandleOp", "",
             typeAttr("dtype", "DT_FLOAT") + "attr { key: 'shape' value { shape { } } } " +
                 "attr { key: 'shared_name' value { s: 'w' } }") +
        number("node", "two", 2) +
        node("set", "AssignVariableOp", "input: 'w' input: 'two' ", typeAttr("dtype", "DT_FLOAT")) +
        node("read", "ReadVariableOp", "input: 'w' ", typeAttr("dtype", "DT_FLOAT"));
    Drawing drawing;
    drawing.document = must(adoptGraph(
        must(graphFromText(placeholder("x") + variable + y + library(functions),
                           {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()}))));
    return drawing;
}

/// With gradient descent on y.
ItemId minimise(Drawing& drawing) {
    const ItemId descent = drawing.recipe("descent", "GradientDescent", {{"learning_rate", 1.0F}});
    drawing.wire(drawing.document.itemNamed("y")->id, "output:0", descent, "loss");
    return descent;
}

/// What a step of a graph subtracts from w = 2 where the rate is 1: dy/dw.
Result<float> stepOf(Graph graph, float x) {
    const auto session = WEFT_TRY(Session::create(std::move(graph)));
    WEFT_TRY(session->run({.targets = {"set"}}).status());
    WEFT_TRY(session->run({.feeds = {{"x", Tensor::scalar(x)}}, .targets = {"descent"}}).status());
    const auto left = WEFT_TRY(session->run({.fetches = {"read"}}));
    return 2 - left.front().values<float>()[0];
}

/// twice(a) = 2 a, whose gradient by the library is 5 dy.
std::string twiceWithItsOwn() {
    return function("twice", binary("d", "AddV2", "a", "a"), "d:z:0") +
           functionOf("five", {{"a", "DT_FLOAT"}, {"dy", "DT_FLOAT"}},
                      number("node_def", "f", 5) + binary("m", "Mul", "dy", "f:output:0"),
                      {{"r", "DT_FLOAT", "m:z:0"}}) +
           "gradient { function_name: 'twice' gradient_func: 'five' }";
}

/// slope(a, ...) returns the call c that its body makes: instead, what c is differentiated by a.
void deriveInBody(Drawing& drawing) {
    const Item function = *functionNamed(drawing.document, "slope");
    ItemId call;
    ItemId argument;
    ItemId result;
    for (const Item* item : drawing.document.all<Item>()) {
        if (drawing.document.functionOf(item->id) != function.id) { continue; }
        if (item->name == "c") { call = item->id; }
        if (item->name == "a") { argument = item->id; }
        if (isResult(*item)) { result = item->id; }
    }
    const ItemId slope = drawing.recipe("d", "Gradients", {}, function.id);
    drawing.wire(call, "output:0", slope, "y");
    drawing.wire(argument, "output", slope, "x");
    for (const Wire* wire : drawing.document.all<Wire>()) {
        if (wire->to.item != result) { continue; }
        Wire other = *wire;
        other.from = {slope, "dydx"};
        drawing.put(other);
        break;
    }
}

/// y of x = 3.
Result<float> valueOf(const Drawing& drawing) {
    const Expansion expansion = expandDocument(drawing.document);
    if (expansion.hasErrors()) { return invalidArgument(findingsText(expansion)); }
    const auto session = WEFT_TRY(Session::create(expansion.graph));
    WEFT_TRY(session->run({.targets = {"set"}}).status());
    const auto values =
        WEFT_TRY(session->run({.feeds = {{"x", Tensor::scalar(3.0F)}}, .fetches = {"y:0"}}));
    return values.front().values<float>()[0];
}

}  // namespace

class TstGradientsThroughCalls : public QObject {
    Q_OBJECT

private slots:
    void anOptimizerGoesThrough_data();
    void anOptimizerGoesThrough();
    void whatIsDrawnStays();
    void aResultOfACallIsWhatOneDerivesBy();
    void callsThatNoGradientMeetsStay();
    void aFunctionsOwnGradientIsUsed();
    void aCallThatDoesNotFitIsFound();
    void theGraphIsTheSameEachTime();
    void aBodyDerivesThroughItsOwnLoop();
    void aBodyUsesAFunctionsOwnGradient();
};

void TstGradientsThroughCalls::anOptimizerGoesThrough_data() {
    QTest::addColumn<QString>("call");
    QTest::addColumn<float>("x");
    QTest::addColumn<float>("derivative");
    const auto row = [](const char* name, const std::string& call, float x, float derivative) {
        QTest::newRow(name) << QString::fromStdString(call) << x << derivative;
    };
    row("three iterations, 3 w^3", loop(), 3, 36);
    row("no iteration", loop(), 30, 0);
    row("a w, the way taken", branch(), 3, 3);
    row("a + w, the other way", branch(), 0, 1);
    row("a call", plainCall("times"), 3, 3);
    row("a call in a call", plainCall("inner"), 3, 3);
    row("a call by name", node("y", "plus", kInputs), 3, 1);
    row("one of three",
        number("node", "zero", 0) +
            node("index", "Cast", "input: 'x' ",
                 typeAttr("SrcT", "DT_FLOAT") + typeAttr("DstT", "DT_INT32")) +
            node("y", "Case", "input: 'index' " + kInputs,
                 kOneResult + "attr { key: 'branches' value { list { func { name: 'times' } func { "
                              "name: 'plus' } func { name: 'inner' } } } }"),
        1, 1);
}

void TstGradientsThroughCalls::anOptimizerGoesThrough() {
    QFETCH(QString, call);
    QFETCH(float, x);
    QFETCH(float, derivative);
    Drawing drawing = drawn(call.toStdString());
    minimise(drawing);
    const Expansion expansion = expandDocument(drawing.document);
    QVERIFY2(!expansion.hasErrors(), findingsText(expansion).c_str());
    const auto step = stepOf(expansion.graph, x);
    QVERIFY_OK(step);
    QCOMPARE(*step, derivative);
    // What others read in a file, in either form.
    for (const FlowForm form : {FlowForm::Functions, FlowForm::Frames}) {
        const auto written = inForm(expansion.graph, form);
        QVERIFY_OK(written);
        const auto again = graphFromBytes(graphToBytes(*written));
        QVERIFY_OK(again);
        const auto same = stepOf(*again, x);
        QVERIFY_OK(same);
        QCOMPARE(*same, derivative);
    }
}

void TstGradientsThroughCalls::whatIsDrawnStays() {
    Drawing drawing = drawn(loop());
    const ItemId y = drawing.document.itemNamed("y")->id;
    const ItemId descent = minimise(drawing);
    const Expansion expansion = expandDocument(drawing.document);
    QVERIFY2(!expansion.hasErrors(), findingsText(expansion).c_str());
    // The session runs its parts, which are the item's; the drawing has a While.
    QVERIFY(expansion.operationOf(y)->isOp("While"));
    const auto tensor = expansion.tensorAt({y, "output:0"});
    QVERIFY(tensor.has_value());
    QCOMPARE(expansion.graph.nameOf(*tensor), std::string("y:0"));
    QVERIFY(expansion.graph.node(tensor->node).isOp("IdentityN"));
    const auto inBody = expansion.nodeOf(y, "body/m");
    QVERIFY(inBody.has_value());
    QVERIFY(expansion.graph.node(*inBody).isOp("Mul"));
    QVERIFY(expansion.isInCall(*inBody));
    QVERIFY(!expansion.isInCall(tensor->node));
    for (const Node& each : expansion.graph.nodes()) {
        const ItemId from = expansion.originOf(each.id).item;
        QVERIFY2(from.valid() || each.id == expansion.init, each.name.c_str());
        if (from == descent) { QVERIFY(expansion.graph.find(each.name) != nullptr); }
    }
    // Gradients know whose they are.
    QVERIFY(expansion.nodeOf(descent, concat("grad(#", y.value, "/body/m)/Mul")).has_value());
}

void TstGradientsThroughCalls::aResultOfACallIsWhatOneDerivesBy() {
    Drawing drawing =
        drawn(branch() + node("square", "Square", "input: 'y' ", typeAttr("T", "DT_FLOAT")));
    const ItemId made = drawing.recipe("slope", "Gradients");
    drawing.wire(drawing.document.itemNamed("square")->id, "y", made, "y");
    drawing.wire(drawing.document.itemNamed("y")->id, "output:0", made, "x");
    const Expansion expansion = expandDocument(drawing.document);
    QVERIFY2(!expansion.hasErrors(), findingsText(expansion).c_str());
    const auto slope = expansion.tensorAt({made, "dydx"});
    QVERIFY(slope.has_value());
    const auto session = must(Session::create(expansion.graph));
    QVERIFY_OK(session->run({.targets = {"set"}}));
    const auto values = session->run(
        {.feeds = {{"x", Tensor::scalar(3.0F)}}, .fetches = {expansion.graph.nameOf(*slope)}});
    QVERIFY_OK(values);
    QCOMPARE(values->front().values<float>()[0], 12.0F);
}

void TstGradientsThroughCalls::callsThatNoGradientMeetsStay() {
    Drawing drawing = drawn(loop() + node("other", "StatefulPartitionedCall", kInputs,
                                          kOneResult + functionAttr("f", "plus")));
    const Expansion before = expandDocument(drawing.document);
    QVERIFY(before.laidOut.empty());
    QVERIFY(before.graph.find("y")->isOp("While"));
    minimise(drawing);
    const Expansion expansion = expandDocument(drawing.document);
    QVERIFY(expansion.graph.find("other")->isOp("StatefulPartitionedCall"));
    const auto session = must(Session::create(expansion.graph));
    QVERIFY_OK(session->run({.targets = {"set"}}));
    const auto values =
        session->run({.feeds = {{"x", Tensor::scalar(3.0F)}}, .fetches = {"other", "y"}});
    QVERIFY_OK(values);
    QCOMPARE((*values)[0].values<float>()[0], 5.0F);
    QCOMPARE((*values)[1].values<float>()[0], 24.0F);
}

void TstGradientsThroughCalls::aFunctionsOwnGradientIsUsed() {
    const std::string call =
        node("weighted", "Mul", "input: 'x' input: 'read' ", typeAttr("T", "DT_FLOAT")) +
        node("y", "twice", "input: 'weighted' ");
    Drawing drawing = drawn(call, twiceWithItsOwn());
    minimise(drawing);
    const Expansion expansion = expandDocument(drawing.document);
    QVERIFY2(!expansion.hasErrors(), findingsText(expansion).c_str());
    const auto step = stepOf(expansion.graph, 3);
    QVERIFY_OK(step);
    QCOMPARE(*step, 15.0F);
}

/// Branches that give other dtypes than the If says: it stays, and says why nothing trains.
void TstGradientsThroughCalls::aCallThatDoesNotFitIsFound() {
    Drawing drawing = drawn(loop());
    minimise(drawing);
    Item body = *functionNamed(drawing.document, "round");
    body.name = "elsewhere";
    drawing.put(body);
    const Expansion expansion = expandDocument(drawing.document);
    QVERIFY(expansion.hasErrors());
    QVERIFY(expansion.graph.find("y") == nullptr || expansion.graph.find("y")->isOp("While"));
    QVERIFY2(findingsText(expansion).find("round") != std::string::npos,
             findingsText(expansion).c_str());
}

void TstGradientsThroughCalls::theGraphIsTheSameEachTime() {
    Drawing drawing = drawn(loop());
    minimise(drawing);
    QCOMPARE(graphToBytes(expandDocument(drawing.document).graph),
             graphToBytes(expandDocument(drawing.document).graph));
}

void TstGradientsThroughCalls::aBodyDerivesThroughItsOwnLoop() {
    const std::string looping = ofVariable(
        "slope",
        "node_def { name: 'c' op: 'While' input: 'a' input: 'w' " + typesAttr("T", kPair) +
            functionAttr("cond", "small") + functionAttr("body", "round") + " }\n",
        {{"r", "DT_FLOAT", "c:output:0"}});
    Drawing drawing = drawn(plainCall("slope"), allFunctions() + looping);
    deriveInBody(drawing);
    // 3 w^3 by 3.
    const auto value = valueOf(drawing);
    QVERIFY_OK(value);
    QCOMPARE(*value, 8.0F);
}

void TstGradientsThroughCalls::aBodyUsesAFunctionsOwnGradient() {
    const std::string slope =
        function("slope", "node_def { name: 'c' op: 'twice' input: 'a' }\n", "c:r:0");
    Drawing drawing = drawn(node("y", "slope", "input: 'x' "), slope + twiceWithItsOwn());
    deriveInBody(drawing);
    const auto value = valueOf(drawing);
    QVERIFY_OK(value);
    QCOMPARE(*value, 5.0F);
}

namespace {
const Registered<TstGradientsThroughCalls> registered;
}
}  // namespace weft::test

#include "tst_gradients_through_calls.moc"
