// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/shape_context.h"

#include <QTest>

#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstShapeContext final : public QObject {
    Q_OBJECT

private slots:
    void refusesBadShapeValues();
    void readsShapesFromValues();
    void readsShapesFromPartialValues();
    void readsIntegers();
};

namespace {

const Registered<TstShapeContext> registered;

/// One input, of which a whole value, a partial value or nothing is known.
class OneInput final : public ValueSource {
public:
    OneInput(PartialShape shape, std::optional<Tensor> whole,
             std::optional<PartialValue> partial = std::nullopt)
        : m_shape(std::move(shape)), m_whole(std::move(whole)), m_partial(std::move(partial)) {
        m_op.name = "TestOne";
        m_op.inputs.emplace_back().name = "shape";
    }
    std::optional<Tensor> value(int /*input*/) const override { return m_whole; }
    std::optional<PartialValue> partialValue(int /*input*/) const override { return m_partial; }
    ShapeContext context() const { return {m_op, m_attrs, {&m_shape, 1}, {&m_type, 1}, 1, *this}; }

private:
    OpDef m_op;
    AttrMap m_attrs;
    PartialShape m_shape;
    DType m_type = DType::Int32;
    std::optional<Tensor> m_whole;
    std::optional<PartialValue> m_partial;
};

OneInput whole(Tensor value) {
    PartialShape shape = value.shape();
    return {std::move(shape), std::move(value)};
}

}  // namespace

void TstShapeContext::refusesBadShapeValues() {
    QVERIFY_FAILS(whole(Tensor::vector<std::int32_t>({2, -2})).context().valueAsShape(0),
                  "INVALID_ARGUMENT", "got -2");
    QVERIFY_FAILS(whole(Tensor::scalar<std::int32_t>(5)).context().valueAsShape(0),
                  "INVALID_ARGUMENT", "scalar 5");
    QVERIFY_FAILS(
        whole(Tensor::ofValues<std::int32_t>(Shape{1, 2}, std::vector<std::int32_t>{1, 2}))
            .context()
            .valueAsShape(0),
        "INVALID_ARGUMENT", "[1,2]");
    QVERIFY_FAILS(
        whole(Tensor::vector<std::int64_t>({std::int64_t{1} << 40, std::int64_t{1} << 40}))
            .context()
            .valueAsShape(0),
        "INVALID_ARGUMENT", "overflow");
    QVERIFY_FAILS(OneInput(PartialShape{300}, {}).context().valueAsShape(0), "INVALID_ARGUMENT",
                  "254");
    QVERIFY_FAILS(OneInput(PartialShape{2, 2}, {}).context().valueAsShape(0), "INVALID_ARGUMENT",
                  "rank");
    QVERIFY_FAILS(whole(Tensor::vector<std::int32_t>({1, 2})).context().valueAsInt(0),
                  "INVALID_ARGUMENT", "rank");
}

void TstShapeContext::readsShapesFromValues() {
    QCOMPARE(whole(Tensor::vector<std::int32_t>({2, -1})).context().valueAsShape(0).value(),
             (PartialShape{2, -1}));
    QCOMPARE(whole(Tensor::scalar<std::int32_t>(-1)).context().valueAsShape(0).value(),
             PartialShape::unknown());
    QCOMPARE(OneInput(PartialShape{3}, {}).context().valueAsShape(0).value(),
             PartialShape::ofRank(3));
    QCOMPARE(OneInput(PartialShape::unknown(), {}).context().valueAsShape(0).value(),
             PartialShape::unknown());
    // An element of 0 makes any product fit.
    QCOMPARE(whole(Tensor::vector<std::int64_t>({0, 7})).context().valueAsShape(0).value(),
             (PartialShape{0, 7}));
}

void TstShapeContext::readsShapesFromPartialValues() {
    const OneInput known(PartialShape{3}, {}, PartialValue{Shape{3}, {2, std::nullopt, 4}});
    QCOMPARE(known.context().valueAsShape(0).value(), (PartialShape{2, -1, 4}));
    QVERIFY(!known.context().valueAsInts(0).value().has_value());
}

void TstShapeContext::readsIntegers() {
    QCOMPARE(*whole(Tensor::scalar<std::int64_t>(9)).context().valueAsInt(0).value(),
             std::int64_t{9});
    QVERIFY(!OneInput(PartialShape::scalar(), {}).context().valueAsInt(0).value().has_value());
    QCOMPARE(*whole(Tensor::vector<std::int32_t>({3, -1})).context().valueAsInts(0).value(),
             (std::vector<std::int64_t>{3, -1}));
    QCOMPARE(*whole(Tensor::scalar<std::int32_t>(3)).context().valueAsInts(0).value(),
             (std::vector<std::int64_t>{3}));
}

}  // namespace weft::test

#include "tst_shape_context.moc"
