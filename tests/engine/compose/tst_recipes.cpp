// SPDX-License-Identifier: Apache-2.0
/// @file
/// What every recipe writes: names as TensorFlow 1 gives them, ops and attributes of its registry.

#include <QTest>

#include "engine/graph/op_registry.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Op and attributes of every node are those of the op's definition; names beginning with "_" are
/// TensorFlow's own annotations.
QString strangeNode(const Graph& graph) {
    for (const Node& node : graph.nodes()) {
        if (node.op == nullptr) { return QString::fromStdString(node.name + ": unknown op"); }
        if (node.opName.starts_with("_Weft")) { return "op of passes in a document"; }
        for (const auto& [name, value] : node.attrs) {
            if (!name.starts_with("_") && node.op->attr(name) == nullptr) {
                return QString::fromStdString(node.name + ": attribute " + name);
            }
        }
    }
    return {};
}

/// One recipe fed by a placeholder; a metric or loss also by labels.
struct Alone {
    Drawing d;
    ItemId x;
    ItemId recipe;
    Expansion e;

    Alone(const char* type, const char* name, const PartialShape& shape, AttrMap parameters = {},
          const char* input = "x")
        : x(d.placeholder("x", DType::Float, shape)),
          recipe(d.recipe(name, type, std::move(parameters))) {
        d.wire(x, "output", recipe, input);
    }
    void labels(const char* port, DType type, const PartialShape& shape) {
        const ItemId labels = d.placeholder("labels", type, shape);
        d.wire(labels, "output", recipe, port);
    }
    void expand() { e = expandDocument(d.document); }
    QStringList names() const {
        QStringList out;
        for (const Node& node : e.graph.nodes()) { out << QString::fromStdString(node.name); }
        return out;
    }
    QString shapeAt(const char* port) const {
        const auto tensor = e.tensorAt({recipe, port});
        return tensor ? QString::fromStdString(e.graph.output(*tensor).shape.toString()) : "none";
    }
    QString error() const {
        for (const Finding& finding : e.findings) {
            if (finding.item == recipe && finding.severity == Finding::Severity::Error) {
                return QString::fromStdString(finding.port + ": " + finding.text);
            }
        }
        return {};
    }
};

}  // namespace

class TstRecipes : public QObject {
    Q_OBJECT

private slots:
    /// Sizes come from files and fields: none may stop the program.
    void sizesBeyondAnyTensorAreFindings_data() {
        QTest::addColumn<QString>("recipe");
        QTest::addColumn<QString>("parameter");
        QTest::addColumn<qint64>("size");
        constexpr qint64 kHuge = qint64{1} << 62;
        QTest::newRow("units") << "Dense"
                               << "units" << kHuge;
        QTest::newRow("units past int32") << "Dense"
                                          << "units" << (qint64{1} << 33);
        QTest::newRow("filters") << "Conv2D"
                                 << "filters" << kHuge;
        QTest::newRow("kernel") << "Conv2D"
                                << "kernel_size" << kHuge;
        QTest::newRow("strides") << "Conv2D"
                                 << "strides" << kHuge;
        QTest::newRow("window") << "MaxPool"
                                << "pool_size" << kHuge;
        QTest::newRow("window steps") << "MaxPool"
                                      << "strides" << kHuge;
    }
    void sizesBeyondAnyTensorAreFindings() {
        QFETCH(const QString, recipe);
        QFETCH(const QString, parameter);
        QFETCH(const qint64, size);
        Drawing d;
        const PartialShape shape =
            recipe == "Dense" ? PartialShape{-1, 4} : PartialShape{-1, 28, 28, 3};
        const ItemId x = d.placeholder("x", DType::Float, shape);
        const ItemId big =
            d.recipe("big", recipe.toStdString(), {{parameter.toStdString(), std::int64_t{size}}});
        d.wire(x, "output", big, "x");
        const Expansion e = expandDocument(d.document);
        QVERIFY(e.hasErrors());
        QVERIFY(!e.operations.contains(big));
    }

    void wrongInputsAreRefusedAtTheirPort() {
        Alone dense("Dense", "dense", {-1, 28, 28});
        dense.expand();
        QVERIFY2(dense.error().startsWith("x: Dense needs rows of known length: got shape "
                                          "[?,28,28], want [batch, features]"),
                 qPrintable(dense.error()));
        Alone conv("Conv2D", "conv", {-1, 28, 28});
        conv.expand();
        QVERIFY(conv.error().startsWith("x: Conv2D needs images with channels"));
        Alone flat("Flatten", "flat", {-1});
        flat.expand();
        QVERIFY(flat.error().startsWith("x: Flatten needs rows"));
        Alone loss("SoftmaxLoss", "loss", {-1, 10}, {}, "logits");
        loss.labels("labels", DType::Int64, {-1, 10});
        loss.expand();
        QVERIFY2(loss.error().startsWith("labels: labels of dtype int64 have a wrong shape"),
                 qPrintable(loss.error()));
        Alone drop("Dropout", "drop", {-1, 3}, {{"rate", 1.0F}});
        drop.expand();
        QVERIFY2(drop.error().contains("got 1, want one in [0, 1)"), qPrintable(drop.error()));
    }

    void denseIsWrittenAsTensorFlowsLayer() {
        Alone a("Dense", "hidden1", {-1, 30},
                {{"units", std::int64_t{40}}, {"activation", std::string("relu")}});
        a.expand();
        QVERIFY2(a.error().isEmpty(), qPrintable(a.error()));
        const QString k = "hidden1/kernel/Initializer/random_uniform";
        QCOMPARE(
            a.names(),
            QStringList({"x", k + "/shape", k + "/min", k + "/max", k + "/RandomUniform",
                         k + "/sub", k + "/mul", k, "hidden1/kernel", "hidden1/kernel/Assign",
                         "hidden1/kernel/read", "hidden1/MatMul", "hidden1/bias/Initializer/zeros",
                         "hidden1/bias", "hidden1/bias/Assign", "hidden1/bias/read",
                         "hidden1/BiasAdd", "hidden1/Relu", "init"}));
        QCOMPARE(a.shapeAt("y"), "[?,40]");
        QCOMPARE(strangeNode(a.e.graph), QString());
        const auto& variables = a.e.graph.collections().variables.at("trainable_variables");
        QCOMPARE(variables.size(), std::size_t{2});
        QCOMPARE(variables[0].snapshot, std::string("hidden1/kernel/read:0"));
        QCOMPARE(variables[0].initialValue,
                 std::string("hidden1/kernel/Initializer/random_uniform:0"));
    }

    void convolutionAndPoolingKeepShapes() {
        Alone conv("Conv2D", "conv1", {-1, 28, 28, 1}, {{"filters", std::int64_t{8}}});
        conv.expand();
        QVERIFY2(conv.error().isEmpty(), qPrintable(conv.error()));
        QCOMPARE(conv.shapeAt("y"), "[?,28,28,8]");
        QVERIFY(conv.names().contains("conv1/Conv2D"));
        QVERIFY(conv.names().contains("conv1/BiasAdd"));
        QCOMPARE(strangeNode(conv.e.graph), QString());
        Alone pool("MaxPool", "pool1", {-1, 28, 28, 8});
        pool.expand();
        QCOMPARE(pool.shapeAt("y"), "[?,14,14,8]");
        QCOMPARE(strangeNode(pool.e.graph), QString());
    }

    void flattenKeepsRowsKnownWhereTheyAre() {
        Alone known("Flatten", "flatten", {-1, 14, 14, 8});
        known.expand();
        QCOMPARE(known.shapeAt("y"), "[?,1568]");
        QCOMPARE(known.names(), QStringList({"x", "flatten/Const", "flatten/Reshape", "init"}));
        Alone open("Flatten", "flatten", {-1, -1, 8});
        open.expand();
        QVERIFY2(open.error().isEmpty(), qPrintable(open.error()));
        QVERIFY(open.names().contains("flatten/Reshape/shape"));
        QCOMPARE(strangeNode(open.e.graph), QString());
    }

    void dropoutIsFedInTrainingOnly() {
        Alone a("Dropout", "dropout", {-1, 4}, {{"rate", 0.25F}});
        a.expand();
        QVERIFY2(a.error().isEmpty(), qPrintable(a.error()));
        QCOMPARE(a.e.modeFeeds.size(), std::size_t{1});
        QCOMPARE(a.e.modeFeeds[0].tensor, std::string("dropout/rate:0"));
        QCOMPARE(a.e.modeFeeds[0].training, 0.25);
        QVERIFY(a.e.graph.find("dropout/rate")->isOp("PlaceholderWithDefault"));
        QCOMPARE(a.shapeAt("y"), "[?,4]");
        QCOMPARE(strangeNode(a.e.graph), QString());
    }

    void softmaxLossFollowsTheLabels_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("rows");
        QTest::addColumn<QString>("op");
        QTest::newRow("int64") << 9 << false << "SparseSoftmaxCrossEntropyWithLogits";
        QTest::newRow("int32") << 3 << false << "SparseSoftmaxCrossEntropyWithLogits";
        QTest::newRow("uint8") << 4 << false << "SparseSoftmaxCrossEntropyWithLogits";
        QTest::newRow("float") << 1 << true << "SoftmaxCrossEntropyWithLogits";
    }
    void softmaxLossFollowsTheLabels() {
        QFETCH(const int, type);
        QFETCH(const bool, rows);
        QFETCH(const QString, op);
        Alone a("SoftmaxLoss", "loss", {-1, 10}, {}, "logits");
        a.labels("labels", static_cast<DType>(type),
                 rows ? PartialShape{-1, 10} : PartialShape{-1});
        a.expand();
        QVERIFY2(a.error().isEmpty(), qPrintable(a.error()));
        QVERIFY(a.names().contains("loss/" + op));
        QCOMPARE(a.shapeAt("loss"), "[]");
        QCOMPARE(a.e.tensorAt({a.recipe, "loss"})->node, a.e.graph.find("loss")->id);
        QCOMPARE(strangeNode(a.e.graph), QString());
    }

    void metricsAreScalarsOfTheirName() {
        for (const PartialShape& shape : {PartialShape{-1}, PartialShape{-1, 10}}) {
            Alone a("Accuracy", "accuracy", {-1, 10}, {}, "logits");
            a.labels("labels", shape.rank() == 1 ? DType::Int32 : DType::Float, shape);
            a.expand();
            QVERIFY2(a.error().isEmpty(), qPrintable(a.error()));
            QCOMPARE(a.shapeAt("accuracy"), "[]");
            QVERIFY(a.e.graph.find("accuracy")->isOp("Mean"));
            QCOMPARE(strangeNode(a.e.graph), QString());
        }
        Alone error("SquaredError", "error", {-1, 1}, {}, "predictions");
        error.labels("targets", DType::Float, {-1, 1});
        error.expand();
        QVERIFY2(error.error().isEmpty(), qPrintable(error.error()));
        QCOMPARE(error.shapeAt("loss"), "[]");
        QCOMPARE(strangeNode(error.e.graph), QString());
    }

    void variablesOfEveryInitializer_data() {
        QTest::addColumn<QString>("node");
        QTest::newRow("zeros") << "v/Initializer/zeros";
        QTest::newRow("ones") << "v/Initializer/ones";
        QTest::newRow("glorot_uniform") << "v/Initializer/random_uniform";
        QTest::newRow("random_uniform") << "v/Initializer/random_uniform";
        QTest::newRow("random_normal") << "v/Initializer/random_normal";
        QTest::newRow("truncated_normal") << "v/Initializer/truncated_normal";
    }
    void variablesOfEveryInitializer() {
        QFETCH(const QString, node);
        Drawing d;
        const ItemId v = d.recipe(
            "v", "Variable",
            {{"initializer", std::string(QTest::currentDataTag())}, {"shape", PartialShape{3, 4}}});
        const Expansion e = expandDocument(d.document);
        QVERIFY2(e.findings.empty(), findingsText(e).c_str());
        QVERIFY(e.graph.find(node.toStdString()) != nullptr);
        QCOMPARE(e.graph.output(*e.tensorAt({v, "value"})).shape, (PartialShape{3, 4}));
        QCOMPARE(strangeNode(e.graph), QString());
    }

    void variableWithoutAShapeIsRefused() {
        Drawing d;
        d.recipe("v", "Variable",
                 {{"initializer", std::string("zeros")}, {"shape", PartialShape{3, -1}}});
        const Expansion e = expandDocument(d.document);
        QVERIFY(findingsText(e).find("want all sizes") != std::string::npos);
    }

    /// A net of every recipe, trained by every optimizer: ops and attributes of the registry only.
    void gradientsAndUpdatesAreOpsOfTheRegistry() {
        for (const RecipeDef* optimizer : allRecipes()) {
            if (!optimizer->isOptimizer) { continue; }
            Drawing d;
            const ItemId x = d.placeholder("x", DType::Float, {-1, 8, 8, 1});
            const ItemId labels = d.placeholder("labels", DType::Int64, {-1});
            ItemId last = x;
            const char* port = "output";
            for (const char* layer : {"Conv2D", "MaxPool", "Flatten", "Dense", "Dropout"}) {
                const ItemId next = d.recipe(layer, layer);
                d.wire(last, port, next, "x");
                last = next;
                port = "y";
            }
            const ItemId loss = d.recipe("loss", "SoftmaxLoss");
            d.wire(last, "y", loss, "logits");
            d.wire(labels, "output", loss, "labels");
            const ItemId train = d.recipe(optimizer->defaultName, optimizer->signature.name);
            d.wire(loss, "loss", train, "loss");
            const Expansion e = expandDocument(d.document);
            QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
            QCOMPARE(strangeNode(e.graph), QString());
            QCOMPARE(e.trained.at(train).updates.size(), std::size_t{4});
            QCOMPARE(e.origins.size(), e.graph.size());
        }
    }

    void gradientsRecipeGivesTheDerivative() {
        Drawing d;
        const ItemId x = d.constant("x", Tensor::vector({0.0F, 1.0F}));
        const ItemId y = d.op("y", "Cos");
        const ItemId dydx = d.recipe("gradients", "Gradients");
        const ItemId other = d.recipe("other", "Gradients");
        const ItemId z = d.constant("z", Tensor::scalar(1.0F));
        d.wire(x, "output", y, "x");
        d.wire(y, "y", dydx, "y");
        d.wire(x, "output", dydx, "x");
        d.wire(y, "y", other, "y");
        d.wire(z, "output", other, "x");
        const Expansion e = expandDocument(d.document);
        QVERIFY(e.tensorAt({dydx, "dydx"}).has_value());
        QCOMPARE(e.graph.output(*e.tensorAt({dydx, "dydx"})).shape, PartialShape{2});
        QVERIFY(!e.tensorAt({other, "dydx"}).has_value());
        QVERIFY(findingsText(e).find("does not depend on") != std::string::npos);
    }
};

namespace {
const Registered<TstRecipes> registered;
}
}  // namespace weft::test

#include "tst_recipes.moc"
