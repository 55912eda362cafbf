// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/limits.h"
#include "engine/checkpoint/index_reader.h"
#include "engine/checkpoint/slice_map.h"
#include "engine/tensor/partial_shape.h"
#include "engine/tensor/tensor.h"

namespace weft {

class DataFile;

/// What a checkpoint says of one of its tensors.
struct BundleEntry {
    DType dtype = DType::Invalid;
    Shape shape;
    int parts = 1;  ///< 1: in one piece; else of a partitioned variable
};

/// Reads a checkpoint of TensorFlow's format "V2": PREFIX.index says what
/// PREFIX.data-SSSSS-of-NNNNN hold. Only the index is kept in memory; tensors are read when asked
/// for, each with its checksum, so that damage to one leaves the others readable. Threading: any
/// thread, several at a time. Errors of all members: DataLoss with the file and the tensor for
/// anything damaged. Source: TensorFlow's tensor_bundle.h.
class BundleReader {
public:
    /// Errors: NotFound when there is no PREFIX.index; InvalidArgument for one that asks for a
    /// newer reader; Unimplemented for big-endian ones.
    static Result<BundleReader> open(const std::string& prefix,
                                     const Limits& limits = defaultLimits());

    const std::string& prefix() const { return m_prefix; }
    /// Names of all tensors, in order of their bytes.
    const std::vector<std::string>& names() const { return m_names; }
    bool contains(std::string_view name) const;
    /// Errors: NotFound "Key NAME not found in checkpoint"; Unimplemented for dtypes that Weft does
    /// not have.
    Result<BundleEntry> entry(const std::string& name) const;
    /// Errors: those of entry(); NotFound for a missing data file; ResourceExhausted above
    /// limits.tensorBytes.
    Result<Tensor> read(const std::string& name) const;
    /// As read(), where a tensor of this dtype and shape is needed.
    /// Errors: InvalidArgument with the stored and the wanted.
    Result<Tensor> readAs(const std::string& name, DType type, const PartialShape& shape) const;
    /// A part, however the tensor is stored. Errors: those of read() and sliceShape().
    Result<Tensor> readPart(const std::string& name, const TensorSlice& slice) const;

private:
    struct Place;  // of a tensor in the data files
    BundleReader() = default;
    Status readHeader();
    Result<Place> placeOf(std::string_view key) const;
    Result<DataFile> openShard(int shard) const;
    Result<Tensor> readWhole(const Place& place) const;
    Result<Tensor> readParts(const std::string& name, const Place& place) const;
    Result<Place> placeOfPart(const std::string& name, const Place& whole,
                              const TensorSlice& slice) const;
    Result<Tensor> readStoredPart(const std::string& name, const Place& whole,
                                  const TensorSlice& slice) const;
    Result<Tensor> readTensor(const std::string& name) const;
    /// The message with the tensor's name and the index file's.
    Status about(const std::string& name, const Status& status) const;

    std::string m_prefix;
    Limits m_limits;
    int m_shards = 0;
    std::vector<IndexEntry> m_index;
    std::vector<std::string> m_names;
};

}  // namespace weft
