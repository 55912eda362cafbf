// SPDX-License-Identifier: Apache-2.0
/// @file
/// What TensorFlow's CPU does for an op is done here: a kernel for each combination of dtypes that
/// its kernels take, and a gradient where it has one (ops_kernels.txt). Exemptions have a reason.

#include <QFile>
#include <QObject>
#include <QTest>
#include <algorithm>
#include <map>

#include "engine/graph/op_registry.h"
#include "engine/kernel/kernel_registry.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Values of type attributes, by attribute.
using Types = std::map<std::string, std::vector<DType>>;

struct Known {
    std::vector<Types> kernels;
    bool hasGradient = false;
};

/// What TensorFlow does, by op.
const std::map<std::string, Known>& knownOps() {
    static const std::map<std::string, Known> known = [] {
        std::map<std::string, Known> byOp;
        QFile file(QStringLiteral(WEFT_SOURCE_DIR) + "/tests/repo/ops_kernels.txt");
        if (!file.open(QIODevice::ReadOnly)) { return byOp; }
        for (const QByteArray& line : file.readAll().split('\n')) {
            QList<QByteArray> words = line.split(' ');
            if (line.isEmpty() || line.startsWith('#')) { continue; }
            Known& op = byOp[words.takeFirst().toStdString()];
            if (words == QList<QByteArray>{"gradient"}) {
                op.hasGradient = true;
                continue;
            }
            Types types;
            for (const QByteArray& word : words) {
                const QList<QByteArray> sides = word.split('=');
                for (const QByteArray& name : sides[1].split('|')) {
                    // float8 and 4-bit integers are not among Weft's dtypes.
                    const auto type = dtypeFromName(name.toStdString());
                    if (type) { types[sides[0].toStdString()].push_back(*type); }
                }
            }
            op.kernels.push_back(types);
        }
        return byOp;
    }();
    return known;
}

/// Dtypes that no kernel here takes although TensorFlow's do, and why.
bool isExempt(DType type) {
    switch (type) {
        case DType::QInt8:
        case DType::QUInt8:
        case DType::QInt16:
        case DType::QUInt16:
        case DType::QInt32:
            return true;  // made by TensorFlow's quantization ops only, none of which is here
        case DType::Resource:
        case DType::Variant:
            return true;  // handles are resolved before a run; only ops that make variants take them
        default:
            return false;
    }
}

/// Ops that TensorFlow differentiates and Weft does not, and why.
const std::map<std::string, std::string>& withoutGradient() {
    static const std::string gamma =
        "its gradient is an op (RandomGammaGrad) that is not in the op list";
    static const std::string reference =
        "a branch or loop of references updates variables; nothing differentiates through it";
    static const std::map<std::string, std::string> reasons = {
        {"RandomGamma", gamma},
        {"StatelessRandomGammaV2", gamma},
        {"StatelessParameterizedTruncatedNormal",
         "its gradient is defined through TensorFlow Probability's functions, not by ops"},
        {"RefIdentity", reference},
        {"RefSwitch", reference},
        {"RefMerge", reference},
        {"RefEnter", reference},
        {"RefExit", reference},
        {"RefNextIteration", reference},
        {"LoopCond", "its input is bool"},
    };
    return reasons;
}

/// True when some CPU kernel takes these types, `chosen` of all that `types` names.
bool hasKernel(const std::string& op, const std::map<std::string, DType>& chosen) {
    const auto kernels = KernelRegistry::global().of(op);
    return std::ranges::any_of(kernels, [&](const KernelDef* kernel) {
        return kernel->deviceType == "CPU" &&
               std::ranges::all_of(kernel->types, [&](const auto& constraint) {
                   const auto found = chosen.find(constraint.first);
                   return found == chosen.end() ||
                          std::ranges::count(constraint.second, found->second) != 0;
               });
    });
}

/// Calls f for each choice of one value an attribute, those that the op's declaration allows.
void forEachChoice(const OpDef& op, const Types& types, auto f) {
    std::vector<std::map<std::string, DType>> choices{{}};
    for (const auto& [name, values] : types) {
        const AttrDef* attr = op.attr(name);
        if (attr == nullptr) { continue; }
        std::vector<std::map<std::string, DType>> longer;
        for (const DType type : values) {
            const bool isAllowed =
                attr->allowedTypes.empty() || std::ranges::count(attr->allowedTypes, type) != 0;
            if (!isAllowed || isExempt(type)) { continue; }
            for (auto choice : choices) {
                choice[name] = type;
                longer.push_back(std::move(choice));
            }
        }
        choices = std::move(longer);
    }
    std::ranges::for_each(choices, f);
}

void addRows() {
    QTest::addColumn<QString>("name");
    for (const OpDef* op : OpRegistry::global().all()) {
        if (op->name.starts_with("_Weft")) { continue; }
        QTest::newRow(op->name.c_str()) << QString::fromStdString(op->name);
    }
}

}  // namespace

class TstOpKernels : public QObject {
    Q_OBJECT

private slots:
    void theListIsThere();
    void takesTensorFlowsTypes_data() { addRows(); }
    void takesTensorFlowsTypes();
    void hasTensorFlowsGradient_data() { addRows(); }
    void hasTensorFlowsGradient();
    void exemptionsAreOfUse();
};

void TstOpKernels::theListIsThere() {
    std::size_t pairs = 0;
    for (const auto& [name, known] : knownOps()) {
        const OpDef* op = OpRegistry::global().find(name);
        if (op == nullptr) { continue; }
        for (const Types& types : known.kernels) {
            forEachChoice(*op, types, [&pairs](const auto& /*choice*/) { ++pairs; });
        }
    }
    qInfo("%zu ops, %zu combinations of op and dtypes", knownOps().size(), pairs);
    QVERIFY(pairs > 4000);
}

void TstOpKernels::takesTensorFlowsTypes() {
    QFETCH(QString, name);
    const auto known = knownOps().find(name.toStdString());
    if (known == knownOps().end()) { return; }  // NoOp: TensorFlow's is for any device
    const OpDef& op = *OpRegistry::global().find(name.toStdString());
    QStringList missing;
    for (const Types& types : known->second.kernels) {
        forEachChoice(op, types, [&](const std::map<std::string, DType>& choice) {
            if (hasKernel(op.name, choice)) { return; }
            QString text;
            for (const auto& [attr, type] : choice) {
                text += QString::fromStdString(concat(attr, "=", type, " "));
            }
            missing << text;
        });
    }
    QVERIFY2(missing.isEmpty(), qPrintable("no kernel for " + missing.join(", ")));
}

void TstOpKernels::hasTensorFlowsGradient() {
    QFETCH(QString, name);
    const auto known = knownOps().find(name.toStdString());
    if (known == knownOps().end() || !known->second.hasGradient) { return; }
    if (withoutGradient().contains(name.toStdString())) { return; }
    QVERIFY(OpRegistry::global().find(name.toStdString())->gradient != nullptr);
}

void TstOpKernels::exemptionsAreOfUse() {
    for (const auto& [name, reason] : withoutGradient()) {
        const OpDef* op = OpRegistry::global().find(name);
        QVERIFY2(op != nullptr && op->gradient == nullptr, name.c_str());
        QVERIFY2(!op->noGradientReason.empty(), name.c_str());
    }
}

namespace {
const Registered<TstOpKernels> registered;
}  // namespace

}  // namespace weft::test

#include "tst_op_kernels.moc"
