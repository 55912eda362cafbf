// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run/flow_tally.h"

#include <utility>

namespace weft {
namespace {

thread_local FlowTally* tallyHere = nullptr;

}  // namespace

FlowTally* FlowTally::ofThisThread() { return tallyHere; }

void FlowTally::count(const Node& node, int way) {
    if (tallyHere == nullptr) { return; }
    Ways& ways = tallyHere->at(static_cast<std::size_t>(node.id.value));
    ++(way == 0 ? ways.no : ways.yes);
}

FlowTally::Ways& FlowTally::at(std::size_t node) {
    if (node >= m_counted.size()) { m_counted.resize(node + 1); }
    Counted& counted = m_counted[node];
    if (counted.call != m_call) { counted = {m_call, {}}; }
    return counted.ways;
}

void FlowTally::add(const FlowTally& other) {
    for (std::size_t i = 0; i < other.m_counted.size(); ++i) {
        const Counted& counted = other.m_counted[i];
        if (counted.call != other.m_call) { continue; }
        Ways& ways = at(i);
        ways.no += counted.ways.no;
        ways.yes += counted.ways.yes;
    }
}

FlowTally::Ways FlowTally::of(NodeId node) const {
    const auto index = static_cast<std::size_t>(node.value);
    const bool counts = index < m_counted.size() && m_counted[index].call >= m_step;
    return counts ? m_counted[index].ways : Ways{};
}

FlowTally::OfCall::OfCall(FlowTally* tally) : m_before(std::exchange(tallyHere, tally)) {
    if (tally != nullptr) { ++tally->m_call; }
}

FlowTally::OfCall::~OfCall() { tallyHere = m_before; }

}  // namespace weft
