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

class TstRelu : public QObject {
    Q_OBJECT

private slots:
    void rejectsGradientsOfAnotherShape() {
        for (const char* op : {"ReluGrad", "Relu6Grad", "LeakyReluGrad"}) {
            QCOMPARE(expectFailure(op, {"float [1,2,3]", "float [1,2]"}, "["), "");
        }
    }
    void clipsAtZero() {
        QCOMPARE_CLOSE(runOp("Relu", {"float [-inf,-1,-0.0,0,2,inf,nan]"}),
                       "float32[7]: 0 0 0 0 2 inf nan");
        QCOMPARE_CLOSE(runOp("Relu", {"int32 [[-3,3]]"}), "int32[1,2]: 0 3");
        QCOMPARE_CLOSE(runOp("Relu", {"half [-3,3]"}), "float16[2]: 0 3");
        QCOMPARE_CLOSE(runOp("Relu6", {"double [-1,3,7]"}), "float64[3]: 0 3 6");
        QCOMPARE_CLOSE(runOp("LeakyRelu", {"float [-2,3]"}, {{"alpha", 0.5F}}), "float32[2]: -1 3");
    }
    void takesEveryNumber() {
        for (const char* type : {"int8", "int16", "int32", "int64"}) {
            const std::string x = concat(type, " [-3,0,7]");
            QCOMPARE(runOp("Relu", {x}), concat(type, "[3]: 0 0 7"));
            QCOMPARE(runOp("Relu6", {x}), concat(type, "[3]: 0 0 6"));
            QCOMPARE(runOp("ReluGrad", {x, x}), concat(type, "[3]: 0 0 7"));
            QCOMPARE(runOp("Relu6Grad", {x, x}), concat(type, "[3]: 0 0 0"));
        }
        for (const char* type : {"uint8", "uint16", "uint32", "uint64"}) {
            const std::string x = concat(type, " [0,3,200]");
            QCOMPARE(runOp("Relu", {x}), concat(type, "[3]: 0 3 200"));
            QCOMPARE(runOp("Relu6", {x}), concat(type, "[3]: 0 3 6"));
            QCOMPARE(runOp("ReluGrad", {x, x}), concat(type, "[3]: 0 3 200"));
            QCOMPARE(runOp("Relu6Grad", {x, x}), concat(type, "[3]: 0 3 0"));
        }
    }
    void treatsEveryElementAlike() {
        // One more than whole vectors of any instruction set.
        std::string in = "float [";
        std::string out = "float32[67]:";
        for (int i = 0; i < 67; ++i) {
            in += concat(i > 0 ? "," : "", i - 30);
            out += concat(" ", i < 30 ? 0 : i - 30);
        }
        QCOMPARE_CLOSE(runOp("Relu", {in + "]"}), out);
    }
    void gradientPassesWherePositive() {
        QCOMPARE_CLOSE(runOp("ReluGrad", {"float [1,2,3]", "float [-1,0,5]"}), "float32[3]: 0 0 3");
        QCOMPARE_CLOSE(runOp("Relu6Grad", {"float [1,2,3]", "float [-1,6,5]"}),
                       "float32[3]: 0 0 3");
        QCOMPARE_CLOSE(runOp("LeakyReluGrad", {"float [1,2]", "float [-1,5]"}, {{"alpha", 0.25F}}),
                       "float32[2]: 0.25 2");
    }
    void gradientDoesNotHideNan() {
        QCOMPARE_CLOSE(runOp("ReluGrad", {"float [nan,1]", "float [-1,nan]"}), "float32[2]: nan 0");
    }
    void gradientsMatchFiniteDifferences() {
        const std::string x = "double [-2,-0.5,0.5,3,7]";
        for (const char* op : {"Relu", "Relu6", "LeakyRelu"}) {
            QVERIFY2(gradientErrorOf(op, {x}) < kGradientError, op);
        }
        for (const char* op : {"ReluGrad", "Relu6Grad", "LeakyReluGrad"}) {
            QVERIFY2(gradientErrorOf(op, {"double [1,2,3,4,5]", x}) < kGradientError, op);
        }
    }
};

namespace {
const Registered<TstRelu> registered;
}

}  // namespace weft::test

#include "tst_relu.moc"
