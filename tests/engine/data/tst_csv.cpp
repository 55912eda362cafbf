// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "engine/base/durable_file.h"
#include "tests/engine/data/gzip_bytes.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::CsvHeader;
using weft::CsvOptions;
using weft::dataFromCsv;
using weft::DType;

namespace {

CsvOptions expecting(std::vector<DType> types) {
    return {.header = CsvHeader::No, .types = std::move(types)};
}

std::string typesOf(std::string_view text, const CsvOptions& options = {}) {
    const auto data = dataFromCsv(text, "t.csv", options);
    if (!data.ok()) { return data.status().ToString(); }
    std::string out;
    for (const weft::NamedColumn& column : data->columns()) {
        out += column.name + ":" + std::string(weft::dtypeName(column.values.dtype())) + " ";
    }
    return out;
}

}  // namespace

class TstCsv : public QObject {
    Q_OBJECT

private slots:
    /// The CSV files of the list of malformed files, with the columns their cases expect.
    void malformedFiles_data() {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        QTest::newRow("few_fields") << "INVALID_ARGUMENT"
                                    << "got 2 in '1,2.5', want 3";
        QTest::newRow("many_fields") << "INVALID_ARGUMENT"
                                     << "got 4 in '1,2.5,a,zz', want 3";
        QTest::newRow("not_int") << "INVALID_ARGUMENT"
                                 << "not int32: got 'x'";
        QTest::newRow("int_overflow") << "INVALID_ARGUMENT"
                                      << "not int32: got '99999999999'";
        QTest::newRow("quote_mid") << "INVALID_ARGUMENT"
                                   << "line 1, column 3";
        QTest::newRow("utf16") << "INVALID_ARGUMENT"
                               << "UTF-16";
        QTest::newRow("nul") << "OK"
                             << "";
        QTest::newRow("cr_only") << "OK"
                                 << "";
    }
    void malformedFiles() {
        QFETCH(QString, code);
        QFETCH(QString, message);
        const std::string name = std::string(QTest::currentDataTag()) + ".csv";
        const std::string path = WEFT_SOURCE_DIR "/tests/engine/data/files/" + name;
        const auto data =
            weft::readCsv(path, expecting({DType::Int32, DType::Float, DType::String}));
        if (code == "OK") {
            QVERIFY_OK(data);
            return;
        }
        QVERIFY_FAILS(data, code, message.toStdString());
        const std::string_view text = weft::messageOf(data.status());
        QVERIFY(text.find(name) != std::string_view::npos);
        QVERIFY(text.find("row 1") != std::string_view::npos);
    }

    void filesWithoutRowsAreRefused() {
        QVERIFY_FAILS(dataFromCsv("", "t.csv"), "INVALID_ARGUMENT", "no rows");
        QVERIFY_FAILS(dataFromCsv("a,b\n", "t.csv"), "INVALID_ARGUMENT", "(t.csv)");
        QVERIFY_FAILS(dataFromCsv("\n\n", "t.csv", expecting({})), "INVALID_ARGUMENT", "no rows");
    }

    void namesMustDiffer() {
        QVERIFY_FAILS(dataFromCsv("a,a\n1,2\n", "t.csv"), "INVALID_ARGUMENT", "'a'");
        QVERIFY_FAILS(dataFromCsv("a,\n1,2\n", "t.csv"), "INVALID_ARGUMENT", "empty");
    }

    void rowsCountWithoutTheHeader() {
        QVERIFY_FAILS(dataFromCsv("a,b\n1,2\n3\n", "t.csv"), "INVALID_ARGUMENT",
                      "(t.csv, row 2, line 3)");
        CsvOptions options{.types = {DType::Int64, DType::Bool}};
        QVERIFY_FAILS(dataFromCsv("a,b\n1,true\n2,maybe\n", "t.csv", options), "INVALID_ARGUMENT",
                      "got 'maybe', want a value of bool (t.csv, row 2, line 3, column 2)");
        QVERIFY_FAILS(dataFromCsv("a\n1\n", "t.csv", options), "INVALID_ARGUMENT",
                      "got 1, want 2 (t.csv, row 0, line 1)");
    }

    void emptyFieldsAreNoIntegersWhereThoseAreWanted() {
        QVERIFY_FAILS(dataFromCsv("1,\n", "t.csv", expecting({DType::Int32, DType::Int32})),
                      "INVALID_ARGUMENT", "got ''");
    }

    void typesAreTheNarrowest() {
        QCOMPARE(typesOf("a,b,c,d\n1,2,x,9223372036854775808\n-2,2.5,3,1\n"),
                 std::string("a:int64 b:float32 c:string d:float32 "));
        QCOMPARE(typesOf("a,b\n1,\n,\n"), std::string("a:float32 b:string "));
        QCOMPARE(typesOf("a\nnan\n1e3\n"), std::string("a:float32 "));
        QCOMPARE(typesOf("a\n 1\n2 \n"), std::string("a:int64 "));
    }

    void missingNumbersAreNan() {
        const auto data = dataFromCsv("a,b\n1,2\n,3\n", "t.csv");
        QVERIFY_OK(data);
        QVERIFY(std::isnan(data->column("a")->values<float>()[1]));
        QCOMPARE(data->column("b")->values<std::int64_t>()[1], std::int64_t{3});
    }

    void headersAreDetected() {
        const CsvOptions detect{.header = CsvHeader::Detect};
        QCOMPARE(typesOf("x,y\n1,2\n", detect), std::string("x:int64 y:int64 "));
        QCOMPARE(typesOf("1,2\n3,4\n", detect), std::string("c0:int64 c1:int64 "));
        QCOMPARE(typesOf("red,apple\ngreen,pear\n", detect), std::string("c0:string c1:string "));
    }

    void compressedTablesAreRead() {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("t.csv.gz").toStdString();
        QVERIFY_OK(weft::writeFileDurably(path, weft::test::gzipped("a\n1\n")));
        QCOMPARE(weft::readCsv(path)->rows(), std::int64_t{1});
    }
};

namespace {
const weft::test::Registered<TstCsv> registered;
}
#include "tst_csv.moc"
