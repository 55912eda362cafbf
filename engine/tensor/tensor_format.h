// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/tensor/tensor.h"

namespace weft {

/// How much of a tensor is printed.
struct FormatOptions {
    std::int64_t edgeItems = 3;     ///< shown at each end of an axis when summarised
    std::int64_t threshold = 1000;  ///< elements from which a tensor is summarised; <= 0: never
    int digits = 9;                 ///< significant digits at most (17 shows all of a double)
    int lineWidth = 75;             ///< rows are wrapped at this many columns; 0: never
};

/// Values in the form of numpy: `[[1 2 3]\n [4 5 6]]`, "..." for what is left out; floats with the
/// fewest digits that read back the same, at most options.digits. Independent of the locale.
std::string formatTensor(const Tensor& tensor, const FormatOptions& options = {});

/// One element: 0.8, -inf, nan, True, b'text'.
std::string formatElement(const Tensor& tensor, std::int64_t index, int digits = 9);

/// Parses a literal feed, `[[1,2],[3,4]]`, `0.5`, `true`, `"text"`, as a tensor of the dtype. Items
/// are separated by commas, white space or both, so that what formatTensor() prints reads back.
/// Errors: InvalidArgument with position for malformed text, ragged rows, values outside the dtype.
Result<Tensor> parseTensor(std::string_view text, DType type);

}  // namespace weft
