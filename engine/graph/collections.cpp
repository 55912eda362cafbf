// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/collections.h"

namespace weft {

void Collections::addVariable(const VariableInfo& info) {
    variables["variables"].push_back(info);
    if (info.trainable) { variables["trainable_variables"].push_back(info); }
}

}  // namespace weft
