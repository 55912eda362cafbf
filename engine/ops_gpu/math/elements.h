// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "engine/ops_gpu/base/numbers.h"

/// @file
/// What elementwise ops do to an element, once for their own kernels and for chains of them (chain.cu).
/// Contracts: engine/ops/math, engine/ops/nn.

namespace weft::gpu {

// clang-format off
struct NegOp { template <class W> __host__ __device__ static W of(W x) { return -x; } };
struct AbsOp { template <class W> __host__ __device__ static W of(W x) { return x < W(0) ? -x : (x == W(0) ? W(0) : x); } };
struct SignOp { template <class W> __host__ __device__ static W of(W x) { return x > W(0) ? W(1) : (x < W(0) ? W(-1) : x); } };
struct SquareOp { template <class W> __host__ __device__ static W of(W x) { return x * x; } };
struct SqrtOp { template <class W> __host__ __device__ static W of(W x) { return std::sqrt(x); } };
struct RsqrtOp { template <class W> __host__ __device__ static W of(W x) { return W(1) / std::sqrt(x); } };
struct ReciprocalOp { template <class W> __host__ __device__ static W of(W x) { return W(1) / x; } };
struct ExpOp { template <class W> __host__ __device__ static W of(W x) { return std::exp(x); } };
struct Expm1Op { template <class W> __host__ __device__ static W of(W x) { return std::expm1(x); } };
struct LogOp { template <class W> __host__ __device__ static W of(W x) { return std::log(x); } };
struct Log1pOp { template <class W> __host__ __device__ static W of(W x) { return std::log1p(x); } };
struct SinOp { template <class W> __host__ __device__ static W of(W x) { return std::sin(x); } };
struct CosOp { template <class W> __host__ __device__ static W of(W x) { return std::cos(x); } };
struct TanhOp { template <class W> __host__ __device__ static W of(W x) { return std::tanh(x); } };
struct ErfOp { template <class W> __host__ __device__ static W of(W x) { return std::erf(x); } };
struct FloorOp { template <class W> __host__ __device__ static W of(W x) { return std::floor(x); } };
struct CeilOp { template <class W> __host__ __device__ static W of(W x) { return std::ceil(x); } };
struct RintOp { template <class W> __host__ __device__ static W of(W x) { return std::rint(x); } };
/// 1 / (1 + exp(-x)), which never overflows.
struct SigmoidOp { template <class W> __host__ __device__ static W of(W x) {
    const W e = std::exp(x < W(0) ? x : -x);
    return x < W(0) ? e / (W(1) + e) : W(1) / (W(1) + e);
} };
struct SoftplusOp { template <class W> __host__ __device__ static W of(W x) {
    return (x > W(0) ? x : W(0)) + std::log1p(std::exp(x > W(0) ? -x : x));
} };
struct SoftsignOp { template <class W> __host__ __device__ static W of(W x) { return x / (W(1) + (x < W(0) ? -x : x)); } };
// A NaN stays one: it is not smaller.
struct ReluOp { template <class W> __host__ __device__ static W of(W x) { return x < W(0) ? W(0) : x; } };
struct Relu6Op { template <class W> __host__ __device__ static W of(W x) { return x < W(0) ? W(0) : (x > W(6) ? W(6) : x); } };
struct EluOp { template <class W> __host__ __device__ static W of(W x) { return x < W(0) ? std::expm1(x) : x; } };
struct AddOp { template <class W> __host__ __device__ static W of(W a, W b) { return a + b; } };
struct SubOp { template <class W> __host__ __device__ static W of(W a, W b) { return a - b; } };
struct MulOp { template <class W> __host__ __device__ static W of(W a, W b) { return a * b; } };
struct DivOp { template <class W> __host__ __device__ static W of(W a, W b) { return a / b; } };
struct DivNoNanOp { template <class W> __host__ __device__ static W of(W a, W b) { return b == W(0) ? W(0) : a / b; } };
// Where one is a NaN, so is the result.
struct MaximumOp { template <class W> __host__ __device__ static W of(W a, W b) { return a != a || a > b ? a : b; } };
struct MinimumOp { template <class W> __host__ __device__ static W of(W a, W b) { return a != a || a < b ? a : b; } };
struct SquaredDifferenceOp { template <class W> __host__ __device__ static W of(W a, W b) { return (a - b) * (a - b); } };
struct PowOp { template <class W> __host__ __device__ static W of(W a, W b) { return std::pow(a, b); } };
// Gradients: of the inputs as TensorFlow orders them.
struct ReluGradOp { template <class W> __host__ __device__ static W of(W g, W x) { return x > W(0) ? g : W(0); } };
struct Relu6GradOp { template <class W> __host__ __device__ static W of(W g, W x) { return x > W(0) && x < W(6) ? g : W(0); } };
struct EluGradOp { template <class W> __host__ __device__ static W of(W g, W y) { return y < W(0) ? (y + W(1)) * g : g; } };
struct SoftplusGradOp { template <class W> __host__ __device__ static W of(W g, W x) { return g / (std::exp(-x) + W(1)); } };
struct SoftsignGradOp { template <class W> __host__ __device__ static W of(W g, W x) {
    const W s = W(1) + (x < W(0) ? -x : x);
    return g / (s * s);
} };
struct TanhGradOp { template <class W> __host__ __device__ static W of(W y, W g) { return g * (W(1) - y * y); } };
struct SigmoidGradOp { template <class W> __host__ __device__ static W of(W y, W g) { return g * y * (W(1) - y); } };
struct SqrtGradOp { template <class W> __host__ __device__ static W of(W y, W g) { return g * W(0.5) / y; } };
struct RsqrtGradOp { template <class W> __host__ __device__ static W of(W y, W g) { return W(-0.5) * (g * y) * (y * y); } };
struct ReciprocalGradOp { template <class W> __host__ __device__ static W of(W y, W g) { return -g * (y * y); } };
// clang-format on

/// What a step of a chain does: `of` two values, the second of which some pass over.
template <class W>
__host__ __device__ W elementOf(std::int32_t element, W a, W b) {
    switch (element) {
        case kNegElement:
            return NegOp::of(a);
        case kAbsElement:
            return AbsOp::of(a);
        case kSquareElement:
            return SquareOp::of(a);
        case kSqrtElement:
            return SqrtOp::of(a);
        case kRsqrtElement:
            return RsqrtOp::of(a);
        case kReciprocalElement:
            return ReciprocalOp::of(a);
        case kExpElement:
            return ExpOp::of(a);
        case kLogElement:
            return LogOp::of(a);
        case kTanhElement:
            return TanhOp::of(a);
        case kSigmoidElement:
            return SigmoidOp::of(a);
        case kReluElement:
            return ReluOp::of(a);
        case kAddElement:
            return AddOp::of(a, b);
        case kSubElement:
            return SubOp::of(a, b);
        case kMulElement:
            return MulOp::of(a, b);
        case kDivElement:
            return DivOp::of(a, b);
        case kMaximumElement:
            return MaximumOp::of(a, b);
        case kMinimumElement:
            return MinimumOp::of(a, b);
        case kSquaredDifferenceElement:
            return SquaredDifferenceOp::of(a, b);
        case kReluGradElement:
            return ReluGradOp::of(a, b);
        case kTanhGradElement:
            return TanhGradOp::of(a, b);
        case kSigmoidGradElement:
            return SigmoidGradOp::of(a, b);
        case kSqrtGradElement:
            return SqrtGradOp::of(a, b);
        case kRsqrtGradElement:
            return RsqrtGradOp::of(a, b);
        default:
            return a;
    }
}

}  // namespace weft::gpu
