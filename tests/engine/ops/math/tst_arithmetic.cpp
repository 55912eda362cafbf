// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Add, AddV2, Sub, Mul, SquaredDifference, Maximum, Minimum.
class TstArithmetic : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotBroadcast();
    void computesEachType();
    void integersWrapAround();
    void nanWinsOverNumbers();
    void broadcastsAnyRank();
    void infersBroadcastShapes();
    void keepsShapeArithmeticSharp();
    void gradientsAgree();
    void takesComplexNumbers();
};

void TstArithmetic::refusesShapesThatDoNotBroadcast() {
    FAILS_OP("AddV2", {"float [1,2]", "float [1,2,3]"}, "Incompatible shapes: [2] vs. [3]");
    FAILS_OP("Mul", {"int32 [[1,2],[3,4]]", "int32 [1,2,3]"}, "Incompatible shapes");
}

void TstArithmetic::computesEachType() {
    COMPARE_OP("float32[2]: 4 -1", "AddV2", {"float [1,2]", "float [3,-3]"});
    COMPARE_OP("float64[2]: -2 5", "Sub", {"double [1,2]", "double [3,-3]"});
    COMPARE_OP("float16[2]: 3 -6", "Mul", {"half [1,2]", "half [3,-3]"});
    COMPARE_OP("bfloat16[1]: 0.5", "Mul", {"bfloat16 [0.25]", "bfloat16 [2]"});
    COMPARE_OP("int64[2]: 4 25", "SquaredDifference", {"int64 [1,2]", "int64 [3,-3]"});
    COMPARE_OP("int8[2]: 3 -6", "Mul", {"int8 [1,2]", "int8 [3,-3]"});
    COMPARE_OP("uint16[1]: 65025", "Mul", {"uint16 [255]", "uint16 [255]"});
    COMPARE_OP("string[2]: b'ax' b'bx'", "Add", {"string [\"a\",\"b\"]", "string \"x\""});
}

void TstArithmetic::integersWrapAround() {
    COMPARE_OP("int32[1]: -2147483648", "AddV2", {"int32 [2147483647]", "int32 1"});
    COMPARE_OP("int64[1]: 9223372036854775807", "Sub", {"int64 [-9223372036854775808]", "int64 1"});
    COMPARE_OP("int8[1]: -128", "AddV2", {"int8 [127]", "int8 1"});
    COMPARE_OP("uint16[1]: 1", "Mul", {"uint16 [65535]", "uint16 [65535]"});
}

void TstArithmetic::nanWinsOverNumbers() {
    COMPARE_OP("float32[3]: nan nan 2", "Maximum", {"float [nan,1,2]", "float [1,nan,1]"});
    COMPARE_OP("float64[3]: nan nan 1", "Minimum", {"double [nan,1,2]", "double [1,nan,1]"});
    COMPARE_OP("int32[2]: 3 2", "Maximum", {"int32 [1,2]", "int32 [3,-3]"});
    COMPARE_OP("uint8[2]: 1 0", "Minimum", {"uint8 [1,2]", "uint8 [3,0]"});
}

void TstArithmetic::broadcastsAnyRank() {
    COMPARE_OP("float32[2,3]: 11 12 13 24 25 26", "AddV2",
               {"float [[1,2,3],[4,5,6]]", "float [[10],[20]]"});
    COMPARE_OP("float32[2,3]: 11 22 33 14 25 36", "AddV2",
               {"float [[1,2,3],[4,5,6]]", "float [10,20,30]"});
    COMPARE_OP("float32[2,3]: 11 12 13 21 22 23", "AddV2",
               {"float [[10],[20]]", "float [[1,2,3]]"});
    COMPARE_OP("int32[2,2,2]: 11 21 12 22 31 41 32 42", "AddV2",
               {"int32 [[[1],[2]]]", "int32 [[[10,20]],[[30,40]]]"});
    COMPARE_OP("float32[0,3]:", "Mul", {"float zeros [0,3]", "float [1,2,3]"});
    COMPARE_OP("float32[2,1,2]: 3 3 3 3", "Sub", {"float 5", "float [[[2,2]],[[2,2]]]"});
}

void TstArithmetic::infersBroadcastShapes() {
    COMPARE_SHAPES("[?,3]", "AddV2", {"float [?,3]", "float [1,3]"});
    COMPARE_SHAPES("<unknown>", "AddV2", {"float ?", "float [3]"});
}

void TstArithmetic::keepsShapeArithmeticSharp() {
    COMPARE_PARTIAL("? 6", "Mul", "[?,3]", {"= int32 2"});
    COMPARE_PARTIAL("? 2", "Sub", "[?,3]", {"= int32 [1,1]"});
    COMPARE_PARTIAL("? 5", "Maximum", "[?,3]", {"= int32 5"});
    COMPARE_PARTIAL("? 13", "AddV2", "[?,3]", {"= int32 [10,10]"});
}

void TstArithmetic::gradientsAgree() {
    GRADIENT_AGREES("AddV2", {"double [[1,2],[3,4]]", "double [5,6]"}, {}, 1);
    GRADIENT_AGREES("Sub", {"double [[1,2],[3,4]]", "double [[5],[6]]"}, {}, 1);
    GRADIENT_AGREES("Mul", {"double [[1,2],[3,4]]", "double [5,6]"}, {}, 0);
    GRADIENT_AGREES("Mul", {"double [[1,2],[3,4]]", "double 5"}, {}, 1);
    GRADIENT_AGREES("SquaredDifference", {"double [[1,2],[3,4]]", "double [5,6]"}, {}, 1);
    GRADIENT_AGREES("Maximum", {"double [[1,2],[3,4]]", "double [2.5,1]"}, {}, 0);
    GRADIENT_AGREES("Minimum", {"double [[1,2],[3,4]]", "double [2.5,1]"}, {}, 1);
}

void TstArithmetic::takesComplexNumbers() {
    const std::vector<std::string> ab = {"complex64 [1+2j,3]", "complex64 [1j,1-1j]"};
    COMPARE_OP("complex64[2]: (1+3j) (4-1j)", "AddV2", ab);
    COMPARE_OP("complex64[2]: (1+1j) (2+1j)", "Sub", ab);
    COMPARE_OP("complex64[2]: (-2+1j) (3-3j)", "Mul", ab);
    COMPARE_OP("complex128[1]: (25+0j)", "SquaredDifference",
               {"complex128 [3+4j]", "complex128 0"});
}

namespace {
const Registered<TstArithmetic> registered;
}  // namespace

}  // namespace weft::test

#include "tst_arithmetic.moc"
