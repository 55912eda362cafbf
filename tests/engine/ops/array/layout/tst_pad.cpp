// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Pad and PadV2.
class TstPad : public QObject {
    Q_OBJECT

private slots:
    void refusesBadPaddings();
    void addsABorder();
    void infersWhatIsKnown();
    void gradientCutsTheBorderOff();
};

void TstPad::refusesBadPaddings() {
    FAILS_OP("Pad", {"float [1,2]", "int32 [[1,-1]]"}, "negative");
    FAILS_OP("Pad", {"float [1,2]", "int32 [[1,1],[1,1]]"}, "one row an axis");
    FAILS_OP("Pad", {"float [1,2]", "int32 [[1,1,1]]"}, "two columns");
    FAILS_OP("Pad", {"float [1,2]", "int64 [[4611686018427387904,4611686018427387904]]"},
             "overflow");
    FAILS_OP("PadV2", {"float [1,2]", "int32 [[1,1]]", "float [1]"}, "rank 0");
}

void TstPad::addsABorder() {
    COMPARE_OP("float32[4]: 0 1 2 0", "Pad", {"float [1,2]", "int32 [[1,1]]"});
    COMPARE_OP("float32[3,4]: 9 9 9 9 9 1 2 9 9 9 9 9", "PadV2",
               {"float [[1,2]]", "int32 [[1,1],[1,1]]", "float 9"});
    COMPARE_OP("float32[2,3]: 9 9 1 9 9 2", "PadV2",
               {"float [[1],[2]]", "int64 [[0,0],[2,0]]", "float 9"});
    COMPARE_OP("string[2]: b\'a\' b\'\'", "Pad", {"string [\"a\"]", "int32 [[0,1]]"});
    COMPARE_OP("float32[2]: 0 0", "Pad", {"float zeros [0]", "int32 [[1,1]]"});
    COMPARE_OP("float32[]: 3", "Pad", {"float 3", "int32 zeros [0,2]"});
}

void TstPad::infersWhatIsKnown() {
    COMPARE_SHAPES("[?,6]", "Pad", {"float [?,3]", "= int32 [[1,1],[1,2]]"});
    COMPARE_SHAPES("[?,?]", "Pad", {"float [2,3]", "int32 [2,2]"});
    COMPARE_SHAPES("[?,?]", "Pad", {"float ?", "int32 [2,2]"});
}

void TstPad::gradientCutsTheBorderOff() {
    GRADIENT_AGREES("Pad", {"double [[1,2],[3,4]]", "int32 [[1,0],[0,2]]"});
    GRADIENT_AGREES("PadV2", {"double [1,2]", "int64 [[1,0]]", "double 3"});
}

namespace {
const Registered<TstPad> registered;
}  // namespace

}  // namespace weft::test

#include "tst_pad.moc"
