// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Prod.
class TstProd : public QObject {
    Q_OBJECT

private slots:
    void refusesBadAxes();
    void multipliesOverAxes();
    void gradientSurvivesZeros();
};

void TstProd::refusesBadAxes() {
    FAILS_OP("Prod", {"float [1,2]", "int32 1"}, "axis is out of range");
}

void TstProd::multipliesOverAxes() {
    COMPARE_OP("float32[2]: 2 12", "Prod", {"float [[1,2],[3,4]]", "int32 1"});
    COMPARE_OP("int32[]: 24", "Prod", {"int32 [[1,2],[3,4]]", "int32 [0,1]"});
    COMPARE_OP("float32[3]: 1 1 1", "Prod", {"float zeros [0,3]", "int32 0"});
    COMPARE_OP("bfloat16[]: 6", "Prod", {"bfloat16 [2,3]", "int32 0"});
}

void TstProd::gradientSurvivesZeros() {
    GRADIENT_AGREES("Prod", {"double [[1,2,3],[4,0,6]]", "int32 1"}, {}, 0);
    GRADIENT_AGREES("Prod", {"double [[0,0,3],[4,5,6]]", "int32 [0,1]"}, {}, 0);
    GRADIENT_AGREES("Prod", {"double [[1,2,3],[4,5,6]]", "int32 0"}, {{"keep_dims", true}}, 0);
}

namespace {
const Registered<TstProd> registered;
}  // namespace

}  // namespace weft::test

#include "tst_prod.moc"
