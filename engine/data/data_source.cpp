// SPDX-License-Identifier: Apache-2.0
#include "engine/data/data_source.h"

#include <cmath>
#include <cstring>
#include <set>

#include "engine/base/strings.h"
#include "engine/data/shuffle.h"

namespace weft {

Result<DataSource> DataSource::make(std::vector<NamedColumn> columns) {
    std::set<std::string_view> names;
    DataSource source;
    for (const NamedColumn& column : columns) {
        if (column.name.empty() || !names.insert(column.name).second) {
            return invalidArgument(
                concat("column name is empty or used twice: got '", escaped(column.name), "'"));
        }
        if (column.values.rank() == 0) {
            return invalidArgument(concat("column '", column.name, "' has no rows: got a scalar"));
        }
        const std::int64_t rows = column.values.shape()[0];
        if (&column == &columns.front()) { source.m_rows = rows; }
        if (rows != source.m_rows) {
            return invalidArgument(concat("columns differ in rows: got ", rows, " in '",
                                          column.name, "', want ", source.m_rows, " as in '",
                                          columns.front().name, "'"));
        }
    }
    source.m_columns = std::move(columns);
    return source;
}

Result<Tensor> DataSource::column(std::string_view name) const {
    std::vector<std::string> names;
    for (const NamedColumn& column : m_columns) {
        if (column.name == name) { return column.values; }
        names.push_back(column.name);
    }
    constexpr std::size_t kMostListed = 8;
    std::vector<std::string> near = nearest(name, names);
    if (near.empty()) {
        near.assign(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(
                                                       std::min(names.size(), kMostListed)));
    }
    return notFound(concat(
        "no such column: got '", escaped(name), "', want one of ", join(near, ", "),
        near.size() < names.size() ? concat(" ... (", names.size(), " in all)") : std::string()));
}

DataSource DataSource::slice(std::int64_t begin, std::int64_t end) const {
    DataSource part;
    part.m_rows = end - begin;
    for (const NamedColumn& column : m_columns) {
        part.m_columns.push_back({column.name, column.values.rows(begin, end)});
    }
    return part;
}

Result<DataSource> DataSource::gather(std::span<const std::int64_t> indices) const {
    DataSource part;
    part.m_rows = static_cast<std::int64_t>(indices.size());
    for (const NamedColumn& column : m_columns) {
        part.m_columns.push_back({column.name, WEFT_TRY(gatherRows(column.values, indices))});
    }
    return part;
}

Result<std::pair<DataSource, DataSource>> DataSource::split(double fraction,
                                                            std::uint64_t seed) const {
    if (!(fraction >= 0 && fraction <= 1)) {
        return invalidArgument(concat("fraction of rows: got ", fraction, ", want 0 to 1"));
    }
    const std::vector<std::int64_t> order = shuffledIndices(m_rows, seed);
    const auto first =
        static_cast<std::size_t>(std::llround(fraction * static_cast<double>(m_rows)));
    const std::span<const std::int64_t> all(order);
    return std::pair{WEFT_TRY(gather(all.first(first))), WEFT_TRY(gather(all.subspan(first)))};
}

Result<Tensor> gatherRows(const Tensor& tensor, std::span<const std::int64_t> indices) {
    const std::int64_t rows = tensor.shape()[0];
    for (const std::int64_t index : indices) {
        if (index < 0 || index >= rows) {
            return outOfRange(concat("no such row: got ", index, ", want 0 to ", rows - 1));
        }
    }
    Dims dims = tensor.shape().dims();
    dims[0] = static_cast<std::int64_t>(indices.size());
    const Shape shape = WEFT_TRY(makeShape(dims));
    Tensor out = WEFT_TRY(Tensor::allocate(tensor.dtype(), shape));
    if (rows == 0) { return out; }
    const auto perRow = static_cast<std::size_t>(tensor.elements() / rows);
    if (tensor.dtype() == DType::String) {
        const std::span<const std::string> from = tensor.values<std::string>();
        const std::span<std::string> to = out.mutableValues<std::string>();
        for (std::size_t i = 0; i < indices.size() * perRow; ++i) {
            to[i] = from[static_cast<std::size_t>(indices[i / perRow]) * perRow + i % perRow];
        }
        return out;
    }
    if (!isPlain(tensor.dtype())) { return unimplemented(concat("rows of ", tensor.dtype())); }
    const std::size_t rowBytes = perRow * elementBytes(tensor.dtype());
    std::byte* to = out.mutableData();
    for (const std::int64_t index : indices) {
        std::memcpy(to, tensor.data() + static_cast<std::size_t>(index) * rowBytes, rowBytes);
        to += rowBytes;
    }
    return out;
}

}  // namespace weft
