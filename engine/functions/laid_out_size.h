// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/status.h"

namespace tensorflow {
class GraphDef;
class NodeDef;
}  // namespace tensorflow

namespace weft {

/// Whether nodes of this op type call the functions that their attributes name.
bool callsNamedFunctions(std::string_view op);

/// At least how many nodes a graph has once the bodies of its functions stand in the places of
/// their calls; found without laying anything out, for a few small bodies can make 2^40 nodes.
/// @param most counting stops here: larger sums are `most + 1`.
/// Errors: InvalidArgument for functions that call themselves, or whose gradients are made of
/// themselves.
Result<std::int64_t> laidOutSize(const tensorflow::GraphDef& def, std::int64_t most);

}  // namespace weft
