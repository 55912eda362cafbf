// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/lanes/fork_lanes.h"

#include <algorithm>
#include <array>

#include "engine/base/strings.h"
#include "engine/runtime/lanes/instruction_graph.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

class LaneForker {
public:
    LaneForker(const Graph& graph, Plan& plan) : m_graph(graph), m_plan(plan) {
        for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
            m_markOf.push_back(kNone);
            if (plan.instructions[i].lane == kNone) { continue; }
            m_markOf.back() = static_cast<std::int32_t>(m_marked.size());
            m_marked.push_back(static_cast<std::int32_t>(i));
        }
    }

    int run() {
        if (m_marked.empty()) { return 0; }
        m_before = dependenciesOf(m_graph, m_plan);
        m_ancestors = ancestorsOf(m_before, m_markOf, m_marked.size());
        int count = 0;
        std::vector<Fork> forks;
        for (std::int32_t f = 0; f <= lastFork(); ++f) {
            Fork fork = assign(f);
            const bool isFork =
                std::ranges::count(fork.lane, 0) > 0 && std::ranges::count(fork.lane, 1) > 0;
            if (!isFork) { continue; }
            count += fork.size;
            forks.push_back(std::move(fork));
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

    std::int32_t lastFork() const {
        std::int32_t last = kNone;
        for (const std::int32_t i : m_marked) {
            last = std::max(last, m_plan.instructions[at(i)].lane / 2);
        }
        return last;
    }

    /// What is marked for one lane, or depends on such alone, runs in it.
    Fork assign(std::int32_t number) const {
        std::array<Bits, 2> members;
        members.fill(Bits(m_ancestors[0].size(), 0));
        for (std::size_t m = 0; m < m_marked.size(); ++m) {
            const std::int32_t lane = m_plan.instructions[at(m_marked[m])].lane;
            if (lane / 2 == number) { add(members[at(lane % 2)], m); }
        }
        Fork fork{std::vector<std::int32_t>(m_before.size(), kNone), 0};
        for (std::size_t i = 0; i < m_before.size(); ++i) {
            std::array<bool, 2> of{};
            for (const std::size_t lane : {std::size_t{0}, std::size_t{1}}) {
                of[lane] = touches(m_ancestors[i], members[lane]) ||
                           (m_markOf[i] != kNone && has(members[lane], at(m_markOf[i])));
            }
            if (of[0] == of[1]) { continue; }
            fork.lane[i] = of[0] ? 0 : 1;
            ++fork.size;
        }
        return fork;
    }

    /// Each fork at the place of its first instruction; what it must wait for moves before it.
    void rewrite(const std::vector<Fork>& forks) {
        std::vector<std::int32_t> forkOf(m_before.size(), kNone);
        for (std::size_t f = 0; f < forks.size(); ++f) {
            for (std::size_t i = 0; i < m_before.size(); ++i) {
                if (forks[f].lane[i] != kNone) { forkOf[i] = static_cast<std::int32_t>(f); }
            }
        }
        std::vector<bool> done(m_before.size(), false);
        std::vector<Instruction> instructions;
        const auto put = [&](std::size_t i) {
            instructions.push_back(m_plan.instructions[i]);
            done[i] = true;
        };
        for (std::size_t i = 0; i < m_before.size(); ++i) {
            if (done[i]) { continue; }
            if (forkOf[i] == kNone) {
                put(i);
                continue;
            }
            const Fork& fork = forks[at(forkOf[i])];
            // In list order, so that among these each finds what it waits for.
            const std::vector<bool> first = waitedFor(fork);
            for (std::size_t k = i; k < m_before.size(); ++k) {
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
                for (std::size_t k = i; k < m_before.size(); ++k) {
                    if (!done[k] && fork.lane[k] == lane) { put(k); }
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
        std::vector<bool> needed(m_before.size(), false);
        for (std::size_t i = m_before.size(); i-- > 0;) {
            if (fork.lane[i] == kNone && !needed[i]) { continue; }
            for (const std::int32_t before : m_before[i]) { needed[at(before)] = true; }
        }
        for (std::size_t i = 0; i < m_before.size(); ++i) {
            if (fork.lane[i] != kNone) { needed[i] = false; }
        }
        return needed;
    }

    const Graph& m_graph;
    Plan& m_plan;
    std::vector<std::vector<std::int32_t>> m_before;
    std::vector<std::int32_t> m_markOf;  // by instruction: its number among the marked, or kNone
    std::vector<std::int32_t> m_marked;  // by number: instruction
    std::vector<Bits> m_ancestors;       // by instruction: marked ones it depends on
};

}  // namespace

int forkLanes(const PassContext& context, Plan& plan) {
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
