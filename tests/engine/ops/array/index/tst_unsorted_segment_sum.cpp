// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// UnsortedSegmentSum.
class TstUnsortedSegmentSum : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void addsRowsUp();
    void infersWhatIsKnown();
    void gradientGathers();
};

void TstUnsortedSegmentSum::refusesWhatDoesNotFit() {
    FAILS_OP("UnsortedSegmentSum", {"float [1,2]", "int32 [0,9]", "int32 2"},
             "segment_ids[1] = 9 is out of range [0, 2)");
    FAILS_OP("UnsortedSegmentSum", {"float [1,2]", "int32 [0,1]", "int32 -5"}, "negative: got -5");
    FAILS_OP("UnsortedSegmentSum", {"float [1,2]", "int32 [0]", "int32 2"}, "begin with the shape");
}

void TstUnsortedSegmentSum::addsRowsUp() {
    COMPARE_OP("float32[2,2]: 6 8 3 4", "UnsortedSegmentSum",
               {"float [[1,2],[3,4],[5,6]]", "int32 [0,1,0]", "int32 2"});
    COMPARE_OP("float32[2]: 1 0", "UnsortedSegmentSum", {"float [1,2]", "int64 [0,-3]", "int64 2"});
    COMPARE_OP("int32[1]: 10", "UnsortedSegmentSum",
               {"int32 [[1,2],[3,4]]", "int32 [[0,0],[0,0]]", "int32 1"});
    COMPARE_OP("float16[1]: 3", "UnsortedSegmentSum", {"half [1,2]", "int16 [0,0]", "int32 1"});
    COMPARE_OP("float32[0]:", "UnsortedSegmentSum",
               {"float zeros [0]", "int32 zeros [0]", "int32 0"});
}

void TstUnsortedSegmentSum::infersWhatIsKnown() {
    COMPARE_SHAPES("[5,?]", "UnsortedSegmentSum", {"float [3,?]", "int32 [3]", "= int32 5"});
    COMPARE_SHAPES("[?,2]", "UnsortedSegmentSum", {"float [3,2]", "int32 [?]", "int32 []"});
}

void TstUnsortedSegmentSum::gradientGathers() {
    GRADIENT_AGREES("UnsortedSegmentSum",
                    {"double [[1,2],[3,4],[5,6]]", "int32 [1,-1,1]", "int32 2"});
}

namespace {
const Registered<TstUnsortedSegmentSum> registered;
}  // namespace

}  // namespace weft::test

#include "tst_unsorted_segment_sum.moc"
