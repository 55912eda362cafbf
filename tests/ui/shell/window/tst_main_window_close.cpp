// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The window is closed, or shows another file, while a session is at work: no question, no thread
/// left. WEFT_CLOSE_ROUNDS says how often (50).

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QThreadPool>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "tests/ui/shell/file_fixture.h"
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

    /// While a file is read, expanded, written or logged; WEFT_CLOSE_ROUNDS times (50).
    void closingWhileFilesComeAndGoLosesNoEdit() {
        bool given = false;
        const int wanted = qEnvironmentVariableIntValue("WEFT_CLOSE_ROUNDS", &given);
        QRandomGenerator random(13);
        StudioFixture studio;
        const QString path = studio.file("mine.weft.pbtxt", neuronProject());
        for (int round = 0; round < (given ? wanted : 50); ++round) {
            studio.window->show();
            const bool whole = round % 4 != 0;
            if (!whole) {
                studio.files->open(path);
            } else {
                QVERIFY(studio.open(path));
            }
            std::string bytes;
            if (whole) {
                for (int i = random.bounded(4); i >= 0; --i) { QVERIFY(addNote(studio)); }
                bytes = bytesOf(studio);
                if (round % 3 == 0) { studio.files->save(); }
                if (round % 5 == 0) { studio.window->session()->init(); }
                if (round % 5 == 1) { studio.window->session()->train(-1); }
                if (round % 7 == 0) { studio.window->edits().drawing()->undo(); }
                if (round % 7 == 0) { studio.window->edits().drawing()->redo(); }
            }
            QTest::qWait(random.bounded(12));
            QVERIFY(studio.window->close());
            QVERIFY(StudioFixture::noDialog());
            QVERIFY(studio.window->session() == nullptr);
            if (!whole) { continue; }
            // In the file or in the log: the same bytes.
            const std::vector<LoggedEdits> left = EditLog::leftIn(studio.recoveryFolder(), path);
            const Result<Document> kept =
                left.empty() ? readProject(path.toStdString()) : documentOf(left.front());
            QVERIFY_OK(kept);
            QCOMPARE(documentToBytes(*kept), bytes);
            for (const LoggedEdits& logged : left) { QVERIFY(QFile::remove(logged.log)); }
        }
    }

    void closingADocumentDoesNotWaitForItsSession() {
        StudioFixture studio;
        const QString neuron = studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}));
        QVERIFY(studio.open(neuron));
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(studio.window->progress().step > 10);
        const qint64 step = studio.window->progress().step;
        QElapsedTimer time;
        time.start();
        studio.window->closeDocument();
        qInfo("the document was closed in %lld ms", static_cast<long long>(time.elapsed()));
        QVERIFY(studio.window->session() == nullptr);
        QCOMPARE(studio.window->sessions().leaving(), 1);
        // Opened again before that is over, it has the values all the same.
        QVERIFY(studio.open(neuron));
        QTRY_COMPARE(studio.state(), RunState::Paused);
        QVERIFY(studio.window->progress().step >= step);
        QTRY_COMPARE(studio.window->sessions().leaving(), 0);
    }

    void aSessionClosedWhileOneBeforeItStillSavesEndsToo() {
        StudioFixture studio;
        const QString neuron = studio.file("long.weft.pbtxt", neuronProject({.steps = 5'000'000}));
        for (int i = 0; i < 4; ++i) {
            QVERIFY(studio.open(neuron));
            studio.window->session()->train(-1);
            QTRY_VERIFY(i > 0 || studio.window->progress().step > 10);
        }
        studio.window->closeDocument();
        QTRY_COMPARE(studio.window->sessions().leaving(), 0);
        QVERIFY(Recovery(studio.recoveryFolder(), neuron).exists());
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
