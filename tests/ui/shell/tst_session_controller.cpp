// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Several sessions of one document beside each other, and a drawing that changes under them.

#include "ui/shell/session_controller.h"

#include <QPushButton>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/item_commands.h"
#include "ui/panels/change_bar.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/session_bar.h"
#include "ui/panels/transcript_panel.h"
#include "ui/panels/variables_panel.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

void clickAt(QWidget& widget, const QRect& rect) {
    QTest::mouseClick(&widget, Qt::LeftButton, {}, rect.center());
}

/// Changes an item of the drawing as an inspector would, and waits until it is expanded.
bool edited(StudioFixture& studio, const QString& name, const std::function<void(Item&)>& fill) {
    Drawing& drawing = *studio.window->drawing();
    const Status made = drawing.edit("change", 0, [&](Edit& edit) -> Status {
        const Item* found = edit.document().itemNamed(name.toStdString());
        if (found == nullptr) { return notFound(name.toStdString()); }
        Item item = *found;
        fill(item);
        edit.put(std::move(item));
        return okStatus();
    });
    return made.ok() && QTest::qWaitFor([&] { return drawing.upToDate(); }, 20'000);
}

bool setSettings(StudioFixture& studio, const std::function<void(weft::Settings&)>& fill) {
    Drawing& drawing = *studio.window->drawing();
    const Status made = drawing.edit("options", 0, [&](Edit& edit) -> Status {
        weft::Settings settings = edit.document().settings();
        fill(settings);
        edit.put(std::move(settings));
        return okStatus();
    });
    return made.ok() && QTest::qWaitFor([&] { return drawing.upToDate(); }, 20'000);
}

/// Another first value for the variable: the graph is another, its variables are not.
bool setFirstValue(StudioFixture& studio, float value) {
    return edited(studio, "Variable", [value](Item& item) {
        std::get<RecipeItem>(item.what).parameters.set(
            "value", StoredTensor::fromTensor(Tensor::scalar(value)));
    });
}

QString value(const StudioFixture& studio) {
    return studio.window->variables().variables()[0].summary;
}

}  // namespace

class TstSessionController : public QObject {
    Q_OBJECT

private slots:
    void withoutADocumentThereIsNoSession() {
        StudioFixture studio;
        studio.window->sessions().add();
        studio.window->sessions().close(0);
        studio.window->sessions().activate(3);
        studio.window->sessions().activateNext();
        studio.window->sessions().apply();
        studio.window->sessions().restart();
        studio.window->sessions().run({});
        QVERIFY(studio.window->session() == nullptr);
        QVERIFY(studio.window->sessionBar().tabs().empty());
    }

    void errorsOfTwoSessionsDoNotMix() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        studio.probe().click("y");
        QVERIFY(studio.pressAndWait(Qt::Key_Return, Qt::ControlModifier));
        QCOMPARE(studio.state(), RunState::Failed);
        QVERIFY(studio.window->errorBar().isVisible());
        SessionBar& bar = studio.window->sessionBar();
        clickAt(bar, bar.addRect());
        QCOMPARE(bar.tabs().size(), 2U);
        QCOMPARE(bar.active(), 1);
        QCOMPARE(bar.tabs()[1].name, "session 2");
        QVERIFY(!studio.window->errorBar().isVisible());
        QVERIFY(studio.transcript().isEmpty());
        QTest::keyClick(studio.window.get(), Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(bar.active(), 0);
        QVERIFY(studio.window->errorBar().isVisible());
        QCOMPARE(studio.transcript().filter("FAILED_PRECONDITION").size(), 1);
    }

    void twoTrainAtTheSameTime() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}))));
        QTest::keyClick(studio.window.get(), Qt::Key_F5);
        studio.window->sessions().add();
        QTest::keyClick(studio.window.get(), Qt::Key_F5);
        const auto& sessions = studio.window->sessions().sessions();
        const auto stepOf = [&](std::size_t i) { return sessions[i]->progress.step; };
        QTRY_VERIFY(stepOf(0) > 10 && stepOf(1) > 10);
        const qint64 first = stepOf(0);
        const qint64 second = stepOf(1);
        QTRY_VERIFY(stepOf(0) > first && stepOf(1) > second);
        QCOMPARE(sessions[0]->progress.state, RunState::Training);
        QCOMPARE(sessions[1]->progress.state, RunState::Training);
        QVERIFY(!studio.curve("train/loss").empty());
        QVERIFY(!studio.curve("session 2 train/loss").empty());
        // What one is closed with does not reach the other.
        SessionBar& bar = studio.window->sessionBar();
        clickAt(bar, bar.closeRect(1));
        QCOMPARE(sessions.size(), 1U);
        QVERIFY2(studio.window->errorBar().words().startsWith("session 2 closed: 4 B"),
                 qPrintable(studio.window->errorBar().words()));
        QVERIFY(studio.curve("session 2 train/loss").empty());
        const qint64 there = stepOf(0);
        QTRY_VERIFY(stepOf(0) > there);
        QCOMPARE(studio.state(), RunState::Training);
    }

    void untrainedSessionsRunWhatIsDrawn() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(setFirstValue(studio, 0.5F));
        // Nothing can be lost: nothing is asked, and the next verb takes it over.
        QTRY_VERIFY(studio.window->sessions().active()->difference != Difference::None);
        QVERIFY(!studio.window->changeBar().isVisible());
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QVERIFY(!studio.window->changeBar().isVisible());
        QVERIFY(!studio.transcript().filter("apply: ").isEmpty());
        const std::vector<double> loss = studio.curve("train/loss");
        QCOMPARE(loss.size(), 1U);
        QVERIFY(std::abs(loss[0] - 0.25) < 1e-6);
    }

    void aVerbWaitsForTheExpansion() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        Drawing& drawing = *studio.window->drawing();
        const Status made = drawing.edit("change", 0, [&](Edit& edit) -> Status {
            Item item = *edit.document().itemNamed("Variable");
            std::get<RecipeItem>(item.what).parameters.set(
                "value", StoredTensor::fromTensor(Tensor::scalar(0.5F)));
            edit.put(std::move(item));
            return okStatus();
        });
        QVERIFY(made.ok());
        QVERIFY(!drawing.upToDate());
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QVERIFY(std::abs(studio.curve("train/loss")[0] - 0.25) < 1e-6);
    }

    void movesDoNotChangeTheGraph() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(edited(studio, "y", [](Item& item) { item.x += 80; }));
        QVERIFY(!studio.window->changeBar().isVisible());
        QVERIFY(!studio.window->sessionBar().tabs()[0].changed);
    }

    void appliedEditsKeepWhatWasTrained() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(value(studio), "0.76");
        QVERIFY(setFirstValue(studio, 0.5F));
        // Trained values are not given up by themselves.
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QVERIFY(studio.window->changeBar().isVisible());
        QCOMPARE(studio.window->changeBar().changes(), "kept 1: Variable");
        const QString trained = value(studio);
        auto* apply = studio.window->changeBar().findChild<QPushButton*>("applyButton");
        QTest::mouseClick(apply, Qt::LeftButton);
        QTRY_VERIFY(!studio.transcript().filter("apply: ").isEmpty());
        QVERIFY(!studio.window->changeBar().isVisible());
        QCOMPARE(value(studio), trained);
        // Its place in the run sheet stays too.
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(studio.window->progress().step, 3);
        QCOMPARE(studio.curve("train/loss").size(), 3U);
    }

    void restartBeginsAfresh() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QVERIFY(setFirstValue(studio, 0.5F));
        auto* restart = studio.window->changeBar().findChild<QPushButton*>("restartButton");
        QTest::mouseClick(restart, Qt::LeftButton);
        QTRY_VERIFY(!studio.transcript().filter("restart: ").isEmpty());
        QTRY_VERIFY(!studio.window->variables().variables()[0].initialised);
        QVERIFY(!studio.window->changeBar().isVisible());
        QVERIFY(studio.curve("train/loss").empty());
    }

    void editsWhileTrainingAreAppliedBetweenTwoSteps() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file(
            "long.weft.pbtxt", neuronProject({.steps = 5'000'000, .learningRate = 1e-7}))));
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(studio.window->progress().step > 10);
        QVERIFY(setFirstValue(studio, 0.5F));
        QCOMPARE(studio.state(), RunState::Training);
        QVERIFY(studio.window->changeBar().isVisible());
        const qint64 before = studio.window->progress().step;
        studio.window->sessions().apply();
        QTRY_VERIFY(!studio.transcript().filter("apply: ").isEmpty());
        QTRY_VERIFY(studio.window->progress().step > before + 10);
        QCOMPARE(studio.state(), RunState::Training);
        QVERIFY(value(studio).startsWith("0.79") || value(studio) == "0.8");
        QCOMPARE(studio.window->session()->document(), studio.window->drawing()->current());
    }

    void theRunSheetIsTakenOverBySelf() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        const QString trained = value(studio);
        QVERIFY(setSettings(studio, [](weft::Settings& settings) { settings.steps = 7; }));
        QVERIFY(!studio.window->changeBar().isVisible());
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.window->progress().totalSteps, 7);
        QVERIFY(value(studio) != trained);
        QCOMPARE(studio.window->actions().train->text(), "Train 7 steps");
    }

    void theOptimizerMayGoAndComeBack() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        // The train row goes with its optimizer; what is trained stays.
        Drawing& drawing = *studio.window->drawing();
        QVERIFY(drawing
                    .edit("remove", 0,
                          [&](Edit& edit) -> Status {
                              edit.remove(edit.document().itemNamed("GradientDescent")->id);
                              return okStatus();
                          })
                    .ok());
        QTRY_VERIFY(drawing.upToDate());
        studio.window->sessions().apply();
        QTRY_COMPARE(studio.transcript().filter("apply: ").size(), 1);
        // Its row is still there, and updates nothing.
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(value(studio), "0.76");
        QVERIFY(StudioFixture::noDialog());
        // And undone, it trains again.
        drawing.undo();
        QTRY_VERIFY(drawing.upToDate());
        studio.window->sessions().apply();
        QTRY_COMPARE(studio.transcript().filter("apply: ").size(), 2);
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QVERIFY(value(studio) != "0.76");
        QCOMPARE(studio.window->progress().step, 3);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSessionController> registered;
}

#include "tst_session_controller.moc"
