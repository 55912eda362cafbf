// SPDX-License-Identifier: Apache-2.0
/// @file
/// ZerosLike and OnesLike: y[...] = 0 or 1, in shape and dtype of x.
///
/// Shapes   y has the shape of x.
/// Types    ZerosLike every plain dtype, string (empty) and variants (lists of zeros); OnesLike numbers and bool.
/// Errors   none of their own.
/// Source   Op contracts of TensorFlow "ZerosLike", "OnesLike" (ops.pbtxt).

#include <algorithm>
#include <complex>

#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/strided_copy.h"
#include "engine/tensor/variant.h"

namespace weft {
namespace {

Status zerosLikeCpu(KernelContext& context) {
    Tensor& y = context.output(0);
    if (y.dtype() == DType::Variant) {
        context.setOutput(0, WEFT_TRY(zerosLike(context.input(0), context.device().allocator())));
        return okStatus();
    }
    if (!isPlain(y.dtype()) && y.dtype() != DType::String) {
        return unimplemented(concat("zeros of this dtype: got ", y.dtype(), ", want a number"));
    }
    fillZero(y);
    return okStatus();
}

template <class T>
Status onesLikeCpu(KernelContext& context) {
    return fillWith(Tensor::scalar<T>(static_cast<T>(1.0F)), context.output(0));
}

WEFT_OP("ZerosLike")
    .summary("Makes a tensor of zeros in the shape and dtype of another.")
    .category("array")
    .attr("T: type")
    .input("x: T", "tensor whose shape and dtype are taken")
    .output("y: T", "zeros; empty strings for string")
    .shape(sameShape)
    .noGradient("the values do not depend on x")
    .cpuKernel(zerosLikeCpu);

WEFT_OP("OnesLike")
    .summary("Makes a tensor of ones in the shape and dtype of another.")
    .category("array")
    .attr(
        "T: {bfloat16, half, float, double, int8, uint8, int16, uint16, int32, uint32, int64, "
        "uint64, complex64, complex128, bool}")
    .input("x: T", "tensor whose shape and dtype are taken")
    .output("y: T", "ones; true for bool")
    .shape(sameShape)
    .noGradient("the values do not depend on x")
    .cpuKernel<BFloat16>(onesLikeCpu<BFloat16>)
    .cpuKernel<Half>(onesLikeCpu<Half>)
    .cpuKernel<float>(onesLikeCpu<float>)
    .cpuKernel<double>(onesLikeCpu<double>)
    .cpuKernel<std::int8_t>(onesLikeCpu<std::int8_t>)
    .cpuKernel<std::uint8_t>(onesLikeCpu<std::uint8_t>)
    .cpuKernel<std::int16_t>(onesLikeCpu<std::int16_t>)
    .cpuKernel<std::uint16_t>(onesLikeCpu<std::uint16_t>)
    .cpuKernel<std::int32_t>(onesLikeCpu<std::int32_t>)
    .cpuKernel<std::uint32_t>(onesLikeCpu<std::uint32_t>)
    .cpuKernel<std::int64_t>(onesLikeCpu<std::int64_t>)
    .cpuKernel<std::uint64_t>(onesLikeCpu<std::uint64_t>)
    .cpuKernel<std::complex<float>>(onesLikeCpu<std::complex<float>>)
    .cpuKernel<std::complex<double>>(onesLikeCpu<std::complex<double>>)
    .cpuKernel<bool>(onesLikeCpu<bool>);

}  // namespace
}  // namespace weft
