// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include "engine/graph/attr.h"
#include "engine/kernel/resource_store.h"
#include "engine/kernel/state/parking.h"
#include "engine/kernel/state/philox.h"

namespace weft {

/// A queue of rows of tensors that lasts as long as its session. Who puts in waits while it is full,
/// who takes out while it has too little, each in the order they came.
/// What may wait is a Request, which its owner moves on: with a thread that waits, or without.
/// Protocol: (enqueue | dequeue)* close dequeue*.
/// Threading: any thread.
class TensorQueue final : public Resource {
public:
    /// Which row is taken next.
    enum class Order {
        First,     ///< the oldest
        Random,    ///< any
        Priority,  ///< the one whose first component, an int64, is least
    };
    /// What the attributes of its node say.
    struct Rules {
        std::string typeName;  ///< "FIFOQueue", for messages
        Order order = Order::First;
        bool isPadded = false;  ///< shapes may have unknown sizes; rows taken together are padded
        std::vector<DType> types;
        std::vector<PartialShape> shapes;  ///< of each component; empty: any
        std::int64_t capacity = 0;
        std::int64_t leaves =
            0;                  ///< rows that stay until it is closed, so that Random has a choice
        random::Philox stream;  ///< of Random
    };
    using Row = std::vector<Tensor>;
    class Request;
    /// Whether a closed queue with fewer rows gives those.
    enum class Fewer { Refuse, Allow };

    TensorQueue(std::string name, Rules rules)
        : m_name(std::move(name)), m_rules(std::move(rules)) {}

    const std::string& name() const { return m_name; }
    const Rules& rules() const { return m_rules; }
    std::int64_t size() const;
    bool isClosed() const;
    /// Puts rows in, each when there is room. Errors: Cancelled when the queue is or gets closed.
    static std::shared_ptr<Request> enqueue(std::shared_ptr<TensorQueue> queue,
                                            std::vector<Row> rows);
    /// Takes n rows when there are so many. Errors: OutOfRange when it is closed and has fewer.
    static std::shared_ptr<Request> dequeue(std::shared_ptr<TensorQueue> queue, std::int64_t n,
                                            Fewer fewer);
    /// Nothing more goes in, after what waits to go in has gone in. Errors: Cancelled when it is
    /// closed already.
    static std::shared_ptr<Request> close(std::shared_ptr<TensorQueue> queue);
    /// Nothing more goes in; who waits to put in fails with Cancelled.
    void closeAtOnce();

    std::string kind() const override { return "queue"; }
    std::string describe() const override;
    /// "closed", "words" (of the random stream that were used), and "ROW/COMPONENT" each.
    Result<std::map<std::string, Tensor>> save() const override;
    Status restore(const std::map<std::string, Tensor>& state) override;

private:
    class Enqueue;
    class Dequeue;
    class Close;
    using Line = std::list<Request*>;
    std::string closedText() const;
    std::int64_t available() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    void put(Row row) ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    Row take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    void putBack(std::vector<Row> rows) ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    void changed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);

    const std::string m_name;
    const Rules m_rules;
    mutable Mutex m_mutex;
    Condition m_changed;
    std::deque<Row> m_rows ABSL_GUARDED_BY(m_mutex);  // of Priority a heap
    Line m_writers ABSL_GUARDED_BY(m_mutex);
    Line m_readers ABSL_GUARDED_BY(m_mutex);
    bool m_isClosed ABSL_GUARDED_BY(m_mutex) = false;
    std::uint64_t m_words ABSL_GUARDED_BY(m_mutex) = 0;
};

/// One who puts in, takes out or closes, in its line while it lives. Let go of before it is done, a
/// dequeue gives back what it took.
/// Threading: one thread. Protocol: advance()* or wait().
class TensorQueue::Request {
public:
    /// Asked while waiting; an error ends the wait with it.
    using GoesOn = std::function<Status()>;

    virtual ~Request();
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    /// Goes on as far as the queue allows now. @return whether it is done. Errors: those of its
    /// maker.
    Result<bool> advance();
    /// Until it is done. Errors: those of advance() and of goesOn.
    Status wait(const GoesOn& goesOn);
    /// Has a bell rung, until this ends, when advance() may get further.
    void ringWhenChanged(Bell& bell);
    /// What a dequeue took, when it is done.
    std::vector<Row> takeRows() { return std::move(m_rows); }

protected:
    Request(std::shared_ptr<TensorQueue> queue, Line TensorQueue::*line, std::vector<Row> rows);
    bool isFirst() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_queue->m_mutex) {
        return (*m_queue.*m_line).front() == this;
    }
    virtual Result<bool> step() ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_queue->m_mutex) = 0;
    const std::shared_ptr<TensorQueue> m_queue;
    std::vector<Row> m_rows;  // to put in, or taken
    bool m_isCancelled = false;
    bool m_isDone = false;

private:
    friend class TensorQueue;
    Result<bool> stepOrLeave() ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_queue->m_mutex);
    void leave() ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_queue->m_mutex);

    Line TensorQueue::*const m_line;
    Line::iterator m_place;
    bool m_isInLine = true;
    Bell* m_bell = nullptr;
};

/// The rules that a queue's node asks for. @param opName "FIFOQueueV2", "RandomShuffleQueue", ...
/// Errors: InvalidArgument for attributes that contradict.
Result<TensorQueue::Rules> queueRules(std::string_view opName, const AttrMap& attrs);

/// The queue that a node of these attributes names in a store, made if it is not there.
/// @param start of the random stream where the attributes have no seeds.
/// Errors: InvalidArgument when one of that name follows other rules.
Result<std::shared_ptr<TensorQueue>> findOrMakeQueue(ResourceStore& store, const ResourceHandle& at,
                                                     const TensorQueue::Rules& rules);
/// The queue of a handle. Errors: InvalidArgument when there is none.
Result<std::shared_ptr<TensorQueue>> findQueue(const ResourceStore& store,
                                               const ResourceHandle& handle);
/// Where the queue of a node is: by its shared name, else by its own.
ResourceHandle queueHandle(const std::string& nodeName, const AttrMap& attrs);

}  // namespace weft
