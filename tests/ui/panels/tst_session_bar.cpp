// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/session_bar.h"

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

    void accessibleNameFollowsTheState() {
        SessionBar bar;
        bar.setSession("session 1", "in process");
        Progress progress;
        progress.state = RunState::Busy;
        bar.setProgress(progress);
        QCOMPARE(bar.accessibleName(), "session 1 running");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstSessionBar> registered;
}

#include "tst_session_bar.moc"
