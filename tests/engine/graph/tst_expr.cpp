// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/expr.h"

#include <QTest>

#include "engine/graph/gradient_context.h"
#include "tests/engine/graph/test_ops.h"
#include "tests/support/qverify_ok.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Formulas use the engine's own ops by name, so this is the one test of the folder that needs
/// them.
class TstExpr final : public QObject {
    Q_OBJECT

private slots:
    void nothingGivesNothing();
    void numbersNeedATypeThatHasThem();
    void operatorsAddNodes();
    void castAddsNothingForTheSameType();
    void constantsTakeTheType();
    void broadcastIsUndone_data();
    void broadcastIsUndone();
    void unknownBroadcastIsAskedAtRun();
    void missingGradientIsZeros();
};

namespace {

const Registered<TstExpr> registered;

struct Formula {
    Graph graph;
    Scope scope{graph, "f"};
    Expr placeholder(const std::string& name, PartialShape shape, DType type = DType::Float) {
        return scope.expr({addPlaceholder(graph, name, type, std::move(shape)).value(), 0});
    }
    std::string opOf(const Expr& e) const { return graph.node(e.endpoint().node).opName; }
};

PartialShape shapeFrom(const QVariantList& sizes) {
    Dims dims;
    for (const QVariant& size : sizes) { dims.push_back(size.toLongLong()); }
    return PartialShape::ofDims(std::move(dims));
}

}  // namespace

void TstExpr::nothingGivesNothing() {
    const Expr nothing;
    QVERIFY(!(nothing + nothing).valid());
    QVERIFY(!constantLike(nothing, 1.0).valid());
    QVERIFY(!sumToShapeOf(nothing, nothing, nothing).valid());
    Formula f;
    const Expr x = f.placeholder("x", {2});
    QVERIFY(!(x + nothing).valid());
    QVERIFY_FAILS(f.scope.status(), "INVALID_ARGUMENT", "input 1 is nothing");
}

void TstExpr::numbersNeedATypeThatHasThem() {
    Formula f;
    QVERIFY(!constantLike(f.placeholder("s", {2}, DType::String), 1.0).valid());
    QVERIFY_FAILS(f.scope.status(), "INVALID_ARGUMENT", "got string");
}

void TstExpr::operatorsAddNodes() {
    Formula f;
    const Expr x = f.placeholder("x", {2, 3});
    const Expr y = f.placeholder("y", {3});
    QCOMPARE(f.opOf(x + y), std::string("AddV2"));
    QCOMPARE(f.opOf(x - y), std::string("Sub"));
    QCOMPARE(f.opOf(x * y), std::string("Mul"));
    QCOMPARE(f.opOf(x / y), std::string("RealDiv"));
    QCOMPARE(f.opOf(-x), std::string("Neg"));
    QCOMPARE((x * y).shape(), (PartialShape{2, 3}));
    QCOMPARE(reduceSum(x, 1, KeepDims::Yes).shape(), (PartialShape{2, 1}));
    QCOMPARE(matMul(x, x, TransposeArg::No, TransposeArg::Yes).shape(), (PartialShape{2, 2}));
    QCOMPARE(reshape(x, intVector(x, {3, 2})).shape(), (PartialShape{3, 2}));
    QCOMPARE(shapeOf(x).dtype(), DType::Int32);
    QVERIFY_OK(f.scope.status());
    QVERIFY(f.graph.find("f/Mul_1") != nullptr);
}

void TstExpr::castAddsNothingForTheSameType() {
    Formula f;
    const Expr x = f.placeholder("x", {2});
    const std::size_t before = f.graph.size();
    QCOMPARE(cast(x, DType::Float).endpoint(), x.endpoint());
    QCOMPARE(f.graph.size(), before);
    QCOMPARE(cast(x, DType::Double).dtype(), DType::Double);
}

void TstExpr::constantsTakeTheType() {
    Formula f;
    for (const DType type : {DType::Float, DType::Double, DType::Half, DType::BFloat16, DType::Int8,
                             DType::Int64, DType::UInt8, DType::Complex64, DType::Bool}) {
        const Expr like = f.placeholder(f.graph.uniqueName("x"), {2}, type);
        const Expr one = constantLike(like, 1.0);
        QVERIFY(one.valid());
        QCOMPARE(one.dtype(), type);
        QCOMPARE(one.shape(), PartialShape::scalar());
    }
    QCOMPARE(intAt(*f.graph.constantValue(
                       constantLike(f.placeholder("i", {}, DType::Int32), -7).endpoint()),
                   0),
             std::int64_t{-7});
}

void TstExpr::broadcastIsUndone_data() {
    QTest::addColumn<QVariantList>("x");
    QTest::addColumn<QVariantList>("other");
    QTest::addColumn<int>("sums");
    QTest::newRow("same") << QVariantList{2, 3} << QVariantList{2, 3} << 0;
    QTest::newRow("other is scalar") << QVariantList{2, 3} << QVariantList{} << 0;
    QTest::newRow("x is scalar") << QVariantList{} << QVariantList{2, 3} << 1;
    QTest::newRow("bias") << QVariantList{3} << QVariantList{2, 3} << 1;
    QTest::newRow("bias, any batch") << QVariantList{3} << QVariantList{-1, 3} << 1;
    QTest::newRow("kept axis") << QVariantList{2, 1} << QVariantList{2, 3} << 1;
    QTest::newRow("kept axis, unknown") << QVariantList{2, 1} << QVariantList{2, -1} << 1;
    QTest::newRow("missing and kept") << QVariantList{1, 3} << QVariantList{4, 2, 3} << 2;
    QTest::newRow("both broadcast") << QVariantList{2, 1} << QVariantList{1, 3} << 1;
    QTest::newRow("unknown against one") << QVariantList{-1, 3} << QVariantList{1, 3} << 0;
}

void TstExpr::broadcastIsUndone() {
    QFETCH(QVariantList, x);
    QFETCH(QVariantList, other);
    QFETCH(int, sums);
    Formula f;
    const Expr a = f.placeholder("a", shapeFrom(x));
    const Expr b = f.placeholder("b", shapeFrom(other));
    const Expr dy = a * b;
    const Expr dx = sumToShapeOf(dy, a, b);
    QVERIFY_OK(f.scope.status());
    QVERIFY2(dx.shape().compatibleWith(a.shape()), dx.shape().toString().c_str());
    QCOMPARE(dx.shape().rank(), a.shape().rank());
    int found = 0;
    for (const Node& node : f.graph.nodes()) {
        QVERIFY(!node.isOp("BroadcastGradientArgs"));
        found += node.isOp("Sum") ? 1 : 0;
    }
    QCOMPARE(found, sums);
    if (sums == 0) { QCOMPARE(dx.endpoint(), dy.endpoint()); }
}

void TstExpr::unknownBroadcastIsAskedAtRun() {
    for (const PartialShape& shape : {PartialShape{-1}, PartialShape::unknown()}) {
        Formula f;
        const Expr a = f.placeholder("a", shape);
        const Expr b = f.placeholder("b", {-1});
        const Expr dx = sumToShapeOf(a * b, a, b);
        QVERIFY_OK(f.scope.status());
        QCOMPARE(f.opOf(dx), std::string("Reshape"));
        QVERIFY(f.graph.find("f/BroadcastGradientArgs") != nullptr);
    }
}

void TstExpr::missingGradientIsZeros() {
    Formula f;
    const Expr x = f.placeholder("x", {2});
    const GradientContext context(f.scope, x.endpoint().node, {Expr()});
    QVERIFY(!context.hasOutputGradient(0));
    QCOMPARE(f.opOf(context.outputGradient(0)), std::string("ZerosLike"));
    QCOMPARE(context.inputs(), 0);
}

}  // namespace weft::test

#include "tst_expr.moc"
