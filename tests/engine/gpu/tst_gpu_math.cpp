// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of mathematics, emulated, against the processor's: elementwise ops, comparisons, sums,
/// products of matrices.

#include <QObject>
#include <QTest>

#include "tests/engine/gpu/op_on_both.h"
#include "tests/support/test_main.h"

#define QCOMPARE_ON_GPU(...) \
    QCOMPARE(QString::fromStdString(differenceOnGpu(__VA_ARGS__)), QString())

namespace weft::test {
namespace {

const QStringList kTypes = {"float", "double", "half", "bfloat16"};

DType typeOf(const QString& name) { return *dtypeFromName(name.toStdString()); }

/// The last bits that the processor's vector code and the card's library may differ by.
double closeTo(DType type) {
    switch (type) {
        case DType::Double:
            return 1e-14;
        case DType::Half:
            return 1e-3;
        case DType::BFloat16:
            return 8e-3;
        default:
            return 5e-7;
    }
}

/// Special numbers first, then random ones.
Tensor manyNumbers(DType type, double low = -3, double high = 3, int seed = 1) {
    Tensor tensor = randomTensor(type, Shape{5, 37}, low, high, seed);
    if (type == DType::Float) {
        auto values = tensor.mutableValues<float>();
        values[0] = 0;
        values[1] = std::numeric_limits<float>::quiet_NaN();
        values[2] = std::numeric_limits<float>::infinity();
    }
    return tensor;
}

}  // namespace

class TstGpuMath : public QObject {
    Q_OBJECT

private slots:
    void exactUnaryOps_data() {
        rows({"Neg", "Abs", "Sign", "Square", "Relu", "Relu6", "Floor", "Ceil", "Rint", "Round",
              "ZerosLike", "OnesLike", "IsNan", "IsInf", "IsFinite", "Reciprocal", "Inv",
              "Softsign"});
    }
    void exactUnaryOps() { checkUnary(0); }
    void roundedUnaryOps_data() {
        rows({"Sqrt", "Rsqrt", "Exp", "Expm1", "Log", "Log1p", "Sin", "Cos", "Tanh", "Erf",
              "Sigmoid", "Softplus", "Elu"});
    }
    void roundedUnaryOps() { checkUnary(1); }

    void binaryOps_data() {
        rows({"Add", "AddV2", "Sub", "Mul", "RealDiv", "Div", "DivNoNan", "Maximum", "Minimum",
              "SquaredDifference", "Greater", "GreaterEqual", "Less", "LessEqual", "Equal",
              "NotEqual"});
    }
    void binaryOps() {
        QFETCH(QString, op);
        QFETCH(QString, type);
        const DType t = typeOf(type);
        const bool isExact = t == DType::Float || t == DType::Double;
        const double tolerance = isExact ? 0 : closeTo(t);
        QCOMPARE_ON_GPU({.op = op.toStdString(),
                         .inputs = {manyNumbers(t), manyNumbers(t, -3, 3, 2)},
                         .tolerance = tolerance});
        const Tensor a = randomTensor(t, Shape{3, 1, 5}, -2, 2, 3);
        const Tensor b = randomTensor(t, Shape{4, 1}, -2, 2, 4);
        QCOMPARE_ON_GPU({.op = op.toStdString(), .inputs = {a, b}, .tolerance = tolerance});
        const Tensor scalar = randomTensor(t, Shape(), -2, 2, 5);
        QCOMPARE_ON_GPU({.op = op.toStdString(), .inputs = {scalar, a}, .tolerance = tolerance});
        QCOMPARE_ON_GPU({.op = op.toStdString(),
                         .inputs = {randomTensor(t, Shape{0, 3}), randomTensor(t, Shape{3})}});
    }
    void powers() {
        QCOMPARE_ON_GPU({.op = "Pow",
                         .inputs = {randomTensor(DType::Float, Shape{50}, 0.1, 4),
                                    randomTensor(DType::Float, Shape{50})},
                         .tolerance = 2e-6});
    }

    void activationGradients_data() {
        rows({"ReluGrad", "Relu6Grad", "EluGrad", "SoftplusGrad", "SoftsignGrad", "TanhGrad",
              "SigmoidGrad", "SqrtGrad", "RsqrtGrad", "ReciprocalGrad"});
    }
    void activationGradients() {
        QFETCH(QString, op);
        QFETCH(QString, type);
        const DType t = typeOf(type);
        QCOMPARE_ON_GPU({.op = op.toStdString(),
                         .inputs = {randomTensor(t, Shape{99}, -0.9, 0.9),
                                    randomTensor(t, Shape{99}, -0.9, 0.9, 2)},
                         .tolerance = 4 * closeTo(t)});
    }

    void logicAndSelection() {
        const Tensor p = randomTensor(DType::Bool, Shape{4, 6});
        const Tensor q = randomTensor(DType::Bool, Shape{6}, 0, 1, 2);
        QCOMPARE_ON_GPU({.op = "LogicalAnd", .inputs = {p, q}});
        QCOMPARE_ON_GPU({.op = "LogicalOr", .inputs = {p, q}});
        QCOMPARE_ON_GPU({.op = "LogicalNot", .inputs = {p}});
        const Tensor a = randomTensor(DType::Float, Shape{4, 6});
        const Tensor b = randomTensor(DType::Float, Shape{4, 6}, -2, 2, 2);
        QCOMPARE_ON_GPU({.op = "Select", .inputs = {p, a, b}});
        QCOMPARE_ON_GPU({.op = "Select", .inputs = {randomTensor(DType::Bool, Shape{4}), a, b}});
        QCOMPARE_ON_GPU({.op = "SelectV2", .inputs = {q, a, randomTensor(DType::Float, Shape())}});
        QCOMPARE_ON_GPU(
            {.op = "ClipByValue", .inputs = {a, Tensor::scalar(-1.0F), Tensor::scalar(0.5F)}});
    }

    void manyAddends() {
        std::vector<Tensor> inputs;
        for (int i = 0; i < 35; ++i) {
            inputs.push_back(randomTensor(DType::Float, Shape{7, 3}, -1, 1, i));
        }
        QCOMPARE_ON_GPU({.op = "AddN", .inputs = inputs, .tolerance = 2e-6});
        QCOMPARE_ON_GPU({.op = "AddN", .inputs = {inputs[0]}});
    }

    void casts_data() {
        rows({"float", "double", "half", "bfloat16", "int32", "int64", "uint8", "bool"});
    }
    void casts() {
        QFETCH(QString, op);  // here: what it is cast to
        QFETCH(QString, type);
        QCOMPARE_ON_GPU({.op = "Cast",
                         .inputs = {randomTensor(typeOf(type), Shape{77}, 0, 200)},
                         .attrs = {{"DstT", typeOf(op)}}});
    }

    void sumsOverAnyAxes_data() { rows({"Sum", "Mean", "Prod", "Max", "Min"}); }
    void sumsOverAnyAxes() {
        QFETCH(QString, op);
        QFETCH(QString, type);
        const DType t = typeOf(type);
        const Tensor x = randomTensor(t, Shape{3, 70, 4, 5}, 0.8, 1.2);
        const double tolerance = 20 * closeTo(t);
        for (const Tensor& axes : {int32s({}), int32s({0}), int32s({-1}), int32s({1, 2}),
                                   int32s({0, 2}), int32s({0, 1, 2, 3})}) {
            QCOMPARE_ON_GPU({.op = op.toStdString(), .inputs = {x, axes}, .tolerance = tolerance});
            QCOMPARE_ON_GPU({.op = op.toStdString(),
                             .inputs = {x, axes},
                             .attrs = {{"keep_dims", true}},
                             .tolerance = tolerance});
        }
        QCOMPARE_ON_GPU(
            {.op = op.toStdString(), .inputs = {randomTensor(t, Shape{0, 3}), int32s({0})}});
    }
    void longSums() {
        const Tensor x = randomTensor(DType::Float, Shape{1100, 130});
        QCOMPARE_ON_GPU({.op = "Sum", .inputs = {x, int32s({0})}, .tolerance = 2e-5});
        QCOMPARE_ON_GPU({.op = "Sum", .inputs = {x, int32s({0, 1})}, .tolerance = 2e-4});
        QCOMPARE_ON_GPU({.op = "L2Loss", .inputs = {x}, .tolerance = 2e-5});
    }

    void products_data() { rows({"nn", "nt", "tn", "tt"}); }
    void products() {
        QFETCH(QString, op);  // here: which is transposed
        QFETCH(QString, type);
        const DType t = typeOf(type);
        const bool ta = op[0] == 't';
        const bool tb = op[1] == 't';
        const Tensor a = randomTensor(t, ta ? Shape{13, 7} : Shape{7, 13});
        const Tensor b = randomTensor(t, tb ? Shape{9, 13} : Shape{13, 9}, -2, 2, 2);
        QCOMPARE_ON_GPU({.op = "MatMul",
                         .inputs = {a, b},
                         .attrs = {{"transpose_a", ta}, {"transpose_b", tb}},
                         .calls = 2,
                         .tolerance = 10 * closeTo(t)});
    }
    void emptyProducts() {
        QCOMPARE_ON_GPU({.op = "MatMul",
                         .inputs = {randomTensor(DType::Float, Shape{3, 0}),
                                    randomTensor(DType::Float, Shape{0, 2})}});
    }
    void productsInBatches() {
        const DType t = DType::Float;
        const Tensor a = randomTensor(t, Shape{2, 3, 4, 5});
        QCOMPARE_ON_GPU({.op = "BatchMatMul",
                         .inputs = {a, randomTensor(t, Shape{2, 3, 5, 6})},
                         .tolerance = 5e-6});
        QCOMPARE_ON_GPU({.op = "BatchMatMulV2",
                         .inputs = {a, randomTensor(t, Shape{5, 6})},
                         .tolerance = 5e-6});
        QCOMPARE_ON_GPU({.op = "BatchMatMulV2",
                         .inputs = {a, randomTensor(t, Shape{3, 6, 5})},
                         .attrs = {{"adj_y", true}},
                         .tolerance = 5e-6});
        QCOMPARE_ON_GPU({.op = "BatchMatMulV2",
                         .inputs = {a, randomTensor(t, Shape{2, 1, 5, 6})},
                         .tolerance = 5e-6});
    }

private:
    static void rows(const QStringList& ops) {
        QTest::addColumn<QString>("op");
        QTest::addColumn<QString>("type");
        for (const QString& op : ops) {
            for (const QString& type : kTypes) {
                QTest::addRow("%s %s", qPrintable(op), qPrintable(type)) << op << type;
            }
        }
    }
    static void checkUnary(int rounds) {
        QFETCH(QString, op);
        QFETCH(QString, type);
        const DType t = typeOf(type);
        if (op == "Rint" && t != DType::Float && t != DType::Double) {
            return;
        }  // has no such kernel
        const bool isPositive = op == "Sqrt" || op == "Rsqrt" || op.startsWith("Log");
        const Tensor x = manyNumbers(t, isPositive ? 0.1 : -3, 3);
        const bool isExact = rounds == 0 && (t == DType::Float || t == DType::Double);
        QCOMPARE_ON_GPU(
            {.op = op.toStdString(), .inputs = {x}, .tolerance = isExact ? 0 : 4 * closeTo(t)});
    }
};

namespace {
const Registered<TstGpuMath> registered;
}

}  // namespace weft::test

#include "tst_gpu_math.moc"
