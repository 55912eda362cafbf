// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

class TstWhere : public QObject {
    Q_OBJECT

private slots:
    void refusesScalars() { FAILS_OP("Where", {"bool true"}, "scalar"); }
    void listsCoordinates() {
        COMPARE_OP("int64[2,1]: 0 2", "Where", {"bool [true,false,true]"});
        COMPARE_OP("int64[2,2]: 0 1 1 0", "Where", {"float [[0,nan],[2,-0.0]]"});
        COMPARE_OP("int64[1,1]: 1", "Where", {"complex64 [0,1j]"});
        COMPARE_OP("int64[1,1]: 0", "Where", {"half [1,-0.0]"});
        COMPARE_OP("int64[3,3]: 0 0 1 0 1 0 1 1 1", "Where",
                   {"bool [[[false,true],[true,false]],[[false,false],[false,true]]]"});
        COMPARE_OP("int64[2,2]: 0 0 2 0", "Where", {"int32 [[1],[0],[5]]"});
        COMPARE_OP("int64[0,1]:", "Where", {"int32 [0,0]"});
        COMPARE_OP("int64[0,2]:", "Where", {"int32 zeros [0,3]"});
    }
    void infersWhatIsKnown() {
        COMPARE_SHAPES("[?,3]", "Where", {"bool [?,2,2]"});
        COMPARE_SHAPES("[?,?]", "Where", {"bool ?"});
    }
};

namespace {
const Registered<TstWhere> registered;
}  // namespace

}  // namespace weft::test

#include "tst_where.moc"
