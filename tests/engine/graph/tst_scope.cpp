// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/scope.h"

#include <QTest>

#include "engine/graph/expr.h"
#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstScope final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addTestOps(); }
    void firstFailureSticks();
    void nothingAsInputFails();
    void namesAreUniqueBelowThePrefix();
    void subScopesDifferBeforeAnyNode();
    void settingsReachNodes();
    void opsWithoutOutputFail();
};

namespace {

const Registered<TstScope> registered;

std::string nameOf(const Expr& e) { return e.scope().graph().node(e.endpoint().node).name; }

}  // namespace

void TstScope::firstFailureSticks() {
    Graph graph;
    const Scope scope(graph);
    const Expr x = scope.expr({addPlaceholder(graph, "x").value(), 0});
    QVERIFY(!scope.op("TestNobodyKnows", {x}).valid());
    QVERIFY(!scope.sub("s").op("TestUnary", {x}).valid());  // shared with scopes below
    QVERIFY_FAILS(scope.status(), "NOT_FOUND", "TestNobodyKnows");
    QCOMPARE(graph.size(), std::size_t{1});
    scope.fail(invalidArgument("later"));
    QVERIFY_FAILS(scope.status(), "NOT_FOUND", "TestNobodyKnows");
}

void TstScope::nothingAsInputFails() {
    Graph graph;
    const Scope scope(graph);
    QVERIFY(!scope.op("TestUnary", {Expr()}).valid());
    QVERIFY_FAILS(scope.status(), "INVALID_ARGUMENT", "input 0 is nothing");
    QVERIFY(!op("TestUnary", {Expr()}).valid());
    QVERIFY(!Expr().valid());
    QCOMPARE(Expr().dtype(), DType::Invalid);
    QVERIFY(!Expr().shape().hasRank());
}

void TstScope::namesAreUniqueBelowThePrefix() {
    Graph graph;
    const Scope scope(graph, "layer");
    const Expr x = scope.expr({addPlaceholder(graph, "x").value(), 0});
    QCOMPARE(nameOf(scope.op("TestUnary", {x})), std::string("layer/TestUnary"));
    QCOMPARE(nameOf(scope.op("TestUnary", {x})), std::string("layer/TestUnary_1"));
    QCOMPARE(nameOf(scope.op("TestUnary", {x}, {}, "named")), std::string("layer/named"));
    QCOMPARE(nameOf(scope.within("inner").op("TestUnary", {x})),
             std::string("layer/inner/TestUnary"));
    QCOMPARE(nameOf(scope.within("").op("TestUnary", {x})), std::string("layer/TestUnary_2"));
    QCOMPARE(nameOf(Scope(graph).op("TestUnary", {x})), std::string("TestUnary"));
    QVERIFY_OK(scope.status());
}

void TstScope::subScopesDifferBeforeAnyNode() {
    Graph graph;
    const Scope scope(graph, "a");
    QCOMPARE(scope.sub("g").prefix(), std::string("a/g"));
    QCOMPARE(scope.sub("g").prefix(), std::string("a/g_1"));
    QCOMPARE(scope.within("g").prefix(), std::string("a/g"));
}

void TstScope::settingsReachNodes() {
    Graph graph;
    const Scope scope(graph);
    const NodeId before = addPlaceholder(graph, "before").value();
    graph.setDevice(before, "/cpu:1");
    const Expr x = scope.expr({before, 0});
    const Expr placed = scope.onDevice("/gpu:0").after({before}).op("TestUnary", {x});
    QVERIFY(placed.valid());
    const Node& node = graph.node(placed.endpoint().node);
    QCOMPARE(node.device, std::string("/gpu:0"));
    QCOMPARE(node.controlInputs.size(), std::size_t{1});
    const Expr beside = scope.colocatedWith("before").op("TestUnary", {x});
    const Node& colocated = graph.node(beside.endpoint().node);
    QCOMPARE(colocated.attrs.get<std::vector<std::string>>("_class").value(),
             (std::vector<std::string>{"loc:@before"}));
    QCOMPARE(colocated.device, std::string("/cpu:1"));
    QVERIFY(graph.node(scope.op("TestUnary", {x}).endpoint().node).controlInputs.empty());
}

void TstScope::opsWithoutOutputFail() {
    Graph graph;
    const Scope scope(graph);
    const NodeId group = scope.node("NoOp", {}, {}, "group");
    QVERIFY(group.valid());
    QCOMPARE(graph.node(group).name, std::string("group"));
    QVERIFY(!scope.op("NoOp", {}).valid());
    QVERIFY_FAILS(scope.status(), "INVALID_ARGUMENT", "no output");
}

}  // namespace weft::test

#include "tst_scope.moc"
