// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <complex>
#include <vector>

#include "engine/kernel/combine.h"
#include "engine/kernel/op_builder.h"
#include "engine/kernel/simd/element_type.h"

/// @file
/// What all scatter updates have in common: slices of a variable, one after the other, are combined
/// with slices of `updates`, or with one number.

namespace weft::state {

/// Slices of a variable in the order in which they are updated.
struct Slices {
    std::vector<std::int64_t> starts;  ///< first element of each; -1: left out
    std::int64_t size = 1;             ///< elements of each
};

/// Updates the variable of input 0 by input 2. A slice that comes twice is updated twice, in order.
/// @tparam T the element type, or for Replace one of its size. Errors: ResourceExhausted.
template <class Update, class T>
Status scatter(KernelContext& context, const Slices& slices) {
    const Tensor& updates = context.input(2);
    const T* given = reinterpret_cast<const T*>(updates.data());
    Tensor* value = WEFT_TRY(context.variable(0).writable(context.device().allocator()));
    T* to = reinterpret_cast<T*>(value->mutableData());
    const auto count = static_cast<std::int64_t>(slices.starts.size());
    const bool isNumber = updates.rank() == 0;
    constexpr double kElementNs = 0.5;
    // Threads share columns, not slices, to keep the order.
    parallelFor(slices.size, kElementNs * static_cast<double>(count),
                [&](std::int64_t begin, std::int64_t end) {
                    for (std::int64_t i = 0; i < count; ++i) {
                        const std::int64_t start = slices.starts[static_cast<std::size_t>(i)];
                        if (start < 0) { continue; }
                        const T* from = isNumber ? given : given + i * slices.size;
                        for (std::int64_t k = begin; k < end; ++k) {
                            to[start + k] =
                                elements::combine<Update, T>(to[start + k], from[isNumber ? 0 : k]);
                        }
                    }
                });
    return okStatus();
}

/// Does it for a dtype whose elements are only moved. Errors: as above.
inline Status scatterMoved(KernelContext& context, const Slices& slices) {
    return withElementType(context.input(2).dtype(), [&](auto element) {
        return scatter<elements::Replace, decltype(element)>(context, slices);
    });
}

/// Dtypes with kernels.
template <class... T>
struct Types {};
inline constexpr Types<float, double, Half, BFloat16, std::int8_t, std::int16_t, std::int32_t,
                       std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>
    kReal;
inline constexpr Types<std::complex<float>, std::complex<double>> kComplex;

inline constexpr std::string_view kNumberTypes =
    "{float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, "
    "qint16, quint16, uint16, complex128, half, uint32, uint64}";

}  // namespace weft::state
