// SPDX-License-Identifier: Apache-2.0
/// @file
/// Trainings whose gradients nodes clip, as TensorFlow's versions have written them: an optimizer
/// group in place of the nodes clips too, and what it cannot do it is refused for.

#include <QTest>
#include <cmath>
#include <functional>

#include "engine/compose/training/clip_gradients.h"
#include "engine/compose/variables.h"
#include "engine/tensor/tensor_proto.h"
#include "tests/engine/compose/foreign/training_graphs.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

using By = GradientClip::By;
using Change = std::function<void(GraphDef&)>;

constexpr double kLimit = 0.5;

/// loss = mean((gather(e, [0, 2, 0]) w + b - y)^2), minimised with clipping, and `init`.
GraphDef program(const std::string& optimizer, By by, double limit = kLimit) {
    Graph graph;
    const NodeWriter nodes(graph);
    const Endpoint y = must(nodes.constant("y", floats(Shape{3, 1}, {1, -2, 3})));
    const auto e = must(addVariableOfValue(
        nodes, "e", floats(Shape{4, 2}, {1, 2, 3, -1, 0, 2, 1, 1}), Trainable::Yes));
    const auto w =
        must(addVariableOfValue(nodes, "w", floats(Shape{2, 1}, {3, -4}), Trainable::Yes));
    const auto b = must(addVariableOfValue(nodes, "b", floats(Shape{1}, {0.5F}), Trainable::Yes));
    const Endpoint ids = must(nodes.ints("ids", {0, 2, 0}));
    const Endpoint axis = must(nodes.scalar("axis", DType::Int32, 0));
    const Endpoint rows = must(nodes.add("rows", "GatherV2", {{e.variable, 0}, ids, axis}));
    const Endpoint product = must(nodes.add("MatMul", "MatMul", {rows, w.read}));
    const Endpoint out = must(nodes.add("add", "AddV2", {product, b.read}));
    const Endpoint off = must(nodes.add("sub", "Sub", {out, y}));
    const Endpoint square = must(nodes.add("Square", "Square", {off}));
    const Endpoint loss =
        must(nodes.add("loss", "Mean", {square, must(nodes.ints("Const", {0, 1}))}));
    OptimizerSpec spec{.optimizer = optimizer + "Optimizer", .name = optimizer};
    spec.hyper["learning_rate"] = 0.125;
    if (optimizer == "Momentum") { spec.hyper["momentum"] = 0.5; }
    spec.clip = {by, limit};
    spec.variables = {"e", "w", "b"};
    must(minimize(graph, loss, spec).status());
    GraphDef def;
    if (!def.ParseFromString(graphToBytes(graph))) { qFatal("no graph"); }
    addNode(def, "init", "NoOp", {}, {});
    NodeDef& init = *def.mutable_node(def.node_size() - 1);
    for (const NodeDef& node : def.node()) {
        if (node.op() == "Assign" && !node.name().starts_with(optimizer + "/")) {
            init.add_input('^' + node.name());
        }
    }
    return def;
}

void addFloats(GraphDef& def, const std::string& name, const std::string& op,
               const std::vector<std::string>& inputs) {
    addNode(def, name, op, inputs, {{"T", tensorflow::DT_FLOAT}});
}

/// The Const gets another number.
void setNumber(GraphDef& def, const std::string& name, float number) {
    auto& value = (*nodeNamed(def, name)->mutable_attr())["value"];
    if (!value.mutable_tensor()->ParseFromString(tensorToBytes(Tensor::scalar(number)))) {
        qFatal("%s", name.c_str());
    }
}

/// Each clip_by_norm of the three.
std::vector<std::string> normScopes() {
    return {"clip_by_norm", "clip_by_norm_1", "clip_by_norm_2"};
}

GradientReplacement planOf(const Document& document) { return must(replacementFor(document)); }

}  // namespace

class TstReplacedClips : public QObject {
    Q_OBJECT

private slots:
    void whatAnOptimizerDoesNotDoIsRefused_data() {
        QTest::addColumn<int>("by");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("lost");
        const auto row = [](const char* name, By by, const char* lost, Change change) {
            QTest::newRow(name) << static_cast<int>(by) << std::move(change) << QString(lost);
        };
        row("other bounds", By::Value, "clip_by_value",
            [](GraphDef& def) { setNumber(def, "clip_by_value/y", -0.25F); });
        row("bounds that differ", By::Value, "clip_by_value_1", [](GraphDef& def) {
            setNumber(def, "clip_by_value_1/y", -0.25F);
            setNumber(def, "clip_by_value_1/Minimum/y", 0.25F);
        });
        row("one of three", By::Value, "clip_by_value", [](GraphDef& def) {
            const std::string whole = nodeNamed(def, "clip_by_value_1/Minimum")->input(0);
            readInstead(def, "clip_by_value_1", whole);
        });
        row("a computed bound", By::Value, "clip_by_value", [](GraphDef& def) {
            addFloats(def, "bound", "Neg", {"clip_by_value/y"});
            readInstead(def, "clip_by_value/Minimum/y", "bound");
        });
        row("clipped twice", By::Value, "again", [](GraphDef& def) {
            addFloats(def, "again", "Minimum", {"clip_by_value", "clip_by_value/Minimum/y"});
            readLater(def, "clip_by_value", "again");
        });
        row("rows of a matrix", By::Norm, "clip_by_norm_1", [](GraphDef& def) {
            addNode(def, "one", "Const", {}, {{"dtype", tensorflow::DT_INT32}});
            (*nodeNamed(def, "one")->mutable_attr())["value"] =
                nodeNamed(def, "clip_by_norm_2/Const")->attr().at("value");
            readInstead(def, "clip_by_norm_1/Const", "one");
        });
        row("another length", By::Norm, "clip_by_norm",
            [](GraphDef& def) { setNumber(def, "clip_by_norm/mul_1/y", 0.25F); });
        row("the norm of another", By::Norm, "clip_by_norm_1", [](GraphDef& def) {
            const std::string other = nodeNamed(def, "clip_by_norm/mul")->input(0);
            for (std::string& input : *nodeNamed(def, "clip_by_norm_1/mul")->mutable_input()) {
                input = other;
            }
        });
        row("the norm of some", By::GlobalNorm, "clip_by_global_norm", [](GraphDef& def) {
            NodeDef& stack = *nodeNamed(def, "global_norm/stack");
            stack.mutable_input()->RemoveLast();
            (*stack.mutable_attr())["N"].set_i(2);
        });
        row("another norm", By::GlobalNorm, "clip_by_global_norm",
            [](GraphDef& def) { setNumber(def, "global_norm/Const_1", 3); });
        row("another scale", By::GlobalNorm, "clip_by_global_norm",
            [](GraphDef& def) { setNumber(def, "clip_by_global_norm/mul/x", 0.25F); });
    }
    void whatAnOptimizerDoesNotDoIsRefused() {
        QFETCH(const int, by);
        QFETCH(const Change, change);
        QFETCH(const QString, lost);
        GraphDef def = program("GradientDescent", static_cast<By>(by));
        change(def);
        const Document document = takenOver(def);
        const GradientReplacement plan = planOf(document);
        QVERIFY2(std::ranges::find(plan.lost, lost.toStdString()) != plan.lost.end(),
                 join(plan.lost, ", ").c_str());
        QVERIFY(plan.parameters.find("clip_by") == nullptr);
        Edit edit(document);
        QVERIFY_FAILS(replaceGradients(edit).status(), "FAILED_PRECONDITION", qPrintable(lost));
    }

    void clippingGoesOn_data() {
        QTest::addColumn<QString>("optimizer");
        QTest::addColumn<int>("by");
        for (const char* optimizer : {"GradientDescent", "Momentum", "Adam", "Adagrad"}) {
            for (const By by : {By::Value, By::Norm, By::GlobalNorm}) {
                const std::string name = concat(optimizer, " ", nameOf(by));
                QTest::newRow(name.c_str()) << QString(optimizer) << static_cast<int>(by);
            }
        }
    }
    void clippingGoesOn() {
        QFETCH(const QString, optimizer);
        QFETCH(const int, by);
        const std::string name = optimizer.toStdString();
        const GraphDef def = program(name, static_cast<By>(by));
        const Document whole = takenOver(program(name, By::None));
        QVERIFY(lossesOf(whole) != lossesOf(takenOver(def)));
        goesOnWith(def, static_cast<By>(by));
    }

    void olderFormsAreKnown_data() {
        QTest::addColumn<int>("by");
        QTest::addColumn<Change>("change");
        const auto row = [](const char* name, By by, Change change) {
            QTest::newRow(name) << static_cast<int>(by) << std::move(change);
        };
        row("value, one op", By::Value, [](GraphDef& def) {
            for (const char* at : {"clip_by_value", "clip_by_value_1", "clip_by_value_2"}) {
                NodeDef& node = *nodeNamed(def, at);
                const std::string scope = at;
                const std::string g = nodeNamed(def, scope + "/Minimum")->input(0);
                node.set_op("ClipByValue");
                node.clear_input();
                for (const std::string& input : {g, scope + "/y", scope + "/Minimum/y"}) {
                    node.add_input(input);
                }
                removeNode(def, scope + "/Minimum");
            }
        });
        row("norm, root of the sum", By::Norm, [](GraphDef& def) {
            for (const std::string& scope : normScopes()) {
                nodeNamed(def, scope + "/Sqrt")->set_input(0, scope + "/Sum");
                nodeNamed(def, scope + "/Maximum")->set_input(0, scope + "/Sqrt");
                for (const char* gone :
                     {"/Greater", "/Greater/y", "/ones_like", "/ones_like/Const",
                      "/ones_like/Shape/shape_as_tensor", "/Select", "/Select_1"}) {
                    removeNode(def, scope + gone);
                }
            }
        });
        row("norm, inverse root", By::Norm, [](GraphDef& def) {
            for (const std::string& scope : normScopes()) {
                addFloats(def, scope + "/Rsqrt", "Rsqrt", {scope + "/Sum"});
                setNumber(def, scope + "/Greater/y", 1);
                addFloats(def, scope + "/inverse", "RealDiv",
                          {scope + "/Greater/y", scope + "/Maximum/y"});
                addFloats(def, scope + "/Minimum", "Minimum",
                          {scope + "/Rsqrt", scope + "/inverse"});
                NodeDef& product = *nodeNamed(def, scope + "/truediv");
                product.set_op("Mul");
                product.set_input(1, scope + "/Minimum");
                for (const char* gone :
                     {"/Greater", "/ones_like", "/ones_like/Const", "/Maximum", "/Sqrt",
                      "/ones_like/Shape/shape_as_tensor", "/Select", "/Select_1"}) {
                    removeNode(def, scope + gone);
                }
            }
        });
        row("norm, SelectV2 and Square", By::Norm, [](GraphDef& def) {
            for (const std::string& scope : normScopes()) {
                nodeNamed(def, scope + "/Select")->set_op("SelectV2");
                nodeNamed(def, scope + "/Select_1")->set_op("SelectV2");
                nodeNamed(def, scope + "/mul")->set_op("Square");
                nodeNamed(def, scope + "/mul")->mutable_input()->RemoveLast();
            }
        });
        row("global norm, finite or not", By::GlobalNorm, [](GraphDef& def) {
            readInstead(def, "clip_by_global_norm/add", "clip_by_global_norm/mul");
            removeNode(def, "clip_by_global_norm/add");
            removeNode(def, "clip_by_global_norm/sub");
        });
        row("global norm, NaN unless finite", By::GlobalNorm, [](GraphDef& def) {
            const std::string scope = "clip_by_global_norm/";
            addNode(def, scope + "nan", "Const", {}, {{"dtype", tensorflow::DT_FLOAT}});
            setNumber(def, scope + "nan", std::nanf(""));
            addFloats(def, scope + "IsFinite", "IsFinite", {"global_norm/global_norm"});
            readInstead(def, scope + "add", scope + "Select");
            addFloats(def, scope + "Select", "Select",
                      {scope + "IsFinite", scope + "mul", scope + "nan"});
            removeNode(def, scope + "add");
            removeNode(def, scope + "sub");
        });
        row("other names and orders", By::GlobalNorm, [](GraphDef& def) {
            const std::string scope = "clip_by_global_norm/";
            for (const std::string& name : {scope + "mul", scope + "Minimum", scope + "add",
                                            scope + "mul_1", std::string("global_norm/mul")}) {
                nodeNamed(def, name)->mutable_input()->SwapElements(0, 1);
            }
            for (NodeDef& node : *def.mutable_node()) {
                const std::string was = node.name();
                if (!was.starts_with(scope)) { continue; }
                node.set_name("shorter/" + was.substr(scope.size()));
                readInstead(def, was, node.name());
            }
        });
    }
    void olderFormsAreKnown() {
        QFETCH(const int, by);
        QFETCH(const Change, change);
        GraphDef def = program("Momentum", static_cast<By>(by));
        change(def);
        goesOnWith(def, static_cast<By>(by));
    }

    void whoReadsTheNormGoesOnReadingIt() {
        GraphDef def = program("GradientDescent", By::GlobalNorm);
        addFloats(def, "seen", "Identity", {"global_norm/global_norm"});
        const Document document = goesOnWith(def, By::GlobalNorm);
        const Expansion e = expandDocument(document);
        const Node* seen = e.graph.find("seen");
        QVERIFY(seen != nullptr && seen->inputs.size() == 1);
        QCOMPARE(e.graph.nameOf(seen->inputs[0]), std::string("global_norm/global_norm:0"));
    }

    void aNumberThatOthersReadStays() {
        GraphDef def = program("GradientDescent", By::Value);
        addFloats(def, "twice", "AddV2", {"clip_by_value/y", "clip_by_value/y"});
        const Document document = goesOnWith(def, By::Value);
        QVERIFY(document.itemNamed("twice") != nullptr);
        QVERIFY(document.itemNamed("clip_by_value/y") != nullptr);
        QVERIFY(document.itemNamed("clip_by_value_1/y") == nullptr);
    }

private:
    /// Who reads a node reads another, but for that other.
    static void readLater(GraphDef& def, const std::string& name, const std::string& other) {
        readInstead(def, name, other);
        nodeNamed(def, other)->set_input(0, name);
    }

    /// An optimizer takes over what clips, with the losses as they were.
    static Document goesOnWith(const GraphDef& def, By by) {
        Document document = takenOver(def);
        const std::vector<float> before = lossesOf(document);
        const GradientReplacement plan = planOf(document);
        [&] {
            QVERIFY2(plan.lost.empty(), join(plan.lost, ", ").c_str());
            QCOMPARE(plan.parameters.getOr<std::string>("clip_by", {}), std::string(nameOf(by)));
            QCOMPARE(plan.parameters.getOr<float>("clip_limit", 0), static_cast<float>(kLimit));
        }();
        if (QTest::currentTestFailed()) { return document; }
        Edit edit(document);
        must(replaceGradients(edit));
        must(document.apply(must(edit.finish())));
        const std::vector<float> after = lossesOf(document);
        for (std::size_t i = 0; i < after.size(); ++i) {
            if (std::abs(after[i] - before[i]) <= 1e-5F * std::abs(before[i])) { continue; }
            const auto text = concat("step ", i, ": got ", after[i], ", want ", before[i]);
            QTest::qFail(text.c_str(), __FILE__, __LINE__);
        }
        return document;
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstReplacedClips> registered;
}

#include "tst_replaced_clips.moc"
