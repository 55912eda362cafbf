// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

#include "engine/compose/foreign/flow_candidates.h"
#include "engine/graph/flow/branch_ways.h"

namespace weft {
namespace {

/// On which way of a predicate something lies.
using Way = std::pair<Endpoint, bool>;

std::string_view scopeOf(std::string_view name) {
    const std::size_t end = name.rfind('/');
    return end == std::string_view::npos ? std::string_view() : name.substr(0, end);
}

/// What one predicate decides: sets of nodes that belong together.
class Family {
public:
    void add(NodeId node) {
        if (m_index.emplace(node, static_cast<int>(m_parent.size())).second) {
            m_parent.push_back(static_cast<int>(m_parent.size()));
        }
    }
    bool has(NodeId node) const { return m_index.contains(node); }
    void join(NodeId a, NodeId b) { m_parent[at(root(a))] = root(b); }
    int root(NodeId node) {
        int i = m_index.at(node);
        while (m_parent[at(i)] != i) {
            m_parent[at(i)] = m_parent[at(m_parent[at(i)])];
            i = m_parent[at(i)];
        }
        return i;
    }
    const std::map<NodeId, int>& nodes() const { return m_index; }

private:
    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    std::map<NodeId, int> m_index;
    std::vector<int> m_parent;
};

class BranchFinder {
public:
    BranchFinder(const Graph& graph, const GraphRoles& roles)
        : m_graph(graph), m_roles(roles), m_ways(graph.size()), m_ended(graph.size()) {}

    std::vector<FlowCandidate> run() {
        for (const Node& node : m_graph.nodes()) { settle(node); }
        std::vector<FlowCandidate> found;
        for (auto& [predicate, family] : m_families) { findIn(predicate, family, found); }
        return found;
    }

private:
    bool isSwitch(NodeId node) const { return m_graph.node(node).isOp("Switch"); }
    const std::vector<Way>& waysOf(NodeId node) const {
        return m_ways[static_cast<std::size_t>(node.value)];
    }
    /// Of a Switch that ends no loop; none of anything else.
    std::optional<Endpoint> predicateOf(const Node& node) const {
        if (!node.isOp("Switch") || node.inputs.size() != 2) { return std::nullopt; }
        const Endpoint predicate = originalOf(m_graph, node.inputs[1]);
        if (m_graph.node(predicate.node).isOp("LoopCond")) { return std::nullopt; }
        return predicate;
    }
    bool isPivot(const Node& node) const {
        return originalOf(m_graph, node.inputs[0]) == originalOf(m_graph, node.inputs[1]);
    }

    /// The ways that a tensor lies on; an output of -1 is control.
    std::vector<Way> waysTo(const Endpoint& e, const Node& reader) const {
        if (e.node.value >= reader.id.value) { return {}; }  // of the iteration before
        std::vector<Way> ways = waysOf(e.node);
        const auto predicate = predicateOf(m_graph.node(e.node));
        if (predicate && e.index >= 0) { ways.emplace_back(*predicate, e.index == 1); }
        return ways;
    }

    /// The predicate whose two ways a Merge brings together.
    std::optional<Endpoint> endedBy(const Node& node) const {
        if (!node.isOp("Merge") || node.inputs.size() != 2) { return std::nullopt; }
        const std::vector<Way> first = waysTo(node.inputs[0], node);
        const std::vector<Way> second = waysTo(node.inputs[1], node);
        for (const auto& [predicate, way] : first) {
            if (std::ranges::find(second, Way(predicate, !way)) != second.end()) {
                return predicate;
            }
        }
        return std::nullopt;
    }

    void settle(const Node& node) {
        std::vector<Way>& ways = m_ways[static_cast<std::size_t>(node.id.value)];
        const auto take = [&](const Endpoint& from) {
            for (const Way& way : waysTo(from, node)) {
                const bool isNew = std::ranges::none_of(
                    ways, [&](const Way& known) { return known.first == way.first; });
                if (isNew && std::ssize(ways) < kDeepestFlow) { ways.push_back(way); }
            }
        };
        for (const Endpoint& input : node.inputs) { take(input); }
        for (const NodeId before : node.controlInputs) { take({before, -1}); }
        const std::optional<Endpoint> ended = endedBy(node);
        if (ended) {
            std::erase_if(ways, [&](const Way& way) { return way.first == *ended; });
            m_ended[static_cast<std::size_t>(node.id.value)] = ended;
            m_families[*ended].add(node.id);
        }
        if (const auto predicate = predicateOf(node)) { m_families[*predicate].add(node.id); }
        for (const Way& way : ways) { m_families[way.first].add(node.id); }
    }

    std::optional<bool> wayOf(NodeId node, const Endpoint& predicate) const {
        for (const Way& way : waysOf(node)) {
            if (way.first == predicate) { return way.second; }
        }
        return std::nullopt;
    }
    bool ends(NodeId node, const Endpoint& predicate) const {
        return m_ended[static_cast<std::size_t>(node.value)] == predicate;
    }
    bool begins(NodeId node, const Endpoint& predicate) const {
        return predicateOf(m_graph.node(node)) == predicate;
    }

    void findIn(const Endpoint& predicate, Family& family,
                std::vector<FlowCandidate>& found) const {
        joinAlongEdges(predicate, family);
        joinByScope(predicate, family);
        std::map<int, std::vector<NodeId>> sets;
        for (const auto& [node, index] : family.nodes()) {
            sets[family.root(node)].push_back(node);
        }
        for (auto& [root, nodes] : sets) {
            const auto merge =
                std::ranges::find_if(nodes, [&](NodeId node) { return ends(node, predicate); });
            if (merge != nodes.end()) { found.push_back(candidateOf(predicate, *merge, nodes)); }
        }
    }

    /// An edge that lies on a way of the predicate holds its ends together: but not what trains with
    /// what is trained.
    void joinAlongEdges(const Endpoint& predicate, Family& family) const {
        const auto join = [&](NodeId source, NodeId node) {
            const bool carries = family.has(source) && (begins(source, predicate) ||
                                                        wayOf(source, predicate).has_value());
            if (carries && m_roles.partOf(source) == m_roles.partOf(node)) {
                family.join(source, node);
            }
        };
        for (const auto& [node, index] : family.nodes()) {
            if (!wayOf(node, predicate) && !ends(node, predicate)) { continue; }
            for (const Endpoint& input : m_graph.node(node).inputs) { join(input.node, node); }
            for (const NodeId before : m_graph.node(node).controlInputs) { join(before, node); }
        }
    }

    /// Several results of one branch, and a pivot that nothing waits for, are told by their names.
    void joinByScope(const Endpoint& predicate, Family& family) const {
        std::map<std::pair<std::string_view, GraphRoles::Part>, NodeId> known;
        for (const auto& [node, index] : family.nodes()) {
            const Node& n = m_graph.node(node);
            const bool says = ends(node, predicate) || (begins(node, predicate) && isPivot(n));
            if (!says || scopeOf(n.name).empty()) { continue; }
            const auto [at, isNew] =
                known.try_emplace({scopeOf(n.name), m_roles.partOf(node)}, node);
            if (!isNew) { family.join(node, at->second); }
        }
    }

    FlowCandidate candidateOf(const Endpoint& predicate, NodeId anchor,
                              const std::vector<NodeId>& nodes) const {
        FlowCandidate made{ForeignFlow::Kind::Cond, anchor};
        for (const NodeId node : nodes) {
            int part = kFlowBorder;
            if (const auto way = wayOf(node, predicate); way && !ends(node, predicate)) {
                part = *way ? 0 : 1;
            } else if (begins(node, predicate) && !isPivot(m_graph.node(node))) {
                part = partOfSwitch(node);
            }
            made.members.emplace_back(node, part);
        }
        takeNames(nodes, made);
        std::ranges::sort(made.members);
        return made;
    }

    /// Where what it lets through is used, if that is one place.
    int partOfSwitch(NodeId node) const {
        bool used[2] = {};
        for (const Graph::Use& use : m_graph.uses(node)) {
            const Endpoint from =
                m_graph.node(use.node).inputs[static_cast<std::size_t>(use.input)];
            used[from.index == 1 ? 1 : 0] = true;
        }
        return used[0] == used[1] ? kFlowBorder : used[1] ? 0 : 1;
    }

    /// An Identity that only names the predicate for these (`pred_id`) belongs to them.
    void takeNames(const std::vector<NodeId>& nodes, FlowCandidate& made) const {
        for (const NodeId node : nodes) {
            if (!isSwitch(node)) { continue; }
            const NodeId name = m_graph.node(node).inputs[1].node;
            const bool isOurs =
                m_graph.node(name).isOp("Identity") && m_graph.controlUses(name).empty() &&
                std::ranges::all_of(m_graph.uses(name), [&](const Graph::Use& use) {
                    return use.input == 1 && std::ranges::binary_search(nodes, use.node);
                });
            if (isOurs && std::ranges::find(made.members, std::pair(name, kFlowBorder)) ==
                              made.members.end()) {
                made.members.emplace_back(name, kFlowBorder);
            }
        }
    }

    const Graph& m_graph;
    const GraphRoles& m_roles;
    std::vector<std::vector<Way>> m_ways;          // by node
    std::vector<std::optional<Endpoint>> m_ended;  // by node: the predicate that it ends
    std::map<Endpoint, Family> m_families;
};

}  // namespace

std::vector<FlowCandidate> branchCandidates(const Graph& graph, const GraphRoles& roles) {
    return BranchFinder(graph, roles).run();
}

}  // namespace weft
