// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Functions in the real window: seen on the nodes that call them, entered, edited, run.

#include <QInputDialog>
#include <QMenu>

#include "engine/compose/functions/bars.h"
#include "tests/support/test_main.h"
#include "tests/ui/functions/function_window.h"
#include "ui/commands/item_commands.h"
#include "ui/palette/palette_list.h"
#include "ui/palette/quick_add.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/context_menu.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/palette_controller.h"

namespace weft::ui::test {
class TstFunctionBodies : public QObject {
    Q_OBJECT

private slots:
    void callsShowTheirFunctions() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        const DiagramNode* loop = in.node("w");
        QVERIFY(loop != nullptr);
        QCOMPARE(loop->panes.size(), std::size_t{2});
        QCOMPARE(loop->panes[0].title, QString("condition"));
        QCOMPARE(loop->panes[1].title, QString("body"));
        QCOMPARE(loop->panes[1].ops.size(), std::size_t{4});  // i, two, add, j
        QCOMPARE(loop->panes[1].wires.size(), std::size_t{3});
        QCOMPARE(loop->inputs.front().name, QString("i"));
        const DiagramNode* call = in.node("y");
        QCOMPARE(call->panes.size(), std::size_t{1});
        QCOMPARE(call->panes[0].title, QString("__inference_square_7"));
        // The functions themselves are no nodes of the graph.
        QCOMPARE(in.names().size(), qsizetype{3});
    }

    void aPaneIsEnteredAndLeft() {
        FunctionWindow in;
        StudioFixture& studio = in.studio;
        QVERIFY(in.openCalls());
        in.openPane("w", 1);
        QTRY_VERIFY(in.names().contains("two"));
        QCOMPARE(in.node("i")->type, QString("Argument"));
        QCOMPARE(in.node("j")->type, QString("Result"));
        QCOMPARE(in.node("add")->outputs.front().dtype, QString("float32"));
        QCOMPARE(studio.window->windowTitle(), QString("calls \u2013 Weft"));
        QCOMPARE(in.place(), QString("calls / next"));
        in.leave();
        QTRY_VERIFY(in.names().contains("w"));
        QCOMPARE(in.place(), QString("calls"));
        in.openPane("w", 0);
        QTRY_VERIFY(in.names().contains("Less"));
        in.leave();
        QTRY_VERIFY(in.names().contains("y"));
        studio.probe().doubleClick("y");
        QTRY_VERIFY(in.names().contains("product"));
        QCOMPARE(in.place(), QString("calls / __inference_square_7"));
    }

    void anEditedBodyChangesTheNumbers() {
        FunctionWindow in;
        StudioFixture& studio = in.studio;
        QVERIFY(in.openCalls());
        QCOMPARE(in.results(), QString("[9.0, 5.0]"));
        in.openPane("w", 1);
        QTRY_VERIFY(in.names().contains("two"));
        const ItemId two{studio.probe().idOf("two")};
        QVERIFY(studio.window->edits()
                    .edit("value",
                          [&](Edit& e) {
                              return setAttribute(e, two, "value",
                                                  StoredTensor::fromTensor(Tensor::scalar(10.0F)));
                          })
                    .ok());
        QCOMPARE(in.results(), QString("[9.0, 13.0]"));
        QCOMPARE(studio.window->windowTitle(), QString("*calls \u2013 Weft"));
        studio.window->actions().undo->trigger();
        QCOMPARE(in.results(), QString("[9.0, 5.0]"));
        QCOMPARE(studio.window->windowTitle(), QString("calls \u2013 Weft"));
        // Undo shows what it has changed, and the body is still what is seen.
        QVERIFY(in.names().contains("two"));
    }

    void whatIsWrongInABodyIsAProblemThatLeadsThere() {
        FunctionWindow in;
        StudioFixture& studio = in.studio;
        QVERIFY(in.openCalls());
        studio.probe().doubleClick("y");
        QTRY_VERIFY(in.names().contains("product"));
        studio.window->edits().addEntryAt("MatMul", {400, 400});
        QTRY_VERIFY(in.names().contains("MatMul"));
        QTRY_VERIFY(!in.node("MatMul")->warning.isEmpty());
        const quint64 added = studio.probe().idOf("MatMul");
        in.leave();
        QTRY_VERIFY(in.names().contains("y"));
        QVERIFY(!in.names().contains("MatMul"));
        emit studio.window->problems().itemChosen(added);
        QTRY_VERIFY(in.names().contains("MatMul"));
    }

    void aSelectionBecomesAFunctionAndBack() {
        FunctionWindow in;
        StudioFixture& studio = in.studio;
        QVERIFY(studio.open(studio.file("sum.pbtxt", sumGraph())));
        const QStringList before = in.names();
        studio.probe().click("three");
        studio.window->actions().makeFunction->trigger();
        QTRY_VERIFY(in.names().contains("function"));
        QCOMPARE(in.node("function")->panes.size(), std::size_t{1});
        studio.window->actions().undo->trigger();
        QTRY_COMPARE(in.names(), before);
        studio.window->actions().redo->trigger();
        QTRY_VERIFY(in.names().contains("function"));
        studio.probe().click("function");
        studio.window->actions().ungroup->trigger();
        QTRY_VERIFY(in.names().contains("three"));
        QVERIFY(functionsOf(in.drawn()).empty());
    }

    void functionsAreInThePaletteAndArgumentsInABody() {
        FunctionWindow in;
        StudioFixture& studio = in.studio;
        QVERIFY(in.openCalls());
        studio.window->palette().openAt({0, 400}, {}, true);
        const auto offered = [&] {
            return studio.window->palette().popup().findChild<PaletteList*>()->names();
        };
        QVERIFY(offered().contains("next()"));
        QVERIFY(!offered().contains("Argument"));
        studio.window->palette().popup().hide();
        studio.window->edits().addEntryAt("next()", {400, 400});
        QTRY_VERIFY(in.names().contains("next"));
        QCOMPARE(in.node("next")->inputs.size(), std::size_t{1});
        QTRY_COMPARE(in.node("next")->outputs.size(), std::size_t{1});
        studio.probe().doubleClick("next");
        QTRY_VERIFY(in.names().contains("two"));
        studio.window->palette().openAt({0, 400}, {}, true);
        QVERIFY(offered().contains("Argument"));
        QVERIFY(!offered().contains("next()"));
        studio.window->palette().popup().hide();
        studio.window->edits().addEntryAt("Argument", {0, 400});
        QTRY_VERIFY(in.names().contains("argument"));
        in.leave();
        QTRY_VERIFY(in.names().contains("next"));
        QCOMPARE(in.node("next")->inputs.size(), std::size_t{2});
    }

    void aFunctionIsRenamedWithItsCalls() {
        FunctionWindow in;
        StudioFixture& studio = in.studio;
        QVERIFY(in.openCalls());
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
        QTRY_COMPARE(in.node("w")->panes[1].name, QString("further"));
        QVERIFY(functionNamed(in.drawn(), "next") == nullptr);
        QCOMPARE(in.results(), QString("[9.0, 5.0]"));
    }

    void aSavedProjectIsTheSame() {
        FunctionWindow in;
        StudioFixture& studio = in.studio;
        QVERIFY(in.openCalls());
        const std::string bytes = documentToBytes(in.drawn());
        QVERIFY(studio.open(studio.file("again.weft", QByteArray::fromStdString(bytes))));
        QCOMPARE(documentToBytes(in.drawn()), bytes);
        QCOMPARE(in.results(), QString("[9.0, 5.0]"));
        in.openPane("w", 1);
        QTRY_VERIFY(in.names().contains("two"));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFunctionBodies> registered;
}

#include "tst_function_bodies.moc"
