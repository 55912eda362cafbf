// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/compose/foreign/flow_candidates.h"
#include "engine/graph/flow/branch_ways.h"
#include "engine/graph/flow/loop_map.h"

namespace weft {
namespace {

constexpr int kOutside = -1;
constexpr int kCondition = 0;
constexpr int kBody = 1;
constexpr int kNotYet = 3;

class LoopFinder {
public:
    explicit LoopFinder(const Graph& graph)
        : m_graph(graph), m_map(graph), m_parts(graph.size(), kOutside) {}

    std::vector<FlowCandidate> run() {
        findMembers();
        std::vector<FlowCandidate> found;
        for (int i = 0; i < static_cast<int>(m_members.size()); ++i) {
            if (m_depth[at(i)] > kDeepestFlow || !m_map.describe(i).ok() || !isWhole(i)) {
                continue;
            }
            found.push_back(candidateOf(i));
        }
        return found;
    }

private:
    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    int& part(NodeId node) { return m_parts[at(node.value)]; }
    const LoopFrame& loop(int i) const { return m_map.loops()[at(i)]; }

    /// A node counts to the loops around its own, too.
    void findMembers() {
        for (const Node& node : m_graph.nodes()) {
            int home = m_map.homeOf(node.id);
            // Loops are numbered outer ones first.
            while (m_depth.size() < m_map.loops().size()) {
                const int parent = loop(static_cast<int>(m_depth.size())).parent;
                const int depth = parent < 0 ? 1 : m_depth[at(parent)] + 1;
                m_lowest.push_back(depth <= kDeepestFlow ? static_cast<int>(m_depth.size())
                                                         : m_lowest[at(parent)]);
                m_depth.push_back(depth);
                m_members.emplace_back();
            }
            home = home < 0 ? home : m_lowest[at(home)];
            for (; home >= 0; home = loop(home).parent) { m_members[at(home)].push_back(node.id); }
        }
    }

    /// All its values turn on its one condition.
    bool isWhole(int i) const {
        const LoopFrame& frame = loop(i);
        return std::ranges::all_of(frame.variables, [&](const LoopFrame::Variable& variable) {
            const Endpoint asked = m_graph.node(variable.choose).inputs[1];
            return originalOf(m_graph, asked).node == frame.condition;
        });
    }

    FlowCandidate candidateOf(int i) {
        const LoopFrame& frame = loop(i);
        for (const NodeId member : m_members[at(i)]) { part(member) = kNotYet; }
        markBorder(i);
        markCondition(frame.condition);
        markRest(m_members[at(i)]);
        placeConstants(frame);
        FlowCandidate made{ForeignFlow::Kind::While, frame.condition};
        for (const NodeId member : m_members[at(i)]) {
            made.members.emplace_back(member, part(member));
        }
        for (const NodeId member : m_members[at(i)]) { part(member) = kOutside; }
        for (const LoopFrame::Variable& v : frame.variables) {
            made.rows.push_back({v.enter, v.exit});
        }
        std::ranges::stable_partition(made.rows,
                                      [](const ForeignFlow::Row& row) { return row.exit.valid(); });
        return made;
    }

    void markBorder(int i) {
        for (const NodeId member : m_members[at(i)]) {
            const Node& node = m_graph.node(member);
            const bool crosses = node.isOp("Enter") || node.isOp("RefEnter") || node.isOp("Exit") ||
                                 node.isOp("RefExit");
            if (crosses && m_map.homeOf(member) == i) { part(member) = kFlowBorder; }
        }
        part(loop(i).condition) = kFlowBorder;
        for (const LoopFrame::Variable& v : loop(i).variables) {
            part(v.merge) = kCondition;
            part(v.choose) = kBody;
            part(v.next) = kBody;
        }
    }

    /// Everything the answer is made of.
    void markCondition(NodeId answer) {
        std::vector<NodeId> open{answer};
        const auto take = [&](NodeId source) {
            if (part(source) != kNotYet) { return; }
            part(source) = kCondition;
            open.push_back(source);
        };
        while (!open.empty()) {
            const Node& node = m_graph.node(open.back());
            open.pop_back();
            for (const Endpoint& input : node.inputs) { take(input.node); }
            for (const NodeId before : node.controlInputs) { take(before); }
        }
    }

    /// What follows from the condition alone, such as what a branch in it does not use, counts to
    /// it; all else is the body.
    void markRest(const std::vector<NodeId>& members) {
        for (const NodeId member : members) {
            if (part(member) != kNotYet) { continue; }
            const Node& node = m_graph.node(member);
            bool ofCondition = false;
            bool ofBody = false;
            const auto consider = [&](NodeId source) {
                ofBody = ofBody || part(source) == kBody;
                ofCondition = ofCondition || part(source) == kCondition;
            };
            for (const Endpoint& input : node.inputs) { consider(input.node); }
            for (const NodeId before : node.controlInputs) { consider(before); }
            part(member) = ofCondition && !ofBody ? kCondition : kBody;
        }
    }

    /// What is the same in all iterations is seen where it is used, if that is one place.
    void placeConstants(const LoopFrame& frame) {
        for (const NodeId enter : frame.constant) {
            const std::vector<Graph::Use>& uses = m_graph.uses(enter);
            const int wanted = uses.empty() ? kFlowBorder : part(uses.front().node);
            const bool agreed = std::ranges::all_of(
                uses, [&](const Graph::Use& use) { return part(use.node) == wanted; });
            const bool isPart = wanted == kCondition || wanted == kBody;
            if (agreed && isPart && part(enter) == kFlowBorder) { part(enter) = wanted; }
        }
    }

    const Graph& m_graph;
    LoopMap m_map;
    std::vector<std::vector<NodeId>> m_members;  // by loop
    std::vector<int> m_depth;                    // by loop: 1 and more
    std::vector<int> m_lowest;  // by loop: itself, or the lowest told apart around it
    std::vector<int> m_parts;   // by node, of the loop at hand
};

}  // namespace

std::vector<FlowCandidate> loopCandidates(const Graph& graph) { return LoopFinder(graph).run(); }

}  // namespace weft
