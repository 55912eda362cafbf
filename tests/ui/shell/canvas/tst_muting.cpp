// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Muting and bypassing, as a person does it: M, Ctrl+B, the problems' repairs.

#include <QAction>

#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/canvas/canvas_words.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/problems_panel.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {

class TstMuting : public QObject {
    Q_OBJECT

private slots:
    void whatHasNoInputIsNotBypassed() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.probe().click("data");
        bypass(studio);
        QTRY_VERIFY2(studio.window->errorBar().words().contains("mute it instead"),
                     qPrintable(studio.window->errorBar().words()));
        QCOMPARE(markOf(studio, "data"), LeftOutMark::No);
    }

    void whatCannotBeBypassedSaysSoAndCanBeMutedInstead() {
        StudioFixture studio;
        QVERIFY(studio.open(examplePath("fashion_mlp")));
        studio.probe().click("hidden1");
        bypass(studio);
        QTRY_VERIFY(problemOf(studio, "hidden1").contains("cannot be bypassed"));
        QTRY_VERIFY(!studio.probe().liveOf("hidden1").error.isEmpty());
        emit studio.window->problems().repairChosen(studio.probe().idOf("hidden1"), "mute");
        QTRY_COMPARE(markOf(studio, "hidden1"), LeftOutMark::Muted);
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::Follows);
        QVERIFY(problemOf(studio, "hidden1").contains("more left out with it"));
        emit studio.window->problems().repairChosen(studio.probe().idOf("hidden1"), "takein");
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::No);
        QVERIFY(problemOf(studio, "hidden1").isEmpty());
    }

    void mMutesWhatIsChosenAndUndoTakesItBack() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject())));
        studio.probe().click("loss");
        QTest::keyClick(studio.window->canvas().viewport(), Qt::Key_M);
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::Muted);
        QCOMPARE(markOf(studio, "y"), LeftOutMark::No);
        const CanvasView& canvas = studio.window->canvas();
        const int at = canvas.snapshot()->diagram.indexOf(studio.probe().idOf("loss"));
        QVERIFY(nodeWords(*canvas.snapshot(), canvas.live(), at).contains("muted: left out"));
        studio.window->actions().undo->trigger();
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::No);
        studio.window->actions().redo->trigger();
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::Muted);
        QTest::keyClick(studio.window->canvas().viewport(), Qt::Key_M);
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::No);
    }

    void aTrainingRunsAroundWhatIsBypassed() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject({.steps = 3}))));
        studio.probe().click("loss");
        bypass(studio);
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::Bypassed);
        QVERIFY(studio.pressAndWait(Qt::Key_F5));
        QTRY_COMPARE(studio.window->progress().step, 3);
        QVERIFY(studio.window->errorBar().report().code.isEmpty());
    }

    void whatIsLeftOutLooksSo_data() {
        QTest::addColumn<double>("zoom");
        QTest::newRow("all") << 1.0;
        QTest::newRow("card") << 0.6;
        QTest::newRow("title") << 0.4;
        QTest::newRow("far") << 0.2;
    }
    void whatIsLeftOutLooksSo() {
        QFETCH(double, zoom);
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("n.weft.pbtxt", neuronProject())));
        studio.window->canvas().lookAt(studio.window->canvas().snapshot()->bounds.center(), zoom);
        const QImage plain = pictureOf(studio, "loss");
        studio.probe().click("loss");
        QTest::keyClick(studio.window->canvas().viewport(), Qt::Key_M);
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::Muted);
        studio.window->canvas().select({});
        const QImage muted = pictureOf(studio, "loss");
        QVERIFY(muted != plain);
        if (zoom < 0.3) { return; }  // there a colour says no more than "left out"
        studio.probe().click("loss");
        bypass(studio);
        QTRY_COMPARE(markOf(studio, "loss"), LeftOutMark::Bypassed);
        studio.window->canvas().select({});
        const QImage bypassed = pictureOf(studio, "loss");
        QVERIFY(bypassed != plain);
        QVERIFY(bypassed != muted);
    }

private:
    static void bypass(const StudioFixture& studio) { studio.window->actions().bypass->trigger(); }
    static LeftOutMark markOf(const StudioFixture& studio, const QString& name) {
        const Diagram& diagram = studio.window->canvas().snapshot()->diagram;
        const int at = diagram.indexOf(studio.probe().idOf(name));
        return at < 0 ? LeftOutMark::No : diagram.nodes[static_cast<std::size_t>(at)].leftOut;
    }
    static QString problemOf(const StudioFixture& studio, const QString& where) {
        for (const ProblemRow& row : studio.window->problems().problems()) {
            if (row.where == where) { return row.text; }
        }
        return {};
    }
    /// The pixels of a node, when nothing is drawn anew any more.
    static QImage pictureOf(const StudioFixture& studio, const QString& name) {
        CanvasView& canvas = studio.window->canvas();
        const QRect there = studio.probe().rectOf(name).toAlignedRect();
        QImage last;
        for (int k = 0; k < 50; ++k) {
            QTest::qWait(30);
            const QImage now = canvas.viewport()->grab(there).toImage();
            if (now == last) { break; }
            last = now;
        }
        return last;
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstMuting> registered;
}

#include "tst_muting.moc"
