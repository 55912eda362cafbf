// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <cmath>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/item_commands.h"
#include "ui/panels/transcript_panel.h"
#include "ui/plots/histograms_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/session_controller.h"

namespace weft::ui::test {

/// Training as tutorials show it: printed lines, curves, histograms, devices.
class TstTrainingLesson : public QObject {
    Q_OBJECT

private slots:
    void aNeuronLearnsInAHundredSteps() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject())));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        const std::vector<double> loss = studio.curve("train/loss");
        const std::vector<double> y = studio.curve("train/y");
        QCOMPARE(loss.size(), 100U);
        QCOMPARE(y.size(), 100U);
        // y = w, and each step takes w to w (1 - 2 * 0.025).
        for (std::size_t step = 0; step < y.size(); ++step) {
            const double want = 0.8 * std::pow(0.95, static_cast<double>(step));
            QVERIFY(std::abs(y[step] - want) < 1e-5);
            QVERIFY(std::abs(loss[step] - want * want) < 1e-5);
        }
        // The hundred calls are one line, whose table has them all.
        const auto& lines = studio.window->transcript().lines();
        const auto calls = std::ranges::find_if(lines, [](const TranscriptLine& line) {
            return line.text.contains("GradientDescent");
        });
        QVERIFY(calls != lines.end());
        QCOMPARE(calls->count, 100);
    }

    void eachEpochIsALine() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        studio.window->session()->train(3 * 29);
        QTRY_VERIFY_WITH_TIMEOUT(epochs(studio).size() >= 2, 30'000);
        static const QRegularExpression form(
            R"(^Epoch 000\d cost \d+(\.\d+)?\|validate loss .*accuracy 0\.\d+)");
        for (const QString& line : epochs(studio)) {
            QVERIFY2(form.match(line).hasMatch(), qPrintable(line));
        }
        QVERIFY(!studio.curve("validate/accuracy").empty());
    }

    void aWatchedLayerShowsItsHistograms() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        studio.probe().click("logits");
        studio.window->actions().watchLayer->trigger();
        auto* panel = studio.window->findChild<HistogramsPanel*>();
        QCOMPARE(panel->variables(), QStringList({"logits/kernel", "logits/bias"}));
        QVERIFY(panel->isVisible());
        QTRY_VERIFY(!panel->plots().empty());
    }

    void twoLogicalDevicesShareTheWork() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject())));
        const Status placed = studio.window->edits().edit("device", [&](Edit& edit) -> Status {
            weft::Settings settings = edit.document().settings();
            settings.cpuDevices = 2;
            edit.put(std::move(settings));
            return setDevice(edit, edit.document().itemNamed("y")->id, "/device:CPU:1");
        });
        QVERIFY(placed.ok());
        studio.window->session()->setLogPlacement(true);
        QTRY_VERIFY(studio.window->drawing()->upToDate());
        studio.window->sessions().apply();
        studio.window->session()->init();
        studio.window->sessions().run({"loss:0"});
        QTRY_VERIFY(studio.transcript().filter("run(loss:0)").size() == 1);
        QTRY_COMPARE(studio.transcript()
                         .filter("y: (Mul): /job:localhost/replica:0/task:0/device:CPU:1")
                         .size(),
                     1);
        QVERIFY(!studio.transcript()
                     .filter("loss: (Square): /job:localhost/replica:0/task:0/device:CPU:0")
                     .isEmpty());
        QTRY_COMPARE(studio.probe().liveOf("y").devices.size(), 1U);
        QCOMPARE(studio.probe().liveOf("y").devices[0].name, "CPU:1");
    }

private:
    static QStringList epochs(const StudioFixture& studio) {
        return studio.transcript().filter("Epoch ");
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTrainingLesson> registered;
}
#include "tst_training_lesson.moc"
