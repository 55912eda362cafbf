// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Cast.
class TstCast : public QObject {
    Q_OBJECT

private slots:
    void refusesStrings();
    void truncatesTowardsZero();
    void whatAnIntegerCannotHold();
    void truthAndNumbers();
    void narrowFloats();
    void keepsShapeArithmeticSharp();
    void gradientAgrees();
};

void TstCast::refusesStrings() {
    FAILS_OP("Cast", {"string [\"1\"]"}, "is not supported", {{"DstT", DType::Float}},
             "UNIMPLEMENTED");
}

void TstCast::truncatesTowardsZero() {
    COMPARE_OP("int32[4]: 1 -1 0 0", "Cast", {"float [1.9,-1.9,0.5,-0.5]"},
               {{"DstT", DType::Int32}});
    COMPARE_OP("uint8[2]: 200 3", "Cast", {"double [200.7,3.9]"}, {{"DstT", DType::UInt8}});
}

void TstCast::whatAnIntegerCannotHold() {
    COMPARE_OP("int32[3]: -2147483648 -2147483648 -2147483648", "Cast", {"float [3e9,-3e9,nan]"},
               {{"DstT", DType::Int32}});
    COMPARE_OP("int64[2]: -9223372036854775808 -9223372036854775808", "Cast", {"float [1e30,inf]"},
               {{"DstT", DType::Int64}});
    COMPARE_OP("int8[2]: 44 -128", "Cast", {"int32 [300,128]"}, {{"DstT", DType::Int8}});
    COMPARE_OP("uint64[1]: 9223372036854775808", "Cast", {"double [9223372036854775808]"},
               {{"DstT", DType::UInt64}});
}

void TstCast::truthAndNumbers() {
    COMPARE_OP("bool[4]: True False False True", "Cast", {"float [0.1,0,-0.0,nan]"},
               {{"DstT", DType::Bool}});
    COMPARE_OP("float32[2]: 1 0", "Cast", {"bool [true,false]"}, {{"DstT", DType::Float}});
}

void TstCast::narrowFloats() {
    COMPARE_OP("float16[3]: 1.5 inf 2048", "Cast", {"float [1.5,1e6,2049]"},
               {{"DstT", DType::Half}});
    COMPARE_OP("bfloat16[1]: 1.01", "Cast", {"float [1.01171875]"},
               {{"DstT", DType::BFloat16}, {"Truncate", true}});
    COMPARE_OP("float32[2]: 1.5 -inf", "Cast", {"half [1.5,-inf]"}, {{"DstT", DType::Float}});
    COMPARE_OP("int32[1]: 3", "Cast", {"bfloat16 [3.5]"}, {{"DstT", DType::Int32}});
}

void TstCast::keepsShapeArithmeticSharp() {
    COMPARE_PARTIAL("? 3", "Cast", "[?,3]", {}, {{"DstT", DType::Int32}});
}

void TstCast::gradientAgrees() {
    GRADIENT_AGREES("Cast", {"double [1,2]"}, {{"DstT", DType::Double}});
}

namespace {
const Registered<TstCast> registered;
}  // namespace

}  // namespace weft::test

#include "tst_cast.moc"
