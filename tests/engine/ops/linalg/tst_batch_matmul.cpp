// SPDX-License-Identifier: Apache-2.0
#include <QObject>

#include "tests/support/op_compare.h"
#include "tests/support/test_main.h"

namespace weft::test {

/// BatchMatMul, BatchMatMulV2, BatchMatMulV3.
class TstBatchMatmul : public QObject {
    Q_OBJECT

private slots:
    void refusesSizesThatDoNotFit();
    void multipliesPairByPair();
    void adjointsConjugate();
    void widensMixedTypes();
    void infersShapes();
    void gradientsAgreeForAllAdjoints();
    void refusesProductsTooLargeToCount();
};

void TstBatchMatmul::refusesSizesThatDoNotFit() {
    for (const char* op : {"BatchMatMul", "BatchMatMulV2"}) {
        FAILS_OP(op, {"float [1,2]", "float [[1],[2]]"}, "at least rank 2");
        FAILS_OP(op, {"float [[[1,2]]]", "float [[[1,2]]]"}, "Matrix size-incompatible");
        FAILS_OP(op, {"float zeros [2,1,2]", "float zeros [3,2,1]"},
                 op[11] == 'V' ? "Incompatible shapes" : "same batch");
    }
    FAILS_OP("BatchMatMulV3", {"int8 [[1,2]]", "int8 [[1,2]]"}, "Matrix size-incompatible",
             {{"Tout", DType::Int32}});
    FAILS_OP("BatchMatMulV3", {"float [[1]]", "int8 [[1]]"}, "no kernel", {{"Tout", DType::Float}});
}

void TstBatchMatmul::multipliesPairByPair() {
    COMPARE_OP("float32[2,1,1]: 11 25", "BatchMatMul",
               {"float [[[1,2]],[[3,4]]]", "float [[[3],[4]],[[3],[4]]]"});
    COMPARE_OP("float32[2,1,1]: 11 25", "BatchMatMulV2",
               {"float [[[1,2]],[[3,4]]]", "float [[3],[4]]"});
    COMPARE_OP("float32[2,2,1,1]: 11 17 25 39", "BatchMatMulV2",
               {"float [[[[1,2]]],[[[3,4]]]]", "float [[[3],[4]],[[5],[6]]]"});
    COMPARE_OP("int16[1,1]: 11", "BatchMatMulV2", {"int16 [[1,2]]", "int16 [[3],[4]]"});
    COMPARE_OP("float16[1,1]: 11", "BatchMatMul", {"half [[1,2]]", "half [[3],[4]]"});
    COMPARE_OP("float32[0,1,1]:", "BatchMatMul", {"float zeros [0,1,2]", "float zeros [0,2,1]"});
    COMPARE_OP("float64[2,1,1]: 0 0", "BatchMatMulV2",
               {"double zeros [2,1,0]", "double zeros [0,1]"});
}

void TstBatchMatmul::adjointsConjugate() {
    COMPARE_OP("complex64[1,1]: (2+0j)", "BatchMatMul",
               {"complex64 [[1j],[1]]", "complex64 [[1j],[1]]"}, {{"adj_x", true}});
    COMPARE_OP("complex64[1,1]: (0+0j)", "BatchMatMul",
               {"complex64 [[1j,1]]", "complex64 [[1j],[1]]"});
    COMPARE_OP("int64[2,2]: 26 30 38 44", "BatchMatMulV2",
               {"int64 [[1,2],[3,4]]", "int64 [[5,6],[7,8]]"}, {{"adj_x", true}});
}

void TstBatchMatmul::widensMixedTypes() {
    COMPARE_OP("int32[1,1]: 32258", "BatchMatMulV3", {"int8 [[127,127]]", "int8 [[127],[127]]"},
               {{"Tout", DType::Int32}});
    COMPARE_OP("int32[1,1]: -510", "BatchMatMulV3", {"int8 [[-1,-1]]", "uint8 [[255],[255]]"},
               {{"Tout", DType::Int32}});
    COMPARE_OP("bfloat16[1,1]: 3", "BatchMatMulV3", {"bfloat16 [[1.5]]", "int8 [[2]]"},
               {{"Tout", DType::BFloat16}});
    COMPARE_OP("float32[1,1]: 3", "BatchMatMulV3", {"float [[1.5]]", "float [[2]]"},
               {{"Tout", DType::Float}});
}

void TstBatchMatmul::infersShapes() {
    COMPARE_SHAPES("[5,?,3]", "BatchMatMul", {"float [5,?,2]", "float [?,2,3]"});
    COMPARE_SHAPES("[5,4,?,3]", "BatchMatMulV2", {"float [5,1,?,2]", "float [4,?,3]"});
    COMPARE_SHAPES("<unknown>", "BatchMatMulV2", {"float ?", "float [4,?,3]"});
}

void TstBatchMatmul::gradientsAgreeForAllAdjoints() {
    for (const bool ax : {false, true}) {
        for (const bool ay : {false, true}) {
            const std::string x = ax ? "double [[[1,4],[2,5],[3,6]],[[1,1],[2,0],[-1,3]]]"
                                     : "double [[[1,2,3],[4,5,6]],[[1,2,-1],[1,0,3]]]";
            const std::string y =
                ay ? "double [[[1,2,-3]],[[2,0,1]]]" : "double [[[1],[2],[-3]],[[2],[0],[1]]]";
            for (const int by : {0, 1}) {
                GRADIENT_AGREES("BatchMatMul", {x, y}, {{"adj_x", ax}, {"adj_y", ay}}, by);
                GRADIENT_AGREES("BatchMatMulV2", {x, y}, {{"adj_x", ax}, {"adj_y", ay}}, by);
                GRADIENT_AGREES("BatchMatMulV3", {x, y},
                                {{"adj_x", ax}, {"adj_y", ay}, {"Tout", DType::Double}}, by);
            }
        }
    }
    GRADIENT_AGREES("BatchMatMulV2", {"double [[[1,2]],[[3,4]]]", "double [[1],[2]]"}, {}, 1);
    GRADIENT_AGREES("BatchMatMulV2", {"double [[1,2]]", "double [[[1],[2]],[[3],[4]]]"}, {}, 0);
}

void TstBatchMatmul::refusesProductsTooLargeToCount() {
    const std::string x = "float zeros [1099511627776,0]";
    const std::string y = "float zeros [0,1099511627776]";
    for (const char* op : {"BatchMatMul", "BatchMatMulV2"}) { FAILS_OP(op, {x, y}, ""); }
}

namespace {
const Registered<TstBatchMatmul> registered;
}  // namespace

}  // namespace weft::test

#include "tst_batch_matmul.moc"
