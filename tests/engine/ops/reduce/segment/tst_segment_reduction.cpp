// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Folds over ascending segments.
class TstSegmentReduction : public QObject {
    Q_OBJECT

private slots:
    void refusesBadIds();
    void foldsRows();
    void infersShapes();
    void gradientsAgree();
};

void TstSegmentReduction::refusesBadIds() {
    for (const char* op :
         {"SegmentSum", "SegmentMean", "SegmentProd", "SegmentMax", "SegmentMin"}) {
        FAILS_OP(op, {"float [1,2]", "int32 [1,0]"}, "not increasing");
        FAILS_OP(op, {"float [1,2]", "int32 [-1,0]"}, "must be >= 0");
        FAILS_OP(op, {"float [1,2]", "int32 [0]"}, "same size as dimension 0");
        FAILS_OP(op, {"float [1,2]", "int32 [[0,0]]"}, "rank 1");
        FAILS_OP(op, {"float 1", "int32 [0]"}, "at least rank 1");
    }
    FAILS_OP("SegmentSum", {"float zeros [1,4]", "int64 [9223372036854775806]"}, "", {});
}

void TstSegmentReduction::foldsRows() {
    COMPARE_OP("float32[2,2]: 4 6 5 6", "SegmentSum",
               {"float [[1,2],[3,4],[5,6]]", "int32 [0,0,1]"});
    COMPARE_OP("float32[3]: 1.5 0 3", "SegmentMean", {"float [1,2,3]", "int32 [0,0,2]"});
    COMPARE_OP("int32[3]: 2 1 3", "SegmentProd", {"int32 [1,2,3]", "int64 [0,0,2]"});
    COMPARE_OP("float32[3]: 2 0 -3", "SegmentMax", {"float [1,2,-3]", "int32 [0,0,2]"});
    COMPARE_OP("float32[3]: 1 0 3", "SegmentMin", {"float [1,2,3]", "int32 [0,0,2]"});
    COMPARE_OP("int32[1]: -1", "SegmentMean", {"int32 [-1,-2]", "int32 [0,0]"});
    COMPARE_OP("int8[1]: -6", "SegmentSum", {"int8 [125,125]", "int32 [0,0]"});
    COMPARE_OP("float16[1]: 3", "SegmentSum", {"half [1,2]", "int32 [0,0]"});
    COMPARE_OP("bfloat16[1]: 2", "SegmentProd", {"bfloat16 [1,2]", "int32 [0,0]"});
    COMPARE_OP("complex64[1]: (1+1j)", "SegmentSum", {"complex64 [1,1j]", "int32 [0,0]"});
    COMPARE_OP("float32[0,2]:", "SegmentSum", {"float zeros [0,2]", "int32 zeros [0]"});
    COMPARE_OP("float32[2,0]:", "SegmentMax", {"float zeros [1,0]", "int32 [1]"});
}

void TstSegmentReduction::infersShapes() {
    COMPARE_SHAPES("[?,3]", "SegmentSum", {"float [5,3]", "int32 [?]"});
    COMPARE_SHAPES("<unknown>", "SegmentMax", {"float ?", "int32 [?]"});
}

void TstSegmentReduction::gradientsAgree() {
    for (const char* op :
         {"SegmentSum", "SegmentMean", "SegmentProd", "SegmentMax", "SegmentMin"}) {
        GRADIENT_AGREES(op, {"double [[1,2],[3,5],[5,6],[7,8]]", "int32 [0,0,2,2]"});
    }
    GRADIENT_AGREES("SegmentProd", {"double [0,2,3,0,0]", "int32 [0,0,0,1,1]"});
}

namespace {
const Registered<TstSegmentReduction> registered;
}  // namespace

}  // namespace weft::test

#include "tst_segment_reduction.moc"
