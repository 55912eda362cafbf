// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Layers opened in place with H, and closed again.

#include <QAction>
#include <QRegularExpression>

#include "tests/support/test_main.h"
#include "tests/ui/commands/command_fixture.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/canvas_words.h"
#include "ui/panels/error_bar.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

const QString kPlug = QStringLiteral("initial_value, not wired");

}  // namespace

class TstOpenLayers : public QObject {
    Q_OBJECT

private slots:
    void dataIsNotOpened() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.probe().click("data");
        const QStringList before = studio.probe().names();
        fold(studio);
        QCOMPARE(studio.probe().names(), before);
        QVERIFY(!studio.window->drawing()->canUndo());
    }

    void aLayerOpensAroundItsNodesAndCloses() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        const QStringList before = studio.probe().names();
        const QStringList wires = studio.probe().wires();
        const QRectF beside = sceneRect(studio, "loss");
        studio.probe().click("hidden1");
        fold(studio);
        QTRY_COMPARE(formOf(studio, "hidden1"), NodeForm::Panel);
        const DiagramNode* product = nodeOf(studio, "MatMul");
        QVERIFY(product != nullptr);
        QVERIFY(product->derived);
        QVERIFY(sceneRect(studio, "hidden1").contains(sceneRect(studio, "MatMul")));
        // Wires from outside end at the node that reads them, and none at the frame.
        QVERIFY(!studio.probe().wires().filter(".MatMul.").isEmpty() ||
                !studio.probe().wires().filter("MatMul.").isEmpty());
        for (const DiagramWire& wire : diagram(studio).wires) {
            const auto panelEnd = [&](int i) {
                return diagram(studio).nodes[static_cast<std::size_t>(i)].form == NodeForm::Panel;
            };
            QVERIFY(wire.control || (!panelEnd(wire.fromNode) && !panelEnd(wire.toNode)));
        }
        studio.window->canvas().select({studio.probe().idOf("hidden1")});
        fold(studio);
        QTRY_COMPARE(studio.probe().names(), before);
        QCOMPARE(studio.probe().wires(), wires);
        QCOMPARE(sceneRect(studio, "loss"), beside);
    }

    void undoClosesIt() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.probe().click("hidden1");
        fold(studio);
        QTRY_COMPARE(formOf(studio, "hidden1"), NodeForm::Panel);
        studio.window->actions().undo->trigger();
        QTRY_VERIFY(formOf(studio, "hidden1") != NodeForm::Panel);
        studio.window->actions().redo->trigger();
        QTRY_COMPARE(formOf(studio, "hidden1"), NodeForm::Panel);
    }

    void whatItMakesIsLookedAtOnly() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.probe().click("hidden1");
        fold(studio);
        QTRY_COMPARE(formOf(studio, "hidden1"), NodeForm::Panel);
        const qsizetype nodes = studio.probe().names().size();
        const QRectF place = sceneRect(studio, "MatMul");
        studio.probe().dragNode("MatMul", {80, 40});
        studio.probe().click("MatMul");
        studio.window->actions().remove->trigger();
        QTest::keyClick(studio.window->canvas().viewport(), Qt::Key_F2);
        QCOMPARE(studio.window->canvas().viewport()->findChild<QWidget*>("nameEdit"), nullptr);
        QTest::qWait(50);
        QCOMPARE(studio.probe().names().size(), nodes);
        QCOMPARE(sceneRect(studio, "MatMul"), place);
        // What is dropped there lands beside the layer, not in it.
        const QPointF inside = sceneRect(studio, "hidden1").bottomLeft() + QPointF(4, -4);
        studio.probe().dropEntry("Relu",
                                 studio.window->canvas().viewTransform().toView(inside).toPoint());
        QTRY_VERIFY(studio.window->drawing()->document().itemNamed("Relu") != nullptr);
        QVERIFY(!studio.window->drawing()->document().itemNamed("Relu")->parent.valid());
    }

    void anInputThatIsNotWiredIsSeenAndWired() {
        StudioFixture studio;
        CommandFixture f;
        const ItemId start = f.add("Const", {0, 0});
        const ItemId weight = f.add("Variable", {320, 0});
        (void)f.edit([&](Edit& e) { return renameItem(e, start, "start"); });
        (void)f.edit([&](Edit& e) { return renameItem(e, weight, "weight"); });
        const QString path = studio.folder() + "/weight.weft";
        QVERIFY(writeProject(f.document, path.toStdString()).ok());
        QVERIFY(studio.open(path));
        studio.probe().click("weight");
        fold(studio);
        QTRY_COMPARE(formOf(studio, "weight"), NodeForm::Panel);
        const DiagramNode* plug = nodeOf(studio, kPlug);
        QVERIFY(plug != nullptr);
        QVERIFY(sceneRect(studio, "weight").contains(sceneRect(studio, kPlug)));
        const qsizetype before = studio.probe().wires().size();
        studio.probe().dragWire("start", "output", kPlug, "initial_value");
        QTRY_VERIFY(studio.window->drawing()->document().all<Wire>().size() == 1);
        // Now what reads it is there.
        QTRY_VERIFY(nodeOf(studio, kPlug) == nullptr);
        QCOMPARE(formOf(studio, "weight"), NodeForm::Panel);
        QVERIFY(!studio.probe().wires().filter(QRegularExpression("^start")).isEmpty());
        studio.window->actions().undo->trigger();
        QTRY_VERIFY(nodeOf(studio, kPlug) != nullptr);
        QCOMPARE(studio.probe().wires().size(), before);
        // Looked at only, as all that a recipe makes.
        studio.probe().click(kPlug);
        studio.window->actions().remove->trigger();
        QTest::qWait(50);
        QVERIFY(nodeOf(studio, kPlug) != nullptr);
    }

    void whatItGivesIsWiredFromWithin() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.probe().click("hidden1");
        fold(studio);
        QTRY_COMPARE(formOf(studio, "hidden1"), NodeForm::Panel);
        const ItemId layer = studio.window->drawing()->document().itemNamed("hidden1")->id;
        const auto gives = [&](const DiagramNode& node) {
            return std::ranges::any_of(node.outputs, [&](const PortInfo& port) {
                return port.socket.item == layer.value;
            });
        };
        QCOMPARE(std::ranges::count_if(diagram(studio).nodes, gives), 1);
    }

    void whatMakesNothingYetSaysSo() {
        StudioFixture studio;
        CommandFixture f;
        const ItemId dense = f.add("Dense", {0, 0});
        (void)f.edit([&](Edit& e) { return renameItem(e, dense, "dense"); });
        const QString path = studio.folder() + "/dense.weft";
        QVERIFY(writeProject(f.document, path.toStdString()).ok());
        QVERIFY(studio.open(path));
        studio.probe().click("dense");
        fold(studio);
        QTRY_VERIFY2(studio.window->errorBar().words().contains("wire its inputs"),
                     qPrintable(studio.window->errorBar().words()));
        QVERIFY(!studio.window->drawing()->canUndo());
        QVERIFY(formOf(studio, "dense") != NodeForm::Panel);
    }

    void itTrainsAsBefore() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        for (const DiagramNode& node : diagram(studio).nodes) {
            if (node.derived) { studio.window->canvas().select({node.id}); }
        }
        fold(studio);
        QTRY_VERIFY(std::ranges::any_of(diagram(studio).nodes, [](const DiagramNode& node) {
            return node.form == NodeForm::Panel;
        }));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QVERIFY(studio.window->progress().step >= 1);
    }

private:
    static void fold(const StudioFixture& studio) { studio.window->actions().fold->trigger(); }
    static const Diagram& diagram(const StudioFixture& studio) {
        return studio.window->canvas().snapshot()->diagram;
    }
    static const DiagramNode* nodeOf(const StudioFixture& studio, const QString& name) {
        for (const DiagramNode& node : diagram(studio).nodes) {
            if (node.name == name) { return &node; }
        }
        return nullptr;
    }
    static NodeForm formOf(const StudioFixture& studio, const QString& name) {
        const DiagramNode* node = nodeOf(studio, name);
        return node == nullptr ? NodeForm::Box : node->form;
    }
    static QRectF sceneRect(const StudioFixture& studio, const QString& name) {
        const CanvasSnapshot& s = *studio.window->canvas().snapshot();
        const int at = s.diagram.indexOf(studio.probe().idOf(name));
        return at < 0 ? QRectF() : s.rect(at);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstOpenLayers> registered;
}

#include "tst_open_layers.moc"
