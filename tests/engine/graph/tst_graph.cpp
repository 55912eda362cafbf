// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph.h"

#include <QTest>

#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstGraph final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addTestOps(); }
    void refusesBadNames();
    void refusesUnknownOps();
    void refusesWrongInputs();
    void refusesWrongReferences();
    void refusesShapesThatContradict();
    void controlEdgesMayNotCloseACycle();
    void setInputMayNotCloseACycle();
    void failedSetInputChangesNothing();
    void endpointsAreFoundOrRefused();
    void uniqueNamesFollowTensorFlow();
    void uniqueNamesStayQuick();
    void infersTypesAndCounts();
    void keepsUnknownOps();
    void usesAreInNodeOrder();
    void setInputInfersDownstream();
    void mergeShapeInfersDownstream();
    void constantsAreSeenByShapes();
    void constantEvaluationIsIterative();
    void placeholdersAreNeverConstant();
    void copiesAreIndependent();
};

namespace {

const Registered<TstGraph> registered;

Result<NodeId> unary(Graph& graph, const std::string& name, Endpoint x) {
    return graph.add({.name = name, .op = "TestUnary", .inputs = {x}});
}

int evaluations = 0;

/// "Computes" TestUnary as identity.
Result<std::vector<Tensor>> passOn(const Node& node, const std::vector<Tensor>& inputs) {
    ++evaluations;
    if (!node.isOp("TestUnary")) { return unimplemented("no kernel"); }
    return std::vector<Tensor>{inputs[0]};
}

/// Installs an evaluator for a test.
struct WithEvaluator {
    WithEvaluator() {
        evaluations = 0;
        setConstantEvaluator(passOn);
    }
    ~WithEvaluator() { setConstantEvaluator(nullptr); }
};

}  // namespace

void TstGraph::refusesBadNames() {
    Graph graph;
    QVERIFY_OK(addPlaceholder(graph, "x"));
    QVERIFY_FAILS(addPlaceholder(graph, "x"), "INVALID_ARGUMENT", "two nodes have the name 'x'");
    QVERIFY_FAILS(addPlaceholder(graph, ""), "INVALID_ARGUMENT", "malformed node name");
    QVERIFY_FAILS(addPlaceholder(graph, "a b"), "INVALID_ARGUMENT", "a b");
    QCOMPARE(graph.size(), std::size_t{1});
    QVERIFY_OK(addPlaceholder(graph, "X"));  // differs by case
}

void TstGraph::refusesUnknownOps() {
    Graph graph;
    QVERIFY_FAILS(graph.add({.name = "n", .op = "TestUnaryy"}), "NOT_FOUND", "TestUnary");
    QVERIFY_FAILS(graph.add({.name = "n", .op = "TestUnaryy"}), "NOT_FOUND", "(node 'n')");
    QVERIFY_FAILS(graph.add({.name = "n", .op = ""}), "INVALID_ARGUMENT", "no op type");
}

void TstGraph::refusesWrongInputs() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x").value();
    const NodeId i = addPlaceholder(graph, "i", DType::Int32).value();
    QVERIFY_FAILS(graph.add({.name = "b", .op = "TestBinary", .inputs = {{x, 0}}}),
                  "INVALID_ARGUMENT", "got 1, want 2");
    QVERIFY_FAILS(graph.add({.name = "b", .op = "TestBinary", .inputs = {{x, 0}, {i, 0}}}),
                  "INVALID_ARGUMENT", "got int32 from 'i:0', want float32");
    QVERIFY_FAILS(unary(graph, "u", {x, 1}), "INVALID_ARGUMENT", "1 output");
    QVERIFY_FAILS(unary(graph, "u", {x, -1}), "INVALID_ARGUMENT", "x:-1");
    QVERIFY_FAILS(unary(graph, "u", {NodeId{7}, 0}), "INVALID_ARGUMENT", "no node");
    QVERIFY_FAILS(graph.add({.name = "n", .op = "NoOp", .controlInputs = {NodeId{9}}}),
                  "INVALID_ARGUMENT", "control input");
    QVERIFY_FAILS(
        graph.add(
            {.name = "s", .op = "TestSum", .inputs = {{x, 0}}, .attrs = {{"N", std::int64_t{3}}}}),
        "INVALID_ARGUMENT", "got 1, want 3");
    QVERIFY_FAILS(graph.add({.name = "s", .op = "TestSum"}), "INVALID_ARGUMENT", "'N'");
    QCOMPARE(graph.size(), std::size_t{2});
}

void TstGraph::refusesWrongReferences() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x").value();
    const NodeId v = graph
                         .add({.name = "v",
                               .op = "TestVariable",
                               .attrs = {{"dtype", DType::Float}, {"shape", PartialShape{2}}}})
                         .value();
    QVERIFY_FAILS(graph.add({.name = "a", .op = "TestAssign", .inputs = {{x, 0}, {x, 0}}}),
                  "INVALID_ARGUMENT", "want float32_ref");
    QVERIFY_OK(graph.add({.name = "a", .op = "TestAssign", .inputs = {{v, 0}, {x, 0}}}));
    QVERIFY_OK(unary(graph, "read", {v, 0}));  // a reference gives its value silently
    QVERIFY(!graph.find("read")->outputs[0].isRef);
}

void TstGraph::refusesShapesThatContradict() {
    Graph graph;
    const NodeId a = addPlaceholder(graph, "a", DType::Float, {2, 3}).value();
    const NodeId b = addPlaceholder(graph, "b", DType::Float, {2, 4}).value();
    const auto added = graph.add({.name = "c", .op = "TestBinary", .inputs = {{a, 0}, {b, 0}}});
    QVERIFY_FAILS(added, "INVALID_ARGUMENT", "[TestBinary] Incompatible shapes: [2,3] vs. [2,4]");
    QVERIFY_FAILS(added, "INVALID_ARGUMENT", "(node 'c')");
    QVERIFY(graph.find("c") == nullptr);
}

void TstGraph::controlEdgesMayNotCloseACycle() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x").value();
    const NodeId y = unary(graph, "y", {x, 0}).value();
    const NodeId z = unary(graph, "z", {y, 0}).value();
    QVERIFY_FAILS(graph.addControlInput(x, z), "INVALID_ARGUMENT", "closes a cycle");
    QVERIFY_FAILS(graph.addControlInput(x, x), "INVALID_ARGUMENT", "closes a cycle");
    const NodeId late = graph.add({.name = "late", .op = "NoOp"}).value();
    QVERIFY_OK(graph.addControlInput(y, late));  // an edge against node order is fine
    QVERIFY_OK(graph.addControlInput(y, late));
    QCOMPARE(graph.node(y).controlInputs.size(), std::size_t{1});
    QCOMPARE(graph.controlUses(late).size(), std::size_t{1});
    QVERIFY_FAILS(graph.addControlInput(late, z), "INVALID_ARGUMENT", "closes a cycle");
    QVERIFY_OK(graph.addControlInput(late, x));
}

void TstGraph::setInputMayNotCloseACycle() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x").value();
    const NodeId y = unary(graph, "y", {x, 0}).value();
    const NodeId z = unary(graph, "z", {y, 0}).value();
    QVERIFY_FAILS(graph.setInput(y, 0, {z, 0}), "INVALID_ARGUMENT", "closes a cycle");
    QVERIFY_FAILS(graph.setInput(y, 0, {y, 0}), "INVALID_ARGUMENT", "closes a cycle");
    QVERIFY_FAILS(graph.setInput(y, 0, {x, 4}), "INVALID_ARGUMENT", "x:4");
}

void TstGraph::failedSetInputChangesNothing() {
    Graph graph;
    const NodeId a = addPlaceholder(graph, "a", DType::Float, {2}).value();
    const NodeId bad = addPlaceholder(graph, "bad", DType::Float, {3}).value();
    const NodeId ints = addPlaceholder(graph, "ints", DType::Int32, {2}).value();
    const NodeId u = unary(graph, "u", {a, 0}).value();
    const NodeId sum =
        graph.add({.name = "sum", .op = "TestBinary", .inputs = {{u, 0}, {a, 0}}}).value();
    QVERIFY_FAILS(graph.setInput(u, 0, {bad, 0}), "INVALID_ARGUMENT", "(node 'sum')");
    QVERIFY_FAILS(graph.setInput(u, 0, {ints, 0}), "INVALID_ARGUMENT", "int32");
    QCOMPARE(graph.node(u).inputs[0].node, a);
    QCOMPARE(graph.output({u, 0}).shape, (PartialShape{2}));
    QCOMPARE(graph.output({sum, 0}).shape, (PartialShape{2}));
    QCOMPARE(graph.uses(bad).size(), std::size_t{0});
    QCOMPARE(graph.uses(a).size(), std::size_t{2});
}

void TstGraph::endpointsAreFoundOrRefused() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x").value();
    const NodeId pair = graph.add({.name = "p", .op = "TestPair", .inputs = {{x, 0}}}).value();
    QVERIFY_FAILS(graph.endpoint("nope:0"), "INVALID_ARGUMENT", "nope");
    QVERIFY_FAILS(graph.endpoint("x:1"), "OUT_OF_RANGE", "x:1");
    QVERIFY_FAILS(graph.endpoint("x:-1"), "INVALID_ARGUMENT", "x:-1");
    QVERIFY_FAILS(graph.endpoint("^x"), "INVALID_ARGUMENT", "control");
    QCOMPARE(graph.endpoint("p:1").value(), (Endpoint{pair, 1}));
    QCOMPARE(graph.endpoint("x").value(), (Endpoint{x, 0}));
    QCOMPARE(graph.nameOf({pair, 1}), std::string("p:1"));
}

void TstGraph::uniqueNamesFollowTensorFlow() {
    Graph graph;
    QCOMPARE(graph.uniqueName("Mul"), std::string("Mul"));
    QVERIFY_OK(addPlaceholder(graph, "Mul"));
    QCOMPARE(graph.uniqueName("Mul"), std::string("Mul_1"));
    QCOMPARE(graph.uniqueName("mul"), std::string("mul_1"));  // taken without regard to case
    QVERIFY_OK(addPlaceholder(graph, "Mul_1"));
    QVERIFY_OK(addPlaceholder(graph, "Mul_3"));
    QCOMPARE(graph.uniqueName("Mul"), std::string("Mul_2"));
    QVERIFY_OK(addPlaceholder(graph, "Mul_2"));
    QCOMPARE(graph.uniqueName("Mul"), std::string("Mul_4"));
    QVERIFY_OK(addPlaceholder(graph, "scope/deep/x"));
    QCOMPARE(graph.uniqueName("scope"), std::string("scope_1"));
    QCOMPARE(graph.uniqueName("scope/deep"), std::string("scope/deep_1"));
    QCOMPARE(graph.uniqueName("deep"), std::string("deep"));
    QCOMPARE(graph.uniqueName("Mul_1"), std::string("Mul_1_1"));
    graph.reserveName("gradients");
    QCOMPARE(graph.uniqueName("gradients"), std::string("gradients_1"));
}

void TstGraph::uniqueNamesStayQuick() {
    Graph graph;
    for (int i = 0; i < 30'000; ++i) { QVERIFY_OK(addPlaceholder(graph, graph.uniqueName("s/c"))); }
    QCOMPARE(graph.nodes().back().name, std::string("s/c_29999"));
}

void TstGraph::infersTypesAndCounts() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x", DType::Double, {2}).value();
    const NodeId i = addPlaceholder(graph, "i", DType::Int64).value();
    const NodeId sum =
        graph.add({.name = "s", .op = "TestSum", .inputs = {{x, 0}, {x, 0}, {x, 0}}}).value();
    QCOMPARE(graph.node(sum).attrs.get<std::int64_t>("N").value(), std::int64_t{3});
    QCOMPARE(graph.node(sum).attrs.get<DType>("T").value(), DType::Double);
    QCOMPARE(graph.output({sum, 0}).shape, (PartialShape{2}));
    const NodeId list =
        graph.add({.name = "l", .op = "TestList", .inputs = {{x, 0}, {i, 0}}}).value();
    QCOMPARE(graph.node(list).attrs.get<std::vector<DType>>("Tin").value(),
             (std::vector<DType>{DType::Double, DType::Int64}));
    QVERIFY(graph.node(list).outputs.empty());
}

void TstGraph::keepsUnknownOps() {
    Graph graph(UnknownOps::Keep);
    const NodeId x = addPlaceholder(graph, "x").value();
    const NodeId odd = graph
                           .add({.name = "odd",
                                 .op = "TestNobodyKnows",
                                 .inputs = {{x, 0}},
                                 .attrs = {{"a", std::int64_t{1}}}})
                           .value();
    QVERIFY(graph.node(odd).op == nullptr);
    // Its readers say how many outputs it has.
    const NodeId reader = graph
                              .add({.name = "r",
                                    .op = "TestUnary",
                                    .inputs = {{odd, 2}},
                                    .attrs = {{"T", DType::Float}}})
                              .value();
    QCOMPARE(graph.node(odd).outputs.size(), std::size_t{3});
    QCOMPARE(graph.output({reader, 0}).type, DType::Float);
    QVERIFY_FAILS(graph.add({.name = "q",
                             .op = "TestUnary",
                             .inputs = {{odd, 2'000'000'000}},
                             .attrs = {{"T", DType::Float}}}),
                  "INVALID_ARGUMENT", "2000000000");
}

void TstGraph::usesAreInNodeOrder() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x").value();
    const NodeId y = addPlaceholder(graph, "y").value();
    const NodeId a = unary(graph, "a", {y, 0}).value();
    const NodeId b =
        graph.add({.name = "b", .op = "TestBinary", .inputs = {{x, 0}, {x, 0}}}).value();
    QVERIFY_OK(graph.setInput(a, 0, {x, 0}));
    const auto& uses = graph.uses(x);
    QCOMPARE(uses.size(), std::size_t{3});
    QCOMPARE(uses[0].node, a);
    QCOMPARE(uses[1].node, b);
    QCOMPARE(uses[2].input, 1);
    QVERIFY(graph.uses(y).empty());
}

void TstGraph::setInputInfersDownstream() {
    Graph graph;
    const NodeId a = addPlaceholder(graph, "a", DType::Float, {2}).value();
    const NodeId b = addPlaceholder(graph, "b", DType::Float, {5, 6}).value();
    const NodeId u = unary(graph, "u", {a, 0}).value();
    const NodeId w = unary(graph, "w", {u, 0}).value();
    const std::uint64_t before = graph.version();
    QVERIFY_OK(graph.setInput(u, 0, {b, 0}));
    QVERIFY(graph.version() > before);
    QCOMPARE(graph.output({w, 0}).shape, (PartialShape{5, 6}));
}

void TstGraph::mergeShapeInfersDownstream() {
    Graph graph;
    const NodeId a = addPlaceholder(graph, "a").value();
    const NodeId u = unary(graph, "u", {a, 0}).value();
    QVERIFY_OK(graph.mergeShape({a, 0}, {-1, 3}));
    QVERIFY_OK(graph.mergeShape({a, 0}, {2, -1}));
    QCOMPARE(graph.output({u, 0}).shape, (PartialShape{2, 3}));
    QVERIFY_FAILS(graph.mergeShape({a, 0}, {4, 3}), "INVALID_ARGUMENT", "(node 'a')");
    QCOMPARE(graph.output({a, 0}).shape, (PartialShape{2, 3}));
    // What was merged stays when the node is inferred again.
    const NodeId b = addPlaceholder(graph, "b").value();
    QVERIFY_OK(graph.mergeShape({u, 0}, {2, 3}));
    QVERIFY_OK(graph.setInput(u, 0, {b, 0}));
    QCOMPARE(graph.output({u, 0}).shape, (PartialShape{2, 3}));
}

void TstGraph::constantsAreSeenByShapes() {
    Graph graph;
    const NodeId x = addPlaceholder(graph, "x", DType::Float, {2, 3, 4}).value();
    const NodeId axes = addConstant(graph, "axes", Tensor::vector<std::int32_t>({0, -1})).value();
    const NodeId sum =
        graph.add({.name = "s", .op = "TestReduce", .inputs = {{x, 0}, {axes, 0}}}).value();
    QCOMPARE(graph.output({sum, 0}).shape, (PartialShape{3}));
    QVERIFY(graph.output({axes, 0}).value.has_value());
    const NodeId bad = addConstant(graph, "bad", Tensor::scalar<std::int32_t>(3)).value();
    QVERIFY_FAILS(graph.add({.name = "t", .op = "TestReduce", .inputs = {{x, 0}, {bad, 0}}}),
                  "INVALID_ARGUMENT", "got 3, want [-3, 3)");
}

void TstGraph::constantEvaluationIsIterative() {
    Graph graph;
    NodeId last = addConstant(graph, "c", Tensor::vector<std::int32_t>({1})).value();
    for (int i = 0; i < 20'000; ++i) { last = unary(graph, concat("u", i), {last, 0}).value(); }
    QVERIFY(!graph.constantValue({last, 0}).has_value());  // nobody computes it
    const WithEvaluator with;
    Graph copy = graph;
    QVERIFY_OK(copy.setInput(copy.find("u0")->id, 0, {copy.find("c")->id, 0}));
    const auto value = copy.constantValue({last, 0});
    QVERIFY(value.has_value());
    QCOMPARE(value->values<std::int32_t>()[0], 1);
    QCOMPARE(evaluations, 20'000);
    QVERIFY(copy.constantValue({last, 0}).has_value());
    QCOMPARE(evaluations, 20'000);  // kept
    const NodeId x = addPlaceholder(copy, "x", DType::Float, {2, 3}).value();
    const NodeId sum =
        copy.add({.name = "s", .op = "TestReduce", .inputs = {{x, 0}, {last, 0}}}).value();
    QCOMPARE(copy.output({sum, 0}).shape, (PartialShape{2}));
}

void TstGraph::placeholdersAreNeverConstant() {
    const WithEvaluator with;
    Graph graph;
    const NodeId c = addConstant(graph, "c", Tensor::vector<std::int32_t>({1})).value();
    const NodeId p = graph
                         .add({.name = "p",
                               .op = "PlaceholderWithDefault",
                               .inputs = {{c, 0}},
                               .attrs = {{"shape", PartialShape{1}}}})
                         .value();
    const NodeId u = unary(graph, "u", {p, 0}).value();
    QVERIFY(!graph.constantValue({p, 0}).has_value());
    QVERIFY(!graph.constantValue({u, 0}).has_value());
    const NodeId big =
        addConstant(graph, "big", Tensor::allocate(DType::Float, Shape{1'000'000}).value()).value();
    QVERIFY(!graph.constantValue({big, 0}).has_value());  // too large to look at
    QCOMPARE(evaluations, 0);
}

void TstGraph::copiesAreIndependent() {
    Graph graph;
    const NodeId c = addConstant(graph, "c", Tensor::scalar<std::int32_t>(7)).value();
    QVERIFY(graph.constantValue({c, 0}).has_value());
    Graph copy = graph;
    QVERIFY_OK(unary(copy, "u", {c, 0}));
    QCOMPARE(graph.size(), std::size_t{1});
    QVERIFY(graph.find("u") == nullptr);
    QVERIFY(graph.uses(c).empty());
    QCOMPARE(graph.uniqueName("u"), std::string("u"));
    QVERIFY(copy.constantValue({c, 0})->sharesBufferWith(*graph.constantValue({c, 0})));
}

}  // namespace weft::test

#include "tst_graph.moc"
