// SPDX-License-Identifier: Apache-2.0
/// @file
/// The kernels that move elements by their size.

#include "engine/ops_gpu/array/move.h"

namespace weft::gpu {
namespace {

template <class Bits>
__global__ void gatherKernel(const Bits* from, Bits* to, std::int64_t n, Places<1> places) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        std::int64_t at[1];
        places.at(i, at);
        to[i] = from[at[0]];
    }
}

template <class Bits>
__global__ void betweenKernel(const Bits* from, Bits* to, std::int64_t n, Places<2> places) {
    for (std::int64_t i = flatBegin(); i < n; i += flatStride()) {
        std::int64_t at[2];
        places.at(i, at);
        to[at[1]] = from[at[0]];
    }
}

template <class Bits>
std::int32_t gather(const Call& call, const View& from, const Places<1>& places) {
    const std::int64_t n = elementsOf(call.outputs[0]);
    return launchFlat(gatherKernel<Bits>, n, call.stream, static_cast<const Bits*>(from.data),
                      out<Bits>(call), n, places);
}

template <class Bits>
std::int32_t between(const Call& call, const void* from, void* to, std::int64_t n,
                     const Places<2>& places) {
    return launchFlat(betweenKernel<Bits>, n, call.stream, static_cast<const Bits*>(from),
                      static_cast<Bits*>(to), n, places);
}

}  // namespace

std::int32_t moveFrom(const Call& call, const View& from, const Places<1>& places) {
    switch (bytesOfType(from.type)) {
        case 1:
            return gather<std::uint8_t>(call, from, places);
        case 2:
            return gather<std::uint16_t>(call, from, places);
        case 4:
            return gather<std::uint32_t>(call, from, places);
        case 8:
            return gather<std::uint64_t>(call, from, places);
        default:
            return fail(call, kUnimplemented, "elements of this type are not moved on a GPU");
    }
}

std::int32_t moveBetween(const Call& call, const void* from, void* to, std::int32_t bytes,
                         std::int64_t n, const Places<2>& places) {
    switch (bytes) {
        case 1:
            return between<std::uint8_t>(call, from, to, n, places);
        case 2:
            return between<std::uint16_t>(call, from, to, n, places);
        case 4:
            return between<std::uint32_t>(call, from, to, n, places);
        case 8:
            return between<std::uint64_t>(call, from, to, n, places);
        default:
            return fail(call, kUnimplemented, "elements of this type are not moved on a GPU");
    }
}

}  // namespace weft::gpu
