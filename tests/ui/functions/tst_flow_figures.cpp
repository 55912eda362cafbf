// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// What loops and branches did in the last call, in the real window: iterations, and what was not
/// taken.

#include <QAction>

#include "tests/engine/compose/foreign/flow_graphs.h"
#include "tests/support/test_main.h"
#include "tests/ui/functions/branch_graphs.h"
#include "tests/ui/functions/looked_at.h"
#include "ui/canvas/canvas_words.h"
#include "ui/shell/actions.h"

namespace weft::ui::test {
namespace {

struct Flows : LookedAt {
    using LookedAt::LookedAt;
    PaneMark mark(const QString& node, std::size_t pane) const {
        const std::vector<PaneMark> panes = studio.probe().liveOf(node).panes;
        return pane < panes.size() ? panes[pane] : PaneMark();
    }
};

}  // namespace

class TstFlowFigures : public QObject {
    Q_OBJECT

private slots:
    void whatDidNotRunSaysNothing() {
        Flows o("calls.pbtxt", weft::test::callsAndLoop());
        QVERIFY(o.ready);
        QVERIFY(o.studio.probe().liveOf("w").panes.empty());
        // A call that fails, and one that does not come there.
        QVERIFY(o.call({"w:0"}, {}));
        QVERIFY(o.call({"y:0"}, {{"x:0", "3"}}));
        QVERIFY(o.studio.probe().liveOf("w").panes.empty());
        // Of a call that came there nothing is left after one that did not.
        QVERIFY(o.call({"w:0"}, {{"x:0", "3"}}));
        QTRY_COMPARE(o.mark("w", 1).figure, QString("1 iteration"));
        QVERIFY(o.call({"y:0"}, {{"x:0", "3"}}));
        QTRY_VERIFY(o.mark("w", 1).figure.isEmpty());
        o.studio.closeAndWait();
        o.studio.window->actions().flows->trigger();
        o.studio.window->actions().flows->trigger();
    }

    void aLoopTellsItsIterations() {
        Flows o("calls.pbtxt", weft::test::callsAndLoop());
        QVERIFY(o.ready);
        QVERIFY(o.call({"w:0"}, {{"x:0", "-100"}}));
        QTRY_COMPARE(o.mark("w", 1).figure, QString("53 iterations"));
        QVERIFY(!o.mark("w", 1).pale);
        QVERIFY(o.mark("w", 0).figure.isEmpty());
        o.picture("loop");
        QVERIFY(o.call({"w:0"}, {{"x:0", "9"}}));
        QTRY_COMPARE(o.mark("w", 1).figure, QString("0 iterations"));
        QVERIFY(o.mark("w", 1).pale);
        o.picture("loop_never");
        // Switched off, nothing is told, nor counted for when it is on again.
        QAction* flows = o.studio.window->actions().flows;
        flows->trigger();
        QVERIFY(o.studio.probe().liveOf("w").panes.empty());
        QVERIFY(o.call({"w:0"}, {{"x:0", "3"}}));
        flows->trigger();
        QVERIFY(o.mark("w", 1).figure.isEmpty());
        QVERIFY(o.call({"w:0"}, {{"x:0", "3"}}));
        QTRY_COMPARE(o.mark("w", 1).figure, QString("1 iteration"));
    }

    void theBranchNotTakenIsPale() {
        Flows o("if.pbtxt", weft::test::ifGraph());
        QVERIFY(o.ready);
        QVERIFY(o.call({"b:0"}, {{"p:0", "True"}, {"x:0", "3"}}));
        QTRY_COMPARE(o.mark("b", 0).figure, QString("taken"));
        QCOMPARE(o.mark("b", 1).figure, QString("not taken"));
        QVERIFY(!o.mark("b", 0).pale);
        QVERIFY(o.mark("b", 1).pale);
        o.picture("then");
        const CanvasView& canvas = o.canvas();
        const int at = canvas.snapshot()->diagram.indexOf(o.studio.probe().idOf("b"));
        const QString words = nodeWords(*canvas.snapshot(), canvas.live(), at);
        QVERIFY2(words.contains("else: not taken in the last call"), qPrintable(words));
        const QString hover =
            hoverWords(*canvas.snapshot(), canvas.live(), Hit{Hit::Kind::Node, at});
        QVERIFY2(hover.contains("then: taken in the last call"), qPrintable(hover));
        QVERIFY(o.call({"b:0"}, {{"p:0", "False"}, {"x:0", "3"}}));
        QTRY_VERIFY(o.mark("b", 0).pale);
        QVERIFY(!o.mark("b", 1).pale);
    }

    void ofACaseOneIsTaken() {
        Flows o("case.pbtxt", weft::test::caseGraph());
        QVERIFY(o.ready);
        for (const int taken : {0, 1, 2}) {
            QVERIFY(o.call({"c:0"}, {{"i:0", QString::number(taken)}, {"x:0", "3"}}));
            for (int pane = 0; pane < 3; ++pane) {
                QTRY_COMPARE(o.mark("c", static_cast<std::size_t>(pane)).pale, pane != taken);
            }
        }
        o.picture("case");
    }

    void aLoopInAFunctionTellsAllItsCalls() {
        Flows o("twice.pbtxt", weft::test::loopInFunction());
        QVERIFY(o.ready);
        // 1 goes to 5 in two iterations, 5 stays.
        QVERIFY(o.call({"z:0"}, {{"x:0", "1"}}));
        o.studio.probe().doubleClick("y");
        QTRY_VERIFY(o.names().contains("w"));
        QTRY_COMPARE(o.mark("w", 1).figure, QString("2 in 2 loops"));
        QCOMPARE(o.mark("w", 1).words,
                 QString("2 iterations in the last call, which came here 2 times"));
        QVERIFY(o.call({"y:0"}, {{"x:0", "1"}}));
        QTRY_COMPARE(o.mark("w", 1).figure, QString("2 iterations"));
    }

    void framesInFramesTellTheSame() {
        Flows o("nested.pbtxt", weft::test::nestedFlows());
        QVERIFY(o.ready);
        QVERIFY(o.call({"last:0"}, {{"start:0", "1"}}));
        QTRY_COMPARE(o.mark("outer", 1).figure, QString("2 iterations"));
        o.openPane("outer", 1);
        QTRY_VERIFY(o.names().contains("inner"));
        QTRY_COMPARE(o.mark("inner", 1).figure, QString("5 in 2 loops"));
        QCOMPARE(o.mark("cond", 0).figure, QString("not taken"));
        QCOMPARE(o.mark("cond", 1).figure, QString("taken 2 times"));
        o.picture("nested_marks");
    }

    void whileItTrainsTheyAreFollowed() {
        Flows o("trained.pbtxt", weft::test::trainedLoop());
        QVERIFY(o.ready);
        QVERIFY(o.makeTraining("train", "w"));
        o.studio.press(Qt::Key_F5);
        QTRY_VERIFY2(o.studio.window->progress().step > 10,
                     qPrintable(o.studio.transcript().join('\n')));
        QTRY_COMPARE(o.mark("w", 1).figure, QString("53 iterations"));
        QCOMPARE(o.studio.state(), RunState::Training);
        o.studio.window->session()->stop();
        QVERIFY(o.studio.waitForState(RunState::Idle));
        QCOMPARE(o.mark("w", 1).figure, QString("53 iterations"));
    }

    void whileACallIsHaltedItsLoopsAreFollowed() {
        Flows o("nested.pbtxt", weft::test::nestedFlows());
        QVERIFY(o.ready);
        o.studio.window->session()->setBreakpoints({"outer/inner/add"});
        o.ask({"last:0"}, {{"start:0", "0"}});
        QVERIFY(o.studio.waitForState(RunState::Halted));
        for (int halt = 1; halt < 3; ++halt) {
            QTRY_COMPARE(o.mark("outer", 1).figure, QString("1 iteration so far"));
            o.studio.window->session()->proceed(Pace::ToBreakpoint);
            QTest::qWait(200);
            QVERIFY(o.studio.waitForState(RunState::Halted));
        }
        o.studio.window->session()->proceed(Pace::ToEnd);
        QTRY_COMPARE(o.mark("outer", 1).figure, QString("1 iteration"));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFlowFigures> registered;
}

#include "tst_flow_figures.moc"
