// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Neg, Abs, Sign, Square, Sqrt, Rsqrt, Reciprocal, and gradient ops.
class TstUnaryArithmetic : public QObject {
    Q_OBJECT

private slots:
    void gradientOpsRefuseDifferentShapes();
    void specialValues();
    void smallestIntegerStays();
    void computesEachType();
    void manyElementsAgreeWithFew();
    void gradientsAgree();
    void secondOrderGradientsAgree();
    void takesComplexNumbers();
    void gradientOfZeroStaysZero();
};

void TstUnaryArithmetic::gradientOpsRefuseDifferentShapes() {
    FAILS_OP("SqrtGrad", {"float [1,2]", "float [1,2,3]"}, "same shape");
}

void TstUnaryArithmetic::specialValues() {
    COMPARE_OP("float32[3]: inf -inf nan", "Rsqrt", {"float [0,-0.0,-1]"});
    COMPARE_OP("float32[2]: inf -inf", "Reciprocal", {"float [0,-0.0]"});
    COMPARE_OP("float32[5]: 1 -1 0 0 nan", "Sign", {"float [inf,-inf,0,-0.0,nan]"});
    COMPARE_OP("float32[2]: nan -0", "Sqrt", {"float [-1,-0.0]"});
}

void TstUnaryArithmetic::smallestIntegerStays() {
    COMPARE_OP("int32[2]: -2147483648 5", "Abs", {"int32 [-2147483648,-5]"});
    COMPARE_OP("int64[1]: -9223372036854775808", "Neg", {"int64 [-9223372036854775808]"});
    COMPARE_OP("int8[1]: -128", "Neg", {"int8 [-128]"});
}

void TstUnaryArithmetic::computesEachType() {
    COMPARE_OP("float64[3]: 4 0 9", "Square", {"double [2,0,-3]"});
    COMPARE_OP("uint16[1]: 4", "Square", {"uint16 [2]"});
    COMPARE_OP("int16[2]: 1 -1", "Sign", {"int16 [7,-9]"});
    COMPARE_OP("float16[2]: 2 0.5", "Reciprocal", {"half [0.5,2]"});
    COMPARE_OP("float32[2]: 0.5 2", "Inv", {"float [2,0.5]"});
    COMPARE_OP("bfloat16[1]: 3", "Sqrt", {"bfloat16 [9]"});
    COMPARE_OP("float32[0]:", "Neg", {"float zeros [0]"});
}

void TstUnaryArithmetic::manyElementsAgreeWithFew() {
    std::string many = "float [";
    std::string want = "float32[67]:";
    for (int i = 0; i < 67; ++i) {
        many += (i == 0 ? "" : ",") + std::to_string(i);
        want += " " + std::to_string(i * i);
    }
    QCOMPARE(runOp("Square", {many + "]"}), want);
}

void TstUnaryArithmetic::gradientsAgree() {
    GRADIENT_AGREES("Neg", {"double [0.3,1.7,2.5]"}, {}, 0);
    GRADIENT_AGREES("Abs", {"double [0.3,1.7,2.5]"}, {}, 0);
    GRADIENT_AGREES("Square", {"double [0.3,1.7,2.5]"}, {}, 0);
    GRADIENT_AGREES("Sqrt", {"double [0.3,1.7,2.5]"}, {}, 0);
    GRADIENT_AGREES("Rsqrt", {"double [0.3,1.7,2.5]"}, {}, 0);
    GRADIENT_AGREES("Reciprocal", {"double [0.3,1.7,2.5]"}, {}, 0);
    GRADIENT_AGREES("Inv", {"double [0.3,1.7,2.5]"}, {}, 0);
    GRADIENT_AGREES("Sign", {"double [0.3,-1.7]"}, {}, 0);
}

void TstUnaryArithmetic::secondOrderGradientsAgree() {
    GRADIENT_AGREES("SqrtGrad", {"double [0.3,1.7,2.5]", "double [0.5,-1,2]"}, {}, 0);
    GRADIENT_AGREES("SqrtGrad", {"double [0.3,1.7,2.5]", "double [0.5,-1,2]"}, {}, 1);
    GRADIENT_AGREES("RsqrtGrad", {"double [0.3,1.7,2.5]", "double [0.5,-1,2]"}, {}, 0);
    GRADIENT_AGREES("RsqrtGrad", {"double [0.3,1.7,2.5]", "double [0.5,-1,2]"}, {}, 1);
    GRADIENT_AGREES("ReciprocalGrad", {"double [0.3,1.7,2.5]", "double [0.5,-1,2]"}, {}, 0);
    GRADIENT_AGREES("ReciprocalGrad", {"double [0.3,1.7,2.5]", "double [0.5,-1,2]"}, {}, 1);
    GRADIENT_AGREES("InvGrad", {"double [0.3,1.7,2.5]", "double [0.5,-1,2]"}, {}, 0);
    GRADIENT_AGREES("InvGrad", {"double [0.3,1.7,2.5]", "double [0.5,-1,2]"}, {}, 1);
}

void TstUnaryArithmetic::takesComplexNumbers() {
    COMPARE_OP("complex64[2]: (0.6+0.8j) (0+0j)", "Sign", {"complex64 [3+4j,0]"});
    COMPARE_OP("complex64[1]: (-3+4j)", "Square", {"complex64 [1+2j]"});
    COMPARE_OP("complex128[1]: (0+1j)", "Sqrt", {"complex128 [-1]"});
    COMPARE_OP("complex64[1]: (0-1j)", "Reciprocal", {"complex64 [1j]"});
    // Gradient ops take the conjugate of the output.
    COMPARE_OP("complex64[1]: (1+0j)", "ReciprocalGrad", {"complex64 [1j]", "complex64 [1]"});
}

void TstUnaryArithmetic::gradientOfZeroStaysZero() {
    for (const char* op : {"SqrtGrad", "RsqrtGrad", "ReciprocalGrad", "InvGrad"}) {
        COMPARE_OP("float32[4]: 0 0 0 0", op, {"float [0,inf,nan,1e30]", "float [0,0,0,0]"});
        COMPARE_OP("float64[2]: 0 0", op, {"double [inf,nan]", "double [0,-0.0]"});
        COMPARE_OP("complex64[2]: (0+0j) (0+0j)", op, {"complex64 [inf,nan]", "complex64 [0,0]"});
    }
}

namespace {
const Registered<TstUnaryArithmetic> registered;
}  // namespace

}  // namespace weft::test

#include "tst_unary_arithmetic.moc"
