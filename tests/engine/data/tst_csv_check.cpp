// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv_check.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

using weft::checkCsv;
using weft::CsvCheck;

class TstCsvCheck : public QObject {
    Q_OBJECT

private slots:
    void utf16IsRefused() {
        QVERIFY_FAILS(checkCsv("\xFF\xFE a", "t.csv"), "INVALID_ARGUMENT", "UTF-16");
    }

    void eachKindOfBadRowIsListedWithItsLine() {
        std::string text = "x,label\n";
        for (int i = 0; i < 30; ++i) { text += std::to_string(i) + ",a\n"; }
        text += "1\n";              // line 32: too few
        text += "1,2,3\n";          // line 33: too many
        text += "abc,b\n";          // line 34: no number
        text += "4,\"open\n";       // line 35: never closed
        text += "5,\"a\"b\n";       // line 36: text after the quote
        text += "6,\"c,\"\"d\"\n";  // line 37 is right
        const auto made = checkCsv(text, "t.csv");
        QVERIFY_OK(made);
        QCOMPARE(made->badCount, std::int64_t{5});
        QCOMPARE(made->rows, std::int64_t{31});
        std::vector<std::int64_t> lines;
        for (const weft::CsvBadRow& row : made->bad) { lines.push_back(row.line); }
        QCOMPARE(lines, (std::vector<std::int64_t>{32, 33, 34, 35, 36}));
        QCOMPARE(made->bad[0].why, std::string("number of fields: got 1, want 2"));
        QCOMPARE(made->bad[2].why, std::string("column 'x' holds numbers: got 'abc'"));
        QVERIFY(made->bad[3].why.find("text after a closing quote") != std::string::npos);
        // What is left over is right, and says the same.
        const auto again = checkCsv(made->goodText, "t.csv");
        QVERIFY_OK(again);
        QCOMPARE(again->badCount, std::int64_t{0});
        QCOMPARE(again->rows, std::int64_t{31});
        QVERIFY(made->goodText.ends_with("6,\"c,\"\"d\"\n"));
    }

    void wordsAndEmptyFieldsAreNothingBad() {
        const auto made = checkCsv("x,kind\n1,one\n,two\n3,4\n4,four\n", "t.csv");
        QVERIFY_OK(made);
        QCOMPARE(made->badCount, std::int64_t{0});
        QCOMPARE(made->rows, std::int64_t{4});
        QVERIFY(made->goodText.empty());
    }

    void withoutAHeaderColumnsAreNumbered() {
        std::string text;
        for (int i = 0; i < 20; ++i) { text += "1,2\n"; }
        const auto made = checkCsv(text + "1,x\n", "t.csv");
        QVERIFY_OK(made);
        QCOMPARE(made->rows, std::int64_t{20});
        QCOMPARE(made->bad[0].why, std::string("column 'c1' holds numbers: got 'x'"));
        QCOMPARE(made->bad[0].line, std::int64_t{21});
    }
};

namespace {
const weft::test::Registered<TstCsvCheck> registered;
}
#include "tst_csv_check.moc"
