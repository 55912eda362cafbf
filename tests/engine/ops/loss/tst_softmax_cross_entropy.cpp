// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/close_to.h"
#include "tests/support/op_runner.h"
#include "tests/support/test_main.h"

namespace weft::test {
namespace {

/// Largest relative error of a symbolic gradient against finite differences.
constexpr double kGradientError = 1e-5;

}  // namespace

class TstSoftmaxCrossEntropy : public QObject {
    Q_OBJECT
    const std::string m_op = "SoftmaxCrossEntropyWithLogits";

private slots:
    void rejectsWhatIsNoPairOfMatrices() {
        QCOMPARE(expectFailure(m_op, {"float [1,2]", "float [1,2]"}, "rank"), "");
        QCOMPARE(expectFailure(m_op, {"float [[1,2,3]]", "float [[1,2]]"}, "[1,3]"), "");
    }
    void givesLossAndItsGradient() {
        QCOMPARE_CLOSE(runOp(m_op, {"float [[1,2,3],[0,0,0]]", "float [[0,0,1],[1,0,0]]"}),
                       "float32[2]: 0.40760595 1.0986123; float32[2,3]: 0.09003057 0.24472848 "
                       "-0.33475906 -0.6666667 0.33333334 0.33333334");
        QCOMPARE_CLOSE(runOp(m_op, {"double [[1,1]]", "double [[0.25,0.75]]"}),
                       "float64[1]: 0.6931471805599453; float64[1,2]: 0.25 -0.25");
    }
    void broadcastsSizesOfOne() {
        QCOMPARE_CLOSE(runOp(m_op, {"float [[1,2,3],[2,2,2]]", "float [[0.5,0.5,0]]"}),
                       "float32[2]: 1.9076059 1.0986123; float32[2,3]: -0.40996942 -0.25527152 "
                       "0.66524094 -0.16666666 -0.16666666 0.33333334");
        QCOMPARE_CLOSE(runOp(m_op, {"float [[1,2,3],[2,2,2]]", "float [[0.5],[0.1]]"}),
                       "float32[2]: 2.111409 0.3295837; float32[2,3]: -0.40996942 -0.25527152 "
                       "0.16524094 0.23333335 0.23333335 0.23333335");
        // A vector is a row.
        QCOMPARE_CLOSE(runOp(m_op, {"float [[1,2,3],[2,2,2]]", "float [0.5,0.5,0]"}),
                       "float32[2]: 1.9076059 1.0986123; float32[2,3]: -0.40996942 -0.25527152 "
                       "0.66524094 -0.16666666 -0.16666666 0.33333334");
    }
    void boundsOfTheNumbers() {
        QCOMPARE_CLOSE(runOp(m_op, {"float [[1000,0]]", "float [[0,1]]"}),
                       "float32[1]: 1000; float32[1,2]: 1 -1");
        // 0 * inf, as TensorFlow has it.
        QCOMPARE_CLOSE(runOp(m_op, {"float [[1,2,-inf]]", "float [[0.5,0.5,0]]"}),
                       "float32[1]: nan; float32[1,3]: -0.23105857 0.2310586 0");
        QCOMPARE_CLOSE(runOp(m_op, {"float zeros [2,0]", "float zeros [2,0]"}),
                       "float32[2]: 0 0; float32[2,0]:");
    }
    void infersShapes() {
        QCOMPARE(inferOp(m_op, {"float [?,10]", "float [32,10]"}), "[32]; [32,10]");
    }
    void gradientsMatchFiniteDifferences() {
        const std::vector<std::string> inputs{"double [[1,-2,0.5],[0,3,1]]",
                                              "double [[0.25,0.25,0.5],[1,0,0]]"};
        for (int by = 0; by < 2; ++by) {
            QVERIFY(gradientErrorOf(m_op, inputs, {}, by) < kGradientError);
        }
    }
};

namespace {
const Registered<TstSoftmaxCrossEntropy> registered;
}

}  // namespace weft::test

#include "tst_softmax_cross_entropy.moc"
