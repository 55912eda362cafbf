// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Sessions over Fashion-MNIST, whose reading takes a while: stopping and closing do not wait for
/// it. Skipped where the data is not installed.

#include <QElapsedTimer>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/panels/variables_panel.h"

namespace weft::ui::test {

class TstMainWindowData : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        const SplitOpener open = dataOpener({});
        if (!open({.name = "fashion-mnist"}, "test").ok()) { QSKIP("fashion-mnist is absent"); }
    }

    void stopDoesNotWaitForTheReading() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.press(Qt::Key_F5);
        QTRY_COMPARE(studio.state(), RunState::Training);
        QElapsedTimer time;
        time.start();
        QVERIFY(studio.pressAndWait(Qt::Key_F5, Qt::ShiftModifier));
        qInfo("stop answered in %lld ms (200 is the goal)", static_cast<long long>(time.elapsed()));
        QVERIFY(time.elapsed() < 5000);
        QCOMPARE(studio.state(), RunState::Idle);
    }

    void closingDoesNotWaitForTheReading() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.press(Qt::Key_F5);
        QTRY_COMPARE(studio.state(), RunState::Training);
        QTest::qWait(20);
        QElapsedTimer time;
        time.start();
        studio.window->close();
        qInfo("closing took %lld ms", static_cast<long long>(time.elapsed()));
        QVERIFY(time.elapsed() < 5000);
    }

    void stepsTrainTheNetwork() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.window->session()->train(10);
        QTRY_COMPARE_WITH_TIMEOUT(studio.window->answered(), 1, 60'000);
        QCOMPARE(studio.window->progress().step, 10);
        const std::vector<double> loss = studio.curve("train/loss");
        QCOMPARE(loss.size(), 10U);
        QVERIFY(loss.back() < loss.front());
        QCOMPARE(studio.curve("validate/accuracy").size(), 1U);
        for (const VariableRow& row : studio.window->variables().variables()) {
            QVERIFY2(row.initialised, qPrintable(row.name));
        }
        QCOMPARE(studio.probe().liveOf("hidden1").devices.size(), 1U);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMainWindowData> registered;
}

#include "tst_main_window_data.moc"
