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

class TstSoftplus : public QObject {
    Q_OBJECT

private slots:
    void rejectsGradientsOfAnotherShape() {
        QCOMPARE(expectFailure("SoftplusGrad", {"float [1,2,3]", "float [1,2]"}, "["), "");
        QCOMPARE(expectFailure("SoftsignGrad", {"float [1,2,3]", "float [1,2]"}, "["), "");
    }
    void neverOverflows() {
        QCOMPARE_CLOSE(runOp("Softplus", {"float [-inf,-100,0,1,100,1e30,inf,nan]"}),
                       "float32[8]: 0 3.783506e-44 0.6931472 1.3132616 100 1e30 inf nan");
        QCOMPARE_CLOSE(runOp("Softsign", {"double [-3,0,1]"}), "float64[3]: -0.75 0 0.5");
        QCOMPARE_CLOSE(runOp("SoftplusGrad", {"float [1,1,2]", "float [-1000,0,1000]"}),
                       "float32[3]: 0 0.5 2");
        QCOMPARE_CLOSE(runOp("SoftsignGrad", {"float [1,2]", "float [1,-1]"}),
                       "float32[2]: 0.25 0.5");
    }
    void gradientsMatchFiniteDifferences() {
        const std::string x = "double [-2,-0.5,0.5,3]";
        QVERIFY(gradientErrorOf("Softplus", {x}) < kGradientError);
        QVERIFY(gradientErrorOf("Softsign", {x}) < kGradientError);
        for (int by = 0; by < 2; ++by) {
            QVERIFY(gradientErrorOf("SoftplusGrad", {"double [1,2,3,4]", x}, {}, by) <
                    kGradientError);
        }
    }
};

namespace {
const Registered<TstSoftplus> registered;
}

}  // namespace weft::test

#include "tst_softplus.moc"
