// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// An optimizer through a drawn call and a drawn loop, in the real window: it trains, and the calls
/// are still what one sees, looks into, steps through, copies and exports.

#include <QCheckBox>
#include <QSignalSpy>
#include <QSlider>
#include <cmath>

#include "engine/base/durable_file.h"
#include "engine/graph/graph_io.h"
#include "tests/support/test_main.h"
#include "tests/ui/functions/looked_at.h"
#include "tests/ui/functions/trained_calls.h"
#include "ui/base/number_format.h"
#include "ui/inspectors/iterations/iteration_page.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/text_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/files/graph_export.h"
#include "ui/shell/stepping/step_controller.h"
#include "ui/shell/structure/structure_controller.h"

namespace weft::ui::test {
namespace {

struct Trained : LookedAt {
    Trained() : LookedAt("trained.pbtxt", weft::test::callsOfAVariable()) {}

    bool minimise() {
        studio.window->edits().minimiseThis({studio.probe().idOf("loss"), "z"}, "GradientDescent");
        return QTest::qWaitFor([&] {
            return studio.window->drawing()->upToDate() && names().contains("GradientDescent");
        });
    }
    const EngineDocument& document() const { return *studio.window->drawing()->current(); }
    const DiagramNode& node(const QString& name) const {
        const CanvasSnapshot& s = *canvas().snapshot();
        return s.node(s.diagram.indexOf(studio.probe().idOf(name)));
    }
    QString figure(const QString& name, std::size_t pane) const {
        const std::vector<PaneMark> panes = studio.probe().liveOf(name).panes;
        return pane < panes.size() ? panes[pane].figure : QString();
    }
};

}  // namespace

class TstTrainedCalls : public QObject {
    Q_OBJECT

private slots:
    void itTrains() {
        Trained o;
        QVERIFY(o.ready);
        QVERIFY(o.minimise());
        QVERIFY2(!o.document().expansion.hasErrors(), "findings");
        QVERIFY(o.studio.pressAndWait(Qt::Key_F5));
        QVERIFY(o.studio.waitForState(RunState::Idle));
        // 100 steps: v + 1/2 becomes 0.98 of itself in each.
        QVERIFY(o.call({"v/read:0"}, {}));
        const double v = -0.5 - 2.5 * std::pow(0.98, 100);
        const QString result = o.studio.transcript().last();
        QVERIFY2(std::abs(result.section('|', 1).toDouble() - v) < 1e-5, qPrintable(result));
        QVERIFY(o.call({"loss:0"}, {}));
        QTRY_COMPARE(o.figure("w", 1), QString("3 iterations"));
        o.picture("trained_loop");
    }

    void whatIsDrawnStays() {
        Trained o;
        QVERIFY(o.ready);
        const std::size_t panes = o.node("w").panes.size();
        QCOMPARE(panes, std::size_t{2});
        QVERIFY(o.minimise());
        QCOMPARE(o.node("w").panes.size(), panes);
        QCOMPARE(o.node("w").type, QString("StatelessWhile"));
        QCOMPARE(o.node("y").panes.size(), std::size_t{1});
        QCOMPARE(o.node("w").ops, 0);
        // Nothing is said of nodes that nobody sees.
        for (const ProblemRow& row : o.studio.window->problems().problems()) {
            QVERIFY2(!row.where.contains('/') && !row.text.contains("w/"), qPrintable(row.text));
        }
        // Looked into, and undone: the same as before.
        o.openPane("w", 1);
        QTRY_VERIFY(o.names().contains("add"));
        QTest::keyClick(o.studio.window.get(), Qt::Key_Up, Qt::AltModifier);
        QTRY_VERIFY(o.names().contains("w"));
        o.studio.window->actions().undo->trigger();
        QTRY_VERIFY(!o.names().contains("GradientDescent"));
        QTRY_VERIFY(o.studio.window->drawing()->upToDate());
        QVERIFY(o.document().expansion.laidOut.empty());
    }

    void itsIterationsAreLookedThrough() {
        Trained o;
        QVERIFY(o.ready);
        QVERIFY(o.minimise());
        o.studio.window->actions().initAll->trigger();
        o.studio.probe().click("w");
        auto& page = *o.studio.window->findChild<IterationPage*>();
        QVERIFY(page.isVisibleTo(o.studio.window.get()));
        page.findChild<QCheckBox*>()->click();
        QVERIFY(o.call({"loss:0"}, {}));
        auto& slider = *page.findChild<QSlider*>();
        QTRY_COMPARE(slider.maximum(), 4);
        slider.setValue(2);
        QTRY_COMPARE(o.studio.probe().liveOf("w").pins, QStringList({formatNumber(1)}));
    }

    void oneStepsThroughItsBody() {
        Trained o;
        QVERIFY(o.ready);
        QVERIFY(o.minimise());
        o.studio.window->actions().initAll->trigger();
        o.openPane("w", 1);
        QTRY_VERIFY(o.names().contains("add"));
        o.studio.probe().click("add");
        QTest::keyClick(o.studio.window.get(), Qt::Key_F9);
        QTRY_VERIFY(o.studio.probe().liveOf("add").breakpoint);
        o.ask({"loss:0"}, {});
        QTRY_VERIFY(o.studio.window->steps().isHalted());
        QCOMPARE(o.studio.window->sessions().active()->halt.node, QString("w/body/add"));
        QTRY_VERIFY(o.studio.probe().liveOf("add").halted);
        QCOMPARE(o.studio.probe().liveOf("add").pins,
                 QStringList({formatNumber(-3), formatNumber(2)}));
        QTest::keyClick(o.studio.window.get(), Qt::Key_Up, Qt::AltModifier);
        QTRY_VERIFY(o.names().contains("w"));
        QTRY_VERIFY(o.studio.probe().liveOf("w").breakpoint);
        QVERIFY(!o.studio.probe().liveOf("y").breakpoint);
    }

    void itsTextIsThatOfTheCall() {
        Trained o;
        QVERIFY(o.ready);
        QVERIFY(o.minimise());
        o.studio.window->openDock("text");
        TextPanel& text = o.studio.window->structure().text();
        o.studio.probe().click("w");
        QTRY_VERIFY(text.functions().contains("name: \"next\""));
        QVERIFY2(text.text().contains("op: \"StatelessWhile\""), qPrintable(text.text()));
        QVERIFY(!text.text().contains("w/body"));
        QVERIFY(text.isEditable());
        // An optimizer's own nodes speak of the graph that runs.
        o.studio.probe().click("GradientDescent");
        QTRY_VERIFY(text.text().contains("gradients/w/body/add_grad"));
    }

    void itsFileTrainsElsewhere() {
        Trained o;
        QVERIFY(o.ready);
        QVERIFY(o.minimise());
        auto& exporting = *o.studio.window->findChild<GraphExport*>();
        const QString path = o.studio.folder() + "/trained.pb";
        QSignalSpy written(&exporting, &GraphExport::written);
        exporting.exportTo(path);
        QTRY_COMPARE(written.size(), 1);
        const Result<std::string> bytes = readFile(path.toStdString());
        QVERIFY(bytes.ok());
        const Result<Graph> graph = graphFromBytes(*bytes);
        QVERIFY2(graph.ok(), graph.status().ToString().c_str());
        const auto session = Session::create(*graph);
        QVERIFY(session.ok());
        const auto runs = [&](const RunRequest& request) {
            const auto values = (*session)->run(request);
            return !values.ok() ? -1e9F : values->empty() ? 0 : values->front().values<float>()[0];
        };
        QCOMPARE(runs({.targets = {"v/Assign"}}), 0.0F);
        QCOMPARE(runs({.fetches = {"loss"}}), 14.0F);  // 9 + 5
        for (int i = 0; i < 1000; ++i) { QCOMPARE(runs({.targets = {"GradientDescent"}}), 0.0F); }
        QVERIFY(std::abs(runs({.fetches = {"v"}}) + 0.5F) < 1e-3F);
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTrainedCalls> registered;
}

#include "tst_trained_calls.moc"
