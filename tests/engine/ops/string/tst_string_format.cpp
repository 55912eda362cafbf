// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QTest>
#include <limits>

#include "tests/support/graph_fixture.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

Q_DECLARE_METATYPE(weft::Tensor)

namespace weft::test {
namespace {

Result<std::string> formatted(const std::vector<Tensor>& values, const std::string& form,
                              std::int64_t summarize = 3, const std::string& place = "{}") {
    const GraphFixture g;
    std::vector<Expr> inputs;
    AttrMap attrs;
    std::vector<DType> types;
    for (const Tensor& value : values) {
        inputs.push_back(g.constant("x", value));
        types.push_back(value.dtype());
    }
    attrs.set("T", types);
    attrs.set("template", form);
    attrs.set("placeholder", place);
    attrs.set("summarize", summarize);
    g.scope.op("StringFormat", inputs, attrs, "text");
    const auto session = WEFT_TRY(g.session());
    return WEFT_TRY(runFor(*session, "text")).values<std::string>()[0];
}

Tensor counted(std::initializer_list<std::int64_t> dims) {
    const Shape shape = *makeShape(std::vector<std::int64_t>(dims));
    std::vector<std::int32_t> values(static_cast<std::size_t>(shape.elements()));
    for (std::size_t i = 0; i < values.size(); ++i) { values[i] = static_cast<std::int32_t>(i); }
    return Tensor::ofValues<std::int32_t>(shape, values);
}

}  // namespace

/// "StringFormat"; the texts are TensorFlow's (2.21).
class TstStringFormat : public QObject {
    Q_OBJECT

private slots:
    void rejectsAnotherNumberOfPlaces() {
        const Tensor one = Tensor::scalar(1);
        QVERIFY_FAILS(formatted({one}, "a {} b {} c"), "INVALID_ARGUMENT",
                      "num placeholders in template and num inputs must match: 2 vs. 1");
        QVERIFY_FAILS(formatted({one}, "a"), "INVALID_ARGUMENT", "must match: 0 vs. 1");
        QVERIFY_FAILS(formatted({one}, "a", 3, ""), "INVALID_ARGUMENT", "must match: 0 vs. 1");
    }

    void fillsItsPlaces() {
        const auto is = [](const Result<std::string>& text, const std::string& want) {
            return text.ok() && *text == want;
        };
        QVERIFY(is(formatted({Tensor::scalar(1), Tensor::scalarString("q")}, "a {} b {} c"),
                   "a 1 b \"q\" c"));
        QVERIFY(is(formatted({Tensor::scalar(1)}, "a %d", 3, "%d"), "a 1"));
    }

    void writesElementsAsTensorFlowDoes_data() {
        QTest::addColumn<Tensor>("value");
        QTest::addColumn<QString>("text");
        const float infinity = std::numeric_limits<float>::infinity();
        QTest::newRow("floats") << Tensor::vector<float>(
                                       {1.0F / 3, 1e20F, std::nanf(""), infinity, 1e-9F, 0.1F})
                                << "[0.333333343 1e+20 nan inf 1e-09 0.1]";
        QTest::newRow("half") << Tensor::scalar(Half(0.1F)) << "0.0999755859";
        QTest::newRow("strings") << Tensor::vector<std::string>({"x", "y\n"}) << "[\"x\" \"y\\n\"]";
        QTest::newRow("quote") << Tensor::scalarString("a\"b") << "\"a\\\"b\"";
        QTest::newRow("bools") << Tensor::vector<bool>({true, false}) << "[1 0]";
        QTest::newRow("uint8") << Tensor::scalar<std::uint8_t>(200) << "200";
        QTest::newRow("six") << counted({6}) << "[0 1 2 3 4 5]";
        QTest::newRow("seven") << counted({7}) << "[0 1 2 ... 4 5 6]";
        QTest::newRow("matrix") << counted({2, 2}) << "[[0 1]\n [2 3]]";
        QTest::newRow("cube") << counted({2, 1, 2}) << "[[[0 1]]\n\n [[2 3]]]";
        QTest::newRow("none") << counted({0}) << "[]";
        QTest::newRow("rows of none") << counted({2, 0}) << "[\n ...]";
    }
    void writesElementsAsTensorFlowDoes() {
        QFETCH(Tensor, value);
        QFETCH(QString, text);
        const auto got = formatted({value}, "{}");
        QVERIFY_OK(got);
        QCOMPARE(QString::fromStdString(*got), text);
    }

    void leavesOutWhatIsBetween() {
        const auto text = [](std::int64_t summarize, const Tensor& value) {
            return QString::fromStdString(*formatted({value}, "{}", summarize));
        };
        QCOMPARE(text(-1, counted({10})), "[0 1 2 3 4 5 6 7 8 9]");
        QCOMPARE(text(0, counted({10})), "[ ...]");
        QCOMPARE(text(1, counted({4, 10})), "[[0 ... 9]\n ...\n [30 ... 39]]");
        QCOMPARE(text(std::numeric_limits<std::int64_t>::max(), counted({2})), "[0 1]");
    }
};

namespace {
const Registered<TstStringFormat> registered;
}  // namespace

}  // namespace weft::test

#include "tst_string_format.moc"
