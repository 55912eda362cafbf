// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/base/durable_file.h"
#include "engine/compose/expansion.h"
#include "engine/compose/file/project_io.h"
#include "engine/compose/foreign/gradient_age.h"
#include "engine/compose/foreign/replace_gradients.h"
#include "engine/compose/foreign/take_over.h"
#include "engine/compose/run_plan.h"
#include "engine/graph/graph_io.h"
#include "engine/graph/meta_graph.h"
#include "engine/proto/conformance.pb.h"
#include "tests/engine/compose/fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const ImportOptions kKeep{.unknownOps = UnknownOps::Keep};

/// The graph of a recorded training: without collections, so that only its shape tells.
Graph zooGraph(const QString& name) {
    conformance::Suite suite;
    const std::string bytes = must(
        readFile(concat(WEFT_SOURCE_DIR, "/tests/conformance/zoo/", name.toStdString(), ".pb")));
    if (!suite.ParseFromString(bytes)) { qFatal("%s", qPrintable(name)); }
    return must(graphFromBytes(suite.cases(0).graph_def(), kKeep));
}

std::string nameOf(const Graph& graph, NodeId id) {
    return id.valid() ? graph.node(id).name : std::string("none");
}

}  // namespace

/// Graphs that others made: what is believed of them, and what becomes of their gradients.
class TstTakeOver : public QObject {
    Q_OBJECT

private slots:
    void aGraphWithoutAnythingHasNoRoles() {
        const Graph empty;
        const GraphRoles roles = rolesOf(empty);
        QVERIFY(!roles.train.found() && !roles.init.found() && !roles.loss.found());
        const Document document = must(takeOverGraph(empty));
        QVERIFY(document.rows().empty());
        QVERIFY(!staleGradients(document));
    }

    void aGraphThatIsNotTrainedHasNoRunSheet() {
        const Graph graph = must(graphFromBytes(
            must(readFile(concat(WEFT_SOURCE_DIR, "/tests/engine/graph/files/frozen_mlp.pb"))),
            kKeep));
        const GraphRoles roles = rolesOf(graph);
        QCOMPARE(roles.placeholders.size(), std::size_t{1});
        QVERIFY(!roles.train.found());
        QVERIFY(must(takeOverGraph(graph)).rows().empty());
    }

    void rolesAreToldWithoutCollections_data() {
        QTest::addColumn<QString>("train");
        QTest::addColumn<QString>("loss");
        QTest::addColumn<int>("trained");
        const auto add = [](const char* name, const char* train, const char* loss, int trained) {
            QTest::newRow(name) << train << loss << trained;
        };
        add("softmax_regression", "GradientDescent", "loss", 2);
        add("lenet", "Momentum", "loss", 8);
        add("resnet_tiny", "Momentum", "loss", 18);
        add("autoencoder", "Adagrad", "loss", 8);
        add("vae", "Adam", "loss", 10);
        add("char_rnn_unrolled", "Adam", "loss", 5);
        add("gru_while", "RMSProp", "loss", 6);
        add("word2vec", "GradientDescent", "loss", 3);
        add("linear_regression", "GradientDescent", "truediv", 2);
        add("polynomial_regression", "Adadelta", "loss", 5);
        add("siamese", "ExponentialMovingAverage", "loss", 4);
        add("q_learning", "RMSProp", "loss", 4);
    }
    void rolesAreToldWithoutCollections() {
        QFETCH(const QString, train);
        QFETCH(const QString, loss);
        QFETCH(const int, trained);
        const Graph graph = zooGraph(QTest::currentDataTag());
        const GraphRoles roles = rolesOf(graph);
        QCOMPARE(nameOf(graph, roles.train.node), train.toStdString());
        QCOMPARE(nameOf(graph, roles.loss.node), loss.toStdString());
        QCOMPARE(nameOf(graph, roles.init.node), std::string("init_all"));
        QCOMPARE(nameOf(graph, roles.restore.node), std::string("save/restore_all"));
        QVERIFY(roles.save.valid());
        QCOMPARE(static_cast<int>(roles.trained.size()), trained);
        for (const RoleGuess* guess : {&roles.train, &roles.loss, &roles.init, &roles.restore}) {
            QVERIFY(!guess->evidence.empty());
        }
        // What makes the loss is never the training's.
        QVERIFY(roles.partOf(roles.loss.node) == GraphRoles::Part::Forward);
        for (const NodeId id : roles.placeholders) {
            QVERIFY(roles.partOf(id) == GraphRoles::Part::Forward);
        }
        for (const NodeId id : roles.updates) {
            QVERIFY(roles.partOf(id) == GraphRoles::Part::Backward);
        }
        for (const Node& node : graph.nodes()) {
            const bool save = node.name.starts_with("save/");
            QCOMPARE(save ? roles.partOf(node.id) : GraphRoles::Part::Housekeeping,
                     GraphRoles::Part::Housekeeping);
            const bool slot = node.name.ends_with("/Momentum") || node.name == "beta1_power";
            QVERIFY(!slot || roles.partOf(node.id) == GraphRoles::Part::Backward);
        }
    }

    void whatIsTakenOverIsStillTheSameGraph_data() { rolesAreToldWithoutCollections_data(); }
    void whatIsTakenOverIsStillTheSameGraph() {
        QFETCH(const QString, train);
        QFETCH(const QString, loss);
        const Graph graph = zooGraph(QTest::currentDataTag());
        const Document document = must(takeOverGraph(graph));
        QVERIFY(isForeign(document));
        const Expansion e = expandDocument(document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        QVERIFY(graphToBytes(e.graph) == graphToBytes(graph));
        QVERIFY(e.graph.collections().empty());  // what the document remembers is its own
        const TrainingPlan plan = must(makeTrainingPlan(document, e));
        QCOMPARE(plan.rows.size(), std::size_t{1});
        QCOMPARE(plan.rows[0].targets, std::vector{train.toStdString()});
        QCOMPARE(plan.rows[0].fetches, std::vector{loss.toStdString() + ":0"});
        QVERIFY(plan.rows[0].training);
        QCOMPARE(plan.init, std::string("init_all"));
    }

    void collectionsSayMoreThanShapes() {
        const MetaGraph meta = must(metaGraphFromBytes(
            must(readFile(
                concat(WEFT_SOURCE_DIR, "/tests/engine/compose/files/linear_regression.meta"))),
            kKeep));
        const GraphRoles roles = rolesOf(meta.graph);
        QCOMPARE(roles.train.evidence, std::string("in the collection train_op"));
        QCOMPARE(nameOf(meta.graph, roles.train.node), std::string("GradientDescent"));
        const Expansion e = expandDocument(must(takeOverGraph(meta.graph, meta.otherBytes)));
        QVERIFY(metaGraphToBytes({e.graph, e.metaBytes}) == metaGraphToBytes(meta));
    }

    void aVariableIsAllFourOfItsNodes() {
        const Graph graph = zooGraph("softmax_regression");
        const GraphRoles roles = rolesOf(graph);
        const NodeId w = graph.find("W")->id;
        for (const char* name : {"W", "W/Assign", "W/read", "Fill"}) {
            QVERIFY2(roles.variableOf(graph.find(name)->id) == w, name);
        }
        QVERIFY(!roles.variableOf(graph.find("MatMul")->id).valid());
        QVERIFY(!roles.variableOf(graph.find("save/Assign")->id).valid());
    }

    void movingAndRenamingLeavesGradientsRight() {
        Document document = must(takeOverGraph(zooGraph("softmax_regression")));
        QVERIFY(!staleGradients(document));
        change(document, "MatMul", [](Item& item) {
            item.x = 400;
            item.name = "product";
        });
        QVERIFY(!staleGradients(document));
        // What no gradient flows through may change.
        change(document, "ArgMax/dimension", [](Item& item) {
            std::get<OpItem>(item.what).attrs.set("_note", std::string("kept"));
        });
        QVERIFY(!staleGradients(document));
    }

    void anotherOpMakesGradientsStale() {
        Document document = must(takeOverGraph(zooGraph("autoencoder")));
        const Document before = document;
        change(document, "dec2/Sigmoid",
               [](Item& item) { std::get<OpItem>(item.what).op = "Tanh"; });
        const auto stale = staleGradients(document);
        QVERIFY(stale.has_value());
        QCOMPARE(document.pathOf(stale->changed), std::string("dec2/Sigmoid"));
        QVERIFY(stale->text.find("dec2/Sigmoid") != std::string::npos);
        // Known after the file was closed and opened.
        const Document read = must(documentFromBytes(documentToBytes(document)));
        QVERIFY(staleGradients(read).has_value());
        QVERIFY(!staleGradients(before));
    }

    void aDeletedNodeMakesGradientsStaleUntilTheyAreGoneToo() {
        Document document = must(takeOverGraph(zooGraph("softmax_regression")));
        remove(document, {"Neg"});
        QVERIFY(staleGradients(document).has_value());
        remove(document, {"gradients"});
        QVERIFY(!staleGradients(document));
    }

    void gradientsOfADrawingAreNotReplaced() {
        const Document empty;
        Edit edit(empty);
        QVERIFY_FAILS(replaceGradients(edit).status(), "FAILED_PRECONDITION", "no gradients");
    }

    void whatReplacesGradientsMakesTheSameNodes_data() {
        QTest::addColumn<QString>("recipe");
        QTest::newRow("softmax_regression") << "GradientDescent";
        QTest::newRow("autoencoder") << "Adagrad";
        QTest::newRow("vae") << "Adam";
        QTest::newRow("gru_while") << "RMSProp";
        QTest::newRow("word2vec") << "GradientDescent";
        QTest::newRow("polynomial_regression") << "Adadelta";
        QTest::newRow("siamese") << "Adam";
        QTest::newRow("lenet") << "Momentum";
        QTest::newRow("char_rnn_unrolled") << "Adam";
        QTest::newRow("q_learning") << "RMSProp";
    }
    void whatReplacesGradientsMakesTheSameNodes() {
        QFETCH(const QString, recipe);
        const Graph graph = zooGraph(QTest::currentDataTag());
        Document document = must(takeOverGraph(graph));
        const GradientReplacement plan = must(replacementFor(document));
        QCOMPARE(plan.recipe, recipe.toStdString());
        QVERIFY2(plan.lost.empty(), join(plan.lost, ", ").c_str());
        Edit edit(document);
        const ItemId made = must(replaceGradients(edit));
        must(document.apply(must(edit.finish())));
        QVERIFY(document.item(made)->as<RecipeItem>() != nullptr);
        const Expansion e = expandDocument(document);
        QVERIFY2(!e.hasErrors(), findingsText(e).c_str());
        // Slots and all that a checkpoint or a saver names are there, with the same ops.
        for (const Node& node : graph.nodes()) {
            const bool state = isVariableNode(node) || node.name.starts_with("save/");
            const Node* now = e.graph.find(node.name);
            if (!state) { continue; }
            QVERIFY2(now != nullptr && now->opName == node.opName, node.name.c_str());
            QCOMPARE(now->inputs.size(), node.inputs.size());
        }
        QVERIFY(!staleGradients(document));
        const TrainingPlan plan2 = must(makeTrainingPlan(document, e));
        QCOMPARE(plan2.rows.size(), std::size_t{1});
        QVERIFY(!plan2.rows[0].targets.empty());
    }

    void clippingIsTakenOverNodeByNode() {
        for (const auto& [name, by] :
             {std::pair("char_rnn_unrolled", "global_norm"), std::pair("q_learning", "norm")}) {
            const Graph graph = zooGraph(name);
            Document document = must(takeOverGraph(graph));
            Edit edit(document);
            const ItemId made = must(replaceGradients(edit));
            must(document.apply(must(edit.finish())));
            const auto& parameters = document.item(made)->as<RecipeItem>()->parameters;
            QCOMPARE(parameters.getOr<std::string>("clip_by", "none"), std::string(by));
            const Expansion e = expandDocument(document);
            for (const Node& node : graph.nodes()) {
                if (node.name.find("global_norm") == std::string::npos &&
                    !node.name.starts_with("clip_by_")) {
                    continue;
                }
                const Node* now = e.graph.find(node.name);
                QVERIFY2(now != nullptr && now->opName == node.opName, node.name.c_str());
                QCOMPARE(now->inputs.size(), node.inputs.size());
                QCOMPARE(e.originOf(now->id).item, made);
            }
        }
    }

private:
    static void change(Document& document, const std::string& path,
                       const std::function<void(Item&)>& how) {
        const Item* found = document.itemNamed(path);
        if (found == nullptr) { qFatal("%s", path.c_str()); }
        Item item = *found;
        how(item);
        Edit edit(document);
        edit.put(std::move(item));
        must(document.apply(must(edit.finish())));
    }
    static void remove(Document& document, const std::vector<std::string>& paths) {
        Edit edit(document);
        for (const std::string& path : paths) { edit.remove(document.itemNamed(path)->id); }
        must(document.apply(must(edit.finish())));
    }
};

}  // namespace weft::test

namespace {
const weft::test::Registered<weft::test::TstTakeOver> registered;
}

#include "tst_take_over.moc"
