// SPDX-License-Identifier: Apache-2.0
/// @file
/// TensorQueue: who puts in, takes out and closes, and how they wait.

#include <chrono>

#include "engine/base/strings.h"
#include "engine/kernel/state/tensor_queue.h"

namespace weft {
namespace {

/// Cancellations have no way to wake who waits: they are looked at this often.
constexpr std::chrono::milliseconds kLookPeriod{5};

}  // namespace

TensorQueue::Request::Request(std::shared_ptr<TensorQueue> queue, Line TensorQueue::*line,
                              std::vector<Row> rows)
    : m_queue(std::move(queue)), m_rows(std::move(rows)), m_line(line) {
    const MutexLock lock(m_queue->m_mutex);
    Line& places = *m_queue.*m_line;
    m_place = places.insert(places.end(), this);
}

TensorQueue::Request::~Request() {
    const MutexLock lock(m_queue->m_mutex);
    leave();
}

/// Those behind it move up.
void TensorQueue::Request::leave() {
    if (!m_isInLine) { return; }
    m_isInLine = false;
    (*m_queue.*m_line).erase(m_place);
    m_queue->changed();
}

Result<bool> TensorQueue::Request::stepOrLeave() {
    Result<bool> done = step();
    m_isDone = done.ok() && *done;
    if (!done.ok() || *done) { leave(); }
    return done;
}

Result<bool> TensorQueue::Request::advance() {
    const MutexLock lock(m_queue->m_mutex);
    return stepOrLeave();
}

Status TensorQueue::Request::wait(const GoesOn& goesOn) {
    const MutexLock lock(m_queue->m_mutex);
    while (!WEFT_TRY(stepOrLeave())) {
        WEFT_TRY(goesOn());
        m_queue->m_changed.waitFor(m_queue->m_mutex, kLookPeriod);
    }
    return okStatus();
}

void TensorQueue::Request::ringWhenChanged(Bell& bell) {
    const MutexLock lock(m_queue->m_mutex);
    m_bell = &bell;
}

class TensorQueue::Enqueue final : public Request {
public:
    Enqueue(std::shared_ptr<TensorQueue> queue, std::vector<Row> rows)
        : Request(std::move(queue), &TensorQueue::m_writers, std::move(rows)) {}

private:
    Result<bool> step() override ABSL_NO_THREAD_SAFETY_ANALYSIS {
        TensorQueue& queue = *m_queue;
        const bool isRefused = queue.m_isClosed && (m_next < m_rows.size() || m_rows.empty());
        if (isRefused && m_isCancelled) { return cancelled("Enqueue operation was cancelled"); }
        if (isRefused) { return cancelled(concat(queue.closedText(), ".")); }
        for (; m_next < m_rows.size(); ++m_next) {
            const bool isFull = std::ssize(queue.m_rows) >= queue.m_rules.capacity;
            if (!isFirst() || isFull) { return false; }
            queue.put(std::move(m_rows[m_next]));
            queue.changed();
        }
        return true;
    }

    std::size_t m_next = 0;
};

class TensorQueue::Dequeue final : public Request {
public:
    Dequeue(std::shared_ptr<TensorQueue> queue, std::int64_t n, Fewer fewer)
        : Request(std::move(queue), &TensorQueue::m_readers, {}), m_wanted(n), m_fewer(fewer) {}
    ~Dequeue() override {
        const MutexLock lock(m_queue->m_mutex);
        if (!m_isDone) { m_queue->putBack(std::move(m_rows)); }
    }

private:
    Result<bool> step() override ABSL_NO_THREAD_SAFETY_ANALYSIS {
        TensorQueue& queue = *m_queue;
        if (std::ssize(m_rows) == m_wanted) { return true; }
        if (!isFirst()) { return false; }
        if (queue.m_isClosed && std::ssize(queue.m_rows) < m_wanted - std::ssize(m_rows)) {
            queue.putBack(std::move(m_rows));
            m_rows.clear();
            const std::int64_t size = std::ssize(queue.m_rows);
            if (m_fewer == Fewer::Refuse || size == 0) {
                return outOfRange(concat(queue.closedText(),
                                         " and has insufficient elements (requested ", m_wanted,
                                         ", current size ", size, ")"));
            }
            m_wanted = size;
        }
        while (queue.available() > 0 && std::ssize(m_rows) < m_wanted) {
            m_rows.push_back(queue.take());
            queue.changed();
        }
        return std::ssize(m_rows) == m_wanted;
    }

    std::int64_t m_wanted;
    const Fewer m_fewer;
};

class TensorQueue::Close final : public Request {
public:
    explicit Close(std::shared_ptr<TensorQueue> queue)
        : Request(std::move(queue), &TensorQueue::m_writers, {}) {}

private:
    Result<bool> step() override ABSL_NO_THREAD_SAFETY_ANALYSIS {
        if (!isFirst()) { return false; }
        if (m_queue->m_isClosed) {
            return cancelled(concat("Queue '", m_queue->m_name, "' is already closed."));
        }
        m_queue->m_isClosed = true;
        m_queue->changed();
        return true;
    }
};

std::shared_ptr<TensorQueue::Request> TensorQueue::enqueue(std::shared_ptr<TensorQueue> queue,
                                                           std::vector<Row> rows) {
    return std::make_shared<Enqueue>(std::move(queue), std::move(rows));
}

std::shared_ptr<TensorQueue::Request> TensorQueue::dequeue(std::shared_ptr<TensorQueue> queue,
                                                           std::int64_t n, Fewer fewer) {
    return std::make_shared<Dequeue>(std::move(queue), n, fewer);
}

std::shared_ptr<TensorQueue::Request> TensorQueue::close(std::shared_ptr<TensorQueue> queue) {
    return std::make_shared<Close>(std::move(queue));
}

}  // namespace weft
