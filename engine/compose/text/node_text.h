// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/attr.h"

namespace weft {

/// A node as NodeDef text says it, connected to nothing yet.
struct NodeText {
    std::string name;
    std::string op;
    std::string device;
    std::vector<std::string> inputs;  ///< "x", "split:1", "^init"
    AttrMap attrs;                    ///< without those that TensorFlow keeps for itself ("_...")
};

/// Reads the text of one node: the fields of a NodeDef, or `node { ... }` around them.
/// Errors: InvalidArgument with `(line L, ...)` in it, lines from 1.
Result<NodeText> nodeFromText(std::string_view text);

}  // namespace weft
