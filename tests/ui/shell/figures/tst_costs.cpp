// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Figures at the nodes, as a person turns them on in the View menu.

#include <QAction>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/canvas_words.h"
#include "ui/canvas/overlay/cost_legend.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

class TstCosts : public QObject {
    Q_OBJECT

private slots:
    void beforeAnythingRanTheLegendSaysWhatToDo() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(legend(studio) == nullptr);
        studio.window->actions().costTime->trigger();
        QVERIFY(legend(studio) != nullptr);
        QCOMPARE(legend(studio)->key().sum, "");
        QVERIFY(legend(studio)->key().lines.front().startsWith("Measured in the next"));
        QVERIFY(!studio.probe().liveOf("loss").cost);
        // Nothing is open: nothing to say, and nothing breaks.
        studio.closeAndWait();
        studio.window->actions().costMemory->trigger();
    }

    void aStepIsMeasuredAtEachNode() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        studio.window->actions().costTime->trigger();
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QTRY_VERIFY(!legend(studio)->key().sum.isEmpty());
        double sum = 0;
        int shown = 0;
        for (const QString& name : studio.probe().names()) {
            const auto cost = studio.probe().liveOf(name).cost;
            if (!cost) { continue; }
            ++shown;
            sum += cost->share;
            QVERIFY(!cost->figure.isEmpty());
        }
        QVERIFY(shown >= 3);
        // What is drawn is all that ran: groups hold the sum of what is in them.
        QVERIFY2(sum > 0.95 && sum < 1.001, qPrintable(QString::number(sum)));
    }

    void whileItTrainsTheFiguresFollow() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject({.steps = 1'000'000}))));
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(studio.window->progress().step > 10);
        studio.window->actions().costTime->trigger();
        QTRY_VERIFY(studio.probe().liveOf("y").cost.has_value());
        const QString first = legend(studio)->key().sum;
        QTRY_VERIFY(legend(studio)->key().sum != first);
        // Without them nothing is measured any more, and nothing is left of them.
        studio.window->actions().costTime->trigger();
        QVERIFY(legend(studio) == nullptr);
        QVERIFY(!studio.probe().liveOf("y").cost);
        studio.window->session()->stop();
        QVERIFY(studio.waitForState(RunState::Idle));
    }

    void memoryAndDevicesAreOtherFiguresOfTheSame() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject())));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        studio.window->actions().costMemory->trigger();
        studio.window->session()->run({"y:0"});
        QTRY_VERIFY(studio.probe().liveOf("y").cost.has_value());
        QCOMPARE(studio.probe().liveOf("y").cost->figure, "4 B");
        // What was not asked for did not run.
        QVERIFY(!studio.probe().liveOf("loss").cost);
        studio.window->actions().costPlace->trigger();
        QVERIFY(!studio.window->actions().costMemory->isChecked());
        QCOMPARE(studio.probe().liveOf("y").cost->figure, "CPU:0");
        QCOMPARE(legend(studio)->key().devices.size(), 1U);
        QVERIFY(!legend(studio)->key().heat);
    }

    void whoDoesNotSeeItHearsIt() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject())));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        studio.window->actions().costTime->trigger();
        studio.window->session()->run({"y:0"});
        QTRY_VERIFY(studio.probe().liveOf("y").cost.has_value());
        const CanvasView& canvas = studio.window->canvas();
        const int at = canvas.snapshot()->diagram.indexOf(studio.probe().idOf("y"));
        const QString words = nodeWords(*canvas.snapshot(), canvas.live(), at);
        QVERIFY2(words.contains(" of the step, makes 4 B"), qPrintable(words));
        QVERIFY(legend(studio)->accessibleName().startsWith("Time of a step, "));
    }

private:
    static CostLegend* legend(const StudioFixture& studio) {
        return studio.window->canvas().findChild<CostLegend*>();
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCosts> registered;
}

#include "tst_costs.moc"
