// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The verbs of a session, pressed in the real window: Init, Step, Train, Pause, Run.

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/number_format.h"
#include "ui/panels/session_bar.h"
#include "ui/panels/variables_panel.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

class TstMainWindowTrain : public QObject {
    Q_OBJECT

private slots:
    void initGivesValuesOnce() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QCOMPARE(studio.state(), RunState::Idle);
        QCOMPARE(studio.transcript(), QStringList("init: 1 variable had no value|"));
        const std::vector<VariableRow>& rows = studio.window->variables().variables();
        QCOMPARE(rows.size(), 1U);
        QVERIFY(rows[0].initialised);
        QCOMPARE(rows[0].summary, "0.8");
        QVERIFY(studio.probe().liveOf("Variable").initialised);
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QCOMPARE(studio.transcript().last(), "init: every variable has a value|");
    }

    void stepMakesOneStep() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(studio.state(), RunState::Paused);
        const Progress& progress = studio.window->progress();
        QCOMPARE(progress.step, 1);
        QCOMPARE(progress.totalSteps, 100);
        QCOMPARE(SessionBar::stateText(progress), "paused 1/100");
        QCOMPARE(studio.window->actions().train->text(), "Continue");
        const std::vector<double> loss = studio.curve("train/loss");
        QCOMPARE(loss.size(), 1U);
        QVERIFY(std::abs(loss[0] - 0.64) < 1e-6);
        QCOMPARE(studio.window->variables().variables()[0].summary, "0.76");
        QCOMPARE(studio.transcript().size(), 2);
        QVERIFY2(studio.transcript()[1].startsWith("run([loss:0, y:0, GradientDescent])|[0.64"),
                 qPrintable(studio.transcript()[1]));
    }

    void stepsAskedInARowAreAllMade() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        for (int i = 0; i < 5; ++i) { studio.window->session()->step(); }
        QTRY_COMPARE(studio.window->answered(), 5);
        QCOMPARE(studio.window->progress().step, 5);
        QCOMPARE(studio.curve("train/loss").size(), 5U);
    }

    void whatOnlyAnEvaluationFetchesHasItsValueInTheFooter() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        const std::vector<double> accuracy = studio.curve("validate/accuracy");
        QVERIFY(!accuracy.empty());
        QTRY_COMPARE(studio.probe().liveOf("accuracy").value, formatNumber(accuracy.back()));
        // The loss is that of the last step, not of the evaluation after it.
        QCOMPARE(studio.probe().liveOf("loss").value,
                 formatNumber(studio.curve("train/loss").back()));
    }

    void trainingRunsToTheEnd() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QCOMPARE(studio.window->actions().train->text(), "Train 100 steps");
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.state(), RunState::Idle);
        QCOMPARE(studio.window->progress().step, 100);
        const std::vector<double> y = studio.curve("train/y");
        QCOMPARE(y.size(), 100U);
        QVERIFY(std::abs(y[99] - 0.8 * std::pow(0.95, 99)) < 1e-6);
        // The calls are folded to one line with a counter.
        QCOMPARE(studio.transcript().size(), 2);
        // A second training begins at the front, with the values there are.
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.window->progress().step, 100);
        QCOMPARE(studio.curve("train/y").size(), 100U);
        QVERIFY(studio.curve("train/y")[0] < 0.005);
    }

    void trainingOfDataShowsEpochs() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("linear_regression")));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.state(), RunState::Idle);
        QCOMPARE(studio.window->progress().step, 160);
        QCOMPARE(studio.window->progress().epochs, 40);
        QCOMPARE(studio.curve("train/loss").size(), 160U);
        const std::vector<double> tested = studio.curve("validate/loss");
        QCOMPARE(tested.size(), 40U);
        QVERIFY(tested.back() < tested.front());
    }

    void atMostSoManySteps() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        studio.window->session()->train(20);
        QTRY_COMPARE(studio.window->answered(), 1);
        QCOMPARE(studio.window->progress().step, 20);
        studio.window->session()->train(1000);
        QTRY_COMPARE(studio.window->answered(), 2);
        QCOMPARE(studio.window->progress().step, 100);
    }

    void pauseKeepsThePlace() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}))));
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(studio.window->progress().step > 10);
        QCOMPARE(studio.window->actions().train->text(), "Pause");
        QVERIFY(!studio.window->actions().init->isEnabled());
        QTest::keyClick(studio.window.get(), Qt::Key_F5);
        QVERIFY(studio.waitForAnswers());
        QCOMPARE(studio.state(), RunState::Paused);
        const qint64 there = studio.window->progress().step;
        QTest::qWait(30);
        QCOMPARE(studio.window->progress().step, there);
        QCOMPARE(studio.curve("train/loss").size(), static_cast<std::size_t>(there));
        // Other verbs work in between and lose nothing.
        studio.probe().click("y");
        QVERIFY(studio.pressAndWait(Qt::Key_Return, Qt::ControlModifier));
        QCOMPARE(studio.state(), RunState::Paused);
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(studio.window->progress().step > there);
        QTest::keyClick(studio.window.get(), Qt::Key_F5);
        QVERIFY(studio.waitForAnswers());
        QCOMPARE(studio.curve("train/loss").size(),
                 static_cast<std::size_t>(studio.window->progress().step));
    }

    void runFetchesTheSelectedNode() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        studio.probe().click("y");
        QVERIFY(studio.pressAndWait(Qt::Key_Return, Qt::ControlModifier));
        QCOMPARE(studio.state(), RunState::Idle);
        QCOMPARE(studio.transcript().last(), "run(y:0)|0.80000001");
        QCOMPARE(studio.probe().liveOf("y").value, "0.8");
        // A run trains nothing.
        QCOMPARE(studio.window->variables().variables()[0].summary, "0.8");
    }

    void whileTrainingOtherVerbsAreRefusedInWords() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}))));
        studio.press(Qt::Key_F5);
        SessionFeed& session = *studio.window->session();
        session.init();
        session.train(5);
        session.run({});
        QTRY_COMPARE(studio.window->answered(), 3);
        const QStringList lines = studio.transcript();
        for (const char* word : {"init: not while", "train: not while", "run: not while"}) {
            QVERIFY2(!lines.filter(word).isEmpty(), qPrintable(lines.join('\n')));
        }
        QTRY_COMPARE(studio.state(), RunState::Training);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowTrain> registered;
}

#include "tst_main_window_train.moc"
