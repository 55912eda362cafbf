// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of MatMul, BatchMatMul and BatchMatMulV2; contracts: engine/ops/math/matmul.cpp,
/// engine/ops/linalg/batch_matmul.cpp. The products are the backend's (math/gemm.h).

#include "engine/ops_gpu/base/broadcast.h"
#include "engine/ops_gpu/math/gemm.h"

namespace weft::gpu {
namespace {

Gemm matMulOf(const Call& call) {
    const View& a = call.inputs[0];
    const View& b = call.inputs[1];
    Gemm gemm;
    gemm.transposeA = numberOr(call, "transpose_a", 0) != 0;
    gemm.transposeB = numberOr(call, "transpose_b", 0) != 0;
    gemm.m = a.dims[gemm.transposeA ? 1 : 0];
    gemm.k = a.dims[gemm.transposeA ? 0 : 1];
    gemm.n = b.dims[gemm.transposeB ? 0 : 1];
    gemm.type = a.type;
    return gemm;
}

/// Matrices of the last two axes; the axes before them count them.
Gemm batchOf(const Call& call) {
    const View& a = call.inputs[0];
    const View& b = call.inputs[1];
    Gemm gemm;
    gemm.transposeA = numberOr(call, "adj_x", 0) != 0;
    gemm.transposeB = numberOr(call, "adj_y", 0) != 0;
    gemm.m = a.dims[a.rank - (gemm.transposeA ? 1 : 2)];
    gemm.k = a.dims[a.rank - (gemm.transposeA ? 2 : 1)];
    gemm.n = b.dims[b.rank - (gemm.transposeB ? 2 : 1)];
    gemm.type = a.type;
    gemm.strideA = gemm.m * gemm.k;
    gemm.strideB = gemm.k * gemm.n;
    gemm.strideC = gemm.m * gemm.n;
    gemm.batch = gemm.strideC > 0 ? elementsOf(call.outputs[0]) / gemm.strideC : 0;
    return gemm;
}

bool isEmpty(const Gemm& gemm) {
    return gemm.m == 0 || gemm.n == 0 || gemm.k == 0 || gemm.batch == 0;
}

/// A sum of nothing is zero.
std::int32_t clearOutput(const Call& call) {
    const View& c = call.outputs[0];
    return clear(call, c.data, elementsOf(c) * bytesOfType(c.type));
}

std::int32_t prepareMatMul(const Call& call, Plan& plan) {
    const Gemm gemm = matMulOf(call);
    return isEmpty(gemm) ? kOk : prepareGemm(call, gemm, plan);
}

std::int32_t runMatMul(const Call& call) {
    const Gemm gemm = matMulOf(call);
    if (isEmpty(gemm)) { return clearOutput(call); }
    return runGemm(call, gemm, call.inputs[0].data, call.inputs[1].data, call.outputs[0].data);
}

/// A MatMul that adds a bias. A product of nothing is left to the two ops.
Gemm biasedOf(const Call& call) {
    Gemm gemm = matMulOf(call);
    gemm.addsBias = true;
    return gemm;
}

std::int32_t prepareBiased(const Call& call, Plan& plan) {
    const Gemm gemm = biasedOf(call);
    if (isEmpty(gemm)) { return fail(call, kUnimplemented, "a product of nothing"); }
    return prepareGemm(call, gemm, plan);
}

std::int32_t runBiased(const Call& call) {
    return runGemm(call, biasedOf(call), call.inputs[0].data, call.inputs[1].data,
                   call.outputs[0].data, call.inputs[2].data);
}

/// How the matrices of the inputs lie under those of the output, counted in matrices.
Places<2> matrixPlaces(const Call& call) {
    View shapes[3] = {call.inputs[0], call.inputs[1], call.outputs[0]};
    for (View& shape : shapes) { shape.rank -= 2; }
    return broadcastPlaces<2>(shapes[2], {&shapes[0], &shapes[1]});
}

/// Whether one strided call does all of them.
bool isStrided(const Places<2>& places) { return places.rank <= 1; }

Gemm stridedOf(const Call& call, const Places<2>& places) {
    Gemm gemm = batchOf(call);
    if (!isStrided(places)) {
        gemm.batch = gemm.batch == 0 ? 0 : 1;
        gemm.isOffset = true;
    } else if (places.rank == 1) {
        gemm.strideA *= places.strides[0][0];
        gemm.strideB *= places.strides[1][0];
    }
    return gemm;
}

std::int32_t prepareBatch(const Call& call, Plan& plan) {
    const Gemm gemm = stridedOf(call, matrixPlaces(call));
    return isEmpty(gemm) ? kOk : prepareGemm(call, gemm, plan);
}

std::int32_t runBatch(const Call& call) {
    const Places<2> places = matrixPlaces(call);
    const Gemm gemm = stridedOf(call, places);
    if (isEmpty(gemm)) { return clearOutput(call); }
    const auto* a = static_cast<const char*>(call.inputs[0].data);
    const auto* b = static_cast<const char*>(call.inputs[1].data);
    auto* c = static_cast<char*>(call.outputs[0].data);
    if (isStrided(places)) { return runGemm(call, gemm, a, b, c); }
    const Gemm whole = batchOf(call);
    const std::int64_t bytes = bytesOfType(gemm.type);
    for (std::int64_t i = 0; i < whole.batch; ++i) {
        std::int64_t at[2];
        places.at(i, at);
        const std::int32_t error =
            runGemm(call, gemm, a + at[0] * whole.strideA * bytes,
                    b + at[1] * whole.strideB * bytes, c + i * whole.strideC * bytes);
        if (error != kOk) { return error; }
    }
    return kOk;
}

const Options kPlain{.prepare = prepareMatMul};
const Registration kFloats("MatMul", kFloat, runMatMul, kPlain);
const Registration kDoubles("MatMul", kDouble, runMatMul, kPlain);
const Registration kHalves("MatMul", kHalf, runMatMul, kPlain);
const Registration kBFloats("MatMul", kBFloat16, runMatMul, kPlain);
const Registration kBiased(kMatMulBiasOp, kFloat, runBiased, {.prepare = prepareBiased});
const Options kBatch{.prepare = prepareBatch};
const Registration kBatchFloats("BatchMatMul", kFloat, runBatch, kBatch);
const Registration kBatchDoubles("BatchMatMul", kDouble, runBatch, kBatch);
const Registration kBatchV2Floats("BatchMatMulV2", kFloat, runBatch, kBatch);
const Registration kBatchV2Doubles("BatchMatMulV2", kDouble, runBatch, kBatch);
const Registration kBatchV2Halves("BatchMatMulV2", kHalf, runBatch, kBatch);
const Registration kBatchV2BFloats("BatchMatMulV2", kBFloat16, runBatch, kBatch);

}  // namespace
}  // namespace weft::gpu
