// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Quotients and remainders.
class TstDivision : public QObject {
    Q_OBJECT

private slots:
    void refusesIntegerZero();
    void floorsTowardsMinusInfinity();
    void truncatesTowardsZero();
    void smallestByMinusOneWraps();
    void realDivisionByZero();
    void keepsShapeArithmeticSharp();
    void gradientsAgree();
    void dividesComplexNumbers();
};

void TstDivision::refusesIntegerZero() {
    FAILS_OP("FloorDiv", {"int32 [1,2]", "int32 [1,0]"}, "division by zero");
    FAILS_OP("FloorMod", {"int64 [1,2]", "int64 0"}, "division by zero");
    FAILS_OP("Div", {"int32 1", "int32 0"}, "division by zero");
    FAILS_OP("TruncateMod", {"int32 1", "int32 0"}, "division by zero");
    FAILS_OP("TruncateDiv", {"uint8 1", "uint8 0"}, "division by zero");
}

void TstDivision::floorsTowardsMinusInfinity() {
    COMPARE_OP("int32[4]: 2 -3 -3 2", "FloorDiv", {"int32 [5,-5,5,-5]", "int32 [2,2,-2,-2]"});
    COMPARE_OP("int32[4]: 1 1 -1 -1", "FloorMod", {"int32 [5,-5,5,-5]", "int32 [2,2,-2,-2]"});
    COMPARE_OP("float32[4]: 2 -3 -3 2", "FloorDiv", {"float [5,-5,5,-5]", "float [2,2,-2,-2]"});
    COMPARE_OP("float32[4]: 1 1 -1 -1", "FloorMod", {"float [5,-5,5,-5]", "float [2,2,-2,-2]"});
    COMPARE_OP("uint8[1]: 127", "FloorDiv", {"uint8 [255]", "uint8 2"});
}

void TstDivision::truncatesTowardsZero() {
    COMPARE_OP("int32[4]: 2 -2 -2 2", "Div", {"int32 [5,-5,5,-5]", "int32 [2,2,-2,-2]"});
    COMPARE_OP("int64[4]: 2 -2 -2 2", "TruncateDiv", {"int64 [5,-5,5,-5]", "int64 [2,2,-2,-2]"});
    COMPARE_OP("int64[4]: 1 -1 1 -1", "TruncateMod", {"int64 [5,-5,5,-5]", "int64 [2,2,-2,-2]"});
    COMPARE_OP("float32[2]: 2 -2", "TruncateDiv", {"float [5,-5]", "float 2"});
    COMPARE_OP("float32[2]: 1 -1", "Mod", {"float [5,-5]", "float 2"});
}

void TstDivision::smallestByMinusOneWraps() {
    COMPARE_OP("int32[1]: -2147483648", "FloorDiv", {"int32 [-2147483648]", "int32 -1"});
    COMPARE_OP("int32[1]: 0", "FloorMod", {"int32 [-2147483648]", "int32 -1"});
    COMPARE_OP("int64[1]: -9223372036854775808", "Div",
               {"int64 [-9223372036854775808]", "int64 -1"});
    COMPARE_OP("int8[1]: -128", "TruncateDiv", {"int8 [-128]", "int8 -1"});
}

void TstDivision::realDivisionByZero() {
    COMPARE_OP("float32[3]: inf -inf nan", "RealDiv", {"float [1,-1,0]", "float 0"});
    COMPARE_OP("float32[3]: 0 0 0", "DivNoNan", {"float [1,-1,nan]", "float 0"});
    COMPARE_OP("float16[1]: 2.5", "RealDiv", {"half [5]", "half 2"});
}

void TstDivision::keepsShapeArithmeticSharp() {
    COMPARE_PARTIAL("? 5", "FloorDiv", "[?,11]", {"= int32 2"});
    COMPARE_PARTIAL("? 1", "FloorMod", "[?,11]", {"= int32 2"});
    COMPARE_PARTIAL("? ?", "FloorDiv", "[?,?]", {"= int32 2"});
}

void TstDivision::gradientsAgree() {
    GRADIENT_AGREES("RealDiv", {"double [[1,2],[3,4]]", "double [5,6]"}, {}, 0);
    GRADIENT_AGREES("RealDiv", {"double [[1,2],[3,4]]", "double [5,6]"}, {}, 1);
    GRADIENT_AGREES("Div", {"double [1,2]", "double [5,6]"}, {}, 1);
    GRADIENT_AGREES("DivNoNan", {"double [1,2]", "double [5,6]"}, {}, 1);
    GRADIENT_AGREES("FloorMod", {"double [7.5,8.5]", "double [2,3]"}, {}, 1);
}

void TstDivision::dividesComplexNumbers() {
    COMPARE_OP("complex64[2]: (0-1j) (2+0j)", "RealDiv", {"complex64 [1,2j]", "complex64 1j"});
    COMPARE_OP("complex64[1]: (0+0j)", "DivNoNan", {"complex64 [1]", "complex64 0"});
}

namespace {
const Registered<TstDivision> registered;
}  // namespace

}  // namespace weft::test

#include "tst_division.moc"
