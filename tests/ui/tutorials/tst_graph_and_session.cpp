// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/problems_panel.h"
#include "ui/panels/transcript_panel.h"

namespace weft::ui::test {

/// What tutorials show first of a graph: it is assembled, and a session runs what is asked of it.
class TstGraphAndSession : public QObject {
    Q_OBJECT

private slots:
    void aTensorIsNotItsValueBeforeARun() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("sum.pbtxt", sumGraph())));
        studio.probe().click("three");
        QCOMPARE(studio.transcript(), QStringList("Tensor(\"three:0\", shape=(), dtype=float32)|"));
        QVERIFY(studio.probe().liveOf("three").value.isEmpty());
        QVERIFY(studio.pressAndWait(Qt::Key_Return, Qt::ControlModifier));
        QCOMPARE(studio.transcript().last(), "run(three:0)|3.0");
        QTRY_COMPARE(studio.probe().liveOf("three").value, "3");
    }

    void whatIsNotAskedForIsNotComputed() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("sum.pbtxt", sumGraph())));
        studio.window->session()->run({"three:0"});
        QTRY_COMPARE(studio.transcript().size(), 1);
        const QString detail = studio.window->transcript().lines().back().detail;
        QVERIFY2(detail.startsWith("3 of 4 ops ran"), qPrintable(detail));
    }

    void severalFetchesAreOneCall() {
        StudioFixture studio;
        QVERIFY(studio.open(studio.file("sum.pbtxt", sumGraph())));
        studio.window->session()->run({"three:0", "useless:0"});
        QTRY_COMPARE(studio.transcript(), QStringList("run([three:0, useless:0])|[3.0, -1.0]"));
    }

    void aLoopOverFeedsGivesARowEach() {
        StudioFixture studio;
        const NeuronOptions fed{.feedless = true};
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject(fed))));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        for (const char* x : {"1", "2", "3"}) {
            studio.window->session()->call({{"y:0"}, {{"x:0", QString::fromLatin1(x)}}});
        }
        const auto results = [&] { return studio.transcript().filter("run(y:0"); };
        QTRY_COMPARE(results().size(), 3);
        QCOMPARE(results(), QStringList({"run(y:0, feed_dict={x:0: 1.0})|0.80000001",
                                         "run(y:0, feed_dict={x:0: 2.0})|1.6",
                                         "run(y:0, feed_dict={x:0: 3.0})|2.4000001"}));
    }

    void anUnfedPlaceholderIsAProblemAndThenTensorFlowsSentence() {
        StudioFixture studio;
        const NeuronOptions fed{.feedless = true};
        QVERIFY(studio.open(studio.file("neuron.weft.pbtxt", neuronProject(fed))));
        const auto& problems = studio.window->problems().problems();
        QVERIFY(
            std::ranges::any_of(problems, [](const ProblemRow& row) { return row.where == "x"; }));
        QVERIFY(studio.pressAndWait(Qt::Key_I, Qt::ControlModifier));
        studio.window->session()->run({"y:0"});
        QTRY_COMPARE(studio.state(), RunState::Failed);
        QVERIFY(StudioFixture::noDialog());
        const ErrorReport& report = studio.window->errorBar().report();
        QCOMPARE(report.code, "INVALID_ARGUMENT");
        QVERIFY2(report.message.contains("You must feed a value for placeholder tensor 'x' with "
                                         "dtype float"),
                 qPrintable(report.message));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstGraphAndSession> registered;
}
#include "tst_graph_and_session.moc"
