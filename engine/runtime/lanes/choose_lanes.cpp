// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/lanes/choose_lanes.h"

#include <algorithm>
#include <array>
#include <set>

#include "engine/kernel/parallel.h"
#include "engine/runtime/lanes/instruction_graph.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;
constexpr double kHeavyNs = 3'000;       // instructions that decide where the halves are
constexpr double kLeastLaneNs = 60'000;  // a fork costs some microseconds
constexpr double kMostShare = 0.55;      // of the longer lane
constexpr double kMostShared = 0.1;      // of a segment: what is computed before it forks
constexpr std::size_t kMostHeavy = 2048;

class LaneChooser {
public:
    LaneChooser(const Graph& graph, Plan& plan) : m_graph(graph), m_plan(plan) {
        for (const Instruction& instruction : plan.instructions) {
            m_cost.push_back(costOf(graph, instruction));
        }
        m_heavyOf.assign(m_cost.size(), kNone);
        for (std::size_t i = 0; i < m_cost.size(); ++i) {
            if (m_cost[i] < kHeavyNs) { continue; }
            m_heavyOf[i] = static_cast<std::int32_t>(m_heavy.size());
            m_heavy.push_back(static_cast<std::int32_t>(i));
        }
    }

    int run() {
        if (m_heavy.size() < 2 || m_heavy.size() > kMostHeavy) { return 0; }
        m_ancestors = ancestorsOf(dependenciesOf(m_graph, m_plan), m_heavyOf, m_heavy.size());
        findSegments();
        for (const std::vector<std::int32_t>& segment : m_segments) { fork(segment); }
        if (m_forks > 0) { markLight(); }
        return m_forks;
    }

private:
    /// Heavy instructions between two that all others come before or after.
    void findSegments() {
        std::vector<std::size_t> descendants(m_heavy.size(), 0);
        for (const std::int32_t i : m_heavy) {
            for (std::size_t h = 0; h < m_heavy.size(); ++h) {
                descendants[h] += has(m_ancestors[at(i)], h) ? 1U : 0U;
            }
        }
        m_segments.emplace_back();
        for (std::size_t h = 0; h < m_heavy.size(); ++h) {
            const std::size_t related = countOf(m_ancestors[at(m_heavy[h])]) + descendants[h];
            if (related + 1 == m_heavy.size()) {
                m_segments.emplace_back();
            } else {
                m_segments.back().push_back(static_cast<std::int32_t>(h));
            }
        }
    }

    /// What depends on one lane alone belongs to it, so that no chain of small ops ties both.
    void markLight() {
        std::vector<Bits> members(2 * at(m_forks), Bits(m_ancestors[0].size(), 0));
        for (std::size_t h = 0; h < m_heavy.size(); ++h) {
            const std::int32_t lane = m_plan.instructions[at(m_heavy[h])].lane;
            if (lane != kNone) { add(members[at(lane)], h); }
        }
        for (std::size_t i = 0; i < m_cost.size(); ++i) {
            Instruction& instruction = m_plan.instructions[i];
            for (std::int32_t f = m_forks; f-- > 0 && instruction.lane == kNone;) {
                const bool first = touches(m_ancestors[i], members[at(2 * f)]);
                const bool second = touches(m_ancestors[i], members[at(2 * f + 1)]);
                if (first && second) { break; }
                if (first || second) { instruction.lane = 2 * f + (second ? 1 : 0); }
            }
        }
    }

    bool dependsOn(std::int32_t h, std::int32_t other) const {
        return has(m_ancestors[at(m_heavy[at(h)])], at(other));
    }

    /// What is done with an instruction that depends on several groups.
    enum class Joins {
        Unite,  ///< they are one group
        Spare,  ///< likewise, as long as two groups are left; else as After
        After,  ///< it, and what depends on it, comes after the fork
    };

    /// Numbers the groups of heavy instructions that no path connects, but for joins. kNone: in none.
    std::vector<std::int32_t> groupsOf(const std::vector<std::int32_t>& segment,
                                       Joins joins) const {
        std::vector<std::int32_t> group(m_heavy.size(), kNone);
        std::int32_t left = 0;  // groups
        for (const std::int32_t h : segment) {
            std::set<std::int32_t> before;
            bool isAfter = false;
            for (const std::int32_t other : segment) {
                if (!dependsOn(h, other)) { continue; }
                isAfter = isAfter || group[at(other)] == kNone;
                before.insert(group[at(other)]);
            }
            const auto united = static_cast<std::int32_t>(before.size()) - 1;
            const bool unites = united < 1 || joins == Joins::Unite ||
                                (joins == Joins::Spare && left - united >= 2);
            if (isAfter || !unites) { continue; }
            if (before.empty()) {
                ++left;
                group[at(h)] = h;
                continue;
            }
            left -= united;
            group[at(h)] = *before.begin();
            for (std::int32_t& other : group) {
                if (before.contains(other)) { other = *before.begin(); }
            }
        }
        return group;
    }

    bool fork(const std::vector<std::int32_t>& segment) {
        return fork(segment, Joins::Unite) || fork(withoutShared(segment), Joins::Unite) ||
               fork(segment, Joins::Spare) || fork(segment, Joins::After);
    }

    double workOf(const std::vector<std::int32_t>& members) const {
        double cost = 0;
        for (const std::int32_t h : members) { cost += m_cost[at(m_heavy[at(h)])]; }
        return cost;
    }

    /// For what begins a segment: it, and what depends on nothing else there.
    std::vector<std::vector<std::int32_t>> beginnings(
        const std::vector<std::int32_t>& segment) const {
        std::vector<std::vector<std::int32_t>> found;
        std::vector<std::int32_t> beginningOf(m_heavy.size(), kNone);
        for (const std::int32_t h : segment) {
            std::set<std::int32_t> before;  // kNone: what depends on several
            for (const std::int32_t other : segment) {
                if (dependsOn(h, other)) { before.insert(beginningOf[at(other)]); }
            }
            if (before.size() > 1 || before.contains(kNone)) { continue; }
            if (before.empty()) { found.emplace_back(); }
            const auto last = static_cast<std::int32_t>(found.size()) - 1;
            beginningOf[at(h)] = before.empty() ? last : *before.begin();
            found[at(beginningOf[at(h)])].push_back(h);
        }
        return found;
    }

    /// The segment without small beginnings that are read by groups which nothing else connects, as
    /// the gradient of a sum: those are computed before the fork.
    std::vector<std::int32_t> withoutShared(const std::vector<std::int32_t>& segment) const {
        std::vector<std::vector<std::int32_t>> small = beginnings(segment);
        const double most = kMostShared * workOf(segment);
        std::erase_if(small, [&](const auto& beginning) { return workOf(beginning) > most; });
        const auto without = [&](const std::vector<std::vector<std::int32_t>>& beginnings) {
            std::vector<std::int32_t> rest = segment;
            for (const std::vector<std::int32_t>& beginning : beginnings) {
                std::erase_if(rest, [&](std::int32_t h) {
                    return std::ranges::find(beginning, h) != beginning.end();
                });
            }
            return rest;
        };
        const std::vector<std::int32_t> rest = without(small);
        const std::vector<std::int32_t> group = groupsOf(rest, Joins::Unite);
        std::erase_if(small, [&](const std::vector<std::int32_t>& beginning) {
            std::set<std::int32_t> readers;
            for (const std::int32_t h : rest) {
                if (dependsOn(h, beginning.front())) { readers.insert(group[at(h)]); }
            }
            return readers.size() < 2;
        });
        return without(small);
    }

    /// Gives the groups to two lanes, the most work first, each to the one that has less.
    bool fork(const std::vector<std::int32_t>& segment, Joins joins) {
        if (segment.size() < 2) { return false; }
        const std::vector<std::int32_t> group = groupsOf(segment, joins);
        std::vector<double> cost(m_heavy.size(), 0);
        std::vector<std::int32_t> order;
        for (const std::int32_t h : segment) {
            if (group[at(h)] == kNone) { continue; }
            if (cost[at(group[at(h)])] == 0) { order.push_back(group[at(h)]); }
            cost[at(group[at(h)])] += m_cost[at(m_heavy[at(h)])];
        }
        std::ranges::stable_sort(order, std::greater<>(),
                                 [&](std::int32_t g) { return cost[at(g)]; });
        std::array<double, 2> lanes{};
        std::vector<std::int32_t> laneOf(m_heavy.size(), kNone);  // by group
        for (const std::int32_t g : order) {
            laneOf[at(g)] = lanes[0] <= lanes[1] ? 0 : 1;
            lanes[at(laneOf[at(g)])] += cost[at(g)];
        }
        const double longer = std::max(lanes[0], lanes[1]);
        const double all = lanes[0] + lanes[1];
        if (longer > kMostShare * all || all - longer < kLeastLaneNs) { return false; }
        for (const std::int32_t h : segment) {
            if (group[at(h)] == kNone) { continue; }
            m_plan.instructions[at(m_heavy[at(h)])].lane = 2 * m_forks + laneOf[at(group[at(h)])];
        }
        ++m_forks;
        return true;
    }

    const Graph& m_graph;
    Plan& m_plan;
    std::vector<double> m_cost;           // by instruction
    std::vector<std::int32_t> m_heavyOf;  // by instruction: its number among the heavy, or kNone
    std::vector<std::int32_t> m_heavy;    // by number: instruction
    std::vector<Bits> m_ancestors;        // by instruction: heavy ones it depends on
    std::vector<std::vector<std::int32_t>> m_segments;
    int m_forks = 0;
};

}  // namespace

int chooseLanes(const PassContext& context, Plan& plan) {
    if (plan.branching || computeThreads() < 2) { return 0; }
    return LaneChooser(context.graph, plan).run();
}

}  // namespace weft
