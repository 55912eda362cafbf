// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Stop in every state of a session.

#include <QElapsedTimer>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/panels/variables_panel.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

class TstMainWindowStop : public QObject {
    Q_OBJECT

private slots:
    void stopEndsTrainingAndKeepsValues() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}))));
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(studio.window->progress().step > 10);
        QElapsedTimer time;
        time.start();
        QVERIFY(studio.pressAndWait(Qt::Key_F5, Qt::ShiftModifier));
        const qint64 took = time.elapsed();
        qInfo("stop answered in %lld ms (200 is the goal)", static_cast<long long>(took));
        QVERIFY(took < 5000);
        QCOMPARE(studio.state(), RunState::Idle);
        QVERIFY(studio.window->variables().variables()[0].initialised);
        QVERIFY(studio.window->variables().variables()[0].summary != "0.8");
        // Train begins anew at the front.
        QCOMPARE(studio.window->actions().train->text(), "Train 5\u2009000\u2009000 steps");
    }

    void stopEndsAPausedRun() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(studio.state(), RunState::Paused);
        QVERIFY(studio.window->actions().stop->isEnabled());
        QVERIFY(studio.pressAndWait(Qt::Key_F5, Qt::ShiftModifier));
        QCOMPARE(studio.state(), RunState::Idle);
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(studio.window->progress().step, 1);
        QCOMPARE(studio.curve("train/loss").size(), 1U);
    }

    void trainRightAfterStopTrains() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}))));
        SessionFeed& session = *studio.window->session();
        session.train(-1);
        QTRY_VERIFY(studio.window->progress().step > 10);
        session.stop();
        session.train(7);
        QTRY_COMPARE(studio.window->answered(), 3);
        QCOMPARE(studio.window->progress().step, 7);
        QCOMPARE(studio.curve("train/loss").size(), 7U);
    }

    void stopDropsWhatWaits() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        SessionFeed& session = *studio.window->session();
        for (int i = 0; i < 50; ++i) { session.step(); }
        session.stop();
        QTRY_COMPARE(studio.window->answered(), 51);
        QCOMPARE(studio.state(), RunState::Idle);
        QVERIFY(studio.window->progress().step < 50);
    }

    void stopWithoutAnythingIsQuiet() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("neuron")));
        studio.window->session()->stop();
        QTRY_COMPARE(studio.window->answered(), 1);
        QCOMPARE(studio.state(), RunState::Idle);
        QVERIFY(studio.transcript().isEmpty());
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowStop> registered;
}

#include "tst_main_window_stop.moc"
