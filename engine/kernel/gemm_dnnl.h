// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernel/gemm.h"

namespace weft {

/// The product by oneDNN, as gemm(). False where oneDNN is left out of the build or refuses the
/// shape: nothing is computed then.
bool gemmDnnl(const Gemm& g, const float* a, const float* b, float* c);

}  // namespace weft
