// SPDX-License-Identifier: Apache-2.0
#include "engine/ops/random/fill.h"

#include "engine/graph/graph_inference.h"

namespace weft::random {

Result<PartialShape> randomShape(const ShapeContext& context) {
    WEFT_TRY(context.input(0).withRank(1));
    const auto dims = WEFT_TRY(context.valueAsInts(0));
    if (dims) {
        for (const std::int64_t size : *dims) {
            if (size < 0) {
                const Status error = invalidArgument(concat(
                    "shape has a negative size: got [", join(*dims, ","), "], want sizes >= 0"));
                return size == kUnknownDim ? leftToRun(error) : error;
            }
        }
    }
    return context.valueAsShape(0);
}

}  // namespace weft::random
