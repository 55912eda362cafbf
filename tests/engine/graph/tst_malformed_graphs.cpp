// SPDX-License-Identifier: Apache-2.0
/// @file
/// The malformed files under tests/badfiles whose fault import itself must find, with the code and
/// words that cases.json asks for. Faults that only a run finds are the tool's tests.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include "engine/graph/graph_io.h"
#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstMalformedGraphs final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { addTestOps(); }
    void importAnswers_data();
    void importAnswers();
    void mostCasesAreJudged();

private:
    int m_judged = 0;
};

namespace {

const Registered<TstMalformedGraphs> registered;

/// Cases that import decides, by the beginning of their names.
const QRegularExpression& isImportCase() {
    static const QRegularExpression pattern(
        "^(graph/(ctl_ok|wire_|name_|op_empty|fn_|in_|cyc_|attr_|ver_|dev_garbage|st_recv_alone|"
        "st_assign_nonref|tp_dtype_999|tp_rank_255|tp_missing_value|tp_shape_overflow|big_)|pbtxt/"
        ")");
    return pattern;
}

}  // namespace

void TstMalformedGraphs::importAnswers_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("must");
    const QJsonArray cases =
        QJsonDocument::fromJson(QByteArray::fromStdString(sourceFile("tests/badfiles/cases.json")))
            .array();
    QVERIFY(!cases.isEmpty());
    for (const QJsonValue& value : cases) {
        const QJsonObject object = value.toObject();
        const QString file = object["file"].toString();
        if (!isImportCase().match(file).hasMatch()) { continue; }
        QTest::newRow(qPrintable(file))
            << file << object["code"].toString() << object["must"].toString();
    }
}

void TstMalformedGraphs::importAnswers() {
    QFETCH(QString, file);
    QFETCH(QString, code);
    QFETCH(QString, must);
    const std::string bytes = sourceFile("tests/badfiles/" + file.toStdString());
    const auto graph = file.startsWith("pbtxt/") ? graphFromText(bytes) : graphFromBytes(bytes);
    const std::string_view message = messageOf(graph.status());
    const bool isUnknownOp = graph.status().code() == StatusCode::kNotFound &&
                             code != "NOT_FOUND" &&
                             message.find("is not registered") != std::string_view::npos;
    if (isUnknownOp) { QSKIP("an op that this build does not have"); }
    ++m_judged;
    if (file == "graph/wire_empty.pb") {
        // The empty graph is legal; what is missing is what the run asks for.
        QVERIFY_OK(graph);
        QCOMPARE(graph->endpoint("out:0").status().code(), StatusCode::kInvalidArgument);
        return;
    }
    if (code == "OK") {
        QVERIFY_OK(graph);
        return;
    }
    QVERIFY_FAILS(graph, code, must.toStdString());
}

void TstMalformedGraphs::mostCasesAreJudged() {
    // Rows run before this test; a filter on the command line runs none of them.
    if (m_judged == 0) { QSKIP("no rows ran"); }
    QVERIFY2(m_judged >= 50, qPrintable(QString::number(m_judged)));
}

}  // namespace weft::test

#include "tst_malformed_graphs.moc"
