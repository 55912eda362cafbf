// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/shape_context.h"

/// @file
/// Shape functions that many ops share.

namespace weft {

/// Output 0 has the shape of input 0.
Result<PartialShape> sameShape(const ShapeContext& context);
/// Every output is a scalar.
Result<PartialShape> scalarShape(const ShapeContext& context);
/// Shape of the variable behind input i: a reference, or a handle that must point to the dtype
/// which the node says (attribute dtype or T). Unknown where nothing is known of the handle.
/// Errors: InvalidArgument "Trying to read variable with wrong dtype. Expected float got int32".
Result<PartialShape> variableShape(const ShapeContext& context, int i);
/// As variableShape() of input 0.
Result<PartialShape> variableShape(const ShapeContext& context);
/// Inputs 0 and 1 broadcast against each other as numpy does.
Result<PartialShape> broadcastShape(const ShapeContext& context);
/// The broadcast of two shapes. Errors: InvalidArgument "Incompatible shapes: A vs. B".
Result<PartialShape> broadcastShapes(const PartialShape& a, const PartialShape& b);
/// Nothing known of any output.
Result<std::vector<PartialShape>> unknownShapes(const ShapeContext& context);
/// All inputs merge to one shape, which output 0 has (AddN).
Result<PartialShape> mergedShape(const ShapeContext& context);
/// The op has no outputs.
Result<std::vector<PartialShape>> noOutputs(const ShapeContext& context);
/// Reduction of input 0 over the axes in input 1 with attribute keep_dims.
Result<PartialShape> reductionShape(const ShapeContext& context);
/// axis in [-rank, rank) made non-negative. Errors: InvalidArgument with axis and rank.
Result<int> normalizedAxis(std::int64_t axis, int rank);

}  // namespace weft
