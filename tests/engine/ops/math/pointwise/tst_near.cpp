// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// ApproximateEqual and NextAfter.
class TstNear : public QObject {
    Q_OBJECT

private slots:
    void refusesOtherShapes();
    void comparesByTolerance();
    void stepsToTheNeighbour();
    void gradientFollowsTheStart();
};

void TstNear::refusesOtherShapes() {
    FAILS_OP("ApproximateEqual", {"float [1,2]", "float 1"}, "same shape");
    FAILS_OP("NextAfter", {"float [1,2]", "float [1,2,3]"}, "Incompatible shapes");
}

void TstNear::comparesByTolerance() {
    COMPARE_OP("bool[4]: True False False False", "ApproximateEqual",
               {"float [1,1,inf,nan]", "float [1.25,2,inf,nan]"}, {{"tolerance", 0.5F}});
    // The tolerance itself is near enough; nothing is nearer than equal.
    COMPARE_OP("bool[3]: True True False", "ApproximateEqual",
               {"float [1,1,1]", "float [1.5,1,1.75]"}, {{"tolerance", 0.5F}});
    COMPARE_OP("bool[2]: True False", "ApproximateEqual", {"float [3,3]", "float [3,3.5]"},
               {{"tolerance", 0.0F}});
    COMPARE_OP("bool[2]: False False", "ApproximateEqual", {"float [3,3]", "float [3,3.5]"},
               {{"tolerance", -1.0F}});
    COMPARE_OP("bool[2]: True False", "ApproximateEqual",
               {"double [1,1]", "double [1.000001,1.0001]"});
}

void TstNear::stepsToTheNeighbour() {
    COMPARE_OP("float32[4]: 1e-45 -1e-45 3 nan", "NextAfter",
               {"float [0,0,3,nan]", "float [1,-1,3,1]"});
    COMPARE_OP("float64[2]: 5e-324 inf", "NextAfter",
               {"double [0,1.7976931348623157e308]", "double inf"});
}

void TstNear::gradientFollowsTheStart() {
    COMPARE_SHAPES("[2,?]", "NextAfter", {"float [2,1]", "float [?]"});
    GRADIENT_AGREES("NextAfter", {"double [1,2]", "double [5,6]"}, {}, 0);
    GRADIENT_AGREES("NextAfter", {"double [1,2]", "double [5,6]"}, {}, 1);
}

namespace {
const Registered<TstNear> registered;
}  // namespace

}  // namespace weft::test

#include "tst_near.moc"
