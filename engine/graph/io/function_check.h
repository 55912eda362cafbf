// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/status.h"

namespace tensorflow {
class GraphDef;
}  // namespace tensorflow

namespace weft {

/// Checks a graph's function library, and that what nodes call is in it with as many inputs: names,
/// returned values, gradients, no recursion. Bodies' ops and types are not looked at.
/// Errors: InvalidArgument with the function.
Status checkFunctions(const tensorflow::GraphDef& def);

}  // namespace weft
