// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/kernel/kernel_context.h"

namespace weft {

/// Inputs from the second on as Assert and Print show them, "[1 2 3...]" each: the first elements,
/// as many as attribute `summarize` says (negative: all), strings as they are.
std::string dataText(const KernelContext& context, std::string_view separator);

}  // namespace weft
