// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// MatrixInverse.
class TstInverse : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatHasNone();
    void inverts();
    void gradientsAgree();
};

void TstInverse::refusesWhatHasNone() {
    FAILS_OP("MatrixInverse", {"float zeros [2,3]"}, "must be square");
    FAILS_OP("MatrixInverse", {"float zeros [2,2]"}, "Input is not invertible");
    FAILS_OP("MatrixInverse", {"double [[[1,0],[0,1]],[[nan,2],[2,4]]]"}, "got matrix 1");
}

void TstInverse::inverts() {
    COMPARE_OP("float64[2,2]: 0.5 0 0 0.25", "MatrixInverse", {"double [[2,0],[0,4]]"});
    COMPARE_OP("float32[2,2]: 0 1 0.5 0", "MatrixInverse", {"float [[0,2],[1,0]]"});
    COMPARE_OP("float32[2,2]: 0 0.5 1 0", "MatrixInverse", {"float [[0,2],[1,0]]"},
               {{"adjoint", true}});
    COMPARE_OP("float16[1,1]: 0.5", "MatrixInverse", {"half [[2]]"});
    COMPARE_OP("complex64[1,1]: (0+1j)", "MatrixInverse", {"complex64 [[1j]]"},
               {{"adjoint", true}});
    COMPARE_OP("float32[3,0,0]:", "MatrixInverse", {"float zeros [3,0,0]"});
}

void TstInverse::gradientsAgree() {
    for (const bool adjoint : {false, true}) {
        GRADIENT_AGREES("MatrixInverse", {"double [[[1,2],[3,4]],[[2,1],[0.5,3]]]"},
                        {{"adjoint", adjoint}});
    }
}

namespace {
const Registered<TstInverse> registered;
}  // namespace

}  // namespace weft::test

#include "tst_inverse.moc"
