// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Bucketize and HistogramFixedWidth.
class TstBuckets : public QObject {
    Q_OBJECT

private slots:
    void refusesBadBoundaries();
    void findsIntervals();
    void countsByParts();
};

void TstBuckets::refusesBadBoundaries() {
    FAILS_OP("Bucketize", {"float [1,2]"}, "Expected sorted boundaries",
             {{"boundaries", std::vector<float>{3, 1}}});
    FAILS_OP("HistogramFixedWidth", {"float [1]", "float [5,5]", "int32 3"},
             "value_range[0] < value_range[1]");
    FAILS_OP("HistogramFixedWidth", {"float [1]", "float [0,5]", "int32 0"}, "positive number");
    FAILS_OP("HistogramFixedWidth", {"float [1]", "float [0,5,6]", "int32 2"},
             "vector of 2 elements");
    FAILS_OP("HistogramFixedWidth", {"float [1]", "float [0,5]", "int32 [2]"}, "rank 0");
    FAILS_OP("HistogramFixedWidth", {"float [nan]", "float [0,5]", "int32 2"}, "NaN");
}

void TstBuckets::findsIntervals() {
    COMPARE_OP("int32[7]: 0 1 1 2 3 3 3", "Bucketize", {"float [-1,0,0.5,1,9,nan,inf]"},
               {{"boundaries", std::vector<float>{0, 1, 5}}});
    COMPARE_OP("int32[2]: 2 2", "Bucketize", {"int64 [1,2]"},
               {{"boundaries", std::vector<float>{1, 1}}});
    COMPARE_OP("int32[2]: 0 0", "Bucketize", {"int32 [1,2]"},
               {{"boundaries", std::vector<float>{}}});
}

void TstBuckets::countsByParts() {
    COMPARE_OP("int32[5]: 2 1 1 0 3", "HistogramFixedWidth",
               {"float [-1,0,1.5,2,5,15,inf]", "float [0,5]", "int32 5"});
    COMPARE_OP("int64[3]: 1 2 3", "HistogramFixedWidth",
               {"int32 [1,2,3,4,9,5]", "int32 [0,5]", "int32 3"}, {{"dtype", DType::Int64}});
    COMPARE_OP("int32[2]: 0 0", "HistogramFixedWidth",
               {"float zeros [0]", "float [0,1]", "int32 2"});
    COMPARE_OP("int32[2]: 2 0", "HistogramFixedWidth", {"float [1,2]", "float [0,inf]", "int32 2"});
    COMPARE_SHAPES("[3]", "HistogramFixedWidth", {"float ?", "float ?", "= int32 3"});
}

namespace {
const Registered<TstBuckets> registered;
}  // namespace

}  // namespace weft::test

#include "tst_buckets.moc"
