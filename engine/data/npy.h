// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/limits.h"
#include "engine/tensor/tensor.h"

/// @file
/// Arrays as numpy stores them. Source: numpy.lib.format, versions 1.0 to 3.0.

namespace weft {

/// The array of an .npy file: bool, integers, floats, complex numbers of either byte order, bytes
/// (`S`) and text (`U`, as UTF-8) as strings; C or Fortran order.
/// Errors: InvalidArgument for bytes that are no such file or too short or long; Unimplemented for
/// other element types (pickled objects are never read); ResourceExhausted above
/// limits.tensorBytes.
/// @param file only for messages
Result<Tensor> tensorFromNpy(std::string_view bytes, const std::string& file,
                             const Limits& limits = defaultLimits());
/// As tensorFromNpy() of the file's bytes. Errors: also those of readFile().
Result<Tensor> readNpy(const std::string& path, const Limits& limits = defaultLimits());

/// The bytes of an .npy file. bfloat16, which numpy does not know, becomes float32; strings become
/// fixed-width bytes.
/// Errors: Unimplemented for resources, variants, quantized types, and strings that end with NUL,
/// which numpy would drop.
Result<std::string> npyToBytes(const Tensor& tensor);

/// The bytes of an .npz file: a zip of stored (not compressed) arrays under their names; of equal
/// names the first. Errors: as npyToBytes(); Unimplemented above 2 GiB.
Result<std::string> npzToBytes(const std::vector<std::pair<std::string, Tensor>>& arrays);

}  // namespace weft
