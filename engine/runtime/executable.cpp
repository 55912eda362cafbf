// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executable.h"

namespace weft {

Status Executable::run(const RunContext& context, std::span<const Tensor> feeds,
                       std::vector<Tensor>& fetches) const {
    std::unique_ptr<RunState> state;
    {
        const MutexLock lock(m_mutex);
        if (!m_idle.empty()) {
            state = std::move(m_idle.back());
            m_idle.pop_back();
        }
    }
    if (state == nullptr) { state = std::make_unique<RunState>(m_plan); }
    Status status = state->run(context, feeds, fetches);
    const MutexLock lock(m_mutex);
    m_idle.push_back(std::move(state));
    return status;
}

}  // namespace weft
