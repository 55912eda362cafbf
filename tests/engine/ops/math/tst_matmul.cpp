// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// MatMul.
class TstMatmul : public QObject {
    Q_OBJECT

private slots:
    void refusesOtherRanksAndSizes();
    void multipliesEachType();
    void transposesByStrides();
    void emptyInnerDimensionGivesZeros();
    void infersShapes();
    void gradientsAgreeForAllTranspositions();
    void transposesComplexMatricesWithoutConjugating();
};

void TstMatmul::refusesOtherRanksAndSizes() {
    FAILS_OP("MatMul", {"float [1,2]", "float [[1],[2]]"}, "rank 2");
    FAILS_OP("MatMul", {"float [[1,2]]", "float [[1,2]]"}, "Matrix size-incompatible");
    FAILS_OP("MatMul", {"float [[1,2]]", "float [[1],[2]]"}, "Matrix size-incompatible",
             {{"transpose_a", true}});
}

void TstMatmul::multipliesEachType() {
    COMPARE_OP("float32[2,2]: 19 22 43 50", "MatMul",
               {"float [[1,2],[3,4]]", "float [[5,6],[7,8]]"});
    COMPARE_OP("float64[2,2]: 19 22 43 50", "MatMul",
               {"double [[1,2],[3,4]]", "double [[5,6],[7,8]]"});
    COMPARE_OP("float16[2,2]: 19 22 43 50", "MatMul", {"half [[1,2],[3,4]]", "half [[5,6],[7,8]]"});
    COMPARE_OP("bfloat16[2,2]: 19 22 43 50", "MatMul",
               {"bfloat16 [[1,2],[3,4]]", "bfloat16 [[5,6],[7,8]]"});
    COMPARE_OP("int32[2,2]: 19 22 43 50", "MatMul", {"int32 [[1,2],[3,4]]", "int32 [[5,6],[7,8]]"});
    COMPARE_OP("int64[2,2]: 19 22 43 50", "MatMul", {"int64 [[1,2],[3,4]]", "int64 [[5,6],[7,8]]"});
}

void TstMatmul::transposesByStrides() {
    COMPARE_OP("float32[2,2]: 26 30 38 44", "MatMul",
               {"float [[1,2],[3,4]]", "float [[5,6],[7,8]]"}, {{"transpose_a", true}});
    COMPARE_OP("float32[2,2]: 17 23 39 53", "MatMul",
               {"float [[1,2],[3,4]]", "float [[5,6],[7,8]]"}, {{"transpose_b", true}});
    COMPARE_OP("float32[2,2]: 23 31 34 46", "MatMul",
               {"float [[1,2],[3,4]]", "float [[5,6],[7,8]]"},
               {{"transpose_a", true}, {"transpose_b", true}});
}

void TstMatmul::emptyInnerDimensionGivesZeros() {
    COMPARE_OP("float32[2,3]: 0 0 0 0 0 0", "MatMul", {"float zeros [2,0]", "float zeros [0,3]"});
    COMPARE_OP("float32[0,3]:", "MatMul", {"float zeros [0,2]", "float zeros [2,3]"});
}

void TstMatmul::infersShapes() {
    COMPARE_SHAPES("[?,3]", "MatMul", {"float [?,2]", "float [2,3]"});
    COMPARE_SHAPES("[?,?]", "MatMul", {"float ?", "float ?"});
}

void TstMatmul::gradientsAgreeForAllTranspositions() {
    for (const bool ta : {false, true}) {
        for (const bool tb : {false, true}) {
            const std::string a = ta ? "double [[1,4],[2,5],[3,6]]" : "double [[1,2,3],[4,5,6]]";
            const std::string b = tb ? "double [[1,2,-3]]" : "double [[1],[2],[-3]]";
            const AttrMap attrs{{"transpose_a", ta}, {"transpose_b", tb}};
            GRADIENT_AGREES("MatMul", {a, b}, attrs, 0);
            GRADIENT_AGREES("MatMul", {a, b}, attrs, 1);
        }
    }
}

void TstMatmul::transposesComplexMatricesWithoutConjugating() {
    COMPARE_OP("complex64[1,1]: (-1+0j)", "MatMul", {"complex64 [[1j]]", "complex64 [[1j]]"},
               {{"transpose_a", true}});
}

namespace {
const Registered<TstMatmul> registered;
}  // namespace

}  // namespace weft::test

#include "tst_matmul.moc"
