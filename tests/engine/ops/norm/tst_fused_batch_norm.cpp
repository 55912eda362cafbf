// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

namespace {

/// Largest relative error of a symbolic gradient against finite differences in float.
constexpr double kFloatError = 1e-2;
const std::string kX = "float [[[[1,2]],[[3,5]]],[[[4,-1]],[[0,2]]]]";
const char* const kOps[] = {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"};

}  // namespace

/// "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3".
class TstFusedBatchNorm : public QObject {
    Q_OBJECT
    const AttrMap m_inference{{"is_training", false}, {"epsilon", 0.0F}};

private slots:
    void refusesWhatDoesNotFit() {
        const std::string two = "float [1,1]";
        const std::string none = "float zeros [0]";
        for (const char* op : kOps) {
            FAILS_OP(op, {"float [[1,2]]", two, two, none, none}, "rank");
            FAILS_OP(op, {kX, "float [1]", two, none, none}, "channels");
            FAILS_OP(op, {kX, two, "float [1,2,3]", none, none}, "channels");
            FAILS_OP(op, {kX, two, "float [[1,1]]", none, none}, "rank");
            FAILS_OP(op, {kX, two, two, none, two}, "channels", m_inference);
            FAILS_OP(op, {kX, two, two, none, none}, "channels",
                     {{"exponential_avg_factor", 0.5F}});
        }
    }
    void normalizesByTheBatch() {
        for (const char* op : kOps) {
            const std::string text =
                runOp(op, {kX, "float [1,2]", "float [0,10]", "float zeros [0]", "float zeros [0]"},
                      {{"epsilon", 0.0F}});
            // Means 2 and 2, variances 2.5 and 4.5, unbiased 10/3 and 6.
            QCOMPARE_CLOSE(
                text,
                std::string("float32[2,2,1,2]: -0.6324555 10 0.6324555 12.828427 1.264911 "
                            "7.171573 -1.264911 10; float32[2]: 2 2; float32[2]: 3.3333333 6; "
                            "float32[2]: 2 2; float32[2]: 2.5 4.5") +
                    (std::string(op).ends_with("V3") ? "; float32[]: 0" : ""));
        }
    }
    void averagesStatistics() {
        const std::string text = runOp(
            "FusedBatchNormV3", {kX, "float [1,1]", "float [0,0]", "float [4,4]", "float [1,1]"},
            {{"exponential_avg_factor", 0.5F}});
        QVERIFY(text.find("float32[2]: 3 3; float32[2]: 2.16") != std::string::npos);
    }
    void normalizesByGivenStatistics() {
        QCOMPARE_CLOSE(
            runOp("FusedBatchNormV3",
                  {"half [[[[1,2]]]]", "float [1,2]", "float [0,1]", "float [1,1]", "float [4,4]"},
                  m_inference),
            "float16[1,1,1,2]: 0 2; float32[2]: 1 1; float32[2]: 4 4; float32[2]: 1 1; "
            "float32[2]: 4 4; float32[]: 0");
    }
    void takesChannelsFirstAndVolumes() {
        AttrMap attrs = m_inference;
        attrs.set("data_format", std::string("NCHW"));
        const std::vector<std::string> rest{"float [1,2]", "float [0,1]", "float [1,1]",
                                            "float [4,4]"};
        const auto with = [&](const char* x) {
            std::vector<std::string> inputs{x};
            inputs.insert(inputs.end(), rest.begin(), rest.end());
            const std::string text = runOp("FusedBatchNormV3", inputs, attrs);
            return text.substr(0, text.find(';'));
        };
        QCOMPARE(with("float [[[[1,3]],[[2,1]]]]"), std::string("float32[1,2,1,2]: 0 1 2 1"));
        attrs.set("data_format", std::string("NDHWC"));
        QCOMPARE(with("float [[[[[1,2]]]]]"), std::string("float32[1,1,1,1,2]: 0 2"));
        attrs.set("data_format", std::string("NCDHW"));
        QCOMPARE(with("float [[[[[1,3]]],[[[2,1]]]]]"), std::string("float32[1,2,1,1,2]: 0 1 2 1"));
    }
    void aBatchOfNothingHasNoMean() {
        QCOMPARE(runOp("FusedBatchNorm", {"float zeros [0,2,2,1]", "float [1]", "float [0]",
                                          "float zeros [0]", "float zeros [0]"})
                     .substr(0, 47),
                 std::string("float32[0,2,2,1]:; float32[1]: nan; float32[1]:"));
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,2,?,3]; [3]; [3]; [3]; [3]; []", "FusedBatchNormV3",
                       {"float [?,2,?,?]", "float [3]", "float [?]", "float [?]", "float [?]"});
    }
    void gradientsMatchFiniteDifferences() {
        const std::vector<std::string> inputs{kX, "float [1,2]", "float [0,1]", "float [1,3]",
                                              "float [2,4]"};
        for (const char* op : kOps) {
            for (int by = 0; by < 3; ++by) {
                QVERIFY(gradientErrorOf(op, inputs, {}, by) < kFloatError);
                QVERIFY(gradientErrorOf(op, inputs, {{"is_training", false}}, by) < kFloatError);
            }
        }
        QVERIFY(gradientErrorOf("FusedBatchNormV3",
                                {"float [[[[1,2]],[[3,5]]],[[[4,-1]],[[0,2]]]]", "float [1,2]",
                                 "float [0,1]", "float [1,3]", "float [2,4]"},
                                {{"data_format", std::string("NCHW")}}) < kFloatError);
    }
};

namespace {
const Registered<TstFusedBatchNorm> registered;
}  // namespace

}  // namespace weft::test

#include "tst_fused_batch_norm.moc"
