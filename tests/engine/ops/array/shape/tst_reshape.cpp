// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Reshape.
class TstReshape : public QObject {
    Q_OBJECT

private slots:
    void refusesWrongCounts();
    void refusesBadShapes();
    void keepsElementsInOrder();
    void emptyTensorsFollowTensorFlow();
    void infersWhatIsKnown();
    void gradientKeepsTheOldShape();
};

void TstReshape::refusesWrongCounts() {
    FAILS_OP("Reshape", {"float [1,2,3,4,5,6]", "int32 [4]"}, "got 6, want 4");
    FAILS_OP("Reshape", {"float [1,2,3,4,5,6]", "int32 [-1,4]"}, "a multiple of 4");
    FAILS_OP("Reshape", {"float [1,2]", "int32 [0,-1]"}, "got 2");
    FAILS_OP("Reshape", {"float [1,2]", "int32 zeros [0]"}, "got 2, want 1");
}

void TstReshape::refusesBadShapes() {
    FAILS_OP("Reshape", {"float [1,2]", "int32 [-1,-1]"}, "only one size may be -1");
    FAILS_OP("Reshape", {"float [1,2]", "int32 [-2,1]"}, "negative: got -2");
    FAILS_OP("Reshape", {"float [1,2]", "int32 [[2]]"}, "rank 1");
    FAILS_OP("Reshape", {"float [1,2]", "int64 [4611686018427387904,4]"}, "overflow");
}

void TstReshape::keepsElementsInOrder() {
    COMPARE_OP("float32[2,2]: 1 2 3 4", "Reshape", {"float [1,2,3,4]", "int32 [2,-1]"});
    COMPARE_OP("float32[]: 5", "Reshape", {"float [5]", "int32 zeros [0]"});
    COMPARE_OP("string[2,1]: b\'a\' b\'b\'", "Reshape", {"string [\"a\",\"b\"]", "int64 [-1,1]"});
}

void TstReshape::emptyTensorsFollowTensorFlow() {
    COMPARE_OP("float32[0,3]:", "Reshape", {"float zeros [0,3]", "int32 [0,-1]"});
    COMPARE_OP("float32[3,0]:", "Reshape", {"float zeros [0,3]", "int32 [-1,0]"});
    COMPARE_OP("float32[0,3]:", "Reshape", {"float zeros [0,3]", "int32 [-1,3]"});
}

void TstReshape::infersWhatIsKnown() {
    COMPARE_SHAPES("[2,6]", "Reshape", {"float [3,4]", "= int32 [2,-1]"});
    COMPARE_SHAPES("[?,4]", "Reshape", {"float [?,2]", "= int32 [-1,4]"});
    COMPARE_SHAPES("[?,?]", "Reshape", {"float [3,4]", "int32 [2]"});
    COMPARE_SHAPES("<unknown>", "Reshape", {"float [3,4]", "int32 ?"});
}

void TstReshape::gradientKeepsTheOldShape() {
    GRADIENT_AGREES("Reshape", {"double [[1,2],[3,4]]", "int32 [4]"});
}

namespace {
const Registered<TstReshape> registered;
}  // namespace

}  // namespace weft::test

#include "tst_reshape.moc"
