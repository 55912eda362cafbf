// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/proto/graph.pb.h"

namespace weft {

/// What of a library nodes name, by their types or attributes, and what the functions that are named
/// name in turn, with their gradients; in the library's order. Complexity: linear.
tensorflow::FunctionDefLibrary namedFunctions(
    const tensorflow::FunctionDefLibrary& library,
    const google::protobuf::RepeatedPtrField<tensorflow::NodeDef>& nodes);

}  // namespace weft
