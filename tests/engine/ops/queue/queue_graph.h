// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <thread>

#include "tests/support/graph_fixture.h"

namespace weft::test {

/// A graph with a queue of floats.
struct QueueGraph : GraphFixture {
    explicit QueueGraph(std::string_view type = "FIFOQueueV2", AttrMap attrs = {},
                        std::vector<PartialShape> shapes = {PartialShape::scalar()}) {
        attrs.set("shapes", std::move(shapes));
        if (!attrs.has("component_types")) {
            attrs.set("component_types", std::vector<DType>{DType::Float});
        }
        handle = scope.op(type, {}, attrs, "q");
    }
    static AttrMap capacity(std::int64_t rows) {
        AttrMap attrs;
        attrs.set("capacity", rows);
        return attrs;
    }
    static AttrMap types(std::vector<DType> list = {DType::Float}) {
        AttrMap attrs;
        attrs.set("component_types", std::move(list));
        return attrs;
    }
    Expr x(float value) const { return constant("x", Tensor::scalar(value)); }
    void enqueue(std::string_view name, const std::vector<Expr>& row) const {
        std::vector<Expr> inputs{handle};
        inputs.insert(inputs.end(), row.begin(), row.end());
        scope.node("QueueEnqueueV2", inputs, {}, name);
    }
    void enqueueMany(std::string_view name, const std::vector<Expr>& rows) const {
        std::vector<Expr> inputs{handle};
        inputs.insert(inputs.end(), rows.begin(), rows.end());
        scope.node("QueueEnqueueManyV2", inputs, {}, name);
    }
    std::vector<Expr> dequeue(std::string_view name = "take",
                              std::vector<DType> list = {DType::Float}) const {
        return scope.opList("QueueDequeueV2", {handle}, types(std::move(list)), name);
    }
    std::vector<Expr> dequeueMany(std::int32_t n, std::string_view name = "many",
                                  std::vector<DType> list = {DType::Float},
                                  std::string_view type = "QueueDequeueManyV2") const {
        return scope.opList(type, {handle, constant("n", Tensor::scalar(n))},
                            types(std::move(list)), name);
    }
    void close(std::string_view name, bool cancels = false) const {
        AttrMap attrs;
        attrs.set("cancel_pending_enqueues", cancels);
        scope.node("QueueCloseV2", {handle}, attrs, name);
    }
    Expr size() const { return scope.op("QueueSizeV2", {handle}, {}, "size"); }
    Expr handle;
};

/// A run of targets on a thread of its own.
class Apart {
public:
    Apart(Session& session, std::vector<std::string> targets, const RunOptions& options = {})
        : m_thread([this, &session, request = RunRequest{{}, {}, std::move(targets)}, options] {
              m_status = session.run(request, options).status();
          }) {}
    ~Apart() {
        if (m_thread.joinable()) { m_thread.join(); }
    }
    Status status() {
        m_thread.join();
        return m_status;
    }
    /// Time enough to begin to wait.
    static void letWait() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }

private:
    Status m_status;
    std::thread m_thread;  // last: it writes to what is above
};

}  // namespace weft::test
