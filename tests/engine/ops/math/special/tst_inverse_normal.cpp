// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/close_to.h"
#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Ndtri and Erfinv.
class TstInverseNormal : public QObject {
    Q_OBJECT

private slots:
    void edgesOfTheDomain();
    void valuesMatchTheTables();
    void gradientsAgree();
};

void TstInverseNormal::edgesOfTheDomain() {
    COMPARE_OP("float64[5]: -inf inf nan nan nan", "Ndtri", {"double [0,1,-1,2,nan]"});
    COMPARE_OP("float64[5]: inf -inf nan nan nan", "Erfinv", {"double [1,-1,-2,2,nan]"});
    COMPARE_OP("float32[0]:", "Erfinv", {"float zeros [0]"});
}

void TstInverseNormal::valuesMatchTheTables() {
    COMPARE_OP("float64[5]: 0 1.95996398 -1.28155157 -6.3613409 -37.0470963", "Ndtri",
               {"double [0.5,0.975,0.1,1e-10,1e-300]"});
    COMPARE_OP("float64[4]: 0.476936276 -0.476936276 8.86226925e-11 1.16308715", "Erfinv",
               {"double [0.5,-0.5,1e-10,0.9]"});
    QCOMPARE_CLOSE(runOp("Erfinv", {"float [0.5,-0.1]"}), "float32[2]: 0.47693628 -0.08885599");
}

void TstInverseNormal::gradientsAgree() {
    GRADIENT_AGREES("Ndtri", {"double [0.1,0.5,0.9]"});
    GRADIENT_AGREES("Erfinv", {"double [-0.8,0.1,0.6]"});
}

namespace {
const Registered<TstInverseNormal> registered;
}  // namespace

}  // namespace weft::test

#include "tst_inverse_normal.moc"
