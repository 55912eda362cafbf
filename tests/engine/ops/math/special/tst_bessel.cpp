// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// BesselI0e and BesselI1e.
class TstBessel : public QObject {
    Q_OBJECT

private slots:
    void valuesMatchTheTables();
    void gradientsAgree();
};

void TstBessel::valuesMatchTheTables() {
    COMPARE_OP("float64[6]: 1 0.465759608 0.243000354 0.0731459465 0 nan", "BesselI0e",
               {"double [0,1,-3,30,inf,nan]"});
    COMPARE_OP("float64[6]: 0 0.207910415 -0.196826713 0.0719163306 0 nan", "BesselI1e",
               {"double [0,1,-3,30,inf,nan]"});
    COMPARE_OP("float32[2]: 0.4657596 0.08978031", "BesselI0e", {"float [1,20]"});
    COMPARE_OP("float16[1]: 0.4658", "BesselI0e", {"half [1]"});
    COMPARE_OP("float64[0]:", "BesselI1e", {"double zeros [0]"});
}

void TstBessel::gradientsAgree() {
    GRADIENT_AGREES("BesselI0e", {"double [-3,0.5,2,25]"});
    GRADIENT_AGREES("BesselI1e", {"double [-3,0.5,2,25]"});
}

namespace {
const Registered<TstBessel> registered;
}  // namespace

}  // namespace weft::test

#include "tst_bessel.moc"
