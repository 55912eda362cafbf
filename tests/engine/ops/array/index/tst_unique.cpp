// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstUnique : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatIsNoVector() {
        for (const char* op : {"Unique", "UniqueWithCounts"}) {
            FAILS_OP(op, {"float [[1]]"}, "unique expects a 1D vector.");
            FAILS_OP(op, {"float 1"}, "unique expects a 1D vector.");
        }
    }
    void keepsTheOrderOfFirstOccurrences() {
        COMPARE_OP("int32[3]: 5 2 7; int32[5]: 0 1 0 2 1", "Unique", {"int32 [5,2,5,7,2]"});
        COMPARE_OP("float32[0]:; int64[0]:", "Unique", {"float zeros [0]"},
                   {{"out_idx", DType::Int64}});
        COMPARE_OP("string[2]: b'a' b''; int32[3]: 0 1 0", "Unique", {"string [\"a\",\"\",\"a\"]"});
        COMPARE_OP("bool[2]: True False; int32[3]: 0 0 1", "Unique", {"bool [true,true,false]"});
    }
    void zerosAreOneElementAndNanIsNone() {
        COMPARE_OP("float32[3]: 0 nan nan; int32[4]: 0 1 2 0", "Unique",
                   {"float [0,nan,nan,-0.0]"});
        COMPARE_OP("float16[2]: 0 1; int32[3]: 0 0 1", "Unique", {"half [0,-0.0,1]"});
    }
    void counts() {
        COMPARE_OP("int64[2]: 3 4; int64[3]: 0 1 0; int64[2]: 2 1", "UniqueWithCounts",
                   {"int64 [3,4,3]"}, {{"out_idx", DType::Int64}});
    }
    void refusesBadAxes() {
        for (const char* op : {"UniqueV2", "UniqueWithCountsV2"}) {
            FAILS_OP(op, {"float [[1]]", "int64 zeros [0]"}, "unique expects a 1D vector.");
            FAILS_OP(op, {"float [[1]]", "int32 [2]"}, "axis has to be between [0, 2)");
            FAILS_OP(op, {"float [1]", "int64 [-2]"}, "axis has to be between");
            FAILS_OP(op, {"float [1]", "int32 [0,0]"}, "larger than 1");
            FAILS_OP(op, {"float [1]", "int32 0"}, "1D vector");
        }
    }
    void findsDistinctSlices() {
        const std::string x = "float [[1,2,1],[1,2,1],[0,2,-0.0]]";
        COMPARE_OP("float32[2,3]: 1 2 1 0 2 -0; int32[3]: 0 0 1", "UniqueV2", {x, "int64 [0]"});
        COMPARE_OP("float32[3,2]: 1 2 1 2 0 2; int32[3]: 0 1 0; int32[2]: 2 1",
                   "UniqueWithCountsV2", {x, "int32 [-1]"});
        COMPARE_OP("int32[2]: 4 3; int64[3]: 0 1 0", "UniqueV2",
                   {"int32 [4,3,4]", "int64 zeros [0]"}, {{"out_idx", DType::Int64}});
        COMPARE_OP("float32[0,2]:; int32[0]:", "UniqueV2", {"float zeros [0,2]", "int64 [0]"});
        COMPARE_OP("string[1,2]: b'a' b'b'; int32[2]: 0 0", "UniqueV2",
                   {"string [[\"a\",\"b\"],[\"a\",\"b\"]]", "int64 [0]"});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,3]; [5]", "UniqueV2", {"float [5,3]", "= int64 [0]"});
        COMPARE_SHAPES("[?,?]; [?]", "UniqueV2", {"float [5,3]", "int64 [1]"});
        COMPARE_SHAPES("[?]; [5]", "Unique", {"float [5]"});
        COMPARE_SHAPES("[?]; [?]; [?]", "UniqueWithCounts", {"float ?"});
    }
};

namespace {
const Registered<TstUnique> registered;
}

}  // namespace weft::test

#include "tst_unique.moc"
