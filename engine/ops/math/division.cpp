// SPDX-License-Identifier: Apache-2.0
/// @file
/// RealDiv, Div, DivNoNan, FloorDiv, FloorMod, TruncateDiv, TruncateMod, Mod: quotients and
/// remainders of x and y, elementwise.
///
/// Shapes   x and y broadcast as in numpy; z has the broadcast shape.
/// Types    RealDiv, DivNoNan: floating and complex types. Div also integers; the others floating
///          types and integers.
/// Errors   InvalidArgument when the shapes do not broadcast, or "division by zero" when an integer
///          divisor holds a zero.
/// Numerics FloorDiv rounds towards minus infinity and FloorMod has the divisor's sign, so that
///          x = FloorDiv(x, y) * y + FloorMod(x, y). Div, TruncateDiv, Mod and TruncateMod round
///          towards zero (Div of floating types does not round). The smallest integer divided by -1
///          wraps around to itself.
/// Source   Op contracts of TensorFlow (ops.pbtxt).

#include <algorithm>
#include <cmath>

#include "engine/ops/math/elementwise.h"

namespace weft {
namespace {

struct TruncateDivFn {
    template <class T>
    T operator()(T a, T b) const {
        if constexpr (std::is_signed_v<T>) {
            if (b == T{-1}) { return simd::wrapSub(T{0}, a); }
        }
        return static_cast<T>(a / b);
    }
};
struct TruncateModFn {
    template <class T>
    T operator()(T a, T b) const {
        if constexpr (std::is_floating_point_v<T>) {
            return std::fmod(a, b);
        } else if constexpr (std::is_signed_v<T>) {
            return b == T{-1} ? T{0} : static_cast<T>(a % b);
        } else {
            return static_cast<T>(a % b);
        }
    }
};
struct FloorDivFn {
    template <class T>
    T operator()(T a, T b) const {
        const T quotient = TruncateDivFn()(a, b);
        const T remainder = TruncateModFn()(a, b);
        // Truncation rounded up where the exact quotient is negative and not whole.
        return remainder != 0 && (remainder < 0) != (b < 0) ? static_cast<T>(quotient - 1)
                                                            : quotient;
    }
};
struct FloorModFn {
    template <class T>
    T operator()(T a, T b) const {
        const T remainder = TruncateModFn()(a, b);
        return remainder != 0 && (remainder < 0) != (b < 0) ? static_cast<T>(remainder + b)
                                                            : remainder;
    }
};
struct TruncateRealFn {
    template <class T>
    T operator()(T a, T b) const {
        return std::trunc(a / b);
    }
};

template <class Fn, class T>
Status integerCpu(KernelContext& context) {
    const std::span<const T> divisor = context.inputValues<T>(1);
    if (std::find(divisor.begin(), divisor.end(), T{0}) != divisor.end()) {
        return invalidArgument("Integer division by zero: got a divisor of 0, want none");
    }
    return binaryFunctorCpu<Fn, T>(context);
}
template <class Fn, class... T>
void integerKernels(OpBuilder& op) {
    (op.cpuKernel<T>(integerCpu<Fn, T>), ...);
}
template <class Fn>
void allIntegerKernels(OpBuilder& op) {
    integerKernels<Fn, std::int32_t, std::int64_t, std::int8_t, std::int16_t, std::uint8_t,
                   std::uint16_t, std::uint32_t, std::uint64_t>(op);
}
template <simd::Binary kOp>
void vectorKernels(OpBuilder& op) {
    binaryKernels<kOp>(op);
}
template <class Fn>
void functorKernels(OpBuilder& op) {
    floatingKernels<binaryFunctorCpu<Fn, float>, binaryFunctorCpu<Fn, double>>(op);
}

std::optional<std::int64_t> partialFloorDiv(std::int64_t a, std::int64_t b) {
    return b == 0 ? std::nullopt : std::optional(FloorDivFn()(a, b));
}
std::optional<std::int64_t> partialFloorMod(std::int64_t a, std::int64_t b) {
    return b == 0 ? std::nullopt : std::optional(FloorModFn()(a, b));
}
std::optional<std::int64_t> partialTruncateDiv(std::int64_t a, std::int64_t b) {
    return b == 0 ? std::nullopt : std::optional(TruncateDivFn()(a, b));
}

/// d(x/y)/dx = 1/y; d(x/y)/dy = -x/y^2, written (-x/y)/y so that y^2 cannot overflow.
std::vector<Expr> quotientGradients(const GradientContext& context, std::string_view divide) {
    const Expr dz = context.outputGradient(0);
    const Expr x = conj(context.input(0));
    const Expr y = conj(context.input(1));
    const Expr byY = dz * op(divide, {op(divide, {-x, y}), y});
    return broadcastGradients(context, op(divide, {dz, y}), byY);
}
Result<std::vector<Expr>> realDivGradient(const GradientContext& context) {
    return quotientGradients(context, "RealDiv");
}
Result<std::vector<Expr>> divGradient(const GradientContext& context) {
    return quotientGradients(context, "Div");
}
Result<std::vector<Expr>> divNoNanGradient(const GradientContext& context) {
    return quotientGradients(context, "DivNoNan");
}
/// x mod y = x - floor(x/y) y, where the floor is constant almost everywhere.
Result<std::vector<Expr>> floorModGradient(const GradientContext& context) {
    const Expr dz = context.outputGradient(0);
    const Expr floors = op("FloorDiv", {context.input(0), context.input(1)});
    return broadcastGradients(context, dz, dz * -floors);
}

WEFT_OP("RealDiv")
    .summary("Divides x by y, elementwise.")
    .attr(
        "T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, uint32, uint64, "
        "int64, complex64, complex128}")
    .apply(binarySignature)
    .gradient(realDivGradient)
    .apply(vectorKernels<simd::Binary::Div>)
    .apply(complexBinaryKernels<simd::DivFn>);

WEFT_OP("Div")
    .summary("Divides x by y, elementwise; integers round towards zero.")
    .attr(
        "T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, uint32, uint64, "
        "int64, complex64, complex128}")
    .apply(binarySignature)
    .partialValue(partialOf<partialTruncateDiv>)
    .gradient(divGradient)
    .apply(vectorKernels<simd::Binary::Div>)
    .apply(complexBinaryKernels<simd::DivFn>)
    .apply(allIntegerKernels<TruncateDivFn>);

WEFT_OP("DivNoNan")
    .summary("Divides x by y, elementwise; 0 where y is 0.")
    .attr("T: {half, float, bfloat16, double, complex64, complex128}")
    .apply(binarySignature)
    .gradient(divNoNanGradient)
    .apply(vectorKernels<simd::Binary::DivNoNan>)
    .apply(complexBinaryKernels<simd::DivNoNanFn>);

WEFT_OP("FloorDiv")
    .summary("Divides x by y and rounds towards minus infinity, elementwise.")
    .attr(
        "T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, uint32, uint64, "
        "int64, complex64, complex128}")
    .apply(binarySignature)
    .partialValue(partialOf<partialFloorDiv>)
    .gradient(unconnectedGradients)
    .apply(vectorKernels<simd::Binary::FloorDiv>)
    .apply(allIntegerKernels<FloorDivFn>);

WEFT_OP("FloorMod")
    .summary("Remainder of dividing x by y with the sign of y, elementwise.")
    .attr(
        "T: {int8, int16, int32, int64, uint8, uint16, uint32, uint64, bfloat16, half, float, "
        "double}")
    .apply(binarySignature)
    .partialValue(partialOf<partialFloorMod>)
    .gradient(floorModGradient)
    .apply(functorKernels<FloorModFn>)
    .apply(allIntegerKernels<FloorModFn>);

WEFT_OP("TruncateDiv")
    .summary("Divides x by y and rounds towards zero, elementwise.")
    .attr(
        "T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, uint32, uint64, "
        "int64, complex64, complex128}")
    .apply(binarySignature)
    .partialValue(partialOf<partialTruncateDiv>)
    .gradient(unconnectedGradients)
    .apply(functorKernels<TruncateRealFn>)
    .apply(allIntegerKernels<TruncateDivFn>);

WEFT_OP("TruncateMod")
    .summary("Remainder of dividing x by y with the sign of x, elementwise.")
    .attr("T: {int32, int64, bfloat16, half, float, double}")
    .apply(binarySignature)
    .noGradient("TensorFlow defines none")
    .cpuKernel<float>(binaryFunctorCpu<TruncateModFn, float>)
    .cpuKernel<double>(binaryFunctorCpu<TruncateModFn, double>)
    .apply(integerKernels<TruncateModFn, std::int32_t, std::int64_t>);

WEFT_OP("Mod")
    .summary("Remainder of dividing x by y with the sign of x, elementwise.")
    .attr("T: {int32, int64, half, half, bfloat16, float, double}")
    .apply(binarySignature)
    .noGradient("TensorFlow defines none")
    .cpuKernel<float>(binaryFunctorCpu<TruncateModFn, float>)
    .cpuKernel<double>(binaryFunctorCpu<TruncateModFn, double>)
    .apply(integerKernels<TruncateModFn, std::int32_t, std::int64_t>);

}  // namespace
}  // namespace weft
