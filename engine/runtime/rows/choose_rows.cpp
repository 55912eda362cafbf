// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/rows/choose_rows.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "engine/kernel/parallel.h"
#include "engine/runtime/lanes/instruction_graph.h"
#include "engine/runtime/loops/aliveness.h"
#include "engine/runtime/rows/row_rules.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

class RowChooser {
public:
    RowChooser(const PassContext& context, Plan& plan, const RowLimits& limits)
        : m_context(context), m_plan(plan), m_limits(limits), m_classOf(at(plan.slotCount)) {
        std::iota(m_classOf.begin(), m_classOf.end(), 0);
        if (plan.branching) { m_alive.emplace(plan); }
    }

    int run() {
        const std::vector<std::int32_t> loops = loopsOf(m_plan);
        std::int32_t place = 0;
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            const Instruction& instruction = m_plan.instructions[i];
            place += instruction.kind == Instruction::Kind::LoopBegin ? 1 : 0;
            m_place.push_back(place);
            m_uses.push_back(loops[i] == kNone && mayBeCut(instruction)
                                 ? rowUses(m_context.graph, m_context.facts, m_plan, instruction)
                                 : std::nullopt);
            if (m_uses.back()) { unite(instruction, m_uses.back()->operands); }
        }
        return mark();
    }

private:
    /// A batch: what has the same rows, in one place, alive together.
    using Batch = std::tuple<std::int32_t, std::int32_t, std::int32_t>;

    bool mayBeCut(const Instruction& instruction) const {
        return instruction.gates.count == 0 && instruction.signal < 0 &&
               instruction.outputs.count > 0 && instruction.lane == kNone;
    }

    std::int32_t find(std::int32_t slot) {
        while (m_classOf[at(slot)] != slot) {
            m_classOf[at(slot)] = m_classOf[at(m_classOf[at(slot)])];
            slot = m_classOf[at(slot)];
        }
        return slot;
    }
    void unite(std::int32_t a, std::int32_t b) { m_classOf[at(find(a))] = find(b); }
    void unite(const Instruction& instruction, const std::vector<RowUse>& uses) {
        const auto operands = operandsOf(m_plan, instruction);
        for (std::size_t o = 0; o < uses.size(); ++o) {
            if (uses[o] == RowUse::Rows && operands[o].kind == Operand::Kind::Slot) {
                unite(operands[o].index, instruction.outputs.begin);
            }
        }
        for (std::int32_t o = 1; o < instruction.outputs.count; ++o) {
            unite(instruction.outputs.begin + o, instruction.outputs.begin);
        }
    }

    Batch batchOf(std::size_t i) {
        const std::int32_t slot = m_plan.instructions[i].outputs.begin;
        return {m_place[i], m_alive ? m_alive->of(slot) : 0, find(slot)};
    }

    int mark() {
        std::map<Batch, double> cost;
        std::map<Batch, double> small;
        std::set<Batch> multiplies;
        for (std::size_t i = 0; i < m_uses.size(); ++i) {
            if (!m_uses[i]) { continue; }
            const double own = costOf(m_context.graph, m_plan.instructions[i]);
            cost[batchOf(i)] += own;
            if (isProduct(*m_plan.instructions[i].node)) {
                multiplies.insert(batchOf(i));
            } else if (own < kSharedNs) {
                small[batchOf(i)] += own;
            }
        }
        std::map<std::int32_t, Batch> chosen;  // by place
        for (const auto& [batch, ns] : cost) {
            const auto [found, isNew] = chosen.emplace(std::get<0>(batch), batch);
            if (!isNew && cost[found->second] < ns) { found->second = batch; }
        }
        std::vector<bool> isOfBatch(at(m_plan.slotCount), false);
        int count = 0;
        for (std::size_t i = 0; i < m_uses.size(); ++i) {
            const auto batch = chosen.find(m_place[i]);
            if (!m_uses[i] || batch->second != batchOf(i) || !multiplies.contains(batch->second) ||
                cost[batch->second] < m_limits.leastNs ||
                small[batch->second] < m_limits.leastSmall * cost[batch->second] ||
                readsAllOf(m_plan.instructions[i], m_uses[i]->operands, isOfBatch)) {
                continue;
            }
            Instruction& instruction = m_plan.instructions[i];
            instruction.byRows = true;
            for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
                isOfBatch[at(instruction.outputs.begin + o)] = true;
            }
            ++count;
        }
        return count;
    }

    /// Whether it must see all of something that is computed by rows.
    bool readsAllOf(const Instruction& instruction, const std::vector<RowUse>& uses,
                    const std::vector<bool>& isOfBatch) const {
        const auto operands = operandsOf(m_plan, instruction);
        for (std::size_t o = 0; o < uses.size(); ++o) {
            const bool isSlot = operands[o].kind == Operand::Kind::Slot;
            if (uses[o] == RowUse::Rows ? !isSlot : isSlot && isOfBatch[at(operands[o].index)]) {
                return true;
            }
        }
        return false;
    }

    const PassContext& m_context;
    Plan& m_plan;
    const RowLimits m_limits;
    std::optional<Aliveness> m_alive;
    std::vector<std::int32_t> m_place;           // by instruction: grows with each loop
    std::vector<std::optional<RowUses>> m_uses;  // by instruction
    std::vector<std::int32_t> m_classOf;         // by slot: one of those with the same rows
};

}  // namespace

int chooseRows(const PassContext& context, Plan& plan, const RowLimits& limits) {
    const bool hasLanes = std::ranges::any_of(
        plan.instructions, [](const Instruction& instruction) { return instruction.lane >= 0; });
    if (hasLanes || computeThreads() < 2) { return 0; }
    return RowChooser(context, plan, limits).run();
}

}  // namespace weft
