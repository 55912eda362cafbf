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
                if (!has(m_ancestors[at(m_heavy[at(h)])], at(other))) { continue; }
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

    /// The segment without what begins it and is read by groups that nothing else connects, as the
    /// gradient of a sum: that is computed before the fork.
    std::vector<std::int32_t> withoutShared(std::vector<std::int32_t> segment) const {
        const auto dependsOn = [&](std::int32_t h, std::int32_t other) {
            return has(m_ancestors[at(m_heavy[at(h)])], at(other));
        };
        for (bool isNew = true; isNew;) {
            std::vector<std::int32_t> first;
            std::vector<std::int32_t> rest;
            for (const std::int32_t h : segment) {
                const bool waits = std::ranges::any_of(
                    segment, [&](std::int32_t other) { return dependsOn(h, other); });
                (waits ? rest : first).push_back(h);
            }
            const std::vector<std::int32_t> group = groupsOf(rest, Joins::Unite);
            const auto isShared = [&](std::int32_t h) {
                std::set<std::int32_t> readers;
                for (const std::int32_t other : rest) {
                    if (dependsOn(other, h)) { readers.insert(group[at(other)]); }
                }
                return readers.size() > 1;
            };
            isNew = std::erase_if(segment, [&](std::int32_t h) {
                        return std::ranges::find(first, h) != first.end() && isShared(h);
                    }) > 0;
        }
        return segment;
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
