// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/flow/common_shape.h"

namespace weft {

PartialShape commonShape(const PartialShape& a, const PartialShape& b) {
    if (!a.hasRank() || !b.hasRank() || a.rank() != b.rank()) { return PartialShape(); }
    PartialShape both = a;
    for (int axis = 0; axis < a.rank(); ++axis) {
        if (a[axis] != b[axis]) { both = both.withDim(axis, kUnknownDim); }
    }
    return both;
}

}  // namespace weft
