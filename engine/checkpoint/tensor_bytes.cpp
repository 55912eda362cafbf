// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/tensor_bytes.h"

#include <limits>

#include "engine/base/crc32c.h"
#include "engine/base/strings.h"
#include "engine/checkpoint/index_format.h"

namespace weft {
namespace {

constexpr std::size_t kCrcBytes = 4;

/// A length as checksums see it.
std::uint32_t crcOfLength(std::uint64_t length, std::uint32_t before) {
    std::string word;
    if (length <= std::numeric_limits<std::uint32_t>::max()) {
        appendFixed32(word, static_cast<std::uint32_t>(length));
    } else {
        appendFixed64(word, length);
    }
    return crc32c(word, before);
}

Result<StoredBytes> writeStrings(const Tensor& tensor,
                                 const std::function<Status(std::string_view)>& sink) {
    std::string head;
    std::uint32_t crc = 0;
    for (const std::string& text : tensor.values<std::string>()) {
        appendVarint(head, text.size());
        crc = crcOfLength(text.size(), crc);
    }
    const std::size_t lengthBytes = head.size();
    appendFixed32(head, maskedCrc(crc));
    crc = crc32c(std::string_view(head).substr(lengthBytes), crc);
    WEFT_TRY(sink(head));
    StoredBytes stored{static_cast<std::int64_t>(head.size()), 0};
    for (const std::string& text : tensor.values<std::string>()) {
        crc = crc32c(text, crc);
        WEFT_TRY(sink(text));
        stored.bytes += static_cast<std::int64_t>(text.size());
    }
    stored.crc = crc;
    return stored;
}

}  // namespace

Result<StoredBytes> writeTensorBytes(const Tensor& tensor,
                                     const std::function<Status(std::string_view)>& sink) {
    if (tensor.dtype() == DType::String) { return writeStrings(tensor, sink); }
    if (!isPlain(tensor.dtype())) {
        return invalidArgument(concat("a checkpoint cannot hold ", tensor.dtype()));
    }
    const std::string_view bytes(reinterpret_cast<const char*>(tensor.data()), tensor.bytes());
    WEFT_TRY(sink(bytes));
    return StoredBytes{static_cast<std::int64_t>(bytes.size()), crc32c(bytes)};
}

Result<std::uint32_t> readStrings(std::string_view bytes, Tensor& out) {
    const auto texts = out.mutableValues<std::string>();
    std::string_view lengths = bytes;
    std::uint32_t crc = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto length = takeVarint(lengths);
        if (!length) { return dataLoss(concat("length of string ", i, " is cut off")); }
        crc = crcOfLength(*length, crc);
    }
    if (lengths.size() < kCrcBytes) { return dataLoss("strings are cut off before their bytes"); }
    const std::uint32_t stored = unmaskedCrc(fixed32At(lengths));
    if (stored != crc) {
        return dataLoss(concat("checksum of the lengths of strings does not match: got ", crc,
                               ", want ", stored));
    }
    crc = crc32c(lengths.substr(0, kCrcBytes), crc);
    std::string_view contents = lengths.substr(kCrcBytes);
    const std::uint32_t all = crc32c(contents, crc);
    lengths = bytes;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::uint64_t length = *takeVarint(lengths);
        if (length > contents.size()) {
            return dataLoss(concat("string ", i, " is cut off: got ", contents.size(),
                                   " bytes, want ", length));
        }
        texts[i].assign(contents.substr(0, length));
        contents.remove_prefix(length);
    }
    if (!contents.empty()) {
        return dataLoss(concat("bytes follow the last string: got ", contents.size()));
    }
    return all;
}

Status checkVariants(std::string_view bytes, std::int64_t elements) {
    std::uint32_t crc = 0;
    for (std::int64_t i = 0; i < elements; ++i) {
        const auto length = takeVarint(bytes);
        if (!length || *length > bytes.size() || bytes.size() - *length < kCrcBytes) {
            return dataLoss(concat("variant ", i, " is cut off"));
        }
        std::string word;
        appendFixed64(word, *length);
        crc = crc32c(bytes.substr(0, *length), crc32c(word, crc));
        bytes.remove_prefix(*length);
        const std::uint32_t stored = unmaskedCrc(fixed32At(bytes));
        if (stored != crc) {
            return dataLoss(
                concat("checksum of variant ", i, " does not match: got ", crc, ", want ", stored));
        }
        crc = crc32c(bytes.substr(0, kCrcBytes), crc);
        bytes.remove_prefix(kCrcBytes);
    }
    return okStatus();
}

}  // namespace weft
