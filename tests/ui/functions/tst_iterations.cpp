// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The values of a loop's variables at an iteration that one chooses, in the real window.

#include <QCheckBox>
#include <QLabel>
#include <QSlider>

#include "tests/engine/compose/foreign/flow_graphs.h"
#include "tests/support/test_main.h"
#include "tests/ui/functions/branch_graphs.h"
#include "tests/ui/functions/looked_at.h"
#include "ui/base/number_format.h"
#include "ui/canvas/canvas_words.h"
#include "ui/inspectors/iterations/iteration_page.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

struct Turns : LookedAt {
    using LookedAt::LookedAt;
    IterationPage& page() const { return *studio.window->findChild<IterationPage*>(); }
    QSlider& slider() const { return *page().findChild<QSlider*>(); }
    QString place() const { return slider().accessibleDescription(); }
    bool says(const QString& words) const {
        for (const QLabel* label : page().findChildren<QLabel*>()) {
            if (label->isVisibleTo(&page()) && label->text() == words) { return true; }
        }
        return false;
    }
    void keep(const QString& loop) {
        studio.probe().click(loop);
        page().findChild<QCheckBox*>()->click();
    }
    /// What stands at the rows of a loop.
    QStringList rows(const QString& loop) const { return studio.probe().liveOf(loop).pins; }
    QStringList allOf(const QString& loop) const {
        QStringList all;
        for (int i = 0; i <= slider().maximum(); ++i) {
            slider().setValue(i);
            all.append(rows(loop).join('|'));
        }
        return all;
    }
};

}  // namespace

class TstIterations : public QObject {
    Q_OBJECT

private slots:
    void nothingIsKeptUntilItIsAskedFor() {
        Turns o("calls.pbtxt", weft::test::callsAndLoop());
        QVERIFY(o.ready);
        QVERIFY(!o.page().isVisibleTo(o.studio.window.get()));
        o.studio.probe().click("y");
        QVERIFY(!o.page().isVisibleTo(o.studio.window.get()));
        o.studio.probe().click("w");
        QVERIFY(o.page().isVisibleTo(o.studio.window.get()));
        QVERIFY(!o.slider().isVisibleTo(&o.page()));
        QVERIFY(o.call({"w:0"}, {{"x:0", "1"}}));
        QVERIFY(o.rows("w").isEmpty());
        QVERIFY(!o.slider().isVisibleTo(&o.page()));
        // A call that fails, and one that does not come to the loop, tell nothing of it either.
        o.keep("w");
        QVERIFY(o.says("Kept from the next call or step on."));
        QVERIFY(o.call({"w:0"}, {}));
        QVERIFY(o.call({"y:0"}, {{"x:0", "1"}}));
        QVERIFY(o.rows("w").isEmpty());
        QVERIFY(o.says("Kept from the next call or step on."));
    }

    void theSliderGoesThroughTheIterations() {
        Turns o("calls.pbtxt", weft::test::callsAndLoop());
        QVERIFY(o.ready);
        o.keep("w");
        QVERIFY(o.call({"w:0"}, {{"x:0", "1"}}));
        QTRY_VERIFY(o.slider().isVisibleTo(&o.page()));
        QCOMPARE(o.slider().maximum(), 2);
        QCOMPARE(o.place(), QString("Iteration 1 of 2 as it begins"));
        QCOMPARE(o.rows("w"), QStringList({formatNumber(1)}));
        o.slider().setFocus();
        QTest::keyClick(&o.slider(), Qt::Key_Right);
        QCOMPARE(o.place(), QString("Iteration 2 of 2 as it begins"));
        QCOMPARE(o.rows("w"), QStringList({formatNumber(3)}));
        o.picture("iteration");
        QTest::keyClick(&o.slider(), Qt::Key_End);
        QCOMPARE(o.place(), QString("After all 2 iterations"));
        QCOMPARE(o.rows("w"), QStringList({formatNumber(5)}));
        const CanvasView& canvas = o.canvas();
        const int at = canvas.snapshot()->diagram.indexOf(o.studio.probe().idOf("w"));
        const QString words = nodeWords(*canvas.snapshot(), canvas.live(), at);
        QVERIFY2(words.contains("i = " + formatNumber(5)), qPrintable(words));
        // Another call: the place stays as far as there is one.
        QVERIFY(o.call({"w:0"}, {{"x:0", "9"}}));
        QTRY_COMPARE(o.slider().maximum(), 0);
        QCOMPARE(o.place(), QString("No iteration: what came in leaves"));
        QCOMPARE(o.rows("w"), QStringList({formatNumber(9)}));
        // Given up, nothing is left of it.
        o.page().findChild<QCheckBox*>()->click();
        QVERIFY(o.rows("w").isEmpty());
        QVERIFY(!o.slider().isVisibleTo(&o.page()));
    }

    void resultsAreTheSame() {
        Turns o("calls.pbtxt", weft::test::callsAndLoop());
        QVERIFY(o.ready);
        QVERIFY(o.call({"w:0", "y:0"}, {{"x:0", "0.1"}}));
        const QString plain = o.studio.transcript().last();
        o.keep("w");
        QVERIFY(o.call({"w:0", "y:0"}, {{"x:0", "0.1"}}));
        QCOMPARE(o.studio.transcript().last(), plain);
        QTRY_COMPARE(o.slider().maximum(), 3);
    }

    void ofManyIterationsTheFirstAndTheLastAreKept() {
        Turns o("calls.pbtxt", weft::test::callsAndLoop());
        QVERIFY(o.ready);
        o.keep("w");
        QVERIFY(o.call({"w:0"}, {{"x:0", "-20000"}}));
        QTRY_COMPARE(o.slider().maximum(), 999);
        QVERIFY(o.says("Iterations 501 to " + formatCount(9504) + " are not kept."));
        o.slider().setValue(499);
        QCOMPARE(o.place(), "Iteration 500 of " + formatCount(10003) + " as it begins");
        o.slider().setValue(500);
        QCOMPARE(o.place(),
                 "Iteration " + formatCount(9505) + " of " + formatCount(10003) + " as it begins");
        o.slider().setValue(999);
        QCOMPARE(o.rows("w"), QStringList({formatNumber(6)}));
        o.picture("iterations_many");
    }

    void ofALoopInALoopItIsTheLastTime() {
        Turns o("nested.pbtxt", weft::test::nestedFlows());
        QVERIFY(o.ready);
        o.openPane("outer", 1);
        QTRY_VERIFY(o.names().contains("inner"));
        o.keep("inner");
        QVERIFY(o.call({"last:0"}, {{"start:0", "1"}}));
        QTRY_COMPARE(o.slider().maximum(), 1);
        const QStringList all = o.allOf("inner");
        QVERIFY2(all[0].contains("8") && all[1].contains("10"), qPrintable(all.join(", ")));
    }

    void aLoopInAFunctionIsTheLastCall() {
        Turns o("twice.pbtxt", weft::test::loopInFunction());
        QVERIFY(o.ready);
        o.studio.probe().doubleClick("y");
        QTRY_VERIFY(o.names().contains("w"));
        o.keep("w");
        QVERIFY(o.call({"z:0"}, {{"x:0", "1"}}));
        // The second call finds 5, which stays.
        QTRY_COMPARE(o.place(), QString("No iteration: what came in leaves"));
        QVERIFY(o.call({"y:0"}, {{"x:0", "1"}}));
        QTRY_COMPARE(o.slider().maximum(), 2);
        QCOMPARE(o.allOf("w"), QStringList({formatNumber(1), formatNumber(3), formatNumber(5)}));
    }

    void aHaltedCallShowsHowFarItIs() {
        Turns o("nested.pbtxt", weft::test::nestedFlows());
        QVERIFY(o.ready);
        o.keep("outer");
        o.studio.window->session()->setBreakpoints({"outer/inner/add"});
        o.ask({"last:0"}, {{"start:0", "0"}});
        QVERIFY(o.studio.waitForState(RunState::Halted));
        QTRY_COMPARE(o.place(), QString("Iteration 1 as it begins, not ended yet"));
        o.studio.window->session()->proceed(Pace::ToEnd);
        QTRY_COMPARE(o.place(), QString("Iteration 1 of 1 as it begins"));
    }

    void whileItTrainsAStepNowAndThenIsKept() {
        Turns o("trained.pbtxt", weft::test::trainedLoop());
        QVERIFY(o.ready);
        QVERIFY(o.makeTraining("train", "w"));
        o.studio.press(Qt::Key_F5);
        QTRY_VERIFY(o.studio.window->progress().step > 10);
        o.keep("w");
        QTRY_COMPARE(o.slider().maximum(), 53);
        QCOMPARE(o.studio.state(), RunState::Training);
        o.slider().setValue(10);
        QCOMPARE(o.rows("w"), QStringList({formatNumber(-80)}));
        const qint64 before = o.studio.window->progress().step;
        QTRY_VERIFY(o.studio.window->progress().step > before + 100);
        QCOMPARE(o.slider().value(), 10);
        o.studio.window->session()->stop();
        QVERIFY(o.studio.waitForState(RunState::Idle));
        QCOMPARE(o.rows("w"), QStringList({formatNumber(-80)}));
    }

    void anotherDocumentKeepsNothing() {
        Turns o("calls.pbtxt", weft::test::callsAndLoop());
        QVERIFY(o.ready);
        o.keep("w");
        QVERIFY(o.studio.open(
            o.studio.file("again.pbtxt", QByteArray::fromStdString(weft::test::callsAndLoop()))));
        o.studio.probe().click("w");
        QVERIFY(!o.page().findChild<QCheckBox*>()->isChecked());
        QVERIFY(o.call({"w:0"}, {{"x:0", "1"}}));
        QVERIFY(o.rows("w").isEmpty());
        // With what loops did switched off there is nothing to be kept.
        o.studio.window->actions().flows->trigger();
        o.canvas().setFocus();
        o.studio.probe().click("w");
        QVERIFY(!o.page().isVisibleTo(o.studio.window.get()));
        o.studio.window->actions().flows->trigger();
        o.studio.closeAndWait();
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstIterations> registered;
}

#include "tst_iterations.moc"
