// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/attr.h"

#include <QTest>

#include "engine/graph/graph_io.h"
#include "engine/proto/attr_value.pb.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstAttr final : public QObject {
    Q_OBJECT

private slots:
    void missingAndWrongKindsAreNamed();
    void refusesWhatIsOfAnotherKind();
    void refusesUnknownTypeNumbers();
    void refusesShapesThatCannotBe();
    void deepNestingIsBounded();
    void roundTrips_data();
    void roundTrips();
    void keepsWhatNothingExplains();
    void emptyListTakesTheKindAsked();
    void showsShortText();
};

namespace {

const Registered<TstAttr> registered;

tensorflow::AttrValue typeProto(int number) {
    tensorflow::AttrValue proto;
    proto.set_type(static_cast<tensorflow::DataType>(number));
    return proto;
}

}  // namespace

void TstAttr::missingAndWrongKindsAreNamed() {
    AttrMap attrs;
    attrs.set("T", std::int64_t{3});
    QVERIFY_FAILS(attrs.get<DType>("absent"), "INVALID_ARGUMENT", "'absent' is missing");
    QVERIFY_FAILS(attrs.get<DType>("T"), "INVALID_ARGUMENT", "'T' has the wrong kind: got int");
    QCOMPARE(attrs.getOr<std::int64_t>("T", 0), std::int64_t{3});
    QCOMPARE(attrs.getOr<bool>("T", true), true);
}

void TstAttr::refusesWhatIsOfAnotherKind() {
    tensorflow::AttrValue proto;
    QVERIFY_FAILS(attrFromProto(proto, "type"), "INVALID_ARGUMENT", "got no value, want type");
    proto.set_i(7);
    QVERIFY_FAILS(attrFromProto(proto, "type"), "INVALID_ARGUMENT", "got int, want type");
    QVERIFY_FAILS(attrFromProto(proto, "list(int)"), "INVALID_ARGUMENT", "got int, want list(int)");
    proto.mutable_list()->add_i(1);
    QVERIFY_FAILS(attrFromProto(proto, "int"), "INVALID_ARGUMENT", "got list(int), want int");
    QVERIFY_FAILS(attrFromProto(proto, "list(type)"), "INVALID_ARGUMENT", "got list(int)");
    proto.mutable_list()->add_f(1.0F);
    QVERIFY_FAILS(attrFromProto(proto, "list(int)"), "INVALID_ARGUMENT", "got a list");
}

void TstAttr::refusesUnknownTypeNumbers() {
    QVERIFY_FAILS(attrFromProto(typeProto(999), "type"), "INVALID_ARGUMENT", "999");
    QVERIFY_FAILS(attrFromProto(typeProto(101), "type"), "INVALID_ARGUMENT", "101");
    QVERIFY_FAILS(attrFromProto(typeProto(0), "type"), "INVALID_ARGUMENT", "0");
}

void TstAttr::refusesShapesThatCannotBe() {
    tensorflow::AttrValue proto;
    proto.mutable_shape()->add_dim()->set_size(-5);
    QVERIFY_FAILS(attrFromProto(proto, "shape"), "INVALID_ARGUMENT", "-5");
    proto.mutable_shape()->mutable_dim(0)->set_size(std::int64_t{1} << 40);
    proto.mutable_shape()->add_dim()->set_size(std::int64_t{1} << 40);
    QVERIFY_FAILS(attrFromProto(proto, "shape"), "INVALID_ARGUMENT", "overflow");
}

void TstAttr::deepNestingIsBounded() {
    tensorflow::AttrValue proto;
    tensorflow::AttrValue* at = &proto;
    for (int i = 0; i < 120; ++i) {
        at->mutable_func()->set_name("f");
        at = &(*at->mutable_func()->mutable_attr())["a"];
    }
    at->set_i(1);
    // What lies deeper than the limit stays as it came; nobody descends into it.
    const Result<AttrValue> value = attrFromProto(proto, "func");
    QVERIFY_OK(value);
    tensorflow::AttrValue again;
    attrToProto(*value, again);
    QCOMPARE(again.SerializeAsString(), proto.SerializeAsString());
    int depth = 0;
    const AttrValue* inside = &*value;
    while (const auto* function = std::get_if<FunctionAttr>(inside)) {
        inside = function->attrs->find("a");
        ++depth;
    }
    QVERIFY(std::holds_alternative<RawAttr>(*inside));
    QVERIFY(depth <= 102);
}

void TstAttr::roundTrips_data() {
    QTest::addColumn<int>("which");
    for (int i = 0; i < 16; ++i) { QTest::addRow("%d", i) << i; }
}

void TstAttr::roundTrips() {
    const StoredTensorPtr tensor = StoredTensor::fromTensor(Tensor::vector<float>({1.0F, 2.0F}));
    const auto inner = std::make_shared<AttrMap>();
    inner->set("T", DType::Half);
    const std::vector<AttrValue> values = {
        std::string("a\0b", 3),
        std::int64_t{-7},
        2.5F,
        true,
        DType::Int64,
        PartialShape{-1, 3},
        tensor,
        FunctionAttr{"f", inner},
        std::vector<std::string>{"x", ""},
        std::vector<std::int64_t>{1, -2},
        std::vector<float>{0.1F},
        std::vector<bool>{true, false},
        std::vector<DType>{DType::Float, DType::String},
        std::vector<PartialShape>{PartialShape::unknown(), PartialShape::scalar()},
        std::vector<StoredTensorPtr>{tensor},
        std::vector<FunctionAttr>{{"g", nullptr}},
    };
    QFETCH(int, which);
    const AttrValue& value = values[static_cast<std::size_t>(which)];
    tensorflow::AttrValue proto;
    attrToProto(value, proto);
    const Result<AttrValue> asked = attrFromProto(proto, attrKindName(value));
    QVERIFY_OK(asked);
    QVERIFY(attrEqual(*asked, value));
    const Result<AttrValue> guessed = attrFromProto(proto, "");
    QVERIFY_OK(guessed);
    QVERIFY(attrEqual(*guessed, value));
    for (std::size_t i = 0; i < values.size(); ++i) {
        QCOMPARE(attrEqual(value, values[i]), i == static_cast<std::size_t>(which));
    }
}

void TstAttr::keepsWhatNothingExplains() {
    for (const int number : {999, 0}) {
        const Result<AttrValue> kept = attrFromProto(typeProto(number), "");
        QVERIFY_OK(kept);
        QVERIFY(std::holds_alternative<RawAttr>(*kept));
        tensorflow::AttrValue again;
        attrToProto(*kept, again);
        QCOMPARE(again.SerializeAsString(), typeProto(number).SerializeAsString());
    }
    tensorflow::AttrValue placeholder;
    placeholder.set_placeholder("T");
    const Result<AttrValue> kept = attrFromProto(placeholder, "");
    QVERIFY_OK(kept);
    tensorflow::AttrValue again;
    attrToProto(*kept, again);
    QCOMPARE(again.placeholder(), std::string("T"));
}

void TstAttr::emptyListTakesTheKindAsked() {
    tensorflow::AttrValue proto;
    proto.mutable_list();
    const Result<AttrValue> types = attrFromProto(proto, "list(type)");
    QVERIFY_OK(types);
    QVERIFY(std::holds_alternative<std::vector<DType>>(*types));
    const Result<AttrValue> unknown = attrFromProto(proto, "");
    QVERIFY_OK(unknown);
    tensorflow::AttrValue again;
    attrToProto(*unknown, again);
    QVERIFY(again.has_list());
}

void TstAttr::showsShortText() {
    QCOMPARE(attrToString(DType::Float), std::string("DT_FLOAT"));
    QCOMPARE(attrToString(std::vector<std::int64_t>{1, 2}), std::string("[1, 2]"));
    QCOMPARE(attrToString(std::string("SAME")), std::string("\"SAME\""));
    QCOMPARE(attrToString(StoredTensor::fromTensor(Tensor::vector<float>({1, 2, 3}))),
             std::string("<tensor float32[3]>"));
    QVERIFY(attrToString(std::vector<std::int64_t>(1000, 1)).size() < 100);
}

}  // namespace weft::test

#include "tst_attr.moc"
