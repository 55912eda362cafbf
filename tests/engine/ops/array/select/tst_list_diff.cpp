// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstListDiff : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatIsNoList() {
        FAILS_OP("ListDiff", {"float [[1]]", "float [1]"}, "x should be a 1D vector.");
        FAILS_OP("ListDiff", {"float [1]", "float 1"}, "y should be a 1D vector.");
    }
    void leavesOut() {
        COMPARE_OP("int32[3]: 2 4 2; int32[3]: 1 3 4", "ListDiff",
                   {"int32 [1,2,3,4,2]", "int32 [3,1]"});
        COMPARE_OP("float32[1]: nan; int64[1]: 1", "ListDiff",
                   {"float [0,nan]", "float [-0.0,nan]"}, {{"out_idx", DType::Int64}});
        COMPARE_OP("string[1]: b\'b\'; int32[1]: 1", "ListDiff",
                   {"string [\"a\",\"b\"]", "string [\"a\"]"});
        COMPARE_OP("float16[0]:; int32[0]:", "ListDiff", {"half zeros [0]", "half [1]"});
    }
};

namespace {
const Registered<TstListDiff> registered;
}  // namespace

}  // namespace weft::test

#include "tst_list_diff.moc"
