// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/memory/recompute.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/strings.h"
#include "engine/kernel/gpu/gpu_node.h"
#include "engine/runtime/fuse/fused_program.h"
#include "engine/runtime/memory/held_values.h"
#include "engine/runtime/memory/value_limit.h"
#include "engine/runtime/passes/alive_slots.h"

namespace weft {
namespace {

/// Values below this part of what is wished for are not worth an instruction.
constexpr std::int64_t kLeastPart = 1000;
/// Instructions for one value that is dropped.
constexpr std::size_t kMostInstructions = 16;

/// Ops besides those of chains that take about as long as writing what they give.
bool isCheapOp(const Node& node) {
    static const std::set<std::string_view> kOps = {
        "Cast",         "Equal",      "NotEqual",  "Less",       "LessEqual", "Greater",
        "GreaterEqual", "LogicalAnd", "LogicalOr", "LogicalNot", "Select",    "SelectV2",
        "BroadcastTo",  "Tile",       "Fill",      "ZerosLike",  "OnesLike",  "OneHot"};
    return kOps.contains(node.opName);
}

class Recomputer {
public:
    Recomputer(const PassContext& context, Plan& plan, std::int64_t limit)
        : m_context(context),
          m_plan(plan),
          m_limit(limit),
          m_held(plan, context.facts),
          m_alive(plan),
          m_loops(loopsOf(plan)),
          m_maker(makersOf(plan)) {
        findWrites();
    }

    int run() {
        HeldValues::Peak peak = m_held.findPeak();
        const HeldValues::Peak before = peak;
        while (peak.bytes > m_limit && lower(peak)) { peak = m_held.findPeak(); }
        if (m_count > 0) { rewrite(); }
        m_context.note([&] {
            return concat("values take ", before.bytes, " bytes at most, now ", peak.bytes,
                          ", asked for ", m_limit);
        });
        return m_count;
    }

private:
    /// Instructions to repeat before a place, operands before what reads them; the last makes the value.
    using Recipe = std::vector<std::int32_t>;

    void findWrites() {
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            for (const Operand& operand : operandsOf(m_plan, m_plan.instructions[i])) {
                if (operand.kind == Operand::Kind::Variable && operand.byReference) {
                    m_writes[m_plan.variables[at(operand.index)].get()].push_back(
                        static_cast<std::int32_t>(i));
                }
            }
        }
    }

    bool isCheap(std::int32_t i) const {
        const Instruction& instruction = m_plan.instructions[at(i)];
        if (instruction.kind != Instruction::Kind::Kernel || instruction.run == runGpuNode ||
            instruction.outputs.count != 1 || instruction.gates.count > 0 ||
            instruction.operands.count == 0 || m_loops[at(i)] >= 0 || hasRole(instruction) ||
            instruction.node->op->isStateful || instruction.node->outputs[0].isRef ||
            !m_alive.isAlways(instruction.outputs.begin)) {
            return false;
        }
        const auto part = chainPartOf(instruction.run, instruction.parameters);
        return part ? !part->folds : isCheapOp(*instruction.node);
    }

    /// Whether a variable has at `place` the value that it had at `made`.
    bool isUnwritten(std::int32_t variable, std::int32_t made, std::int32_t place) const {
        const auto writes = m_writes.find(m_plan.variables[at(variable)].get());
        return writes == m_writes.end() ||
               std::ranges::none_of(writes->second, [&](std::int32_t write) {
                   return write >= made && write < place;
               });
    }

    bool isHeld(std::int32_t slot, std::int32_t place) const {
        const HeldValues::Value& value = m_held.of(slot);
        return value.made < place && value.last >= place && m_alive.isAlways(slot);
    }

    /// Adds what makes the slot's value at `place` of what is held there. @return whether it can be.
    bool collect(std::int32_t slot, std::int32_t place, Recipe& recipe) const {
        const std::int32_t maker = at(slot) < m_maker.size() ? m_maker[at(slot)] : -1;
        if (maker < 0 || !isCheap(maker) || recipe.size() >= kMostInstructions) { return false; }
        for (const Operand& operand : operandsOf(m_plan, m_plan.instructions[at(maker)])) {
            if (operand.kind == Operand::Kind::Variable) {
                if (operand.byReference || !isUnwritten(operand.index, maker, place)) {
                    return false;
                }
            } else if (!isHeld(operand.index, place) && !isMadeBy(recipe, operand.index) &&
                       !collect(operand.index, place, recipe)) {
                return false;
            }
        }
        recipe.push_back(maker);
        return recipe.size() <= kMostInstructions;
    }
    bool isMadeBy(const Recipe& recipe, std::int32_t slot) const {
        return std::ranges::any_of(recipe, [&](std::int32_t i) {
            return m_plan.instructions[at(i)].outputs.begin == slot;
        });
    }

    /// Drops the value whose bytes at the peak are had for the fewest instructions.
    bool lower(const HeldValues::Peak& peak) {
        std::int32_t best = -1;
        std::int32_t bestPlace = 0;
        Recipe bestRecipe;
        for (std::int32_t slot = 0; slot < static_cast<std::int32_t>(m_maker.size()); ++slot) {
            const HeldValues::Value& value = m_held.of(slot);
            if (value.bytes <= m_limit / kLeastPart || !value.isAlone || value.made >= peak.time ||
                value.last <= peak.time) {
                continue;
            }
            const auto next =
                std::ranges::upper_bound(value.uses, peak.time, {}, &HeldValues::Use::time);
            if (next == value.uses.end()) { continue; }
            const std::int32_t place = m_held.placeFor(next->time);
            const bool isUsedAtPeak = next != value.uses.begin() && (next - 1)->time == peak.time;
            Recipe recipe;
            if (isUsedAtPeak || place <= peak.time || !isOneSide(m_maker[at(slot)], place) ||
                !collect(slot, place, recipe) || wouldRise(recipe, place, peak.bytes)) {
                continue;
            }
            const bool isBetter = best < 0 || value.bytes * std::ssize(bestRecipe) >
                                                  m_held.of(best).bytes * std::ssize(recipe);
            if (!isBetter) { continue; }
            best = slot;
            bestPlace = place;
            bestRecipe = std::move(recipe);
        }
        if (best < 0) { return false; }
        repeat(best, bestPlace, bestRecipe);
        return true;
    }

    /// Whether what is made again runs with what reads it: on its thread's rows, too, or neither.
    bool isOneSide(std::int32_t maker, std::int32_t place) const {
        return m_plan.instructions[at(maker)].byRows == m_plan.instructions[at(place)].byRows;
    }

    /// Whether what the value is made of would take more at the place than the peak does.
    bool wouldRise(const Recipe& recipe, std::int32_t place, std::int64_t most) const {
        std::int64_t bytes = m_held.heldAt(place);
        for (std::size_t r = 0; r + 1 < recipe.size(); ++r) {
            bytes += m_held.of(m_plan.instructions[at(recipe[r])].outputs.begin).bytes;
        }
        return bytes >= most;
    }

    void repeat(std::int32_t slot, std::int32_t place, const Recipe& recipe) {
        std::map<std::int32_t, std::int32_t> again;  // slot: its new one
        std::vector<Instruction> batch;
        for (const std::int32_t i : recipe) {
            Instruction copy = m_plan.instructions[at(i)];
            const std::int32_t old = copy.outputs.begin;
            const std::int32_t made = m_plan.slotCount++;
            const std::int64_t bytes = m_held.of(old).bytes;
            const std::vector<Operand> operands(operandsOf(m_plan, copy).begin(),
                                                operandsOf(m_plan, copy).end());
            copy.operands.begin = static_cast<std::int32_t>(m_plan.operands.size());
            for (Operand operand : operands) {
                const auto found =
                    operand.kind == Operand::Kind::Slot ? again.find(operand.index) : again.end();
                if (found != again.end()) { operand.index = found->second; }
                m_plan.operands.push_back(operand);
                if (operand.kind == Operand::Kind::Slot) {
                    m_held.read(operand.index,
                                {place, static_cast<std::int32_t>(m_plan.operands.size()) - 1});
                }
            }
            copy.outputs.begin = made;
            copy.signal = -1;
            copy.lane = m_plan.instructions[at(place)].lane;
            m_held.add(place, bytes);
            again.emplace(old, made);
            m_context.facts.learn(copy);
            batch.push_back(copy);
        }
        const std::int32_t instead = again.at(slot);
        m_held.split(slot, place, instead);
        for (const HeldValues::Use& use : m_held.of(instead).uses) {
            m_plan.operands[at(use.operand)].index = instead;
        }
        // What was put there before may read what is made again now.
        auto& before = m_before[place];
        before.insert(before.begin(), batch.begin(), batch.end());
        m_context.note([&] {
            return concat("'", batch.back().node->name, "' (", batch.back().node->opName, ", ",
                          m_held.of(instead).bytes, " bytes) is computed again");
        });
        ++m_count;
    }

    /// Puts the new instructions before their places.
    void rewrite() {
        std::vector<Instruction> instructions;
        std::vector<std::int32_t> now(m_plan.instructions.size());
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            if (const auto found = m_before.find(static_cast<std::int32_t>(i));
                found != m_before.end()) {
                instructions.insert(instructions.end(), found->second.begin(), found->second.end());
            }
            now[i] = static_cast<std::int32_t>(instructions.size());
            instructions.push_back(m_plan.instructions[i]);
        }
        m_plan.instructions = std::move(instructions);
        for (Loop& loop : m_plan.loops) {
            loop.begin = now[at(loop.begin)];
            loop.end = now[at(loop.end)];
        }
    }

    const PassContext& m_context;
    Plan& m_plan;
    const std::int64_t m_limit;
    HeldValues m_held;
    const AliveSlots m_alive;
    const std::vector<std::int32_t> m_loops;  // by instruction
    const std::vector<std::int32_t> m_maker;  // by slot: instruction, before the changes
    std::map<const Variable*, std::vector<std::int32_t>> m_writes;
    std::map<std::int32_t, std::vector<Instruction>> m_before;  // by place: new instructions
    int m_count = 0;
};

}  // namespace

int recomputeCheap(const PassContext& context, Plan& plan) {
    const std::int64_t limit = valueLimit();
    return limit > 0 ? Recomputer(context, plan, limit).run() : 0;
}

}  // namespace weft
