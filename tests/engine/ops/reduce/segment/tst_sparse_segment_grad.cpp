// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Gradients of folds of chosen rows.
class TstSparseSegmentGrad : public QObject {
    Q_OBJECT

private slots:
    void refusesBadIds();
    void spreadsSegments();
};

void TstSparseSegmentGrad::refusesBadIds() {
    for (const char* op :
         {"SparseSegmentSumGrad", "SparseSegmentMeanGrad", "SparseSegmentSqrtNGrad"}) {
        FAILS_OP(op, {"float [1,2]", "int32 [0,3]", "int32 [0,0]", "int32 3"},
                 "indices[1] == 3 out of range [0, 3)");
        FAILS_OP(op, {"float [1,2]", "int32 [0,1]", "int32 [0,2]", "int32 3"},
                 "segment_ids[1] == 2 out of range [0, 2)");
        FAILS_OP(op, {"float [1,2]", "int32 [0,1]", "int32 [0]", "int32 3"},
                 "should have same size");
        FAILS_OP(op, {"float [1,2]", "int32 [0]", "int32 [0]", "int32 -3"}, "negative");
    }
}

void TstSparseSegmentGrad::spreadsSegments() {
    COMPARE_OP("float32[3]: 2 0 1", "SparseSegmentSumGrad",
               {"float [1]", "int32 [0,0,2]", "int32 [0,0,0]", "int32 3"});
    COMPARE_OP("float32[2]: 1 1", "SparseSegmentMeanGrad",
               {"float [2]", "int32 [0,1]", "int32 [0,0]", "int32 2"});
    COMPARE_OP("float64[2]: 4 0", "SparseSegmentSqrtNGrad",
               {"double [2]", "int64 [0,0,0,0]", "int64 [0,0,0,0]", "int32 2"});
    COMPARE_OP("float16[2]: 0 0", "SparseSegmentSumGrad",
               {"half [2]", "int32 zeros [0]", "int32 zeros [0]", "int32 2"});
    COMPARE_SHAPES("[9,3]", "SparseSegmentMeanGrad",
                   {"float [5,3]", "int32 [?]", "int32 [4]", "= int32 9"});
}

namespace {
const Registered<TstSparseSegmentGrad> registered;
}  // namespace

}  // namespace weft::test

#include "tst_sparse_segment_grad.moc"
