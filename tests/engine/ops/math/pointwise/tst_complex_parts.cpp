// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Complex numbers and their parts.
class TstComplexParts : public QObject {
    Q_OBJECT

private slots:
    void refusesWhatDoesNotBelongTogether();
    void takesNumbersApart();
    void doesNotOverflowOnTheWay();
    void infersShapes();
};

void TstComplexParts::refusesWhatDoesNotBelongTogether() {
    FAILS_OP("Complex", {"float [1,2]", "float [1,2,3]"}, "Incompatible shapes");
    FAILS_OP("Real", {"complex128 1"}, "no kernel", {{"Tout", DType::Float}});
    FAILS_OP("Complex", {"double 1", "double 1"}, "no kernel", {{"Tout", DType::Complex64}});
}

void TstComplexParts::takesNumbersApart() {
    COMPARE_OP("complex64[2]: (1+3j) (1+4j)", "Complex", {"float 1", "float [3,4]"});
    COMPARE_OP("complex128[]: (1-2j)", "Complex", {"double 1", "double -2"},
               {{"Tout", DType::Complex128}});
    COMPARE_OP("float32[2]: 3 0", "Real", {"complex64 [3-4j,1j]"});
    COMPARE_OP("float32[2]: -4 1", "Imag", {"complex64 [3-4j,1j]"});
    COMPARE_OP("float64[2]: 5 1", "ComplexAbs", {"complex128 [3-4j,1j]"},
               {{"Tout", DType::Double}});
    COMPARE_OP("float32[2]: 0 1.5707964", "Angle", {"complex64 [2,1j]"});
    COMPARE_OP("complex64[2]: (3+4j) (0-1j)", "Conj", {"complex64 [3-4j,1j]"});
    COMPARE_OP("float32[0]:", "ComplexAbs", {"complex64 zeros [0]"});
}

void TstComplexParts::doesNotOverflowOnTheWay() {
    COMPARE_OP("float32[1]: 1.4142135e+38", "ComplexAbs", {"complex64 [1e38+1e38j]"});
    COMPARE_OP("float32[2]: inf nan", "ComplexAbs", {"complex64 [inf+1j,nan+1j]"});
}

void TstComplexParts::infersShapes() {
    COMPARE_SHAPES("[2,?]", "Complex", {"float [2,1]", "float [?]"});
    COMPARE_SHAPES("[2,?]", "Angle", {"complex64 [2,?]"});
}

namespace {
const Registered<TstComplexParts> registered;
}  // namespace

}  // namespace weft::test

#include "tst_complex_parts.moc"
