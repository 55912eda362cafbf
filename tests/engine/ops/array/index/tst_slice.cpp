// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Slice.
class TstSlice : public QObject {
    Q_OBJECT

private slots:
    void refusesBoxesThatLeaveTheInput();
    void takesBoxes();
    void infersWhatIsKnown();
    void gradientPads();
};

void TstSlice::refusesBoxesThatLeaveTheInput() {
    FAILS_OP("Slice", {"float [1,2,3]", "int32 [1]", "int32 [3]"}, "want an end of at most 3");
    FAILS_OP("Slice", {"float [1,2,3]", "int32 [4]", "int32 [-1]"}, "begin[0] is out of range");
    FAILS_OP("Slice", {"float [1,2,3]", "int32 [-1]", "int32 [1]"}, "got -1");
    FAILS_OP("Slice", {"float [1,2,3]", "int32 [0]", "int32 [-2]"}, "size[0]");
    FAILS_OP("Slice", {"float [1,2,3]", "int32 [0,0]", "int32 [1,1]"}, "one entry an axis");
    FAILS_OP("Slice", {"float [1,2,3]", "int64 [1]", "int64 [9223372036854775807]"},
             "leaves the input");
}

void TstSlice::takesBoxes() {
    COMPARE_OP("float32[2]: 2 3", "Slice", {"float [1,2,3]", "int32 [1]", "int32 [2]"});
    COMPARE_OP("float32[2,1]: 2 4", "Slice",
               {"float [[1,2],[3,4]]", "int64 [0,1]", "int64 [-1,1]"});
    COMPARE_OP("float32[0]:", "Slice", {"float [1,2,3]", "int32 [3]", "int32 [-1]"});
    COMPARE_OP("string[1]: b\'b\'", "Slice", {"string [\"a\",\"b\"]", "int32 [1]", "int32 [1]"});
    COMPARE_OP("float32[]: 1", "Slice", {"float 1", "int32 zeros [0]", "int32 zeros [0]"});
}

void TstSlice::infersWhatIsKnown() {
    COMPARE_SHAPES("[2,?]", "Slice", {"float [?,?]", "= int32 [1,1]", "= int32 [2,-1]"});
    COMPARE_SHAPES("[2]", "Slice", {"float [4]", "int32 [1]", "= int32 [2]"});
    COMPARE_SHAPES("[?,?]", "Slice", {"float ?", "int32 [2]", "int32 ?"});
    COMPARE_PARTIAL("3 ?", "Slice", "[2,3,?]", {"= int32 [1]", "= int32 [2]"});
}

void TstSlice::gradientPads() {
    GRADIENT_AGREES("Slice", {"double [[1,2],[3,4]]", "int32 [0,1]", "int32 [2,1]"});
    GRADIENT_AGREES("Slice", {"double [1,2,3]", "int64 [1]", "int64 [-1]"});
}

namespace {
const Registered<TstSlice> registered;
}  // namespace

}  // namespace weft::test

#include "tst_slice.moc"
