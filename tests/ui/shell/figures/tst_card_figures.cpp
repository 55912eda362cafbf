// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Figures at the nodes of a training on a GPU, with the emulated card in the place of one.

#include <QAction>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/overlay/cost_legend.h"
#include "ui/panels/error_bar.h"
#include "ui/session/gpu/known_gpus.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

class TstCardFigures : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        qputenv("WEFT_GPU_LIBRARY", WEFT_LIB_DIR "/libweft_gpu_emulated.so");
        QTRY_VERIFY(KnownGpus::instance().list().has_value());
        if (KnownGpus::instance().list()->cards.empty()) {
            QSKIP("another class of this process asked for GPUs before");
        }
    }

    /// Variables lie on the card: what nodes show of them is copied from there.
    void aTrainingOnACardShowsValuesTimesAndWhatFallsBack() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        QVERIFY(onTheCard(studio));
        studio.window->actions().costPlace->trigger();
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QTRY_VERIFY(studio.window->errorBar().report().code.isEmpty());
        QTRY_VERIFY(studio.probe().liveOf("logits").cost.has_value());
        QVERIFY2(studio.probe().liveOf("logits").cost->figure.contains("GPU:0"),
                 qPrintable(studio.probe().liveOf("logits").cost->figure));
        QVERIFY(!studio.probe().liveOf("logits").preview.bins.empty());
        studio.window->actions().costTime->trigger();
        QVERIFY(studio.pressAndWait(Qt::Key_F10));
        QTRY_VERIFY(studio.probe().liveOf("logits").cost.has_value());
        QVERIFY(studio.probe().liveOf("logits").cost->share > 0);
        const CostLegend* legend = studio.window->canvas().findChild<CostLegend*>();
        QVERIFY(legend != nullptr);
        QVERIFY2(legend->accessibleName().contains("copied between devices"),
                 qPrintable(legend->accessibleName()));
    }

private:
    static bool onTheCard(StudioFixture& studio) {
        Drawing* drawing = studio.window->drawing();
        const Status done = drawing->edit("Set device", 0, [](Edit& edit) -> Status {
            weft::Settings settings = edit.document().settings();
            settings.device = "/device:GPU:0";
            settings.softPlacement = true;
            edit.put(std::move(settings));
            return okStatus();
        });
        return done.ok();
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstCardFigures> registered;
}

#include "tst_card_figures.moc"
