// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Functions in the real window: seen on the nodes that call them, entered, edited, run.

#include <QInputDialog>
#include <QMenu>

#include "engine/compose/functions/bars.h"
#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/commands/item_commands.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/quick_add.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/session_bar.h"
#include "ui/shell/actions.h"
#include "ui/shell/context_menu.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/palette_controller.h"

namespace weft::ui::test {
namespace {

/// A call and a loop of functions, opened.
bool openCalls(StudioFixture& studio) {
    return studio.open(
        studio.file("calls.pbtxt", QByteArray::fromStdString(weft::test::callsAndLoop())));
}

const DiagramNode* node(const StudioFixture& studio, const QString& name) {
    const CanvasSnapshot& s = *studio.window->canvas().snapshot();
    const int at = s.diagram.indexOf(studio.probe().idOf(name));
    return at < 0 ? nullptr : &s.node(at);
}

const Document& drawn(const StudioFixture& studio) { return studio.window->drawing()->document(); }

/// A real double click into the picture of a function on a node.
void openPane(StudioFixture& studio, const QString& name, int pane) {
    CanvasView& canvas = studio.window->canvas();
    const DiagramNode& on = *node(studio, name);
    const int at = canvas.snapshot()->diagram.indexOf(on.id);
    const QRectF rect = canvas.snapshot()->rect(at);
    const QPointF scene = rect.topLeft() + paneRect(on, pane, rect.width()).center();
    const QPoint view = canvas.viewTransform().toView(scene).toPoint();
    QTest::mouseDClick(canvas.viewport(), Qt::LeftButton, {}, view);
}

/// Where in the drawing the window says that it is.
QString place(const StudioFixture& studio) {
    return studio.window->findChild<SessionBar*>()->place();
}

void leave(StudioFixture& studio) {
    QTest::keyClick(studio.window.get(), Qt::Key_Up, Qt::AltModifier);
}

/// Calls y and w with x = 3, of what is drawn by now. Equal calls are one line of the transcript, so
/// that the answer is what tells when it is there.
QString results(StudioFixture& studio) {
    const int before = studio.window->answered();
    studio.window->sessions().ask([](SessionFeed& feed) {
        feed.call({{"y:0", "w:0"}, {{"x:0", "3"}}});
    });
    if (!QTest::qWaitFor([&] { return studio.window->answered() > before; })) { return {}; }
    return studio.transcript().last().section('|', 1);
}

}  // namespace

class TstFunctionBodies : public QObject {
    Q_OBJECT

private slots:
    void callsShowTheirFunctions() {
        StudioFixture studio;
        QVERIFY(openCalls(studio));
        const DiagramNode* loop = node(studio, "w");
        QVERIFY(loop != nullptr);
        QCOMPARE(loop->panes.size(), std::size_t{2});
        QCOMPARE(loop->panes[0].title, QString("condition"));
        QCOMPARE(loop->panes[1].title, QString("body"));
        QCOMPARE(loop->panes[1].ops.size(), std::size_t{4});  // i, two, add, j
        QCOMPARE(loop->panes[1].wires.size(), std::size_t{3});
        QCOMPARE(loop->inputs.front().name, QString("i"));
        const DiagramNode* call = node(studio, "y");
        QCOMPARE(call->panes.size(), std::size_t{1});
        QCOMPARE(call->panes[0].title, QString("__inference_square_7"));
        // The functions themselves are no nodes of the graph.
        QCOMPARE(studio.probe().names().size(), qsizetype{3});
    }

    void aPaneIsEnteredAndLeft() {
        StudioFixture studio;
        QVERIFY(openCalls(studio));
        openPane(studio, "w", 1);
        QTRY_VERIFY(studio.probe().names().contains("two"));
        QCOMPARE(node(studio, "i")->type, QString("Argument"));
        QCOMPARE(node(studio, "j")->type, QString("Result"));
        QCOMPARE(node(studio, "add")->outputs.front().dtype, QString("float32"));
        QCOMPARE(studio.window->windowTitle(), QString("calls \u2013 Weft"));
        QCOMPARE(place(studio), QString("calls / next"));
        leave(studio);
        QTRY_VERIFY(studio.probe().names().contains("w"));
        QCOMPARE(place(studio), QString("calls"));
        openPane(studio, "w", 0);
        QTRY_VERIFY(studio.probe().names().contains("Less"));
        leave(studio);
        QTRY_VERIFY(studio.probe().names().contains("y"));
        studio.probe().doubleClick("y");
        QTRY_VERIFY(studio.probe().names().contains("product"));
        QCOMPARE(place(studio), QString("calls / __inference_square_7"));
    }

    void anEditedBodyChangesTheNumbers() {
        StudioFixture studio;
        QVERIFY(openCalls(studio));
        QCOMPARE(results(studio), QString("[9.0, 5.0]"));
        openPane(studio, "w", 1);
        QTRY_VERIFY(studio.probe().names().contains("two"));
        const ItemId two{studio.probe().idOf("two")};
        QVERIFY(studio.window->edits()
                    .edit("value",
                          [&](Edit& e) {
                              return setAttribute(e, two, "value",
                                                  StoredTensor::fromTensor(Tensor::scalar(10.0F)));
                          })
                    .ok());
        QCOMPARE(results(studio), QString("[9.0, 13.0]"));
        QCOMPARE(studio.window->windowTitle(), QString("*calls \u2013 Weft"));
        studio.window->actions().undo->trigger();
        QCOMPARE(results(studio), QString("[9.0, 5.0]"));
        QCOMPARE(studio.window->windowTitle(), QString("calls \u2013 Weft"));
        // Undo shows what it has changed, and the body is still what is seen.
        QVERIFY(studio.probe().names().contains("two"));
    }

    void whatIsWrongInABodyIsAProblemThatLeadsThere() {
        StudioFixture studio;
        QVERIFY(openCalls(studio));
        studio.probe().doubleClick("y");
        QTRY_VERIFY(studio.probe().names().contains("product"));
        studio.window->edits().addEntryAt("MatMul", {400, 400});
        QTRY_VERIFY(studio.probe().names().contains("MatMul"));
        QTRY_VERIFY(!node(studio, "MatMul")->warning.isEmpty());
        const quint64 added = studio.probe().idOf("MatMul");
        leave(studio);
        QTRY_VERIFY(studio.probe().names().contains("y"));
        QVERIFY(!studio.probe().names().contains("MatMul"));
        emit studio.window->problems().itemChosen(added);
        QTRY_VERIFY(studio.probe().names().contains("MatMul"));
    }

    void aSelectionBecomesAFunctionAndBack() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("sum.pbtxt", sumGraph())));
        const QStringList before = studio.probe().names();
        studio.probe().click("three");
        studio.window->actions().makeFunction->trigger();
        QTRY_VERIFY(studio.probe().names().contains("function"));
        QCOMPARE(node(studio, "function")->panes.size(), std::size_t{1});
        studio.window->actions().undo->trigger();
        QTRY_COMPARE(studio.probe().names(), before);
        studio.window->actions().redo->trigger();
        QTRY_VERIFY(studio.probe().names().contains("function"));
        studio.probe().click("function");
        studio.window->actions().ungroup->trigger();
        QTRY_VERIFY(studio.probe().names().contains("three"));
        QVERIFY(functionsOf(drawn(studio)).empty());
    }

    void functionsAreInThePaletteAndArgumentsInABody() {
        StudioFixture studio;
        QVERIFY(openCalls(studio));
        studio.window->palette().openAt({0, 400}, {}, true);
        const auto offered = [&] {
            return studio.window->palette().popup().findChild<PaletteList*>()->names();
        };
        QVERIFY(offered().contains("next()"));
        QVERIFY(!offered().contains("Argument"));
        studio.window->palette().popup().hide();
        studio.window->edits().addEntryAt("next()", {400, 400});
        QTRY_VERIFY(studio.probe().names().contains("next"));
        QCOMPARE(node(studio, "next")->inputs.size(), std::size_t{1});
        QTRY_COMPARE(node(studio, "next")->outputs.size(), std::size_t{1});
        studio.probe().doubleClick("next");
        QTRY_VERIFY(studio.probe().names().contains("two"));
        studio.window->palette().openAt({0, 400}, {}, true);
        QVERIFY(offered().contains("Argument"));
        QVERIFY(!offered().contains("next()"));
        studio.window->palette().popup().hide();
        studio.window->edits().addEntryAt("Argument", {0, 400});
        QTRY_VERIFY(studio.probe().names().contains("argument"));
        leave(studio);
        QTRY_VERIFY(studio.probe().names().contains("next"));
        QCOMPARE(node(studio, "next")->inputs.size(), std::size_t{2});
    }

    void aFunctionIsRenamedWithItsCalls() {
        StudioFixture studio;
        QVERIFY(openCalls(studio));
        const Hit hit{Hit::Kind::Node, studio.window->canvas().snapshot()->diagram.indexOf(
                                           studio.probe().idOf("w"))};
        QMenu* menu = contextMenuFor(hit, studio.window->canvas(), studio.window->actions(),
                                     studio.window->edits(), studio.window.get());
        auto* rename = menu->findChild<QAction*>("rename next");
        QVERIFY(rename != nullptr);
        rename->trigger();
        auto* dialog = studio.window->findChild<QInputDialog*>("functionName");
        QVERIFY(dialog != nullptr);
        dialog->setTextValue("further");
        dialog->accept();
        menu->close();
        QTRY_COMPARE(node(studio, "w")->panes[1].name, QString("further"));
        QVERIFY(functionNamed(drawn(studio), "next") == nullptr);
        QCOMPARE(results(studio), QString("[9.0, 5.0]"));
    }

    void aSavedProjectIsTheSame() {
        StudioFixture studio;
        QVERIFY(openCalls(studio));
        const std::string bytes = documentToBytes(drawn(studio));
        QVERIFY(studio.open(studio.file("again.weft", QByteArray::fromStdString(bytes))));
        QCOMPARE(documentToBytes(drawn(studio)), bytes);
        QCOMPARE(results(studio), QString("[9.0, 5.0]"));
        openPane(studio, "w", 1);
        QTRY_VERIFY(studio.probe().names().contains("two"));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFunctionBodies> registered;
}

#include "tst_function_bodies.moc"
