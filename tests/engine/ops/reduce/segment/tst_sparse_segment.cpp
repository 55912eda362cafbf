// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Folds of chosen rows.
class TstSparseSegment : public QObject {
    Q_OBJECT

private slots:
    void refusesBadIds();
    void addsChosenRows();
    void infersShapes();
    void gradientsAgree();
    void refusesTooManySegments();
};

void TstSparseSegment::refusesBadIds() {
    for (const char* op : {"SparseSegmentSum", "SparseSegmentMean", "SparseSegmentSqrtN"}) {
        FAILS_OP(op, {"float [1,2]", "int32 [0,2]", "int32 [0,0]"},
                 "indices[1] == 2 out of range [0, 2)");
        FAILS_OP(op, {"float [1,2]", "int32 [-1,0]", "int32 [0,0]"}, "out of range");
        FAILS_OP(op, {"float [1,2]", "int32 [0,1]", "int32 [1,0]"}, "not increasing");
        FAILS_OP(op, {"float [1,2]", "int32 [0,1]", "int32 [-1,0]"}, "must be >= 0");
        FAILS_OP(op, {"float [1,2]", "int32 [0,1]", "int32 [0]"}, "should have same size");
        FAILS_OP(op, {"float 1", "int32 [0]", "int32 [0]"}, "at least rank 1");
        const std::string withNum = std::string(op) + "WithNumSegments";
        FAILS_OP(withNum, {"float [1,2]", "int32 [0,1]", "int32 [0,3]", "int32 3"},
                 "< num_segments");
        FAILS_OP(withNum, {"float [1,2]", "int32 [0,1]", "int32 [0,0]", "int32 -1"}, "negative");
    }
}

void TstSparseSegment::addsChosenRows() {
    const std::string table = "float [[1,2],[3,4],[5,6]]";
    COMPARE_OP("float32[3,2]: 6 8 0 0 3 4", "SparseSegmentSum",
               {table, "int32 [0,2,1]", "int32 [0,0,2]"});
    COMPARE_OP("float32[1,2]: 3 4", "SparseSegmentMean", {table, "int64 [0,2]", "int64 [0,0]"});
    COMPARE_OP("float64[1]: 2", "SparseSegmentSqrtN",
               {"double [1]", "int32 [0,0,0,0]", "int32 [0,0,0,0]"});
    COMPARE_OP("float32[2,2]: 6 8 0 0", "SparseSegmentSumWithNumSegments",
               {table, "int32 [0,2]", "int32 [0,0]", "int32 2"});
    COMPARE_OP("float32[2,2]: 3 4 0 0", "SparseSegmentMeanWithNumSegments",
               {table, "int32 [0,2]", "int32 [0,0]", "int64 2"});
    COMPARE_OP("float16[2]: 2 0", "SparseSegmentSqrtNWithNumSegments",
               {"half [1]", "int32 [0,0,0,0]", "int32 [0,0,0,0]", "int32 2"});
    COMPARE_OP("int32[1]: 4", "SparseSegmentSum", {"int32 [2]", "int32 [0,0]", "int32 [0,0]"});
    COMPARE_OP("float32[0,2]:", "SparseSegmentMean", {table, "int32 zeros [0]", "int32 zeros [0]"});
    COMPARE_OP("float32[1,2]: 0 0", "SparseSegmentMeanWithNumSegments",
               {table, "int32 zeros [0]", "int32 zeros [0]", "int32 1"});
}

void TstSparseSegment::infersShapes() {
    COMPARE_SHAPES("[?,3]", "SparseSegmentSum", {"float [5,3]", "int32 [?]", "int32 [4]"});
    COMPARE_SHAPES("[7,3]", "SparseSegmentSumWithNumSegments",
                   {"float [5,3]", "int32 [?]", "int32 [4]", "= int32 7"});
}

void TstSparseSegment::gradientsAgree() {
    for (const char* op : {"SparseSegmentSum", "SparseSegmentMean", "SparseSegmentSqrtN"}) {
        GRADIENT_AGREES(op, {"double [[1,2],[3,4],[5,6]]", "int32 [0,2,2]", "int32 [0,0,2]"});
        GRADIENT_AGREES(
            std::string(op) + "WithNumSegments",
            {"double [[1,2],[3,4],[5,6]]", "int32 [0,2,2]", "int32 [0,0,2]", "int32 4"});
    }
}

void TstSparseSegment::refusesTooManySegments() {
    FAILS_OP(
        "SparseSegmentSumWithNumSegments",
        {"float zeros [1,4]", "int32 zeros [0]", "int32 zeros [0]", "int64 4611686018427387904"},
        "");
    FAILS_OP("SparseSegmentSum", {"float zeros [1,4]", "int32 [0]", "int64 [4611686018427387904]"},
             "");
}

namespace {
const Registered<TstSparseSegment> registered;
}  // namespace

}  // namespace weft::test

#include "tst_sparse_segment.moc"
