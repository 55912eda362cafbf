// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/status.h"
#include "engine/tensor/shape.h"
#include "engine/tensor/tensor.h"

/// @file
/// The one primitive of data movement: transposing, slicing, padding, tiling, joining and splitting
/// are all copies of a box of elements between two strided layouts, compiled per element size.

namespace weft {

/// A box of elements and where they lie in the source and in the target: element (i0, i1, ...) is
/// read at fromOffset + sum(i * fromStrides) and written at toOffset + sum(i * toStrides).
/// Units: elements, not bytes.
struct StridedCopy {
    Dims sizes;        ///< of the box, outermost axis first
    Dims fromStrides;  ///< one an axis; 0 repeats an element, negative walks backwards
    Dims toStrides;    ///< one an axis; no two elements of the box may meet
    std::int64_t fromOffset = 0;
    std::int64_t toOffset = 0;
};

/// Strides of a dense row-major tensor of these sizes.
Dims denseStrides(const Dims& sizes);

/// Copies the box. The caller has checked that it lies inside both tensors.
/// Types: every plain dtype, and string. Errors: Unimplemented for other dtypes; Internal when the
/// dtypes differ.
/// Complexity: one pass; neighbouring axes are merged, runs are copied whole, and a box whose fast
/// axes differ is walked in square tiles. Large boxes are spread over the compute team.
Status copyStrided(const StridedCopy& box, const Tensor& from, Tensor& to);

/// Writes the one element of `value` (a scalar of the same dtype) to every element of `to`.
/// Errors: as copyStrided().
Status fillWith(const Tensor& value, Tensor& to);

/// Zeros, false, empty strings, handles of nothing in every element. Strings and handles own
/// memory: their bytes may not be overwritten.
void fillZero(Tensor& to);

}  // namespace weft
