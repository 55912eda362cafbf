// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batcher.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/data/shuffle.h"

namespace weft {

Result<Batcher> Batcher::make(DataSource source, const BatchOptions& options) {
    if (options.rows < 0) {
        return invalidArgument(concat("rows in a batch: got ", options.rows, ", want at least 0"));
    }
    if (options.repeat && source.rows() == 0) {
        return invalidArgument("data without rows cannot repeat: got 0 rows");
    }
    Batcher batcher;
    batcher.m_source = std::move(source);
    batcher.m_options = options;
    if (options.rows == 0) {
        batcher.m_options.rows = std::max<std::int64_t>(batcher.m_source.rows(), 1);
    }
    batcher.startEpoch(0);
    return batcher;
}

void Batcher::startEpoch(std::int64_t epoch) {
    m_epoch = epoch;
    m_position = 0;
    if (m_options.shuffleSeed) {
        m_order = shuffledIndices(m_source.rows(), epochSeed(*m_options.shuffleSeed, epoch));
    }
}

std::int64_t Batcher::batchesPerEpoch() const {
    return m_source.rows() / m_options.rows + (m_source.rows() % m_options.rows != 0 ? 1 : 0);
}

Result<DataSource> Batcher::next() {
    if (m_position == m_source.rows()) {
        if (!m_options.repeat) {
            return outOfRange(concat("end of data: got all ", m_source.rows(),
                                     " rows, want more; 'repeat' begins again"));
        }
        startEpoch(m_epoch + 1);
    }
    const std::int64_t begin = m_position;
    const std::int64_t end = begin + std::min(m_options.rows, m_source.rows() - begin);
    m_position = end;
    if (!m_options.shuffleSeed) { return m_source.slice(begin, end); }
    return m_source.gather(std::span(m_order).subspan(static_cast<std::size_t>(begin),
                                                      static_cast<std::size_t>(end - begin)));
}

}  // namespace weft
