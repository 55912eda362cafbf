// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/session_bar.h"

#include <QSignalSpy>
#include <QTest>

#include "tests/support/test_main.h"

namespace weft::ui::test {

class TstSessionBar : public QObject {
    Q_OBJECT

private slots:
    void states_data() {
        QTest::addColumn<int>("state");
        QTest::addColumn<qint64>("step");
        QTest::addColumn<qint64>("total");
        QTest::addColumn<QString>("text");
        const auto row = [](RunState state, qint64 step, qint64 total, const QString& text) {
            QTest::addRow("%s", qPrintable(text))
                << static_cast<int>(state) << step << total << text;
        };
        row(RunState::Empty, 0, 0, "");
        row(RunState::Failed, 3, 100, "failed at step 3");
        row(RunState::Idle, 0, 100, "idle");
        row(RunState::Idle, 100, 100, "idle at 100/100");
        row(RunState::Busy, 0, 0, "running");
        row(RunState::Training, 1240, 4690, u"training 1\u2009240/4\u2009690"_qs);
        row(RunState::Training, 7, 0, "training 7");
        row(RunState::Pausing, 7, 9, "pausing");
        row(RunState::Paused, 7, 9, "paused 7/9");
        row(RunState::Stopping, 7, 9, "stopping");
    }
    void states() {
        QFETCH(int, state);
        QFETCH(qint64, step);
        QFETCH(qint64, total);
        QFETCH(QString, text);
        Progress progress;
        progress.state = static_cast<RunState>(state);
        progress.step = step;
        progress.totalSteps = total;
        QCOMPARE(SessionBar::stateText(progress), text);
    }

    void withoutSessionsThereIsNothingToClick() {
        SessionBar bar;
        bar.resize(800, 28);
        bar.setTabs({}, -1, false);
        QSignalSpy activated(&bar, &SessionBar::activated);
        QSignalSpy added(&bar, &SessionBar::addRequested);
        for (int x = 0; x < 800; x += 8) { QTest::mouseClick(&bar, Qt::LeftButton, {}, {x, 14}); }
        QVERIFY(activated.isEmpty() && added.isEmpty());
        QVERIFY(bar.tabRect(0).isEmpty());
        QVERIFY(bar.closeRect(0).isEmpty());
    }

    void theOnlySessionCannotBeClosed() {
        SessionBar bar;
        bar.setTabs({tab("session 1", RunState::Idle)}, 0, true);
        QVERIFY(bar.closeRect(0).isEmpty());
        QVERIFY(!bar.addRect().isEmpty());
    }

    void tabsAreChosenClosedAndAdded() {
        SessionBar bar;
        bar.resize(900, 28);
        bar.setTabs({tab("session 1", RunState::Idle), tab("session 2", RunState::Busy)}, 0, true);
        QSignalSpy activated(&bar, &SessionBar::activated);
        QSignalSpy closed(&bar, &SessionBar::closeRequested);
        QSignalSpy added(&bar, &SessionBar::addRequested);
        QTest::mouseClick(&bar, Qt::LeftButton, {}, bar.tabRect(1).center());
        QCOMPARE(activated.takeFirst()[0].toInt(), 1);
        QTest::mouseClick(&bar, Qt::LeftButton, {}, bar.closeRect(0).center());
        QCOMPARE(closed.takeFirst()[0].toInt(), 0);
        QTest::mouseClick(&bar, Qt::LeftButton, {}, bar.addRect().center());
        QCOMPARE(added.size(), 1);
    }

    void aTabDoesNotGrowWithItsDigits() {
        SessionBar bar;
        SessionTab running = tab("session 1", RunState::Training);
        running.progress.totalSteps = 4690;
        bar.setTabs({running}, 0, true);
        const QRect before = bar.tabRect(0);
        running.progress.step = 1240;
        bar.setTabs({running}, 0, true);
        QCOMPARE(bar.tabRect(0), before);
    }

    void accessibleNameFollowsTheState() {
        SessionBar bar;
        bar.setTabs({tab("session 1", RunState::Idle)}, 0, true);
        bar.setTabs({tab("session 1", RunState::Busy)}, 0, true);
        QCOMPARE(bar.accessibleName(), "session 1 running");
        SessionTab changed = tab("session 1", RunState::Idle);
        changed.changed = true;
        bar.setTabs({changed}, 0, true);
        QCOMPARE(bar.accessibleName(), "session 1 graph changed");
    }

private:
    static SessionTab tab(const QString& name, RunState state) {
        SessionTab made;
        made.name = name;
        made.progress.state = state;
        return made;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSessionBar> registered;
}

#include "tst_session_bar.moc"
