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

class TstSoftmax : public QObject {
    Q_OBJECT

private slots:
    void rejectsScalar() {
        QCOMPARE(expectFailure("Softmax", {"float 1"}, "rank"), "");
        QCOMPARE(expectFailure("LogSoftmax", {"float 1"}, "rank"), "");
    }
    void rowsSumToOne() {
        QCOMPARE_CLOSE(runOp("Softmax", {"float [[1,2,3],[0,0,0]]"}),
                       "float32[2,3]: 0.09003057 0.24472848 0.66524094 0.33333334 0.33333334 "
                       "0.33333334");
        QCOMPARE_CLOSE(runOp("LogSoftmax", {"double [1,2,3]"}),
                       "float64[3]: -2.4076059644443806 -1.4076059644443804 -0.4076059644443804");
        QCOMPARE_CLOSE(runOp("Softmax", {"half [[1,1]]"}), "float16[1,2]: 0.5 0.5");
        QCOMPARE_CLOSE(runOp("Softmax", {"float zeros [2,0]"}), "float32[2,0]:");
    }
    void everyWidthGivesTheSameAsOneByOne() {
        // Equal logits in rows of 1 to 40: each probability is 1 / n.
        for (int n = 1; n <= 40; ++n) {
            std::string in = "float [";
            std::string out = concat("float32[", n, "]:");
            for (int i = 0; i < n; ++i) {
                in += i > 0 ? ",5" : "5";
                out += concat(" ", 1.0F / static_cast<float>(n));
            }
            QCOMPARE_CLOSE(runOp("Softmax", {in + "]"}), out);
        }
    }
    void largeLogitsDoNotOverflow() {
        QCOMPARE_CLOSE(runOp("Softmax", {"float [3e38,3e38]"}), "float32[2]: 0.5 0.5");
        QCOMPARE_CLOSE(runOp("LogSoftmax", {"float [1000,0]"}), "float32[2]: 0 -1000");
        QCOMPARE_CLOSE(runOp("Softmax", {"float [-inf,1,1]"}), "float32[3]: 0 0.5 0.5");
    }
    void badRowsGiveNan() {
        QCOMPARE_CLOSE(runOp("Softmax", {"float [[nan,1],[inf,1],[-inf,-inf],[0,0]]"}),
                       "float32[4,2]: nan nan nan nan nan nan 0.5 0.5");
        QCOMPARE_CLOSE(runOp("LogSoftmax", {"float [[1,nan],[1,inf]]"}),
                       "float32[2,2]: nan nan nan nan");
    }
    void gradientsMatchFiniteDifferences() {
        QVERIFY(gradientErrorOf("Softmax", {"double [[1,-2,0.5],[0,3,1]]"}) < kGradientError);
        QVERIFY(gradientErrorOf("LogSoftmax", {"double [[1,-2,0.5],[0,3,1]]"}) < kGradientError);
    }
};

namespace {
const Registered<TstSoftmax> registered;
}

}  // namespace weft::test

#include "tst_softmax.moc"
