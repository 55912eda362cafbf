// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batcher.h"

#include <algorithm>

#include "engine/base/strings.h"

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
    const std::int64_t all = std::max<std::int64_t>(batcher.m_source.rows(), 1);
    batcher.m_order = RowOrder(batcher.m_source.rows(), options.rows == 0 ? all : options.rows,
                               options.shuffleSeed);
    return batcher;
}

void Batcher::startEpoch(std::int64_t epoch) {
    m_epoch = epoch;
    m_order.startPass(epoch);
}

Result<DataSource> Batcher::next() {
    if (m_order.position() == m_source.rows()) {
        if (!m_options.repeat) {
            return outOfRange(concat("end of data: got all ", m_source.rows(),
                                     " rows, want more; 'repeat' begins again"));
        }
        startEpoch(m_epoch + 1);
    }
    return m_order.next().of(m_source);
}

}  // namespace weft
