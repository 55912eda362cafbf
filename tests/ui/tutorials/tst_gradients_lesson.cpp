// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/item_commands.h"
#include "ui/document/drawing.h"
#include "ui/panels/transcript_panel.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui::test {

/// Symbolic gradients as tutorials show them: more nodes of the same graph.
class TstGradientsLesson : public QObject {
    Q_OBJECT

private slots:
    void theDerivativeOfACosineIsAGraphBesideIt() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("cos")));
        studio.window->session()->run({"x:0", "gradients/y_grad/Mul:0"});
        QTRY_COMPARE(studio.transcript().size(), 1);
        const TranscriptLine& line = studio.window->transcript().lines().back();
        const std::vector<double> x = numbers(line.values[0]);
        const std::vector<double> slope = numbers(line.values[1]);
        QVERIFY(!x.empty());
        QCOMPARE(slope.size(), x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            QVERIFY(std::abs(slope[i] + std::sin(x[i])) < 1e-6);
        }
        studio.probe().doubleClick("gradients");
        QTRY_COMPARE(studio.probe().names(),
                     QStringList({"Shape", "grad_ys_0/Const", "grad_ys_0", "y_grad/Sin",
                                  "y_grad/Neg", "y_grad/Mul"}));
    }

    void anOptimizerComputesAndApplies() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        studio.probe().doubleClick("GradientDescent");
        QTRY_VERIFY(studio.probe().names().filter("update_logits").size() == 2);
        QVERIFY(!studio.probe().names().filter("learning_rate").isEmpty());
        QVERIFY(!studio.probe().names().filter("gradients").isEmpty());
    }

    void anOptimizerClipsInBetween() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("digits_softmax")));
        const ItemId id = studio.window->drawing()->document().itemNamed("GradientDescent")->id;
        QVERIFY(studio.window->edits()
                    .edit("clip",
                          [&](Edit& edit) -> Status {
                              WEFT_TRY(setAttribute(edit, id, "clip_limit", 0.5F));
                              return setAttribute(edit, id, "clip_by", std::string("global_norm"));
                          })
                    .ok());
        QTRY_VERIFY(studio.window->drawing()->upToDate());
        QVERIFY(!studio.window->drawing()->current()->expansion.hasErrors());
        studio.probe().doubleClick("GradientDescent");
        QTRY_VERIFY(studio.probe().names().filter("update_logits").size() == 2);
        QVERIFY(studio.probe().names().contains("global_norm/global_norm"));
        QVERIFY(studio.probe().names().filter("clip_by_global_norm").size() > 4);
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QVERIFY(!studio.curve("train/loss").empty());
    }

private:
    static std::vector<double> numbers(QString text) {
        std::vector<double> found;
        text.replace('[', ' ').replace(']', ' ').replace('\n', ' ');
        for (const QString& word : text.split(' ', Qt::SkipEmptyParts)) {
            found.push_back(word.toDouble());
        }
        return found;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstGradientsLesson> registered;
}
#include "tst_gradients_lesson.moc"
