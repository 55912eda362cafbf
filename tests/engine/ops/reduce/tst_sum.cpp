// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// Sum and Mean.
class TstSum : public QObject {
    Q_OBJECT

private slots:
    void refusesBadAxes();
    void sumsOverAxes();
    void sumsOfNothingAreZero();
    void means();
    void infersShapes();
    void gradientsAgree();
};

void TstSum::refusesBadAxes() {
    FAILS_OP("Sum", {"float [[1,2],[3,4]]", "int32 2"}, "axis is out of range: got 2");
    FAILS_OP("Mean", {"float [[1,2],[3,4]]", "int32 [-3]"}, "axis is out of range: got -3");
    FAILS_OP("Sum", {"float [[1,2],[3,4]]", "int32 [0,-2]"}, "duplicate");
    FAILS_OP("Sum", {"float [[1,2],[3,4]]", "int32 [[0]]"}, "rank");
}

void TstSum::sumsOverAxes() {
    COMPARE_OP("float32[2]: 3 7", "Sum", {"float [[1,2],[3,4]]", "int32 1"});
    COMPARE_OP("float32[2]: 4 6", "Sum", {"float [[1,2],[3,4]]", "int32 [0]"});
    COMPARE_OP("float32[]: 10", "Sum", {"float [[1,2],[3,4]]", "int32 [0,1]"});
    COMPARE_OP("float32[2,2]: 1 2 3 4", "Sum", {"float [[1,2],[3,4]]", "int32 []"});
    COMPARE_OP("float32[2,1]: 3 7", "Sum", {"float [[1,2],[3,4]]", "int64 -1"},
               {{"keep_dims", true}});
    COMPARE_OP("int32[2]: 14 22", "Sum", {"int32 [[[1,2],[3,4]],[[5,6],[7,8]]]", "int32 [0,2]"});
    COMPARE_OP("int64[2]: 16 20", "Sum", {"int64 [[[1,2],[3,4]],[[5,6],[7,8]]]", "int32 [0,1]"});
    COMPARE_OP("float64[]: 5", "Sum", {"double 5", "int32 []"});
}

void TstSum::sumsOfNothingAreZero() {
    COMPARE_OP("float32[3]: 0 0 0", "Sum", {"float zeros [0,3]", "int32 0"});
    COMPARE_OP("float32[0]:", "Sum", {"float zeros [0,3]", "int32 1"});
    COMPARE_OP("float32[3]: nan nan nan", "Mean", {"float zeros [0,3]", "int32 0"});
}

void TstSum::means() {
    COMPARE_OP("float32[2]: 1.5 3.5", "Mean", {"float [[1,2],[3,4]]", "int32 1"});
    COMPARE_OP("int32[2]: 1 3", "Mean", {"int32 [[1,2],[3,4]]", "int32 1"});
    COMPARE_OP("int32[]: -1", "Mean", {"int32 [-1,-2]", "int32 0"});
    COMPARE_OP("float16[]: 2.5", "Mean", {"half [1,2,3,4]", "int32 0"});
    COMPARE_OP("int32[]: 2147483647", "Mean", {"int32 [2147483647,2147483647]", "int32 0"});
    COMPARE_OP("float16[]: inf", "Mean", {"half [60000,60000]", "int32 0"});
    COMPARE_OP("bfloat16[]: 60000", "Mean", {"bfloat16 [59904,59904]", "int32 0"});
    COMPARE_OP("uint8[]: 200", "Mean", {"uint8 [200,200,200]", "int32 0"});
    COMPARE_OP("int16[]: -7", "Mean", {"int16 [-7,-8]", "int32 0"});
    COMPARE_OP("int8[]: 0", "Mean", {"int8 zeros [0]", "int32 0"});
    COMPARE_OP(
        "int64[]: 0", "Mean",
        {"int64 [4611686018427387904,4611686018427387904,4611686018427387904,4611686018427387904]",
         "int32 0"});
    COMPARE_OP("complex64[]: (1+2j)", "Mean", {"complex64 [0,2+4j]", "int32 0"});
    COMPARE_OP("int8[]: 44", "Sum", {"int8 [100,100,100]", "int32 0"});
    COMPARE_OP("complex128[2]: (1+1j) (2-1j)", "Sum", {"complex128 [[1,1j],[2,-1j]]", "int32 1"});
}

void TstSum::infersShapes() {
    COMPARE_SHAPES("[?]", "Sum", {"float [?,3]", "= int32 1"});
    COMPARE_SHAPES("[?,1]", "Sum", {"float [?,3]", "= int32 1"}, {{"keep_dims", true}});
    COMPARE_SHAPES("[?,?]", "Sum", {"float [?,3]", "int32 ?"}, {{"keep_dims", true}});
    COMPARE_SHAPES("<unknown>", "Sum", {"float [?,3]", "int32 ?"});
}

void TstSum::gradientsAgree() {
    GRADIENT_AGREES("Sum", {"double [[1,2,3],[4,5,6]]", "int32 1"}, {}, 0);
    GRADIENT_AGREES("Sum", {"double [[1,2,3],[4,5,6]]", "int32 [0]"}, {{"keep_dims", true}}, 0);
    GRADIENT_AGREES("Sum", {"double [[1,2,3],[4,5,6]]", "int32 [-1,0]"}, {}, 0);
    GRADIENT_AGREES("Sum", {"double [[1,2,3],[4,5,6]]", "int32 []"}, {}, 0);
    GRADIENT_AGREES("Mean", {"double [[1,2,3],[4,5,6]]", "int32 1"}, {}, 0);
    GRADIENT_AGREES("Mean", {"double [[1,2,3],[4,5,6]]", "int32 [0]"}, {{"keep_dims", true}}, 0);
    GRADIENT_AGREES("Mean", {"double [[1,2,3],[4,5,6]]", "int32 [-1,0]"}, {}, 0);
    GRADIENT_AGREES("Mean", {"double [[1,2,3],[4,5,6]]", "int32 []"}, {}, 0);
}

namespace {
const Registered<TstSum> registered;
}  // namespace

}  // namespace weft::test

#include "tst_sum.moc"
