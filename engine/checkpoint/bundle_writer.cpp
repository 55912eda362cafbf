// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/bundle_writer.h"

#include <filesystem>
#include <system_error>

#include "engine/base/check.h"
#include "engine/base/crc32c.h"
#include "engine/base/strings.h"
#include "engine/checkpoint/data_file.h"
#include "engine/checkpoint/index_writer.h"
#include "engine/checkpoint/tensor_bytes.h"
#include "engine/proto/checkpoint.pb.h"
#include "engine/tensor/tensor_proto.h"

namespace weft {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 16U;

Status makeFolderOf(const std::string& prefix) {
    const std::filesystem::path path(prefix);
    if (!path.has_filename()) {
        return invalidArgument(
            concat("a checkpoint needs a prefix that ends in a name: got '", prefix, "'"));
    }
    if (!path.has_parent_path()) { return okStatus(); }
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (!error) { return okStatus(); }
    const bool denied = error == std::errc::permission_denied;
    const bool full = error == std::errc::no_space_on_device;
    return makeStatus(denied ? StatusCode::kPermissionDenied
                      : full ? StatusCode::kResourceExhausted
                             : StatusCode::kNotFound,
                      concat("cannot make the folder: ", error.message(), " (",
                             path.parent_path().string(), ")"));
}

std::string headerBytes() {
    tensorflow::BundleHeaderProto header;
    header.set_num_shards(1);
    header.mutable_version()->set_producer(1);
    return header.SerializeAsString();
}

Status addedBefore(const std::string& name) {
    return invalidArgument(concat("tensor '", escaped(name), "' was added before"));
}

void sliceToProto(const TensorSlice& slice, tensorflow::TensorSliceProto& proto) {
    for (std::size_t axis = 0; axis < slice.starts.size(); ++axis) {
        auto& extent = *proto.add_extent();
        if (slice.lengths[axis] == kWholeAxis) { continue; }
        extent.set_start(slice.starts[axis]);
        extent.set_length(slice.lengths[axis]);
    }
}

}  // namespace

Result<BundleWriter> BundleWriter::create(const std::string& prefix, const FileCalls& calls) {
    WEFT_TRY(makeFolderOf(prefix));
    return BundleWriter(prefix, calls,
                        WEFT_TRY(DurableFile::create(dataFileName(prefix, 0, 1), calls)));
}

Status BundleWriter::append(std::string_view bytes) {
    if (m_buffer.size() + bytes.size() > kBufferBytes) { WEFT_TRY(flush()); }
    if (bytes.size() > kBufferBytes) { return m_data.append(bytes); }
    m_buffer.append(bytes);
    return okStatus();
}

Status BundleWriter::flush() {
    WEFT_TRY(m_data.append(m_buffer));
    m_buffer.clear();
    return okStatus();
}

Status BundleWriter::add(const std::string& name, const Tensor& tensor) {
    if (name.empty()) { return invalidArgument("a tensor needs a name: got ''"); }
    if (m_entries.contains(name)) { return addedBefore(name); }
    return store(name, tensor);
}

Status BundleWriter::addPart(const std::string& name, const Shape& whole, const TensorSlice& slice,
                             const Tensor& part) {
    const Result<Shape> shape = sliceShape(slice, whole);
    if (!shape.ok()) { return invalidArgument(messageOf(shape.status())); }
    if (!(*shape == part.shape())) {
        return invalidArgument(concat("shape of part ", slice, " of tensor '", escaped(name),
                                      "': got ", part.shape(), ", want ", *shape));
    }
    if (*shape == whole) { return add(name, part); }
    if (name.empty()) { return invalidArgument("a tensor needs a name: got ''"); }
    const std::string key = sliceKey(name, slice);
    if (m_entries.contains(key)) { return addedBefore(name); }
    tensorflow::BundleEntryProto entry;
    const auto known = m_entries.find(name);
    if (known == m_entries.end()) {
        entry.set_dtype(static_cast<tensorflow::DataType>(part.dtype()));
        shapeToProto(PartialShape(whole), *entry.mutable_shape());
    } else {
        const bool parsed = entry.ParseFromString(known->second);
        WEFT_CHECK(parsed, "an entry that was just written");
        const PartialShape before = WEFT_TRY(shapeFromProto(entry.shape()));
        if (entry.slices_size() == 0) { return addedBefore(name); }
        if (entry.dtype() != static_cast<tensorflow::DataType>(part.dtype()) ||
            !(before == PartialShape(whole))) {
            return invalidArgument(concat("parts of tensor '", escaped(name), "' differ: got ",
                                          part.dtype(), whole, ", want ",
                                          static_cast<DType>(entry.dtype()), before));
        }
    }
    WEFT_TRY(store(key, part));
    sliceToProto(slice, *entry.add_slices());
    m_entries[name] = entry.SerializeAsString();
    return okStatus();
}

Status BundleWriter::store(const std::string& key, const Tensor& tensor) {
    const StoredBytes stored = WEFT_TRY(
        writeTensorBytes(tensor, [this](std::string_view bytes) { return append(bytes); }));
    tensorflow::BundleEntryProto entry;
    entry.set_dtype(static_cast<tensorflow::DataType>(tensor.dtype()));
    shapeToProto(PartialShape(tensor.shape()), *entry.mutable_shape());
    entry.set_offset(m_offset);
    entry.set_size(stored.bytes);
    entry.set_crc32c(maskedCrc(stored.crc));
    m_entries.emplace(key, entry.SerializeAsString());
    m_offset += stored.bytes;
    return okStatus();
}

Status BundleWriter::commit() {
    WEFT_TRY(flush());
    IndexWriter index;
    index.add("", headerBytes());
    for (const auto& [name, entry] : m_entries) { index.add(name, entry); }
    // All that can fail for want of space comes before the first rename.
    DurableFile indexFile = WEFT_TRY(DurableFile::create(indexFileName(m_prefix), *m_calls));
    WEFT_TRY(indexFile.append(index.finish()));
    WEFT_TRY(m_data.commit());
    return indexFile.commit();
}

Status writeBundle(const std::string& prefix, const std::map<std::string, Tensor>& tensors,
                   const FileCalls& calls) {
    BundleWriter writer = WEFT_TRY(BundleWriter::create(prefix, calls));
    for (const auto& [name, tensor] : tensors) {
        const Status added = writer.add(name, tensor);
        if (!added.ok()) { return annotated(added, concat("tensor '", escaped(name), "': ")); }
    }
    return writer.commit();
}

}  // namespace weft
