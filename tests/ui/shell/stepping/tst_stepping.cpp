// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Breakpoints and single steps, as a person sets and takes them: F9, F8, F5, F10, Shift+F5.

#include <QAction>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/canvas_words.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/variables_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/stepping/step_controller.h"

namespace weft::ui::test {

class TstStepping : public QObject {
    Q_OBJECT

private slots:
    void whatNeverRunsTakesNoBreakpoint() {
        StudioFixture studio;
        const NeuronOptions fed{.feedless = true};
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject(fed))));
        setBreakpoint(studio, "x");
        QTRY_VERIFY(studio.window->errorBar().words().contains("never runs"));
        QVERIFY(marks(studio).empty());
    }

    void aTrainingHaltsThereWithTheValuesAtThePins() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject())));
        setBreakpoint(studio, "y");
        QTRY_VERIFY(studio.probe().liveOf("y").breakpoint);
        press(studio, Qt::Key_F5);
        QTRY_COMPARE(studio.state(), RunState::Halted);
        QTRY_VERIFY(studio.probe().liveOf("y").halted);
        QCOMPARE(studio.probe().liveOf("y").pins, QStringList({"0.8", "1"}));
        QVERIFY(!studio.probe().liveOf("error").halted);
        const QString words = studio.window->errorBar().words();
        QVERIFY2(words.startsWith("Halted before y (Mul). F8 next op"), qPrintable(words));
        // Who does not see the canvas hears it.
        const CanvasView& canvas = studio.window->canvas();
        const int at = canvas.snapshot()->diagram.indexOf(studio.probe().idOf("y"));
        QVERIFY(nodeWords(*canvas.snapshot(), canvas.live(), at)
                    .contains("breakpoint, a call has halted before it, x = 0.8, y = 1"));
        QVERIFY(StudioFixture::noDialog());
    }

    void f8GoesOpByOpAndLeavesValuesBehind() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject())));
        setBreakpoint(studio, "y");
        press(studio, Qt::Key_F10);
        QTRY_COMPARE(haltedAt(studio), "y");
        press(studio, Qt::Key_F8);
        QTRY_COMPARE(haltedAt(studio), "error");
        QTRY_COMPARE(studio.probe().liveOf("y").value, "0.8");
        QCOMPARE(studio.probe().liveOf("error").pins, QStringList({"0.8", "0"}));
        press(studio, Qt::Key_F8);
        QTRY_COMPARE(haltedAt(studio), "loss");
        // To the end of the step, and no further.
        press(studio, Qt::Key_F10);
        QTRY_COMPARE(studio.state(), RunState::Paused);
        QCOMPARE(studio.window->progress().step, 1);
        QVERIFY(!studio.probe().liveOf("loss").halted);
    }

    void f5GoesToTheNextHaltAndOnWhenThereIsNone() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject({.steps = 40}))));
        setBreakpoint(studio, "y");
        press(studio, Qt::Key_F5);
        QTRY_COMPARE(haltedAt(studio), "y");
        press(studio, Qt::Key_F5);
        QTRY_COMPARE(studio.window->progress().step, 1);
        QTRY_COMPARE(haltedAt(studio), "y");
        // Taken away while it stands there.
        setBreakpoint(studio, "y");
        QTRY_VERIFY(!studio.probe().liveOf("y").breakpoint);
        press(studio, Qt::Key_F5);
        QTRY_COMPARE(studio.state(), RunState::Idle);
        QCOMPARE(studio.window->progress().step, 40);
    }

    void aHaltChangesNoLoss() {
        const auto losses = [](bool halted) {
            StudioFixture studio;
            if (!studio.open(studio.file("n.weft.pbtxt", neuronProject({.steps = 5})))) {
                return std::vector<double>();
            }
            if (halted) { setBreakpoint(studio, "loss"); }
            press(studio, Qt::Key_F5);
            for (int k = 0; halted && k < 5; ++k) {
                if (!studio.waitForState(RunState::Halted)) { return std::vector<double>(); }
                studio.window->actions().resume->trigger();
                if (!QTest::qWaitFor([&] { return studio.window->progress().step > k; })) { break; }
            }
            const auto done = [&] {
                return studio.window->progress().step == 5 && studio.state() == RunState::Idle;
            };
            if (!QTest::qWaitFor(done, 20'000)) { return std::vector<double>(); }
            return studio.curve("train/loss");
        };
        const std::vector<double> plain = losses(false);
        QCOMPARE(plain.size(), 5U);
        QCOMPARE(losses(true), plain);
    }

    void shiftF5StopsBeforeTheUpdate() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject())));
        setBreakpoint(studio, "loss");
        press(studio, Qt::Key_F5);
        QTRY_COMPARE(haltedAt(studio), "loss");
        press(studio, Qt::Key_F5, Qt::ShiftModifier);
        QTRY_COMPARE(studio.state(), RunState::Idle);
        const auto& variables = studio.window->variables().variables();
        QTRY_COMPARE(variables.front().summary, "0.8");
        QVERIFY(haltedAt(studio).isEmpty());
    }

    void withoutATrainingF8StepsThroughWhatIsChosen() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("sum.pbtxt", sumGraph())));
        studio.probe().click("three");
        press(studio, Qt::Key_F8);
        QTRY_COMPARE(haltedAt(studio), "three");
        QCOMPARE(studio.probe().liveOf("three").pins, QStringList({"1", "2"}));
        press(studio, Qt::Key_F8);
        QTRY_COMPARE(studio.state(), RunState::Idle);
        QTRY_COMPARE(studio.transcript().last(), "run(three:0)|3.0");
        // What was asked for once does not come back.
        studio.window->session()->run({"three:0"});
        QTRY_COMPARE(studio.window->answered(), 2);
        QCOMPARE(studio.state(), RunState::Idle);
    }

    void aRecipeHaltsWhereItReadsAndShowsWhatComesIn() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        const QString dense = nodeOfType(studio, "Dense");
        setBreakpoint(studio, dense);
        QTRY_VERIFY(studio.probe().liveOf(dense).breakpoint);
        press(studio, Qt::Key_F10);
        QTRY_COMPARE(studio.state(), RunState::Halted);
        QTRY_VERIFY(studio.probe().liveOf(dense).halted);
        QVERIFY(!studio.probe().liveOf(dense).pins.value(0).isEmpty());
        studio.closeAndWait();
    }

    void itIsSavedUndoneAndNoReasonToApply() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject({.steps = 3}))));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        setBreakpoint(studio, "y");
        QTRY_VERIFY(studio.probe().liveOf("y").breakpoint);
        QVERIFY(studio.window->drawing()->modified());
        QVERIFY(!studio.window->sessions().needsApply(*studio.window->sessions().active()));
        const auto bytes = documentToBytes(studio.window->drawing()->document());
        const auto again = documentFromBytes(bytes);
        QVERIFY(again.ok());
        QCOMPARE(breakpointsOf(*again).size(), 1U);
        studio.window->actions().undo->trigger();
        QTRY_VERIFY(!studio.probe().liveOf("y").breakpoint);
        studio.window->actions().redo->trigger();
        QTRY_VERIFY(studio.probe().liveOf("y").breakpoint);
        studio.window->actions().clearBreakpoints->trigger();
        QTRY_VERIFY(!studio.probe().liveOf("y").breakpoint);
    }

    void closingWhileItStandsFinishesTheStep() {
        StudioFixture studio;
        const QString path = studio.file("n.weft.pbtxt", neuronProject());
        QVERIFY(studio.open(path));
        setBreakpoint(studio, "loss");
        press(studio, Qt::Key_F5);
        QTRY_COMPARE(haltedAt(studio), "loss");
        studio.closeAndWait();
        QVERIFY(studio.open(path));
        QTRY_VERIFY(studio.window->errorBar().words().contains("Continues from step 1"));
    }

private:
    static void setBreakpoint(StudioFixture& studio, const QString& node) {
        studio.probe().click(node);
        press(studio, Qt::Key_F9);
    }
    static void press(StudioFixture& studio, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(studio.window.get(), key, modifiers);
    }
    static std::vector<NodeRole> marks(const StudioFixture& studio) {
        return breakpointsOf(studio.window->drawing()->document());
    }
    static QString haltedAt(const StudioFixture& studio) {
        return studio.window->steps().isHalted() ? studio.window->sessions().active()->halt.node
                                                 : QString();
    }
    static QString nodeOfType(const StudioFixture& studio, const QString& type) {
        for (const DiagramNode& node : studio.window->canvas().snapshot()->diagram.nodes) {
            if (node.type == type) { return node.name; }
        }
        return {};
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstStepping> registered;
}

#include "tst_stepping.moc"
