// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/base/limits.h"
#include "engine/tensor/tensor.h"

namespace weft {

/// The array of an IDX file (plain or gzip), the format of the MNIST family: two zero bytes, a
/// type, the rank, big-endian sizes, then the elements. Types: uint8, int8, int16, int32, float,
/// double. Errors: InvalidArgument for bytes that are not IDX, too short or too long; DataLoss for
/// damaged gzip; ResourceExhausted above limits.tensorBytes. Memory is taken only for sizes that
/// the bytes present can hold. Each ends with `(FILE, byte N)`. Source: the description on the
/// MNIST page, "the IDX file format".
/// @param file only for messages
Result<Tensor> tensorFromIdx(std::string_view bytes, const std::string& file,
                             const Limits& limits = defaultLimits());

/// As tensorFromIdx() of the file's bytes. Errors: also those of readFile().
Result<Tensor> readIdx(const std::string& path, const Limits& limits = defaultLimits());

}  // namespace weft
