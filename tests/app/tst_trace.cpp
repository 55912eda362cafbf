// SPDX-License-Identifier: Apache-2.0
/// @file
/// `--trace`: what a step did, in Chrome's form and in TensorFlow's; both are parsed again.

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "engine/proto/run_metadata.pb.h"
#include "tests/support/test_main.h"
#include "tests/support/tool_runner.h"

namespace weft::test {

class TstTrace final : public QObject {
    Q_OBJECT

private slots:
    void rejectsFilesOfAnotherForm();
    void failsWhereTheFileCannotBeWritten();
    void aStepInChromesForm();
    void aStepInTensorFlowsForm();
    void benchTracesOneStep();

private:
    QString graph() const;
    QByteArray traced(const QStringList& words, const QString& name) const;

    QTemporaryDir m_folder;
};

namespace {

const Registered<TstTrace> registered;

/// A matrix product on one device, a sum on another.
constexpr const char* kGraph = R"(
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "shape" value { shape { dim { size: -1 } dim { size: 2 } } } } }
node { name: "m" op: "MatMul" input: "x" input: "x" attr { key: "T" value { type: DT_FLOAT } } attr { key: "transpose_b" value { b: true } } }
node { name: "y" op: "AddV2" input: "m" input: "m" device: "/device:CPU:1" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "init" op: "NoOp" }
)";

}  // namespace

QString TstTrace::graph() const {
    QFile file(m_folder.filePath("g.pbtxt"));
    if (!file.open(QIODevice::WriteOnly)) { return {}; }
    file.write(kGraph);
    return file.fileName();
}

/// What the tool wrote. @param words after the graph.
QByteArray TstTrace::traced(const QStringList& words, const QString& name) const {
    const QString path = m_folder.filePath(name);
    const ToolEnd ended =
        runTool(QStringList{words[0], graph(), "--feed", "x:0=[[1,2],[3,4],[5,6]]", "--fetch",
                            "y:0", "--device-count", "CPU=2", "--trace", path} +
                words.mid(1));
    if (ended.code != 0) { qWarning("%s", qPrintable(ended.err)); }
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TstTrace::rejectsFilesOfAnotherForm() {
    const ToolEnd ended = runTool({"run", graph(), "--trace", m_folder.filePath("t.txt")});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.startsWith("weft: INVALID_ARGUMENT: "), qPrintable(ended.err));
    QVERIFY(ended.err.contains("t.txt"));
}

void TstTrace::failsWhereTheFileCannotBeWritten() {
    const ToolEnd ended = runTool(
        {"run", graph(), "--feed", "x:0=[[1,2]]", "--fetch", "m:0", "--trace", "/nowhere/t.json"});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.contains("/nowhere/t.json"), qPrintable(ended.err));
}

void TstTrace::aStepInChromesForm() {
    const QByteArray text = traced({"run", "--steps", "3"}, "t.json");
    QJsonParseError error;
    const QJsonObject all = QJsonDocument::fromJson(text, &error).object();
    QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
    QStringList processes;
    QMap<QString, QJsonObject> ops;
    double stepUs = 0;
    for (const QJsonValue& value : all["traceEvents"].toArray()) {
        const QJsonObject event = value.toObject();
        if (event["name"] == "process_name") {
            processes.append(event["args"]["name"].toString());
        } else if (event["cat"] == "Step") {
            stepUs = event["dur"].toDouble();
        } else if (event["ph"] == "X") {
            ops[event["name"].toString()] = event;
        }
    }
    QCOMPARE(processes, (QStringList{"/job:localhost/replica:0/task:0/device:CPU:0",
                                     "/job:localhost/replica:0/task:0/device:CPU:1", "session"}));
    QCOMPARE(ops.keys(), (QStringList{"AddV2", "Copy", "MatMul"}));
    const QJsonObject product = ops["MatMul"];
    QCOMPARE(product["args"]["name"].toString(), QString("m"));
    QCOMPARE(product["args"]["shapes"], QJsonValue(QJsonArray{QJsonArray{3, 3}}));
    QCOMPARE(product["args"]["bytes"].toInt(), 36);
    QCOMPARE(product["args"]["inputs"], QJsonValue(QJsonArray{"x:0", "x:0"}));
    QCOMPARE(product["pid"].toInt(), 0);
    QCOMPARE(ops["AddV2"]["pid"].toInt(), 1);
    QVERIFY(product["dur"].toDouble() > 0 && product["dur"].toDouble() <= stepUs);
    QVERIFY(ops["AddV2"]["ts"].toDouble() >= product["ts"].toDouble() + product["dur"].toDouble());
}

void TstTrace::aStepInTensorFlowsForm() {
    const QByteArray bytes = traced({"run"}, "t.pb");
    tensorflow::RunMetadata metadata;
    QVERIFY(metadata.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    const tensorflow::StepStats& stats = metadata.step_stats();
    QCOMPARE(stats.dev_stats_size(), 2);
    QCOMPARE(stats.dev_stats(1).device(),
             std::string("/job:localhost/replica:0/task:0/device:CPU:1"));
    QCOMPARE(stats.dev_stats(0).node_stats_size(), 1);
    const tensorflow::NodeExecStats& product = stats.dev_stats(0).node_stats(0);
    QCOMPARE(product.node_name(), std::string("m"));
    QCOMPARE(product.timeline_label(), std::string("m = MatMul(x, x)"));
    QVERIFY(product.all_start_micros() > 1'600'000'000'000'000);
    QVERIFY(product.all_end_rel_nanos() > 0);
    QCOMPARE(product.output_size(), 1);
    const tensorflow::TensorDescription& made = product.output(0).tensor_description();
    QCOMPARE(made.dtype(), tensorflow::DT_FLOAT);
    QCOMPARE(made.shape().dim_size(), 2);
    QCOMPARE(made.shape().dim(1).size(), std::int64_t{3});
    QCOMPARE(made.allocation_description().requested_bytes(), std::int64_t{36});
    QCOMPARE(product.memory(0).total_bytes(), std::int64_t{36});
}

void TstTrace::benchTracesOneStep() {
    const QByteArray bytes = traced(
        {"bench", "--init", "init", "--target", "y", "--seconds", "0.05", "--loss-after", "1"},
        "bench.pb");
    tensorflow::RunMetadata metadata;
    QVERIFY(metadata.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    QCOMPARE(metadata.step_stats().dev_stats_size(), 2);
}

}  // namespace weft::test

#include "tst_trace.moc"
