// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Values in small at the nodes, and the switch that takes them all away.

#include <QAction>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/base/settings.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

class TstPreviews : public QObject {
    Q_OBJECT

private slots:
    void init() { weft::ui::Settings().reset(); }
    void cleanup() { weft::ui::Settings().reset(); }

    void withoutAValueThereIsNone() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        for (const QString& name : studio.probe().names()) {
            QVERIFY2(studio.probe().liveOf(name).preview.isEmpty(), qPrintable(name));
        }
    }

    void weightsAreAHistogramAndFedRowsAPicture() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QTRY_VERIFY(!studio.probe().liveOf("logits").preview.bins.empty());
        studio.window->session()->run({"logits/BiasAdd:0"});
        QTRY_VERIFY(!studio.probe().liveOf("x").preview.image.isNull());
        QCOMPARE(studio.probe().liveOf("x").preview.image.size(), QSize(8, 8));
        // What is drawn is there, and goes with the switch.
        CanvasView& canvas = studio.window->canvas();
        canvas.lookAt(canvas.snapshot()->rect(0).center(), 1.0);
        const QImage with = settled(canvas);
        studio.window->actions().previews->trigger();
        QVERIFY(studio.probe().liveOf("x").preview.isEmpty());
        QVERIFY(studio.probe().liveOf("logits").preview.isEmpty());
        QVERIFY(settled(canvas) != with);
        QVERIFY(!weft::ui::Settings().previews());
        studio.window->actions().previews->trigger();
        QVERIFY(!studio.probe().liveOf("x").preview.isEmpty());
        QCOMPARE(settled(canvas), with);
    }

    void aTrainingShowsWhatItWasFed() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.press(Qt::Key_F5);
        QTRY_VERIFY(!studio.probe().liveOf("x").preview.image.isNull());
        QCOMPARE(studio.probe().liveOf("x").preview.image.size(), QSize(28, 28));
        studio.window->session()->stop();
        QVERIFY(studio.waitForAnswers());
    }

    void whoTurnedThemOffFindsThemOff() {
        weft::ui::Settings().setPreviews(false);
        StudioFixture studio;
        QVERIFY(!studio.window->actions().previews->isChecked());
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        QTRY_VERIFY(studio.probe().liveOf("logits").initialised);
        QVERIFY(studio.probe().liveOf("logits").preview.isEmpty());
    }

private:
    /// What is seen when nothing is drawn anew any more.
    static QImage settled(CanvasView& canvas) {
        QImage last;
        for (int k = 0; k < 50; ++k) {
            QTest::qWait(40);
            const QImage now = canvas.viewport()->grab().toImage();
            if (now == last) { break; }
            last = now;
        }
        return last;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstPreviews> registered;
}

#include "tst_previews.moc"
