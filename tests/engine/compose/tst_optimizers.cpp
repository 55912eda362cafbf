// SPDX-License-Identifier: Apache-2.0
/// @file
/// The layouts compared here were printed by TensorFlow 2.21's compat.v1 of the same programs:
/// x [?,3] float32, w = Variable(ones [3,2]), b = Variable([1, 2]), loss = mean((x w + b)^2).

#include "engine/compose/training/optimizers.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include "engine/compose/training/clip_gradients.h"
#include "engine/compose/variables.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

struct Regression {
    Graph graph;
    Endpoint loss;
    std::size_t forwardNodes = 0;
};

Regression regression(DType type = DType::Float) {
    Regression r;
    const NodeWriter nodes(r.graph);
    const Endpoint x =
        must(nodes.add("x", "Placeholder", {}, {{"dtype", type}, {"shape", PartialShape{-1, 3}}}));
    const Endpoint one = must(nodes.scalar("one", type, 1));
    const Endpoint dims = must(nodes.ints("dims", {3, 2}));
    const Endpoint ones = must(nodes.add("ones", "Fill", {dims, one}));
    const auto w = must(addVariable(nodes, "w", ones, Trainable::Yes));
    const Endpoint start = must(nodes.add("start", "Fill", {must(nodes.ints("two", {2})), one}));
    const auto b = must(addVariable(nodes, "b", start, Trainable::Yes));
    const Endpoint product = must(nodes.add("MatMul", "MatMul", {x, w.read}));
    const Endpoint sum = must(nodes.add("add", "AddV2", {product, b.read}));
    const Endpoint square = must(nodes.add("Square", "Square", {sum}));
    const Endpoint axes = must(nodes.ints("Const", {0, 1}));
    r.loss = must(nodes.add("loss", "Mean", {square, axes}));
    r.forwardNodes = r.graph.size();
    return r;
}

QStringList variableLines(const QString& name, const QString& initial, bool zeros = true) {
    const QString value = name + (zeros ? "/Initializer/zeros" : "/initial_value");
    return {(initial.isEmpty() ? value : initial) + " Const ", name + " VariableV2 ",
            name + "/Assign Assign " + name + "," + value, name + "/read Identity " + name};
}

/// Lines of nodes after the forward part, gradients left out and their names in inputs shortened.
QStringList addedLines(const Regression& r) {
    QStringList lines = listing(r.graph, "gradients/");
    lines.erase(lines.begin(), lines.begin() + static_cast<qsizetype>(r.forwardNodes));
    for (QString& line : lines) {
        line.replace(QRegularExpression("gradients/[A-Za-z0-9_/]*"), "GRAD");
    }
    return lines;
}

/// loss = sum(w w) + sum(gather(e, [0, 1, 0])) with w [2] and e [3,2].
Endpoint addMixedLoss(Graph& graph, bool byHandle) {
    const NodeWriter nodes(graph);
    const auto variable = [&](const std::string& name, const PartialShape& shape) {
        AttrMap attrs{{"dtype", DType::Float}, {"shape", shape}};
        if (byHandle) { attrs.set("shared_name", name); }
        return must(nodes.add(name, byHandle ? "VarHandleOp" : "VariableV2", {}, attrs));
    };
    const AttrMap type{{"dtype", DType::Float}};
    const Endpoint w = variable("w", {2});
    const Endpoint e = variable("e", {3, 2});
    const Endpoint value = byHandle ? must(nodes.add("w/Read", "ReadVariableOp", {w}, type)) : w;
    const Endpoint ids = must(nodes.ints("ids", {0, 1, 0}));
    const Endpoint zero = must(nodes.ints("zero", {0}));
    const Endpoint axis = must(nodes.add("axis", "Squeeze", {zero}));
    const Endpoint rows = byHandle ? must(nodes.add("rows", "ResourceGather", {e, ids}, type))
                                   : must(nodes.add("rows", "GatherV2", {e, ids, axis}));
    const Endpoint squares = must(nodes.add("squares", "Mul", {value, value}));
    const Endpoint a = must(nodes.add("a", "Sum", {squares, zero}));
    const Endpoint b = must(nodes.add("b", "Sum", {rows, must(nodes.ints("both", {0, 1}))}));
    return must(nodes.add("loss", "AddV2", {a, b}));
}

/// Which read of a variable an op sees, and what computes a gradient, is free.
QString withoutFreeNames(QString line) {
    line.replace(QRegularExpression("gradients/[A-Za-z0-9_/]*(:[0-9])?|\\bids\\b"), "GRAD");
    line.replace(QRegularExpression("[A-Za-z0-9_/]*/ReadVariableOp(_[0-9]+)?"), "READ");
    return line.replace(QRegularExpression("(^|[ ,])Const(_[0-9]+)?(?=[ ,]|$)"), "\\1CONST");
}

}  // namespace

class TstOptimizers : public QObject {
    Q_OBJECT

private slots:
    void unknownClassIsNotBuilt() {
        Regression r = regression();
        QVERIFY_FAILS(minimize(r.graph, r.loss, {.optimizer = "LionOptimizer"}), "UNIMPLEMENTED",
                      "optimizer not built: got LionOptimizer");
        QCOMPARE(r.graph.size(), r.forwardNodes);
    }

    void argumentsAreChecked() {
        Regression r = regression();
        QVERIFY_FAILS(
            minimize(r.graph, r.loss,
                     {.optimizer = "MomentumOptimizer", .hyper = {{"learning_rate", 0.1}}}),
            "INVALID_ARGUMENT", "'momentum'");
        QVERIFY_FAILS(
            minimize(r.graph, r.loss, {.optimizer = "AdamOptimizer", .hyper = {{"beta3", 0.1}}}),
            "INVALID_ARGUMENT", "'beta3'");
        QVERIFY_FAILS(
            minimize(r.graph, r.loss, {.optimizer = "AdamOptimizer", .variables = {"nothing"}}),
            "INVALID_ARGUMENT", "nothing");
        QVERIFY_FAILS(
            minimize(r.graph, r.loss, {.optimizer = "AdamOptimizer", .variables = {"MatMul"}}),
            "UNIMPLEMENTED", "VariableV2 or VarHandleOp");
    }

    void lossWithoutVariablesIsRefused() {
        Regression r = regression();
        const Endpoint alone = must(NodeWriter(r.graph).scalar("alone", DType::Float, 1));
        QVERIFY_FAILS(minimize(r.graph, alone, {.optimizer = "AdamOptimizer"}), "INVALID_ARGUMENT",
                      "No gradients provided for any variable");
    }

    void gradientDescentIsLaidOutAsTensorFlowDoes() {
        Regression r = regression();
        const auto made =
            minimize(r.graph, r.loss,
                     {.optimizer = "GradientDescentOptimizer", .hyper = {{"learning_rate", 0.01}}});
        QVERIFY_OK(made);
        QCOMPARE(addedLines(r),
                 QStringList({"GradientDescent/learning_rate Const ",
                              "GradientDescent/update_w/ApplyGradientDescent "
                              "ApplyGradientDescent w,GradientDescent/learning_rate,GRAD",
                              "GradientDescent/update_b/ApplyGradientDescent "
                              "ApplyGradientDescent b,GradientDescent/learning_rate,GRAD",
                              "GradientDescent NoOp "
                              "^GradientDescent/update_b/ApplyGradientDescent,"
                              "^GradientDescent/update_w/ApplyGradientDescent"}));
        QVERIFY(made->slotInitializers.empty());
        const Node& update = *r.graph.find("GradientDescent/update_w/ApplyGradientDescent");
        QCOMPARE(update.attrs.getOr<std::vector<std::string>>("_class", {}),
                 std::vector<std::string>{"loc:@w"});
        QCOMPARE(r.graph.collections().nodes.at("train_op"),
                 std::vector<std::string>{"GradientDescent"});
    }

    void momentumIsLaidOutAsTensorFlowDoes() {
        Regression r = regression();
        const auto made =
            minimize(r.graph, r.loss,
                     {.optimizer = "MomentumOptimizer",
                      .hyper = {{"learning_rate", 0.01}, {"momentum", 0.9}, {"use_nesterov", 1}}});
        QVERIFY_OK(made);
        QCOMPARE(addedLines(r),
                 variableLines("w/Momentum", "") + variableLines("b/Momentum", "") +
                     QStringList({"Momentum/learning_rate Const ", "Momentum/momentum Const ",
                                  "Momentum/update_w/ApplyMomentum ApplyMomentum "
                                  "w,w/Momentum,Momentum/learning_rate,GRAD,Momentum/momentum",
                                  "Momentum/update_b/ApplyMomentum ApplyMomentum "
                                  "b,b/Momentum,Momentum/learning_rate,GRAD,Momentum/momentum",
                                  "Momentum NoOp ^Momentum/update_b/ApplyMomentum,"
                                  "^Momentum/update_w/ApplyMomentum"}));
        QVERIFY(r.graph.find("Momentum/update_b/ApplyMomentum")
                    ->attrs.getOr<bool>("use_nesterov", false));
        QCOMPARE(made->slotInitializers.size(), std::size_t{2});
        const auto& variables = r.graph.collections().variables.at("variables");
        QCOMPARE(variables.size(), std::size_t{4});
        QCOMPARE(r.graph.collections().variables.at("trainable_variables").size(), std::size_t{2});
    }

    void adamIsLaidOutAsTensorFlowDoes() {
        Regression r = regression();
        const auto made = minimize(
            r.graph, r.loss, {.optimizer = "AdamOptimizer", .hyper = {{"learning_rate", 0.01}}});
        QVERIFY_OK(made);
        const QString rule =
            "beta1_power/read,beta2_power/read,Adam/learning_rate,Adam/beta1,Adam/beta2,"
            "Adam/epsilon,GRAD";
        const QString updates = "^Adam/update_b/ApplyAdam,^Adam/update_w/ApplyAdam";
        QCOMPARE(addedLines(r),
                 variableLines("beta1_power", "", false) + variableLines("beta2_power", "", false) +
                     variableLines("w/Adam", "") + variableLines("w/Adam_1", "") +
                     variableLines("b/Adam", "") + variableLines("b/Adam_1", "") +
                     QStringList({"Adam/learning_rate Const ", "Adam/beta1 Const ",
                                  "Adam/beta2 Const ", "Adam/epsilon Const ",
                                  "Adam/update_w/ApplyAdam ApplyAdam w,w/Adam,w/Adam_1," + rule,
                                  "Adam/update_b/ApplyAdam ApplyAdam b,b/Adam,b/Adam_1," + rule,
                                  "Adam/mul Mul beta1_power/read,Adam/beta1," + updates,
                                  "Adam/Assign Assign beta1_power,Adam/mul",
                                  "Adam/mul_1 Mul beta2_power/read,Adam/beta2," + updates,
                                  "Adam/Assign_1 Assign beta2_power,Adam/mul_1",
                                  "Adam NoOp ^Adam/Assign,^Adam/Assign_1," + updates}));
        // The powers live beside the variable whose name sorts first.
        for (const char* name : {"beta1_power", "beta2_power/initial_value", "Adam/mul_1"}) {
            QCOMPARE(r.graph.find(name)->attrs.getOr<std::vector<std::string>>("_class", {}),
                     std::vector<std::string>{"loc:@b"});
        }
        QVERIFY(r.graph.find("Adam/learning_rate")->attrs.find("_class") == nullptr);
        QCOMPARE(made->slotInitializers.size(), std::size_t{6});
    }

    void secondOptimizerGetsNumberedNames() {
        Regression r = regression();
        QVERIFY_OK(minimize(r.graph, r.loss, {.optimizer = "AdamOptimizer"}));
        QVERIFY_OK(minimize(r.graph, r.loss, {.optimizer = "AdamOptimizer"}));
        for (const char* name :
             {"Adam_1", "w/Adam_2", "w/Adam_3", "beta1_power_1", "beta2_power_1/read",
              "Adam_1/update_w/ApplyAdam", "gradients_1/grad_ys_0"}) {
            QVERIFY2(r.graph.find(name) != nullptr, name);
        }
    }

    void scopeOfTheNameTakesGradientsAndPowersButNotSlots() {
        Regression r = regression();
        QVERIFY_OK(minimize(r.graph, r.loss, {.optimizer = "AdamOptimizer", .name = "train/Adam"}));
        for (const char* name : {"train/Adam", "train/beta1_power", "train/gradients/grad_ys_0",
                                 "w/Adam", "train/Adam/learning_rate"}) {
            QVERIFY2(r.graph.find(name) != nullptr, name);
        }
    }

    void doubleVariablesCastTheRulesNumbers() {
        Regression r = regression(DType::Double);
        QVERIFY_OK(minimize(r.graph, r.loss, {.optimizer = "AdamOptimizer"}));
        const Node& update = *r.graph.find("Adam/update_w/ApplyAdam");
        const QStringList casts{"Cast", "Cast_1", "Cast_2", "Cast_3", "Cast_4", "Cast_5"};
        for (int i = 0; i < casts.size(); ++i) {
            const Node& input = r.graph.node(update.inputs[static_cast<std::size_t>(3 + i)].node);
            QCOMPARE(QString::fromStdString(input.name), "Adam/update_w/" + casts[i]);
        }
        QCOMPARE(r.graph.find("beta1_power")->outputs[0].type, DType::Float);
    }

    void largeSlotsAreFilledNotStored() {
        Graph graph;
        const NodeWriter nodes(graph);
        const auto w = must(addVariableOfInitializer(nodes, "w", {InitKind::GlorotUniform},
                                                     DType::Float, Shape{30, 40}, Trainable::Yes));
        const Endpoint loss =
            must(nodes.add("loss", "Sum", {w.read, must(nodes.ints("axes", {0, 1}))}));
        QVERIFY_OK(minimize(
            graph, loss,
            {.optimizer = "MomentumOptimizer", .hyper = {{"learning_rate", 1}, {"momentum", 1}}}));
        QVERIFY(graph.find("w/Momentum/Initializer/zeros")->isOp("Fill"));
        QVERIFY(graph.find("w/Momentum/Initializer/zeros/shape_as_tensor") != nullptr);
        // Glorot limit of [30, 40]: sqrt(6 / 70), as TensorFlow rounds it.
        const auto limit =
            graph.constantValue(must(graph.endpoint("w/Initializer/random_uniform/max:0")));
        QCOMPARE(limit->values<float>()[0], 0.292770028F);
    }

    void isLaidOutAsTensorFlowDoes_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QStringList>("wanted");
        QFile file(
            QStringLiteral(WEFT_SOURCE_DIR "/tests/engine/compose/files/optimizer_layouts.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QStringList parts = QString::fromUtf8(file.readAll()).split("\n## ");
        for (qsizetype i = 1; i < parts.size(); ++i) {
            QStringList lines = parts[i].split('\n', Qt::SkipEmptyParts);
            const QString kind = lines.takeFirst();
            QTest::newRow(qPrintable(kind)) << kind << lines;
        }
        QVERIFY(parts.size() > 20);
    }
    void isLaidOutAsTensorFlowDoes() {
        QFETCH(QString, kind);
        QFETCH(QStringList, wanted);
        const QStringList words = kind.split(' ');
        OptimizerSpec spec{.optimizer = words[0].toStdString()};
        for (const QString& argument : words[1].split(',')) {
            const QString name = argument.section('=', 0, 0);
            const double value = argument.section('=', 1).toDouble();
            if (name.startsWith("clip_by_")) {
                const auto by = clipNamed(name.mid(8).toStdString());
                QVERIFY(by.has_value());
                spec.clip = {*by, value};
            } else {
                spec.hyper[name.toStdString()] = value;
            }
        }
        Graph graph;
        const Endpoint loss = addMixedLoss(graph, words[2] == "resource");
        const auto forward = static_cast<qsizetype>(graph.size());
        spec.variables = {"w", "e"};
        QVERIFY_OK(minimize(graph, loss, spec));
        QStringList got;
        for (const QString& line : listing(graph, "gradients/").mid(forward)) {
            got << withoutFreeNames(line);
        }
        for (QString line : wanted) {
            const qsizetype name = line.indexOf(' ', line.indexOf(' ') + 1);
            if (name < 0) { line += ' '; }
            for (qsizetype at = name + 1; name >= 0 && at < line.size(); ++at) {
                if (line[at] == ' ') { line[at] = ','; }
            }
            line = withoutFreeNames(line);
            // Reads after the last write, which nobody looks at, are left out.
            if (line.startsWith("READ")) { continue; }
            QVERIFY2(got.contains(line), qPrintable(line + "\n not in\n" + got.join('\n')));
        }
    }

    void sparseGradientsOfOneVariableAreJoined() {
        for (const bool byHandle : {false, true}) {
            Graph graph;
            const Endpoint first = addMixedLoss(graph, byHandle);
            const NodeWriter nodes(graph);
            const Endpoint e = must(graph.endpoint("e"));
            const Endpoint ids = must(nodes.ints("other_ids", {2}));
            const Endpoint axis = must(graph.endpoint("axis"));
            const Endpoint rows = byHandle ? must(nodes.add("other", "ResourceGather", {e, ids},
                                                            {{"dtype", DType::Float}}))
                                           : must(nodes.add("other", "GatherV2", {e, ids, axis}));
            const Endpoint sum = must(nodes.add("c", "Sum", {rows, must(graph.endpoint("both"))}));
            const Endpoint loss = must(nodes.add("total", "AddV2", {first, sum}));
            const auto made = minimize(graph, loss,
                                       {.optimizer = "AdagradOptimizer",
                                        .hyper = {{"learning_rate", 0.1}},
                                        .variables = {"e"}});
            QVERIFY_OK(made);
            const Node& update = graph.node(made->updates[0].update);
            QVERIFY(update.opName.ends_with("SparseApplyAdagrad"));
            const Node& unique = *graph.find("Adagrad/update_e/Unique");
            QVERIFY(graph.node(unique.inputs[0].node).isOp("ConcatV2"));
        }
    }
};

namespace {
const Registered<TstOptimizers> registered;
}
}  // namespace weft::test

#include "tst_optimizers.moc"
