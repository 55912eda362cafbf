// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/compose/expansion.h"

namespace weft {

/// Finds the node that runs every initializer, or adds it: a NoOp `init` over all of them in node
/// order. Nothing is added to an imported graph in which nothing is derived.
void addInit(const Document& document, Expansion& out);

}  // namespace weft
