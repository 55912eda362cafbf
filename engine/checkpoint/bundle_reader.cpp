// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/bundle_reader.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/crc32c.h"
#include "engine/base/durable_file.h"
#include "engine/base/strings.h"
#include "engine/checkpoint/data_file.h"
#include "engine/checkpoint/slice_map.h"
#include "engine/checkpoint/tensor_bytes.h"
#include "engine/proto/checkpoint.pb.h"
#include "engine/tensor/tensor_proto.h"

namespace weft {
namespace {

constexpr int kReaderVersion = 1;             // what files ask for as min_consumer
constexpr std::int64_t kStringsCrcBytes = 4;  // behind the lengths of strings

template <class Message>
bool parses(std::string_view bytes, Message& message) {
    return bytes.size() <= std::size_t{1} << 30U &&
           message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

TensorSlice sliceOf(const tensorflow::TensorSliceProto& proto) {
    TensorSlice slice;
    for (const auto& extent : proto.extent()) {
        slice.starts.push_back(extent.start());
        slice.lengths.push_back(extent.has_length() ? extent.length() : kWholeAxis);
    }
    return slice;
}

Result<DType> storedType(int number) {
    const auto type = static_cast<DType>(number);
    if (isKnown(type) && type != DType::Resource) { return type; }
    if (tensorflow::DataType_IsValid(number) && number > 0 && number < kRefOffset &&
        type != DType::Resource) {
        return unimplemented(
            concat("dtype ", tensorflow::DataType_Name(static_cast<tensorflow::DataType>(number)),
                   " is not supported"));
    }
    return dataLoss(concat("entry has a dtype that cannot be stored: got ", number));
}

/// What is wrong with the size of an entry, by its dtype and shape.
Status checkSize(DType type, const Shape& shape, std::int64_t size) {
    std::int64_t wanted = 0;
    if (isPlain(type)) {
        const auto each = static_cast<std::int64_t>(elementBytes(type));
        const bool tooLarge = multiplyOverflows(shape.elements(), each, wanted);
        if (!tooLarge && size == wanted) { return okStatus(); }
        return dataLoss(
            concat("size does not fit ", type, shape, ": got ", size, " bytes, want ", wanted));
    }
    // A string has a byte of length at least.
    const bool isString = type == DType::String;
    const bool tooLarge = addOverflows(shape.elements(), isString ? kStringsCrcBytes : 0, wanted);
    if (!tooLarge && size >= wanted) { return okStatus(); }
    return dataLoss(concat("size does not fit ", type, shape, ": got ", size,
                           " bytes, want at least ", wanted));
}

/// A byte that is neither 0 nor 1 is no bool in C++.
void makeBooleans(Tensor& tensor) {
    std::byte* at = tensor.mutableData();
    std::transform(at, at + tensor.bytes(), at,
                   [](std::byte b) { return b == std::byte{0} ? std::byte{0} : std::byte{1}; });
}

}  // namespace

struct BundleReader::Place {
    DType type = DType::Invalid;
    Shape shape;
    int shard = 0;
    std::int64_t offset = 0;
    std::int64_t size = 0;
    std::uint32_t crc = 0;
    std::vector<TensorSlice> parts;
};

Result<BundleReader> BundleReader::open(const std::string& prefix, const Limits& limits) {
    BundleReader reader;
    reader.m_prefix = prefix;
    reader.m_limits = limits;
    const std::string path = indexFileName(prefix);
    const std::string bytes = WEFT_TRY(readFile(path, limits));
    Result<std::vector<IndexEntry>> index = readIndex(bytes);
    if (!index.ok()) { return annotated(index.status(), "", concat(" (", path, ")")); }
    reader.m_index = *std::move(index);
    const Status header = reader.readHeader();
    if (!header.ok()) {
        return annotated(header, "header of the checkpoint: ", concat(" (", path, ")"));
    }
    for (const IndexEntry& entry : reader.m_index) {
        // Parts of partitioned variables begin with a zero byte; they are found by their whole.
        const bool isName = !entry.key.empty() && entry.key.front() != '\0';
        if (isName) { reader.m_names.push_back(entry.key); }
    }
    return reader;
}

Status BundleReader::readHeader() {
    const IndexEntry* entry = findKey(m_index, "");
    if (entry == nullptr) { return dataLoss("it is not there"); }
    tensorflow::BundleHeaderProto header;
    if (!parses(entry->value, header)) { return dataLoss("it is damaged"); }
    if (header.num_shards() < 1) {
        return dataLoss(concat("number of shards: got ", header.num_shards(), ", want at least 1"));
    }
    if (header.endianness() != tensorflow::BundleHeaderProto::LITTLE) {
        return unimplemented("big-endian checkpoints are not supported");
    }
    const tensorflow::VersionDef& version = header.version();
    const auto& bad = version.bad_consumers();
    if (version.producer() < 0 || version.min_consumer() > kReaderVersion ||
        std::find(bad.begin(), bad.end(), kReaderVersion) != bad.end()) {
        return invalidArgument(concat("written for other readers: got producer ",
                                      version.producer(), " and min_consumer ",
                                      version.min_consumer(), ", want at most ", kReaderVersion));
    }
    m_shards = header.num_shards();
    return okStatus();
}

bool BundleReader::contains(std::string_view name) const {
    return std::binary_search(m_names.begin(), m_names.end(), name);
}

Status BundleReader::about(const std::string& name, const Status& status) const {
    return annotated(status, concat("tensor '", escaped(name), "': "),
                     concat(" (", indexFileName(m_prefix), ")"));
}

Result<BundleReader::Place> BundleReader::placeOf(std::string_view key) const {
    const IndexEntry* entry = findKey(m_index, key);
    if (entry == nullptr) { return dataLoss("a part of it is not there"); }
    tensorflow::BundleEntryProto proto;
    if (!parses(entry->value, proto)) { return dataLoss("its entry is damaged"); }
    Place place;
    place.type = WEFT_TRY(storedType(static_cast<int>(proto.dtype())));
    const Result<PartialShape> shape = shapeFromProto(proto.shape(), m_limits);
    if (!shape.ok()) { return dataLoss(messageOf(shape.status())); }
    const std::optional<Shape> full = shape->full();
    if (!full) { return dataLoss(concat("entry has no shape: got ", *shape)); }
    place.shape = *full;
    for (const auto& slice : proto.slices()) { place.parts.push_back(sliceOf(slice)); }
    place.shard = proto.shard_id();
    place.offset = proto.offset();
    place.size = proto.size();
    place.crc = unmaskedCrc(proto.crc32c());
    if (!place.parts.empty()) { return place; }
    if (place.shard < 0 || place.shard >= m_shards) {
        return dataLoss(concat("shard: got ", place.shard, ", want one of ", m_shards));
    }
    if (place.offset < 0 || place.size < 0) {
        return dataLoss(concat("place in the data: got ", place.size, " bytes at ", place.offset));
    }
    WEFT_TRY(checkSize(place.type, place.shape, place.size));
    return place;
}

Result<BundleEntry> BundleReader::entry(const std::string& name) const {
    if (name.empty()) { return invalidArgument("a tensor needs a name: got ''"); }
    if (!contains(name)) {
        return notFound(concat("Key ", escaped(name), " not found in checkpoint (",
                               indexFileName(m_prefix), ")"));
    }
    const Result<Place> place = placeOf(name);
    if (!place.ok()) { return about(name, place.status()); }
    return BundleEntry{place->type, place->shape,
                       std::max(1, static_cast<int>(place->parts.size()))};
}

Result<DataFile> BundleReader::openShard(int shard) const {
    Result<DataFile> file = DataFile::open(dataFileName(m_prefix, shard, m_shards));
    if (!file.ok()) {
        return annotated(file.status(), concat("shard ", shard, " of ", m_shards, ": "));
    }
    return file;
}

Result<Tensor> BundleReader::readWhole(const Place& place) const {
    const std::string path = dataFileName(m_prefix, place.shard, m_shards);
    const DataFile file = WEFT_TRY(openShard(place.shard));
    // What is not there is not allocated for.
    if (place.offset > file.bytes() || place.size > file.bytes() - place.offset) {
        return dataLoss(concat("data file is too short: got ", file.bytes(), " bytes, want ",
                               place.size, " at ", place.offset, " (", path, ")"));
    }
    const auto elementSize = static_cast<std::int64_t>(storageBytes(place.type));
    if (place.size > m_limits.tensorBytes ||
        place.shape.elements() > m_limits.tensorBytes / std::max<std::int64_t>(elementSize, 1)) {
        return resourceExhausted(concat("tensor is too large: got ", place.type, place.shape,
                                        ", want at most ", m_limits.tensorBytes, " bytes"));
    }
    const auto readBytes = [&]() -> Result<std::string> {
        std::string bytes(static_cast<std::size_t>(place.size), '\0');
        WEFT_TRY(file.read(place.offset, std::as_writable_bytes(std::span(bytes))));
        return bytes;
    };
    if (place.type == DType::Variant) {
        WEFT_TRY(checkVariants(WEFT_TRY(readBytes()), place.shape.elements()));
        return unimplemented("variants are not read yet");
    }
    Tensor tensor = WEFT_TRY(Tensor::allocate(place.type, place.shape));
    std::uint32_t crc = 0;
    if (place.type == DType::String) {
        crc = WEFT_TRY(readStrings(WEFT_TRY(readBytes()), tensor));
    } else {
        const std::span<std::byte> bytes(tensor.mutableData(), tensor.bytes());
        WEFT_TRY(file.read(place.offset, bytes));
        crc = crc32c({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        if (place.type == DType::Bool) { makeBooleans(tensor); }
    }
    if (crc != place.crc) {
        return dataLoss(concat("checksum does not match: got ", crc, ", want ", place.crc, " (",
                               path, ", byte ", place.offset, ")"));
    }
    return tensor;
}

Result<BundleReader::Place> BundleReader::placeOfPart(const std::string& name, const Place& whole,
                                                      const TensorSlice& slice) const {
    const Shape shape = WEFT_TRY(sliceShape(slice, whole.shape));
    Place part = WEFT_TRY(placeOf(sliceKey(name, slice)));
    if (part.type == whole.type && part.shape == shape && part.parts.empty()) { return part; }
    return dataLoss(
        concat("part ", slice, ": got ", part.type, part.shape, ", want ", whole.type, shape));
}

Result<Tensor> BundleReader::readStoredPart(const std::string& name, const Place& whole,
                                            const TensorSlice& slice) const {
    return readWhole(WEFT_TRY(placeOfPart(name, whole, slice)));
}

Result<Tensor> BundleReader::readParts(const std::string& name, const Place& place) const {
    std::vector<Place> places;
    std::map<int, std::int64_t> bytesOf;  // by shard
    for (const TensorSlice& slice : place.parts) {
        const Place part = WEFT_TRY(placeOfPart(name, place, slice));
        std::int64_t& bytes = bytesOf[part.shard];
        if (addOverflows(bytes, part.size, bytes) || bytes > m_limits.tensorBytes) {
            return resourceExhausted(concat("tensor is too large: got ", place.type, place.shape,
                                            ", want at most ", m_limits.tensorBytes, " bytes"));
        }
        places.push_back(part);
    }
    // Many parts could name the same few bytes: what the files cannot hold is not allocated for.
    for (const auto& [shard, bytes] : bytesOf) {
        const DataFile file = WEFT_TRY(openShard(shard));
        if (bytes > file.bytes()) {
            return dataLoss(concat("data file is too short for the parts: got ", file.bytes(),
                                   " bytes, want ", bytes, " (",
                                   dataFileName(m_prefix, shard, m_shards), ")"));
        }
    }
    SliceMap map = WEFT_TRY(SliceMap::create(place.type, place.shape, place.parts));
    for (std::size_t i = 0; i < places.size(); ++i) {
        WEFT_TRY(map.put(place.parts[i], WEFT_TRY(readWhole(places[i]))));
    }
    Tensor whole = map.take();
    if (!whole.valid()) { return dataLoss("its parts do not cover it"); }
    return whole;
}

Result<Tensor> BundleReader::readTensor(const std::string& name) const {
    const Place place = WEFT_TRY(placeOf(name));
    return place.parts.empty() ? readWhole(place) : readParts(name, place);
}

Result<Tensor> BundleReader::read(const std::string& name) const {
    WEFT_TRY(entry(name));
    Result<Tensor> tensor = readTensor(name);
    return tensor.ok() ? std::move(tensor) : about(name, tensor.status());
}

Result<Tensor> BundleReader::readPart(const std::string& name, const TensorSlice& slice) const {
    WEFT_TRY(entry(name));
    const Result<Place> place = placeOf(name);
    if (!place.ok()) { return about(name, place.status()); }
    // Mostly a variable is restored in the parts that it was saved in.
    const auto& parts = place->parts;
    if (std::find(parts.begin(), parts.end(), slice) == parts.end()) {
        return cutSlice(WEFT_TRY(read(name)), slice);
    }
    Result<Tensor> part = readStoredPart(name, *place, slice);
    return part.ok() ? std::move(part) : about(name, part.status());
}

Result<Tensor> BundleReader::readAs(const std::string& name, DType type,
                                    const PartialShape& shape) const {
    const BundleEntry stored = WEFT_TRY(entry(name));
    if (stored.dtype != type || !shape.compatibleWith(stored.shape)) {
        return about(name, invalidArgument(concat("got ", stored.dtype, stored.shape,
                                                  " stored, want ", type, shape)));
    }
    return read(name);
}

}  // namespace weft
