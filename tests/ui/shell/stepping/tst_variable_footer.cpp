// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QMenu>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/panels/variables_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/variables/variable_menu.h"

namespace weft::ui::test {

/// A Variable on the canvas: its dot, and what it holds.
class TstVariableFooter : public QObject {
    Q_OBJECT

private slots:
    void withoutAValueItSaysNone() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject())));
        QTRY_VERIFY(studio.probe().liveOf("Variable").hasVariables);
        QVERIFY(!studio.probe().liveOf("Variable").initialised);
        QVERIFY(studio.probe().liveOf("Variable").value.isEmpty());
    }

    void itFollowsInitAssignAndTraining() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject({.steps = 20}))));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QTRY_COMPARE(studio.probe().liveOf("Variable").value, "0.8");
        QVERIFY(studio.probe().liveOf("Variable").initialised);
        studio.window->session()->assign("Variable", "2");
        QTRY_COMPARE(studio.probe().liveOf("Variable").value, "2");
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QTRY_VERIFY(studio.probe().liveOf("Variable").value.toDouble() < 1);
        // What holds variables besides other things keeps its footer for other things.
        QVERIFY(studio.probe().liveOf("GradientDescent").value.isEmpty());
    }

    void itsMenuInitialisesAssignsAndTellsWhetherItTrains() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject({.steps = 20}))));
        QTRY_VERIFY(studio.probe().liveOf("Variable").hasVariables);
        entry(studio, "variableInit")->trigger();
        QTRY_COMPARE(studio.probe().liveOf("Variable").value, "0.8");
        entry(studio, "variableAssign")->trigger();
        auto* field = studio.window->variables().findChild<QLineEdit*>("assignField");
        QTRY_VERIFY(field->isVisible());
        QTest::keyClicks(field, "3");
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(studio.probe().liveOf("Variable").value, "3");
        entry(studio, "variableValues")->trigger();
        QTRY_COMPARE(studio.transcript().last(), "run(Variable:0)|3.0");
        QAction* trainable = entry(studio, "variableTrainable");
        QVERIFY(trainable->isChecked());
        trainable->trigger();
        const auto* item = studio.window->drawing()->document().itemNamed("Variable");
        QCOMPARE(item->as<RecipeItem>()->parameters.getOr<bool>("trainable", true), false);
        studio.window->actions().undo->trigger();
    }

private:
    /// Of the menu that a right click on the Variable opens.
    static QAction* entry(StudioFixture& studio, const char* name) {
        MainWindow& window = *studio.window;
        auto* menu = new QMenu(&window);
        addVariableEntries(*menu, studio.probe().idOf("Variable"),
                           {window.edits(), window.sessions(), window.variables(),
                            [&window](const QString& dock) { window.openDock(dock); }});
        return menu->findChild<QAction*>(QLatin1String(name));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstVariableFooter> registered;
}

#include "tst_variable_footer.moc"
