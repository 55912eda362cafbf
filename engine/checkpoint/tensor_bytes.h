// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "engine/tensor/tensor.h"

/// @file
/// Elements of a tensor as a checkpoint's data files hold them: plain elements row-major and
/// little-endian; strings as a varint length each, the masked crc32c of the lengths, then all their
/// bytes.

namespace weft {

/// How much a tensor takes in a data file, and the crc32c (not masked) of it. That of strings runs
/// over lengths as 32-bit words (64-bit where larger), not over the varints.
struct StoredBytes {
    std::int64_t bytes = 0;
    std::uint32_t crc = 0;
};

/// Hands the stored bytes to `sink`, in order. Errors: those of `sink`; InvalidArgument for handles
/// and variants, which cannot be stored.
Result<StoredBytes> writeTensorBytes(const Tensor& tensor,
                                     const std::function<Status(std::string_view)>& sink);

/// Fills the elements of a string tensor. @return the crc32c of what was read, as above.
/// Errors: DataLoss for bytes that are not exactly these strings.
Result<std::uint32_t> readStrings(std::string_view bytes, Tensor& out);

/// Checks the framing of stored variants: a length, a message and a checksum each.
/// Errors: DataLoss.
Status checkVariants(std::string_view bytes, std::int64_t elements);

}  // namespace weft
