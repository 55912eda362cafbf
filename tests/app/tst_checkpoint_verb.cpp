// SPDX-License-Identifier: Apache-2.0
/// @file
/// Checkpoints through the tool: `weft checkpoint`, `train --checkpoint`, `--restore`.

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/test_main.h"
#include "tests/support/tool_runner.h"

namespace weft::test {

class TstCheckpointVerb final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void missingCheckpointIsNotFound();
    void missingTensorIsNamed();
    void verifyFindsTheDamagedTensor();
    void restoreNamesTheMissingVariable();
    void failedTrainingKeepsWhatItHas();
    void inspectReadsAll();
    void listGivesSums();
    void getPrintsAndWrites();
    void copyIsOneShard();
    void trainingIsSavedAndRunAgain();
    void trainingGoesOnFromACheckpoint();
    void frozenGraphsNeedNoCheckpoint();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QTemporaryDir m_folder;
    QString m_graph;
};

namespace {

const Registered<TstCheckpointVerb> registered;

const QString kFiles = QStringLiteral(WEFT_SOURCE_DIR "/tests/engine/checkpoint/files/");

/// A variable w = 1 that `grow` adds x to.
constexpr const char* kCounter = R"(
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "shape" value { shape { } } } }
node { name: "one" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 1 } } } }
node { name: "w" op: "VariableV2" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "shape" value { shape { } } } }
node { name: "init" op: "Assign" input: "w" input: "one" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "grow" op: "AssignAdd" input: "w" input: "x" attr { key: "T" value { type: DT_FLOAT } } }
)";

QJsonArray tensorsOf(const ToolEnd& ended) {
    return QJsonDocument::fromJson(ended.out.toUtf8()).object()["tensors"].toArray();
}

}  // namespace

void TstCheckpointVerb::initTestCase() {
    m_graph = path("counter.pbtxt");
    QFile file(m_graph);
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(kCounter);
}

void TstCheckpointVerb::missingCheckpointIsNotFound() {
    for (const QStringList& words : {QStringList{"checkpoint", "list", path("none")},
                                     QStringList{"run", m_graph, "--restore", path("none")},
                                     QStringList{"train", m_graph, "--target", "grow", "--feed",
                                                 "x=1", "--restore", path("none")}}) {
        const ToolEnd ended = runTool(words);
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.err.startsWith("weft: NOT_FOUND: ") && ended.err.contains("none.index"),
                 qPrintable(ended.err));
    }
    QCOMPARE(runTool({"checkpoint"}).code, 2);
}

void TstCheckpointVerb::missingTensorIsNamed() {
    const ToolEnd ended = runTool({"checkpoint", "get", kFiles + "training", "dense/none"});
    QVERIFY2(ended.err.startsWith("weft: NOT_FOUND: Key dense/none not found in checkpoint"),
             qPrintable(ended.err));
}

void TstCheckpointVerb::verifyFindsTheDamagedTensor() {
    QCOMPARE(runTool({"checkpoint", "list", kFiles + "flipped_data_byte"}).code, 0);
    const ToolEnd ended = runTool({"checkpoint", "list", kFiles + "flipped_data_byte", "--verify"});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.startsWith("weft: DATA_LOSS: tensor 'dtypes/string/3x5'"),
             qPrintable(ended.err));
}

void TstCheckpointVerb::restoreNamesTheMissingVariable() {
    const ToolEnd ended =
        runTool({"run", m_graph, "--restore", kFiles + "training", "--fetch", "w:0"});
    QVERIFY2(ended.err.startsWith("weft: NOT_FOUND: Key w not found in checkpoint"),
             qPrintable(ended.err));
}

void TstCheckpointVerb::failedTrainingKeepsWhatItHas() {
    const QString graph = path("rows.pbtxt");
    QFile file(graph);
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(R"(
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_DOUBLE } } attr { key: "shape" value { shape { dim { size: 30 } } } } }
node { name: "v" op: "VariableV2" attr { key: "dtype" value { type: DT_DOUBLE } } attr { key: "shape" value { shape { dim { size: 30 } } } } }
node { name: "keep" op: "Assign" input: "v" input: "x" attr { key: "T" value { type: DT_DOUBLE } } })");
    file.close();
    const QString data =
        "x=data:iris/" + QStringLiteral("train/sepal_length,batch=30");  // no `repeat`: it ends
    const ToolEnd ended = runTool({"train", graph, "--target", "keep", "--steps", "1000", "--feed",
                                   data, "--checkpoint", path("short/m")});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.contains("weft: OUT_OF_RANGE: row 'train', step 5: end of data"),
             qPrintable(ended.err));
    QVERIFY2(ended.err.contains("saved " + path("short/m-4")), qPrintable(ended.err));
    QCOMPARE(runTool({"checkpoint", "list", path("short")}).out, QString("v: float64[30]\n"));
}

void TstCheckpointVerb::inspectReadsAll() {
    const ToolEnd damaged = runTool({"inspect", kFiles + "flipped_data_byte.index"});
    QVERIFY2(damaged.err.startsWith("weft: DATA_LOSS: tensor 'dtypes/string/3x5'"),
             qPrintable(damaged.err));
    const ToolEnd ended = runTool({"inspect", kFiles + "partitioned.index", "--json"});
    QCOMPARE(tensorsOf(ended).size(), 3);
}

void TstCheckpointVerb::listGivesSums() {
    const ToolEnd ended =
        runTool({"checkpoint", "list", kFiles + "partitioned", "--verify", "--json"});
    QCOMPARE(ended.code, 0);
    const QJsonArray tensors = tensorsOf(ended);
    QCOMPARE(tensors.size(), 3);
    const QJsonObject table = tensors[0].toObject();
    QCOMPARE(table["name"].toString(), QString("emb/table"));
    QCOMPARE(table["dtype"].toString(), QString("float32"));
    QCOMPARE(table["shape"].toArray(), (QJsonArray{10, 4}));
    QCOMPARE(table["sha256"].toString(),
             QString("e60f98c973cb350e4849f7ef89f8dec5d9b1de5d5f5243158c44385b79e9685b"));
    QVERIFY(runTool({"checkpoint", "list", kFiles + "partitioned"})
                .out.startsWith("emb/table: float32[10,4] in 3 parts\n"));
}

void TstCheckpointVerb::getPrintsAndWrites() {
    QCOMPARE(runTool({"checkpoint", "get", kFiles + "training", "dense/bias"}).out,
             QString("dense/bias: float32[2] [-0.24717598 -0.24106988]\n"));
    for (const char* name : {"bias.npy", "bias.tensor"}) {
        QCOMPARE(
            runTool({"checkpoint", "get", kFiles + "training", "dense/bias", "--out", path(name)})
                .code,
            0);
    }
    // Both are what a feed takes.
    QFile npy(path("bias.npy"));
    QVERIFY(npy.open(QFile::ReadOnly) && npy.readAll().startsWith("\x93NUMPY"));
    QVERIFY(QFile::exists(path("bias.tensor")));
}

void TstCheckpointVerb::copyIsOneShard() {
    QCOMPARE(runTool({"checkpoint", "copy", kFiles + "sharded", path("copied/m")}).code, 0);
    QCOMPARE(QDir(path("copied")).entryList(QDir::Files, QDir::Name),
             (QStringList{"m.data-00000-of-00001", "m.index"}));
    const QStringList rest{"--verify", "--json"};
    const ToolEnd before = runTool(QStringList{"checkpoint", "list", kFiles + "sharded"} + rest);
    const ToolEnd after = runTool(QStringList{"checkpoint", "list", path("copied/m")} + rest);
    QVERIFY(!after.out.isEmpty());
    QCOMPARE(after.out, before.out);
}

void TstCheckpointVerb::trainingIsSavedAndRunAgain() {
    const ToolEnd trained =
        runTool({"train", m_graph, "--init", "init", "--target", "grow", "--feed", "x=2", "--fetch",
                 "w:0", "--steps", "3", "--checkpoint", path("run/m"), "--csv", "-"});
    QVERIFY2(trained.code == 0, qPrintable(trained.err));
    QVERIFY2(trained.out.startsWith("step,epoch,row,wall_s,w\n1,1,train,"),
             qPrintable(trained.out));
    QVERIFY2(trained.err.contains("saved " + path("run/m-3")), qPrintable(trained.err));
    QCOMPARE(QDir(path("run")).entryList(QDir::Files, QDir::Name),
             (QStringList{"checkpoint", "m-3.data-00000-of-00001", "m-3.index"}));
    for (const QString& from : {path("run"), path("run/m-3")}) {
        QCOMPARE(runTool({"run", m_graph, "--restore", from, "--fetch", "w:0"}).out,
                 QString("w:0: float32[] 7.0\n"));
        QCOMPARE(
            runTool({"run", m_graph, "--init", "init", "--restore", from, "--fetch", "w:0"}).out,
            QString("w:0: float32[] 7.0\n"));
    }
}

void TstCheckpointVerb::trainingGoesOnFromACheckpoint() {
    const QStringList train{"train",   m_graph, "--target", "grow",         "--feed",    "x=1",
                            "--steps", "2",     "--json",   "--checkpoint", path("on/m")};
    QCOMPARE(runTool(train + QStringList{"--init", "init"}).code, 0);
    const ToolEnd again = runTool(train + QStringList{"--restore", path("on")});
    QVERIFY2(again.code == 0, qPrintable(again.err));
    QCOMPARE(QJsonDocument::fromJson(again.out.toUtf8()).object()["steps"].toInt(), 2);
    QCOMPARE(runTool({"checkpoint", "get", path("on"), "w"}).out, QString("w: float32[] 5.0\n"));
    QVERIFY(QFile::exists(path("on/m-4.index")) && QFile::exists(path("on/m-2.index")));
}

void TstCheckpointVerb::frozenGraphsNeedNoCheckpoint() {
    QCOMPARE(runTool({"train", m_graph, "--init", "init", "--target", "grow", "--feed", "x=2",
                      "--checkpoint", path("ice/m")})
                 .code,
             0);
    const QStringList freeze{"freeze", m_graph, "--restore", path("ice"), "--outputs"};
    const ToolEnd refused = runTool(freeze + QStringList{"none", path("none.pb")});
    QVERIFY2(refused.err.startsWith("weft: INVALID_ARGUMENT: no node is named 'none'"),
             qPrintable(refused.err));
    QVERIFY(!QFile::exists(path("none.pb")));
    QCOMPARE(runTool(freeze + QStringList{"w", path("frozen.pb")}).code, 0);
    const ToolEnd ran = runTool({"run", path("frozen.pb"), "--fetch", "w:0", "--log-placement"});
    QCOMPARE(ran.out, QString("w:0: float32[] 3.0\n"));
    QVERIFY2(ran.err.contains("w: (Const): /job:localhost/replica:0/task:0/device:CPU:0"),
             qPrintable(ran.err));
}

}  // namespace weft::test

#include "tst_checkpoint_verb.moc"
