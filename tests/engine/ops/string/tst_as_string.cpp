// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

Result<std::string> textOf(const Tensor& value, const AttrMap& attrs = {}) {
    GraphFixture g;
    g.scope.op("AsString", {g.constant("x", value)}, attrs, "text");
    const auto session = WEFT_TRY(g.session());
    return WEFT_TRY(runFor(*session, "text")).values<std::string>()[0];
}

}  // namespace

/// "AsString".
class TstAsString : public QObject {
    Q_OBJECT

private slots:
    void rejectsFormsThatDoNotFit() {
        const AttrMap fill = {{"fill", std::string("ab")}};
        const AttrMap both = {{"scientific", true}, {"shortest", true}};
        const AttrMap huge = {{"width", std::int64_t{1} << 40}};
        const AttrMap precise = {{"precision", std::int64_t{2}}};
        QVERIFY_FAILS(textOf(Tensor::scalar(1.0F), fill), "INVALID_ARGUMENT", "Fill");
        QVERIFY_FAILS(textOf(Tensor::scalar(1.0F), both), "INVALID_ARGUMENT", "both");
        QVERIFY_FAILS(textOf(Tensor::scalar(1.0F), huge), "INVALID_ARGUMENT", "at most");
        QVERIFY_FAILS(textOf(Tensor::scalar(1), precise), "INVALID_ARGUMENT", "floating");
    }

    void writesAsPrintfDoes() {
        const auto is = [](const Result<std::string>& text, const std::string& want) {
            return text.ok() && *text == want;
        };
        QVERIFY(is(textOf(Tensor::scalar(0.5F)), "0.500000"));
        QVERIFY(is(textOf(Tensor::scalar(-3)), "-3"));
        QVERIFY(is(textOf(Tensor::scalar(true)), "true"));
        QVERIFY(is(textOf(Tensor::scalarString("x")), "x"));
        QVERIFY(is(textOf(Tensor::scalar(2.5), {{"precision", std::int64_t{1}}}), "2.5"));
        QVERIFY(is(textOf(Tensor::scalar(2.5), {{"shortest", true}}), "2.5"));
        QVERIFY(
            is(textOf(Tensor::scalar(7), {{"width", std::int64_t{3}}, {"fill", std::string("0")}}),
               "007"));
    }
};

namespace {
const Registered<TstAsString> registered;
}  // namespace

}  // namespace weft::test

#include "tst_as_string.moc"
