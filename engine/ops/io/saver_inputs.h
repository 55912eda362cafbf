// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/shape_context.h"
#include "engine/kernel/kernel_context.h"

/// @file
/// The three inputs that SaveV2 and RestoreV2 begin with: prefix, tensor_names, shape_and_slices.

namespace weft {

constexpr int kSaverInputs = 3;

/// What to save or restore. Valid while the kernel runs.
struct SaverInputs {
    std::string prefix;
    std::span<const std::string> names;
    std::span<const std::string> parts;  ///< "" or "4 16 0,2:-", one a name
};

/// @param tensors how many are saved or restored.
/// Errors: InvalidArgument for a prefix that is no scalar, and lists of other lengths.
Result<SaverInputs> saverInputs(const KernelContext& context, int tensors);

/// The same of shapes. Errors: InvalidArgument.
Status checkSaverShapes(const ShapeContext& context, int tensors);

}  // namespace weft
