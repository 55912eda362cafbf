// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/foreign/flows.h"

#include <algorithm>

#include "engine/compose/foreign/flow_candidates.h"

namespace weft {
namespace {

/// Where a node lies: in which flow, by index, and in which part of it.
struct Place {
    int flow = -1;
    int part = -1;
    friend bool operator==(const Place&, const Place&) = default;
};

class FlowNester {
public:
    explicit FlowNester(const Graph& graph) : m_places(graph.size()) {}

    std::vector<ForeignFlow> run(std::vector<FlowCandidate> candidates) {
        std::ranges::stable_sort(candidates, [](const FlowCandidate& a, const FlowCandidate& b) {
            return a.members.size() > b.members.size();
        });
        for (FlowCandidate& candidate : candidates) { take(candidate); }
        for (std::size_t i = 0; i < m_places.size(); ++i) {
            put(NodeId{static_cast<std::int32_t>(i)}, m_places[i]);
        }
        return std::move(m_flows);
    }

private:
    Place& at(NodeId node) { return m_places[static_cast<std::size_t>(node.value)]; }

    /// A flow lies as a whole in one part of another, or in none.
    void take(FlowCandidate& candidate) {
        const Place around = at(candidate.anchor);
        const bool isWhole = std::ranges::all_of(
            candidate.members, [&](const auto& member) { return at(member.first) == around; });
        if (!isWhole || around.part == kFlowBorder) { return; }
        const int index = static_cast<int>(m_flows.size());
        for (const auto& [node, part] : candidate.members) { at(node) = {index, part}; }
        at(candidate.anchor) = around;
        m_flows.push_back({candidate.kind, candidate.anchor, {}, {}, std::move(candidate.rows)});
    }

    void put(NodeId node, Place place) {
        if (place.flow < 0) { return; }
        ForeignFlow& flow = m_flows[static_cast<std::size_t>(place.flow)];
        (place.part == kFlowBorder ? flow.border : flow.parts[static_cast<std::size_t>(place.part)])
            .push_back(node);
    }

    std::vector<Place> m_places;  // by node: the innermost
    std::vector<ForeignFlow> m_flows;
};

}  // namespace

std::vector<ForeignFlow> flowsOf(const Graph& graph, const GraphRoles& roles) {
    std::vector<FlowCandidate> all = loopCandidates(graph);
    for (FlowCandidate& branch : branchCandidates(graph, roles)) {
        all.push_back(std::move(branch));
    }
    return FlowNester(graph).run(std::move(all));
}

}  // namespace weft
