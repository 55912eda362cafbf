// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Lgamma, Digamma, Polygamma, Zeta.
class TstGamma : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotBroadcast();
    void valuesMatchTheTables();
    void farNegativeArgumentsTakeNoTime();
    void gradientsAgree();
};

void TstGamma::refusesShapesThatDoNotBroadcast() {
    FAILS_OP("Polygamma", {"float [1,2]", "float [1,2,3]"}, "Incompatible shapes");
    FAILS_OP("Zeta", {"float [1,2]", "float [1,2,3]"}, "Incompatible shapes");
}

void TstGamma::valuesMatchTheTables() {
    COMPARE_OP("float64[6]: 0 0.572364943 3.17805383 inf inf nan", "Lgamma",
               {"double [1,0.5,5,0,-1,nan]"});
    COMPARE_OP("float64[6]: -0.577215665 -1.96351003 0.036489974 nan nan inf", "Digamma",
               {"double [1,0.5,-0.5,0,-1,inf]"});
    COMPARE_OP("float64[5]: 0.644934067 -0.404113806 0.422784335 nan inf", "Polygamma",
               {"double [1,2,0,-1,1]", "double [2,2,2,2,0]"});
    COMPARE_OP("float64[6]: 1.64493407 1.2020569 inf nan inf 9.37924664", "Zeta",
               {"double [2,3,1,0.5,2,2]", "double [1,1,1,1,-1,-1.5]"});
    COMPARE_OP("float16[1]: -0.577", "Digamma", {"half [1]"});
    COMPARE_OP("float32[0]:", "Zeta", {"float zeros [0]", "float 2"});
}

void TstGamma::farNegativeArgumentsTakeNoTime() {
    COMPARE_OP("float64[2]: 9.86940444 -62.0125533", "Zeta",
               {"double [2,3]", "double [-5000.5,-5000.25]"});
    COMPARE_OP("float64[2]: 9.8696044 nan", "Zeta", {"double 2", "double [-1000000000000.5,nan]"});
    COMPARE_OP("float64[1]: inf", "Zeta", {"double 2", "double [-inf]"});
}

void TstGamma::gradientsAgree() {
    GRADIENT_AGREES("Lgamma", {"double [0.5,2,7.5]"});
    GRADIENT_AGREES("Digamma", {"double [0.5,2,7.5]"});
    GRADIENT_AGREES("Polygamma", {"double 1", "double [0.7,2,7.5]"}, {}, 1);
    GRADIENT_AGREES("Zeta", {"double [2.5]", "double [0.7,2,7.5]"}, {}, 1);
}

namespace {
const Registered<TstGamma> registered;
}  // namespace

}  // namespace weft::test

#include "tst_gamma.moc"
