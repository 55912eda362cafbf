// SPDX-License-Identifier: Apache-2.0
/// @file
/// The tool as scripts see it: exit codes, messages on standard error, values on standard output.

#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "tests/engine/compose/functions/library_graphs.h"
#include "tests/support/test_main.h"
#include "tests/support/tool_runner.h"

namespace weft::test {

class TstCommandLine final : public QObject {
    Q_OBJECT

private slots:
    void wrongUsageExitsWithTwo();
    void missingFileIsNotFound();
    void damagedGraphNamesTheFile();
    void unknownOpIsRefusedAtRunAndKeptByConvert();
    void unbuiltFlagsAnswerUnimplemented_data();
    void unbuiltFlagsAnswerUnimplemented();
    void unfedPlaceholderNamesIt();
    void cycleIsRefused();
    void runPrintsFetches();
    void runPrintsJson();
    void runExplainsWhatThePassesDid();
    void theNeuronNeedsLittle();
    void narrowerInstructionsGiveTheSameSum();
    void convertRoundTripsThroughText();
    void convertMakesAProjectAndAGraphOfIt();
    void convertWritesFunctionsOrFrames();
    void gradientsAddNodes();
    void fullDiskLeavesTheOldFile();

private:
    QString write(const QString& name, const QByteArray& text) const;

    QTemporaryDir m_folder;
};

namespace {

const Registered<TstCommandLine> registered;

constexpr const char* kSum = R"(
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "shape" value { shape { dim { size: 2 } } } } }
node { name: "c" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 0.5 } } } }
node { name: "y" op: "AddV2" input: "x" input: "c" attr { key: "T" value { type: DT_FLOAT } } }
)";

}  // namespace

QString TstCommandLine::write(const QString& name, const QByteArray& text) const {
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly)) { return {}; }
    file.write(text);
    return file.fileName();
}

void TstCommandLine::wrongUsageExitsWithTwo() {
    QCOMPARE(runTool({"no-such-verb"}).code, 2);
    QCOMPARE(runTool({}).code, 2);
    QCOMPARE(runTool({"run"}).code, 2);
    QCOMPARE(runTool({"--help"}).code, 0);
    QCOMPARE(runTool({"--version"}).code, 0);
}

void TstCommandLine::missingFileIsNotFound() {
    const ToolEnd ended = runTool({"run", "/nowhere/graph.pb"});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.startsWith("weft: NOT_FOUND: "), qPrintable(ended.err));
    QVERIFY(ended.err.contains("/nowhere/graph.pb"));
}

void TstCommandLine::damagedGraphNamesTheFile() {
    const QString path = write("damaged.pb", QByteArray("\x0a\xff\xff\xff\x07 cut", 9));
    const ToolEnd ended = runTool({"run", path});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.startsWith("weft: INVALID_ARGUMENT: "), qPrintable(ended.err));
    QVERIFY2(ended.err.contains("damaged.pb"), qPrintable(ended.err));
}

void TstCommandLine::unknownOpIsRefusedAtRunAndKeptByConvert() {
    const QString path =
        write("unknown.pbtxt",
              R"(node { name: "a" op: "FluxCapacitor" attr { key: "gw" value { f: 1.21 } } })");
    const ToolEnd ran = runTool({"run", path});
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.startsWith("weft: NOT_FOUND: "), qPrintable(ran.err));
    QVERIFY(ran.err.contains("FluxCapacitor") && ran.err.contains("'a'"));

    const QString out = m_folder.filePath("kept.pbtxt");
    QCOMPARE(runTool({"convert", path, out}).code, 0);
    QFile file(out);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY2(text.contains("FluxCapacitor") && text.contains("1.21"), text.constData());
}

void TstCommandLine::unbuiltFlagsAnswerUnimplemented_data() {
    QTest::addColumn<QStringList>("words");
    QTest::newRow("verb") << QStringList{"events", "x"};
    QTest::newRow("flag") << QStringList{"run", "x.pb", "--signature", "serving"};
    QTest::newRow("switch") << QStringList{"run", "x.pb", "--allow-files"};
}

void TstCommandLine::unbuiltFlagsAnswerUnimplemented() {
    QFETCH(QStringList, words);
    const ToolEnd ended = runTool(words);
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.startsWith("weft: UNIMPLEMENTED: "), qPrintable(ended.err));
}

void TstCommandLine::unfedPlaceholderNamesIt() {
    const ToolEnd ended = runTool({"run", write("sum.pbtxt", kSum), "--fetch", "y:0"});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.startsWith("weft: INVALID_ARGUMENT: "), qPrintable(ended.err));
    QVERIFY2(ended.err.contains("'x'"), qPrintable(ended.err));
}

void TstCommandLine::cycleIsRefused() {
    const QString path = write("cycle.pbtxt", R"(
node { name: "a" op: "Identity" input: "b" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "b" op: "Identity" input: "a" attr { key: "T" value { type: DT_FLOAT } } })");
    const ToolEnd ended = runTool({"run", path});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.contains("INVALID_ARGUMENT") && ended.err.contains("cycle"),
             qPrintable(ended.err));
}

void TstCommandLine::runPrintsFetches() {
    const ToolEnd ended =
        runTool({"run", write("sum.pbtxt", kSum), "--feed", "x:0=[1, 2.25]", "--fetch", "y:0"});
    QVERIFY2(ended.code == 0, qPrintable(ended.err));
    QCOMPARE(ended.out, QString("y:0: float32[2] [1.5  2.75]\n"));
}

void TstCommandLine::runPrintsJson() {
    const ToolEnd ended = runTool(
        {"run", write("sum.pbtxt", kSum), "--feed", "x:0=[nan, 0]", "--fetch", "y:0", "--json"});
    QVERIFY2(ended.code == 0, qPrintable(ended.err));
    const QJsonObject y = QJsonDocument::fromJson(ended.out.toUtf8()).object()["y:0"].toObject();
    QCOMPARE(y["dtype"].toString(), QString("float32"));
    QCOMPARE(y["value"][0].toString(), QString("nan"));
    QCOMPARE(y["value"][1].toDouble(), 0.5);
}

void TstCommandLine::runExplainsWhatThePassesDid() {
    const QStringList words{
        "run", write("sum.pbtxt", kSum), "--feed", "x:0=[1, 2]", "--fetch", "y:0", "--explain"};
    const ToolEnd text = runTool(words);
    QCOMPARE(text.code, 0);
    QVERIFY2(text.out.contains("plan for the shapes fed: "), qPrintable(text.out));
    QVERIFY2(text.out.contains("pass fold_constants: 0\n"), qPrintable(text.out));
    QVERIFY2(text.out.contains("kernel y ("), qPrintable(text.out));
    const ToolEnd json = runTool(words + QStringList{"--json", "--passes", "none"});
    QCOMPARE(json.code, 0);
    const QStringList lines = json.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const auto report = QJsonDocument::fromJson(lines[1].toUtf8()).object()["explain"].toObject();
    QCOMPARE(report["shapes_known"].toBool(), true);
    QVERIFY(!report["kernels"].toArray().isEmpty());
    for (const QJsonValue& pass : report["passes"].toArray()) {
        QVERIFY(!pass.toObject()["enabled"].toBool());
    }
    const ToolEnd ops = runTool({"ops", "MatMul", "--explain"});
    QVERIFY2(ops.out.contains("1. CPU dnnl"), qPrintable(ops.out));
}

/// From the process's start to the first result. Times are told, never judged; memory is judged.
void TstCommandLine::theNeuronNeedsLittle() {
    constexpr long kMostKib = 40 * 1024;
    const auto cpuMs = [](const rusage& used) {
        const auto ms = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
        };
        return ms(used.ru_utime) + ms(used.ru_stime);
    };
    rusage before{};
    rusage after{};
    getrusage(RUSAGE_CHILDREN, &before);
    const ToolEnd ended = runTool({"run", WEFT_SOURCE_DIR "/resources/graphs/neuron.weft", "--init",
                                   "init", "--feed", "x=1", "--fetch", "y"});
    getrusage(RUSAGE_CHILDREN, &after);
    QCOMPARE(ended.code, 0);
    QVERIFY2(ended.out.startsWith("y: float32[] "), qPrintable(ended.out));
    qInfo("processor time %.0f ms, peak of the tests so far %ld KiB", cpuMs(after) - cpuMs(before),
          after.ru_maxrss);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    if (before.ru_maxrss < after.ru_maxrss) { QVERIFY(after.ru_maxrss < kMostKib); }
#else
    static_cast<void>(kMostKib);
#endif
}

void TstCommandLine::narrowerInstructionsGiveTheSameSum() {
    const QString graph = write("sum.pbtxt", kSum);
    const QStringList run{"run", graph, "--feed", "x:0=[1, 2.25]", "--fetch", "y:0", "--isa"};
    const ToolEnd unknown = runTool(run + QStringList{"sse5"});
    QVERIFY2(unknown.err.startsWith("weft: INVALID_ARGUMENT: instruction set: got 'sse5'"),
             qPrintable(unknown.err));
    const QString wanted = unknown.err.section("(", 1).section(")", 0, 0);
    for (const QString& name : wanted.split(", ")) {
        const ToolEnd ended = runTool(run + QStringList{name});
        QVERIFY2(ended.code == 0, qPrintable(name + ": " + ended.err));
        QCOMPARE(ended.out, QString("y:0: float32[2] [1.5  2.75]\n"));
    }
}

void TstCommandLine::convertRoundTripsThroughText() {
    const QString text = write("sum.pbtxt", kSum);
    const QString binary = m_folder.filePath("sum.pb");
    const QString again = m_folder.filePath("again.pbtxt");
    const QString binary2 = m_folder.filePath("sum2.pb");
    QCOMPARE(runTool({"convert", text, binary}).code, 0);
    QCOMPARE(runTool({"convert", binary, again}).code, 0);
    QCOMPARE(runTool({"convert", again, binary2}).code, 0);
    QFile a(binary);
    QFile b(binary2);
    QVERIFY(a.open(QIODevice::ReadOnly) && b.open(QIODevice::ReadOnly));
    QCOMPARE(a.readAll(), b.readAll());
}

void TstCommandLine::convertMakesAProjectAndAGraphOfIt() {
    const QString graph =
        QStringLiteral(WEFT_SOURCE_DIR "/tests/engine/graph/files/control_flow.pb");
    const auto path = [&](const char* name) { return m_folder.filePath(name); };
    const QList<QStringList> steps{{graph, path("direct.pbtxt")},
                                   {graph, path("adopted.weft")},
                                   {path("adopted.weft"), path("adopted.weft.pbtxt")},
                                   {path("adopted.weft.pbtxt"), path("back.pbtxt")}};
    for (const QStringList& step : steps) {
        const ToolEnd ended = runTool(QStringList{"convert"} + step);
        QVERIFY2(ended.code == 0, qPrintable(ended.err));
    }
    QFile direct(path("direct.pbtxt"));
    QFile back(path("back.pbtxt"));
    QVERIFY(direct.open(QIODevice::ReadOnly) && back.open(QIODevice::ReadOnly));
    const QByteArray wanted = direct.readAll();
    QVERIFY(wanted.contains("NextIteration"));
    QVERIFY(back.readAll() == wanted);
}

void TstCommandLine::convertWritesFunctionsOrFrames() {
    const QString graph = write("calls.pbtxt", QByteArray::fromStdString(callsAndLoop()));
    const QString drawn = m_folder.filePath("calls.weft");
    const QString frames = m_folder.filePath("frames.pbtxt");
    QCOMPARE(runTool({"convert", graph, frames, "--flow", "sideways"}).code, 2);
    QCOMPARE(runTool({"convert", graph, drawn}).code, 0);
    // A drawing cannot lose its functions by being written as a drawing.
    const ToolEnd refused =
        runTool({"convert", drawn, m_folder.filePath("b.weft"), "--flow", "frames"});
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.startsWith("weft: INVALID_ARGUMENT: "), qPrintable(refused.err));
    QCOMPARE(runTool({"convert", drawn, frames, "--flow", "frames"}).code, 0);
    QFile file(frames);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("LoopCond") && !text.contains("library"));
    for (const QString& written : {drawn, frames}) {
        const ToolEnd ran =
            runTool({"run", written, "--feed", "x:0=3", "--fetch", "w:0", "--fetch", "y:0"});
        QVERIFY2(ran.out.contains("w:0: float32[] 5") && ran.out.contains("y:0: float32[] 9"),
                 qPrintable(ran.out + ran.err));
    }
}

void TstCommandLine::gradientsAddNodes() {
    const QString out = m_folder.filePath("gradients.pb");
    const ToolEnd added = runTool({"gradients", write("sum.pbtxt", kSum), "--of", "y:0", "--by",
                                   "x:0", "--out", out, "--json"});
    QVERIFY2(added.code == 0, qPrintable(added.err));
    const QString name = QJsonDocument::fromJson(added.out.toUtf8())
                             .object()["gradients"]
                             .toObject()["x:0"]
                             .toString();
    QVERIFY(!name.isEmpty());
    const ToolEnd ended = runTool({"run", out, "--feed", "x:0=[1,2]", "--fetch", name});
    QVERIFY2(ended.code == 0, qPrintable(ended.err));
    QVERIFY2(ended.out.endsWith("[1. 1.]\n"), qPrintable(ended.out));
}

void TstCommandLine::fullDiskLeavesTheOldFile() {
    const QString text = write("sum.pbtxt", kSum);
    const QString out = write("target.pb", "the old content");
    // A limit on file sizes stands for the full disk: every write beyond it fails.
    QProcess process;
    process.start("/bin/sh", {"-c", QString("trap '' XFSZ; ulimit -f 0; exec %1/weft convert %2 %3")
                                        .arg(WEFT_BIN_DIR, text, out)});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY2(process.readAllStandardError().contains("target.pb"), "the message names the file");
    QFile file(out);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("the old content"));
    QCOMPARE(QDir(m_folder.path()).entryList({"target*"}, QDir::Files | QDir::Hidden).size(), 1);
}

}  // namespace weft::test

#include "tst_command_line.moc"
