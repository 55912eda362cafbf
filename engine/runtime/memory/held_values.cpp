// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/memory/held_values.h"

#include <algorithm>
#include <numeric>

#include "engine/tensor/dtype.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

/// Whether output 0 (and 1, of a Switch) is an operand's buffer.
bool handsOn(const Instruction& instruction) {
    using Kind = Instruction::Kind;
    return instruction.kind == Kind::Alias || instruction.kind == Kind::Pass ||
           instruction.kind == Kind::Switch || instruction.kind == Kind::Merge;
}

}  // namespace

HeldValues::HeldValues(const Plan& plan, const PlanFacts& facts)
    : m_plan(plan), m_values(at(plan.slotCount)), m_held(plan.instructions.size() + 1, 0) {
    measure(facts);
    findUses();
    joinAliases();
}

void HeldValues::measure(const PlanFacts& facts) {
    for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
        const Instruction& instruction = m_plan.instructions[i];
        for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
            const std::int32_t slot = instruction.outputs.begin + o;
            Value& value = m_values[at(slot)];
            value.made = static_cast<std::int32_t>(i);
            value.last = value.made;
            const auto shape = facts.shape({.index = slot}).full();
            if (!shape || instruction.node == nullptr ||
                at(o) >= instruction.node->outputs.size()) {
                continue;
            }
            const OutputInfo& output = instruction.node->outputs[at(o)];
            if (output.isRef || !isPlain(output.type)) { continue; }
            value.bytes = shape->elements() * static_cast<std::int64_t>(elementBytes(output.type));
        }
    }
}

void HeldValues::findUses() {
    const auto end = static_cast<std::int32_t>(m_plan.instructions.size());
    for (std::int32_t i = 0; i < end; ++i) {
        const Range operands = m_plan.instructions[at(i)].operands;
        for (std::int32_t o = operands.begin; o < operands.begin + operands.count; ++o) {
            if (m_plan.operands[at(o)].kind != Operand::Kind::Slot) { continue; }
            Value& value = m_values[at(m_plan.operands[at(o)].index)];
            value.uses.push_back({i, o});
            value.last = std::max(value.last, endOfUse(m_plan, value.made, i));
        }
    }
    const auto keep = [&](std::int32_t slot) {
        m_values[at(slot)].isAlone = false;
        m_values[at(slot)].last = end;
    };
    for (const Fetch& fetch : m_plan.fetches) {
        if (fetch.from.kind == Operand::Kind::Slot) { keep(fetch.from.index); }
    }
    for (const Plan::Constant& constant : m_plan.constants) { keep(constant.slot); }
    for (const Plan::Feed& feed : m_plan.feeds) {
        if (feed.slot >= 0) { keep(feed.slot); }
    }
    for (const Loop& loop : m_plan.loops) {
        for (const std::int32_t slot : loop.next) {
            m_values[at(slot)].isAlone = false;
            m_values[at(slot)].last = std::max(m_values[at(slot)].last, loop.end);
        }
    }
}

/// One of the slots that share a buffer counts its bytes, for as long as any of them is needed.
void HeldValues::joinAliases() {
    std::vector<std::int32_t> first(m_values.size());
    std::iota(first.begin(), first.end(), 0);
    const auto rootOf = [&](std::int32_t slot) {
        while (first[at(slot)] != slot) { slot = first[at(slot)] = first[at(first[at(slot)])]; }
        return slot;
    };
    for (const Instruction& instruction : m_plan.instructions) {
        if (!handsOn(instruction)) { continue; }
        for (const Operand& operand : operandsOf(m_plan, instruction)) {
            if (operand.kind != Operand::Kind::Slot) { continue; }
            for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
                first[at(rootOf(instruction.outputs.begin + o))] = rootOf(operand.index);
            }
        }
    }
    for (std::size_t slot = 0; slot < m_values.size(); ++slot) {
        Value& value = m_values[slot];
        const std::int32_t root = rootOf(static_cast<std::int32_t>(slot));
        if (at(root) == slot) { continue; }
        Value& kept = m_values[at(root)];
        kept.bytes = std::max(kept.bytes, value.bytes);
        kept.last = std::max(kept.last, value.last);
        kept.isAlone = value.isAlone = false;
        value.bytes = 0;
    }
}

HeldValues::Peak HeldValues::findPeak() {
    std::ranges::fill(m_held, 0);
    for (const Value& value : m_values) {
        if (value.made == kNone || value.bytes == 0) { continue; }
        m_held[at(value.made)] += value.bytes;
        if (at(value.last) + 1 < m_held.size()) { m_held[at(value.last) + 1] -= value.bytes; }
    }
    std::partial_sum(m_held.begin(), m_held.end(), m_held.begin());
    const auto most = std::ranges::max_element(m_held);
    return {static_cast<std::int32_t>(most - m_held.begin()), *most};
}

void HeldValues::add(std::int32_t time, std::int64_t bytes) {
    m_values.push_back({.bytes = bytes, .made = time, .last = time});
}

void HeldValues::read(std::int32_t slot, Use use) {
    Value& value = m_values[at(slot)];
    const auto behind = std::ranges::upper_bound(value.uses, use.time, {}, &Use::time);
    value.uses.insert(behind, use);
    value.last = std::max(value.last, use.time);
}

void HeldValues::split(std::int32_t slot, std::int32_t time, std::int32_t instead) {
    Value& old = m_values[at(slot)];
    Value& made = m_values[at(instead)];
    const auto begin = std::ranges::lower_bound(old.uses, time, {}, &Use::time);
    made.uses.assign(begin, old.uses.end());
    made.last = std::max(made.last, old.last);
    old.uses.erase(begin, old.uses.end());
    old.last = old.made;
    for (const Use& use : old.uses) {
        old.last = std::max(old.last, endOfUse(m_plan, old.made, use.time));
    }
}

std::int32_t HeldValues::placeFor(std::int32_t time) const {
    for (const Loop& loop : m_plan.loops) {  // outer ones first
        if (time > loop.begin && time <= loop.end) { return loop.begin; }
    }
    return time;
}

}  // namespace weft
