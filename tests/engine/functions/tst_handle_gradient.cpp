// SPDX-License-Identifier: Apache-2.0
/// @file
/// Gradients by the handle of a variable that is read inside the bodies of calls.

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

/// A function of a, b and the handle w.
std::string ofHandle(const std::string& name, const std::string& body,
                     const std::vector<std::array<std::string, 3>>& results) {
    return functionOf(name, {{"a", "DT_FLOAT"}, {"b", "DT_FLOAT"}, {"w", "DT_RESOURCE"}}, body,
                      results);
}

const std::string kTypes = "list { type: DT_FLOAT type: DT_FLOAT type: DT_RESOURCE }";
const std::string kRead =
    "node_def { name: 'v' op: 'ReadVariableOp' input: 'w' attr { key: 'dtype' value { type: "
    "DT_FLOAT } } }\n";
const std::string kTimes = kRead + binary("m", "Mul", "a", "v:value:0");

std::string call(const std::string& op, const std::string& attrs) {
    return concat("node { name: 'y' op: '", op, "' ", op == "If" ? "input: 'z' " : "",
                  "input: 'x' input: 'z' input: 'w' ", attrs, " }\n");
}

/// dy/dw at w = 2 and the value of y.
Result<std::pair<float, float>> byHandle(const std::string& text, float x, float z) {
    const std::string variable =
        "node { name: 'w' op: 'VarHandleOp' attr { key: 'dtype' value { type: DT_FLOAT } } attr { "
        "key: 'shape' value { shape { } } } attr { key: 'shared_name' value { s: 'w' } } }\n"
        "node { name: 'two' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } } attr { key: "
        "'value' value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 2 } } } }\n"
        "node { name: 'set' op: 'AssignVariableOp' input: 'w' input: 'two' attr { key: 'dtype' "
        "value { type: DT_FLOAT } } }\n";
    Graph graph = WEFT_TRY(graphFromText(placeholder("x") + placeholder("z") + variable + text));
    const auto made = WEFT_TRY(
        addGradients(graph, {WEFT_TRY(graph.endpoint("y"))}, {WEFT_TRY(graph.endpoint("w"))}));
    if (!made.front()) { return notFound("y does not depend on w"); }
    const std::string name = graph.nameOf(*made.front());
    const auto session = WEFT_TRY(Session::create(std::move(graph)));
    WEFT_TRY(runTargets(*session, {"set"}));
    const std::vector<Tensor> values = WEFT_TRY(
        session->run({{{"x", Tensor::scalar(x)}, {"z", Tensor::scalar(z)}}, {name, "y"}, {}}));
    return std::pair(values[0].values<float>()[0], values[1].values<float>()[0]);
}

std::string whileOf(const std::string& body) {
    return call("While", concat("attr { key: 'T' value { ", kTypes,
                                " } } attr { key: 'cond' value { func { name: 'IsLess' } } } attr "
                                "{ key: 'body' value { func { name: '",
                                body, "' } } }"));
}

const std::string kIsLess =
    ofHandle("IsLess", binary("l", "Less", "a", "b"), {{"r", "DT_BOOL", "l:z:0"}});
const std::string kScale =
    ofHandle("Scale", kTimes,
             {{"r", "DT_FLOAT", "m:z:0"}, {"s", "DT_FLOAT", "b"}, {"h", "DT_RESOURCE", "w"}});

}  // namespace

class TstHandleGradient : public QObject {
    Q_OBJECT

private slots:
    void aVariableIsReadInEachIteration() {
        const std::string text = whileOf("Scale") + library(kIsLess + kScale);
        const auto three = byHandle(text, 3, 20);  // 3 w^3
        QVERIFY_OK(three);
        QCOMPARE(three->first, 36.0F);
        QCOMPARE(three->second, 24.0F);
        const auto none = byHandle(text, 30, 20);
        QVERIFY_OK(none);
        QCOMPARE(none->first, 0.0F);
    }

    void aVariableIsReadOnOneWay() {
        const std::string text =
            call("If", concat("attr { key: 'Tcond' value { type: DT_FLOAT } } attr { key: 'Tin' "
                              "value { ",
                              kTypes,
                              " } } attr { key: 'Tout' value { list { type: DT_FLOAT } } } attr { "
                              "key: 'then_branch' value { func { name: 'Times' } } } attr { key: "
                              "'else_branch' value { func { name: 'Plus' } } }")) +
            library(ofHandle("Times", kTimes, {{"r", "DT_FLOAT", "m:z:0"}}) +
                    ofHandle("Plus", binary("s", "AddV2", "a", "b"), {{"r", "DT_FLOAT", "s:z:0"}}));
        const auto taken = byHandle(text, 3, 1);
        QVERIFY_OK(taken);
        QCOMPARE(taken->first, 3.0F);
        const auto other = byHandle(text, 3, 0);
        QVERIFY_OK(other);
        QCOMPARE(other->first, 0.0F);
        QCOMPARE(other->second, 3.0F);
    }

    /// The stacks of an inner loop are made in each iteration of the outer one, and in none that is
    /// not there: what says so here is the handle, which itself is known before the run.
    void loopsInLoopsReadIt() {
        const std::string inner = concat(
            "node_def { name: 'i' op: 'While' input: 'a' input: 'b' input: 'w' attr { key: 'T' "
            "value { ",
            kTypes,
            " } } attr { key: 'cond' value { func { name: 'IsLess' } } } attr { key: 'body' value "
            "{ func { name: 'Scale' } } } }\n");
        const std::string outer = ofHandle(
            "Outer", inner + kRead + binary("m", "Mul", "i:output:0", "v:value:0"),
            {{"r", "DT_FLOAT", "m:z:0"}, {"s", "DT_FLOAT", "b"}, {"h", "DT_RESOURCE", "w"}});
        const auto got =
            byHandle(whileOf("Outer") + library(kIsLess + kScale + outer), 3, 20);  // 3 w^4
        QVERIFY_OK(got);
        QCOMPARE(got->second, 48.0F);
        QCOMPARE(got->first, 96.0F);
    }

    void aHandleThatALoopChangesIsRefused() {
        const std::string text =
            "node { name: 'o' op: 'VarHandleOp' attr { key: 'dtype' value { type: DT_FLOAT } } "
            "attr "
            "{ key: 'shape' value { shape { } } } attr { key: 'shared_name' value { s: 'o' } } }\n";
        const std::vector<std::array<std::string, 2>> arguments = {
            {"a", "DT_FLOAT"}, {"b", "DT_FLOAT"}, {"w", "DT_RESOURCE"}, {"o", "DT_RESOURCE"}};
        const std::string twoHandles =
            functionOf("Swap", arguments, kTimes,
                       {{"r", "DT_FLOAT", "m:z:0"},
                        {"s", "DT_FLOAT", "b"},
                        {"h", "DT_RESOURCE", "o"},
                        {"k", "DT_RESOURCE", "w"}}) +
            functionOf("IsLess", arguments, binary("l", "Less", "a", "b"),
                       {{"r", "DT_BOOL", "l:z:0"}});
        const std::string loop =
            "node { name: 'y' op: 'While' input: 'x' input: 'z' input: 'w' input: 'o' attr { key: "
            "'T' value { list { type: DT_FLOAT type: DT_FLOAT type: DT_RESOURCE type: DT_RESOURCE "
            "} } } attr { key: 'cond' value { func { name: 'IsLess' } } } attr { key: 'body' value "
            "{ func { name: 'Swap' } } } }\n";
        QVERIFY_FAILS(byHandle(text + loop + library(twoHandles), 3, 20), "UNIMPLEMENTED",
                      "a handle that a loop changes");
    }
};

namespace {
const Registered<TstHandleGradient> registered;
}  // namespace

}  // namespace weft::test

#include "tst_handle_gradient.moc"
