// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recovery.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"
#include "tests/ui/fixtures/projects.h"

namespace weft::ui::test {
namespace {

/// A variable, and a stream of random numbers.
QByteArray graphText(const QByteArray& shape = "dim { size: 2 }", const QByteArray& name = "w") {
    return "node { name: \"" + name +
           "\" op: \"VariableV2\" attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: "
           "\"shape\" value { shape { " +
           shape +
           " } } } }\n"
           "node { name: \"value\" op: \"Const\" attr { key: \"dtype\" value { type: DT_FLOAT } } "
           "attr { key: \"value\" value { tensor { dtype: DT_FLOAT tensor_shape { " +
           shape +
           " } float_val: 7 } } } }\n"
           "node { name: \"set\" op: \"Assign\" input: \"" +
           name +
           "\" input: \"value\" attr { key: \"T\" value { type: DT_FLOAT } } }\n"
           "node { name: \"size\" op: \"Const\" attr { key: \"dtype\" value { type: DT_INT32 } } "
           "attr { key: \"value\" value { tensor { dtype: DT_INT32 tensor_shape { dim { size: 1 } "
           "} "
           "int_val: 3 } } } }\n"
           "node { name: \"random\" op: \"RandomUniform\" input: \"size\" attr { key: \"T\" value "
           "{ "
           "type: DT_INT32 } } attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: "
           "\"seed\" value { i: 5 } } }\n";
}

std::unique_ptr<Session> sessionOf(const QByteArray& text) {
    Result<Graph> graph = graphFromText(text.toStdString());
    if (!graph.ok()) { qFatal("%s", graph.status().ToString().c_str()); }
    return *Session::create(*std::move(graph));
}

float first(Session& session, const std::string& fetch) {
    const auto values = session.run({{}, {fetch}, {}});
    if (!values.ok()) { qFatal("%s", values.status().ToString().c_str()); }
    return values->front().values<float>()[0];
}

}  // namespace

class TstRecovery : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void nowhereKeepsNothing() {
        const Recovery nowhere;
        const auto session = sessionOf(graphText());
        QVERIFY(!nowhere.exists());
        QVERIFY_OK(nowhere.save(*session, {}));
        QVERIFY(!nowhere.exists());
        nowhere.remove();
    }

    void damageIsDataLossAndChangesNothing_data() {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"data", "index", "checkpoint"}) { QTest::newRow(kind) << kind; }
    }
    void damageIsDataLossAndChangesNothing() {
        QFETCH(QString, kind);
        const Recovery recovery = saved();
        for (const QFileInfo& info : QDir(recovery.place()).entryInfoList(QDir::Files)) {
            if (!info.fileName().contains(kind)) { continue; }
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadWrite));
            const QByteArray bytes = file.readAll();
            file.seek(bytes.size() / 2);
            file.write(bytes.mid(bytes.size() / 2).isEmpty() ? "" : "\x55\xAA\x55\xAA", 4);
        }
        const auto session = sessionOf(graphText());
        const auto restored = recovery.restore(*session);
        QVERIFY2(!restored.ok(), qPrintable(kind));
        QVERIFY(variableValues(*session)->empty());
    }

    void absentCheckpointIsNotFound() {
        const Recovery recovery = saved();
        for (const QFileInfo& info : QDir(recovery.place()).entryInfoList({"*.index"})) {
            QFile::remove(info.filePath());
        }
        const auto session = sessionOf(graphText());
        QVERIFY_FAILS(recovery.restore(*session), "NOT_FOUND", "session");
    }

    void unwritableFolderIsAnError() {
        const QString file = written(m_folder->path(), "file", "not a folder");
        const Recovery recovery(file, "/some/graph.pb");
        const auto session = sessionOf(graphText());
        QVERIFY_OK(session->run({{}, {}, {"set"}}));
        QVERIFY(!recovery.save(*session, {}).ok());
        QVERIFY(!recovery.exists());
    }

    void variablesStreamsAndPlaceComeBack() {
        const auto whole = sessionOf(graphText());
        first(*whole, "random:0");
        const float wanted = first(*whole, "random:0");
        const Recovery recovery = saved();  // after one number
        const auto session = sessionOf(graphText());
        const auto restored = recovery.restore(*session);
        QVERIFY_OK(restored);
        QCOMPARE(restored->variables, 1);
        QCOMPARE(restored->others, 0);
        QCOMPARE(restored->run.at("step").values<std::int64_t>()[0], 12);
        QCOMPARE(first(*session, "w:0"), 7.0F);
        QCOMPARE(first(*session, "random:0"), wanted);
    }

    void changedGraphsTakeWhatFits() {
        const Recovery recovery = saved();
        const auto other = sessionOf(graphText("dim { size: 3 }"));
        const auto restored = recovery.restore(*other);
        QVERIFY_OK(restored);
        QCOMPARE(restored->variables, 0);
        QCOMPARE(restored->others, 1);
        const auto renamed = sessionOf(graphText("dim { size: 2 }", "u"));
        QCOMPARE(recovery.restore(*renamed)->others, 1);
    }

    void newestWinsAndRemovingForgets() {
        const Recovery recovery = saved();
        const auto session = sessionOf(graphText());
        QVERIFY_OK(session->run({{}, {}, {"set"}}));
        const auto step = Tensor::scalar(std::int64_t{13});
        for (int i = 0; i < 3; ++i) { QVERIFY_OK(recovery.save(*session, {{"step", step}})); }
        const auto restored = recovery.restore(*session);
        QVERIFY_OK(restored);
        QCOMPARE(restored->run.at("step").values<std::int64_t>()[0], 13);
        QCOMPARE(QDir(recovery.place()).entryList({"*.index"}).size(), 1);
        recovery.remove();
        QVERIFY(!recovery.exists());
        QVERIFY(QDir(m_folder->path()).exists());
    }

    void filesOfOneNameAreApart() {
        const Recovery one(m_folder->path(), "/one/graph.pb");
        const Recovery two(m_folder->path(), "/two/graph.pb");
        QVERIFY(one.place() != two.place());
        QCOMPARE(Recovery(m_folder->path(), "/one/graph.pb").place(), one.place());
        QVERIFY(Recovery::defaultFolder().endsWith("/recovery"));
    }

private:
    /// After `set` and one random number, at step 12.
    Recovery saved() const {
        const Recovery recovery(m_folder->path(), "/some/graph.pb");
        const auto session = sessionOf(graphText());
        if (!session->run({{}, {}, {"set"}}).ok()) { qFatal("set"); }
        first(*session, "random:0");
        const Status status = recovery.save(*session, {{"step", Tensor::scalar(std::int64_t{12})}});
        if (!status.ok()) { qFatal("%s", status.ToString().c_str()); }
        return recovery;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

}  // namespace weft::ui::test

namespace {
const weft::test::Registered<weft::ui::test::TstRecovery> registered;
}

#include "tst_recovery.moc"
