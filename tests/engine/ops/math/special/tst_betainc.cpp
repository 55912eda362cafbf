// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Betainc.
class TstBetainc : public QObject {
    Q_OBJECT

private slots:
    void refusesOtherShapes();
    void valuesMatchTheFormula();
    void infersShapes();
    void gradientByTheEnd();
};

void TstBetainc::refusesOtherShapes() {
    FAILS_OP("Betainc", {"float [1,2]", "float [1,2,3]", "float 0.5"}, "inconsistent");
    FAILS_OP("Betainc", {"float [[1,2]]", "float 1", "float [0.5,0.5]"}, "inconsistent");
}

void TstBetainc::valuesMatchTheFormula() {
    COMPARE_OP("float64[3]: 0.5 0.15625 0.84375", "Betainc",
               {"double 2", "double 2", "double [0.5,0.25,0.75]"});
    COMPARE_OP("float32[2]: 0.25 0.0625", "Betainc",
               {"float [1,2]", "float [1,1]", "float [0.25,0.25]"});
    COMPARE_OP("float32[4]: 0 1 nan nan", "Betainc",
               {"float 2", "float 3", "float [0,1,-0.1,1.1]"});
    COMPARE_OP("float64[4]: nan nan nan nan", "Betainc",
               {"double [0,1,inf,nan]", "double [1,0,2,1]", "double 0.5"});
    COMPARE_OP("float64[0]:", "Betainc", {"double zeros [0]", "double 1", "double 0.5"});
}

void TstBetainc::infersShapes() {
    COMPARE_SHAPES("[2,3]", "Betainc", {"float []", "float [2,?]", "float [?,3]"});
    COMPARE_SHAPES("[]", "Betainc", {"float []", "float []", "float []"});
    COMPARE_SHAPES("<unknown>", "Betainc", {"float []", "float ?", "float []"});
}

void TstBetainc::gradientByTheEnd() {
    GRADIENT_AGREES("Betainc", {"double [2,3.5]", "double [1.5,2]", "double [0.3,0.6]"}, {}, 2);
    GRADIENT_AGREES("Betainc", {"double [2,3.5]", "double 1.5", "double 0.3"}, {}, 2);
}

namespace {
const Registered<TstBetainc> registered;
}  // namespace

}  // namespace weft::test

#include "tst_betainc.moc"
