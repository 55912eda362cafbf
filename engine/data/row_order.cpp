// SPDX-License-Identifier: Apache-2.0
#include "engine/data/row_order.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/data/shuffle.h"

namespace weft {

Result<Tensor> RowBatch::of(const Tensor& tensor) const {
    if (numbers.empty()) { return tensor.rows(begin, end); }
    return gatherRows(tensor, numbers);
}

Result<DataSource> RowBatch::of(const DataSource& source) const {
    if (numbers.empty()) { return source.slice(begin, end); }
    return source.gather(numbers);
}

RowOrder::RowOrder(std::int64_t rows, std::int64_t batch, std::optional<std::uint64_t> seed)
    : m_rows(rows), m_batch(batch), m_seed(seed) {
    WEFT_CHECK(batch > 0, "rows in a batch");
    startPass(0);
}

void RowOrder::startPass(std::int64_t pass) {
    m_position = 0;
    if (m_seed) { m_order = shuffledIndices(m_rows, epochSeed(*m_seed, pass)); }
}

void RowOrder::goTo(std::int64_t pass, std::int64_t position) {
    startPass(pass);
    m_position = std::clamp(position, std::int64_t{0}, m_rows);
}

RowBatch RowOrder::next() {
    RowBatch batch{m_position, m_position + std::min(m_batch, m_rows - m_position), {}};
    m_position = batch.end;
    if (m_seed) {
        batch.numbers = std::span(m_order).subspan(static_cast<std::size_t>(batch.begin),
                                                   static_cast<std::size_t>(batch.size()));
    }
    return batch;
}

}  // namespace weft
