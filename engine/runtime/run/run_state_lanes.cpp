// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: two halves of a plan side by side, each on one thread of the compute team.

#include <new>

#include "engine/kernel/compute_scope.h"
#include "engine/kernel/state/step_resources.h"
#include "engine/runtime/run/run_state.h"

namespace weft {

/// One lane's instructions in turn. Nothing is thrown: the team's threads cannot pass it on.
Status RunState::runLane(const RunContext& context, std::int32_t begin, std::int32_t end) {
    const StepResourcesScope resources(m_stepResources, context.asked);
    try {
        for (std::int32_t i = begin; i < end; ++i) { WEFT_TRY(step(context, at(i))); }
        return okStatus();
    } catch (const std::bad_alloc&) {
        return resourceExhausted("the machine has no memory left for this call");
    }
}

/// Errors: of the first lane where both fail, so that the same graph fails with the same words.
Status RunState::runFork(const RunContext& context, const Plan::Lanes& fork) {
    StepStatistics beside;
    RunContext other = context;
    if (context.statistics != nullptr) { other.statistics = &beside; }
    m_second->m_startNs = m_startNs;
    std::array<Status, 2> status;
    runLanes(2, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t lane = begin; lane < end; ++lane) {
            status[static_cast<std::size_t>(lane)] =
                lane == 0 ? runLane(context, fork.begin + 1, fork.second)
                          : m_second->runLane(other, fork.second, fork.end);
        }
    });
    if (context.statistics != nullptr) {
        auto& nodes = context.statistics->nodes;
        nodes.insert(nodes.end(), beside.nodes.begin(), beside.nodes.end());
    }
    return status[0].ok() ? status[1] : status[0];
}

}  // namespace weft
