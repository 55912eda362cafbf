// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// MatrixDeterminant and LogMatrixDeterminant.
class TstDeterminant : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatIsNotSquare();
    void determinants();
    void logarithms();
    void gradientsAgree();
};

void TstDeterminant::refusesWhatIsNotSquare() {
    for (const char* op : {"MatrixDeterminant", "LogMatrixDeterminant"}) {
        FAILS_OP(op, {"float zeros [2,3]"}, "must be square");
        FAILS_OP(op, {"float 1"}, "at least rank 2");
    }
}

void TstDeterminant::determinants() {
    COMPARE_OP("float64[2]: -2 6", "MatrixDeterminant", {"double [[[1,2],[3,4]],[[2,0],[0,3]]]"});
    COMPARE_OP("float32[2]: 1 1", "MatrixDeterminant", {"float zeros [2,0,0]"});
    COMPARE_OP("float64[]: nan", "MatrixDeterminant", {"double [[1,nan],[2,3]]"});
    COMPARE_OP("complex64[]: (-1+0j)", "MatrixDeterminant", {"complex64 [[1j,0],[0,1j]]"});
}

void TstDeterminant::logarithms() {
    COMPARE_OP("float64[]: -1; float64[]: 0.693147181", "LogMatrixDeterminant",
               {"double [[1,2],[3,4]]"});
    COMPARE_OP("float64[]: 0; float64[]: -inf", "LogMatrixDeterminant", {"double zeros [2,2]"});
    COMPARE_OP("float64[]: 1; float64[]: inf", "LogMatrixDeterminant", {"double [[inf,0],[0,3]]"});
    COMPARE_OP("float64[2]: 1 1; float64[2]: 0 0", "LogMatrixDeterminant",
               {"double zeros [2,0,0]"});
    COMPARE_SHAPES("[5]; [5]", "LogMatrixDeterminant", {"float [5,?,3]"});
}

void TstDeterminant::gradientsAgree() {
    GRADIENT_AGREES("MatrixDeterminant", {"double [[[1,2],[3,4]],[[2,1],[0.5,3]]]"});
}

namespace {
const Registered<TstDeterminant> registered;
}  // namespace

}  // namespace weft::test

#include "tst_determinant.moc"
