// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Cross.
class TstCross : public QObject {
    Q_OBJECT

private slots:
    void rejectsAScalarBesideAnUnknownShape() {
        QVERIFY(inferOp("Cross", {"float ?", "float []"}).starts_with("INVALID_ARGUMENT"));
    }
    void refusesOtherSizes();
    void standsAtRightAngles();
    void gradientsAgree();
};

void TstCross::refusesOtherSizes() {
    FAILS_OP("Cross", {"float [1,2]", "float [1,2]"}, "3-element vectors");
    FAILS_OP("Cross", {"float 1", "float 1"}, "at least rank 1");
    FAILS_OP("Cross", {"float [[1,2,3]]", "float [1,2,3]"}, "equal rank");
}

void TstCross::standsAtRightAngles() {
    COMPARE_OP("float32[2,3]: 0 0 1 -3 6 -3", "Cross",
               {"float [[1,0,0],[1,2,3]]", "float [[0,1,0],[4,5,6]]"});
    COMPARE_OP("int8[3]: -3 6 -3", "Cross", {"int8 [1,2,3]", "int8 [4,5,6]"});
    COMPARE_OP("float16[3]: -3 6 -3", "Cross", {"half [1,2,3]", "half [4,5,6]"});
    COMPARE_OP("float32[0,3]:", "Cross", {"float zeros [0,3]", "float zeros [0,3]"});
    COMPARE_SHAPES("[?,3]", "Cross", {"float [?,?]", "float ?"});
}

void TstCross::gradientsAgree() {
    GRADIENT_AGREES("Cross", {"double [1,2,3]", "double [4,-5,6]"}, {}, 0);
    GRADIENT_AGREES("Cross", {"double [1,2,3]", "double [4,-5,6]"}, {}, 1);
}

namespace {
const Registered<TstCross> registered;
}  // namespace

}  // namespace weft::test

#include "tst_cross.moc"
