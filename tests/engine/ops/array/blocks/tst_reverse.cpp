// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// "Reverse" and "ReverseV2".
class TstReverse : public QObject {
    Q_OBJECT

private slots:
    void refusesBadAxes() {
        FAILS_OP("ReverseV2", {"float [1,2]", "int32 [1]"}, "out of valid range");
        FAILS_OP("ReverseV2", {"float [1,2]", "int64 [-2]"}, "out of valid range");
        FAILS_OP("ReverseV2", {"float [[1]]", "int32 [0,-2]"}, "more than once");
        FAILS_OP("ReverseV2", {"float [[1]]", "int32 0"}, "rank");
        FAILS_OP("Reverse", {"float [[1]]", "bool [true]"}, "one flag an axis");
        FAILS_OP("Reverse", {"float [[1]]", "bool true"}, "rank");
    }
    void turnsRound() {
        COMPARE_OP("float32[2,2]: 3 4 1 2", "ReverseV2", {"float [[1,2],[3,4]]", "int32 [0]"});
        COMPARE_OP("float32[2,2]: 4 3 2 1", "ReverseV2", {"float [[1,2],[3,4]]", "int64 [-1,0]"});
        COMPARE_OP("string[2]: b\'b\' b\'a\'", "ReverseV2", {"string [\"a\",\"b\"]", "int32 [0]"});
        COMPARE_OP("float32[]: 1", "ReverseV2", {"float 1", "int32 zeros [0]"});
        COMPARE_OP("float32[0,2]:", "ReverseV2", {"float zeros [0,2]", "int32 [0]"});
        COMPARE_OP("int32[2,2]: 2 1 4 3", "Reverse", {"int32 [[1,2],[3,4]]", "bool [false,true]"});
    }
    void gradientsMatchFiniteDifferences() {
        GRADIENT_AGREES("ReverseV2", {"double [[1,2],[3,4]]", "int32 [1]"});
        GRADIENT_AGREES("Reverse", {"double [[1,2],[3,4]]", "bool [true,false]"});
    }
};

namespace {
const Registered<TstReverse> registered;
}  // namespace

}  // namespace weft::test

#include "tst_reverse.moc"
