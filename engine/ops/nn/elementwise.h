// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

#include "engine/kernel/op_builder.h"

/// @file
/// What the activation families of this folder share: loops over a functor, the 16-bit floating
/// types computed in float, and gradients that are one op.

namespace weft::nn {

/// The type arithmetic on T is done in.
template <class T>
using Wide = std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>, float, T>;

/// output 0 = F{}(input 0), element by element. F{...} may take the node's parameters.
template <class T, class F>
Status mapOne(KernelContext& context, double nanosecondsEach, const F& f) {
    const T* x = context.inputValues<T>(0).data();
    T* out = context.outputValues<T>(0).data();
    parallelFor(context.output(0).elements(), nanosecondsEach,
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t i = begin; i < end; ++i) {
                        out[i] = static_cast<T>(f(static_cast<Wide<T>>(x[i])));
                    }
                });
    return okStatus();
}

/// Both inputs must have one shape. Errors: InvalidArgument with the two.
inline Status checkSameShape(const KernelContext& context, std::string_view a, std::string_view b) {
    if (context.input(0).shape() == context.input(1).shape()) { return okStatus(); }
    return invalidArgument(concat(a, " and ", b, " differ in shape: got ", context.input(0).shape(),
                                  " and ", context.input(1).shape(), ", want one shape"));
}

/// output 0 = f(input 0, input 1), element by element; the shapes are equal.
template <class T, class F>
Status mapTwo(KernelContext& context, double nanosecondsEach, const F& f) {
    WEFT_TRY(checkSameShape(context, "gradients", "features"));
    const T* a = context.inputValues<T>(0).data();
    const T* b = context.inputValues<T>(1).data();
    T* out = context.outputValues<T>(0).data();
    parallelFor(
        context.output(0).elements(), nanosecondsEach, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) {
                out[i] = static_cast<T>(f(static_cast<Wide<T>>(a[i]), static_cast<Wide<T>>(b[i])));
            }
        });
    return okStatus();
}

template <class Kernel, class... T>
void addKernels(OpBuilder& op, std::string_view label) {
    (op.cpuKernel<T>(Kernel::template run<T>, label), ...);
}
/// Kernel::run<T> for every real number type; float and double have vector loops of their own.
template <class Kernel>
void everyNumber(OpBuilder& op) {
    addKernels<Kernel, float, double>(op, "simd");
    addKernels<Kernel, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t, std::int64_t,
               std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(op, "reference");
}

}  // namespace weft::nn
