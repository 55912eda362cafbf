// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Folds over segments in any order.
class TstUnsortedSegment : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit();
    void foldsRows();
    void infersWhatIsKnown();
    void gradientsAgree();
    void refusesTooManySegments();
};

void TstUnsortedSegment::refusesWhatDoesNotFit() {
    for (const char* op : {"UnsortedSegmentSum", "UnsortedSegmentProd", "UnsortedSegmentMax",
                           "UnsortedSegmentMin"}) {
        FAILS_OP(op, {"float [1,2]", "int32 [0,9]", "int32 2"},
                 "segment_ids[1] = 9 is out of range [0, 2)");
        FAILS_OP(op, {"float [1,2]", "int32 [0,1]", "int32 -5"}, "negative: got -5");
        FAILS_OP(op, {"float [1,2]", "int32 [0]", "int32 2"}, "begin with the shape");
    }
}

void TstUnsortedSegment::foldsRows() {
    COMPARE_OP("float32[2,2]: 6 8 3 4", "UnsortedSegmentSum",
               {"float [[1,2],[3,4],[5,6]]", "int32 [0,1,0]", "int32 2"});
    COMPARE_OP("float32[2]: 1 0", "UnsortedSegmentSum", {"float [1,2]", "int64 [0,-3]", "int64 2"});
    COMPARE_OP("int32[1]: 10", "UnsortedSegmentSum",
               {"int32 [[1,2],[3,4]]", "int32 [[0,0],[0,0]]", "int32 1"});
    COMPARE_OP("float16[1]: 3", "UnsortedSegmentSum", {"half [1,2]", "int16 [0,0]", "int32 1"});
    COMPARE_OP("float32[0]:", "UnsortedSegmentSum",
               {"float zeros [0]", "int32 zeros [0]", "int32 0"});
    COMPARE_OP("int64[2]: 8 1", "UnsortedSegmentProd",
               {"int64 [2,9,4]", "int32 [0,-1,0]", "int32 2"});
    COMPARE_OP("int8[3]: 9 -128 4", "UnsortedSegmentMax",
               {"int8 [2,9,4]", "int32 [0,0,2]", "int32 3"});
    COMPARE_OP("float32[2]: 2 3.4028235e+38", "UnsortedSegmentMin",
               {"float [2,9,4]", "int32 [0,0,0]", "int32 2"});
    COMPARE_OP("float16[2]: 9 -65500", "UnsortedSegmentMax",
               {"half [2,9]", "int32 [0,0]", "int32 2"});
}

void TstUnsortedSegment::infersWhatIsKnown() {
    COMPARE_SHAPES("[5,?]", "UnsortedSegmentSum", {"float [3,?]", "int32 [3]", "= int32 5"});
    COMPARE_SHAPES("[?,2]", "UnsortedSegmentMax", {"float [3,2]", "int32 [?]", "int32 []"});
}

void TstUnsortedSegment::gradientsAgree() {
    for (const char* op : {"UnsortedSegmentSum", "UnsortedSegmentProd", "UnsortedSegmentMax",
                           "UnsortedSegmentMin"}) {
        GRADIENT_AGREES(op, {"double [[1,2],[3,4],[5,6],[7,0]]", "int32 [1,-1,1,0]", "int32 2"});
    }
}

void TstUnsortedSegment::refusesTooManySegments() {
    const std::vector<std::string> inputs = {"float zeros [0,4]", "int32 zeros [0]",
                                             "int64 4611686018427387904"};
    FAILS_OP("UnsortedSegmentSum", inputs, "");
}

namespace {
const Registered<TstUnsortedSegment> registered;
}  // namespace

}  // namespace weft::test

#include "tst_unsorted_segment.moc"
