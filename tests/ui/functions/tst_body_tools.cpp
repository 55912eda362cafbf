// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Inside the body of a function everything is to hand as outside: shapes, bypassing, breakpoints
/// and steps with values at the pins, finding, the outline, copies in and out, and undo of it all.

#include <QLineEdit>
#include <QTreeView>

#include "engine/compose/functions/bars.h"
#include "tests/support/test_main.h"
#include "tests/ui/functions/function_window.h"
#include "ui/commands/fragment.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/outline/outline_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/canvas/outline_controller.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/stepping/step_controller.h"
#include "ui/shell/structure/find_popup.h"
#include "ui/shell/structure/structure_controller.h"

namespace weft::ui::test {
namespace {

void press(FunctionWindow& in, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(in.studio.window.get(), key, modifiers);
}

QString haltedAt(const FunctionWindow& in) {
    const MainWindow& window = *in.studio.window;
    return window.steps().isHalted() ? window.sessions().active()->halt.node : QString();
}

/// Calls w without waiting for it.
void callLoop(FunctionWindow& in) {
    in.studio.window->sessions().ask([](SessionFeed& feed) {
        feed.call({{"w:0"}, {{"x:0", "3"}}});
    });
}

}  // namespace

class TstBodyTools : public QObject {
    Q_OBJECT

private slots:
    void whatNeverRunsInABodyTakesNoBreakpoint() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        in.openPane("w", 1);
        QTRY_VERIFY(in.names().contains("add"));
        in.studio.probe().click("i");
        press(in, Qt::Key_F9);
        QTRY_VERIFY(in.studio.window->errorBar().words().contains("never runs"));
        in.studio.probe().click("j");
        press(in, Qt::Key_F9);
        QTRY_VERIFY(in.studio.window->errorBar().words().contains("only hands a value out"));
    }

    void barsDoNotLeaveTheirBody() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        in.openPane("w", 1);
        QTRY_VERIFY(in.names().contains("add"));
        in.studio.probe().click("i");
        in.studio.window->actions().copy->trigger();
        in.leave();
        QTRY_VERIFY(in.names().contains("y"));
        const std::string before = documentToBytes(in.drawn());
        in.studio.window->actions().paste->trigger();
        QTRY_VERIFY(in.studio.window->errorBar().words().contains(
            "arguments and results stand in the body of a function"));
        QCOMPARE(documentToBytes(in.drawn()), before);
    }

    void shapesAreKnownInABody() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        in.openPane("w", 1);
        QTRY_VERIFY(in.names().contains("two"));
        QCOMPARE(in.node("two")->outputs.front().shape, QString("[]"));
        QCOMPARE(in.node("two")->outputs.front().dtype, QString("float32"));
    }

    void aBypassedNodeOfABodyIsLeftOut() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        QCOMPARE(in.results(), QString("[9.0, 5.0]"));
        in.openPane("y", 0);
        QTRY_VERIFY(in.names().contains("product"));
        in.studio.probe().click("product");
        press(in, Qt::Key_B, Qt::ControlModifier);
        QTRY_COMPARE(in.node("product")->leftOut, LeftOutMark::Bypassed);
        const QString bypassed = in.results();
        QCOMPARE(bypassed, QString("[3.0, 5.0]"));
        in.studio.window->actions().undo->trigger();
        QTRY_COMPARE(in.node("product")->leftOut, LeftOutMark::No);
        QCOMPARE(in.results(), QString("[9.0, 5.0]"));
        // Muted, what reads it is left out, and the call has no result: said as a problem.
        QTest::keyClick(in.studio.window->canvas().viewport(), Qt::Key_M);
        QTRY_COMPARE(in.node("product")->leftOut, LeftOutMark::Muted);
        in.studio.window->actions().undo->trigger();
        QTRY_COMPARE(in.node("product")->leftOut, LeftOutMark::No);
    }

    void aBreakpointInABodyHaltsInEachIteration() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        in.openPane("w", 1);
        QTRY_VERIFY(in.names().contains("add"));
        in.studio.probe().click("add");
        press(in, Qt::Key_F9);
        QTRY_VERIFY(in.studio.probe().liveOf("add").breakpoint);
        callLoop(in);
        QTRY_COMPARE(haltedAt(in), QString("w/body/add"));
        QTRY_VERIFY(in.studio.probe().liveOf("add").halted);
        QCOMPARE(in.studio.probe().liveOf("add").pins, QStringList({"3", "2"}));
        // The next op, by F8; then on to the end: 3 + 2 is 5, which goes round no more.
        press(in, Qt::Key_F8);
        QTRY_VERIFY(!haltedAt(in).isEmpty() && haltedAt(in) != QString("w/body/add"));
        QTRY_COMPARE(in.studio.probe().liveOf("add").value, QString("5"));
        press(in, Qt::Key_F8, Qt::ShiftModifier);
        QTRY_VERIFY(in.studio.transcript().join('\n').contains("|5.0"));
        // From outside the call shows that there is one in it; undone it is nowhere.
        in.leave();
        QTRY_VERIFY(in.names().contains("w"));
        QTRY_VERIFY(in.studio.probe().liveOf("w").breakpoint);
        QVERIFY(!in.studio.probe().liveOf("y").breakpoint);
        in.studio.window->actions().undo->trigger();
        in.leave();
        QTRY_VERIFY(in.names().contains("w"));
        QTRY_VERIFY(!in.studio.probe().liveOf("w").breakpoint);
    }

    void whatLiesInABodyIsFound() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        press(in, Qt::Key_F, Qt::ControlModifier);
        auto* field = in.studio.window->findChild<QLineEdit*>("search");
        QTest::keyClicks(field, "two");
        FindPopup& found = in.studio.window->structure().found();
        QTRY_VERIFY(found.isOpen());
        QVERIFY2(found.shown().value(0).endsWith("next()/two"), qPrintable(found.shown().value(0)));
        QTest::keyClick(field, Qt::Key_Down);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(in.names().contains("two"));
        QTRY_COMPARE(in.studio.window->canvas().selection(),
                     QList<quint64>{in.studio.probe().idOf("two")});
        QCOMPARE(in.place(), QString("calls / next"));
    }

    void theOutlineHasFunctionsWithTheirBodies() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        in.studio.window->actions().outline->trigger();
        OutlinePanel& panel = in.studio.window->outline().panel();
        QTRY_VERIFY(panel.isCurrent());
        const auto rowOf = [&](const QString& name, const QModelIndex& parent) {
            const QAbstractItemModel& rows = *panel.view().model();
            for (int row = 0; row < rows.rowCount(parent); ++row) {
                const QModelIndex index = rows.index(row, 0, parent);
                if (index.data().toString() == name) { return index; }
            }
            return QModelIndex();
        };
        QTRY_VERIFY(rowOf("next", {}).isValid());
        const QModelIndex two = rowOf("two", rowOf("next", {}));
        QVERIFY(two.isValid());
        panel.view().setCurrentIndex(two);
        QTest::keyClick(&panel.view(), Qt::Key_Return);
        QTRY_VERIFY(in.names().contains("two"));
        QCOMPARE(in.place(), QString("calls / next"));
    }

    void aCopyGoesOutOfABodyAndBackIn() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        const std::string before = graphToBytes(in.studio.window->drawing()->current()->graph());
        in.openPane("w", 1);
        QTRY_VERIFY(in.names().contains("add"));
        in.studio.window->actions().selectAll->trigger();
        in.studio.window->actions().copy->trigger();
        in.leave();
        QTRY_VERIFY(in.names().contains("y"));
        in.studio.window->actions().paste->trigger();
        QTRY_VERIFY(in.names().contains("add") && in.names().contains("two"));
        // Arguments and results stay behind.
        QVERIFY(!in.names().contains("i") && !in.names().contains("j"));
        QVERIFY(in.studio.probe().wires().contains("two.output -> add.y"));
        QCOMPARE(in.results(), QString("[9.0, 5.0]"));
        // And into another body.
        in.studio.probe().click("two");
        in.studio.window->actions().copy->trigger();
        in.openPane("y", 0);
        QTRY_VERIFY(in.names().contains("product"));
        in.studio.window->actions().paste->trigger();
        QTRY_VERIFY(in.names().contains("two"));
        const ItemId square = functionNamed(in.drawn(), "__inference_square_7")->id;
        QCOMPARE(in.drawn().functionOf(ItemId{in.studio.probe().idOf("two")}), square);
        QCOMPARE(in.results(), QString("[9.0, 5.0]"));
        for (int k = 0; k < 2; ++k) { in.studio.window->actions().undo->trigger(); }
        QVERIFY(!in.studio.window->drawing()->modified());
        QTRY_COMPARE(graphToBytes(in.studio.window->drawing()->current()->graph()), before);
    }

    /// Into another drawing a call takes its functions along; here it calls what is there.
    void aCopiedCallFindsItsFunctions() {
        FunctionWindow in;
        QVERIFY(in.openCalls());
        const std::size_t functions = functionsOf(in.drawn()).size();
        in.studio.probe().click("w");
        in.studio.window->actions().copy->trigger();
        in.studio.window->actions().paste->trigger();
        QTRY_VERIFY(in.names().contains("w_1"));
        QCOMPARE(functionsOf(in.drawn()).size(), functions);
        FunctionWindow other;
        QVERIFY(other.studio.open(other.studio.file("sum.pbtxt", sumGraph())));
        other.studio.window->actions().paste->trigger();
        QTRY_VERIFY(other.names().contains("w"));
        QCOMPARE(functionsOf(other.drawn()).size(), std::size_t{2});
        QCOMPARE(other.node("w")->panes.size(), std::size_t{2});
        other.studio.window->actions().undo->trigger();
        QVERIFY(functionsOf(other.drawn()).empty());
        // Another function of that name is left as it is: the copy has a name of its own.
        QVERIFY(in.studio.window->edits()
                    .edit("paste",
                          [&](Edit& e) {
                              std::string text =
                                  fragmentOf(e.document(), {in.studio.probe().idOf("w")});
                              const std::size_t at = text.find("name: \"two\"");
                              text.replace(at, 11, "name: \"one\"");
                              return pasteText(e, text, {}, {0, 600}).status();
                          })
                    .ok());
        QTRY_VERIFY(in.names().contains("w_2"));
        QCOMPARE(in.node("w_2")->panes[1].name, QString("next_1"));
        QCOMPARE(in.node("w_2")->panes[0].name, QString("limit"));
        QCOMPARE(in.node("w")->panes[1].name, QString("next"));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstBodyTools> registered;
}

#include "tst_body_tools.moc"
