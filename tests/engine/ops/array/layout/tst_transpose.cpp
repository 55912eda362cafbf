// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Transpose.
class TstTranspose : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatIsNoPermutation();
    void reordersAxes();
    void infersWhatIsKnown();
    void gradientIsTheInverse();
};

void TstTranspose::refusesWhatIsNoPermutation() {
    FAILS_OP("Transpose", {"float [[1,2]]", "int32 [0,0]"}, "twice");
    FAILS_OP("ConjugateTranspose", {"float [[1,2]]", "int32 [0,0]"}, "twice");
    FAILS_OP("Transpose", {"float [[1,2]]", "int32 [0,-9]"}, "got -9");
    FAILS_OP("Transpose", {"float [[1,2]]", "int32 [0]"}, "one entry an axis");
    FAILS_OP("Transpose", {"float [[1,2]]", "int32 [[0,1]]"}, "rank 1");
}

void TstTranspose::reordersAxes() {
    COMPARE_OP("float32[3,2]: 1 4 2 5 3 6", "Transpose",
               {"float [[1,2,3],[4,5,6]]", "int32 [1,0]"});
    COMPARE_OP("int32[2,1,2]: 1 3 2 4", "Transpose", {"int32 [[[1,2],[3,4]]]", "int64 [-1,0,1]"});
    COMPARE_OP("float32[]: 1", "Transpose", {"float 1", "int32 zeros [0]"});
    COMPARE_OP("string[2,1]: b\'a\' b\'b\'", "Transpose",
               {"string [[\"a\",\"b\"]]", "int32 [1,0]"});
    COMPARE_OP("float32[3,0]:", "Transpose", {"float zeros [0,3]", "int32 [1,0]"});
    COMPARE_OP("complex64[2]: (1-2j) (0+3j)", "ConjugateTranspose",
               {"complex64 [(1+2j),-3j]", "int32 [0]"});
    COMPARE_OP("int32[2,1]: 1 2", "ConjugateTranspose", {"int32 [[1,2]]", "int32 [1,0]"});
}

void TstTranspose::infersWhatIsKnown() {
    COMPARE_SHAPES("[3,?]", "Transpose", {"float [?,3]", "= int32 [1,0]"});
    COMPARE_SHAPES("[?,?]", "Transpose", {"float [2,3]", "int32 [2]"});
    COMPARE_SHAPES("[?,?]", "Transpose", {"float ?", "int32 [2]"});
    COMPARE_SHAPES("<unknown>", "Transpose", {"float ?", "int32 ?"});
}

void TstTranspose::gradientIsTheInverse() {
    GRADIENT_AGREES("ConjugateTranspose", {"double [[1,2]]", "int32 [1,0]"});
    GRADIENT_AGREES("Transpose", {"double [[[1,2],[3,4],[5,6]]]", "int32 [2,0,1]"});
}

namespace {
const Registered<TstTranspose> registered;
}  // namespace

}  // namespace weft::test

#include "tst_transpose.moc"
