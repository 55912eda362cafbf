// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Select and SelectV2.
class TstSelect : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotFit();
    void scalarConditionChoosesAll();
    void vectorConditionChoosesRows();
    void broadcastsAllThree();
    void infersShapes();
    void gradientsAgree();
};

void TstSelect::refusesShapesThatDoNotFit() {
    FAILS_OP("Select", {"bool true", "float [1,2]", "float [1,2,3]"}, "same shape");
    FAILS_OP("Select", {"bool [true,false,true]", "float [[1,2],[3,4]]", "float [[1,2],[3,4]]"},
             "vector condition must match");
    FAILS_OP("Select", {"bool [[true,false]]", "float [1,2]", "float [3,4]"}, "condition must be");
    FAILS_OP("SelectV2", {"bool [true,false,true]", "float [1,2]", "float [3,4]"},
             "Incompatible shapes");
}

void TstSelect::scalarConditionChoosesAll() {
    COMPARE_OP("float32[2]: 1 2", "Select", {"bool true", "float [1,2]", "float [3,4]"});
    COMPARE_OP("string[2]: b'c' b'd'", "Select",
               {"bool false", "string [\"a\",\"b\"]", "string [\"c\",\"d\"]"});
}

void TstSelect::vectorConditionChoosesRows() {
    COMPARE_OP("int64[2,2]: 1 2 7 8", "Select",
               {"bool [true,false]", "int64 [[1,2],[3,4]]", "int64 [[5,6],[7,8]]"});
    COMPARE_OP("float16[2]: 1 4", "Select", {"bool [true,false]", "half [1,2]", "half [3,4]"});
}

void TstSelect::broadcastsAllThree() {
    COMPARE_OP("float32[2,2]: 1 20 1 20", "SelectV2",
               {"bool [true,false]", "float 1", "float [[10,20],[30,20]]"});
    COMPARE_OP("uint8[2,2]: 1 1 9 9", "SelectV2",
               {"bool [[true],[false]]", "uint8 1", "uint8 [9,9]"});
    COMPARE_OP("float32[2,1,2]: 1 2 5 6", "SelectV2",
               {"bool [[[true]],[[false]]]", "float [1,2]", "float [[[3,4]],[[5,6]]]"});
    COMPARE_OP("float32[0]:", "SelectV2", {"bool zeros [0]", "float 1", "float 2"});
}

void TstSelect::infersShapes() {
    COMPARE_SHAPES("[2,?]", "Select", {"bool [2]", "float ?", "float [?,?]"});
    COMPARE_SHAPES("[4,3]", "SelectV2", {"bool [4,1]", "float [3]", "float []"});
}

void TstSelect::gradientsAgree() {
    GRADIENT_AGREES("Select", {"bool [true,false]", "double [1,2]", "double [3,4]"}, {}, 1);
    GRADIENT_AGREES("SelectV2", {"bool [true,false]", "double [[1,2],[3,4]]", "double [5,6]"}, {},
                    2);
    GRADIENT_AGREES("SelectV2", {"bool [[true],[false]]", "double 3", "double [5,6]"}, {}, 1);
}

namespace {
const Registered<TstSelect> registered;
}  // namespace

}  // namespace weft::test

#include "tst_select.moc"
