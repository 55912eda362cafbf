// SPDX-License-Identifier: Apache-2.0
/// @file
/// The source tree keeps its own rules: layers, no Qt in the engine, sizes, documentation,
/// licences, colours in one place. Each rule is shown to fail first, on text made up for it.

#include <QFile>
#include <QObject>
#include <QTest>

#include "tests/repo/source_rules.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const QString kRoot = QStringLiteral(WEFT_SOURCE_DIR);

QString read(const QString& path) {
    QFile file(kRoot + '/' + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Fails the test with every finding, one a line.
void verifyNone(const QStringList& findings) {
    for (const QString& text : findings) { qWarning("%s", qPrintable(text)); }
    QVERIFY2(findings.isEmpty(), qPrintable(QString::number(findings.size()) + " findings above"));
}

template <class Check>
QStringList overAll(const QVector<SourceFile>& files, const Check& check) {
    QStringList findings;
    for (const SourceFile& file : files) { findings << check(file); }
    return findings;
}

}  // namespace

/// Rules of the source tree; see source_rules.h.
class TstLayers : public QObject {
    Q_OBJECT

private slots:
    void rulesCatchWhatTheyForbid_data();
    void rulesCatchWhatTheyForbid();
    void tableReportsMalformedLines();
    void foldersAboveGiveTheirLine();
    void includesStayInTheirLayer();
    void engineHasNoQt();
    void filesAreShort();
    void foldersAreSmall();
    void headersAreDocumented();
    void sourcesIncludeTheirHeaderFirst();
    void filesNameTheirLicence();
    void coloursComeFromTheTheme();

private:
    QVector<SourceFile> headersOf(const QStringList& folders) const;
    LayerTable m_table;
};

QVector<SourceFile> TstLayers::headersOf(const QStringList& folders) const {
    QVector<SourceFile> headers = sourcesIn(kRoot, folders);
    headers.removeIf([](const SourceFile& file) { return !file.path.endsWith(".h"); });
    return headers;
}

void TstLayers::rulesCatchWhatTheyForbid_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("want");
    QTest::newRow("upwards") << "engine/base/a.cpp"
                             << "#include \"engine/tensor/tensor.h\""
                             << "engine/base may not include engine/tensor/tensor.h";
    QTest::newRow("sideways") << "engine/ops/nn/a.cpp"
                              << "\n#include \"engine/ops/math/add.h\""
                              << "a.cpp:2: engine/ops/* may not include";
    QTest::newRow("third party") << "engine/graph/a.cpp"
                                 << "#include <dnnl.hpp>"
                                 << "engine/graph may not use dnnl.hpp";
    QTest::newRow("past the facade") << "ui/base/a.cpp"
                                     << "#include \"engine/graph/node.h\""
                                     << "ui/base may not include engine/graph/node.h";
    QTest::newRow("no layer") << "engine/nowhere/a.cpp"
                              << "#include \"engine/kernel/parallel.h\""
                              << "may not include";
    QTest::newRow("qt") << "engine/base/a.h"
                        << "/// x\n#include <QString>"
                        << "no Qt: QString";
    QTest::newRow("qt module") << "engine/base/a.h"
                               << "/// x\n#include <QtCore/QList>"
                               << "no Qt";
    QTest::newRow("messages") << "engine/tensor/a.h"
                              << "#include \"engine/proto/graph.pb.h\""
                              << "message headers belong in .cpp files";
    QTest::newRow("long") << "engine/base/a.cpp" << QString(400, '\n') << "file of 401 lines";
    QTest::newRow("undocumented") << "engine/base/a.h"
                                  << "\nclass A {\n};"
                                  << "a.h:2: undocumented";
    QTest::newRow("no block") << "engine/base/a.h"
                              << "int f();"
                              << "without a /// block";
    QTest::newRow("licence") << "engine/base/a.h"
                             << "// hello"
                             << "want SPDX-License-Identifier: Ap";
    QTest::newRow("wrong licence") << "ui/base/a.h"
                                   << "// SPDX-License-Identifier: Apache-2.0"
                                   << "want SPDX-License-Identifier: GPL";
    QTest::newRow("colour name") << "ui/canvas/a.cpp"
                                 << "p.fill(\"#ff8800\");"
                                 << "colours come";
    QTest::newRow("colour value") << "ui/canvas/a.cpp"
                                  << "QColor(255, 0, 0)"
                                  << "colours come";
    QTest::newRow("colour of Qt") << "ui/canvas/a.cpp"
                                  << "p.setPen(Qt::red);"
                                  << "colours come";
}

void TstLayers::rulesCatchWhatTheyForbid() {
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(QString, want);
    QStringList problems;
    const LayerTable table = parseLayers(read("engine/layers.txt"), problems);
    const SourceFile file = sourceFromText(path, text);
    const QStringList findings = checkIncludes(file, table, {"engine/tensor/tensor.h"}) +
                                 checkEngineIncludes(file) + checkLength(file) +
                                 checkDocumented(file) + checkLicence(file) + checkColours(file);
    QVERIFY2(findings.join('\n').contains(want), qPrintable(findings.join('\n')));
}

void TstLayers::tableReportsMalformedLines() {
    QStringList problems;
    const LayerTable table = parseLayers("# note\na: b c | d/\nnonsense\na: again\n", problems);
    QCOMPARE(problems.size(), 2);
    QVERIFY(problems[0].startsWith("engine/layers.txt:3:"));
    QCOMPARE(table["a"].folders, (QStringList{"b", "c"}));
    QCOMPARE(table["a"].outside, QStringList{"d/"});
}

void TstLayers::foldersAboveGiveTheirLine() {
    QStringList problems;
    const LayerTable table = parseLayers("engine/kernel: x\nengine/ops/*: y\n", problems);
    QCOMPARE(layerOf(table, "engine/kernel/simd"), "engine/kernel");
    QCOMPARE(layerOf(table, "engine/ops/array/shape"), "engine/ops/*");
    QCOMPARE(layerOf(table, "plugins"), "");
}

void TstLayers::includesStayInTheirLayer() {
    QStringList findings;
    m_table = parseLayers(read("engine/layers.txt"), findings);
    QVERIFY(m_table.size() > 10);
    QStringList facade;
    for (const QString& line : read("engine/weft.h").split('\n')) {
        if (line.startsWith("#include \"")) { facade << line.section('"', 1, 1); }
    }
    QVERIFY(!facade.isEmpty());
    QVector<SourceFile> files = sourcesIn(kRoot, {"engine", "app", "ui"});
    files.removeIf([](const SourceFile& f) { return f.path.endsWith("CMakeLists.txt"); });
    QVERIFY(files.size() > 50);
    for (const SourceFile& file : files) { findings << checkIncludes(file, m_table, facade); }
    verifyNone(findings);
}

void TstLayers::engineHasNoQt() {
    verifyNone(overAll(sourcesIn(kRoot, {"engine", "app/weft", "plugins"}), checkEngineIncludes));
}

void TstLayers::filesAreShort() {
    QVector<SourceFile> files = sourcesIn(kRoot, {"engine", "app", "ui", "plugins", "tests"});
    // Messages of the public formats are as long as TensorFlow made them.
    files.removeIf([](const SourceFile& f) { return f.path.endsWith(".proto"); });
    verifyNone(overAll(files, checkLength));
}

void TstLayers::foldersAreSmall() {
    QVector<SourceFile> many;
    for (int i = 0; i < 16; ++i) {
        many << sourceFromText(QStringLiteral("ui/x/a%1.cpp").arg(i), "");
    }
    QCOMPARE(checkStems(many).size(), 1);
    many.last() = sourceFromText("ui/x/a1_dnnl.cpp", "");
    verifyNone(checkStems(many));
    verifyNone(checkStems(sourcesIn(kRoot, {"engine", "app", "ui", "plugins"})));
}

void TstLayers::headersAreDocumented() {
    verifyNone(overAll(headersOf({"engine", "app", "ui", "plugins"}), checkDocumented));
}

void TstLayers::sourcesIncludeTheirHeaderFirst() {
    const SourceFile bad =
        sourceFromText("ui/x/a.cpp", "#include <QString>\n#include \"ui/x/a.h\"");
    QCOMPARE(checkOwnHeaderFirst(bad, {"ui/x/a.h"}).size(), 1);
    verifyNone(checkOwnHeaderFirst(bad, {"ui/x/b.h"}));
    const QVector<SourceFile> files = sourcesIn(kRoot, {"engine", "app", "ui"});
    QStringList paths;
    for (const SourceFile& file : files) { paths << file.path; }
    // A vector source is compiled once a target, and says so before anything else.
    verifyNone(overAll(files, [&](const SourceFile& file) {
        return file.path.startsWith("engine/kernel/simd/") ? QStringList()
                                                           : checkOwnHeaderFirst(file, paths);
    }));
}

void TstLayers::filesNameTheirLicence() {
    verifyNone(overAll(sourcesIn(kRoot, {"engine", "app", "ui", "plugins", "tests", "packaging"}),
                       checkLicence));
}

void TstLayers::coloursComeFromTheTheme() {
    verifyNone(overAll(sourcesIn(kRoot, {"ui", "app/studio"}), checkColours));
}

namespace {
const Registered<TstLayers> registered;
}  // namespace

}  // namespace weft::test

#include "tst_layers.moc"
