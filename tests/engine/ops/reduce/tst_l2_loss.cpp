// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// L2Loss.
class TstL2Loss : public QObject {
    Q_OBJECT

private slots:
    void refusesIntegers();
    void halfTheSumOfSquares();
    void gradientAgrees();
};

void TstL2Loss::refusesIntegers() {
    QVERIFY(runOp("L2Loss", {"int32 [1,2]"}).find("INVALID_ARGUMENT") == 0);
}

void TstL2Loss::halfTheSumOfSquares() {
    COMPARE_OP("float32[]: 15", "L2Loss", {"float [[1,2],[3,4]]"});
    COMPARE_OP("float64[]: 0", "L2Loss", {"double zeros [0]"});
    COMPARE_OP("float32[]: 4.5", "L2Loss", {"float [-3]"});  // nothing is folded
    COMPARE_OP("float32[]: 2", "L2Loss", {"float 2"});
    COMPARE_OP("float16[]: 12.5", "L2Loss", {"half [3,4]"});
}

void TstL2Loss::gradientAgrees() { GRADIENT_AGREES("L2Loss", {"double [[1,2],[3,4]]"}, {}, 0); }

namespace {
const Registered<TstL2Loss> registered;
}  // namespace

}  // namespace weft::test

#include "tst_l2_loss.moc"
