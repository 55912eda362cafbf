// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/panels/variables_panel.h"

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
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstVariableFooter> registered;
}

#include "tst_variable_footer.moc"
