// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "engine/checkpoint/slice_map.h"

namespace weft {

/// A part of a variable, as the savers of graphs write it: "4 16 0,2:-" is rows 0 and 1 of a
/// variable of shape [4,16].
struct PartSpec {
    Shape whole;
    TensorSlice slice;
    Shape shape;  ///< of the part
};

/// Errors: InvalidArgument for a text of another form, and a part that leaves its whole.
/// Source: TensorFlow's ParseShapeAndSlice (saved_tensor_slice_util.cc).
Result<PartSpec> parsePartSpec(std::string_view text);

}  // namespace weft
