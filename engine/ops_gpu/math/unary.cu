// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of elementwise ops of one input; contracts: engine/ops/math and engine/ops/nn.

#include "engine/ops_gpu/base/registration.h"
#include "engine/ops_gpu/math/elements.h"

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
struct ZeroOp { template <class W> __host__ __device__ static W of(W) { return W(0); } };
struct OneOp { template <class W> __host__ __device__ static W of(W) { return W(1); } };
struct NotOp { __host__ __device__ static bool of(bool x) { return !x; } };
struct IsNanOp { template <class W> __host__ __device__ static bool of(W x) { return x != x; } };
struct IsFiniteOp { template <class W> __host__ __device__ static bool of(W x) { return x - x == W(0); } };
struct IsInfOp { template <class W> __host__ __device__ static bool of(W x) { return x == x && x - x != W(0); } };
// clang-format on

const ForFloats<Unary<NegOp>::For> kNeg("Neg", {.inPlace = true, .element = kNegElement});
const ForFloats<Unary<AbsOp>::For> kAbs("Abs", {.inPlace = true, .element = kAbsElement});
const ForFloats<Unary<SignOp>::For> kSign("Sign", {.inPlace = true});
const ForFloats<Unary<SquareOp>::For> kSquare("Square",
                                              {.inPlace = true, .element = kSquareElement});
const ForFloats<Unary<SqrtOp>::For> kSqrt("Sqrt", {.inPlace = true, .element = kSqrtElement});
const ForFloats<Unary<RsqrtOp>::For> kRsqrt("Rsqrt", {.inPlace = true, .element = kRsqrtElement});
const ForFloats<Unary<ReciprocalOp>::For> kReciprocal("Reciprocal",
                                                      {.inPlace = true,
                                                       .element = kReciprocalElement});
const ForFloats<Unary<ReciprocalOp>::For> kInv("Inv",
                                               {.inPlace = true, .element = kReciprocalElement});
const ForFloats<Unary<ExpOp>::For> kExp("Exp", {.inPlace = true, .element = kExpElement});
const ForFloats<Unary<Expm1Op>::For> kExpm1("Expm1", {.inPlace = true});
const ForFloats<Unary<LogOp>::For> kLog("Log", {.inPlace = true, .element = kLogElement});
const ForFloats<Unary<Log1pOp>::For> kLog1p("Log1p", {.inPlace = true});
const ForFloats<Unary<SinOp>::For> kSin("Sin", {.inPlace = true});
const ForFloats<Unary<CosOp>::For> kCos("Cos", {.inPlace = true});
const ForFloats<Unary<TanhOp>::For> kTanh("Tanh", {.inPlace = true, .element = kTanhElement});
const ForFloats<Unary<ErfOp>::For> kErf("Erf", {.inPlace = true});
const ForFloats<Unary<FloorOp>::For> kFloor("Floor", {.inPlace = true});
const ForFloats<Unary<CeilOp>::For> kCeil("Ceil", {.inPlace = true});
const ForTypes<Unary<RintOp>::For, float, double> kRint("Rint", {.inPlace = true});
const ForFloats<Unary<RintOp>::For> kRound("Round", {.inPlace = true});
const ForFloats<Unary<SigmoidOp>::For> kSigmoid("Sigmoid",
                                                {.inPlace = true, .element = kSigmoidElement});
const ForFloats<Unary<SoftplusOp>::For> kSoftplus("Softplus", {.inPlace = true});
const ForFloats<Unary<SoftsignOp>::For> kSoftsign("Softsign", {.inPlace = true});
const ForFloats<Unary<ReluOp>::For> kRelu("Relu", {.inPlace = true, .element = kReluElement});
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
