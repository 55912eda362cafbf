// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of elementwise ops of one input; contracts: engine/ops/math and engine/ops/nn.

#include <cmath>

#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {
namespace {

template <class T, class R, class Op>
__global__ void unaryKernel(const T* x, R* y, std::int64_t n) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        y[i] = narrow<R>(Op::of(wide(x[i])));
    }
}

template <class Op>
struct Unary {
    template <class T>
    struct For {
        static std::int32_t run(const Call& call) {
            const std::int64_t n = elementsOf(call.outputs[0]);
            return launchFlat(unaryKernel<T, T, Op>, n, call.stream, in<T>(call, 0), out<T>(call),
                              n);
        }
    };
    /// Of numbers to bool.
    template <class T>
    struct Asks {
        static std::int32_t run(const Call& call) {
            const std::int64_t n = elementsOf(call.outputs[0]);
            return launchFlat(unaryKernel<T, bool, Op>, n, call.stream, in<T>(call, 0),
                              out<bool>(call), n);
        }
    };
};

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
struct SigmoidOp { template <class W> __host__ __device__ static W of(W x) {
    const W e = std::exp(x < W(0) ? x : -x);  // never overflows
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
struct ZeroOp { template <class W> __host__ __device__ static W of(W) { return W(0); } };
struct OneOp { template <class W> __host__ __device__ static W of(W) { return W(1); } };
struct NotOp { __host__ __device__ static bool of(bool x) { return !x; } };
struct IsNanOp { template <class W> __host__ __device__ static bool of(W x) { return x != x; } };
struct IsFiniteOp { template <class W> __host__ __device__ static bool of(W x) { return x - x == W(0); } };
struct IsInfOp { template <class W> __host__ __device__ static bool of(W x) { return x == x && x - x != W(0); } };
// clang-format on

const ForFloats<Unary<NegOp>::For> kNeg("Neg", {.inPlace = true});
const ForFloats<Unary<AbsOp>::For> kAbs("Abs", {.inPlace = true});
const ForFloats<Unary<SignOp>::For> kSign("Sign", {.inPlace = true});
const ForFloats<Unary<SquareOp>::For> kSquare("Square", {.inPlace = true});
const ForFloats<Unary<SqrtOp>::For> kSqrt("Sqrt", {.inPlace = true});
const ForFloats<Unary<RsqrtOp>::For> kRsqrt("Rsqrt", {.inPlace = true});
const ForFloats<Unary<ReciprocalOp>::For> kReciprocal("Reciprocal", {.inPlace = true});
const ForFloats<Unary<ReciprocalOp>::For> kInv("Inv", {.inPlace = true});
const ForFloats<Unary<ExpOp>::For> kExp("Exp", {.inPlace = true});
const ForFloats<Unary<Expm1Op>::For> kExpm1("Expm1", {.inPlace = true});
const ForFloats<Unary<LogOp>::For> kLog("Log", {.inPlace = true});
const ForFloats<Unary<Log1pOp>::For> kLog1p("Log1p", {.inPlace = true});
const ForFloats<Unary<SinOp>::For> kSin("Sin", {.inPlace = true});
const ForFloats<Unary<CosOp>::For> kCos("Cos", {.inPlace = true});
const ForFloats<Unary<TanhOp>::For> kTanh("Tanh", {.inPlace = true});
const ForFloats<Unary<ErfOp>::For> kErf("Erf", {.inPlace = true});
const ForFloats<Unary<FloorOp>::For> kFloor("Floor", {.inPlace = true});
const ForFloats<Unary<CeilOp>::For> kCeil("Ceil", {.inPlace = true});
const ForTypes<Unary<RintOp>::For, float, double> kRint("Rint", {.inPlace = true});
const ForFloats<Unary<RintOp>::For> kRound("Round", {.inPlace = true});
const ForFloats<Unary<SigmoidOp>::For> kSigmoid("Sigmoid", {.inPlace = true});
const ForFloats<Unary<SoftplusOp>::For> kSoftplus("Softplus", {.inPlace = true});
const ForFloats<Unary<SoftsignOp>::For> kSoftsign("Softsign", {.inPlace = true});
const ForFloats<Unary<ReluOp>::For> kRelu("Relu", {.inPlace = true});
const ForFloats<Unary<Relu6Op>::For> kRelu6("Relu6", {.inPlace = true});
const ForFloats<Unary<EluOp>::For> kElu("Elu", {.inPlace = true});
const ForFloats<Unary<ZeroOp>::For> kZerosLike("ZerosLike");
const ForFloats<Unary<OneOp>::For> kOnesLike("OnesLike");
const ForFloats<Unary<IsNanOp>::Asks> kIsNan("IsNan");
const ForFloats<Unary<IsFiniteOp>::Asks> kIsFinite("IsFinite");
const ForFloats<Unary<IsInfOp>::Asks> kIsInf("IsInf");
const Registration kLogicalNot("LogicalNot", kAnyType, Unary<NotOp>::For<bool>::run);

}  // namespace
}  // namespace weft::gpu
