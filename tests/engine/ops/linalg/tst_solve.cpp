// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// MatrixSolve and MatrixTriangularSolve.
class TstSolve : public QObject {
    Q_OBJECT

private slots:
    void refusesSizesThatDoNotFit();
    void solves();
    void substitutes();
    void infersShapes();
    void gradientsAgree();
    void refusesProductsTooLargeToCount();
};

void TstSolve::refusesSizesThatDoNotFit() {
    for (const char* op : {"MatrixSolve", "MatrixTriangularSolve"}) {
        FAILS_OP(op, {"float zeros [2,3]", "float zeros [2,1]"}, "must be square");
        FAILS_OP(op, {"float zeros [2,2]", "float zeros [3,1]"}, "incompatible");
        FAILS_OP(op, {"float zeros [2,2]", "float [1,2]"}, "at least rank 2");
        FAILS_OP(op, {"float zeros [2,2,2]", "float zeros [3,2,1]"}, "compatible batch dimensions");
    }
    FAILS_OP("MatrixSolve", {"float zeros [2,2,2]", "float zeros [2,1]"},
             "compatible batch dimensions");
    FAILS_OP("MatrixSolve", {"float zeros [2,2]", "float zeros [2,1]"}, "not invertible");
}

void TstSolve::solves() {
    COMPARE_OP("float64[2,1]: 2 1", "MatrixSolve", {"double [[0,2],[1,0]]", "double [[2],[2]]"});
    COMPARE_OP("float64[2,1]: 1 2", "MatrixSolve", {"double [[0,2],[1,0]]", "double [[2],[2]]"},
               {{"adjoint", true}});
    COMPARE_OP("complex64[1,1]: (0-1j)", "MatrixSolve", {"complex64 [[1j]]", "complex64 [[1]]"});
    COMPARE_OP("float32[0,1]:", "MatrixSolve", {"float zeros [0,0]", "float zeros [0,1]"});
}

void TstSolve::substitutes() {
    COMPARE_OP("float64[2,1]: 1 2", "MatrixTriangularSolve",
               {"double [[2,99],[1,4]]", "double [[2],[9]]"});
    COMPARE_OP("float64[2,1]: -1 3", "MatrixTriangularSolve",
               {"double [[2,1],[99,4]]", "double [[1],[12]]"}, {{"lower", false}});
    COMPARE_OP("float64[2,1]: 0.5 0.375", "MatrixTriangularSolve",
               {"double [[2,99],[1,4]]", "double [[1.375],[1.5]]"}, {{"adjoint", true}});
    COMPARE_OP("float64[2,1,1]: 0.5 0.25", "MatrixTriangularSolve",
               {"double [[[2]],[[4]]]", "double [[1]]"});
    COMPARE_OP("float32[1,1]: nan", "MatrixTriangularSolve", {"float [[0]]", "float [[0]]"});
}

void TstSolve::infersShapes() {
    COMPARE_SHAPES("[5,3,2]", "MatrixSolve", {"float [5,?,3]", "float [?,?,2]"});
    COMPARE_SHAPES("[5,3,2]", "MatrixTriangularSolve", {"float [5,?,3]", "float [?,2]"});
}

void TstSolve::gradientsAgree() {
    for (const bool adjoint : {false, true}) {
        for (const int by : {0, 1}) {
            GRADIENT_AGREES("MatrixSolve", {"double [[1,2],[3,4]]", "double [[1,0.5],[2,3]]"},
                            {{"adjoint", adjoint}}, by);
        }
    }
}

void TstSolve::refusesProductsTooLargeToCount() {
    FAILS_OP("MatrixTriangularSolve",
             {"float zeros [4294967296,1,0,0]", "float zeros [1,4294967296,0,0]"}, "");
}

namespace {
const Registered<TstSolve> registered;
}  // namespace

}  // namespace weft::test

#include "tst_solve.moc"
