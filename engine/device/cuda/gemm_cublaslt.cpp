// SPDX-License-Identifier: Apache-2.0
/// @file
/// Products of matrices by cuBLASLt. A row-major product C = A B is the column-major product C' = B' A', so
/// nothing is transposed; descriptors and the algorithm are found once a node and shape, by heuristics: two
/// runs take the same. With --autotune the first of the heuristics' candidates are timed.

#include <array>
#include <limits>
#include <memory>
#include <mutex>

#include "engine/device/cuda/card.h"
#include "engine/device/cuda/stopwatch.h"
#include "engine/ops_gpu/base/registration.h"
#include "engine/ops_gpu/math/gemm.h"

namespace weft::gpu {
namespace {

constexpr std::size_t kMostScratch = std::size_t{32} << 20;

/// What one product needs at each call.
struct GemmPlan {
    cublasLtMatmulDesc_t operation = nullptr;
    cublasLtMatrixLayout_t b = nullptr;
    cublasLtMatrixLayout_t a = nullptr;
    cublasLtMatrixLayout_t c = nullptr;
    cublasLtMatmulAlgo_t algorithm{};
    std::mutex mutex;  // around a call that adds a bias
    GemmPlan() = default;
    GemmPlan(const GemmPlan&) = delete;
    GemmPlan& operator=(const GemmPlan&) = delete;
    ~GemmPlan() {
        const CublasLt& lt = cublasLt();
        for (const auto layout : {b, a, c}) {
            if (layout != nullptr) { lt.cublasLtMatrixLayoutDestroy(layout); }
        }
        if (operation != nullptr) { lt.cublasLtMatmulDescDestroy(operation); }
    }
};

struct Types {
    cublasComputeType_t compute;
    cudaDataType_t scale;
    cudaDataType_t element;
};
Types typesOf(const Call& call, std::int32_t type) {
    switch (type) {
        case kDouble:
            return {CUBLAS_COMPUTE_64F, CUDA_R_64F, CUDA_R_64F};
        case kHalf:
            return {CUBLAS_COMPUTE_32F, CUDA_R_32F, CUDA_R_16F};
        case kBFloat16:
            return {CUBLAS_COMPUTE_32F, CUDA_R_32F, CUDA_R_16BF};
        default:
            return {(call.flags & kTf32) != 0 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F,
                    CUDA_R_32F, CUDA_R_32F};
    }
}

/// cuBLASLt's handle of the card, or null.
cublasLtHandle_t handleOf(Card& card) {
    const std::lock_guard lock(card.mutex);
    if (card.cublasLt == nullptr &&
        cublasLt().cublasLtCreate(&card.cublasLt) != CUBLAS_STATUS_SUCCESS) {
        card.cublasLt = nullptr;
    }
    return card.cublasLt;
}

/// A matrix of `rows` by `columns` as it lies in memory by columns.
bool describe(const Gemm& gemm, cublasLtMatrixLayout_t& layout, cudaDataType_t type,
              std::int64_t rows, std::int64_t columns, std::int64_t stride) {
    const CublasLt& lt = cublasLt();
    if (lt.cublasLtMatrixLayoutCreate(&layout, type, static_cast<std::uint64_t>(rows),
                                      static_cast<std::uint64_t>(columns),
                                      rows) != CUBLAS_STATUS_SUCCESS) {
        return false;
    }
    if (gemm.batch == 1) { return true; }
    const auto batch = static_cast<std::int32_t>(gemm.batch);
    return lt.cublasLtMatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &batch,
                                               sizeof batch) == CUBLAS_STATUS_SUCCESS &&
           lt.cublasLtMatrixLayoutSetAttribute(layout, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET,
                                               &stride, sizeof stride) == CUBLAS_STATUS_SUCCESS;
}

bool describeAll(const Call& call, const Gemm& gemm, GemmPlan& plan) {
    const CublasLt& lt = cublasLt();
    const Types types = typesOf(call, gemm.type);
    if (lt.cublasLtMatmulDescCreate(&plan.operation, types.compute, types.scale) !=
        CUBLAS_STATUS_SUCCESS) {
        return false;
    }
    // The first factor by columns is B.
    const cublasOperation_t first = gemm.transposeB ? CUBLAS_OP_T : CUBLAS_OP_N;
    const cublasOperation_t second = gemm.transposeA ? CUBLAS_OP_T : CUBLAS_OP_N;
    lt.cublasLtMatmulDescSetAttribute(plan.operation, CUBLASLT_MATMUL_DESC_TRANSA, &first,
                                      sizeof first);
    lt.cublasLtMatmulDescSetAttribute(plan.operation, CUBLASLT_MATMUL_DESC_TRANSB, &second,
                                      sizeof second);
    if (gemm.addsBias) {
        // A row of C by columns is one of B's columns: the bias goes along the rows, as cuBLASLt has it.
        const cublasLtEpilogue_t epilogue = CUBLASLT_EPILOGUE_BIAS;
        if (lt.cublasLtMatmulDescSetAttribute(plan.operation, CUBLASLT_MATMUL_DESC_EPILOGUE,
                                              &epilogue,
                                              sizeof epilogue) != CUBLAS_STATUS_SUCCESS) {
            return false;
        }
    }
    const bool b = gemm.transposeB
                       ? describe(gemm, plan.b, types.element, gemm.k, gemm.n, gemm.strideB)
                       : describe(gemm, plan.b, types.element, gemm.n, gemm.k, gemm.strideB);
    const bool a = gemm.transposeA
                       ? describe(gemm, plan.a, types.element, gemm.m, gemm.k, gemm.strideA)
                       : describe(gemm, plan.a, types.element, gemm.k, gemm.m, gemm.strideA);
    return a && b && describe(gemm, plan.c, types.element, gemm.n, gemm.m, gemm.strideC);
}

/// Where the matrices of a call lie, and what else it needs.
struct Places {
    const void* a;
    const void* b;
    void* c;
    const void* bias;
    void* scratch;
    std::size_t scratchBytes;
};

cublasStatus_t multiply(cublasLtHandle_t handle, const Gemm& gemm, GemmPlan& plan,
                        const cublasLtMatmulAlgo_t& algorithm, const Places& at, Stream stream) {
    const CublasLt& lt = cublasLt();
    const double oneDouble = 1;
    const double zeroDouble = 0;
    const float oneFloat = 1;
    const float zeroFloat = 0;
    const bool isDouble = gemm.type == kDouble;
    const void* one = isDouble ? static_cast<const void*>(&oneDouble) : &oneFloat;
    const void* zero = isDouble ? static_cast<const void*>(&zeroDouble) : &zeroFloat;
    std::unique_lock<std::mutex> lock;
    if (gemm.addsBias) {  // a call's own, though it is the description that says it
        lock = std::unique_lock(plan.mutex);
        const cublasStatus_t status = lt.cublasLtMatmulDescSetAttribute(
            plan.operation, CUBLASLT_MATMUL_DESC_BIAS_POINTER, &at.bias, sizeof at.bias);
        if (status != CUBLAS_STATUS_SUCCESS) { return status; }
    }
    return lt.cublasLtMatmul(handle, plan.operation, one, at.b, plan.b, at.a, plan.a, zero, at.c,
                             plan.c, at.c, plan.c, &algorithm, at.scratch, at.scratchBytes, stream);
}

using Candidates = std::array<cublasLtMatmulHeuristicResult_t, kTimedCandidates>;

/// The candidate that takes least time, the first where none can be timed.
int fastest(cublasLtHandle_t handle, const Call& call, const Gemm& gemm, GemmPlan& plan,
            const Candidates& candidates, int count) {
    const auto bytesOf = [&](std::int64_t stride, std::int64_t elements) {
        const std::int64_t all = (gemm.batch - 1) * stride + elements;
        return static_cast<std::size_t>(all * bytesOfType(gemm.type));
    };
    const Stopwatch watch(
        call.stream,
        {bytesOf(gemm.strideA, gemm.m * gemm.k), bytesOf(gemm.strideB, gemm.k * gemm.n),
         bytesOf(gemm.strideC, gemm.m * gemm.n), bytesOf(0, gemm.n), kMostScratch});
    int best = 0;
    float least = std::numeric_limits<float>::infinity();
    for (int i = 0; i < count; ++i) {
        const auto& candidate = candidates[static_cast<std::size_t>(i)];
        const float time = watch.shortest([&] {
            return candidate.state == CUBLAS_STATUS_SUCCESS &&
                   multiply(handle, gemm, plan, candidate.algo,
                            {watch.piece(0), watch.piece(1), watch.piece(2), watch.piece(3),
                             watch.piece(4), candidate.workspaceSize},
                            call.stream) == CUBLAS_STATUS_SUCCESS;
        });
        if (time < least) {
            least = time;
            best = i;
        }
    }
    return best;
}

/// @return 0 or the reason of failure as a status of cuBLASLt.
cublasStatus_t choose(cublasLtHandle_t handle, const Call& call, const Gemm& gemm, GemmPlan& plan,
                      std::size_t& scratch) {
    const CublasLt& lt = cublasLt();
    cublasLtMatmulPreference_t wish = nullptr;
    lt.cublasLtMatmulPreferenceCreate(&wish);
    const auto set = [&](cublasLtMatmulPreferenceAttributes_t what, const auto& value) {
        lt.cublasLtMatmulPreferenceSetAttribute(wish, what, &value, sizeof value);
    };
    set(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, kMostScratch);
    // In place means by atomics, in no fixed order.
    const std::uint32_t schemes =
        CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE | CUBLASLT_REDUCTION_SCHEME_OUTPUT_TYPE;
    set(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, schemes);
    if (gemm.isOffset) {
        const auto alignment = static_cast<std::uint32_t>(bytesOfType(gemm.type));
        set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, alignment);
        set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, alignment);
        set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, alignment);
        set(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, alignment);
    }
    const bool isTimed = (call.flags & kAutotune) != 0;
    Candidates candidates{};
    int count = 0;
    cublasStatus_t status = lt.cublasLtMatmulAlgoGetHeuristic(
        handle, plan.operation, plan.b, plan.a, plan.c, plan.c, wish,
        isTimed ? kTimedCandidates : 1, candidates.data(), &count);
    lt.cublasLtMatmulPreferenceDestroy(wish);
    if (status == CUBLAS_STATUS_SUCCESS && count == 0) { status = CUBLAS_STATUS_NOT_SUPPORTED; }
    if (status != CUBLAS_STATUS_SUCCESS) { return status; }
    const int best = isTimed ? fastest(handle, call, gemm, plan, candidates, count) : 0;
    plan.algorithm = candidates[static_cast<std::size_t>(best)].algo;
    scratch = candidates[static_cast<std::size_t>(best)].workspaceSize;
    return status;
}

}  // namespace

std::int32_t prepareGemm(const Call& call, const Gemm& gemm, Plan& plan) {
    const CublasLt& lt = cublasLt();
    if (!lt.obstacle.empty()) { return say(call, kUnimplemented, lt.obstacle.c_str()); }
    cublasLtHandle_t handle = handleOf(cardOf(call));
    if (handle == nullptr) { return say(call, kUnimplemented, "cuBLASLt did not start"); }
    auto made = std::make_unique<GemmPlan>();
    if (!describeAll(call, gemm, *made)) {
        return say(call, kUnimplemented, "cuBLASLt does not know this product");
    }
    std::size_t scratch = 0;
    if (const cublasStatus_t status = choose(handle, call, gemm, *made, scratch);
        status != CUBLAS_STATUS_SUCCESS) {
        return say(call, kUnimplemented, lt.cublasLtGetStatusString(status));
    }
    plan.scratchBytes = static_cast<std::int64_t>(scratch);
    plan.state = made.release();
    plan.drop = [](void* state) { delete static_cast<GemmPlan*>(state); };
    return kOk;
}

std::int32_t runGemm(const Call& call, const Gemm& gemm, const void* a, const void* b, void* c,
                     const void* bias) {
    auto& plan = *static_cast<GemmPlan*>(call.state);
    const Places places{a, b, c, bias, call.scratch, static_cast<std::size_t>(call.scratchBytes)};
    const cublasStatus_t status =
        multiply(cardOf(call).cublasLt, gemm, plan, plan.algorithm, places, call.stream);
    if (status == CUBLAS_STATUS_SUCCESS) { return kOk; }
    return say(call, kAborted, cublasLt().cublasLtGetStatusString(status));
}

std::int32_t clear(const Call& call, void* to, std::int64_t bytes) {
    const cudaError_t error = cudaMemsetAsync(to, 0, static_cast<std::size_t>(bytes), call.stream);
    return error == cudaSuccess ? kOk : say(call, kAborted, cudaGetErrorString(error));
}

}  // namespace weft::gpu
