// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "engine/kernel/op_builder.h"

/// @file
/// Indices of slices: a row of `indices` [..., depth] holds the first depth coordinates of a slice
/// of a tensor. What the gather and scatter ops of that kind share.

namespace weft::scatter {

inline constexpr std::string_view kPolicy = "bad_indices_policy: string = ''";

enum class BadIndices { Fail, LeaveOut };

/// The attribute bad_indices_policy, read once a node.
struct NdParameters {
    BadIndices badIndices = BadIndices::Fail;
};
/// Errors: InvalidArgument for a policy that is unknown.
Result<NdParameters> parseNd(const AttrMap& attrs);

/// Slices of a tensor in the order of indices.
struct NdSlices {
    std::vector<std::int64_t> starts;  ///< first element of each; -1: left out
    std::int64_t size = 1;             ///< elements of each
};

/// The slices of a tensor of this shape. The depth of indices is at most its rank.
/// @param what how messages call the tensor: "shape", "param shape".
/// Errors: InvalidArgument "indices[1] = [0, 7] does not index into shape [2,2]".
Result<NdSlices> slicesOf(const Shape& tensor, const Tensor& indices, BadIndices policy,
                          std::string_view what);

/// The shapes of a scatter agree: updates = indices[:-1] + tensor[depth:], as far as is known.
/// Errors: InvalidArgument with the axes that differ.
Status checkScatter(const PartialShape& tensor, const PartialShape& indices,
                    const PartialShape& updates);
/// As checkScatter(), with what TensorFlow refuses only when the op runs: scalars, indices of rank 1,
/// and updates where tensor or indices are empty.
Status checkScatterRun(const Shape& tensor, const Shape& indices, const Shape& updates);

}  // namespace weft::scatter
