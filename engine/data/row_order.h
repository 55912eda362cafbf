// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/data/data_source.h"

namespace weft {

/// Rows of one batch: begin..end of a pass.
struct RowBatch {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    /// Their numbers in a shuffled pass; else none: rows begin..end as they lie. Valid until the
    /// next pass starts.
    std::span<const std::int64_t> numbers;

    std::int64_t size() const { return end - begin; }
    /// These rows of a tensor [rows, ...] or of a source: copies when shuffled, else shared.
    /// Errors: those of gatherRows().
    Result<Tensor> of(const Tensor& tensor) const;
    Result<DataSource> of(const DataSource& source) const;
};

/// Hands out the numbers of rows in batches, pass after pass: batches of equal size and a last one
/// with what is left. A pass depends on seed and pass number only. Protocol: startPass (next)*.
class RowOrder {
public:
    /// @param batch rows in a batch, at least 1. @param seed none: rows come as they lie.
    RowOrder(std::int64_t rows, std::int64_t batch, std::optional<std::uint64_t> seed = {});

    /// Begins pass number `pass`, from 0.
    void startPass(std::int64_t pass);
    /// Begins it as if so many of its rows had been handed out.
    void goTo(std::int64_t pass, std::int64_t position);
    /// The next rows; an empty batch after the last.
    RowBatch next();

    std::int64_t rows() const { return m_rows; }
    /// Rows of this pass handed out.
    std::int64_t position() const { return m_position; }
    /// Batches in a pass.
    std::int64_t batches() const { return m_rows / m_batch + (m_rows % m_batch != 0 ? 1 : 0); }

private:
    std::int64_t m_rows;
    std::int64_t m_batch;
    std::optional<std::uint64_t> m_seed;
    std::vector<std::int64_t> m_order;  // of this pass, when shuffled
    std::int64_t m_position = 0;
};

}  // namespace weft
