// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/tensor/tensor.h"

namespace weft {

/// Values of one kind, a row for each example.
struct NamedColumn {
    std::string name;
    Tensor values;  ///< [rows, ...]
};

/// Named columns with equally many rows, in memory in the dtype they are stored in. Immutable;
/// copying shares the elements. Threading: any thread.
class DataSource {
public:
    DataSource() = default;
    /// Errors: InvalidArgument for a scalar column, differing numbers of rows, an empty name or one
    /// used twice.
    static Result<DataSource> make(std::vector<NamedColumn> columns);

    std::int64_t rows() const { return m_rows; }
    const std::vector<NamedColumn>& columns() const { return m_columns; }
    /// The values of a column. Errors: NotFound with the names there are.
    Result<Tensor> column(std::string_view name) const;
    /// Rows begin..end of all columns; shares the elements.
    DataSource slice(std::int64_t begin, std::int64_t end) const;
    /// Copies of the rows at these indices, in this order.
    /// Errors: OutOfRange for an index that is no row; ResourceExhausted.
    Result<DataSource> gather(std::span<const std::int64_t> indices) const;
    /// Two parts of all rows, drawn by the seed: the first gets round(fraction * rows) of them.
    /// Errors: InvalidArgument for a fraction outside 0..1.
    Result<std::pair<DataSource, DataSource>> split(double fraction, std::uint64_t seed) const;

private:
    std::int64_t m_rows = 0;
    std::vector<NamedColumn> m_columns;
};

/// Copies of rows of a tensor [rows, ...], in the order of the indices.
/// Errors: OutOfRange for an index that is no row; ResourceExhausted.
Result<Tensor> gatherRows(const Tensor& tensor, std::span<const std::int64_t> indices);

}  // namespace weft
