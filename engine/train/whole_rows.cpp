// SPDX-License-Identifier: Apache-2.0
#include "engine/train/whole_rows.h"

#include "engine/base/strings.h"

namespace weft {

bool feedsWholeRows(const PartialShape& placeholder, const RowType& row) {
    return placeholder.hasRank() && row.rowShape.hasRank() &&
           placeholder.rank() == row.rowShape.rank() && placeholder.compatibleWith(row.rowShape);
}

Result<Tensor> feedOf(Tensor batch, const PartialShape& placeholder) {
    if (!placeholder.hasRank() || batch.rank() != placeholder.rank() + 1) { return batch; }
    if (batch.shape()[0] != 1) {
        return invalidArgument(concat("a placeholder without a batch is fed one row a call: got ",
                                      batch.shape()[0], " rows, want 1"));
    }
    const Dims all(batch.shape().dims().begin() + 1, batch.shape().dims().end());
    return batch.reshaped(WEFT_TRY(makeShape(all)));
}

}  // namespace weft
