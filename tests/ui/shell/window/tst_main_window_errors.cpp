// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// What goes wrong in a run is told in words at its place, never in a dialog.

#include <QSemaphore>
#include <QToolButton>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/session_bar.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui::test {
namespace {

/// The error is in the bar, in the list of problems, and at the node (where there is one).
void verifyTold(const StudioFixture& studio, const QString& code, const QString& words,
                const QString& node) {
    QVERIFY(StudioFixture::noDialog());
    QCOMPARE(studio.state(), RunState::Failed);
    QVERIFY(studio.window->errorBar().isVisible());
    const ErrorReport& report = studio.window->errorBar().report();
    QCOMPARE(report.code, code);
    QVERIFY2(report.message.contains(words), qPrintable(report.message));
    QVERIFY(!report.plain.isEmpty());
    const std::vector<ProblemRow>& problems = studio.window->problems().problems();
    QVERIFY(!problems.empty());
    QCOMPARE(problems[0].text, report.plain);
    QVERIFY(!studio.transcript().filter(code + ": ").isEmpty());
    if (node.isEmpty()) { return; }
    QCOMPARE(report.nodeName, node);
    QCOMPARE(studio.probe().liveOf(node).error, report.plain);
}

/// Keeps the session's thread until it is released, so that what is asked meanwhile waits.
class HeldSession final : public SessionTask {
public:
    bool slice(const Place&) override {
        holds.release();
        release.acquire();
        return false;
    }
    void drop(const Status&) override {}

    QSemaphore holds;
    QSemaphore release;
};

}  // namespace

class TstMainWindowErrors : public QObject {
    Q_OBJECT

private slots:
    void unfedPlaceholderIsNamed() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("unfed.weft.pbtxt", neuronProject({.feedless = true}))));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        verifyTold(studio, "INVALID_ARGUMENT", "You must feed a value for placeholder tensor", "x");
    }

    void uninitialisedVariableIsNamed() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        studio.probe().click("y");
        QVERIFY(studio.pressAndWait(Qt::Key_Return, Qt::ControlModifier));
        verifyTold(studio, "FAILED_PRECONDITION", "uninitialized value Variable", {});
        // The next verb that works takes the words away.
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QVERIFY(!studio.window->errorBar().isVisible());
        QVERIFY(studio.window->problems().problems().empty());
        QVERIFY(studio.probe().liveOf("Variable").error.isEmpty());
        QCOMPARE(studio.state(), RunState::Idle);
    }

    void infiniteLossPausesAtItsStep() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("wild.weft.pbtxt", neuronProject({.learningRate = 1e12}))));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        verifyTold(studio, "INVALID_ARGUMENT", "not finite", "loss");
        QVERIFY(studio.window->progress().step < 10);
        QCOMPARE(SessionBar::stateText(studio.window->progress()),
                 QString("failed at step %1").arg(studio.window->progress().step));
        // Said once; who goes on all the same is left alone.
        const qint64 there = studio.window->progress().step;
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.window->progress().step, 100);
        QVERIFY(there < 100);
        QCOMPARE(studio.curve("train/loss").size(), 100U);
    }

    void whereNothingRunsItSaysWhatIsMissing() {
        StudioFixture studio;
        studio.window->actions().newFile->trigger();
        QTRY_VERIFY(studio.window->session() != nullptr && studio.window->drawing() != nullptr);
        QTRY_VERIFY(studio.window->actions().train->isEnabled());
        studio.window->actions().train->trigger();
        QTRY_VERIFY(studio.window->errorBar().words().contains("Space adds an op"));
        studio.window->edits().addEntryAt("Adam", {});
        QTRY_VERIFY(!studio.probe().liveOf("Adam").warning.isEmpty());
        QVERIFY(studio.probe().liveOf("Adam").error.isEmpty());
        studio.window->actions().train->trigger();
        QTRY_VERIFY2(studio.window->errorBar().words().contains("Adam needs a wire at loss"),
                     qPrintable(studio.window->errorBar().words()));
        // Drawn since the session began: nothing is taken over for a call that is not made, and
        // so nothing that the session tells takes the words away.
        studio.window->edits().addEntryAt("Placeholder", {400, 0});
        QTRY_VERIFY(studio.probe().idOf("Placeholder") != 0);
        studio.window->errorBar().hide();
        studio.window->canvas().select({studio.probe().idOf("Adam")});
        studio.window->actions().train->trigger();
        QTRY_VERIFY(studio.window->errorBar().isVisible());
        QVERIFY(studio.transcript().filter("apply").isEmpty());
        QCOMPARE(studio.state(), RunState::Idle);
        QVERIFY(StudioFixture::noDialog());
    }

    void longWordsDoNotWidenTheWindow() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        const int wide = studio.window->canvas().width();
        studio.window->errorBar().tell(
            QString("words that nobody can read in one line ").repeated(9));
        QTRY_VERIFY(studio.window->errorBar().isVisible());
        QTRY_VERIFY(studio.window->errorBar().height() > 40);
        QCOMPARE(studio.window->canvas().width(), wide);
    }

    void missingDataIsNamed() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("line.weft.pbtxt", lineProject("nowhere-to-be-found"))));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        verifyTold(studio, "NOT_FOUND", "nowhere-to-be-found", {});
    }

    void damagedDataIsNamed() {
        StudioFixture studio;
        const QString csv = studio.file("points.csv", "x\n1.5\n2,3\n");
        QVERIFY(studio.open(studio.file("line.weft.pbtxt", lineProject("points"))));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        verifyTold(studio, "INVALID_ARGUMENT", csv, {});
        // The file mended, the same session trains.
        studio.file("points.csv", "x\n1.5\n2\n3\n4\n5\n6\n7\n8\n");
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.state(), RunState::Idle);
        QVERIFY(!studio.window->errorBar().isVisible());
        QVERIFY(!studio.curve("train/loss").empty());
    }

    void unknownOpIsAWarningUntilItRuns() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("odd.pbtxt", unknownOpGraph())));
        const std::vector<ProblemRow>& problems = studio.window->problems().problems();
        QCOMPARE(problems.size(), 1U);
        QCOMPARE(problems[0].where, "odd");
        QVERIFY(problems[0].text.contains("NobodyKnowsThis"));
        // What does not need it runs.
        studio.probe().click("two");
        QVERIFY(studio.pressAndWait(Qt::Key_Return, Qt::ControlModifier));
        QCOMPARE(studio.transcript(),
                 QStringList({"Tensor(\"two:0\", shape=(), dtype=float32)|", "run(two:0)|-1.0"}));
        studio.window->session()->run({"odd:0"});
        QTRY_COMPARE(studio.state(), RunState::Failed);
        QVERIFY(StudioFixture::noDialog());
        QCOMPARE(studio.window->errorBar().report().nodeName, "odd");
        QVERIFY(!studio.probe().liveOf("odd").error.isEmpty());
    }

    void unknownOpOfAProjectIsAtItsNode() {
        StudioFixture studio;
        QVERIFY(studio.open(
            studio.file("odd.weft.pbtxt", neuronProject({.square = "NobodyKnowsThis"}))));
        QVERIFY(!studio.window->problems().problems().empty());
        QVERIFY(studio.window->problems().problems()[0].text.contains("NobodyKnowsThis"));
        const Diagram& diagram = studio.window->canvas().snapshot()->diagram;
        const int at = diagram.indexOf(studio.probe().idOf("loss"));
        QVERIFY(at >= 0 && diagram.nodes[static_cast<std::size_t>(at)].unknownOp);
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.state(), RunState::Failed);
        QVERIFY(StudioFixture::noDialog());
    }

    void showNodeGoesThere() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("unfed.weft.pbtxt", neuronProject({.feedless = true}))));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QToolButton* show = nullptr;
        for (auto* button : studio.window->errorBar().findChildren<QToolButton*>()) {
            if (button->accessibleName() == "Show node") { show = button; }
        }
        QVERIFY(show != nullptr && show->isVisible());
        QTest::mouseClick(show, Qt::LeftButton);
        QTRY_COMPARE(studio.window->canvas().selection(), QList<quint64>{studio.probe().idOf("x")});
    }

    void failureDropsWhatWaits() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("unfed.weft.pbtxt", neuronProject({.feedless = true}))));
        const auto held = std::make_shared<HeldSession>();
        studio.window->session()->ask(held);
        QVERIFY(held->holds.tryAcquire(1, 10'000));
        for (int i = 0; i < 4; ++i) { studio.window->session()->step(); }
        held->release.release();
        QTRY_COMPARE(studio.window->answered(), 4);
        QCOMPARE(studio.state(), RunState::Failed);
        QCOMPARE(studio.transcript().filter("INVALID_ARGUMENT").size(), 1);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowErrors> registered;
}

#include "tst_main_window_errors.moc"
