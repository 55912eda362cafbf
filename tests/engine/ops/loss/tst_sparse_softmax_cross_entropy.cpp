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

class TstSparseSoftmaxCrossEntropy : public QObject {
    Q_OBJECT
    const std::string m_op = "SparseSoftmaxCrossEntropyWithLogits";

private slots:
    void rejectsLabelsOutOfRange() {
        QCOMPARE(expectFailure(m_op, {"float [[1,2,3],[1,2,3]]", "int32 [0,7]"},
                               "Received a label value of 7 which is outside the valid range of "
                               "[0, 3). Label values: 0 7"),
                 "");
        QCOMPARE(expectFailure(m_op, {"float [[1,2,3]]", "int64 [-1]"}, "-1"), "");
    }
    void rejectsShapesThatDoNotFit() {
        QCOMPARE(expectFailure(m_op, {"float [1,2,3]", "int32 [1]"}, "rank"), "");
        QCOMPARE(expectFailure(m_op, {"float [[1,2,3]]", "int32 [[1]]"}, "rank"), "");
        QCOMPARE(expectFailure(m_op, {"float [[1,2,3]]", "int32 [1,1]"}, "first dimension"), "");
        QCOMPARE(expectFailure(m_op, {"float zeros [2,0]", "int32 [1,0]"}, "[2,0]"), "");
    }
    void givesLossAndItsGradient() {
        QCOMPARE_CLOSE(runOp(m_op, {"float [[1,2,3],[0,0,0]]", "int32 [2,0]"}),
                       "float32[2]: 0.40760595 1.0986123; float32[2,3]: 0.09003057 0.24472848 "
                       "-0.33475906 -0.6666667 0.33333334 0.33333334");
        QCOMPARE_CLOSE(runOp(m_op, {"half [[1,1]]", "int64 [1]"}),
                       "float16[1]: 0.6934; float16[1,2]: 0.5 -0.5");
        QCOMPARE_CLOSE(runOp(m_op, {"float zeros [0,3]", "int32 zeros [0]"}),
                       "float32[0]:; float32[0,3]:");
    }
    void boundsOfTheNumbers() {
        QCOMPARE_CLOSE(runOp(m_op, {"float [[1,2,-inf],[1,2,nan]]", "int32 [2,0]"}),
                       "float32[2]: inf nan; float32[2,3]: 0.26894143 0.7310586 -1 nan nan nan");
    }
    void gradientMatchesFiniteDifferences() {
        QVERIFY(gradientErrorOf(m_op, {"double [[1,-2,0.5],[0,3,1]]", "int32 [2,1]"}) <
                kGradientError);
    }
};

namespace {
const Registered<TstSparseSoftmaxCrossEntropy> registered;
}

}  // namespace weft::test

#include "tst_sparse_softmax_cross_entropy.moc"
