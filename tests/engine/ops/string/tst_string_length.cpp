// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Result<std::int64_t> lengthOf(const std::string& text, const std::string& unit) {
    GraphFixture g;
    g.scope.op("StringLength", {g.constant("x", Tensor::scalarString(text))}, {{"unit", unit}},
               "length");
    const auto session = WEFT_TRY(g.session());
    return intAt(WEFT_TRY(runFor(*session, "length")), 0);
}

}  // namespace

/// "StringLength".
class TstStringLength : public QObject {
    Q_OBJECT

private slots:
    void rejectsAnUnknownUnit() {
        QVERIFY_FAILS(lengthOf("x", "WORD"), "INVALID_ARGUMENT", "unit");
    }
    void countsBytesOrCharacters() {
        QCOMPARE(*lengthOf("", "BYTE"), 0);
        QCOMPARE(*lengthOf("gr\xC3\xBC\xC3\x9F", "BYTE"), 6);
        QCOMPARE(*lengthOf("gr\xC3\xBC\xC3\x9F", "UTF8_CHAR"), 4);
    }
};

namespace {
const Registered<TstStringLength> registered;
}  // namespace

}  // namespace weft::test

#include "tst_string_length.moc"
