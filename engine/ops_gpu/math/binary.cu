// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernels of elementwise ops of two inputs: arithmetic and comparisons with broadcasting, and the
/// gradients of activations. Contracts: engine/ops/math, engine/ops/nn.

#include "engine/ops_gpu/base/broadcast.h"
#include "engine/ops_gpu/math/elements.h"

namespace weft::gpu {
namespace {

template <class T, class R, class Op>
__global__ void plainKernel(const T* a, const T* b, R* y, std::int64_t n) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        y[i] = narrow<R>(Op::of(wide(a[i]), wide(b[i])));
    }
}

template <class T, class R, class Op>
__global__ void broadcastKernel(const T* a, const T* b, R* y, std::int64_t n, Places<2> places) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        std::int64_t at[2];
        places.at(i, at);
        y[i] = narrow<R>(Op::of(wide(a[at[0]]), wide(b[at[1]])));
    }
}

template <class T, class R, class Op>
std::int32_t runBinary(const Call& call) {
    const View& y = call.outputs[0];
    const std::int64_t n = elementsOf(y);
    const auto places = broadcastPlaces<2>(y, {&call.inputs[0], &call.inputs[1]});
    if (places.isPlain()) {
        return launchFlat(plainKernel<T, R, Op>, n, call.stream, in<T>(call, 0), in<T>(call, 1),
                          out<R>(call), n);
    }
    return launchFlat(broadcastKernel<T, R, Op>, n, call.stream, in<T>(call, 0), in<T>(call, 1),
                      out<R>(call), n, places);
}

template <class Op>
struct Binary {
    template <class T>
    struct For {
        static std::int32_t run(const Call& call) { return runBinary<T, T, Op>(call); }
    };
    template <class T>
    struct Asks {
        static std::int32_t run(const Call& call) { return runBinary<T, bool, Op>(call); }
    };
};

// clang-format off
struct GreaterOp { template <class W> __host__ __device__ static bool of(W a, W b) { return a > b; } };
struct GreaterEqualOp { template <class W> __host__ __device__ static bool of(W a, W b) { return a >= b; } };
struct LessOp { template <class W> __host__ __device__ static bool of(W a, W b) { return a < b; } };
struct LessEqualOp { template <class W> __host__ __device__ static bool of(W a, W b) { return a <= b; } };
struct EqualOp { template <class W> __host__ __device__ static bool of(W a, W b) { return a == b; } };
struct NotEqualOp { template <class W> __host__ __device__ static bool of(W a, W b) { return a != b; } };
struct AndOp { __host__ __device__ static bool of(bool a, bool b) { return a && b; } };
struct OrOp { __host__ __device__ static bool of(bool a, bool b) { return a || b; } };
// clang-format on

const ForFloats<Binary<AddOp>::For> kAdd("Add", {.inPlace = true, .element = kAddElement});
const ForFloats<Binary<AddOp>::For> kAddV2("AddV2", {.inPlace = true, .element = kAddElement});
const ForFloats<Binary<SubOp>::For> kSub("Sub", {.inPlace = true, .element = kSubElement});
const ForFloats<Binary<MulOp>::For> kMul("Mul", {.inPlace = true, .element = kMulElement});
const ForFloats<Binary<DivOp>::For> kRealDiv("RealDiv", {.inPlace = true, .element = kDivElement});
const ForFloats<Binary<DivOp>::For> kDiv("Div", {.inPlace = true, .element = kDivElement});
const ForFloats<Binary<DivNoNanOp>::For> kDivNoNan("DivNoNan", {.inPlace = true});
const ForFloats<Binary<MaximumOp>::For> kMaximum("Maximum",
                                                 {.inPlace = true, .element = kMaximumElement});
const ForFloats<Binary<MinimumOp>::For> kMinimum("Minimum",
                                                 {.inPlace = true, .element = kMinimumElement});
const ForFloats<Binary<SquaredDifferenceOp>::For> kSquaredDifference(
    "SquaredDifference", {.inPlace = true, .element = kSquaredDifferenceElement});
const ForFloats<Binary<PowOp>::For> kPow("Pow", {.inPlace = true});
const ForFloats<Binary<GreaterOp>::Asks> kGreater("Greater");
const ForFloats<Binary<GreaterEqualOp>::Asks> kGreaterEqual("GreaterEqual");
const ForFloats<Binary<LessOp>::Asks> kLess("Less");
const ForFloats<Binary<LessEqualOp>::Asks> kLessEqual("LessEqual");
const char* noOtherShapes(const Attr* attrs, std::int32_t count) {
    const Attr* strict = findAttr(attrs, count, "incompatible_shape_error");
    return strict == nullptr || strict->number != 0 ? nullptr
                                                    : "shapes that do not fit are not an error";
}
const ForFloats<Binary<EqualOp>::Asks> kEqual("Equal", {.decline = noOtherShapes});
const ForFloats<Binary<NotEqualOp>::Asks> kNotEqual("NotEqual", {.decline = noOtherShapes});
const Registration kAnd("LogicalAnd", kAnyType, Binary<AndOp>::For<bool>::run);
const Registration kOr("LogicalOr", kAnyType, Binary<OrOp>::For<bool>::run);

const ForFloats<Binary<ReluGradOp>::For> kReluGrad("ReluGrad",
                                                   {.inPlace = true, .element = kReluGradElement});
const ForFloats<Binary<Relu6GradOp>::For> kRelu6Grad("Relu6Grad", {.inPlace = true});
const ForFloats<Binary<EluGradOp>::For> kEluGrad("EluGrad", {.inPlace = true});
const ForFloats<Binary<SoftplusGradOp>::For> kSoftplusGrad("SoftplusGrad", {.inPlace = true});
const ForFloats<Binary<SoftsignGradOp>::For> kSoftsignGrad("SoftsignGrad", {.inPlace = true});
const ForFloats<Binary<TanhGradOp>::For> kTanhGrad("TanhGrad",
                                                   {.inPlace = true, .element = kTanhGradElement});
const ForFloats<Binary<SigmoidGradOp>::For> kSigmoidGrad("SigmoidGrad",
                                                         {.inPlace = true,
                                                          .element = kSigmoidGradElement});
const ForFloats<Binary<SqrtGradOp>::For> kSqrtGrad("SqrtGrad",
                                                   {.inPlace = true, .element = kSqrtGradElement});
const ForFloats<Binary<RsqrtGradOp>::For> kRsqrtGrad("RsqrtGrad", {.inPlace = true,
                                                                   .element = kRsqrtGradElement});
const ForFloats<Binary<ReciprocalGradOp>::For> kReciprocalGrad("ReciprocalGrad", {.inPlace = true});
const ForFloats<Binary<ReciprocalGradOp>::For> kInvGrad("InvGrad", {.inPlace = true});

}  // namespace
}  // namespace weft::gpu
