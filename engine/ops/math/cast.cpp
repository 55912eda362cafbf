// SPDX-License-Identifier: Apache-2.0
/// @file
/// Cast: y = x as another type, elementwise.
///
/// Shapes   y has the shape of x.
/// Types    bool, integers, floating and complex types, in both directions.
/// Errors   Unimplemented for strings and other types without a number.
/// Numerics Floating to integer truncates towards zero. What the integer cannot hold (too large,
///          NaN) becomes the smallest int32 or int64, as x86 processors do, cut to the width of
///          smaller types. Integers are cut to their low bits. To bool: true where x is not 0.
///          Complex to real drops the imaginary part. To half and bfloat16: to nearest even, or
///          towards zero with Truncate.
/// Source   Op contract of TensorFlow "Cast" (ops.pbtxt).

#include <bit>
#include <complex>
#include <cstring>
#include <limits>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/unary.h"

namespace weft {
namespace {

constexpr double kCost = 0.5;  // nanoseconds of one element

template <class T>
constexpr bool kIsNarrow = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;
template <class T>
constexpr bool kIsComplex = false;
template <class T>
constexpr bool kIsComplex<std::complex<T>> = true;

/// What the processor's conversion instruction gives, without undefined behaviour.
template <class Integer, class Real>
Integer truncated(Real x) {
    constexpr Real kLow = static_cast<Real>(std::numeric_limits<Integer>::min());
    const bool fits = x >= kLow && x < -kLow;
    const auto value = static_cast<Integer>(fits ? x : Real{0});
    return fits ? value : std::numeric_limits<Integer>::min();
}

template <class To, class Real>
To realToInteger(Real x) {
    if constexpr (std::is_same_v<To, std::uint64_t>) {
        // Values from 2^63 on are converted with 2^63 taken off.
        constexpr Real kHalf = static_cast<Real>(std::uint64_t{1} << 63U);
        if (x >= kHalf) {
            return static_cast<To>(truncated<std::int64_t>(x - kHalf)) ^ (std::uint64_t{1} << 63U);
        }
        return static_cast<To>(truncated<std::int64_t>(x));
    } else if constexpr (sizeof(To) == 8 || std::is_same_v<To, std::uint32_t>) {
        return static_cast<To>(truncated<std::int64_t>(x));
    } else {
        return static_cast<To>(truncated<std::int32_t>(x));
    }
}

template <class To, class From>
To convert(From x) {
    if constexpr (std::is_same_v<To, From>) {
        return x;
    } else if constexpr (kIsNarrow<From>) {
        return convert<To>(static_cast<float>(x));
    } else if constexpr (kIsComplex<From> && kIsComplex<To>) {
        return To(x);
    } else if constexpr (kIsComplex<From> && std::is_same_v<To, bool>) {
        return x != From(0);
    } else if constexpr (kIsComplex<From>) {
        return convert<To>(x.real());
    } else if constexpr (kIsComplex<To>) {
        return To(convert<typename To::value_type>(x));
    } else if constexpr (kIsNarrow<To>) {
        return To(static_cast<float>(x));
    } else if constexpr (std::is_same_v<To, bool>) {
        return x != From{0};
    } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
        return realToInteger<To>(x);
    } else {
        return static_cast<To>(x);
    }
}

/// x with the mantissa bits that the target lacks set to zero, so that rounding leaves it alone.
template <class Real, class Bits>
Real cutTo(Real x, int mantissaBits) {
    constexpr int kOwnBits = std::numeric_limits<Real>::digits - 1;
    const Bits mask = ~((Bits{1} << (kOwnBits - mantissaBits)) - 1U);
    return std::isnan(x) ? x : std::bit_cast<Real>(std::bit_cast<Bits>(x) & mask);
}
/// Mantissa bits of types that a cast may truncate to; 0 for others.
template <class To>
constexpr int mantissaBits() {
    if constexpr (std::is_same_v<To, Half>) { return 10; }
    if constexpr (std::is_same_v<To, BFloat16>) { return 7; }
    return std::is_same_v<To, float> ? 23 : 0;
}

template <class From, class To>
void castAll(const Tensor& x, Tensor& y, bool truncate) {
    const From* from = x.values<From>().data();
    To* to = y.mutableValues<To>().data();
    if constexpr (mantissaBits<To>() > 0 && std::is_floating_point_v<From>) {
        using Bits = std::conditional_t<sizeof(From) == 4, std::uint32_t, std::uint64_t>;
        if (truncate && !std::is_same_v<From, To>) {
            for (std::int64_t i = 0; i < x.elements(); ++i) {
                to[i] = convert<To>(cutTo<From, Bits>(from[i], mantissaBits<To>()));
            }
            return;
        }
    }
    parallelFor(x.elements(), kCost, [&](std::int64_t begin, std::int64_t end) {
        if constexpr (kIsNarrow<From> && std::is_same_v<To, float>) {
            simd::widen(from + begin, to + begin, end - begin);
        } else if constexpr (std::is_same_v<From, float> && kIsNarrow<To>) {
            simd::narrow(from + begin, to + begin, end - begin);
        } else {
            for (std::int64_t i = begin; i < end; ++i) { to[i] = convert<To>(from[i]); }
        }
    });
}

template <class... T>
struct Types {};
using Castable = Types<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,
                       std::uint16_t, std::uint32_t, std::uint64_t, Half, BFloat16, float, double,
                       std::complex<float>, std::complex<double>>;

template <class From, class... To>
bool castFrom(const Tensor& x, Tensor& y, bool truncate, Types<To...> /*targets*/) {
    return ((y.dtype() == kDTypeOf<To> && (castAll<From, To>(x, y, truncate), true)) || ...);
}
template <class... From>
bool castAny(const Tensor& x, Tensor& y, bool truncate, Types<From...> /*sources*/) {
    return ((x.dtype() == kDTypeOf<From> && castFrom<From>(x, y, truncate, Castable())) || ...);
}

Status castCpu(KernelContext& context) {
    const bool truncate = context.attrs().getOr<bool>("Truncate", false);
    const Tensor& x = context.input(0);
    Tensor& y = context.output(0);
    if (castAny(x, y, truncate, Castable())) { return okStatus(); }
    return unimplemented(
        concat("Cast ", x.dtype(), " to ", y.dtype(), " is not supported: want number types"));
}

bool isDifferentiable(DType type) { return isFloating(type) || isComplex(type); }

Result<std::vector<Expr>> castGradient(const GradientContext& context) {
    const DType from = context.input(0).dtype();
    const Expr dy = context.outputGradient(0);
    if (!isDifferentiable(from) || !isDifferentiable(dy.dtype())) {
        return std::vector<Expr>{Expr()};
    }
    return std::vector<Expr>{cast(dy, from)};
}

/// Integers keep their values, as far as they fit.
std::vector<std::optional<PartialValue>> castPartial(const ShapeContext& context) {
    const DType to = context.attrs().getOr<DType>("DstT", DType::Invalid);
    const bool fromInteger =
        context.inputType(0) == DType::Int32 || context.inputType(0) == DType::Int64;
    if (!fromInteger || (to != DType::Int32 && to != DType::Int64)) {
        return std::vector<std::optional<PartialValue>>(1);
    }
    std::optional<PartialValue> value = context.partialValue(0);
    if (value && to == DType::Int32) {
        for (auto& element : value->elements) {
            if (element) { element = static_cast<std::int32_t>(*element); }
        }
    }
    return {std::move(value)};
}

WEFT_OP("Cast")
    .summary("Converts each element to another type.")
    .category("math")
    .attr("SrcT: type")
    .attr("DstT: type")
    .attr("Truncate: bool = false")
    .input("x: SrcT", "values of any shape")
    .output("y: DstT", "the same values as DstT, in the shape of x")
    .shape(sameShape)
    .partialValue(castPartial)
    .gradient(castGradient)
    .cpuKernel(castCpu);

}  // namespace
}  // namespace weft
