// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/try/try_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTableWidget>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/inspectors/try/draw_pad.h"
#include "ui/inspectors/try/try_result.h"

namespace weft::ui::test {
namespace {

constexpr int kWaitMs = 20'000;

template <class T>
T* part(MainWindow& window, const char* name) {
    T* found = window.findChild<T*>(QString::fromLatin1(name));
    if (found == nullptr) { qFatal("no %s", name); }
    return found;
}

QString words(StudioFixture& studio) { return part<QLabel>(*studio.window, "tryWords")->text(); }
const std::vector<TryBar>& bars(StudioFixture& studio) {
    return part<TryResult>(*studio.window, "tryResult")->bars();
}
int bestOf(const std::vector<TryBar>& bars) {
    for (std::size_t i = 0; i < bars.size(); ++i) {
        if (bars[i].best) { return static_cast<int>(i); }
    }
    return -1;
}
void choose(StudioFixture& studio, int way) {
    auto* tabs = part<QTabBar>(*studio.window, "tryWays");
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(way).center());
}
void line(DrawPad& pad, QPoint from, QPoint to) {
    QTest::mousePress(&pad, Qt::LeftButton, {}, from);
    for (int i = 1; i <= 8; ++i) { QTest::mouseMove(&pad, from + (to - from) * i / 8); }
    QTest::mouseRelease(&pad, Qt::LeftButton, {}, to);
}

}  // namespace

class TstTryPanel : public QObject {
    Q_OBJECT

private slots:
    void withoutAProjectItSaysWhatToDo() {
        StudioFixture studio;
        QVERIFY(studio.window->openDock("try"));
        QCOMPARE(studio.window->tryPanel().choices().output, -1);
        QVERIFY(!part<QComboBox>(*studio.window, "tryOutput")->isVisible());
    }

    void withoutValuesItSaysTrainFirst() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.window->openDock("try"));
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("has no values yet"), kWaitMs);
        QVERIFY(bars(studio).empty());
        QVERIFY(StudioFixture::noDialog());
    }

    void absentDataIsToldAtThePlace() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("line.weft.pbtxt", lineProject("no-such-table"))));
        QVERIFY(studio.window->openDock("try"));
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("no such data"), kWaitMs);
        QVERIFY(StudioFixture::noDialog());
    }

    void aTrainedSoftmaxKnowsRowsAndDrawings() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QVERIFY(studio.window->openDock("try"));
        QTRY_COMPARE_WITH_TIMEOUT(bars(studio).size(), 10U, kWaitMs);
        QVERIFY2(words(studio).contains("weights of step"), qPrintable(words(studio)));
        double sum = 0;
        for (const TryBar& bar : bars(studio)) { sum += bar.value; }
        QVERIFY(std::abs(sum - 1) < 1e-6);

        // Most rows of the test split are right, each is marked with its label.
        auto* next = part<QPushButton>(*studio.window, "tryNext");
        int right = 0;
        for (int i = 0; i < 10; ++i) {
            const int before = studio.window->tryPanel().answers();
            QTest::mouseClick(next, Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(studio.window->tryPanel().answers() > before, kWaitMs);
            const int best = bestOf(bars(studio));
            QVERIFY(best >= 0);
            if (bars(studio)[static_cast<std::size_t>(best)].wanted) { ++right; }
        }
        QVERIFY2(right >= 7, qPrintable(QString::number(right)));

        // The next wrong one is wrong.
        QTest::mouseClick(part<QPushButton>(*studio.window, "tryNextWrong"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            bestOf(bars(studio)) >= 0 &&
                !bars(studio)[static_cast<std::size_t>(bestOf(bars(studio)))].wanted,
            kWaitMs);

        // A one drawn by the mouse.
        choose(studio, 1);
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("Draw something"), kWaitMs);
        auto* pad = part<DrawPad>(*studio.window, "drawPad");
        QVERIFY(pad->isVisible());
        for (int i = 0; i < 6; ++i) { QTest::keyClick(pad, Qt::Key_Plus); }
        line(*pad, {98, 20}, {98, 176});
        QTRY_COMPARE_WITH_TIMEOUT(bars(studio).size(), 10U, kWaitMs);
        QTRY_COMPARE_WITH_TIMEOUT(bestOf(bars(studio)), 1, kWaitMs);
        if (qEnvironmentVariableIsSet("WEFT_PICTURES")) {
            studio.window->grab().save(qEnvironmentVariable("WEFT_PICTURES") + "/try_pad.png");
        }
        QTest::mouseClick(part<QPushButton>(*studio.window, "tryClear"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(bars(studio).empty(), kWaitMs);
    }

    void whatWasAskedBeforeATrainingIsAskedAgainAfterIt() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.window->openDock("try"));
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("has no values yet"), kWaitMs);
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        const QString last = "weights of step " + QString::number(studio.window->progress().step);
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains(last), kWaitMs);
        QCOMPARE(bars(studio).size(), 10U);
    }

    void whileItTrainsTheWeightsMoveOn() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file(
            "neuron.weft.pbtxt", neuronProject({.steps = 100'000'000, .learningRate = 1e-9}))));
        studio.press(Qt::Key_F5);
        QVERIFY(studio.window->openDock("try"));
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("weights of step"), kWaitMs);
        QCOMPARE(studio.state(), RunState::Training);
        const QString first = words(studio);
        studio.window->tryPanel().askSoon();
        QTRY_VERIFY_WITH_TIMEOUT(words(studio) != first, kWaitMs);
        QCOMPARE(studio.state(), RunState::Training);
        QVERIFY(studio.pressAndWait(Qt::Key_F5, Qt::ShiftModifier));
    }

    void picturesThatDoNotFitAreTold() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.window->openDock("try"));
        auto* told = part<QLabel>(*studio.window, "tryPictureWords");
        studio.window->tryPanel().takePicture(studio.file("no.png", "this is no picture"));
        QVERIFY2(told->text().contains("cannot be read"), qPrintable(told->text()));
        QImage image(40, 30, QImage::Format_RGB32);
        image.fill(Qt::white);
        QVERIFY(image.save(studio.folder() + "/large.png"));
        studio.window->tryPanel().takePicture(studio.folder() + "/large.png");
        QVERIFY2(told->text().contains("scaled to the 8"), qPrintable(told->text()));
        // What is shown is not taken for the next one, that cannot be read.
        auto* shown = part<QLabel>(*studio.window, "tryPictureShown");
        QTRY_VERIFY_WITH_TIMEOUT(!shown->pixmap().isNull(), kWaitMs);
        studio.window->tryPanel().takePicture(studio.folder() + "/no.png");
        QVERIFY(shown->pixmap().isNull());
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("Open an image file"), kWaitMs);
        QVERIFY(StudioFixture::noDialog());
    }

    void typedNumbersAreAsked() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("linear_regression")));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QVERIFY(studio.window->openDock("try"));
        choose(studio, 3);
        auto* table = part<QTableWidget>(*studio.window, "tryTable");
        auto* result = part<TryResult>(*studio.window, "tryResult");
        QCOMPARE(table->columnCount(), 1);
        table->setItem(0, 0, new QTableWidgetItem("nonsense"));
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("want a number"), kWaitMs);
        table->item(0, 0)->setText("2");
        QTRY_VERIFY_WITH_TIMEOUT(!result->text().isEmpty(), kWaitMs);
        const QString two = result->text();
        table->item(0, 0)->setText("5");
        QTRY_VERIFY_WITH_TIMEOUT(result->text() != two, kWaitMs);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTryPanel> registered;
}

#include "tst_try_panel.moc"
