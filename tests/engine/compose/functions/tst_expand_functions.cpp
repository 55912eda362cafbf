// SPDX-License-Identifier: Apache-2.0
/// @file
/// Bodies of functions as they are edited: what is wrong is said at its item, what is right is what
/// the session calls.

#include <QObject>
#include <QTest>

#include "engine/compose/adopt.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/called_functions.h"
#include "engine/compose/ports.h"
#include "engine/graph/graph_io.h"
#include "engine/runtime/session.h"
#include "tests/engine/compose/fixture.h"
#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// The loop and the call of library_graphs.h, drawn.
Drawing callsAndLoopDrawn() {
    Drawing drawing;
    const Graph graph = must(
        graphFromText(callsAndLoop(), {.unknownOps = UnknownOps::Keep, .limits = defaultLimits()}));
    drawing.document = must(adoptGraph(graph));
    return drawing;
}

ItemId itemIn(const Document& document, const std::string& function, const std::string& path) {
    for (const Item* item : document.all<Item>()) {
        if (!isResult(*item) && document.pathOf(item->id) == path &&
            document.functionOf(item->id) == functionNamed(document, function)->id) {
            return item->id;
        }
    }
    qFatal("no %s in %s", path.c_str(), function.c_str());
}

float runs(const Document& document, const std::string& fetch, float x) {
    const Expansion expansion = expandDocument(document);
    if (expansion.hasErrors()) { qFatal("%s", findingsText(expansion).c_str()); }
    const auto session = must(Session::create(expansion.graph));
    const auto values =
        must(session->run({.feeds = {{"x", Tensor::scalar(x)}}, .fetches = {fetch}}));
    return values.front().values<float>()[0];
}

/// Findings at an item, as one text.
std::string said(const Expansion& expansion, ItemId item) {
    std::string text;
    for (const Finding& finding : expansion.findings) {
        if (finding.item == item) { text += finding.text + "\n"; }
    }
    return text;
}

void change(Drawing& drawing, ItemId id, const std::function<void(Item&)>& how) {
    Item item = *drawing.document.item(id);
    how(item);
    drawing.put(std::move(item));
}

}  // namespace

class TstExpandFunctions : public QObject {
    Q_OBJECT

private slots:
    void wiresDoNotLeaveABody();
    void functionsLieInNothing();
    void whatIsWrongInABodyIsSaidThere();
    void callsThatDoNotFitAreFound();
    void aFunctionThatCallsItselfIsFound();
    void anEditedBodyIsWhatRuns();
    void aCallFollowsItsFunction();
    void aFunctionDrawnHereRuns();
};

void TstExpandFunctions::wiresDoNotLeaveABody() {
    const Drawing drawing = callsAndLoopDrawn();
    const ItemId mul = itemIn(drawing.document, "__inference_square_7", "product");
    const ItemId x = drawing.document.itemNamed("x")->id;
    const ItemId less = itemIn(drawing.document, "limit", "Less");
    const std::vector<std::pair<PortRef, PortRef>> wires = {
        {{x, "output"}, {mul, "x"}},
        {{mul, "z"}, {less, "x"}},
        {{mul, "z"}, {drawing.document.itemNamed("y")->id, "args:0"}},
        {{x, "^"}, {mul, "^"}}};
    for (const auto& [from, to] : wires) {
        Edit edit(drawing.document);
        must(edit.connect(from, to));
        const auto delta = edit.finish();
        QVERIFY(!delta.ok());
        QVERIFY2(messageOf(delta.status()).find("body of") != std::string::npos,
                 delta.status().ToString().c_str());
    }
}

void TstExpandFunctions::functionsLieInNothing() {
    Drawing drawing;
    const ItemId group = drawing.group("g");
    Edit edit(drawing.document);
    edit.add({.parent = group, .name = "f", .what = FunctionItem{}});
    QVERIFY(!edit.finish().ok());
}

void TstExpandFunctions::whatIsWrongInABodyIsSaidThere() {
    Drawing drawing = callsAndLoopDrawn();
    const ItemId function = functionNamed(drawing.document, "limit")->id;
    const ItemId added = drawing.op("lonely", "MatMul", {}, function);
    change(drawing, itemIn(drawing.document, "limit", "i"),
           [](Item& item) { std::get<OpItem>(item.what).attrs.set("T", DType::Int32); });
    const Expansion expansion = expandDocument(drawing.document);
    QVERIFY(expansion.hasErrors());
    QVERIFY(said(expansion, added).find("not connected") != std::string::npos);
    const std::string type = said(expansion, itemIn(drawing.document, "limit", "Less"));
    QVERIFY2(type.find("int32") != std::string::npos, type.c_str());
    // The graph itself has nothing of it.
    QCOMPARE(expansion.graph.find("lonely"), nullptr);
}

void TstExpandFunctions::callsThatDoNotFitAreFound() {
    Drawing drawing = callsAndLoopDrawn();
    const ItemId square = functionNamed(drawing.document, "__inference_square_7")->id;
    drawing.op("b", "_Arg", {{"T", DType::Float}, {"index", std::int64_t{1}}}, square);
    const ItemId call = drawing.document.itemNamed("y")->id;
    std::string text = said(expandDocument(drawing.document), call);
    QVERIFY2(text.find("'args:1' of 'y' is not connected") != std::string::npos, text.c_str());
    change(drawing, call, [](Item& item) {
        std::get<OpItem>(item.what).attrs.set("f", FunctionAttr{"limit", nullptr});
    });
    text = said(expandDocument(drawing.document), call);
    QVERIFY2(text.find("results of function 'limit' do not fit: got (bool), want (float32)") !=
                 std::string::npos,
             text.c_str());
    change(drawing, call, [](Item& item) {
        std::get<OpItem>(item.what).attrs.set("f", FunctionAttr{"nobody", nullptr});
    });
    text = said(expandDocument(drawing.document), call);
    QVERIFY2(text.find("'nobody', which is not there") != std::string::npos, text.c_str());
}

void TstExpandFunctions::aFunctionThatCallsItselfIsFound() {
    Drawing drawing = callsAndLoopDrawn();
    const ItemId square = functionNamed(drawing.document, "__inference_square_7")->id;
    const ItemId again = drawing.op("again", "PartitionedCall",
                                    {{"f", FunctionAttr{"__inference_square_7", nullptr}}}, square);
    drawing.wire(itemIn(drawing.document, "__inference_square_7", "a"), "output", again, "args:0");
    const std::string text = said(expandDocument(drawing.document), square);
    QVERIFY2(text.find("calls itself") != std::string::npos, text.c_str());
}

void TstExpandFunctions::anEditedBodyIsWhatRuns() {
    Drawing drawing = callsAndLoopDrawn();
    QCOMPARE(runs(drawing.document, "y:0", 3), 9.0F);
    QCOMPARE(runs(drawing.document, "w:0", 0), 6.0F);
    const Document before = drawing.document;
    change(drawing, itemIn(drawing.document, "__inference_square_7", "product"),
           [](Item& item) { std::get<OpItem>(item.what).op = "AddV2"; });
    change(drawing, itemIn(drawing.document, "next", "two"), [](Item& item) {
        std::get<OpItem>(item.what).attrs.set("value",
                                              StoredTensor::fromTensor(Tensor::scalar(7.0F)));
    });
    QCOMPARE(runs(drawing.document, "y:0", 3), 6.0F);
    QCOMPARE(runs(drawing.document, "w:0", 0), 7.0F);
    QVERIFY(expandDocument(before).graph.libraryBytes !=
            expandDocument(drawing.document).graph.libraryBytes);
}

void TstExpandFunctions::aCallFollowsItsFunction() {
    Drawing drawing = callsAndLoopDrawn();
    const ItemId square = functionNamed(drawing.document, "__inference_square_7")->id;
    const ItemId call =
        drawing.op("c", "PartitionedCall", {{"f", FunctionAttr{"__inference_square_7", nullptr}}});
    const std::vector<PortInfo> inputs = inputPorts(drawing.document, *drawing.document.item(call));
    QCOMPARE(inputs.size(), std::size_t{1});
    QCOMPARE(inputs[0].label, std::string("a"));
    QCOMPARE(inputs[0].type, DType::Float);
    drawing.wire(drawing.document.itemNamed("x")->id, "output", call, "args:0");
    QCOMPARE(runs(drawing.document, "c:0", 4), 16.0F);
    const ItemId twice = drawing.op("twice", "_Retval", {{"index", std::int64_t{1}}}, square);
    drawing.wire(itemIn(drawing.document, "__inference_square_7", "a"), "output", twice, "input");
    QCOMPARE(outputPorts(drawing.document, *drawing.document.item(call)).size(), std::size_t{2});
    // The call that came with a list of its own does not fit any more.
    QVERIFY(!said(expandDocument(drawing.document), drawing.document.itemNamed("y")->id).empty());
    change(drawing, drawing.document.itemNamed("y")->id,
           [](Item& item) { std::get<OpItem>(item.what).attrs.erase("Tout"); });
    QCOMPARE(runs(drawing.document, "c:1", 4), 4.0F);
}

void TstExpandFunctions::aFunctionDrawnHereRuns() {
    Drawing drawing;
    const ItemId x = drawing.placeholder("x", DType::Float, PartialShape::scalar());
    const ItemId outer = drawing.add({.name = "outer", .what = FunctionItem{}});
    const ItemId inner = drawing.add({.name = "inner", .what = FunctionItem{}});
    const auto call = [&](const char* name, const char* function, ItemId parent) {
        return drawing.op(name, "StatefulPartitionedCall", {{"f", FunctionAttr{function, nullptr}}},
                          parent);
    };
    for (const ItemId function : {outer, inner}) {
        const ItemId a =
            drawing.op("a", "_Arg", {{"T", DType::Float}, {"index", std::int64_t{0}}}, function);
        const ItemId r = drawing.op("r", "_Retval", {{"index", std::int64_t{0}}}, function);
        if (function == outer) {
            const ItemId called = call("called", "inner", outer);
            drawing.wire(a, "output", called, "args:0");
            drawing.wire(called, "output:0", r, "input");
        } else {
            const ItemId group = drawing.group("g", inner);
            const ItemId dense = drawing.op("twice", "AddV2", {}, group);
            drawing.wire(a, "output", dense, "x");
            drawing.wire(a, "output", dense, "y");
            drawing.wire(dense, "z", r, "input");
        }
    }
    const ItemId y = call("y", "outer", {});
    drawing.wire(x, "output", y, "args:0");
    QCOMPARE(runs(drawing.document, "y:0", 4), 8.0F);
    QCOMPARE(expandDocument(drawing.document).outputAt({y, "output:0"})->type, DType::Float);
}

namespace {
const Registered<TstExpandFunctions> registered;
}
}  // namespace weft::test

#include "tst_expand_functions.moc"
