// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/tensor/tensor.h"

/// @file
/// Parts of partitioned variables: where each lies in the whole, and the key it is stored under.

namespace weft {

/// Length of an extent that is the whole axis; its start is then 0.
inline constexpr std::int64_t kWholeAxis = -1;

/// A rectangular part of a tensor, one start and length an axis.
struct TensorSlice {
    Dims starts;
    Dims lengths;
    /// "0,4:-": start and length, or - for a whole axis.
    std::string toString() const;
    friend bool operator==(const TensorSlice&, const TensorSlice&) = default;
};

/// The key of a part in a checkpoint's index: sorts by name, then by place.
/// Source: TensorFlow's EncodeTensorNameSlice (saved_tensor_slice_util.cc), ordered_code.cc.
std::string sliceKey(std::string_view name, const TensorSlice& slice);

/// The shape of a part. Errors: DataLoss for another rank than the whole's, or an extent that
/// leaves it.
Result<Shape> sliceShape(const TensorSlice& slice, const Shape& whole);

/// A copy of a part of a tensor. Errors: those of sliceShape(); ResourceExhausted.
Result<Tensor> cutSlice(const Tensor& whole, const TensorSlice& slice);

/// Puts a tensor together from parts. Protocol: create (put)*, until done().
class SliceMap {
public:
    /// @param parts must cover `shape` exactly, without overlap.
    /// Errors: those of sliceShape(); DataLoss when the parts are too few or too many;
    /// ResourceExhausted.
    static Result<SliceMap> create(DType type, const Shape& shape,
                                   const std::vector<TensorSlice>& parts);
    /// Copies a part of the shape sliceShape() to its place.
    /// Errors: DataLoss when another part lies there.
    Status put(const TensorSlice& slice, const Tensor& part);
    /// The whole. @return an invalid tensor until each element has come.
    Tensor take();

private:
    Tensor m_whole;
    std::vector<bool> m_filled;
    std::int64_t m_missing = 0;
};

}  // namespace weft
