// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv_records.h"

#include <QTest>

#include "engine/base/strings.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::CsvRecords;

namespace {

weft::Result<CsvRecords> read(std::string_view text, char separator = ',') {
    static const std::string file = "t.csv";
    return CsvRecords::read(text, file, separator, 0);
}

/// Fields joined by | and records by /.
std::string shape(std::string_view text, char separator = ',') {
    const auto records = read(text, separator);
    if (!records.ok()) { return std::string(weft::messageOf(records.status())); }
    std::string out;
    for (const weft::CsvRecord& record : records->records()) {
        out += (out.empty() ? "" : "/") + weft::join(record.fields, "|");
    }
    return out;
}

}  // namespace

class TstCsvRecords : public QObject {
    Q_OBJECT

private slots:
    void strayQuotesAreRefused() {
        QVERIFY_FAILS(read("a,b\"c\n"), "INVALID_ARGUMENT",
                      "quote inside a field that is not quoted: got 'b\\\"' (t.csv, row 1, line 1, "
                      "column 2)");
        QVERIFY_FAILS(
            read("1\n\"a\"b\n"), "INVALID_ARGUMENT",
            "text after a closing quote: got '\\\"a\\\"b' (t.csv, row 2, line 2, column 1)");
    }

    void openQuotesNameWhereTheyOpened() {
        QVERIFY_FAILS(read("1,2\n3,\"a\nb\nc"), "INVALID_ARGUMENT",
                      "never closed: got '\\\"a\\nb\\nc' (t.csv, row 2, line 2, column 2)");
        QVERIFY_FAILS(read("\""), "INVALID_ARGUMENT", "never closed");
        QVERIFY_FAILS(read("\"a\"\""), "INVALID_ARGUMENT", "never closed");
    }

    void utf16IsRefused() {
        QVERIFY_FAILS(read(std::string_view("\xFF\xFE"
                                            "1\0",
                                            4)),
                      "INVALID_ARGUMENT", "UTF-16");
        QVERIFY_FAILS(read(std::string_view("\xFE\xFF\0"
                                            "1",
                                            4)),
                      "INVALID_ARGUMENT", "UTF-16");
    }

    void lineEndsOfEveryKind() {
        QCOMPARE(shape("a,b\nc,d\n"), std::string("a|b/c|d"));
        QCOMPARE(shape("a,b\r\nc,d"), std::string("a|b/c|d"));
        QCOMPARE(shape("a,b\rc,d\r"), std::string("a|b/c|d"));
        QCOMPARE(shape("\n\na\n\n\nb\r\n\r\n"), std::string("a/b"));
        QCOMPARE(shape(""), std::string());
    }

    void emptyFieldsAreFields() {
        QCOMPARE(shape(",\n,a,\n"), std::string("|/|a|"));
        QCOMPARE(shape("\"\",\"\"\n"), std::string("|"));
        QCOMPARE(shape("a,"), std::string("a|"));
    }

    void quotesHoldAnything() {
        QCOMPARE(shape("\"a,b\",\"c\"\"d\",\"e\nf\",\"\"\"\"\n"), std::string("a,b|c\"d|e\nf|\""));
    }

    void linesCountThroughQuotedOnes() {
        const auto records = read("\"a\r\nb\rc\nd\"\nx\n");
        QVERIFY_OK(records);
        QCOMPARE(records->records()[1].line, std::int64_t{5});
    }

    void markNulAndLongFieldsAreFine() {
        QCOMPARE(shape("\xEF\xBB\xBFid,x\n"), std::string("id|x"));
        QCOMPARE(shape(std::string_view("a\0b,c", 5)), std::string("a\0b|c", 5));
        const std::string field(200000, 'x');
        QCOMPARE(shape(field + ",\"" + field + "\"\n"), field + "|" + field);
        QCOMPARE(shape("a;b,c", ';'), std::string("a|b,c"));
    }
};

namespace {
const weft::test::Registered<TstCsvRecords> registered;
}
#include "tst_csv_records.moc"
