// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "MatrixSetDiag", "MatrixSetDiagV2" and "MatrixSetDiagV3".
class TstMatrixSetDiag : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        const std::string matrix = "float [[1,2,3],[4,5,6]]";
        FAILS_OP("MatrixSetDiag", {matrix, "float [1,2,3]"}, "longest diagonal");
        FAILS_OP("MatrixSetDiag", {matrix, "float [[1,2]]"}, "longest diagonal");
        FAILS_OP("MatrixSetDiag", {"float [1]", "float [1]"}, "rank");
        FAILS_OP("MatrixSetDiag", {matrix, "float 1"}, "rank");
        for (const char* op : {"MatrixSetDiagV2", "MatrixSetDiagV3"}) {
            FAILS_OP(op, {matrix, "float [1,2]", "int32 [0,1]"}, "longest diagonal");
            FAILS_OP(op, {matrix, "float [1,2]", "int32 -2"}, "out of bound");
        }
    }
    void replacesDiagonals() {
        const std::string matrix = "float [[1,2,3],[4,5,6]]";
        COMPARE_OP("float32[2,3]: 8 2 3 4 9 6", "MatrixSetDiag", {matrix, "float [8,9]"});
        COMPARE_OP("float32[2,3]: 1 2 9 4 5 6", "MatrixSetDiagV3",
                   {matrix, "float [9]", "int32 2"});
        COMPARE_OP("float32[2,3]: 1 7 9 4 5 8", "MatrixSetDiagV3",
                   {matrix, "float [[0,9],[7,8]]", "int32 [1,2]"});
        COMPARE_OP("float32[2,3]: 1 7 9 4 5 8", "MatrixSetDiagV2",
                   {matrix, "float [[9,0],[7,8]]", "int32 [1,2]"});
        COMPARE_OP("float32[0,3]:", "MatrixSetDiag", {"float zeros [0,3]", "float zeros [0]"});
    }
    void gradientsMatchFiniteDifferences() {
        const std::string matrix = "double [[1,2,3],[4,5,6]]";
        for (int by = 0; by < 2; ++by) {
            GRADIENT_AGREES("MatrixSetDiag", {matrix, "double [1,2]"}, {}, by);
            for (const char* op : {"MatrixSetDiagV2", "MatrixSetDiagV3"}) {
                GRADIENT_AGREES(op, {matrix, "double [[1,2],[3,4]]", "int32 [0,1]"}, {}, by);
            }
        }
    }
};

namespace {
const Registered<TstMatrixSetDiag> registered;
}  // namespace

}  // namespace weft::test

#include "tst_matrix_set_diag.moc"
