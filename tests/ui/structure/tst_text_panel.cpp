// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The Text panel, copies for other programs and text pasted back, in the real window.

#include <QClipboard>
#include <QPlainTextEdit>

#include "engine/compose/text/python_text.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/studio_fixture.h"
#include "ui/commands/text_commands.h"
#include "ui/document/drawing.h"
#include "ui/panels/text_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/edit_controller.h"
#include "ui/shell/structure/structure_controller.h"

namespace weft::ui::test {
namespace {

/// x -> product (with w) -> y.
QByteArray graphText() {
    return R"(
node { name: 'x' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } }
       attr { key: 'shape' value { shape { dim { size: -1 } dim { size: 4 } } } } }
node { name: 'w' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } }
       attr { key: 'value' value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 4 } dim { size: 2 } } float_val: 0.5 } } } }
node { name: 'product' op: 'MatMul' input: 'x' input: 'w' attr { key: 'T' value { type: DT_FLOAT } } }
node { name: 'y' op: 'Relu' input: 'product' attr { key: 'T' value { type: DT_FLOAT } } }
)";
}

}  // namespace

class TstTextPanel : public QObject {
    Q_OBJECT

private slots:
    void nothingSelectedSaysWhatToDo() {
        Opened o;
        QVERIFY(o.panel().text().isEmpty());
        QVERIFY(!o.panel().isEditable());
    }

    void aNodeIsShownAsItsNodeDefAndFollowsEdits() {
        Opened o;
        o.studio.probe().click("product");
        QTRY_VERIFY(o.panel().text().contains("op: \"MatMul\""));
        QVERIFY(o.panel().text().contains("name: \"product\""));
        QVERIFY(o.panel().text().contains("input: \"x\""));
        QVERIFY(o.panel().isEditable());
        QVERIFY(o.edit("rename", [&](Edit& e) {
            Item item = *e.document().itemNamed("product");
            item.name = "times";
            e.put(std::move(item));
            return okStatus();
        }));
        QTRY_VERIFY(o.panel().text().contains("name: \"times\""));
    }

    void aWrongTextIsSaidAtItsLineAndChangesNothing() {
        Opened o;
        o.studio.probe().click("product");
        QTRY_VERIFY(o.panel().text().contains("MatMul"));
        const std::string before = documentToBytes(o.document());
        const QString good = o.panel().text();
        o.type(good + "\nattr {\n  key: \"transpose_a\" value { b: maybe }\n}");
        QTRY_VERIFY(!o.panel().problem().isEmpty());
        QVERIFY(lineIn(o.panel().problem()) > good.count('\n') + 1);
        QCOMPARE(o.panel().editor().extraSelections().size(), 1);
        o.type(QString(good).replace("input: \"w\"", "input: \"nobody\""));
        QTRY_VERIFY(o.panel().problem().contains("nobody"));
        o.type(good + "\nattr { key: \"sideways\" value { b: true } }");
        QTRY_VERIFY(o.panel().problem().contains("sideways"));
        QCOMPARE(documentToBytes(o.document()), before);
        // Escape gives back what it was.
        QTest::keyClick(&o.panel().editor(), Qt::Key_Escape);
        QCOMPARE(o.panel().text(), good);
        QVERIFY(o.panel().problem().isEmpty());
    }

    void attributesNameAndInputsAreTaken() {
        Opened o;
        o.studio.probe().click("y");
        QTRY_VERIFY(o.panel().text().contains("Relu"));
        QString text = o.panel().text();
        text.replace("\"y\"", "\"answer\"").replace("\"Relu\"", "\"Tanh\"");
        o.type(text);
        QTRY_VERIFY(o.document().itemNamed("answer") != nullptr);
        QTRY_VERIFY(o.studio.window->drawing()->upToDate());
        const Graph& graph = o.studio.window->drawing()->current()->graph();
        QVERIFY(graph.find("answer") != nullptr);
        QCOMPARE(graph.find("answer")->opName, std::string("Tanh"));
        QCOMPARE(graph.node(graph.find("answer")->inputs[0].node).name, std::string("product"));
        o.studio.window->actions().undo->trigger();
        QVERIFY(o.document().itemNamed("y") != nullptr);
        QTRY_VERIFY(o.studio.probe().idOf("y") != 0);
        // Another source by its name.
        o.studio.probe().click("y");
        QTRY_VERIFY(o.panel().text().contains("Relu"));
        o.type(o.panel().text().replace("input: \"product\"", "input: \"x\""));
        QTRY_COMPARE(sourceOfY(o), std::string("x"));
    }

    void pythonIsShownAndCopied() {
        Opened o;
        o.studio.probe().click("product");
        o.panel().setTab(TextPanel::Tab::Python);
        QTRY_VERIFY(o.panel().text().contains("op(\"MatMul\", "));
        QVERIFY(!o.panel().isEditable());
        o.studio.window->actions().copyPython->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains("name=\"product\""));
        o.studio.window->canvas().select({});
        o.studio.window->actions().copyPython->trigger();
        const QString all = QGuiApplication::clipboard()->text();
        for (const char* line :
             {"import tensorflow.compat.v1 as tf", "tf.placeholder(tf.float32, [None, 4]",
              "tf.constant(", "op(\"MatMul\", a=x, b=w", "op(\"Relu\", "}) {
            QVERIFY2(all.contains(line), line);
        }
    }

    void graphDefGoesOutAndComesBack() {
        Opened o;
        o.studio.window->canvas().select({});
        o.studio.window->actions().copyGraphDef->trigger();
        const auto graph = graphFromText(QGuiApplication::clipboard()->text().toStdString());
        QVERIFY2(graph.ok(), std::string(graph.status().message()).c_str());
        QCOMPARE(graphToBytes(*graph),
                 graphToBytes(o.studio.window->drawing()->current()->graph()));
    }

    void loopsBecomeAnImportInPython() {
        const auto bytes =
            readFile(concat(WEFT_SOURCE_DIR, "/tests/engine/compose/files/gru_while.pb"));
        QVERIFY(bytes.ok());
        const auto graph = graphFromBytes(*bytes);
        QVERIFY(graph.ok());
        const std::string text = graphToPython(*graph);
        QVERIFY(text.find("tf.import_graph_def(") != std::string::npos);
        QVERIFY(text.find("op(\"") == std::string::npos);
    }

private:
    struct Opened {
        StudioFixture studio;
        Opened() {
            if (!studio.open(studio.file("g.pbtxt", graphText()))) { qFatal("open"); }
            studio.window->openDock("text");
        }
        TextPanel& panel() const { return studio.window->structure().text(); }
        const Document& document() const { return studio.window->drawing()->document(); }
        bool edit(const char* label, const std::function<Status(Edit&)>& fill) {
            return studio.window->edits().edit(label, fill).ok();
        }
        void type(const QString& text) { panel().editor().setPlainText(text); }
    };
    static std::string sourceOfY(const Opened& o) {
        for (const Wire* wire : o.document().all<Wire>()) {
            if (o.document().pathOf(wire->to.item) == "y") {
                return o.document().pathOf(wire->from.item);
            }
        }
        return {};
    }
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstTextPanel> registered;
}

#include "tst_text_panel.moc"
