// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/backprop.h"

#include <pthread.h>

#include <QTest>

#include "tests/engine/autodiff/differentiable_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstBackprop final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addDifferentiableOps(); }
    void refusesWrongGradYs();
    void refusesTensorsOfOtherGraphs();
    void opWithoutGradientFailsOnThePathOnly();
    void errorsOfGradientFunctionsNameTheNode_data();
    void errorsOfGradientFunctionsNameTheNode();
    void refusesLoops();
    void integersPassNothing();
    void stoppedAndUnusedAreNotConnected();
    void integerYsAreNotConnected();
    void gradientByItselfIsOnes();
    void namesAreTensorFlows();
    void sumsInOrderOfReaders();
    void gradYsPassThroughIdentity();
    void referencesAndValues();
    void severalYsAddUp();
    void gatesEachOp();
    void onlyNodesBetweenAreTouched();
    void knownShapesReachGradients();
    void secondOrder();
    void sameGraphGivesSameNodes();
    void longChainNeedsNoStack();
    void eachNodeIsDifferentiatedOnce();
};

namespace {

const Registered<TstBackprop> registered;

/// A graph under construction, with short words for adding to it.
struct Sketch {
    Graph graph;
    Endpoint placeholder(const std::string& name, PartialShape shape = {2}) {
        return {addPlaceholder(graph, name, DType::Float, std::move(shape)).value(), 0};
    }
    Endpoint add(const std::string& op, const std::string& name, std::vector<Endpoint> inputs) {
        const auto id = graph.add({.name = name, .op = op, .inputs = std::move(inputs)});
        WEFT_CHECK(id.ok(), id.status().ToString().c_str());
        return {*id, 0};
    }
    std::string nameOf(const std::optional<Endpoint>& e) const {
        return e ? graph.nameOf(*e) : std::string("none");
    }
    const Node* find(const std::string& name) const { return graph.find(name); }
    std::vector<float> value(const std::optional<Endpoint>& e,
                             const evaluator::Feeds& feeds) const {
        const auto values = evaluator::evaluate(graph, feeds, {e.value()}).value();
        return {values[0].values<float>().begin(), values[0].values<float>().end()};
    }
};

std::vector<std::string> inputNames(const Graph& graph, const Node& node) {
    std::vector<std::string> names;
    for (const Endpoint& e : node.inputs) { names.push_back(graph.node(e.node).name); }
    return names;
}

}  // namespace

void TstBackprop::refusesWrongGradYs() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint y = s.add("TestNeg", "y", {x});
    const Endpoint ints{addPlaceholder(s.graph, "i", DType::Int32).value(), 0};
    const Endpoint large = s.placeholder("large", {3});
    QVERIFY_FAILS(addGradients(s.graph, {y}, {x}, {x, x}), "INVALID_ARGUMENT", "got 2, want 1");
    QVERIFY_FAILS(addGradients(s.graph, {y}, {x}, {ints}), "INVALID_ARGUMENT", "got int32");
    QVERIFY_FAILS(addGradients(s.graph, {y}, {x}, {large}), "INVALID_ARGUMENT",
                  "got [3], want [2]");
}

void TstBackprop::refusesTensorsOfOtherGraphs() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    QVERIFY_FAILS(addGradients(s.graph, {{NodeId{9}, 0}}, {x}), "INVALID_ARGUMENT", "ys");
    QVERIFY_FAILS(addGradients(s.graph, {x}, {{x.node, 3}}), "INVALID_ARGUMENT", "xs");
    QVERIFY_FAILS(addGradients(s.graph, {x}, {Endpoint{}}), "INVALID_ARGUMENT", "xs");
}

void TstBackprop::opWithoutGradientFailsOnThePathOnly() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint other = s.placeholder("other");
    const Endpoint opaque = s.add("TestOpaque", "opaque", {other});
    const Endpoint y = s.add("TestMul", "y", {x, opaque});
    QVERIFY_OK(addGradients(s.graph, {y}, {x}));
    const auto through = addGradients(s.graph, {y}, {other});
    QVERIFY_FAILS(through, "NOT_FOUND", "[TestOpaque] no gradient is defined");
    QVERIFY_FAILS(through, "NOT_FOUND", "(node 'opaque')");
}

void TstBackprop::errorsOfGradientFunctionsNameTheNode_data() {
    QTest::addColumn<QString>("op");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    QTest::newRow("error") << "TestBroken"
                           << "INVALID_ARGUMENT"
                           << "[TestBroken] cannot be built";
    QTest::newRow("count") << "TestShort"
                           << "INTERNAL"
                           << "got 0, want 1";
    QTest::newRow("node") << "TestFailingNode"
                          << "NOT_FOUND"
                          << "[TestNobodyKnows]";
}

void TstBackprop::errorsOfGradientFunctionsNameTheNode() {
    QFETCH(QString, op);
    QFETCH(QString, code);
    QFETCH(QString, words);
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint y = s.add(op.toStdString(), "y", {x});
    const auto gradients = addGradients(s.graph, {y}, {x});
    QVERIFY_FAILS(gradients, code, words.toStdString());
    QVERIFY_FAILS(gradients, code, "(node '");
}

void TstBackprop::refusesLoops() {
    Sketch s{.graph = Graph(UnknownOps::Keep)};
    addTestOp({.name = "Merge",
               .inputs = {"inputs: N * T"},
               .outputs = {"output: T"},
               .attrs = {"N: int >= 1", "T: type"}});
    addTestOp({.name = "NextIteration",
               .inputs = {"data: T"},
               .outputs = {"output: T"},
               .attrs = {"T: type"}});
    const Endpoint x = s.placeholder("x");
    const Endpoint merge = s.add("Merge", "merge", {x, x});
    const Endpoint body = s.add("TestNeg", "body", {merge});
    const Endpoint next = s.add("NextIteration", "next", {body});
    QVERIFY_OK(s.graph.setInput(merge.node, 1, next));
    QVERIFY_FAILS(addGradients(s.graph, {body}, {x}), "UNIMPLEMENTED", "loops");
    QVERIFY_FAILS(addGradients(s.graph, {next}, {x}), "UNIMPLEMENTED", "loops");
}

void TstBackprop::integersPassNothing() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint ints = s.add("TestToInt", "ints", {x});
    const Endpoint back = s.add("TestFromInt", "back", {ints});
    const Endpoint y = s.add("TestMul", "y", {x, back});
    const Endpoint z = s.add("TestNeg", "z", {back});
    const auto gradients = addGradients(s.graph, {z}, {x});
    QVERIFY_OK(gradients);
    QVERIFY(!(*gradients)[0].has_value());
    // Along the other way round x is connected; TestFromInt has no gradient but is not on the path.
    const auto direct = addGradients(s.graph, {y}, {x});
    QVERIFY_OK(direct);
    QVERIFY((*direct)[0].has_value());
}

void TstBackprop::stoppedAndUnusedAreNotConnected() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint unused = s.placeholder("unused");
    const Endpoint stop = s.add("TestStop", "stop", {x});
    const Endpoint y = s.add("TestNeg", "y", {stop});
    const auto gradients = addGradients(s.graph, {y}, {x, unused, stop});
    QVERIFY_OK(gradients);
    QVERIFY(!(*gradients)[0].has_value());
    QVERIFY(!(*gradients)[1].has_value());
    QVERIFY((*gradients)[2].has_value());
}

void TstBackprop::integerYsAreNotConnected() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint ints = s.add("TestToInt", "ints", {x});
    const auto gradients = addGradients(s.graph, {ints}, {x, ints});
    QVERIFY_OK(gradients);
    QVERIFY(!(*gradients)[0].has_value() && (*gradients)[1].has_value());  // one by itself
}

void TstBackprop::gradientByItselfIsOnes() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const auto gradients = addGradients(s.graph, {x}, {x});
    QVERIFY_OK(gradients);
    QCOMPARE(s.value((*gradients)[0], {}), (std::vector<float>{1, 1}));
}

void TstBackprop::namesAreTensorFlows() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint y = s.add("TestNeg", "layer/y", {x});
    QCOMPARE(s.nameOf(addGradients(s.graph, {y}, {x}).value()[0]),
             std::string("gradients/layer/y_grad/TestNeg:0"));
    QVERIFY(s.find("gradients/Shape")->isOp("Const"));
    QVERIFY(s.find("gradients/grad_ys_0")->isOp("Fill"));
    QVERIFY(s.find("gradients/grad_ys_0/Const")->isOp("Const"));
    QCOMPARE(s.nameOf(addGradients(s.graph, {y}, {x}).value()[0]),
             std::string("gradients_1/layer/y_grad/TestNeg:0"));
    const auto named = addGradients(s.graph, {y}, {x}, {}, {.scope = "train/gradients"});
    QCOMPARE(s.nameOf(named.value()[0]), std::string("train/gradients/layer/y_grad/TestNeg:0"));
    // A shape that is known only when it runs is asked for.
    const Endpoint any = s.placeholder("any", PartialShape::unknown());
    const Endpoint z = s.add("TestNeg", "z", {any});
    QVERIFY_OK(addGradients(s.graph, {z}, {any}));
    QVERIFY(s.find("gradients_2/Shape")->isOp("Shape"));
}

void TstBackprop::sumsInOrderOfReaders() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint a = s.add("TestNeg", "a", {x});
    const Endpoint b = s.add("TestMul", "b", {x, x});
    const Endpoint y = s.add("TestAdd", "y", {b, a});
    const auto gradients = addGradients(s.graph, {y}, {x});
    QVERIFY_OK(gradients);
    QCOMPARE(s.nameOf((*gradients)[0]), std::string("gradients/AddN:0"));
    QCOMPARE(inputNames(s.graph, *s.find("gradients/AddN")),
             (std::vector<std::string>{"gradients/a_grad/TestNeg", "gradients/b_grad/TestMul",
                                       "gradients/b_grad/TestMul_1"}));
    const Tensor at = Tensor::vector<float>({3, -5});
    QCOMPARE(s.value((*gradients)[0], {{x, at}}), (std::vector<float>{5, -11}));
}

void TstBackprop::gradYsPassThroughIdentity() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint y = s.add("TestNeg", "y", {x});
    const Endpoint given = s.placeholder("given");
    QVERIFY_OK(addGradients(s.graph, {y, y}, {x}, {given, Endpoint{}}));
    QVERIFY(s.find("gradients/grad_ys_0")->isOp("Identity"));
    QCOMPARE(s.find("gradients/grad_ys_0")->inputs[0], given);
    QVERIFY(s.find("gradients/grad_ys_1")->isOp("Fill"));
}

void TstBackprop::referencesAndValues() {
    Sketch s;
    const Endpoint v{s.graph
                         .add({.name = "v",
                               .op = "TestVariable",
                               .attrs = {{"dtype", DType::Float}, {"shape", PartialShape{2}}}})
                         .value(),
                     0};
    const Endpoint read = s.add("TestPass", "v/read", {v});
    const Endpoint y = s.add("TestMul", "y", {read, read});
    const auto gradients = addGradients(s.graph, {y}, {v, read});
    QVERIFY_OK(gradients);
    QVERIFY((*gradients)[0].has_value());
    QVERIFY((*gradients)[1].has_value());
    QVERIFY(!s.graph.output(*(*gradients)[0]).isRef);
}

void TstBackprop::severalYsAddUp() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint a = s.add("TestNeg", "a", {x});
    const Endpoint b = s.add("TestMul", "b", {x, x});
    const auto gradients = addGradients(s.graph, {a, b, a}, {x});
    QVERIFY_OK(gradients);
    const Tensor at = Tensor::vector<float>({3, 4});
    QCOMPARE(s.value((*gradients)[0], {{x, at}}), (std::vector<float>{4, 6}));
}

void TstBackprop::gatesEachOp() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint w = s.placeholder("w");
    const Endpoint y = s.add("TestMul", "y", {x, w});
    const auto gradients = addGradients(s.graph, {y}, {x, w}, {}, {.gate = GateGradients::Yes});
    QVERIFY_OK(gradients);
    QCOMPARE(s.nameOf((*gradients)[1]),
             std::string("gradients/y_grad/tuple/control_dependency_1:0"));
    const Node* group = s.find("gradients/y_grad/tuple/group_deps");
    QVERIFY(group != nullptr);
    QCOMPARE(group->controlInputs.size(), std::size_t{2});
    const Node& gated = s.graph.node((*gradients)[1]->node);
    QVERIFY(gated.isOp("Identity"));
    QCOMPARE(gated.controlInputs, std::vector<NodeId>{group->id});
    QCOMPARE(gated.attrs.get<std::vector<std::string>>("_class").value(),
             (std::vector<std::string>{"loc:@gradients/y_grad/TestMul_1"}));
    // One gradient alone has nothing to wait for.
    const Endpoint z = s.add("TestNeg", "z", {x});
    const auto single = addGradients(s.graph, {z}, {x}, {}, {.gate = GateGradients::Yes});
    QCOMPARE(s.nameOf(single.value()[0]), std::string("gradients_1/z_grad/TestNeg:0"));
}

void TstBackprop::onlyNodesBetweenAreTouched() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint early = s.add("TestNeg", "early", {x});
    const Endpoint middle = s.add("TestNeg", "middle", {early});
    const Endpoint y = s.add("TestNeg", "y", {middle});
    s.add("TestNeg", "aside", {middle});
    QVERIFY_OK(addGradients(s.graph, {y}, {middle}));
    QVERIFY(s.find("gradients/y_grad/TestNeg") != nullptr);
    for (const char* name : {"gradients/middle_grad/TestNeg", "gradients/early_grad/TestNeg",
                             "gradients/aside_grad/TestNeg"}) {
        QVERIFY2(s.find(name) == nullptr, name);
    }
}

void TstBackprop::knownShapesReachGradients() {
    Sketch s;
    const Endpoint x = s.placeholder("x", {2, 3});
    const Endpoint y = s.add("TestNeg", "y", {x});
    const Endpoint given = s.placeholder("given", PartialShape::unknown());
    const auto gradients = addGradients(s.graph, {y}, {x}, {given});
    QVERIFY_OK(gradients);
    QCOMPARE(s.graph.output(*(*gradients)[0]).shape, (PartialShape{2, 3}));
}

void TstBackprop::secondOrder() {
    Sketch s;
    const Endpoint x = s.placeholder("x");
    const Endpoint square = s.add("TestMul", "square", {x, x});
    const Endpoint cube = s.add("TestMul", "cube", {square, x});
    const auto first = addGradients(s.graph, {cube}, {x});
    QVERIFY_OK(first);
    const auto second = addGradients(s.graph, {*(*first)[0]}, {x});
    QVERIFY_OK(second);
    const auto third = addGradients(s.graph, {*(*second)[0]}, {x});
    QVERIFY_OK(third);
    const evaluator::Feeds at = {{x, Tensor::vector<float>({2, -3})}};
    QCOMPARE(s.value((*first)[0], at), (std::vector<float>{12, 27}));
    QCOMPARE(s.value((*second)[0], at), (std::vector<float>{12, -18}));
    QCOMPARE(s.value((*third)[0], at), (std::vector<float>{6, 6}));
}

void TstBackprop::sameGraphGivesSameNodes() {
    const auto build = [] {
        Sketch s;
        const Endpoint x = s.placeholder("x");
        Endpoint y = x;
        for (int i = 0; i < 50; ++i) {
            y = s.add("TestMul", concat("m", i), {y, i % 3 == 0 ? x : y});
        }
        WEFT_CHECK(addGradients(s.graph, {y}, {x}).ok(), "gradients");
        std::vector<std::string> names;
        for (const Node& node : s.graph.nodes()) { names.push_back(node.name); }
        return names;
    };
    QVERIFY(build() == build());
}

void TstBackprop::longChainNeedsNoStack() {
    constexpr int kNodes = 100'000;
    struct Work {
        Sketch sketch;
        Status status;
        std::size_t nodes = 0;
    } work;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 256 * 1024);
    pthread_t thread{};
    const auto run = [](void* argument) -> void* {
        auto& w = *static_cast<Work*>(argument);
        const Endpoint x = w.sketch.placeholder("x");
        Endpoint y = x;
        for (int i = 0; i < kNodes; ++i) { y = w.sketch.add("TestNeg", concat("n", i), {y}); }
        w.status = addGradients(w.sketch.graph, {y}, {x}).status();
        w.nodes = w.sketch.graph.size();
        return nullptr;
    };
    QCOMPARE(pthread_create(&thread, &attr, run, &work), 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attr);
    QVERIFY_OK(work.status);
    QCOMPARE(work.nodes, std::size_t{2 * kNodes + 1 + 3});
}

void TstBackprop::eachNodeIsDifferentiatedOnce() {
    // A ladder with 2^40 paths from x to y.
    Sketch s;
    const Endpoint x = s.placeholder("x");
    Endpoint y = x;
    for (int i = 0; i < 40; ++i) { y = s.add("TestAdd", concat("a", i), {y, y}); }
    const std::size_t before = s.graph.size();
    const auto gradients = addGradients(s.graph, {y}, {x});
    QVERIFY_OK(gradients);
    QCOMPARE(s.graph.size() - before, std::size_t{3 + 40});  // the seed, one sum a node
    QCOMPARE(s.value((*gradients)[0], {}),
             (std::vector<float>{1099511627776.0F, 1099511627776.0F}));
}

}  // namespace weft::test

#include "tst_backprop.moc"
