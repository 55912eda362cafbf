// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ops_gpu/nn/windows.h"

namespace weft::gpu {

/// A two-dimensional convolution of images with channels last; filters are given and made as
/// [filters, rows, columns, channels of a group].
struct Convolution {
    /// What is computed of the other two.
    enum class Of : std::int32_t { Output, Image, Filter };
    Of of = Of::Output;
    Windows windows;
    std::int64_t filters = 0;
    std::int64_t groupChannels = 0;
    std::int32_t type = kFloat;
    bool addsBias = false;     ///< a number a filter is added to the output
    bool isRectified = false;  ///< and the larger of 0 and the sum taken; a NaN stays one
};

/// Why there are no convolutions, or null.
const char* convolutionObstacle();
/// Errors: Unimplemented where no engine does it.
std::int32_t prepareConvolution(const Call& call, const Convolution& convolution, Plan& plan);
/// Enqueues it. @param scratch as much as prepare asked for. @param bias null unless it adds one.
std::int32_t runConvolution(const Call& call, const Convolution& convolution, void* image,
                            void* filter, void* output, void* scratch, void* bias = nullptr);

}  // namespace weft::gpu
