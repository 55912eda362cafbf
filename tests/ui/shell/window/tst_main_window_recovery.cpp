// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Closing while training loses nothing: the next opening goes on where it stopped.

#include <QDir>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/settings.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/variables_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/files/file_bar.h"

namespace weft::ui::test {

class TstMainWindowRecovery : public QObject {
    Q_OBJECT

private slots:
    void closedTrainingGoesOnWhereItStopped() {
        StudioFixture studio;
        const QString path = examplePath("linear_regression");
        QVERIFY(studio.open(path));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        const std::vector<double> whole = studio.curve("train/loss");
        const QString ended = values(studio);
        QCOMPARE(whole.size(), 160U);
        QDir(studio.recoveryFolder()).removeRecursively();
        // Stepped to the middle of an epoch, closed, opened again.
        studio.closeAndWait();
        QDir(studio.recoveryFolder()).removeRecursively();
        QVERIFY(studio.open(path));
        for (int i = 0; i < 22; ++i) { studio.window->session()->step(); }
        QTRY_COMPARE(studio.window->answered(), 22);
        QVERIFY(studio.open(path));
        QTRY_VERIFY(studio.window->errorBar().isVisible());
        QCOMPARE(studio.window->errorBar().words(),
                 "Continues from step 22 of the last session; Init starts afresh.");
        QVERIFY(StudioFixture::noDialog());
        QCOMPARE(studio.state(), RunState::Paused);
        QCOMPARE(studio.window->progress().step, 22);
        QCOMPARE(studio.window->actions().train->text(), "Continue");
        QVERIFY(studio.window->variables().variables()[0].initialised);
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QVERIFY(!studio.window->errorBar().isVisible());
        QCOMPARE(studio.state(), RunState::Idle);
        const std::vector<double> rest = studio.curve("train/loss");
        QCOMPARE(rest, std::vector<double>(whole.begin() + 22, whole.end()));
        QCOMPARE(values(studio), ended);
    }

    void closedWhileRunningLosesNoStep() {
        StudioFixture studio;
        const QString path = studio.file("long.weft.pbtxt",
                                         neuronProject({.steps = 5'000'000, .learningRate = 1e-7}));
        QVERIFY(studio.open(path));
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(studio.window->progress().step > 10);
        const qint64 seen = studio.window->progress().step;
        QVERIFY(studio.open(path));
        QTRY_COMPARE(studio.state(), RunState::Paused);
        QVERIFY(studio.window->progress().step >= seen);
        QCOMPARE(studio.window->progress().totalSteps, 5'000'000);
    }

    void initStartsAfresh() {
        StudioFixture studio;
        const QString path = examplePath("neuron");
        QVERIFY(studio.open(path));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QVERIFY(studio.open(path));
        QTRY_COMPARE(studio.state(), RunState::Paused);
        QCOMPARE(values(studio), "0.76");
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QCOMPARE(studio.state(), RunState::Idle);
        QCOMPARE(values(studio), "0.8");
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(studio.window->progress().step, 1);
    }

    void finishedTrainingLeavesItsValues() {
        StudioFixture studio;
        const QString path = examplePath("neuron");
        QVERIFY(studio.open(path));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        const QString ended = values(studio);
        QVERIFY(studio.open(path));
        QTRY_VERIFY(studio.window->errorBar().isVisible());
        QCOMPARE(studio.window->errorBar().words(),
                 "Has the values of the last session; Init starts afresh.");
        QCOMPARE(studio.state(), RunState::Idle);
        QCOMPARE(values(studio), ended);
        // Only looked at and closed: they are still there.
        QVERIFY(studio.open(path));
        QTRY_COMPARE(values(studio), ended);
    }

    void untrainedSessionsLeaveNothing() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        studio.closeAndWait();
        QVERIFY(!QDir(studio.recoveryFolder()).exists());
    }

    void damagedValuesAreSaidAndTrainingStartsAfresh() {
        StudioFixture studio;
        const QString path = examplePath("neuron");
        QVERIFY(studio.open(path));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        studio.closeAndWait();
        const QString place = Recovery(studio.recoveryFolder(), path).place();
        for (const QFileInfo& info : QDir(place).entryInfoList({"session*"})) {
            QFile file(info.filePath());
            QVERIFY(file.resize(info.size() / 2));
        }
        QVERIFY(studio.open(path));
        QTRY_VERIFY(studio.window->errorBar().isVisible());
        QVERIFY2(studio.window->errorBar().words().contains("could not be read"),
                 qPrintable(studio.window->errorBar().words()));
        QCOMPARE(studio.state(), RunState::Idle);
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(values(studio), "0.76");
        QVERIFY(studio.open(path));
        QTRY_COMPARE(studio.state(), RunState::Paused);
    }

    void aSaveThatFailsIsSaid() {
        StudioFixture studio;
        studio.file("recovery", "lies where the values would go");
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        studio.closeAndWait();
        QTRY_VERIFY2(studio.window->errorBar().words().contains("could not be saved"),
                     qPrintable(studio.window->errorBar().words()));
        QVERIFY(studio.window->errorBar().isVisible());
        QVERIFY(weft::ui::Settings().lostValues().isEmpty());
        QVERIFY(StudioFixture::noDialog());
        // Where no window was left to say it, the next one does.
        weft::ui::Settings().setLostValues("What was trained could not be saved: no room");
        studio.files->offerLeftDrawings();
        QCOMPARE(studio.window->fileBar().words(),
                 QStringList("What was trained could not be saved: no room"));
    }

    void wildValuesAreNotKept() {
        StudioFixture studio;
        const QString path = studio.file("wild.weft.pbtxt", neuronProject({.learningRate = 1e12}));
        QVERIFY(studio.open(path));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QCOMPARE(studio.state(), RunState::Failed);
        studio.closeAndWait();
        QVERIFY(!Recovery(studio.recoveryFolder(), path).exists());
    }

private:
    static QString values(const StudioFixture& studio) {
        QStringList all;
        for (const VariableRow& row : studio.window->variables().variables()) {
            all.append(row.summary);
        }
        return all.join(' ');
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowRecovery> registered;
}

#include "tst_main_window_recovery.moc"
