// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The window is closed, or shows another file, while a session is at work: no question, no thread
/// left. WEFT_CLOSE_ROUNDS says how often (50).

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QThreadPool>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

class TstMainWindowClose : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QThreadPool::globalInstance()->setExpiryTimeout(20); }

    void closingAtAnyTimeLeavesNoThread() {
        bool given = false;
        const int wanted = qEnvironmentVariableIntValue("WEFT_CLOSE_ROUNDS", &given);
        const int rounds = given ? wanted : 50;
        QRandomGenerator random(7);
        StudioFixture studio;
        const QString neuron = studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}));
        // One round first, so that what is made once is there.
        QVERIFY(studio.open(neuron));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        studio.window->close();
        QThreadPool::globalInstance()->waitForDone();
        QTest::qWait(100);
        const int before = threadsNow();
        qint64 longest = 0;
        for (int round = 0; round < rounds; ++round) {
            studio.window->show();
            QVERIFY(studio.open(round % 2 == 0 ? neuron : examplePath("linear_regression")));
            SessionFeed& session = *studio.window->session();
            session.train(-1);
            if (round % 5 == 1) { session.pause(); }
            if (round % 5 == 2) { session.stop(); }
            if (round % 5 == 3) { session.init(); }
            QTest::qWait(random.bounded(12));
            QElapsedTimer time;
            time.start();
            QVERIFY(studio.window->close());
            longest = std::max(longest, time.elapsed());
            QVERIFY(studio.window->session() == nullptr);
            QVERIFY(StudioFixture::noDialog());
        }
        qInfo("%d closings, the longest took %lld ms", rounds, static_cast<long long>(longest));
        QTRY_VERIFY(threadsNow() <= before);
    }

    void openingAnotherFileEndsTheTraining() {
        StudioFixture studio;
        const QString neuron = studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}));
        QVERIFY(studio.open(neuron));
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(studio.window->progress().step > 10);
        QVERIFY(studio.open(examplePath("linear_regression")));
        QCOMPARE(studio.state(), RunState::Idle);
        QCOMPARE(studio.window->progress().step, 0);
        QVERIFY(studio.curve("train/loss").empty());
        QVERIFY(studio.transcript().isEmpty());
        QVERIFY(!studio.probe().names().contains("Variable"));
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QCOMPARE(studio.window->progress().step, 1);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowClose> registered;
}

#include "tst_main_window_close.moc"
