// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/kernel/simd/strided_copy.h"
#include "engine/tensor/partial_shape.h"

/// @file
/// The indexing language of StridedSlice, x[begin:end:stride, ..., newaxis, i], worked out for a
/// shape. Shared by StridedSlice and its gradient.

namespace weft {

/// What the inputs and attributes of the op say, one entry an index expression. Bit i of a mask is
/// about entry i.
struct SliceRequest {
    using Indices = std::vector<std::optional<std::int64_t>>;  ///< nothing: not known before a run
    Indices begin;
    Indices end;
    Indices strides;
    std::uint64_t beginMask = 0;     ///< begin is the first element
    std::uint64_t endMask = 0;       ///< end is behind the last element
    std::uint64_t ellipsisMask = 0;  ///< stands for all axes no other entry speaks of; one at most
    std::uint64_t newAxisMask = 0;   ///< an axis of size 1 that the input does not have
    std::uint64_t shrinkAxisMask = 0;  ///< the one element at begin; the axis goes away
};

/// What is taken along one axis of the input.
struct AxisSlice {
    std::int64_t begin = 0;
    std::int64_t stride = 1;
    std::int64_t size = kUnknownDim;  ///< how many elements
};

/// A request worked out for an input shape.
struct StridedSpec {
    std::vector<AxisSlice> axes;  ///< one an axis of the input
    PartialShape result;          ///< shape of the slice, new axes in, shrunk ones out
};

/// Works a request out. Errors: InvalidArgument for a stride of 0, two ellipses, more entries than
/// axes, an element to shrink to that is out of range, a shrunk axis with a negative stride.
/// Source: TensorFlow's "StridedSlice" (ops.pbtxt), as its ValidateStridedSliceOp behaves.
Result<StridedSpec> stridedSpec(const PartialShape& input, const SliceRequest& request);

/// The copy that takes the slice out of an input of this shape; reversed (from and to exchanged) it
/// puts a slice back in its place. Every size in the spec is known.
StridedCopy sliceBox(const StridedSpec& spec, const Shape& input);

}  // namespace weft
