// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Igamma, Igammac, IgammaGradA.
class TstIncompleteGamma : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotBroadcast();
    void valuesMatchTheFormula();
    void edgesOfTheDomain();
    void gradientsAgree();
};

void TstIncompleteGamma::refusesShapesThatDoNotBroadcast() {
    for (const char* op : {"Igamma", "Igammac", "IgammaGradA"}) {
        FAILS_OP(op, {"float [1,2]", "float [1,2,3]"}, "Incompatible shapes");
    }
}

void TstIncompleteGamma::valuesMatchTheFormula() {
    COMPARE_OP("float64[4]: 0.632120559 0.264241118 0.9999546 0", "Igamma",
               {"double [1,2,1,1]", "double [1,1,10,0]"});
    COMPARE_OP("float64[4]: 0.367879441 0.735758882 4.53999298e-05 1", "Igammac",
               {"double [1,2,1,1]", "double [1,1,10,0]"});
    COMPARE_OP("float64[2]: -0.106459353 -0.00869546642", "IgammaGradA",
               {"double 3", "double [1,9]"});
    COMPARE_OP("float32[1]: 0.63212055", "Igamma", {"float 1", "float [1]"});
}

void TstIncompleteGamma::edgesOfTheDomain() {
    COMPARE_OP("float64[6]: nan nan nan 1 0 nan", "Igamma",
               {"double [0,-1,1,1,inf,nan]", "double [1,1,-1,inf,1,1]"});
    COMPARE_OP("float64[6]: nan nan nan 0 1 nan", "Igammac",
               {"double [0,-1,1,1,inf,nan]", "double [1,1,-1,inf,1,1]"});
    COMPARE_OP("float64[0]:", "Igamma", {"double zeros [0]", "double 1"});
}

void TstIncompleteGamma::gradientsAgree() {
    for (const char* op : {"Igamma", "Igammac"}) {
        for (const int by : {0, 1}) {
            GRADIENT_AGREES(op, {"double [0.5,2,7,3]", "double [0.4,5,6.5,9]"}, {}, by);
        }
    }
}

namespace {
const Registered<TstIncompleteGamma> registered;
}  // namespace

}  // namespace weft::test

#include "tst_incomplete_gamma.moc"
