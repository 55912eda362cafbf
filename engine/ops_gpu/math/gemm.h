// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/gpu/gpu_call.h"

namespace weft::gpu {

/// C = op(A) op(B), row-major; `batch` of them, each so many elements behind the one before (0: the same
/// matrix again).
struct Gemm {
    std::int64_t m = 0;
    std::int64_t n = 0;
    std::int64_t k = 0;
    bool transposeA = false;
    bool transposeB = false;
    std::int32_t type = kFloat;
    std::int64_t batch = 1;
    std::int64_t strideA = 0;
    std::int64_t strideB = 0;
    std::int64_t strideC = 0;
    bool isOffset = false;  ///< matrices begin in the middle of a tensor
    bool addsBias = false;  ///< a number a column is added to the rows of C
};

/// What a backend has for products. Errors of prepare: Unimplemented where it knows no way.
std::int32_t prepareGemm(const Call& call, const Gemm& gemm, Plan& plan);
/// Enqueues it. Call::state and Call::scratch are what prepare asked for.
/// @param bias null unless the product adds one.
std::int32_t runGemm(const Call& call, const Gemm& gemm, const void* a, const void* b, void* c,
                     const void* bias = nullptr);
/// Sets a piece of the card's memory to zero bytes.
std::int32_t clear(const Call& call, void* to, std::int64_t bytes);

}  // namespace weft::gpu
