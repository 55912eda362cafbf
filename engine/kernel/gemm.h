// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <cstdint>

namespace weft {

/// A matrix product C[m, n] = op(A) op(B) of contiguous row-major matrices, where op transposes or
/// leaves alone: A is [m, k], or [k, m] when transposed; B is [k, n] or [n, k].
struct Gemm {
    std::int64_t m = 0;
    std::int64_t n = 0;
    std::int64_t k = 0;
    bool transposeA = false;
    bool transposeB = false;
    friend bool operator==(const Gemm&, const Gemm&) = default;
};

/// Computes C; an empty inner dimension gives zeros. C must not overlap A or B.
/// Numerics: products are summed in order of k in float or double arithmetic with fused
/// multiply-add where the processor has it; integers wrap around. Threading: large products run on
/// the compute team; call from the compute thread. Complexity: up to kInlineProducts
/// multiplications run inline on an own kernel, larger float products as oneDNN primitives that
/// each thread keeps by shape.
void gemm(const Gemm& g, const float* a, const float* b, float* c);
void gemm(const Gemm& g, const double* a, const double* b, double* c);
void gemm(const Gemm& g, const std::int32_t* a, const std::int32_t* b, std::int32_t* c);
void gemm(const Gemm& g, const std::int64_t* a, const std::int64_t* b, std::int64_t* c);
void gemm(const Gemm& g, const std::int16_t* a, const std::int16_t* b, std::int16_t* c);
void gemm(const Gemm& g, const std::complex<float>* a, const std::complex<float>* b,
          std::complex<float>* c);
void gemm(const Gemm& g, const std::complex<double>* a, const std::complex<double>* b,
          std::complex<double>* c);

/// From this many multiplications on, the microsecond that oneDNN takes to start is repaid.
inline constexpr std::int64_t kInlineProducts = 150'000;

}  // namespace weft
