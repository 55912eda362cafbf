// SPDX-License-Identifier: Apache-2.0
/// @file
/// Each op that has a gradient has a row in a table here, or a reason why not.

#include <QTest>
#include <map>
#include <set>

#include "engine/base/strings.h"
#include "engine/graph/op_registry.h"
#include "tests/engine/ops/gradients/gradient_case.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

const std::vector<GradientCase>& allCases() {
    static const std::vector<GradientCase> cases = [] {
        std::vector<GradientCase> all;
        for (const auto& table : {pointwiseCases(), binaryCases(), arrayCases(), indexCases(),
                                  reductionCases(), linalgCases(), windowCases(), nnCases()}) {
            all.insert(all.end(), table.begin(), table.end());
        }
        return all;
    }();
    return cases;
}

/// Differentiable ops without a row, and why.
const std::map<std::string, std::string>& exempt() {
    static const std::string variables =
        "its first input is a handle: tst_gather, tst_read_variable";
    static const std::string batchNorm =
        "its reserves depend on x, which differences do not see: second order of FusedBatchNorm";
    static const std::string rounding =
        "differences see steps, the gradient passes straight through: tst_quantize_and_dequantize";
    static const std::string flow = "it makes no sense alone: tests of the control folder";
    static const std::string functions =
        "laid out before gradients are built: tst_function_inliner";
    static const std::string lists = "it needs a list of its run: recorded cases of the flow suite";
    static const std::string values =
        "its list is no number to differ by: tests of the list folder";
    static const std::map<std::string, std::string> reasons = {
        {"ArgMax", "its values are whole numbers; the gradient says unconnected"},
        {"ArgMin", "its values are whole numbers; the gradient says unconnected"},
        {"ReadVariableOp", variables},
        {"ResourceGather", variables},
        {"ResourceGatherNd", variables},
        {"PreventGradient", "it refuses: tst_stop_gradient"},
        {"TopK", "no kernel computes the old op, in TensorFlow neither"},
        {"MaxPool3DGrad", "one input must be MaxPool3D of another: second order of MaxPool3D"},
        {"FusedBatchNormGrad", batchNorm},
        {"FusedBatchNormGradV2", batchNorm},
        {"FusedBatchNormGradV3", batchNorm},
        {"QuantizeAndDequantizeV2", rounding},
        {"QuantizeAndDequantizeV3", rounding},
        {"Switch", flow},
        {"Merge", flow},
        {"Enter", flow},
        {"Exit", flow},
        {"NextIteration", flow},
        {"Print", "it writes to the terminal; what it passes on is Identity's"},
        {"_Arg", functions},
        {"_Retval", functions},
        {"PartitionedCall", functions},
        {"StatefulPartitionedCall", functions},
        {"RemoteCall", functions},
        {"If", functions},
        {"StatelessIf", functions},
        {"Case", functions},
        {"StatelessCase", functions},
        {"While", functions},
        {"StatelessWhile", functions},
        {"For", functions},
        {"SymbolicGradient", functions},
        {"TensorArrayReadV3", lists},
        {"TensorArrayWriteV3", lists},
        {"TensorArrayGatherV3", lists},
        {"TensorArrayScatterV3", lists},
        {"TensorArrayConcatV3", lists},
        {"TensorArraySplitV3", lists},
        {"OptionalFromValue", values},
        {"OptionalGetValue", values},
        {"TensorListConcatV2", values},
        {"TensorListFromTensor", values},
        {"TensorListGather", values},
        {"TensorListGetItem", values},
        {"TensorListPopBack", values},
        {"TensorListPushBack", values},
        {"TensorListResize", values},
        {"TensorListScatterIntoExistingList", values},
        {"TensorListScatterV2", values},
        {"TensorListSetItem", values},
        {"TensorListSplit", values},
        {"TensorListStack", values},
    };
    return reasons;
}

}  // namespace

class TstGradientTable : public QObject {
    Q_OBJECT

private slots:
    void everyDifferentiableOpHasARow();
    void agreesWithFiniteDifferences_data();
    void agreesWithFiniteDifferences();
    void findsAWrongGradient();
};

void TstGradientTable::everyDifferentiableOpHasARow() {
    std::set<std::string> named;
    for (const GradientCase& row : allCases()) { named.insert(row.op); }
    QStringList missing;
    for (const OpDef* op : OpRegistry::global().all()) {
        if (!op->gradient || named.contains(op->name)) { continue; }
        if (!exempt().contains(op->name)) { missing << QString::fromStdString(op->name); }
    }
    QVERIFY2(missing.isEmpty(), qPrintable("no row for " + missing.join(", ")));
    for (const auto& [name, reason] : exempt()) {
        const OpDef* op = OpRegistry::global().find(name);
        QVERIFY2(op != nullptr && op->gradient, qPrintable(QString::fromStdString(name)));
        QVERIFY2(!named.contains(name), "it has a row and is exempt");
    }
    qInfo("%zu rows over %zu ops", allCases().size(), named.size());
}

void TstGradientTable::agreesWithFiniteDifferences_data() {
    QTest::addColumn<int>("index");
    int index = 0;
    for (const GradientCase& row : allCases()) {
        QTest::newRow(concat(row.op, " ", join(row.inputs, " "), " #", index).c_str()) << index;
        ++index;
    }
}

void TstGradientTable::agreesWithFiniteDifferences() {
    QFETCH(int, index);
    const std::string wrong = checkGradients(allCases()[static_cast<std::size_t>(index)]);
    QVERIFY2(wrong.empty(), wrong.c_str());
}

void TstGradientTable::findsAWrongGradient() {
    // Rounding has no gradient, which a row must say.
    QVERIFY(!checkGradients({"Floor", {"any [3]"}}).empty());
    QVERIFY(!checkGradients({"Identity", {"any [3]"}, {}, {0}, {0}}).empty());
    // The gradient passes straight through what rounds, and differences see steps.
    const AttrMap range{{"range_given", true}};
    QVERIFY(
        !checkGradients({"QuantizeAndDequantizeV2", {"any [3]", "double -2", "double 2"}, range})
             .empty());
}

namespace {
const Registered<TstGradientTable> registered;
}  // namespace

}  // namespace weft::test

#include "tst_gradient_table.moc"
