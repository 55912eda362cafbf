// SPDX-License-Identifier: Apache-2.0
/// @file
/// The list of GPU kernels: each is of an op that is known and has a kernel on the processor for its type,
/// and its host arguments are inputs of the op.

#include <QObject>
#include <QTest>
#include <algorithm>
#include <set>

#include "engine/device/gpu/gpu_library.h"
#include "engine/graph/op_registry.h"
#include "engine/kernel/gpu/gpu_catalog.h"
#include "engine/kernel/kernel_registry.h"
#include "tests/engine/gpu/emulated_card.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const AttrDef* firstTypeAttr(const OpDef& op) {
    for (const AttrDef& attr : op.attrs) {
        if (attr.kind == "type") { return &attr; }
    }
    return nullptr;
}

/// Whether a kernel of the processor takes the type as the value of the attribute.
bool takes(const OpDef& op, const std::string& attr, DType type) {
    for (const KernelDef* kernel : KernelRegistry::global().of(op.name)) {
        bool fits = true;
        for (const auto& [name, types] : kernel->types) {
            fits = fits &&
                   (name != attr || std::find(types.begin(), types.end(), type) != types.end());
        }
        if (fits) { return true; }
    }
    return false;
}

}  // namespace

class TstGpuCatalog : public QObject {
    Q_OBJECT

private slots:
    void everyKernelIsOfAnOpWithAKernelOnTheProcessor() {
        emulatedCard();
        const GpuBackend backend = openGpuBackend({.driver = "", .library = kEmulation});
        const auto kernels = kernelsOf(*backend.table);
        QVERIFY(kernels.size() > 300);
        std::set<std::pair<std::string, int>> seen;
        for (const gpu::Kernel* kernel : kernels) {
            const OpDef* op = OpRegistry::global().find(kernel->op);
            QVERIFY2(op != nullptr, kernel->op);
            QVERIFY2(seen.emplace(kernel->op, kernel->type).second, kernel->op);  // no two of one
            QVERIFY2(kernel->run != nullptr, kernel->op);
            if (kernel->type == gpu::kAnyType) { continue; }
            const AttrDef* attr = firstTypeAttr(*op);
            QVERIFY2(attr != nullptr, kernel->op);
            const auto type = static_cast<DType>(kernel->type);
            const std::string text = std::string(kernel->op) + " " + std::string(dtypeName(type));
            QVERIFY2(takes(*op, attr->name, type), text.c_str());
        }
    }

    void hostArgumentsAreInputs() {
        const GpuBackend backend = openGpuBackend({.driver = "", .library = kEmulation});
        for (const gpu::Kernel* kernel : kernelsOf(*backend.table)) {
            if (kernel->hostArguments == nullptr) { continue; }
            const OpDef& op = *OpRegistry::global().find(kernel->op);
            for (const QString& name : QString(kernel->hostArguments).split(',')) {
                const bool isInput = std::any_of(
                    op.inputs.begin(), op.inputs.end(),
                    [&](const ArgDef& input) { return input.name == name.toStdString(); });
                QVERIFY2(isInput, qPrintable(QString(kernel->op) + ' ' + name));
            }
        }
    }

    void whatGraphsOfTheBenchmarksNeedIsThere() {
        const GpuBackend backend = openGpuBackend({.driver = "", .library = kEmulation});
        std::set<std::string> names;
        for (const gpu::Kernel* kernel : kernelsOf(*backend.table)) { names.insert(kernel->op); }
        for (const char* op : {"MatMul",
                               "BiasAdd",
                               "BiasAddGrad",
                               "Relu",
                               "ReluGrad",
                               "SparseSoftmaxCrossEntropyWithLogits",
                               "SoftmaxCrossEntropyWithLogits",
                               "Mean",
                               "Sum",
                               "Tile",
                               "Mul",
                               "AddV2",
                               "Sub",
                               "RealDiv",
                               "AddN",
                               "Fill",
                               "Cast",
                               "ZerosLike",
                               "ApplyGradientDescent",
                               "ApplyMomentum",
                               "ApplyAdam",
                               "ApplyRMSProp",
                               "ApplyAdagrad",
                               "ResourceApplyAdam",
                               "TruncatedNormal",
                               "RandomUniform",
                               "RandomStandardNormal",
                               "MaxPool",
                               "MaxPoolGrad",
                               "AvgPool",
                               "AvgPoolGrad",
                               "FusedBatchNormV3",
                               "FusedBatchNormGradV3",
                               "GreaterEqual",
                               "SelectV2",
                               "Softmax",
                               "LogSoftmax",
                               "Transpose",
                               "Pad",
                               "ConcatV2",
                               "Split",
                               "Slice",
                               "StridedSlice",
                               "StridedSliceGrad",
                               "Unpack",
                               "Pack",
                               "Sigmoid",
                               "SigmoidGrad",
                               "Tanh",
                               "TanhGrad",
                               "Minimum",
                               "Maximum",
                               "L2Loss",
                               "Sqrt",
                               "Square",
                               "Rsqrt",
                               "Exp",
                               "Log",
                               "GatherV2",
                               "ScatterAdd",
                               "UnsortedSegmentSum",
                               "OneHot",
                               "ArgMax",
                               "Cumsum"}) {
            QVERIFY2(names.contains(op), op);
        }
    }
};

namespace {
const Registered<TstGpuCatalog> registered;
}

}  // namespace weft::test

#include "tst_gpu_catalog.moc"
