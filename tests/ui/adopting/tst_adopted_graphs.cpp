// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Graphs that others made, opened in the real window: laid out, understood without a question,
/// editable, kept.

#include <QMenu>
#include <QSignalSpy>
#include <QToolButton>

#include "engine/compose/foreign/take_over.h"
#include "tests/support/test_main.h"
#include "tests/ui/adopting/zoo.h"
#include "ui/base/proxy_style.h"
#include "ui/panels/adopt_bar.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

const DiagramNode* nodeOfType(const StudioFixture& studio, const QString& type) {
    for (const DiagramNode& node : studio.window->canvas().snapshot()->diagram.nodes) {
        if (node.type == type) { return &node; }
    }
    return nullptr;
}

/// No two nodes lie on each other.
bool liesApart(const CanvasSnapshot& s) {
    for (int i = 0; i < s.nodes(); ++i) {
        for (int k = i + 1; k < s.nodes(); ++k) {
            if (s.rect(i).intersects(s.rect(k))) { return false; }
        }
    }
    return true;
}

}  // namespace

class TstAdoptedGraphs : public QObject {
    Q_OBJECT

private slots:
    void aGraphNobodyUnderstandsIsKeptGrey() {
        StudioFixture studio;
        const QByteArray text =
            "node { name: 'x' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }"
            "node { name: 'odd' op: 'NoSuchOp' input: 'x' attr { key: 'k' value { i: 3 } } }";
        QVERIFY(studio.open(studio.file("odd.pbtxt", text)));
        const auto& nodes = studio.window->canvas().snapshot()->diagram.nodes;
        QVERIFY(std::ranges::any_of(nodes, [](const DiagramNode& n) { return n.unknownOp; }));
        QVERIFY(studio.window->adoptBar().words().contains("1 unknown op"));
        // Edited and saved, it is still there with all it had.
        studio.probe().click("x");
        QVERIFY(studio.window->edits()
                    .edit("move",
                          [&](Edit& e) {
                              moveItems(e, {{studio.probe().idOf("x"), QPointF(400, 80)}});
                              return okStatus();
                          })
                    .ok());
        const Expansion e = expandDocument(studio.window->drawing()->document());
        const Node* odd = e.graph.find("odd");
        QVERIFY(odd != nullptr && odd->opName == "NoSuchOp");
        QCOMPARE(odd->inputs.size(), std::size_t{1});
        QVERIFY(odd->attrs.find("k") != nullptr);
    }

    void zooGraphsAreUnderstood_data() {
        QTest::addColumn<QString>("train");
        QTest::addColumn<QString>("loss");
        const auto add = [](const char* name, const char* train, const char* loss) {
            QTest::newRow(name) << train << loss;
        };
        add("softmax_regression", "GradientDescent", "loss");
        add("lenet", "Momentum", "loss");
        add("resnet_tiny", "Momentum", "loss");
        add("autoencoder", "Adagrad", "loss");
        add("vae", "Adam", "loss");
        add("char_rnn_unrolled", "Adam", "loss");
        add("gru_while", "RMSProp", "loss");
        add("word2vec", "GradientDescent", "loss");
        add("linear_regression", "GradientDescent", "truediv");
        add("polynomial_regression", "Adadelta", "loss");
        add("siamese", "ExponentialMovingAverage", "loss");
        add("q_learning", "RMSProp", "loss");
    }
    void zooGraphsAreUnderstood() {
        QFETCH(const QString, train);
        QFETCH(const QString, loss);
        const ZooModel model = ZooModel::read(QTest::currentDataTag());
        StudioFixture studio;
        const QString path = studio.file("graph.pb", QByteArray::fromStdString(model.graphBytes));
        QVERIFY(studio.open(path));
        QVERIFY(StudioFixture::noDialog());
        QVERIFY(studio.window->drawing() != nullptr);
        const QStringList told = studio.window->adoptBar().words();
        QVERIFY2(told.contains("trains by " + train), qPrintable(told.join('|')));
        QVERIFY2(told.contains("loss: " + loss), qPrintable(told.join('|')));
        QVERIFY(told.contains("init: init_all"));
        QVERIFY(told.contains("saver: save/restore_all"));
        QVERIFY(studio.window->actions().train->text().startsWith("Train"));
        // What is drawn is the model: training, saving and each variable are one node.
        const CanvasSnapshot& s = *studio.window->canvas().snapshot();
        QVERIFY(s.placed);
        QVERIFY(liesApart(s));
        QVERIFY(nodeOfType(studio, "Training") != nullptr);
        QVERIFY(nodeOfType(studio, "Save and init") != nullptr);
        for (const DiagramNode& node : s.diagram.nodes) {
            const QString& name = node.name;
            QVERIFY2(!name.startsWith("gradients") && name != "save" && !name.endsWith("/Assign") &&
                         !name.endsWith("/read"),
                     qPrintable(name));
        }
        // Its groups are laid out too, by their sizes.
        for (const Item* item : studio.window->drawing()->document().all<Item>()) {
            if (item->as<GroupItem>() == nullptr) { continue; }
            const Diagram inside = studio.window->drawing()->shown().inside(item->id.value);
            const auto view = makeSnapshot(inside, nullptr);
            QVERIFY2(liesApart(*view), item->name.c_str());
        }
        // One wire goes into the training: that of the loss.
        int into = 0;
        for (const DiagramWire& wire : s.diagram.wires) {
            into += s.node(wire.toNode).type == "Training" ? 1 : 0;
        }
        QCOMPARE(into, 1);
    }

    void whatWantsWorkIsSeenInEachTheme() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("softmax_regression");
        QVERIFY(studio.open(studio.file("graph.pb", QByteArray::fromStdString(model.graphBytes))));
        const QToolButton* wants = nullptr;
        for (const auto* chip : studio.window->adoptBar().findChildren<QToolButton*>()) {
            if (chip->text().contains("no data")) { wants = chip; }
        }
        QVERIFY(wants != nullptr);
        for (const ThemeId theme : {ThemeId::Light, ThemeId::Contrast, ThemeId::Dark}) {
            applyTheme(theme);
            QTRY_COMPARE(wants->palette().color(QPalette::ButtonText), appTheme().warn);
        }
    }

    void everyOtherGraphOpensLaidOutAndIsTheSame_data() {
        QTest::addColumn<QString>("path");
        const QString engine = QStringLiteral(WEFT_SOURCE_DIR "/tests/engine/");
        for (const char* name :
             {"constants.pb", "control_flow.pb", "frozen_conv.pb", "frozen_mlp.pb",
              "frozen_mlp_resource.pb", "function_library.pb", "meta.meta"}) {
            QTest::newRow(name) << engine + "graph/files/" + name;
        }
        QTest::newRow("its own data") << engine + "compose/files/data_pipeline_mlp.pb";
    }
    void everyOtherGraphOpensLaidOutAndIsTheSame() {
        QFETCH(const QString, path);
        StudioFixture studio;
        QVERIFY(studio.open(path));
        QVERIFY(StudioFixture::noDialog());
        QVERIFY(studio.window->drawing() != nullptr);
        const CanvasSnapshot& s = *studio.window->canvas().snapshot();
        QVERIFY(s.nodes() > 0);
        QVERIFY(s.placed);
        QVERIFY(liesApart(s));
        const auto bytes = readFile(path.toStdString());
        QVERIFY(bytes.ok());
        const ImportOptions keep{.unknownOps = UnknownOps::Keep};
        const std::string now = graphToBytes(studio.window->drawing()->current()->graph());
        if (path.endsWith(".meta")) {
            const auto meta = metaGraphFromBytes(*bytes, keep);
            QVERIFY(meta.ok());
            QVERIFY(now == graphToBytes(meta->graph));
            return;
        }
        const auto graph = graphFromBytes(*bytes, keep);
        QVERIFY(graph.ok());
        QVERIFY(now == graphToBytes(*graph));
        // Each of its groups can be entered.
        for (const Item* item : studio.window->drawing()->document().all<Item>()) {
            if (item->as<GroupItem>() == nullptr) { continue; }
            const Diagram inside = studio.window->drawing()->shown().inside(item->id.value);
            QVERIFY(!inside.empty() || !studio.window->drawing()->current()->folds.anchors.empty());
        }
    }

    void whatIsFoldedOpensAndUnfolds() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("softmax_regression");
        QVERIFY(studio.open(studio.file("g.pb", QByteArray::fromStdString(model.graphBytes))));
        studio.probe().doubleClick("W");
        QTRY_VERIFY(studio.probe().names().contains("read"));
        QVERIFY(studio.probe().names().contains("Assign"));
        QVERIFY(!studio.probe().names().contains("MatMul"));
        QTest::keyClick(studio.window.get(), Qt::Key_Up, Qt::AltModifier);
        QTRY_VERIFY(studio.probe().names().contains("MatMul"));
        studio.probe().doubleClick("GradientDescent");
        QTRY_VERIFY(studio.probe().names().contains("gradients"));
    }

    void whatStandsForNothingIsNotFolded() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("softmax_regression");
        QVERIFY(studio.open(studio.file("g.pb", QByteArray::fromStdString(model.graphBytes))));
        studio.probe().click("MatMul");
        studio.window->actions().fold->trigger();
        QTest::qWait(50);
        QVERIFY(!studio.window->drawing()->canUndo());
        QVERIFY2(studio.window->errorBar().words().contains("open in place"),
                 qPrintable(studio.window->errorBar().words()));
        // What stands for others still is unfolded, and folded again.
        const quint64 weight = studio.probe().idOf("W");
        studio.window->canvas().select({weight});
        studio.window->actions().fold->trigger();
        QTRY_VERIFY(studio.window->drawing()->upToDate() &&
                    !studio.window->drawing()->current()->folds.isAnchor(ItemId{weight}));
        studio.window->canvas().select({weight});
        studio.window->actions().fold->trigger();
        QTRY_VERIFY(studio.window->drawing()->upToDate() &&
                    studio.window->drawing()->current()->folds.isAnchor(ItemId{weight}));
    }

    void anEditIsOneStepAndMovesNothingElse() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("autoencoder");
        QVERIFY(studio.open(studio.file("g.pb", QByteArray::fromStdString(model.graphBytes))));
        const QRectF before = studio.probe().rectOf("code");
        const QRectF moved = studio.probe().rectOf("x");
        studio.probe().dragNode("x", QPoint(-24, 56));
        QTRY_VERIFY(studio.probe().rectOf("x") != moved);
        QCOMPARE(studio.probe().rectOf("code"), before);
        QVERIFY(studio.window->drawing()->canUndo());
        studio.window->actions().undo->trigger();
        QTRY_COMPARE(studio.probe().rectOf("x"), moved);
        QVERIFY(!studio.window->drawing()->modified());
    }

    void anotherGuessIsOneClick() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("softmax_regression");
        QVERIFY(studio.open(studio.file("g.pb", QByteArray::fromStdString(model.graphBytes))));
        AdoptBar& bar = studio.window->adoptBar();
        QToolButton* chip = nullptr;
        for (QToolButton* each : bar.findChildren<QToolButton*>()) {
            if (each->text() == "loss: loss") { chip = each; }
        }
        QVERIFY(chip != nullptr);
        QVERIFY(chip->accessibleName().contains("gradients"));
        QAction* other = nullptr;
        for (QAction* action : chip->menu()->actions()) {
            if (action->text() == "accuracy") { other = action; }
        }
        QVERIFY(other != nullptr);
        other->trigger();
        QTRY_VERIFY(bar.words().contains("loss: accuracy"));
        const auto rows = studio.window->drawing()->document().rows();
        QCOMPARE(studio.window->drawing()->document().pathOf(rows.front()->fetches.front().item),
                 std::string("accuracy"));
        studio.window->actions().undo->trigger();
        QTRY_VERIFY(bar.words().contains("loss: loss"));
    }

    void savingNeverWritesOverWhatOthersMade() {
        StudioFixture studio;
        const ZooModel model = ZooModel::read("linear_regression");
        const QByteArray bytes = QByteArray::fromStdString(model.graphBytes);
        const QString path = studio.file("model.pb", bytes);
        QVERIFY(studio.open(path));
        QString suggested;
        studio.files->setAskPath([&](FileController::Asked, const QString& suggestion) {
            suggested = suggestion;
            return suggestion;
        });
        QSignalSpy saved(studio.files.get(), &FileController::saved);
        QTest::keyClick(studio.window.get(), Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(!saved.isEmpty());
        QVERIFY(suggested.endsWith("/model.weft"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), bytes);
        // Opened again it is the same graph, understood in the same way.
        QVERIFY(studio.open(suggested));
        QVERIFY(studio.window->adoptBar().words().contains("trains by GradientDescent"));
        const auto original = graphFromBytes(model.graphBytes, {.unknownOps = UnknownOps::Keep});
        QVERIFY(original.ok());
        QVERIFY(graphToBytes(studio.window->drawing()->current()->graph()) ==
                graphToBytes(*original));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstAdoptedGraphs> registered;
}

#include "tst_adopted_graphs.moc"
