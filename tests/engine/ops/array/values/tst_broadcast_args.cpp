// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstBroadcastArgs : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("BroadcastArgs", {"int32 [2,3]", "int32 [4]"}, "Incompatible shapes");
        FAILS_OP("BroadcastArgs", {"int32 [[2]]", "int32 [4]"}, "rank");
    }
    void broadcasts() {
        COMPARE_OP("int32[3]: 2 3 4", "BroadcastArgs", {"int32 [2,1,4]", "int32 [3,1]"});
        COMPARE_OP("int64[1]: 0", "BroadcastArgs", {"int64 [0]", "int64 [1]"});
        COMPARE_OP("int32[0]:", "BroadcastArgs", {"int32 zeros [0]", "int32 zeros [0]"});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[3]", "BroadcastArgs", {"int32 [3]", "int32 [1]"});
        COMPARE_PARTIAL("? 4", "BroadcastArgs", "[?,4]", {"= int32 [1]"});
        COMPARE_PARTIAL("7 4", "BroadcastArgs", "[?,4]", {"= int32 [7,1]"});
    }
};

namespace {
const Registered<TstBroadcastArgs> registered;
}  // namespace

}  // namespace weft::test

#include "tst_broadcast_args.moc"
