// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/data/row_order.h"

namespace weft {

/// How rows are handed out.
struct BatchOptions {
    std::int64_t rows = 0;                     ///< in a batch; 0: all rows at once
    std::optional<std::uint64_t> shuffleSeed;  ///< a new order in each pass; none: as they lie
    bool repeat = false;                       ///< begin again after the last row
};

/// Hands out the rows of all columns of a source in step: a pass is batches of equal size and a
/// last one with what is left. Unshuffled batches share the source's elements, shuffled ones are
/// copies. The same seed gives the same batches on every machine. Threading: one thread.
class Batcher {
public:
    /// Errors: InvalidArgument for a negative number of rows, and for repeating a source without
    /// rows.
    static Result<Batcher> make(DataSource source, const BatchOptions& options);

    /// The next rows, as a source of their own. Errors: OutOfRange after the last row unless
    /// repeating.
    Result<DataSource> next();
    /// Begins pass number `epoch` (from 0), whose order depends on seed and epoch only.
    void startEpoch(std::int64_t epoch);

    /// The pass that the next batch belongs to, from 0.
    std::int64_t epoch() const { return m_epoch; }
    /// Rows of this pass handed out.
    std::int64_t position() const { return m_order.position(); }
    std::int64_t batchesPerEpoch() const { return m_order.batches(); }
    const DataSource& source() const { return m_source; }

private:
    Batcher() = default;
    DataSource m_source;
    BatchOptions m_options;
    std::int64_t m_epoch = 0;
    RowOrder m_order{0, 1};
};

}  // namespace weft
