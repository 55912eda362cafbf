// SPDX-License-Identifier: Apache-2.0
/// @file
/// GPU kernel of Cast between numbers and bool; contract: engine/ops/math/cast.cpp. From a floating-point
/// number that does not fit a whole number the result is the processor's only where that is defined.

#include "engine/ops_gpu/base/registration.h"

namespace weft::gpu {
namespace {

template <class From, class To>
struct Converted {
    __host__ __device__ static To of(From value) {
        return narrow<To>(static_cast<Wide<To>>(wide(value)));
    }
};
template <class From>
struct Converted<From, bool> {
    __host__ __device__ static bool of(From value) { return wide(value) != Wide<From>(0); }
};

template <class From, class To>
__global__ void castKernel(const From* x, To* y, std::int64_t n) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        y[i] = Converted<From, To>::of(x[i]);
    }
}

template <class From, class To>
std::int32_t start(const Call& call) {
    const std::int64_t n = elementsOf(call.outputs[0]);
    return launchFlat(castKernel<From, To>, n, call.stream, in<From>(call, 0), out<To>(call), n);
}

template <class From>
struct CastFrom {
    static std::int32_t run(const Call& call) {
        switch (call.outputs[0].type) {
            case kFloat:
                return start<From, float>(call);
            case kDouble:
                return start<From, double>(call);
            case kHalf:
                return start<From, Half>(call);
            case kBFloat16:
                return start<From, BFloat16>(call);
            case kInt32:
                return start<From, std::int32_t>(call);
            case kInt64:
                return start<From, std::int64_t>(call);
            case kUInt8:
                return start<From, std::uint8_t>(call);
            case kBool:
                return start<From, bool>(call);
            default:
                return fail(call, kUnimplemented, "no GPU kernel casts to this type");
        }
    }
};

const char* declines(const Attr* attrs, std::int32_t count) {
    const Attr* to = findAttr(attrs, count, "DstT");
    constexpr std::int32_t kTo[] = {kFloat, kDouble, kHalf,  kBFloat16,
                                    kInt32, kInt64,  kUInt8, kBool};
    for (const std::int32_t type : kTo) {
        if (to != nullptr && to->number == type) { return nullptr; }
    }
    return "no GPU kernel casts to this type";
}

const ForTypes<CastFrom, float, double, Half, BFloat16, bool> kCast("Cast", {.decline = declines});

}  // namespace
}  // namespace weft::gpu
