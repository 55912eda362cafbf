// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/engine_document.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/test_main.h"
#include "ui/document/items/parameter_rows.h"

namespace weft::ui::test {

/// Files opened as the studio opens them: bad ones first, then the examples as drawn.
class TstEngineDocument : public QObject {
    Q_OBJECT

private slots:
    void aFileThatCannotBeReadIsNamed_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("truncated project") << "cut.weft" << QByteArray("\x0a\x0cweft proj", 11);
        QTest::newRow("empty project") << "empty.weft" << QByteArray();
        QTest::newRow("broken text") << "broken.pbtxt" << QByteArray("node { name: 'a' op:");
        QTest::newRow("broken graph") << "broken.pb" << QByteArray("\x0a\xff\xff\xff\x7f");
    }
    void aFileThatCannotBeReadIsNamed() {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        const QString path = write(name, bytes);
        const auto document = readDocument(path);
        QVERIFY(!document.ok());
        const std::string message(document.status().message());
        QVERIFY2(message.find(name.toStdString()) != std::string::npos, message.c_str());
    }

    void aFileThatIsNotThereIsNamed() {
        const auto document = readDocument(m_folder.filePath(QStringLiteral("none.weft")));
        QVERIFY(!document.ok());
        QVERIFY(std::string(document.status().message()).find("none.weft") != std::string::npos);
    }

    void anUnknownKindOfFileIsRefused() {
        const auto document = readDocument(write(QStringLiteral("a.onnx"), "x"));
        QVERIFY(!document.ok());
    }

    void anUnknownOpIsAProblemAtItsNode() {
        const auto document =
            readDocument(write(QStringLiteral("odd.pbtxt"), "node { name: 's/odd' op: 'Nobody' }"));
        QVERIFY2(document.ok(), std::string(document.status().message()).c_str());
        const OpenDocument shown = presented(*document);
        QCOMPARE(shown.problems.size(), std::size_t{1});
        QCOMPARE(shown.problems[0].where, QStringLiteral("s/odd"));
        QVERIFY(shown.top.indexOf(shown.topOf(shown.problems[0].item)) >= 0);
    }

    void theFashionExampleIsDrawnAsItWasPlaced() {
        const OpenDocument shown = example(QStringLiteral("fashion_mlp"));
        QCOMPARE(shown.title, QStringLiteral("fashion_mlp"));
        QVERIFY(shown.problems.empty());
        QVERIFY(!shown.top.notes.empty());
        for (const DiagramNode& node : shown.top.nodes) { QVERIFY(node.position.has_value()); }
        const DiagramNode& hidden = find(shown.top, QStringLiteral("hidden1"));
        QCOMPARE(hidden.form, NodeForm::Group);
        QVERIFY(hidden.hasVariables);
        QVERIFY(hidden.ops > 5);
        QCOMPARE(hidden.note, QStringLiteral("[?,256]"));
        QCOMPARE(hidden.parameters[0].name, QStringLiteral("units"));
        QCOMPARE(hidden.parameters[0].value, QStringLiteral("256"));
        const DiagramNode& x = find(shown.top, QStringLiteral("x"));
        QCOMPARE(x.form, NodeForm::Placeholder);
        QCOMPARE(x.inputs.size(), std::size_t{1});
        QCOMPARE(x.outputs[0].shape, QStringLiteral("[?,784]"));
        QVERIFY(!find(shown.top, QStringLiteral("loss")).hasVariables);
        QVERIFY(find(shown.top, QStringLiteral("Adam")).hasVariables);
    }

    void howAnOptimizerClipsIsSaidOnIt() {
        AttrMap attrs{{"learning_rate", 0.25F}, {"clip_limit", 5.0F}};
        QCOMPARE(parameterRows(attrs).size(), std::size_t{1});
        attrs.set("clip_by", std::string("norm"));
        const std::vector<ParameterInfo> rows = parameterRows(attrs);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[1].name, QStringLiteral("clip"));
        QCOMPARE(rows[1].value, QStringLiteral("norm 5"));
        attrs.set("clip_by", std::string("none"));
        QCOMPARE(parameterRows(attrs).size(), std::size_t{1});
    }

    void aRecipeOpensToItsOps() {
        const OpenDocument shown = example(QStringLiteral("fashion_mlp"));
        const DiagramNode& hidden = find(shown.top, QStringLiteral("hidden1"));
        const Diagram inside = shown.inside(hidden.id);
        QVERIFY(inside.nodes.size() > 5);
        bool hasVariable = false;
        for (const DiagramNode& node : inside.nodes) {
            QVERIFY(node.derived);
            QCOMPARE(shown.topOf(node.id), hidden.id);
            hasVariable = hasVariable || node.type == QStringLiteral("VariableV2");
        }
        QVERIFY(hasVariable);
        QVERIFY(shown.inside(find(shown.top, QStringLiteral("x")).id).empty());
    }

    void everyExampleHasWiresBetweenSocketsThatExist_data() {
        QTest::addColumn<QString>("stem");
        for (const char* stem : {"cos", "digits_softmax", "fashion_cnn", "fashion_mlp",
                                 "linear_regression", "neuron"}) {
            QTest::newRow(stem) << stem;
        }
    }
    void everyExampleHasWiresBetweenSocketsThatExist() {
        QFETCH(QString, stem);
        const OpenDocument shown = example(stem);
        QVERIFY(shown.top.wires.size() >= 3);
        for (const DiagramWire& w : shown.top.wires) {
            const auto& from = shown.top.nodes[static_cast<std::size_t>(w.fromNode)];
            const auto& to = shown.top.nodes[static_cast<std::size_t>(w.toNode)];
            QVERIFY(static_cast<std::size_t>(w.fromPort) < from.outputs.size());
            QVERIFY(static_cast<std::size_t>(w.toPort) < to.inputs.size());
            QVERIFY(!from.outputs[static_cast<std::size_t>(w.fromPort)].dtype.isEmpty());
        }
    }

private:
    QString write(const QString& name, const QByteArray& bytes) {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) { file.write(bytes); }
        return path;
    }

    static OpenDocument example(const QString& stem) {
        const auto document = readDocument(QStringLiteral(WEFT_SOURCE_DIR "/resources/graphs/") +
                                           stem + QStringLiteral(".weft"));
        if (!document.ok()) {
            QTest::qFail(std::string(document.status().message()).c_str(), __FILE__, __LINE__);
            return {};
        }
        return presented(*document);
    }

    static const DiagramNode& find(const Diagram& d, const QString& name) {
        static const DiagramNode none;
        for (const DiagramNode& node : d.nodes) {
            if (node.name == name) { return node; }
        }
        QTest::qFail(qPrintable(QStringLiteral("no node ") + name), __FILE__, __LINE__);
        return none;
    }

    QTemporaryDir m_folder;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstEngineDocument> registered;
}

#include "tst_engine_document.moc"
