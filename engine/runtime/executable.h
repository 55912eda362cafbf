// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/runtime/run/run_state.h"

namespace weft {

/// A compiled call: an immutable plan, the graph it was made from, and run states to borrow.
/// Threading: run() from any thread; each takes a state of its own.
class Executable {
public:
    Executable(std::shared_ptr<const Graph> graph, Plan plan)
        : m_graph(std::move(graph)), m_plan(std::move(plan)) {}

    const Plan& plan() const { return m_plan; }
    const Graph& graph() const { return *m_graph; }
    Status run(const RunContext& context, std::span<const Tensor> feeds,
               std::vector<Tensor>& fetches) const;

private:
    std::shared_ptr<const Graph> m_graph;  // the plan points into it
    const Plan m_plan;
    mutable Mutex m_mutex;
    mutable std::vector<std::unique_ptr<RunState>> m_idle ABSL_GUARDED_BY(m_mutex);
};

}  // namespace weft
