// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/state/tensor_queue.h"

#include <algorithm>
#include <limits>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// As in a heap whose top is the row of least priority.
bool comesLater(const TensorQueue::Row& a, const TensorQueue::Row& b) {
    return a.front().values<std::int64_t>()[0] > b.front().values<std::int64_t>()[0];
}

std::string keyOf(std::size_t row, std::size_t component) {
    std::string number = concat(row);
    number.insert(0, 12 - std::min<std::size_t>(number.size(), 12), '0');  // in order of rows
    return concat(number, "/", component);
}

}  // namespace

std::string TensorQueue::closedText() const {
    return concat(m_rules.typeName, " '", m_name, "' is closed");
}

std::int64_t TensorQueue::size() const {
    const MutexLock lock(m_mutex);
    return std::ssize(m_rows);
}

bool TensorQueue::isClosed() const {
    const MutexLock lock(m_mutex);
    return m_isClosed;
}

std::int64_t TensorQueue::available() const {
    return std::ssize(m_rows) - (m_isClosed ? 0 : m_rules.leaves);
}

void TensorQueue::put(Row row) {
    m_rows.push_back(std::move(row));
    if (m_rules.order == Order::Priority) {
        std::push_heap(m_rows.begin(), m_rows.end(), comesLater);
    }
}

TensorQueue::Row TensorQueue::take() {
    if (m_rules.order == Order::Priority) {
        std::pop_heap(m_rows.begin(), m_rows.end(), comesLater);
    } else if (m_rules.order == Order::Random) {
        const std::uint32_t word = m_rules.stream.block(m_words / 4)[m_words % 4];
        ++m_words;
        std::swap(m_rows[word % m_rows.size()], m_rows.back());
    } else {
        Row first = std::move(m_rows.front());
        m_rows.pop_front();
        return first;
    }
    Row last = std::move(m_rows.back());
    m_rows.pop_back();
    return last;
}

void TensorQueue::putBack(std::vector<Row> rows) {
    while (!rows.empty()) {
        if (m_rules.order == Order::First) {
            m_rows.push_front(std::move(rows.back()));
        } else {
            put(std::move(rows.back()));
        }
        rows.pop_back();
    }
    changed();
}

/// Who waits looks again.
void TensorQueue::changed() {
    m_changed.notifyAll();
    for (const Line* line : {&m_writers, &m_readers}) {
        for (const Request* request : *line) {
            if (request->m_bell != nullptr) { request->m_bell->ring(); }
        }
    }
}

void TensorQueue::closeAtOnce() {
    const MutexLock lock(m_mutex);
    m_isClosed = true;
    for (Request* writer : m_writers) { writer->m_isCancelled = true; }
    changed();
}

std::string TensorQueue::describe() const {
    const MutexLock lock(m_mutex);
    return concat(m_rules.typeName, ", ", m_rows.size(), " rows of ", m_rules.types.size(),
                  m_isClosed ? ", closed" : "");
}

Result<std::map<std::string, Tensor>> TensorQueue::save() const {
    const MutexLock lock(m_mutex);
    std::map<std::string, Tensor> state{{"closed", Tensor::scalar(m_isClosed)},
                                        {"words", Tensor::scalar(m_words)}};
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        for (std::size_t i = 0; i < m_rows[row].size(); ++i) {
            state.emplace(keyOf(row, i), m_rows[row][i]);
        }
    }
    return state;
}

Status TensorQueue::restore(const std::map<std::string, Tensor>& state) {
    const auto closed = state.find("closed");
    const auto words = state.find("words");
    const std::size_t width = m_rules.types.size();
    const bool isWhole = closed != state.end() && words != state.end() &&
                         closed->second.dtype() == DType::Bool &&
                         words->second.dtype() == DType::UInt64 && closed->second.elements() == 1 &&
                         words->second.elements() == 1 && (state.size() - 2) % width == 0;
    if (!isWhole) {
        return invalidArgument("state of a queue does not fit: want 'closed', 'words' and rows");
    }
    std::deque<Row> rows;
    for (std::size_t row = 0; row < (state.size() - 2) / width; ++row) {
        rows.emplace_back();
        for (std::size_t i = 0; i < width; ++i) {
            const auto found = state.find(keyOf(row, i));
            if (found == state.end() || found->second.dtype() != m_rules.types[i]) {
                return invalidArgument(concat("state of a queue does not fit: want '",
                                              keyOf(row, i), "' of ", m_rules.types[i]));
            }
            rows.back().push_back(found->second);
        }
    }
    const MutexLock lock(m_mutex);
    m_rows = std::move(rows);
    m_isClosed = closed->second.values<bool>()[0];
    m_words = words->second.values<std::uint64_t>()[0];
    changed();
    return okStatus();
}

}  // namespace weft
