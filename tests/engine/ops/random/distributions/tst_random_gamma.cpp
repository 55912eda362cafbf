// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/engine/ops/random/random_runs.h"
#include "tests/support/close_to.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Known answers: TensorFlow 2.21.
class TstRandomGamma : public QObject {
    Q_OBJECT

private slots:
    void rejectsBadInputs() {
        QCOMPARE(expectFailure("RandomGamma", {"int32 [-1]", "float 1"}, "negative", seeded(1, 2)),
                 "");
        QCOMPARE(expectFailure("StatelessRandomGammaV2",
                               {"int32 [2,2]", "int64 [1,2]", "float [1,2,3]"}, "must end"),
                 "");
        QCOMPARE(expectFailure("StatelessRandomGammaV2",
                               {"int32 []", "int64 [1,2]", "float [1,2,3]"}, "must end"),
                 "");
    }
    void givesTensorFlowsNumbers() {
        const auto session =
            randomSession("RandomGamma", {"int32 [2]", "float [0.5,1,4]"}, seeded(7, 8));
        QCOMPARE_CLOSE(
            runOnce(*session, "a:0"),
            "float32[2,3]: 0.014183069 0.64136904 0.9414847 0.5560196 1.1516134 3.644853");
        QCOMPARE_CLOSE(
            runOnce(*session, "a:0"),
            "float32[2,3]: 0.0005618860 0.35878739 2.7864535 0.35717365 1.9515792 4.9157715");
        QCOMPARE_CLOSE(
            runOp("StatelessRandomGammaV2", {"int32 [2,3]", "int64 [1,2]", "float [0.5,1,4]"}),
            "float32[2,3]: 0.066953614 2.2487352 4.520267 0.62823546 1.8935091 3.4091506");
    }
    void anAlphaNotAboveZeroGivesNaN() {
        QCOMPARE_CLOSE(runOp("RandomGamma", {"int32 [1]", "double [0,-1,nan]"}, seeded(1, 2)),
                       "float64[1,3]: nan nan nan");
    }
    void emptyParametersGiveEmptyOutputs() {
        QCOMPARE_CLOSE(runOp("RandomGamma", {"int32 [2]", "float zeros [0]"}, seeded(1, 2)),
                       "float32[2,0]:");
        QCOMPARE_CLOSE(
            runOp("StatelessRandomGammaV2", {"int32 [2,0]", "int64 [1,2]", "half zeros [0]"}),
            "float16[2,0]:");
    }
    void knowsTheShape() {
        QCOMPARE(inferOp("RandomGamma", {"= int32 [2]", "float [?,3]"}, seeded(1, 2)), "[2,?,3]");
    }
};

namespace {
const Registered<TstRandomGamma> registered;
}

}  // namespace weft::test

#include "tst_random_gamma.moc"
