// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Bits of integers.
class TstBitwise : public QObject {
    Q_OBJECT

private slots:
    void refusesShapesThatDoNotBroadcast();
    void combinesBits();
    void clampsShiftAmounts();
    void countsBits();
};

void TstBitwise::refusesShapesThatDoNotBroadcast() {
    for (const char* op : {"BitwiseAnd", "BitwiseOr", "BitwiseXor", "LeftShift", "RightShift"}) {
        FAILS_OP(op, {"int32 [1,2]", "int32 [1,2,3]"}, "Incompatible shapes");
    }
}

void TstBitwise::combinesBits() {
    COMPARE_OP("int32[2]: 8 -2147483648", "BitwiseAnd",
               {"int32 [12,-1]", "int32 [10,-2147483648]"});
    COMPARE_OP("uint8[2]: 14 255", "BitwiseOr", {"uint8 [12,255]", "uint8 [10,1]"});
    COMPARE_OP("int64[2]: 6 -2", "BitwiseXor", {"int64 [12,-1]", "int64 [10,1]"});
    COMPARE_OP("int8[3]: -1 0 -128", "Invert", {"int8 [0,-1,127]"});
    COMPARE_OP("uint16[2]: 65535 0", "Invert", {"uint16 [0,65535]"});
    COMPARE_OP("int32[0]:", "BitwiseXor", {"int32 zeros [0]", "int32 7"});
}

void TstBitwise::clampsShiftAmounts() {
    COMPARE_OP("int8[5]: 1 2 -128 -128 1", "LeftShift", {"int8 1", "int8 [0,1,7,100,-3]"});
    COMPARE_OP("int8[4]: -4 -1 -1 -8", "RightShift", {"int8 -8", "int8 [1,3,100,-3]"});
    COMPARE_OP("uint32[2]: 1 1", "RightShift",
               {"uint32 [2147483648,4294967295]", "uint32 [31,32]"});
    COMPARE_OP("int64[1]: -9223372036854775808", "LeftShift", {"int64 [1]", "int64 [99]"});
}

void TstBitwise::countsBits() {
    COMPARE_OP("uint8[4]: 0 8 1 7", "PopulationCount", {"int8 [0,-1,-128,127]"});
    COMPARE_OP("uint8[2]: 64 1", "PopulationCount", {"int64 [-1,4096]"});
    COMPARE_SHAPES("[2,?]", "PopulationCount", {"int64 [2,?]"});
}

namespace {
const Registered<TstBitwise> registered;
}  // namespace

}  // namespace weft::test

#include "tst_bitwise.moc"
