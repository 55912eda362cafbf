// SPDX-License-Identifier: Apache-2.0
/// @file
/// GeneralRun: nodes that wait. Their kernels have returned, and their tokens are sent when what they
/// wait for is there; others go on meanwhile.

#include <chrono>

#include "engine/runtime/general/general_run.h"

namespace weft {
namespace {

/// Cancellations have no way to wake who waits: they are looked at this often.
constexpr std::chrono::milliseconds kLookPeriod{5};

}  // namespace

void GeneralRun::park(const Turn& turn, std::int64_t startNs) {
    m_flow.park(turn);
    m_parked.push_back({turn, std::exchange(m_left, nullptr), std::move(m_results), startNs});
}

/// Lets each go on as far as it can; in the order in which they began to wait.
Status GeneralRun::resumeParked(const RunContext& context) {
    for (std::size_t p = 0; p < m_parked.size();) {
        Parked& parked = m_parked[p];
        const TokenNode& node = nodeAt(parked.turn);
        const Result<bool> done = goOn(context, node, parked);
        if (!done.ok()) { return described(context, node.call, node.call.node, done.status()); }
        if (!*done) {
            ++p;
            continue;
        }
        const Parked finished = std::move(parked);
        m_parked.erase(m_parked.begin() + static_cast<std::ptrdiff_t>(p));
        m_flow.resume(finished.turn);
        WEFT_TRY(finish(context, finished.turn, finished.startNs));
    }
    return okStatus();
}

/// Fills m_tokens where the call is done.
Result<bool> GeneralRun::goOn(const RunContext& context, const TokenNode& node, Parked& parked) {
    KernelContext::State state;
    state.node = node.call.node;
    state.parameters = node.call.parameters;
    state.outputs = parked.outputs;
    state.device = &context.devices->at(node.call.device);
    state.resources = context.resources;
    state.cancellation = context.run;
    KernelContext kernelContext(state);
    if (!WEFT_TRY(parked.goOn(kernelContext))) { return false; }
    m_tokens.clear();
    for (Tensor& output : parked.outputs) {
        m_tokens.push_back({Token::State::Alive, std::move(output), nullptr});
    }
    return true;
}

/// Nothing else can go on.
Status GeneralRun::waitForParked(const RunContext& context) {
    m_bell.waitFor(kLookPeriod);
    WEFT_TRY(context.check());
    return m_bell.rang() ? resumeParked(context) : okStatus();
}

}  // namespace weft
