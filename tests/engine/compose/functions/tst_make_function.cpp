// SPDX-License-Identifier: Apache-2.0
/// @file
/// Functions made of a selection, renamed, changed and dissolved: what ran before runs after.

#include <QObject>
#include <QTest>

#include "engine/compose/file/project_io.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/make_function.h"
#include "engine/runtime/session.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// y = (x + x) * w - x, with a control edge before it and a group in it.
struct Sum {
    Drawing drawing;
    ItemId x, w, before, group, add, mul, sub, after;
    Sum() {
        x = drawing.placeholder("x", DType::Float, PartialShape::scalar());
        w = drawing.constant("w", Tensor::scalar(5.0F));
        before = drawing.op("before", "NoOp");
        group = drawing.group("part");
        add = drawing.op("add", "AddV2", {}, group);
        mul = drawing.op("mul", "Mul");
        sub = drawing.op("y", "Sub");
        after = drawing.op("after", "NoOp");
        drawing.wire(x, "output", add, "x");
        drawing.wire(x, "output", add, "y");
        drawing.wire(add, "z", mul, "x");
        drawing.wire(w, "output", mul, "y");
        drawing.wire(mul, "z", sub, "x");
        drawing.wire(x, "output", sub, "y");
        drawing.wire(before, "^", mul, "^");
        drawing.wire(mul, "^", after, "^");
    }
};

float runs(const Document& document, const std::string& fetch = "y:0") {
    const Expansion expansion = expandDocument(document);
    if (expansion.hasErrors()) { qFatal("%s", findingsText(expansion).c_str()); }
    const auto session = must(Session::create(expansion.graph));
    const RunRequest request{
        .feeds = {{"x", Tensor::scalar(3.0F)}}, .fetches = {fetch}, .targets = {"after"}};
    return must(session->run(request)).front().values<float>()[0];
}

MadeFunction made(Drawing& drawing, const std::set<ItemId>& items, const std::string& name) {
    Edit edit(drawing.document);
    const auto function = must(makeFunction(edit, items, expandDocument(drawing.document), name));
    must(drawing.document.apply(must(edit.finish())));
    return function;
}

std::vector<ItemId> dissolved(Drawing& drawing, ItemId call) {
    Edit edit(drawing.document);
    auto out = must(dissolveCall(edit, call));
    must(drawing.document.apply(must(edit.finish())));
    return out;
}

QStringList names(const std::vector<const Item*>& items) {
    QStringList all;
    for (const Item* item : items) { all << QString::fromStdString(item->name); }
    return all;
}

}  // namespace

class TstMakeFunction : public QObject {
    Q_OBJECT

private slots:
    void whatCannotBeInABodyIsRefused();
    void aSelectionBecomesAFunction();
    void undoGivesTheSameBytes();
    void fetchesGoToTheCall();
    void dissolvingIsTheReverse();
    void ofTwoCallsOneIsDissolved();
    void aFunctionInAFunction();
    void renamingReachesTheCalls();
    void anArgumentLessMovesTheOthersUp();
};

void TstMakeFunction::whatCannotBeInABodyIsRefused() {
    Sum sum;
    const ItemId variable = sum.drawing.recipe("v", "Variable", {});
    const ItemId open = sum.drawing.op("open", "Neg");
    const ItemId data = sum.drawing.add({.name = "data", .what = DataItem{"digits"}});
    const std::vector<std::pair<std::set<ItemId>, const char*>> cases = {
        {{}, "nothing is selected"},
        {{ItemId{999}}, "different groups"},
        {{sum.add, sum.mul}, "different groups"},
        {{sum.x, sum.mul}, "fed from outside"},
        {{data}, "fed from outside"},
        {{variable}, "no variables"},
    };
    for (const auto& [items, words] : cases) {
        Edit edit(sum.drawing.document);
        const auto result = makeFunction(edit, items, expandDocument(sum.drawing.document), "f");
        QVERIFY(!result.ok());
        QVERIFY2(messageOf(result.status()).find(words) != std::string::npos,
                 result.status().ToString().c_str());
    }
    // What reads something that is not made yet has no type.
    const ItemId reader = sum.drawing.op("reader", "Neg");
    sum.drawing.wire(open, "y", reader, "x");
    Edit edit(sum.drawing.document);
    const auto result = makeFunction(edit, {reader}, expandDocument(sum.drawing.document), "f");
    QVERIFY(!result.ok());
    QVERIFY(messageOf(result.status()).find("type") != std::string::npos);
}

void TstMakeFunction::aSelectionBecomesAFunction() {
    Sum sum;
    QCOMPARE(runs(sum.drawing.document), 27.0F);
    const MadeFunction function = made(sum.drawing, {sum.group, sum.mul}, "twice");
    const Document& document = sum.drawing.document;
    QCOMPARE(document.item(function.function)->name, std::string("twice"));
    QCOMPARE(names(argumentsOf(document, function.function)), QStringList({"x", "w"}));
    QCOMPARE(names(resultsOf(document, function.function)), QStringList({"mul"}));
    QCOMPARE(document.pathOf(sum.add), std::string("part/add"));
    QCOMPARE(runs(document), 27.0F);
    const Expansion expansion = expandDocument(document);
    const Node* call = expansion.graph.find("twice");
    QVERIFY(call != nullptr && call->isOp("PartitionedCall"));
    QCOMPARE(call->controlInputs.size(), std::size_t{1});
}

void TstMakeFunction::undoGivesTheSameBytes() {
    Sum sum;
    const std::string before = documentToBytes(sum.drawing.document);
    Edit edit(sum.drawing.document);
    must(makeFunction(edit, {sum.mul}, expandDocument(sum.drawing.document), "f"));
    const Delta delta = must(edit.finish());
    Document document = sum.drawing.document;
    must(document.apply(delta));
    const std::string after = documentToBytes(document);
    must(document.apply(inverted(delta)));
    must(document.apply(delta));
    QCOMPARE(documentToBytes(document), after);
    must(document.apply(inverted(delta)));
    // Ids are never used again; all else is as it was.
    Document again = must(documentFromBytes(before));
    must(again.apply(delta));
    must(again.apply(inverted(delta)));
    QCOMPARE(documentToBytes(document), documentToBytes(again));
    QCOMPARE(document.size(), sum.drawing.document.size());
}

void TstMakeFunction::fetchesGoToTheCall() {
    Sum sum;
    RunRow row;
    row.name = "train";
    row.fetches = {{sum.add, "z"}, {sum.sub, "z"}};
    row.targets = {sum.mul};
    const ItemId put = sum.drawing.put(std::move(row));
    const MadeFunction function = made(sum.drawing, {sum.group, sum.mul}, "f");
    const auto* now = sum.drawing.document.find<RunRow>(put);
    QCOMPARE(now->targets, std::vector<ItemId>{function.call});
    QCOMPARE(now->fetches.front().item, function.call);
    QCOMPARE(now->fetches.back().item, sum.sub);
    QCOMPARE(runs(sum.drawing.document, concat("f:", now->fetches.front().port.substr(7))), 6.0F);
}

void TstMakeFunction::dissolvingIsTheReverse() {
    Sum sum;
    const std::size_t size = sum.drawing.document.size();
    const MadeFunction function = made(sum.drawing, {sum.group, sum.mul}, "f");
    const std::vector<ItemId> out = dissolved(sum.drawing, function.call);
    QCOMPARE(out, (std::vector<ItemId>{sum.group, sum.mul}));
    QVERIFY(functionsOf(sum.drawing.document).empty());
    QCOMPARE(sum.drawing.document.size(), size);
    QCOMPARE(runs(sum.drawing.document), 27.0F);
}

void TstMakeFunction::ofTwoCallsOneIsDissolved() {
    Sum sum;
    const MadeFunction function = made(sum.drawing, {sum.group, sum.mul}, "f");
    const ItemId second =
        sum.drawing.op("second", "PartitionedCall", {{"f", FunctionAttr{"f", nullptr}}});
    sum.drawing.wire(sum.sub, "z", second, "args:0");
    sum.drawing.wire(sum.w, "output", second, "args:1");
    QCOMPARE(runs(sum.drawing.document, "second:0"), 270.0F);
    dissolved(sum.drawing, second);
    QCOMPARE(functionsOf(sum.drawing.document).size(), std::size_t{1});
    QCOMPARE(sum.drawing.document.item(sum.mul)->parent, function.function);
    QCOMPARE(runs(sum.drawing.document, "mul:0"), 270.0F);
    QCOMPARE(runs(sum.drawing.document), 27.0F);
}

void TstMakeFunction::aFunctionInAFunction() {
    Sum sum;
    const MadeFunction outer = made(sum.drawing, {sum.group, sum.mul}, "f");
    const MadeFunction inner = made(sum.drawing, {sum.group}, "f");
    QCOMPARE(sum.drawing.document.item(inner.function)->name, std::string("f_1"));
    QCOMPARE(sum.drawing.document.item(inner.call)->parent, outer.function);
    QCOMPARE(runs(sum.drawing.document), 27.0F);
    dissolved(sum.drawing, outer.call);
    QCOMPARE(runs(sum.drawing.document), 27.0F);
    dissolved(sum.drawing, inner.call);
    QCOMPARE(runs(sum.drawing.document), 27.0F);
}

void TstMakeFunction::renamingReachesTheCalls() {
    Sum sum;
    const MadeFunction function = made(sum.drawing, {sum.mul}, "f");
    const Expansion expansion = expandDocument(sum.drawing.document);
    for (const char* name : {"", "Mul", "a b", "a/b"}) {
        Edit edit(sum.drawing.document);
        QVERIFY(!renameFunction(edit, expansion, function.function, name).ok());
    }
    Edit edit(sum.drawing.document);
    must(renameFunction(edit, expansion, function.function, "product"));
    must(sum.drawing.document.apply(must(edit.finish())));
    QCOMPARE(runs(sum.drawing.document), 27.0F);
    QVERIFY(functionNamed(sum.drawing.document, "product") != nullptr);
}

void TstMakeFunction::anArgumentLessMovesTheOthersUp() {
    Sum sum;
    const MadeFunction function = made(sum.drawing, {sum.group, sum.mul}, "f");
    const ItemId x = argumentsOf(sum.drawing.document, function.function).front()->id;
    const ItemId w = argumentsOf(sum.drawing.document, function.function).back()->id;
    Edit edit(sum.drawing.document);
    removeBarItem(edit, x);
    must(sum.drawing.document.apply(must(edit.finish())));
    for (const char* port : {"x", "y"}) { sum.drawing.wire(w, "output", sum.add, port); }
    QCOMPARE(runs(sum.drawing.document), 47.0F);  // (5 + 5) * 5 - 3
}

namespace {
const Registered<TstMakeFunction> registered;
}
}  // namespace weft::test

#include "tst_make_function.moc"
