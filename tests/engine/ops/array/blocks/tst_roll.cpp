// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstRoll : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotFit() {
        FAILS_OP("Roll", {"float 1", "int32 1", "int32 0"}, "rank");
        FAILS_OP("Roll", {"float [1,2]", "int32 1", "int32 1"}, "axis");
        FAILS_OP("Roll", {"float [1,2]", "int32 1", "int64 -2"}, "axis");
        FAILS_OP("Roll", {"float [1,2]", "int32 [1,2]", "int32 [0]"}, "same size");
        FAILS_OP("Roll", {"float [1,2]", "int32 [1]", "int32 0"}, "same size");
        FAILS_OP("Roll", {"float [1,2]", "int32 [[1]]", "int32 [0]"}, "rank");
    }
    void movesElements() {
        COMPARE_OP("float32[4]: 4 1 2 3", "Roll", {"float [1,2,3,4]", "int32 1", "int32 0"});
        COMPARE_OP("float32[4]: 2 3 4 1", "Roll", {"float [1,2,3,4]", "int64 -5", "int32 -1"});
        COMPARE_OP("int32[2,3]: 6 4 5 3 1 2", "Roll",
                   {"int32 [[1,2,3],[4,5,6]]", "int32 [1,1]", "int32 [0,1]"});
        COMPARE_OP("float32[3]: 1 2 3", "Roll", {"float [1,2,3]", "int32 [2,1]", "int32 [0,0]"});
        COMPARE_OP("float32[2]: 2 1", "Roll",
                   {"float [1,2]", "int64 9223372036854775807", "int32 0"});
        COMPARE_OP("float32[0]:", "Roll", {"float zeros [0]", "int32 3", "int32 0"});
        COMPARE_OP("string[2]: b\'b\' b\'a\'", "Roll",
                   {"string [\"a\",\"b\"]", "int32 1", "int32 0"});
    }
    void gradientRollsBack() {
        GRADIENT_AGREES("Roll", {"double [[1,2,3],[4,5,6]]", "int32 [1,2]", "int32 [0,1]"});
    }
};

namespace {
const Registered<TstRoll> registered;
}  // namespace

}  // namespace weft::test

#include "tst_roll.moc"
