// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "MatrixDiagPart", "MatrixDiagPartV2" and "MatrixDiagPartV3".
class TstMatrixDiagPart : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("MatrixDiagPart", {"float [1]"}, "rank");
        const std::string matrix = "float [[1,2,3],[4,5,6]]";
        for (const char* op : {"MatrixDiagPartV2", "MatrixDiagPartV3"}) {
            FAILS_OP(op, {matrix, "int32 3", "float 0"}, "out of bound");
            FAILS_OP(op, {matrix, "int32 [-2,0]", "float 0"}, "out of bound");
            FAILS_OP(op, {matrix, "int32 [1,0]", "float 0"}, "larger");
            FAILS_OP(op, {matrix, "int32 0", "float [0]"}, "rank");
        }
    }
    void takesDiagonals() {
        COMPARE_OP("float32[2]: 1 5", "MatrixDiagPart", {"float [[1,2,3],[4,5,6]]"});
        COMPARE_OP("float32[0]:", "MatrixDiagPart", {"float zeros [0,3]"});
        const std::string matrix = "float [[1,2,3],[4,5,6]]";
        COMPARE_OP("float32[2]: 2 6", "MatrixDiagPartV3", {matrix, "int32 1", "float 0"});
        COMPARE_OP("float32[3,2]: 2 6 1 5 4 9", "MatrixDiagPartV3",
                   {matrix, "int32 [-1,1]", "float 9"});
        COMPARE_OP("float32[2,2]: 9 3 2 6", "MatrixDiagPartV3", {matrix, "int32 [1,2]", "float 9"});
        COMPARE_OP("float32[2,2]: 3 9 2 6", "MatrixDiagPartV2", {matrix, "int32 [1,2]", "float 9"});
        COMPARE_OP("float32[2,2]: 3 9 2 6", "MatrixDiagPartV3", {matrix, "int32 [1,2]", "float 9"},
                   {{"align", std::string("LEFT_RIGHT")}});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,2]", "MatrixDiagPart", {"float [?,2,3]"});
        COMPARE_SHAPES("[?,2,?]", "MatrixDiagPartV3",
                       {"float [?,?,3]", "= int32 [0,1]", "float []"});
        COMPARE_SHAPES("<unknown>", "MatrixDiagPartV3", {"float [2,2]", "int32 []", "float []"});
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("MatrixDiagPart", {"double [[1,2],[3,4]]"});
        GRADIENT_AGREES("MatrixDiagPart", {"double [[1,2,3],[4,5,6]]"});
        for (const char* op : {"MatrixDiagPartV2", "MatrixDiagPartV3"}) {
            GRADIENT_AGREES(op, {"double [[1,2,3],[4,5,6]]", "int32 [-1,2]", "double 0"});
        }
    }
};

namespace {
const Registered<TstMatrixDiagPart> registered;
}  // namespace

}  // namespace weft::test

#include "tst_matrix_diag_part.moc"
