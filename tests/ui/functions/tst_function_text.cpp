// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// Functions as text, in the real window: FunctionDefs beside a call's NodeDef and inside bodies,
/// whose nodes are edited as text like any other; as Python; copied; exported with functions or as
/// frames.

#include <QClipboard>
#include <QPlainTextEdit>

#include "engine/base/durable_file.h"
#include "tests/support/test_main.h"
#include "tests/ui/functions/function_window.h"
#include "ui/base/settings.h"
#include "ui/commands/text_commands.h"
#include "ui/panels/error_bar.h"
#include "ui/panels/text_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/files/graph_export.h"
#include "ui/shell/structure/structure_controller.h"

namespace weft::ui::test {
namespace {

/// Calls and a loop of functions, with the Text panel open.
struct Opened {
    FunctionWindow in;
    bool ready = false;
    Opened() {
        ready = in.openCalls();
        in.studio.window->openDock("text");
    }
    TextPanel& panel() const { return in.studio.window->structure().text(); }
    void type(const QString& text) { panel().editor().setPlainText(text); }
    QString copied() {
        QGuiApplication::clipboard()->clear();
        in.studio.window->actions().copyGraphDef->trigger();
        (void)QTest::qWaitFor([] { return !QGuiApplication::clipboard()->text().isEmpty(); });
        return QGuiApplication::clipboard()->text();
    }
    QAction* action(const char* name) const {
        return in.studio.window->findChild<QAction*>(QLatin1String(name));
    }
    GraphExport& exporting() const { return *in.studio.window->findChild<GraphExport*>(); }
};

/// w of x = 3 by what another program reads.
float loopOf(const std::string& bytes) {
    const Result<Graph> graph = graphFromBytes(bytes);
    if (!graph.ok()) { return -1; }
    const auto session = Session::create(*graph);
    const RunRequest request{{{"x", Tensor::scalar(3.0F)}}, {"w:0"}, {}};
    const auto values = (*session)->run(request);
    return values.ok() ? values->front().values<float>()[0] : -1;
}

}  // namespace

class TstFunctionText : public QObject {
    Q_OBJECT

private slots:
    void init() { Settings().setExportsFrames(false); }

    void aCallShowsItsFunctionsBesideItsNodeDef() {
        Opened o;
        QVERIFY(o.ready);
        QVERIFY(o.panel().functions().isEmpty());
        o.in.studio.probe().click("w");
        QTRY_VERIFY(o.panel().functions().contains("name: \"limit\""));
        QVERIFY(o.panel().functions().contains("name: \"next\""));
        QVERIFY(!o.panel().functions().contains("__inference_square_7"));
        QVERIFY(o.panel().text().contains("op: \"StatelessWhile\""));
        QVERIFY(o.panel().isEditable());
        o.in.studio.probe().click("x");
        QTRY_VERIFY(o.panel().functions().isEmpty());
        QVERIFY(o.panel().text().contains("Placeholder"));
    }

    void aBodyShowsItsFunctionAndItsNodes() {
        Opened o;
        o.in.openPane("w", 1);
        QTRY_VERIFY(o.panel().functions().contains("name: \"next\""));
        QVERIFY(!o.panel().functions().contains("limit"));
        o.in.studio.probe().click("add");
        QTRY_VERIFY(o.panel().text().contains("op: \"AddV2\""));
        QVERIFY(o.panel().text().contains("input: \"two\""));
        QVERIFY(o.panel().isEditable());
        o.in.leave();
        // The loop that one has looked into.
        QTRY_VERIFY(o.panel().text().contains("StatelessWhile"));
    }

    void whatIsWrongInABodyIsSaidAtItsLine() {
        Opened o;
        o.in.openPane("w", 1);
        QTRY_VERIFY(o.in.names().contains("add"));
        o.in.studio.probe().click("add");
        QTRY_VERIFY(o.panel().text().contains("AddV2"));
        const std::string before = documentToBytes(o.in.drawn());
        const QString good = o.panel().text();
        // What lies outside the body is not there for its nodes.
        o.type(QString(good).replace("input: \"two\"", "input: \"x\""));
        QTRY_VERIFY(o.panel().problem().contains("there is no 'x' here"));
        QVERIFY(lineIn(o.panel().problem()) > 1);
        o.type(good + "\nattr { key: \"sideways\" value { b: true } }");
        QTRY_VERIFY(o.panel().problem().contains("sideways"));
        QCOMPARE(documentToBytes(o.in.drawn()), before);
        QTest::keyClick(&o.panel().editor(), Qt::Key_Escape);
        QCOMPARE(o.panel().text(), good);
    }

    void aNodeOfABodyIsEditedAsText() {
        Opened o;
        QCOMPARE(o.in.results(), QString("[9.0, 5.0]"));
        o.in.openPane("w", 1);
        QTRY_VERIFY(o.in.names().contains("add"));
        o.in.studio.probe().click("add");
        QTRY_VERIFY(o.panel().text().contains("AddV2"));
        // i + i instead of i + 2, under another name.
        o.type(o.panel().text().replace("\"two\"", "\"i\"").replace("\"add\"", "\"twice\""));
        QTRY_VERIFY(o.in.names().contains("twice"));
        QTRY_VERIFY(o.panel().functions().contains("\"twice\""));
        QCOMPARE(o.in.results(), QString("[9.0, 6.0]"));
        o.in.studio.window->actions().undo->trigger();
        QCOMPARE(o.in.results(), QString("[9.0, 5.0]"));
    }

    void callsAreFunctionsInPython() {
        Opened o;
        o.panel().setTab(TextPanel::Tab::Python);
        o.in.studio.probe().click("w");
        QTRY_VERIFY(o.panel().text().contains("tf.while_loop(limit, next, [graph.get_tensor_by_"));
        QVERIFY(o.panel().text().contains("def next(i):"));
        QVERIFY(!o.panel().text().contains("Defun("));
        o.in.studio.probe().click("y");
        QTRY_VERIFY(o.panel().text().contains("= function.Defun(tf.float32, func_name="));
        o.in.studio.probe().click("w");
        o.in.openPane("w", 0);
        QTRY_VERIFY(o.panel().text().contains("def limit(i):") &&
                    !o.panel().text().contains("while_loop"));
    }

    void aCopyTakesItsFunctionsAlong() {
        Opened o;
        o.in.studio.probe().click("w");
        const auto graph = graphFromText(o.copied().toStdString() +
                                         "node { name: 'x' op: 'Placeholder' attr { key: 'dtype' "
                                         "value { type: DT_FLOAT } } }");
        QVERIFY2(graph.ok(), std::string(graph.status().message()).c_str());
        QVERIFY(o.copied().contains("\"limit\""));
        QVERIFY(!o.copied().contains("__inference_square_7"));
        o.action("exportFrames")->trigger();
        QVERIFY(o.copied().contains("\"LoopCond\""));
        QVERIFY(!o.copied().contains("library"));
        QVERIFY(!o.copied().contains("name: \"y\""));
    }

    void theGraphIsExportedInBothForms() {
        Opened o;
        const QString path = o.in.studio.folder() + "/out";
        o.exporting().setAskPath([path](const QString&) { return path; });
        QSignalSpy written(&o.exporting(), &GraphExport::written);
        o.action("exportGraph")->trigger();
        QTRY_COMPARE(written.size(), 1);
        QVERIFY(o.in.studio.window->errorBar().words().contains(path + ".pb"));
        const auto functions = readFile((path + ".pb").toStdString());
        QVERIFY(functions.ok());
        QVERIFY(functions->find("StatelessWhile") != std::string::npos);
        o.action("exportFrames")->trigger();
        QVERIFY(Settings().exportsFrames());
        o.action("exportGraph")->trigger();
        QTRY_COMPARE(written.size(), 2);
        const auto frames = readFile((path + ".pb").toStdString());
        QVERIFY(frames.ok());
        QVERIFY(frames->find("StatelessWhile") == std::string::npos);
        QVERIFY(frames->find("NextIteration") != std::string::npos);
        QCOMPARE(loopOf(*functions), 5.0F);
        QCOMPARE(loopOf(*frames), 5.0F);
        o.exporting().exportTo(path + ".meta.pbtxt");
        QTRY_COMPARE(written.size(), 3);
        QVERIFY(readFile((path + ".meta.pbtxt").toStdString())->starts_with("graph_def {"));
    }

    void whyAnExportFailedIsSaid() {
        Opened o;
        QSignalSpy failed(&o.exporting(), &GraphExport::failed);
        o.exporting().exportTo(o.in.studio.folder() + "/not/there.pb");
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(o.in.studio.window->errorBar().words().contains("not/there.pb"));
        // Nothing was chosen: nothing is written.
        o.exporting().setAskPath([](const QString&) { return QString(); });
        o.action("exportGraph")->trigger();
        o.in.studio.closeAndWait();
        o.action("exportGraph")->trigger();
        o.exporting().exportTo(o.in.studio.folder() + "/nothing.pb");
        QVERIFY(!QFile::exists(o.in.studio.folder() + "/nothing.pb"));
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstFunctionText> registered;
}

#include "tst_function_text.moc"
