// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Pow.
class TstPow : public QObject {
    Q_OBJECT

private slots:
    void refusesNegativeIntegerPowers();
    void knownValues();
    void gradientsAgree();
    void gradientByTheExponentIsZeroAtZero();
};

void TstPow::refusesNegativeIntegerPowers() {
    FAILS_OP("Pow", {"int32 [1,2]", "int32 [1,-1]"},
             "Integers to negative integer powers are not allowed");
    FAILS_OP("Pow", {"int64 2", "int64 -1"}, "Integers to negative integer powers");
}

void TstPow::knownValues() {
    COMPARE_OP("float32[4]: 8 0.25 1 nan", "Pow", {"float [2,2,0,-8]", "float [3,-2,0,0.333]"});
    COMPARE_OP("int32[4]: 8 1 -27 0", "Pow", {"int32 [2,7,-3,0]", "int32 [3,0,3,5]"});
    COMPARE_OP("int64[1]: 4611686018427387904", "Pow", {"int64 2", "int64 [62]"});
    COMPARE_OP("int32[1]: -2147483648", "Pow", {"int32 [2]", "int32 31"});
    COMPARE_OP("float16[1]: 9", "Pow", {"half [3]", "half 2"});
}

void TstPow::gradientsAgree() {
    GRADIENT_AGREES("Pow", {"double [[1,2],[3,4]]", "double [2,0.5]"}, {}, 0);
    GRADIENT_AGREES("Pow", {"double [[1,2],[3,4]]", "double [2,0.5]"}, {}, 1);
}

void TstPow::gradientByTheExponentIsZeroAtZero() {
    GRADIENT_AGREES("Pow", {"double [0,0]", "double [2,3]"}, {}, 1);
}

namespace {
const Registered<TstPow> registered;
}  // namespace

}  // namespace weft::test

#include "tst_pow.moc"
