// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Loops and branches of graphs that others made, in the real window: seen as one node with its parts,
/// looked into, unpacked, saved as they came.

#include <QLineEdit>
#include <QMenu>

#include "engine/base/durable_file.h"
#include "engine/compose/foreign/take_over.h"
#include "tests/engine/compose/foreign/flow_graphs.h"
#include "tests/support/test_main.h"
#include "tests/ui/adopting/zoo.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/proxy_style.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/commands/foreign/unpack.h"
#include "ui/document/project_diagram.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/node_page.h"
#include "ui/panels/session_bar.h"
#include "ui/shell/actions.h"
#include "ui/shell/context_menu.h"

namespace weft::ui::test {
namespace {

QByteArray controlFlow() {
    const auto bytes =
        readFile(concat(WEFT_SOURCE_DIR, "/tests/engine/graph/files/control_flow.pb"));
    return QByteArray::fromStdString(bytes.value_or(std::string()));
}

struct Opened {
    Opened(const QString& name, const QByteArray& bytes) {
        ready = studio.open(studio.file(name, bytes));
    }
    CanvasView& canvas() const { return studio.window->canvas(); }
    const Drawing& drawing() const { return *studio.window->drawing(); }
    QStringList names() const { return studio.probe().names(); }
    const DiagramNode* node(const QString& name) const {
        const CanvasSnapshot& s = *canvas().snapshot();
        const int at = s.diagram.indexOf(studio.probe().idOf(name));
        return at < 0 ? nullptr : &s.node(at);
    }
    QString place() const { return studio.window->findChild<SessionBar*>()->place(); }
    /// A real double click into the picture of a part.
    void openPane(const QString& name, int pane) {
        const DiagramNode& on = *node(name);
        const QRectF rect = canvas().snapshot()->rect(canvas().snapshot()->diagram.indexOf(on.id));
        const QPointF scene = rect.topLeft() + paneRect(on, pane, rect.width()).center();
        QTest::mouseDClick(canvas().viewport(), Qt::LeftButton, {},
                           canvas().viewTransform().toView(scene).toPoint());
    }
    void leave() { QTest::keyClick(studio.window.get(), Qt::Key_Up, Qt::AltModifier); }
    void toggle(quint64 id) {
        canvas().select({id});
        QTest::keyClick(canvas().viewport(), Qt::Key_H);
    }
    /// Where all lies, by name.
    QMap<QString, QRectF> places() const {
        const CanvasSnapshot& s = *canvas().snapshot();
        QMap<QString, QRectF> all;
        for (int i = 0; i < s.nodes(); ++i) { all.insert(s.node(i).name, s.rect(i)); }
        return all;
    }
    std::string graph() const { return graphToBytes(drawing().current()->graph()); }

    StudioFixture studio;
    bool ready = false;
};

QStringList namesOf(const std::vector<PortInfo>& ports) {
    QStringList all;
    for (const PortInfo& port : ports) { all.append(port.name); }
    return all;
}

/// Writes what the window shows into a folder that a person looks at, where one is named.
void picture(Opened& o, const QString& name) {
    const QString folder = qEnvironmentVariable("WEFT_LOOK");
    if (folder.isEmpty()) { return; }
    for (const auto& [theme, word] :
         {std::pair(ThemeId::Dark, "dark"), {ThemeId::Light, "light"}}) {
        applyTheme(theme);
        QTest::qWait(300);
        o.studio.window->grab().save(folder + '/' + name + '_' + word + ".png");
    }
    applyTheme(ThemeId::Dark);
}

}  // namespace

class TstForeignFlows : public QObject {
    Q_OBJECT

private slots:
    void loopsAndBranchesAreOneNodeEach() {
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        picture(o, "top");
        const DiagramNode* loop = o.node("loop");
        QVERIFY(loop != nullptr);
        QCOMPARE(loop->type, QString("While"));
        QCOMPARE(loop->panes.size(), std::size_t{2});
        QCOMPARE(loop->panes[0].title, QString("condition"));
        QCOMPARE(loop->panes[1].title, QString("body"));
        QVERIFY(loop->panes[1].ops.size() > 6);
        QVERIFY(loop->panes[1].wires.size() > 6);
        // Values that go round lie on one row each, then what comes in besides.
        QCOMPARE(namesOf(loop->inputs), QStringList({"Const", "Const", "n"}));
        QCOMPARE(namesOf(loop->outputs), QStringList({"Const", "Const"}));
        const DiagramNode* branch = o.node("branch");
        QVERIFY(branch != nullptr);
        QCOMPARE(branch->type, QString("Cond"));
        QCOMPARE(branch->panes[0].title, QString("then"));
        QCOMPARE(branch->panes[1].title, QString("else"));
        // What both parts read is one socket.
        QCOMPARE(namesOf(branch->inputs), QStringList({"Greater", "Exit_1"}));
        QVERIFY(o.node("b2") != nullptr);
        for (const QString& name : o.names()) {
            QVERIFY2(!name.contains("Switch") && !name.contains("Merge"), qPrintable(name));
        }
    }

    void aPartIsEnteredAndOnlySeen() {
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        o.openPane("loop", 1);
        QTRY_VERIFY(o.names().contains("loop/mul"));
        picture(o, "body");
        QCOMPARE(o.place(), QString("control_flow / loop / body"));
        QVERIFY(!o.canvas().snapshot()->diagram.editable);
        QVERIFY(!o.names().contains("loop/Less"));
        QCOMPARE(o.node("loop/mul")->outputs.front().dtype, QString("float32"));
        o.leave();
        QTRY_VERIFY(o.node("loop") != nullptr);
        o.openPane("loop", 0);
        QTRY_VERIFY(o.names().contains("loop/Less"));
        picture(o, "condition");
        o.leave();
        QTRY_VERIFY(o.node("branch") != nullptr);
        o.openPane("branch", 0);
        QTRY_VERIFY(o.names().contains("branch/add"));
        picture(o, "then");
        QCOMPARE(o.place(), QString("control_flow / branch / then"));
        o.leave();
        QTRY_VERIFY(o.node("loop") != nullptr);
        // The node itself: its parts between what comes in and what leaves.
        o.studio.probe().doubleClick("loop");
        QTRY_VERIFY(o.names().contains("condition"));
        picture(o, "whole");
        QVERIFY(o.names().contains("body"));
        QCOMPARE(o.place(), QString("control_flow / loop"));
    }

    void unpackingIsOneStepAndBack() {
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        const std::string graph = o.graph();
        const QPointF place = o.studio.probe().rectOf("loop").topLeft();
        o.studio.probe().click("loop");
        const Hit hit{Hit::Kind::Node,
                      o.canvas().snapshot()->diagram.indexOf(o.studio.probe().idOf("loop"))};
        QMenu* menu = contextMenuFor(hit, o.canvas(), o.studio.window->actions(),
                                     o.studio.window->edits(), o.studio.window.get());
        auto* unpack = menu->findChild<QAction*>("unpack");
        QVERIFY(unpack != nullptr);
        unpack->trigger();
        menu->close();
        QTRY_COMPARE(o.node("loop")->form, NodeForm::Group);
        picture(o, "unpacked");
        QCOMPARE(o.studio.probe().rectOf("loop").topLeft(), place);
        QTRY_VERIFY(o.drawing().upToDate());
        QCOMPARE(o.graph(), graph);
        o.studio.probe().doubleClick("loop");
        QTRY_VERIFY(o.names().contains("NextIteration"));
        picture(o, "unpacked_inside");
        QVERIFY(o.canvas().snapshot()->diagram.editable);
        // By the key it is one again.
        o.studio.probe().click("LoopCond");
        QTest::keyClick(o.canvas().viewport(), Qt::Key_H);
        QTRY_VERIFY(o.drawing().upToDate() && o.drawing().current()->folds.flows.size() == 3);
        o.studio.window->actions().undo->trigger();
        o.studio.window->actions().undo->trigger();
        QVERIFY(!o.drawing().canUndo());
        QTRY_VERIFY(o.node("loop") != nullptr && o.node("loop")->panes.size() == 2);
    }

    void packingGivesBackThePictureBefore_data() {
        QTest::addColumn<bool>("placed");
        QTest::newRow("laid out by itself") << false;
        QTest::newRow("placed by hand") << true;
    }
    void packingGivesBackThePictureBefore() {
        QFETCH(const bool, placed);
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        if (placed) {
            const QRectF start = o.places().value("b2");
            o.studio.probe().dragNode("b2", {0, 80});
            QTRY_VERIFY(o.places().value("b2") != start && o.drawing().upToDate());
        }
        const auto before = o.places();
        for (const QString& flow : {QString("loop"), QString("branch")}) {
            const quint64 anchor = o.node(flow)->id;
            o.toggle(anchor);
            QTRY_VERIFY(o.drawing().upToDate() &&
                        !o.drawing().current()->folds.flows.contains(ItemId{anchor}));
            // As from within, where what stood for it is seen.
            (void)o.studio.window->edits().edit(
                "pack", [&](Edit& e) { return packFlow(e, ItemId{anchor}); });
            QTRY_VERIFY(o.drawing().upToDate() &&
                        o.drawing().current()->folds.flows.contains(ItemId{anchor}));
            QTRY_COMPARE(o.places(), before);
        }
    }

    void itsNameIsWhatIsRenamed() {
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        const ItemId anchor{o.node("loop")->id};
        const std::string own = o.drawing().document().item(anchor)->name;
        o.studio.probe().click("loop");
        QTest::keyClick(o.canvas().viewport(), Qt::Key_F2);
        auto* edit = o.canvas().viewport()->findChild<QWidget*>("nameEdit");
        QVERIFY(edit != nullptr);
        auto* line = edit->findChild<QLineEdit*>();
        QTest::keyClicks(line, "round");
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY2(o.node("round") != nullptr,
                     qPrintable(o.names().join(' ') + o.studio.window->errorBar().words()));
        QCOMPARE(o.node("round")->panes.size(), std::size_t{2});
        QCOMPARE(o.drawing().document().item(anchor)->name, own);
        o.studio.window->actions().undo->trigger();
        QTRY_VERIFY(o.node("loop") != nullptr);
    }

    /// Not the one of its nodes that stands for it.
    void itsPageIsOfAllOfIt() {
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        const auto& page = *o.studio.window->findChild<NodePage*>();
        o.studio.probe().click("loop");
        QVERIFY(page.isVisibleTo(o.studio.window.get()));
        QCOMPARE(page.lines().front(), QString("loop\tWhile"));
        QVERIFY(page.lines().contains("n\tint32 []"));
        o.studio.probe().click("Greater");
        QVERIFY(!page.isVisibleTo(o.studio.window.get()));
    }

    void flowsInFlowsAreSeenInTheirParts() {
        Opened o("nested.pbtxt", QByteArray::fromStdString(weft::test::nestedFlows()));
        QVERIFY(o.ready);
        QVERIFY(o.node("outer") != nullptr);
        o.openPane("outer", 1);
        QTRY_VERIFY(o.names().contains("inner"));
        picture(o, "nested");
        QCOMPARE(o.node("inner")->panes.size(), std::size_t{2});
        QVERIFY(o.names().contains("cond"));
        o.openPane("inner", 1);
        QTRY_VERIFY(o.names().contains("outer/inner/add"));
        QCOMPARE(o.place(), QString("nested / outer / body / inner / body"));
    }

    void deletingOneTakesAllOfIt() {
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        o.studio.probe().click("b2");
        QTest::keyClick(o.canvas().viewport(), Qt::Key_Delete);
        QTRY_VERIFY(o.node("b2") == nullptr);
        QTRY_VERIFY(o.drawing().upToDate());
        for (const Node& node : o.drawing().current()->graph().nodes()) {
            QVERIFY2(!node.name.starts_with("b2"), node.name.c_str());
        }
        o.studio.window->actions().undo->trigger();
        QTRY_VERIFY(o.node("b2") != nullptr);
    }

    void mutingOrCopyingOneMeansAllOfIt() {
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        const std::string graph = o.graph();
        o.studio.probe().click("b2");
        o.studio.window->actions().mute->trigger();
        QTRY_VERIFY(o.drawing().upToDate());
        for (const Node& node : o.drawing().current()->graph().nodes()) {
            QVERIFY2(!node.name.starts_with("b2"), node.name.c_str());
        }
        QTRY_COMPARE(o.node("b2")->leftOut, LeftOutMark::Muted);
        o.studio.window->actions().undo->trigger();
        QTRY_VERIFY(o.drawing().upToDate());
        QCOMPARE(o.graph(), graph);
        o.studio.probe().click("b2");
        o.studio.window->actions().duplicate->trigger();
        QTRY_VERIFY(o.drawing().upToDate());
        const Graph& twice = o.drawing().current()->graph();
        QVERIFY(twice.find("b2_1/Merge") != nullptr && twice.find("b2_1/add/Switch") != nullptr);
        QVERIFY(twice.find("b2/Merge") != nullptr);
    }

    void savedAndExportedItIsAsItCame() {
        Opened o("control_flow.pb", controlFlow());
        QVERIFY(o.ready);
        const QByteArray project =
            QByteArray::fromStdString(documentToBytes(o.drawing().document()));
        Opened again("again.weft", project);
        QVERIFY(again.ready);
        QVERIFY(again.node("loop") != nullptr);
        QCOMPARE(again.node("loop")->panes.size(), std::size_t{2});
        QCOMPARE(again.graph(), o.graph());
        const auto plain =
            graphFromBytes(controlFlow().toStdString(), {.unknownOps = UnknownOps::Keep});
        QVERIFY(plain.ok());
        QCOMPARE(o.graph(), graphToBytes(*plain));
    }

    /// What a project remembers comes from a file: it may say that things lie in each other.
    void aMemoryThatGoesInCirclesEnds() {
        const auto graph =
            graphFromText(weft::test::nestedFlows(), {.unknownOps = UnknownOps::Keep});
        QVERIFY(graph.ok());
        const auto taken = takeOverGraph(*graph);
        QVERIFY(taken.ok());
        const ForeignMemory right = *memoryOf(*taken);
        QCOMPARE(right.flows.size(), std::size_t{3});
        std::vector<ForeignMemory> wrong(4, right);
        wrong[0].flows[0].parts[0].push_back(right.flows[0].anchor);
        for (auto& flow : wrong[1].flows) {
            for (const auto& other : right.flows) { flow.border.push_back(other.anchor); }
        }
        std::ranges::reverse(wrong[2].flows);
        const ItemId one = right.flows[0].anchor;
        const ItemId two = right.flows[1].anchor;
        wrong[3].flows.clear();
        wrong[3].variables = {{one, two}, {two, one}};
        for (const ForeignMemory& memory : wrong) {
            Document document = *taken;
            Edit edit(document);
            Settings settings = document.settings();
            QVERIFY(remember(memory, settings).ok());
            edit.put(std::move(settings));
            const auto delta = edit.finish();
            QVERIFY(delta.ok() && document.apply(*delta).ok());
            const Expansion expansion = expandDocument(document);
            const Folds folds = foldsOf(document, expansion, rolesOf(expansion.graph));
            for (const Item* item : document.all<Item>()) {
                QVERIFY(folds.chain(document, item->id).size() < 99);
                QVERIFY(!folds.wholeOf(document, item->id).empty());
            }
            QVERIFY(!diagramOfItems(document, expansion, {}, folds).empty());
        }
    }

    /// The zoo's loop: one for what is computed, one for its gradient, in what trains.
    void theZoosLoopOpensAsOne() {
        const ZooModel model = ZooModel::read("gru_while");
        Opened o("gru_while.pb", QByteArray::fromStdString(model.graphBytes));
        QVERIFY(o.ready);
        picture(o, "gru");
        int loops = 0;
        for (const auto& [flow, parts] : o.drawing().current()->folds.flows) {
            QVERIFY(parts.parts[0].valid() && parts.parts[1].valid());
            ++loops;
        }
        QCOMPARE(loops, 2);
        const auto& nodes = o.canvas().snapshot()->diagram.nodes;
        const auto shown = std::ranges::count_if(
            nodes, [](const DiagramNode& n) { return n.type == QString("While"); });
        QCOMPARE(shown, 1);
        const auto plain = graphFromBytes(model.graphBytes, {.unknownOps = UnknownOps::Keep});
        QCOMPARE(o.graph(), graphToBytes(*plain));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstForeignFlows> registered;
}

#include "tst_foreign_flows.moc"
