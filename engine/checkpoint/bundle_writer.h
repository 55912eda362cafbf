// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engine/base/durable_file.h"
#include "engine/checkpoint/slice_map.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// Writes a checkpoint of one shard, PREFIX.data-00000-of-00001 and PREFIX.index, as TensorFlow's
/// "V2" does: the same tensors in the same order give the same bytes. Both files have temporary
/// names until commit(), which renames the data first: the index says that a checkpoint is there.
/// Protocol: create (add | addPart)* commit. Threading: one thread.
/// Source: TensorFlow's tensor_bundle.h.
class BundleWriter {
public:
    /// Makes the folder of the prefix where it is missing.
    /// Errors: InvalidArgument for a prefix that names no file; those of DurableFile::create().
    static Result<BundleWriter> create(const std::string& prefix,
                                       const FileCalls& calls = systemFileCalls());

    /// Errors: InvalidArgument for an empty name or one added before, and for dtypes that cannot be
    /// stored; ResourceExhausted when the disk is full. After an error only destruction is left.
    Status add(const std::string& name, const Tensor& tensor);
    /// Adds a part of a partitioned variable, of which others may come in any order.
    /// Errors: as add(), InvalidArgument also for a part that leaves the whole or has another shape,
    /// and a whole that differs from that of parts before.
    Status addPart(const std::string& name, const Shape& whole, const TensorSlice& slice,
                   const Tensor& part);
    /// Errors: those of DurableFile::commit().
    Status commit();

private:
    BundleWriter(std::string prefix, const FileCalls& calls, DurableFile data)
        : m_prefix(std::move(prefix)), m_calls(&calls), m_data(std::move(data)) {}
    Status append(std::string_view bytes);
    Status flush();
    Status store(const std::string& key, const Tensor& tensor);

    std::string m_prefix;
    const FileCalls* m_calls;
    DurableFile m_data;
    std::string m_buffer;  // small tensors on their way to m_data
    std::int64_t m_offset = 0;
    std::map<std::string, std::string> m_entries;  // name to serialized BundleEntryProto
};

/// The tensors as a checkpoint, in name order. Errors: those of BundleWriter, with the tensor's
/// name.
Status writeBundle(const std::string& prefix, const std::map<std::string, Tensor>& tensors,
                   const FileCalls& calls = systemFileCalls());

}  // namespace weft
