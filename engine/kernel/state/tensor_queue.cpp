// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/state/tensor_queue.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "engine/base/strings.h"

namespace weft {
namespace {

/// Cancellations have no way to wake who waits: they are looked at this often.
constexpr std::chrono::milliseconds kLookPeriod{5};

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

/// A place in a line while it lives. The queue's mutex is held when it is made and ends.
class TensorQueue::InLine {
public:
    explicit InLine(Line& line) : m_line(line), m_place(line.insert(line.end(), Place())) {}
    ~InLine() { m_line.erase(m_place); }
    InLine(const InLine&) = delete;
    InLine& operator=(const InLine&) = delete;
    bool isFirst() const { return &m_line.front() == &*m_place; }
    bool isCancelled() const { return m_place->isCancelled; }

private:
    Line& m_line;
    Line::iterator m_place;
};

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
    m_changed.notifyAll();
}

Status TensorQueue::waitABit(const GoesOn& goesOn) {
    WEFT_TRY(goesOn());
    m_changed.waitFor(m_mutex, kLookPeriod);
    return okStatus();
}

Status TensorQueue::enqueue(std::vector<Row> rows, const GoesOn& goesOn) {
    const MutexLock lock(m_mutex);
    const InLine place(m_writers);
    for (Row& row : rows) {
        while (!place.isFirst() || std::ssize(m_rows) >= m_rules.capacity || m_isClosed) {
            if (place.isCancelled()) { return cancelled("Enqueue operation was cancelled"); }
            if (m_isClosed) { return cancelled(concat(closedText(), ".")); }
            WEFT_TRY(waitABit(goesOn));
        }
        put(std::move(row));
        m_changed.notifyAll();
    }
    m_changed.notifyAll();
    return rows.empty() && m_isClosed ? cancelled(concat(closedText(), ".")) : okStatus();
}

Result<std::vector<TensorQueue::Row>> TensorQueue::dequeue(std::int64_t n, Fewer fewer,
                                                           const GoesOn& goesOn) {
    const MutexLock lock(m_mutex);
    const InLine place(m_readers);
    std::vector<Row> taken;
    while (std::ssize(taken) < n) {
        if (place.isFirst()) {
            const std::int64_t missing = n - std::ssize(taken);
            if (m_isClosed && std::ssize(m_rows) < missing) {
                putBack(std::move(taken));
                const std::int64_t size = std::ssize(m_rows);
                if (fewer == Fewer::Refuse || size == 0) {
                    m_changed.notifyAll();
                    return outOfRange(concat(closedText(),
                                             " and has insufficient elements (requested ", n,
                                             ", current size ", size, ")"));
                }
                n = size;
                taken.clear();
            }
            while (available() > 0 && std::ssize(taken) < n) {
                taken.push_back(take());
                m_changed.notifyAll();
            }
            if (std::ssize(taken) == n) { break; }
        }
        const Status goes = waitABit(goesOn);
        if (!goes.ok()) {
            putBack(std::move(taken));
            return goes;
        }
    }
    m_changed.notifyAll();
    return taken;
}

Status TensorQueue::close(const GoesOn& goesOn) {
    const MutexLock lock(m_mutex);
    const InLine place(m_writers);
    while (!place.isFirst()) { WEFT_TRY(waitABit(goesOn)); }
    if (m_isClosed) { return cancelled(concat("Queue '", m_name, "' is already closed.")); }
    m_isClosed = true;
    m_changed.notifyAll();
    return okStatus();
}

void TensorQueue::closeAtOnce() {
    const MutexLock lock(m_mutex);
    m_isClosed = true;
    for (Place& writer : m_writers) { writer.isCancelled = true; }
    m_changed.notifyAll();
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
    m_changed.notifyAll();
    return okStatus();
}

}  // namespace weft
