// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of layers, losses, movements, random numbers and optimizers, emulated, against the
/// processor's.

#include <QObject>
#include <QTest>

#include "tests/engine/gpu/op_on_both.h"
#include "tests/support/test_main.h"

#define QCOMPARE_ON_GPU(...) \
    QCOMPARE(QString::fromStdString(differenceOnGpu(__VA_ARGS__)), QString())

namespace weft::test {
namespace {

const DType kF = DType::Float;

}  // namespace

class TstGpuNn : public QObject {
    Q_OBJECT

private slots:
    void biases() {
        QCOMPARE_ON_GPU({.op = "BiasAdd",
                         .inputs = {randomTensor(kF, Shape{4, 5, 7}), randomTensor(kF, Shape{7})}});
        QCOMPARE_ON_GPU(
            {.op = "BiasAdd",
             .inputs = {randomTensor(kF, Shape{2, 3, 4, 5}), randomTensor(kF, Shape{3})},
             .attrs = {{"data_format", std::string("NCHW")}}});
        QCOMPARE_ON_GPU({.op = "BiasAddGrad",
                         .inputs = {randomTensor(kF, Shape{200, 5, 7})},
                         .tolerance = 2e-5});
        QCOMPARE_ON_GPU({.op = "BiasAddGrad",
                         .inputs = {randomTensor(kF, Shape{2, 3, 4, 5})},
                         .attrs = {{"data_format", std::string("NCHW")}},
                         .tolerance = 2e-6});
    }

    void softmaxes() {
        for (const Shape& shape : {Shape{10}, Shape{5, 3}, Shape{2, 3, 300}}) {
            const Tensor x = randomTensor(kF, shape, -8, 8);
            QCOMPARE_ON_GPU({.op = "Softmax", .inputs = {x}, .tolerance = 1e-6});
            QCOMPARE_ON_GPU({.op = "LogSoftmax", .inputs = {x}, .tolerance = 2e-6});
        }
        QCOMPARE_ON_GPU({.op = "Softmax",
                         .inputs = {randomTensor(DType::Half, Shape{4, 9})},
                         .tolerance = 2e-3});
    }

    void crossEntropies() {
        const Tensor logits = randomTensor(kF, Shape{6, 10}, -4, 4);
        for (const DType labels : {DType::Int32, DType::Int64}) {
            QCOMPARE_ON_GPU({.op = "SparseSoftmaxCrossEntropyWithLogits",
                             .inputs = {logits, randomIndices(labels, Shape{6}, 10)},
                             .tolerance = 2e-6});
        }
        QCOMPARE_ON_GPU({.op = "SoftmaxCrossEntropyWithLogits",
                         .inputs = {logits, randomTensor(kF, Shape{6, 10}, 0, 0.2)},
                         .tolerance = 2e-6});
    }

    void movements() {
        const Tensor x = randomTensor(kF, Shape{2, 3, 4});
        QCOMPARE_ON_GPU({.op = "Fill", .inputs = {int32s({3, 0, 2}), Tensor::scalar(2.5F)}});
        QCOMPARE_ON_GPU({.op = "Fill", .inputs = {int32s({3, 2}), Tensor::scalar(2.5F)}});
        QCOMPARE_ON_GPU({.op = "Tile", .inputs = {x, int32s({2, 1, 3})}});
        QCOMPARE_ON_GPU(
            {.op = "Tile", .inputs = {randomTensor(DType::Bool, Shape{2}), int32s({3})}});
        QCOMPARE_ON_GPU({.op = "Transpose", .inputs = {x, int32s({2, 0, 1})}});
        QCOMPARE_ON_GPU({.op = "Slice", .inputs = {x, int32s({0, 1, 2}), int32s({2, -1, 2})}});
        QCOMPARE_ON_GPU({.op = "BroadcastTo",
                         .inputs = {randomTensor(DType::Half, Shape{3, 1}), int32s({2, 3, 4})}});
    }

    void randomNumbers_data() {
        QTest::addColumn<QString>("type");
        for (const char* type : {"float", "double", "half", "bfloat16"}) {
            QTest::newRow(type) << type;
        }
    }
    void randomNumbers() {
        QFETCH(QString, type);
        const DType t = *dtypeFromName(type.toStdString());
        for (const std::int32_t n : {1, 7, 1030}) {
            const AttrMap attrs{
                {"dtype", t}, {"seed", std::int64_t{3}}, {"seed2", std::int64_t{4}}};
            QCOMPARE_ON_GPU(
                {.op = "RandomUniform", .inputs = {int32s({n})}, .attrs = attrs, .calls = 2});
            QCOMPARE_ON_GPU({.op = "RandomStandardNormal",
                             .inputs = {int32s({n})},
                             .attrs = attrs,
                             .calls = 2,
                             .tolerance = 1e-6});
            QCOMPARE_ON_GPU({.op = "TruncatedNormal",
                             .inputs = {int32s({n})},
                             .attrs = attrs,
                             .calls = 2,
                             .tolerance = 1e-6});
        }
    }

    void optimizers_data();
    void optimizers();
};

/// Scalars stand by their letter: r a rate, b between 0 and 1, e small, 0 zero, n minus a half, s a step's
/// number, g the gradient, v a variable or slot (positive).
void TstGpuNn::optimizers_data() {
    QTest::addColumn<QString>("op");
    QTest::addColumn<QString>("inputs");
    QTest::addColumn<bool>("isSparse");
    const struct {
        const char* name;
        const char* inputs;
        bool sparse;
        bool reference;
    } kAll[] = {
        {"GradientDescent", "vrg", false, true},
        {"Momentum", "vvrgb", true, true},
        {"KerasMomentum", "vvrgb", true, false},
        {"Adam", "vvvbbrbbeg", false, true},
        {"AdaMax", "vvvbrbbeg", false, true},
        {"RMSProp", "vvvrbbeg", true, true},
        {"CenteredRMSProp", "vvwwrbbeg", true, true},
        {"Adagrad", "vvrg", true, true},
        {"AdagradV2", "vvreg", true, true},
        {"Adadelta", "vvvrbeg", true, true},
        {"Ftrl", "vvvgreen", true, true},
        {"FtrlV2", "vvvgreeen", true, true},
        {"ProximalGradientDescent", "vreeg", true, true},
        {"ProximalAdagrad", "vvreeg", true, true},
        {"AdagradDA", "vvvgrees", true, true},
        {"AddSign", "vvrbbbg", false, true},
        {"PowerSign", "vvrbbbg", false, true},
    };
    for (const auto& each : kAll) {
        for (const QString prefix :
             {"Apply", "ResourceApply", "SparseApply", "ResourceSparseApply"}) {
            const bool sparse = prefix.contains("Sparse");
            const bool handle = prefix.startsWith("Resource");
            if ((sparse && !each.sparse) || (!handle && !each.reference)) { continue; }
            const QString op = prefix + each.name;
            QTest::newRow(qPrintable(op)) << op << QString(each.inputs) << sparse;
        }
    }
    QTest::newRow("amsgrad") << "ResourceApplyAdamWithAmsgrad"
                             << "vvvvbbrbbeg" << false;
}

void TstGpuNn::optimizers() {
    QFETCH(QString, op);
    QFETCH(QString, inputs);
    QFETCH(bool, isSparse);
    const bool isCentered = op.contains("Centered");
    for (const DType type : {DType::Float, DType::Double, DType::Half}) {
        const bool isNarrow = type == DType::Half;
        const bool isWideOnly = op.contains("Proximal") || op.contains("AdagradDA");
        if (isNarrow && isWideOnly) { continue; }  // has no such kernel
        OpCall call{.op = op.toStdString(), .calls = 3};
        int seed = 10;
        for (const QChar c : inputs) {
            const auto scalar = [&](double value) {
                return randomTensor(type, Shape(), value, value + 1e-9);
            };
            switch (c.toLatin1()) {
                case 'v':
                case 'w':
                    // Means of squares stay above the squares of means.
                    call.inputs.push_back(randomTensor(type, Shape{5, 4},
                                                       isCentered && c == 'w' ? 3 : 0.5,
                                                       isCentered && c == 'w' ? 4 : 1.5, ++seed));
                    ++call.variables;
                    break;
                case 'g':
                    call.inputs.push_back(
                        randomTensor(type, isSparse ? Shape{4, 4} : Shape{5, 4}, -1, 1, ++seed));
                    if (isSparse) { call.inputs.push_back(int32s({1, 4, 1, 0})); }
                    break;
                case 'r':
                    call.inputs.push_back(scalar(0.1));
                    break;
                case 'b':
                    call.inputs.push_back(scalar(0.75));
                    break;
                case 's':
                    call.inputs.push_back(Tensor::scalar<std::int64_t>(3));
                    break;
                case 'e':
                    call.inputs.push_back(scalar(0.01));
                    break;
                default:
                    call.inputs.push_back(scalar(-0.5));
                    break;
            }
        }
        if (op.contains("PowerSign")) { call.tolerance = isNarrow ? 2e-3 : 1e-6; }
        QCOMPARE_ON_GPU(call);
    }
}

namespace {
const Registered<TstGpuNn> registered;
}

}  // namespace weft::test

#include "tst_gpu_nn.moc"
