// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "TopK" and "TopKV2".
class TstTopK : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("TopKV2", {"float [1,2]", "int32 3"}, "at least k columns. Had 2, needed 3");
        FAILS_OP("TopKV2", {"float [1,2]", "int32 -1"}, "Need k >= 0, got -1");
        FAILS_OP("TopKV2", {"float [1,2]", "int16 -1"}, "Need k >= 0");
        FAILS_OP("TopKV2", {"float 1", "int32 0"}, "rank");
        FAILS_OP("TopKV2", {"float [1]", "int32 [1]"}, "rank");
        FAILS_OP("TopK", {"float [1]"}, "TopKV2", {{"k", std::int64_t{1}}});
    }
    void findsTheLargest() {
        COMPARE_OP("float32[2]: 3 2; int32[2]: 1 2", "TopKV2", {"float [1,3,2]", "int32 2"});
        COMPARE_OP("int32[2,2]: 4 4 9 7; int32[2,2]: 0 2 1 2", "TopKV2",
                   {"int32 [[4,1,4],[3,9,7]]", "int64 2"});
        COMPARE_OP("uint8[1]: 255; int64[1]: 1", "TopKV2", {"uint8 [1,255,255]", "int16 1"},
                   {{"index_type", DType::Int64}});
        COMPARE_OP("float32[3]: 5 5 1; int32[3]: 0 2 1", "TopKV2", {"float [5,1,5]", "int32 3"});
        COMPARE_OP("float32[3]: inf 1 nan; int32[3]: 2 1 0", "TopKV2",
                   {"float [nan,1,inf]", "int32 3"});
        COMPARE_OP("float32[0]:; int32[0]:", "TopKV2", {"float [1]", "int32 0"});
        COMPARE_OP("float32[0,1]:; int32[0,1]:", "TopKV2", {"float zeros [0,3]", "int32 1"});
    }
    void unsortedIsTheSameSet() {
        COMPARE_OP("float32[2]: 7 9; int32[2]: 3 1", "TopKV2", {"float [1,9,3,7,2]", "int32 2"},
                   {{"sorted", false}});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,2]; [?,2]", "TopKV2", {"float [?,5]", "= int32 2"});
        COMPARE_SHAPES("[?,?]; [?,?]", "TopKV2", {"float [?,5]", "int32 []"});
        COMPARE_SHAPES("[?,2]; [?,2]", "TopK", {"float [?,5]"}, {{"k", std::int64_t{2}}});
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("TopKV2", {"double [[1,5,3],[9,2,4]]", "int32 2"});
        GRADIENT_AGREES("TopKV2", {"double [1,5,3]", "int32 2"});
    }
};

namespace {
const Registered<TstTopK> registered;
}  // namespace

}  // namespace weft::test

#include "tst_top_k.moc"
