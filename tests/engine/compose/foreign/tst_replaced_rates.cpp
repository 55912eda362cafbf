// SPDX-License-Identifier: Apache-2.0
/// @file
/// Trainings laid out as TensorFlow 1 does, with a rate that decays, with clipping: what an optimizer
/// group in place of their nodes does and what it is refused for.

#include <QTest>
#include <algorithm>
#include <cmath>

#include "engine/compose/training/optimizers.h"
#include "engine/compose/variables.h"
#include "tests/engine/compose/foreign/training_graphs.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// exponential_decay(0.2, global_step, 2, 0.7), without what rounds.
void addDecay(const NodeWriter& nodes) {
    const Endpoint start = must(nodes.scalar("global_step/Initializer/zeros", DType::Int64, 0));
    const auto step = must(addVariable(nodes, "global_step", start, Trainable::No));
    const auto at = [](const char* name) { return std::string("ExponentialDecay") + name; };
    const Endpoint rate = must(nodes.scalar(at("/learning_rate"), DType::Float, 0.2));
    const Endpoint now =
        must(nodes.add(at("/Cast"), "Cast", {step.read}, {{"DstT", DType::Float}}));
    const Endpoint every = must(nodes.scalar(at("/Cast_1/x"), DType::Float, 2));
    const Endpoint share = must(nodes.add(at("/truediv"), "RealDiv", {now, every}));
    const Endpoint base = must(nodes.scalar(at("/Cast_2/x"), DType::Float, 0.7));
    const Endpoint power = must(nodes.add(at("/Pow"), "Pow", {base, share}));
    must(nodes.add(at(""), "Mul", {rate, power}).status());
}

/// loss = mean((x w - y)^2), minimised with global_step counted, and `init`.
GraphDef program(const OptimizerKind& kind) {
    Graph graph;
    const NodeWriter nodes(graph);
    const Endpoint x = must(nodes.constant("x", floats(Shape{3, 2}, {1, 2, 3, -1, 0, 2})));
    const Endpoint y = must(nodes.constant("y", floats(Shape{3, 1}, {1, -2, 3})));
    const auto w =
        must(addVariableOfValue(nodes, "w", floats(Shape{2, 1}, {3, -4}), Trainable::Yes));
    addDecay(nodes);
    const Endpoint out = must(nodes.add("MatMul", "MatMul", {x, w.read}));
    const Endpoint off = must(nodes.add("sub", "Sub", {out, y}));
    const Endpoint square = must(nodes.add("Square", "Square", {off}));
    const Endpoint loss =
        must(nodes.add("loss", "Mean", {square, must(nodes.ints("Const", {0, 1}))}));
    OptimizerSpec spec;
    spec.optimizer = std::string(kind.className);
    spec.name = std::string(kind.defaultName);
    spec.hyper["learning_rate"] = 0.125;
    for (const HyperParameter& hyper : kind.hyper) {
        if (hyper.name == "momentum" && std::isnan(hyper.defaultValue)) {
            spec.hyper["momentum"] = 0.5;
        }
    }
    spec.variables = {"w"};
    must(minimize(graph, loss, spec).status());
    GraphDef def;
    if (!def.ParseFromString(graphToBytes(graph))) { qFatal("no graph"); }
    // minimize(global_step=...): the updates, then the step, which bears the optimizer's name.
    NodeDef& train = *nodeNamed(def, spec.name);
    train.set_name(spec.name + "/update");
    addNode(def, spec.name + "/value", "Const", {}, {{"dtype", tensorflow::DT_INT64}});
    auto& one = *(*def.mutable_node(def.node_size() - 1)->mutable_attr())["value"].mutable_tensor();
    one.set_dtype(tensorflow::DT_INT64);
    one.mutable_tensor_shape();
    one.add_int64_val(1);
    addNode(def, spec.name, "AssignAdd",
            {"global_step", spec.name + "/value", '^' + spec.name + "/update"},
            {{"T", tensorflow::DT_INT64}});
    addNode(def, "init", "NoOp", {}, {});
    NodeDef& init = *def.mutable_node(def.node_size() - 1);
    for (const NodeDef& node : def.node()) {
        if (node.op() == "Assign" && node.name().ends_with("Assign") &&
            !node.name().starts_with(spec.name)) {
            init.add_input('^' + node.name());
        }
    }
    return def;
}

const OptimizerKind& descent() { return *findOptimizer("GradientDescentOptimizer"); }

}  // namespace

class TstReplacedRates : public QObject {
    Q_OBJECT

private slots:
    void clippingIsNotDropped_data() {
        QTest::addColumn<QString>("scope");
        QTest::newRow("by value") << "clip_by_value";
        QTest::newRow("by norm") << "clip_by_global_norm";
    }
    void clippingIsNotDropped() {
        QFETCH(const QString, scope);
        GraphDef def = program(descent());
        const std::string gradient = gradientOf(def);
        const std::string clip = scope.toStdString();
        addNode(def, clip + "/Minimum", "Minimum", {gradient, "ExponentialDecay/learning_rate"},
                {{"T", tensorflow::DT_FLOAT}});
        addNode(def, clip, "Maximum", {clip + "/Minimum", "ExponentialDecay/Cast_2/x"},
                {{"T", tensorflow::DT_FLOAT}});
        readClipped(def, gradient, clip);
        isRefused(takenOver(def), clip);
    }

    void whatAPersonPutBetweenIsNotDropped() {
        Document document = takenOver(program(descent()));
        Edit edit(document);
        Item half;
        half.name = "half";
        half.what = OpItem{"Neg", {}, {}, {}};
        const ItemId made = edit.put(std::move(half));
        const ItemId update =
            document.itemNamed("GradientDescent/update_w/ApplyGradientDescent")->id;
        const PortRef to{update, "delta"};
        for (const Wire* wire : document.all<Wire>()) {
            if (wire->to != to) { continue; }
            must(edit.connect(wire->from, {made, "x"}).status());
            must(edit.connect({made, "y"}, to).status());
            break;
        }
        must(document.apply(must(edit.finish())));
        isRefused(document, "half");
    }

    void onlyTheRateMayBeComputed() {
        GraphDef def = program(*findOptimizer("MomentumOptimizer"));
        readInstead(def, "Momentum/momentum", "ExponentialDecay");
        removeNode(def, "Momentum/momentum");
        isRefused(takenOver(def), "momentum that is computed");
    }

    void aRateThatIsComputedGoesOnBeing_data() {
        QTest::addColumn<QString>("optimizer");
        for (const OptimizerKind& kind : optimizerKinds()) {
            const std::string name(kind.className);
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }
    void aRateThatIsComputedGoesOnBeing() {
        QFETCH(const QString, optimizer);
        const OptimizerKind& kind = *findOptimizer(optimizer.toStdString());
        GraphDef def = program(kind);
        const auto constant = std::ranges::find(kind.constants, std::string_view("learning_rate"),
                                                [](const auto& c) { return c.second; });
        QVERIFY(constant != kind.constants.end());
        const std::string rate = concat(kind.defaultName, "/", constant->first);
        const Document fixed = takenOver(def);
        readInstead(def, rate, "ExponentialDecay");
        removeNode(def, rate);
        Document document = takenOver(def);
        const std::vector<float> before = lossesOf(document);
        QVERIFY(before != lossesOf(fixed));
        const GradientReplacement plan = must(replacementFor(document));
        QVERIFY2(plan.lost.empty(), join(plan.lost, ", ").c_str());
        QCOMPARE(document.pathOf(plan.rate.item), std::string("ExponentialDecay"));
        Edit edit(document);
        const ItemId made = must(replaceGradients(edit));
        must(document.apply(must(edit.finish())));
        QVERIFY(document.item(made)->as<RecipeItem>() != nullptr);
        QCOMPARE(lossesOf(document), before);
    }

    void aRateThatIsNoScalarIsRefusedAtItsSocket() {
        Drawing d;
        const ItemId w = d.recipe("w", "Variable");
        const ItemId rates = d.constant("rates", floats(Shape{2}, {1, 2}));
        const ItemId adam = d.recipe("Adam", "Adam");
        d.wire(w, "value", adam, "loss");
        d.wire(rates, "output", adam, "learning_rate");
        const Expansion made = expandDocument(d.document);
        QVERIFY(std::ranges::any_of(made.findings, [&](const Finding& finding) {
            return finding.item == adam && finding.port == "learning_rate" &&
                   finding.text.find("want a scalar") != std::string::npos;
        }));
    }

private:
    static std::string gradientOf(GraphDef& def) {
        return nodeNamed(def, "GradientDescent/update_w/ApplyGradientDescent")->input(2);
    }
    static void readClipped(GraphDef& def, const std::string& gradient, const std::string& clip) {
        NodeDef& update = *nodeNamed(def, "GradientDescent/update_w/ApplyGradientDescent");
        for (std::string& input : *update.mutable_input()) {
            if (input == gradient) { input = clip; }
        }
    }
    static void isRefused(const Document& document, const std::string& what) {
        const GradientReplacement plan = must(replacementFor(document));
        QVERIFY2(std::ranges::find(plan.lost, what) != plan.lost.end(),
                 join(plan.lost, ", ").c_str());
        Edit edit(document);
        QVERIFY_FAILS(replaceGradients(edit).status(), "FAILED_PRECONDITION", what.c_str());
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstReplacedRates> registered;
}

#include "tst_replaced_rates.moc"
