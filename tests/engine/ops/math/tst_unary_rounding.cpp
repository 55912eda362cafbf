// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Floor, Ceil, Rint, Round, IsNan, IsInf, IsFinite.
class TstUnaryRounding : public QObject {
    Q_OBJECT

private slots:
    void tiesGoToEven();
    void floorAndCeil();
    void tellsNumbersApart();
};

void TstUnaryRounding::tiesGoToEven() {
    COMPARE_OP("float32[5]: 0 2 2 -0 -2", "Round", {"float [0.5,1.5,2.5,-0.5,-1.5]"});
    COMPARE_OP("float64[3]: 0 2 2", "Rint", {"double [0.5,1.5,2.5]"});
    COMPARE_OP("int32[2]: 7 -7", "Round", {"int32 [7,-7]"});
}

void TstUnaryRounding::floorAndCeil() {
    COMPARE_OP("float32[4]: 1 -2 inf nan", "Floor", {"float [1.5,-1.5,inf,nan]"});
    COMPARE_OP("float16[3]: 2 -1 3", "Ceil", {"half [1.5,-1.5,3]"});
}

void TstUnaryRounding::tellsNumbersApart() {
    COMPARE_OP("bool[4]: False False False True", "IsNan", {"float [1,inf,-inf,nan]"});
    COMPARE_OP("bool[4]: False True True False", "IsInf", {"double [1,inf,-inf,nan]"});
    COMPARE_OP("bool[4]: True False False False", "IsFinite", {"half [1,inf,-inf,nan]"});
}

namespace {
const Registered<TstUnaryRounding> registered;
}  // namespace

}  // namespace weft::test

#include "tst_unary_rounding.moc"
