// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/evaluate/evaluate_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <numeric>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/proxy_style.h"
#include "ui/inspectors/evaluate/confusion_matrix.h"

namespace weft::ui::test {
namespace {

constexpr int kWaitMs = 30'000;

template <class T>
T* part(StudioFixture& studio, const char* name) {
    T* found = studio.window->findChild<T*>(QString::fromLatin1(name));
    if (found == nullptr) { qFatal("no %s", name); }
    return found;
}

QString words(StudioFixture& studio) { return part<QLabel>(studio, "evaluateWords")->text(); }
void go(StudioFixture& studio) {
    QTest::mouseClick(part<QPushButton>(studio, "evaluateGo"), Qt::LeftButton);
}

}  // namespace

class TstEvaluatePanel : public QObject {
    Q_OBJECT

private slots:
    void withoutAProjectOrDataItSaysSo() {
        StudioFixture studio;
        QVERIFY(studio.window->openDock("evaluate"));
        QVERIFY(!part<QPushButton>(studio, "evaluateGo")->isEnabled());
        QVERIFY(studio.open(examplePath("neuron")));
        go(studio);
        QVERIFY2(words(studio).contains("no rows to evaluate"), qPrintable(words(studio)));
        QVERIFY(!studio.window->evaluatePanel().isRunning());
    }

    void withoutValuesItSaysTrainFirst() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.window->openDock("evaluate"));
        go(studio);
        QTRY_VERIFY_WITH_TIMEOUT(words(studio).contains("has no values yet"), kWaitMs);
        QVERIFY(!studio.window->evaluatePanel().isRunning());
        QVERIFY(StudioFixture::noDialog());
    }

    void aTrainedSoftmaxIsEvaluated() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        // By the button in Try.
        QVERIFY(studio.window->openDock("try"));
        auto* button = part<QPushButton>(studio, "tryEvaluate");
        QTRY_VERIFY(button->isVisible() && button->isEnabled() && button->width() > 100);
        QTest::mouseClick(button, Qt::LeftButton);
        const EvaluatePanel& panel = studio.window->evaluatePanel();
        QVERIFY(panel.isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(panel.evaluation().finished, kWaitMs);
        const Evaluation& made = panel.evaluation();
        QVERIFY(made.status.ok());
        QCOMPARE(made.rows, 359);
        QCOMPARE(made.classes, 10);
        QCOMPARE(std::accumulate(made.confusion.begin(), made.confusion.end(), std::int64_t{0}),
                 std::int64_t{359});
        // The same accuracy as the validation row of the training.
        const double trained = studio.curve("validate/accuracy").back();
        double accuracy = -1;
        for (const auto& [name, value] : made.metrics) {
            if (name == "accuracy") { accuracy = value; }
        }
        QVERIFY2(std::abs(accuracy - trained) < 1e-6, qPrintable(QString::number(accuracy)));
        std::int64_t right = 0;
        for (int i = 0; i < 10; ++i) { right += made.count(i, i); }
        QVERIFY(std::abs(static_cast<double>(right) / 359 - accuracy) < 1e-6);

        // The worst are listed with their loss, and a click shows one in Try.
        auto* rows = part<QListWidget>(studio, "evaluateRows");
        QCOMPARE(rows->count(), static_cast<int>(359 - right));
        QVERIFY2(rows->item(0)->text().contains("loss"), qPrintable(rows->item(0)->text()));
        QVERIFY(!rows->item(0)->icon().isNull());
        if (qEnvironmentVariableIsSet("WEFT_PICTURES")) {
            const QString folder = qEnvironmentVariable("WEFT_PICTURES");
            QTest::qWait(300);
            studio.window->grab().save(folder + "/evaluate.png");
            applyTheme(ThemeId::Light);
            QTest::qWait(100);
            studio.window->grab().save(folder + "/evaluate_light.png");
            applyTheme(ThemeId::Dark);
        }
        QTest::mouseClick(rows->viewport(), Qt::LeftButton, {},
                          rows->visualItemRect(rows->item(0)).center());
        QCOMPARE(part<QSpinBox>(studio, "tryRow")->value(),
                 rows->item(0)->data(Qt::UserRole).toInt());

        // A cell lists its rows.
        auto* matrix = part<ConfusionMatrix>(studio, "confusionMatrix");
        QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cellRect(0, 0).center().toPoint());
        QCOMPARE(rows->count(), static_cast<int>(made.count(0, 0)));
    }

    void itCanBeStopped() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QVERIFY(studio.window->openDock("evaluate"));
        part<QComboBox>(studio, "evaluateSplit")->setCurrentText("train");
        go(studio);
        QVERIFY(studio.window->evaluatePanel().isRunning());
        go(studio);
        QVERIFY(!studio.window->evaluatePanel().isRunning());
        QCOMPARE(words(studio), "Stopped.");
        QTest::qWait(200);  // what is late changes nothing
        QCOMPARE(words(studio), "Stopped.");
        go(studio);
        QTRY_VERIFY_WITH_TIMEOUT(studio.window->evaluatePanel().evaluation().finished, kWaitMs);
        QCOMPARE(studio.window->evaluatePanel().evaluation().rows, 1438);
    }

    void closingWhileItGoesOnLosesNothing() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QVERIFY(studio.window->openDock("evaluate"));
        go(studio);
        studio.window->closeDocument();
        QVERIFY(!studio.window->evaluatePanel().isRunning());
        QTest::qWait(100);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstEvaluatePanel> registered;
}

#include "tst_evaluate_panel.moc"
