// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

namespace {

constexpr double kFloatError = 1e-2;
const std::string kX = "float [[[[1,2]],[[3,5]]],[[[4,-1]],[[0,2]]]]";
const std::string kDy = "float [[[[1,0]],[[2,1]]],[[[0,3]],[[1,1]]]]";

}  // namespace

/// "FusedBatchNormGrad", "FusedBatchNormGradV2", "FusedBatchNormGradV3".
class TstFusedBatchNormGrad : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        const std::string two = "float [1,1]";
        for (const char* op : {"FusedBatchNormGrad", "FusedBatchNormGradV2"}) {
            FAILS_OP(op, {"float [1]", kX, two, two, two}, "rank");
            FAILS_OP(op, {kDy, "float zeros [1,1,1,2]", two, two, two}, "");
            FAILS_OP(op, {kDy, kX, "float [1]", two, two}, "");
            FAILS_OP(op, {kDy, kX, two, two, "float [1,2,3]"}, "");
        }
        FAILS_OP("FusedBatchNormGradV3", {kDy, kX, two, "float [1]", two, "float 0"}, "");
    }
    void givesWhatFormulasSay() {
        // Statistics 0 and 1 - epsilon: r = 1, xhat = x.
        const AttrMap attrs{{"is_training", false}, {"epsilon", 0.0F}};
        QCOMPARE_CLOSE(
            runOp("FusedBatchNormGrad", {kDy, kX, "float [1,2]", "float [0,0]", "float [1,1]"},
                  attrs),
            "float32[2,2,1,2]: 1 0 2 2 0 6 1 2; float32[2]: 7 4; float32[2]: 4 5; float32[0]:; "
            "float32[0]:");
    }
    void secondDerivativesMatchFiniteDifferences() {
        // The statistics are those of x.
        const std::vector<std::string> inputs{kDy, kX, "float [1,2]", "float [2,2]",
                                              "float [2.5,4.5]"};
        std::vector<std::string> withReserve = inputs;
        withReserve.emplace_back("float 0");
        for (const int by : {0, 2}) {
            QVERIFY(gradientErrorOf("FusedBatchNormGrad", inputs, {}, by) < kFloatError);
            QVERIFY(gradientErrorOf("FusedBatchNormGradV2", inputs, {}, by) < kFloatError);
            QVERIFY(gradientErrorOf("FusedBatchNormGradV3", withReserve, {}, by) < kFloatError);
            QVERIFY(gradientErrorOf("FusedBatchNormGrad", inputs, {{"is_training", false}}, by) <
                    kFloatError);
        }
    }
};

namespace {
const Registered<TstFusedBatchNormGrad> registered;
}  // namespace

}  // namespace weft::test

#include "tst_fused_batch_norm_grad.moc"
