// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "engine/base/status.h"

namespace weft {

/// What may be done to a plan so that it takes less time. None changes what is computed.
enum class Pass {
    TidyGates,      ///< "tidy_gates": what waits for nothing new waits no more
    StackProducts,  ///< "stack_products": sums of products over time steps become one product
    PackWeights,    ///< "pack_weights": a matrix that many products share is ordered for them once
    FuseElementwise,  ///< "fuse_elementwise": chains of elementwise ops become one instruction
};

/// Whether plans made from now on go through a pass. Threading: any thread.
bool passEnabled(Pass pass);

/// Chooses passes for the process: "all", "none", or names to leave out of all, "-NAME,-NAME".
/// Plans that are there already stay as they are. Errors: InvalidArgument for an unknown name.
Status setPasses(std::string_view choice);

}  // namespace weft
