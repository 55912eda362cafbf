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

class TstElu : public QObject {
    Q_OBJECT

private slots:
    void rejectsGradientsOfAnotherShape() {
        QCOMPARE(expectFailure("EluGrad", {"float [1,2,3]", "float [1,2]"}, "["), "");
        QCOMPARE(expectFailure("SeluGrad", {"float [1,2,3]", "float [1,2]"}, "["), "");
    }
    void bendsBelowZero() {
        QCOMPARE_CLOSE(runOp("Elu", {"float [-inf,-1,0,2,nan]"}),
                       "float32[5]: -1 -0.63212055 0 2 nan");
        QCOMPARE_CLOSE(runOp("Selu", {"double [-1,0,2]"}),
                       "float64[3]: -1.1113307378125625 0 2.101401974711071");
    }
    void keepsSmallNegativeValues() {
        QCOMPARE_CLOSE(runOp("Elu", {"double [-1e-12]"}), "float64[1]: -1e-12");
        QVERIFY(runOp("Elu", {"float [-1e-12]"}) != "float32[1]: 0");
    }
    void gradientIsAFunctionOfTheOutput() {
        QCOMPARE_CLOSE(runOp("EluGrad", {"float [1,2]", "float [-0.5,3]"}), "float32[2]: 0.5 2");
        QCOMPARE_CLOSE(runOp("SeluGrad", {"float [1,1]", "float [-1,3]"}),
                       "float32[2]: 0.75809934 1.050701");
    }
    void gradientsMatchFiniteDifferences() {
        const std::string x = "double [-2,-0.5,0.5,3]";
        const std::string y = "double [-0.9,-0.5,0.5,3]";
        QVERIFY(gradientErrorOf("Elu", {x}) < kGradientError);
        QVERIFY(gradientErrorOf("Selu", {x}) < kGradientError);
        for (int by = 0; by < 2; ++by) {
            QVERIFY(gradientErrorOf("EluGrad", {"double [1,2,3,4]", y}, {}, by) < kGradientError);
        }
        QVERIFY(gradientErrorOf("SeluGrad", {"double [1,2,3,4]", y}) < kGradientError);
    }
};

namespace {
const Registered<TstElu> registered;
}

}  // namespace weft::test

#include "tst_elu.moc"
