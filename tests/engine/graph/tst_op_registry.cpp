// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/op_registry.h"

#include <QTest>

#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstOpRegistry final : public QObject {
    Q_OBJECT

private slots:
    void refusesMalformedArguments_data();
    void refusesMalformedArguments();
    void refusesMalformedAttributes_data();
    void refusesMalformedAttributes();
    void refusesSecondOpOfAName();
    void refusesArgumentsWithoutAttribute();
    void readsArguments();
    void readsAttributes();
    void completeAttrsFillsDefaults();
    void completeAttrsChecksValues();
    void signatureExpands();
    void hugeCountsAreRefused();
};

namespace {

const Registered<TstOpRegistry> registered;

OpDef parsed(const std::vector<std::string>& inputs, const std::vector<std::string>& attrs) {
    OpDef def;
    def.name = "TestParsed";
    for (const std::string& text : inputs) { def.inputs.push_back(parseArg(text, "").value()); }
    for (const std::string& text : attrs) { def.attrs.push_back(parseAttr(text).value()); }
    return def;
}

}  // namespace

void TstOpRegistry::refusesMalformedArguments_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "x", "x:", ": T", "x: T T", "x: Ref(T", "x: N *", "x T", "x: N * T *"}) {
        QTest::newRow(text) << text;
    }
}

void TstOpRegistry::refusesMalformedArguments() {
    QFETCH(QString, text);
    QVERIFY_FAILS(parseArg(text.toStdString(), ""), "INVALID_ARGUMENT", "malformed signature");
}

void TstOpRegistry::refusesMalformedAttributes_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "T", "T:", "T: typo", "T: {half, 'x'}", "T: {half", "T: {floaty}", "N: int >= x",
          "N: int = 1.5", "b: bool = 1", "s: string = x", "s: string = 'x", "T: type = blue",
          "l: list(int", "l: list(int) = [1,", "T: type = DT_FLOAT extra", "v: tensor = 3"}) {
        QTest::newRow(text) << text;
    }
}

void TstOpRegistry::refusesMalformedAttributes() {
    QFETCH(QString, text);
    QVERIFY_FAILS(parseAttr(text.toStdString()), "INVALID_ARGUMENT", "malformed signature");
}

void TstOpRegistry::refusesSecondOpOfAName() {
    addTestOps();
    OpDef again;
    again.name = "TestUnary";
    const Status status = OpRegistry::global().add(std::move(again));
    QVERIFY_FAILS(status, "ALREADY_EXISTS", "'TestUnary'");
}

void TstOpRegistry::refusesArgumentsWithoutAttribute() {
    QVERIFY_FAILS(OpRegistry::global().add(parsed({"x: Missing"}, {"T: type"})), "INVALID_ARGUMENT",
                  "'Missing'");
    QVERIFY_FAILS(OpRegistry::global().add(parsed({"x: N * T"}, {"T: type"})), "INVALID_ARGUMENT",
                  "'N'");
    QVERIFY(OpRegistry::global().find("TestParsed") == nullptr);
}

void TstOpRegistry::readsArguments() {
    const ArgDef plain = parseArg("logits: T", "what").value();
    QCOMPARE(plain.name, std::string("logits"));
    QCOMPARE(plain.description, std::string("what"));
    QCOMPARE(plain.typeAttr, std::string("T"));
    QVERIFY(!plain.isRef);
    const ArgDef repeated = parseArg("values: N * int32", "").value();
    QCOMPARE(repeated.numberAttr, std::string("N"));
    QCOMPARE(repeated.type, DType::Int32);
    const ArgDef ref = parseArg("ref: Ref(T)", "").value();
    QVERIFY(ref.isRef);
    QCOMPARE(ref.typeAttr, std::string("T"));
    addTestOps();
    const OpDef* list = OpRegistry::global().find("TestList");
    QVERIFY(list != nullptr);
    QCOMPARE(list->inputs[0].typeListAttr, std::string("Tin"));
    QVERIFY(list->inputs[0].typeAttr.empty());
}

void TstOpRegistry::readsAttributes() {
    const AttrDef type = parseAttr("T: {half, float} = DT_FLOAT").value();
    QCOMPARE(type.kind, std::string("type"));
    QCOMPARE(type.allowedTypes, (std::vector<DType>{DType::Half, DType::Float}));
    QVERIFY(attrEqual(*type.defaultValue, DType::Float));
    const AttrDef count = parseAttr("N: int >= 2 = 3").value();
    QCOMPARE(*count.minimum, std::int64_t{2});
    QVERIFY(attrEqual(*count.defaultValue, std::int64_t{3}));
    const AttrDef padding = parseAttr("padding: {'SAME', 'VALID'} = 'SAME'").value();
    QCOMPARE(padding.kind, std::string("string"));
    QCOMPARE(padding.allowedStrings, (std::vector<std::string>{"SAME", "VALID"}));
    const AttrDef strides = parseAttr("strides: list(int) >= 4 = [1, -1, 1, 1]").value();
    QCOMPARE(strides.kind, std::string("list(int)"));
    QVERIFY(attrEqual(*strides.defaultValue, std::vector<std::int64_t>{1, -1, 1, 1}));
    const AttrDef types = parseAttr("Ts: list({int32, float}) = []").value();
    QCOMPARE(types.kind, std::string("list(type)"));
    QCOMPARE(types.allowedTypes.size(), std::size_t{2});
    const AttrValue unknown = PartialShape::unknown();
    QVERIFY(attrEqual(*parseAttr("s: shape = <unknown>").value().defaultValue, unknown));
    QVERIFY(attrEqual(*parseAttr("s: shape = [2,?]").value().defaultValue, PartialShape{2, -1}));
    QVERIFY(attrEqual(*parseAttr("s: shape = []").value().defaultValue, PartialShape::scalar()));
    QVERIFY(attrEqual(*parseAttr("e: float = 1e-3").value().defaultValue, 1e-3F));
    QVERIFY(attrEqual(*parseAttr("b: bool = true").value().defaultValue, true));
    QCOMPARE(parseAttr("T: numbertype").value().allowedTypes.size(), std::size_t{19});
    QCOMPARE(parseAttr("value: tensor").value().kind, std::string("tensor"));
    QCOMPARE(parseAttr("f: func").value().kind, std::string("func"));
}

void TstOpRegistry::completeAttrsFillsDefaults() {
    const OpDef op = parsed({}, {"T: type", "keep_dims: bool = false"});
    AttrMap attrs = {{"T", DType::Float}, {"_extra", std::int64_t{1}}};
    QVERIFY_OK(completeAttrs(op, attrs));
    QCOMPARE(attrs.get<bool>("keep_dims").value(), false);
    QVERIFY(attrs.has("_extra"));
    AttrMap none;
    QVERIFY_FAILS(completeAttrs(op, none), "INVALID_ARGUMENT", "attribute 'T' is missing");
}

void TstOpRegistry::completeAttrsChecksValues() {
    const OpDef op =
        parsed({}, {"T: {float, int32} = DT_FLOAT", "N: int >= 1 = 1", "p: {'SAME'} = 'SAME'",
                    "k: list(int) >= 2 = [1, 1]", "Ts: list({float}) = []"});
    const auto check = [&op](const std::string& name, AttrValue value) {
        AttrMap attrs;
        attrs.set(name, std::move(value));
        return completeAttrs(op, attrs);
    };
    QVERIFY_FAILS(check("T", DType::String), "INVALID_ARGUMENT", "got DT_STRING, want one of");
    QVERIFY_FAILS(check("T", DType::Invalid), "INVALID_ARGUMENT", "DT_INVALID");
    QVERIFY_FAILS(check("T", std::int64_t{1}), "INVALID_ARGUMENT", "got int, want type");
    QVERIFY_FAILS(check("T", RawAttr{}), "INVALID_ARGUMENT", "'T'");
    QVERIFY_FAILS(check("N", std::int64_t{0}), "INVALID_ARGUMENT", "got 0, want at least 1");
    QVERIFY_FAILS(check("p", std::string("DIAGONAL")), "INVALID_ARGUMENT", "DIAGONAL");
    QVERIFY_FAILS(check("k", std::vector<std::int64_t>{1}), "INVALID_ARGUMENT", "want at least 2");
    QVERIFY_FAILS(check("Ts", std::vector<DType>{DType::Int8}), "INVALID_ARGUMENT", "DT_INT8");
    QVERIFY_OK(check("Ts", std::vector<DType>{DType::Float}));
}

void TstOpRegistry::signatureExpands() {
    addTestOps();
    const OpDef* sum = OpRegistry::global().find("TestSum");
    const auto types = expandSignature(*sum, {{"N", std::int64_t{3}}, {"T", DType::Double}});
    QVERIFY_OK(types);
    QCOMPARE(types->inputs.size(), std::size_t{3});
    QCOMPARE(types->inputs[2].type, DType::Double);
    QCOMPARE(types->outputs.size(), std::size_t{1});
    const OpDef* list = OpRegistry::global().find("TestList");
    const auto listed =
        expandSignature(*list, {{"Tin", std::vector<DType>{DType::Int8, DType::Bool}},
                                {"Tout", std::vector<DType>{DType::String}}});
    QVERIFY_OK(listed);
    QCOMPARE(listed->inputs[1].type, DType::Bool);
    QCOMPARE(listed->outputs[0].type, DType::String);
    const OpDef* variable = OpRegistry::global().find("TestVariable");
    QVERIFY(expandSignature(*variable, {{"dtype", DType::Float}})->outputs[0].isRef);
}

void TstOpRegistry::hugeCountsAreRefused() {
    addTestOps();
    const OpDef* sum = OpRegistry::global().find("TestSum");
    for (const std::int64_t count :
         {std::int64_t{-1}, std::int64_t{1} << 31, std::int64_t{1} << 62}) {
        QVERIFY_FAILS(expandSignature(*sum, {{"N", count}, {"T", DType::Float}}),
                      "INVALID_ARGUMENT", "'N'");
    }
}

}  // namespace weft::test

#include "tst_op_registry.moc"
