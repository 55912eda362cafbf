// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Exp, Log, Tanh, Sigmoid and relatives.
class TstUnaryExpLog : public QObject {
    Q_OBJECT

private slots:
    void specialValues();
    void computesEachType();
    void gradientOpsRefuseDifferentShapes();
    void gradientsAgree();
    void secondOrderGradientsAgree();
};

void TstUnaryExpLog::specialValues() {
    COMPARE_OP("float32[5]: inf 0 nan 1 inf", "Exp", {"float [inf,-inf,nan,0,89]"});
    COMPARE_OP("float64[4]: inf 0 nan 1", "Exp", {"double [inf,-inf,nan,0]"});
    COMPARE_OP("float32[5]: inf nan nan -inf -inf", "Log", {"float [inf,-inf,nan,0,-0.0]"});
    COMPARE_OP("float32[3]: -inf nan inf", "Log1p", {"float [-1,-2,inf]"});
    COMPARE_OP("float32[4]: 1 -1 nan -0", "Tanh", {"float [inf,-inf,nan,-0.0]"});
    COMPARE_OP("float32[4]: 1 0 nan 0.5", "Sigmoid", {"float [inf,-inf,nan,0]"});
    COMPARE_OP("float32[4]: inf -1 nan -0", "Expm1", {"float [inf,-inf,nan,-0.0]"});
    COMPARE_OP("float32[2]: 1 0", "Erf", {"float [inf,0]"});
}

void TstUnaryExpLog::computesEachType() {
    COMPARE_OP("float32[2]: 1 2.7182817", "Exp", {"float [0,1]"});
    COMPARE_OP("float64[1]: 1.64872127", "Exp", {"double [0.5]"});
    COMPARE_OP("float16[1]: 2.719", "Exp", {"half [1]"});
    COMPARE_OP("bfloat16[1]: 0.69", "Log", {"bfloat16 [2]"});
}

void TstUnaryExpLog::gradientOpsRefuseDifferentShapes() {
    FAILS_OP("TanhGrad", {"float [1,2]", "float [1,2,3]"}, "same shape");
}

void TstUnaryExpLog::gradientsAgree() {
    GRADIENT_AGREES("Exp", {"double [0.3,1.7,0.9]"}, {}, 0);
    GRADIENT_AGREES("Expm1", {"double [0.3,1.7,0.9]"}, {}, 0);
    GRADIENT_AGREES("Log", {"double [0.3,1.7,0.9]"}, {}, 0);
    GRADIENT_AGREES("Log1p", {"double [0.3,1.7,0.9]"}, {}, 0);
    GRADIENT_AGREES("Tanh", {"double [0.3,1.7,0.9]"}, {}, 0);
    GRADIENT_AGREES("Sigmoid", {"double [0.3,1.7,0.9]"}, {}, 0);
    GRADIENT_AGREES("Erf", {"double [0.3,1.7,0.9]"}, {}, 0);
    GRADIENT_AGREES("Erfc", {"double [0.3,1.7,0.9]"}, {}, 0);
}

void TstUnaryExpLog::secondOrderGradientsAgree() {
    GRADIENT_AGREES("TanhGrad", {"double [0.3,0.7,0.5]", "double [0.5,-1,2]"}, {}, 0);
    GRADIENT_AGREES("TanhGrad", {"double [0.3,0.7,0.5]", "double [0.5,-1,2]"}, {}, 1);
    GRADIENT_AGREES("SigmoidGrad", {"double [0.3,0.7,0.5]", "double [0.5,-1,2]"}, {}, 0);
    GRADIENT_AGREES("SigmoidGrad", {"double [0.3,0.7,0.5]", "double [0.5,-1,2]"}, {}, 1);
}

namespace {
const Registered<TstUnaryExpLog> registered;
}  // namespace

}  // namespace weft::test

#include "tst_unary_exp_log.moc"
