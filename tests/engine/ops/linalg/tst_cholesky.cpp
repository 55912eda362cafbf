// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Cholesky and CholeskyGrad.
class TstCholesky : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatIsNotSquare();
    void notPositiveDefiniteIsNan();
    void factorises();
    void gradientOfTheFactor();
    void gradientsAgree();
};

void TstCholesky::refusesWhatIsNotSquare() {
    FAILS_OP("Cholesky", {"float zeros [2,3]"}, "must be square");
    FAILS_OP("Cholesky", {"float [1,2]"}, "at least rank 2");
    FAILS_OP("CholeskyGrad", {"float zeros [2,3]", "float zeros [2,3]"}, "must be square");
}

void TstCholesky::notPositiveDefiniteIsNan() {
    COMPARE_OP("float64[1,1]: nan", "Cholesky", {"double [[-1]]"});
    COMPARE_OP("float64[2,2]: nan 0 nan nan", "Cholesky", {"double [[4,2],[2,-3]]"});
}

void TstCholesky::factorises() {
    COMPARE_OP("float64[2,2]: 2 0 1 2", "Cholesky", {"double [[4,99],[2,5]]"});
    COMPARE_OP("float32[2,1,1]: 2 3", "Cholesky", {"float [[[4]],[[9]]]"});
    COMPARE_OP("complex128[2,2]: (1+0j) (0+0j) (0+1j) (1+0j)", "Cholesky",
               {"complex128 [[1,-1j],[1j,2]]"});
    COMPARE_OP("float32[0,2,2]:", "Cholesky", {"float zeros [0,2,2]"});
    COMPARE_OP("float32[2,0,0]:", "Cholesky", {"float zeros [2,0,0]"});
    COMPARE_SHAPES("[?,3,3]", "Cholesky", {"float [?,?,3]"});
}

void TstCholesky::gradientOfTheFactor() {
    COMPARE_OP("float64[2,2]: 0.125 0.25 0.25 0.5", "CholeskyGrad",
               {"double [[2,0],[1,3]]", "double [[1,7],[2,3]]"});
}

void TstCholesky::gradientsAgree() {
    // Differences see the lower triangle alone, which the symmetric gradient shares with the upper
    // one: they can be compared where there is none. gradientOfTheFactor() has the others.
    const std::string factor = "double [[[4]],[[9]]]";
    GRADIENT_AGREES("Cholesky", {factor});
}

namespace {
const Registered<TstCholesky> registered;
}  // namespace

}  // namespace weft::test

#include "tst_cholesky.moc"
