// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/lanes/fork_lanes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <optional>
#include <set>

#include "engine/base/strings.h"
#include "engine/kernel/parallel.h"
#include "engine/runtime/lanes/instruction_graph.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;
constexpr double kHeavyNs = 3'000;       // instructions that decide where the halves are
constexpr double kLeastLaneNs = 60'000;  // a fork costs some microseconds
constexpr double kMostShare = 0.55;      // of the longer lane
constexpr std::size_t kMostHeavy = 2048;

/// A set of heavy instructions, one bit each.
using Bits = std::vector<std::uint64_t>;

void add(Bits& bits, std::size_t i) { bits[i / 64] |= std::uint64_t{1} << (i % 64); }
void addAll(Bits& bits, const Bits& others) {
    for (std::size_t w = 0; w < bits.size(); ++w) { bits[w] |= others[w]; }
}
bool has(const Bits& bits, std::size_t i) { return ((bits[i / 64] >> (i % 64)) & 1U) != 0; }
bool touches(const Bits& a, const Bits& b) {
    for (std::size_t w = 0; w < a.size(); ++w) {
        if ((a[w] & b[w]) != 0) { return true; }
    }
    return false;
}
std::size_t countOf(const Bits& bits) {
    return std::accumulate(bits.begin(), bits.end(), std::size_t{0}, [](std::size_t n, auto word) {
        return n + static_cast<std::size_t>(std::popcount(word));
    });
}

class LaneForker {
public:
    LaneForker(const Graph& graph, Plan& plan) : m_graph(graph), m_plan(plan) {
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
        m_before = dependenciesOf(m_graph, m_plan);
        findAncestors();
        findSegments();
        int count = 0;
        std::vector<Fork> forks;
        for (const std::vector<std::int32_t>& segment : m_segments) {
            if (auto fork = forkOf(segment)) {
                count += fork->size;
                forks.push_back(*std::move(fork));
            }
        }
        if (!forks.empty()) { rewrite(forks); }
        return count;
    }

private:
    /// By instruction: 0 or 1 its lane, kNone: in neither.
    struct Fork {
        std::vector<std::int32_t> lane;
        int size = 0;
    };

    void findAncestors() {
        const std::size_t words = (m_heavy.size() + 63) / 64;
        m_ancestors.assign(m_cost.size(), Bits(words, 0));
        m_descendants.assign(m_heavy.size(), 0);
        for (std::size_t i = 0; i < m_cost.size(); ++i) {
            for (const std::int32_t before : m_before[i]) {
                addAll(m_ancestors[i], m_ancestors[at(before)]);
                if (m_heavyOf[at(before)] != kNone) {
                    add(m_ancestors[i], at(m_heavyOf[at(before)]));
                }
            }
        }
        for (const std::int32_t i : m_heavy) {
            for (std::size_t h = 0; h < m_heavy.size(); ++h) {
                m_descendants[h] += has(m_ancestors[at(i)], h) ? 1U : 0U;
            }
        }
    }

    /// Heavy instructions between two that all others come before or after.
    void findSegments() {
        m_segments.emplace_back();
        for (std::size_t h = 0; h < m_heavy.size(); ++h) {
            const std::size_t related = countOf(m_ancestors[at(m_heavy[h])]) + m_descendants[h];
            if (related + 1 == m_heavy.size()) {
                m_segments.emplace_back();
            } else {
                m_segments.back().push_back(static_cast<std::int32_t>(h));
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

    std::optional<Fork> forkOf(const std::vector<std::int32_t>& segment) const {
        for (const Joins joins : {Joins::Unite, Joins::Spare, Joins::After}) {
            if (auto fork = forkOf(segment, joins)) { return fork; }
        }
        return std::nullopt;
    }

    std::optional<Fork> forkOf(const std::vector<std::int32_t>& segment, Joins joins) const {
        if (segment.size() < 2) { return std::nullopt; }
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
        std::array<Bits, 2> members{Bits(m_ancestors[0].size(), 0), Bits(m_ancestors[0].size(), 0)};
        for (const std::int32_t g : order) {
            const std::size_t lane = lanes[0] <= lanes[1] ? 0 : 1;
            lanes[lane] += cost[at(g)];
            for (const std::int32_t h : segment) {
                if (group[at(h)] == g) { add(members[lane], at(h)); }
            }
        }
        const double longer = std::max(lanes[0], lanes[1]);
        const double all = lanes[0] + lanes[1];
        if (longer > kMostShare * all || all - longer < kLeastLaneNs) { return std::nullopt; }
        return assign(members);
    }

    /// What depends on one lane alone runs in it. What depends on none comes before, what depends on
    /// both after.
    Fork assign(const std::array<Bits, 2>& members) const {
        Fork fork{std::vector<std::int32_t>(m_cost.size(), kNone), 0};
        Bits inside = members[0];
        addAll(inside, members[1]);
        const Bits later = laterThan(inside);
        for (std::size_t i = 0; i < m_cost.size(); ++i) {
            const std::int32_t own = m_heavyOf[i];
            std::array<bool, 2> of{touches(m_ancestors[i], members[0]),
                                   touches(m_ancestors[i], members[1])};
            if (own != kNone) {
                of[0] = of[0] || has(members[0], at(own));
                of[1] = of[1] || has(members[1], at(own));
                if (!has(inside, at(own))) { continue; }
            }
            if (of[0] == of[1] || touches(m_ancestors[i], later)) { continue; }
            fork.lane[i] = of[0] ? 0 : 1;
            ++fork.size;
        }
        return fork;
    }

    /// Heavy instructions outside the segment that depend on it.
    Bits laterThan(const Bits& inside) const {
        Bits later(inside.size(), 0);
        for (std::size_t h = 0; h < m_heavy.size(); ++h) {
            if (!has(inside, h) && touches(m_ancestors[at(m_heavy[h])], inside)) { add(later, h); }
        }
        return later;
    }

    /// Each fork at the place of its first instruction; what it must wait for moves before it.
    void rewrite(const std::vector<Fork>& forks) {
        std::vector<std::int32_t> forkOf(m_cost.size(), kNone);
        for (std::size_t f = 0; f < forks.size(); ++f) {
            for (std::size_t i = 0; i < m_cost.size(); ++i) {
                if (forks[f].lane[i] != kNone) { forkOf[i] = static_cast<std::int32_t>(f); }
            }
        }
        std::vector<bool> done(m_cost.size(), false);
        std::vector<Instruction> instructions;
        const auto put = [&](std::size_t i) {
            instructions.push_back(m_plan.instructions[i]);
            done[i] = true;
        };
        for (std::size_t i = 0; i < m_cost.size(); ++i) {
            if (done[i]) { continue; }
            if (forkOf[i] == kNone) {
                put(i);
                continue;
            }
            const Fork& fork = forks[at(forkOf[i])];
            // In list order, so that among these each finds what it waits for.
            const std::vector<bool> first = waitedFor(fork);
            for (std::size_t k = i; k < m_cost.size(); ++k) {
                if (!done[k] && first[k]) { put(k); }
            }
            const auto place = static_cast<std::int32_t>(m_plan.forks.size());
            m_plan.forks.push_back({});
            instructions.push_back(marker(Instruction::Kind::Fork, place));
            m_plan.forks[at(place)].begin = static_cast<std::int32_t>(instructions.size()) - 1;
            for (const std::int32_t lane : {0, 1}) {
                if (lane == 1) {
                    m_plan.forks[at(place)].second = static_cast<std::int32_t>(instructions.size());
                }
                for (std::size_t k = i; k < m_cost.size(); ++k) {
                    if (fork.lane[k] == lane) { put(k); }
                }
            }
            m_plan.forks[at(place)].end = static_cast<std::int32_t>(instructions.size());
            instructions.push_back(marker(Instruction::Kind::Join, place));
        }
        m_plan.instructions = std::move(instructions);
    }

    static Instruction marker(Instruction::Kind kind, std::int32_t fork) {
        Instruction instruction;
        instruction.kind = kind;
        instruction.fork = fork;
        return instruction;
    }

    /// Instructions outside the fork that something inside it depends on.
    std::vector<bool> waitedFor(const Fork& fork) const {
        std::vector<bool> needed(m_cost.size(), false);
        for (std::size_t i = m_cost.size(); i-- > 0;) {
            if (fork.lane[i] == kNone && !needed[i]) { continue; }
            for (const std::int32_t before : m_before[i]) { needed[at(before)] = true; }
        }
        for (std::size_t i = 0; i < m_cost.size(); ++i) {
            if (fork.lane[i] != kNone) { needed[i] = false; }
        }
        return needed;
    }

    const Graph& m_graph;
    Plan& m_plan;
    std::vector<std::vector<std::int32_t>> m_before;
    std::vector<double> m_cost;              // by instruction
    std::vector<std::int32_t> m_heavyOf;     // by instruction: its number among the heavy, or kNone
    std::vector<std::int32_t> m_heavy;       // by number: instruction
    std::vector<Bits> m_ancestors;           // by instruction: heavy ones it depends on
    std::vector<std::size_t> m_descendants;  // by number: heavy ones that depend on it
    std::vector<std::vector<std::int32_t>> m_segments;
};

}  // namespace

int forkLanes(const PassContext& context, Plan& plan) {
    if (plan.branching || computeThreads() < 2) { return 0; }
    const int count = LaneForker(context.graph, plan).run();
    for (const Plan::Lanes& fork : plan.forks) {
        context.note([&] {
            return concat(fork.second - fork.begin - 1, " instructions beside ",
                          fork.end - fork.second);
        });
    }
    return count;
}

}  // namespace weft
