// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Figures at the nodes of a training on a GPU, with the emulated card in the place of one.

#include <QAction>
#include <QMenu>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/overlay/cost_legend.h"
#include "ui/commands/item_commands.h"
#include "ui/panels/error_bar.h"
#include "ui/session/gpu/known_gpus.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/session_controller.h"

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

    /// What a node that stays with the processor carries in each step is a line of the transcript.
    void theTranscriptNamesWhatFallsBackWithItsBytes() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject())));
        QVERIFY(onTheCard(studio));
        const Status placed = studio.window->edits().edit("device", [](Edit& edit) {
            return setDevice(edit, edit.document().itemNamed("loss")->id, "/device:CPU:0");
        });
        QVERIFY(placed.ok());
        studio.window->session()->setLogPlacement(true);
        QTRY_VERIFY(studio.window->drawing()->upToDate());
        studio.window->sessions().apply();
        studio.window->session()->init();
        studio.window->sessions().run({"loss:0"});
        QTRY_COMPARE(studio.transcript().filter(" is not on the GPU: ").size(), 1);
        const QString line = studio.transcript().filter(" is not on the GPU: ").front();
        QVERIFY2(line.startsWith("loss (Square) is not on the GPU: it was asked for /device:CPU:0"),
                 qPrintable(line));
        QVERIFY2(line.contains("4 B to the processor and 0 B back each step"),
                 qPrintable(line));
        QVERIFY(!studio.transcript()
                     .filter("y: (Mul): /job:localhost/replica:0/task:0/device:GPU:0")
                     .isEmpty());
    }

    void aNodesMenuPutsItOnACard() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject())));
        CanvasView& canvas = studio.window->canvas();
        const quint64 id = studio.probe().idOf("y");
        canvas.select({id});
        emit canvas.menuRequested(hitOf(canvas, id), QPoint());
        QTRY_VERIFY(studio.window->findChild<QMenu*>("contextMenu") != nullptr);
        QMenu* menu = studio.window->findChild<QMenu*>("contextMenu");
        QAction* chosen = nullptr;
        for (QAction* action : menu->findChildren<QAction*>()) {
            if (action->text() == "/device:GPU:0") { chosen = action; }
        }
        QVERIFY(chosen != nullptr);
        QCOMPARE(chosen->toolTip(), QString("emulated card 0"));
        chosen->trigger();
        menu->close();
        const auto device = [&] {
            return studio.window->drawing()->document().item(ItemId{id})->as<OpItem>()->device;
        };
        QCOMPARE(device(), std::string("/device:GPU:0"));
        studio.window->drawing()->undo();
        QCOMPARE(device(), std::string());
    }

private:
    static Hit hitOf(const CanvasView& canvas, quint64 id) {
        Hit hit;
        hit.kind = Hit::Kind::Node;
        hit.node = canvas.snapshot()->diagram.indexOf(id);
        return hit;
    }
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
