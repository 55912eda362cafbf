// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops_gpu/base/registration.h"

/// @file
/// From the place of an element in one tensor to its place in others, whose axes are stepped through by
/// strides of their own: broadcasting (stride 0), transposing, slicing.

namespace weft::gpu {

/// `kTensors` tensors under the axes of one; axes of size 1 are left out, neighbours that all tensors
/// step through as one are joined.
template <int kTensors>
struct Places {
    std::int32_t rank = 0;
    std::int64_t dims[kMostDims] = {};
    std::int64_t strides[kTensors][kMostDims] = {};
    std::int64_t start[kTensors] = {};

    /// Adds an axis behind those there are.
    void add(std::int64_t size, const std::int64_t (&step)[kTensors]) {
        if (size == 1) { return; }
        if (rank > 0) {
            bool joins = true;
            for (int t = 0; t < kTensors; ++t) {
                joins = joins && strides[t][rank - 1] == step[t] * size;
            }
            if (joins) {
                dims[rank - 1] *= size;
                for (int t = 0; t < kTensors; ++t) { strides[t][rank - 1] = step[t]; }
                return;
            }
        }
        dims[rank] = size;
        for (int t = 0; t < kTensors; ++t) { strides[t][rank] = step[t]; }
        ++rank;
    }

    /// Where element i of the axes is in each tensor.
    __host__ __device__ void at(std::int64_t i, std::int64_t (&place)[kTensors]) const {
        for (int t = 0; t < kTensors; ++t) { place[t] = start[t]; }
        for (std::int32_t d = rank - 1; d >= 0; --d) {
            const std::int64_t next = i / dims[d];
            const std::int64_t along = i - next * dims[d];
            for (int t = 0; t < kTensors; ++t) { place[t] += along * strides[t][d]; }
            i = next;
        }
    }
    /// Whether every tensor is stepped through element by element.
    bool isPlain() const {
        bool plain = rank <= 1;
        for (int t = 0; t < kTensors; ++t) {
            plain = plain && start[t] == 0 && (rank == 0 || strides[t][0] == 1);
        }
        return plain;
    }
};

/// Row-major strides of a shape.
inline void stridesOf(const View& view, std::int64_t (&strides)[kMostDims]) {
    std::int64_t step = 1;
    for (std::int32_t d = view.rank - 1; d >= 0; --d) {
        strides[d] = step;
        step *= view.dims[d];
    }
}

/// Inputs as they are broadcast to the shape of the output.
template <int kTensors>
Places<kTensors> broadcastPlaces(const View& output, const View* const (&inputs)[kTensors]) {
    std::int64_t own[kTensors][kMostDims] = {};
    for (int t = 0; t < kTensors; ++t) { stridesOf(*inputs[t], own[t]); }
    Places<kTensors> places;
    for (std::int32_t d = 0; d < output.rank; ++d) {
        std::int64_t step[kTensors] = {};
        for (int t = 0; t < kTensors; ++t) {
            const std::int32_t axis = d - (output.rank - inputs[t]->rank);
            step[t] = axis >= 0 && inputs[t]->dims[axis] != 1 ? own[t][axis] : 0;
        }
        places.add(output.dims[d], step);
    }
    return places;
}

}  // namespace weft::gpu
