// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/loops/aliveness.h"

#include <algorithm>
#include <iterator>

#include "engine/runtime/frames.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;
constexpr std::size_t kMostFacts = 32;

}  // namespace

Aliveness::Aliveness(const Plan& plan)
    : m_plan(plan),
      m_loopOfNext(at(plan.slotCount), kNone),
      m_loopEntered(at(plan.slotCount), kNone),
      m_loopOf(loopsOf(plan)),
      m_maker(makersOf(plan)),
      m_rounds(plan.loops.size()) {
    for (std::size_t l = 0; l < plan.loops.size(); ++l) {  // inner ones later
        const Loop& loop = plan.loops[l];
        const auto number = static_cast<std::int32_t>(l);
        for (const std::int32_t slot : loop.next) { m_loopOfNext[at(slot)] = number; }
        for (const std::int32_t slot : loop.entered) { m_loopEntered[at(slot)] = number; }
    }
    while (!find()) {}
}

/// One attempt; false when a loop's variables do not go round together after all.
bool Aliveness::find() {
    m_conditions.clear();
    m_index.clear();
    m_predicates.clear();
    m_other.clear();
    m_facts = 0;
    static_cast<void>(intern({}));
    m_ofSlot.assign(at(m_plan.slotCount), kAlways);
    for (Round& round : m_rounds) { round = {m_facts++, kNone, kNone, round.together}; }
    for (const Instruction& instruction : m_plan.instructions) { visit(instruction); }
    return checkLoops();
}

/// Whether the last values of each loop's variables, which are seen after the first use, agree.
bool Aliveness::checkLoops() {
    bool good = true;
    for (std::size_t l = 0; l < m_rounds.size(); ++l) {
        Round& round = m_rounds[l];
        if (!round.together) { continue; }
        for (const std::int32_t slot : m_plan.loops[l].next) {
            if (round.next == kNone) { round.next = of(slot); }
            round.together = round.together && round.next == of(slot);
        }
        good = good && round.together;
    }
    return good;
}

std::int32_t Aliveness::intern(Facts facts) {
    if (facts.size() > kMostFacts) { facts = {m_facts++}; }
    const auto [found, isNew] =
        m_index.emplace(facts, static_cast<std::int32_t>(m_conditions.size()));
    if (isNew) { m_conditions.push_back(std::move(facts)); }
    return found->second;
}

bool Aliveness::implies(std::int32_t a, std::int32_t b) const {
    return std::ranges::includes(m_conditions[at(a)], m_conditions[at(b)]);
}

std::int32_t Aliveness::both(std::int32_t a, std::int32_t b) {
    if (a == b || b == kAlways) { return a; }
    if (a == kAlways) { return b; }
    Facts facts;
    std::ranges::set_union(m_conditions[at(a)], m_conditions[at(b)], std::back_inserter(facts));
    return intern(std::move(facts));
}

std::int32_t Aliveness::withFact(std::int32_t condition, std::int32_t fact) {
    return both(condition, intern({fact}));
}

std::int32_t Aliveness::factOf(std::int32_t predicate, bool value) {
    const auto [found, isNew] = m_predicates.emplace(std::pair(predicate, value), m_facts);
    if (!isNew) { return found->second; }
    m_predicates.emplace(std::pair(predicate, !value), m_facts + 1);
    m_other[m_facts] = m_facts + 1;
    m_other[m_facts + 1] = m_facts;
    m_facts += 2;
    return found->second;
}

std::int32_t Aliveness::ofOperands(const Instruction& instruction) {
    std::int32_t condition = kAlways;
    for (const Operand& operand : operandsOf(instruction)) {
        if (operand.kind == Operand::Kind::Slot) { condition = both(condition, of(operand.index)); }
    }
    return condition;
}

void Aliveness::visit(const Instruction& instruction) {
    if (instruction.kind == Instruction::Kind::Merge) { return visitMerge(instruction); }
    std::int32_t condition = ofOperands(instruction);
    for (std::int32_t g = 0; g < instruction.gates.count; ++g) {
        condition = both(condition, of(m_plan.gates[at(instruction.gates.begin + g)]));
    }
    if (instruction.signal >= 0) { m_ofSlot[at(instruction.signal)] = condition; }
    if (instruction.kind == Instruction::Kind::Switch) { return visitSwitch(instruction); }
    if (instruction.node != nullptr && isExit(*instruction.node) &&
        instruction.operands.count == 1) {
        condition = afterLoop(m_plan.operands[at(instruction.operands.begin)]);
        if (instruction.signal >= 0) { m_ofSlot[at(instruction.signal)] = condition; }
    }
    for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
        const std::int32_t slot = instruction.outputs.begin + o;
        const std::int32_t loop = m_loopEntered[at(slot)];
        // What entered a loop is there in its first iteration alone.
        m_ofSlot[at(slot)] = loop == kNone ? condition : both(condition, fresh());
        if (loop == kNone) { continue; }
        Round& round = m_rounds[at(loop)];
        if (round.entered == kNone) { round.entered = condition; }
        if (round.entered != condition) { round.together = false; }
    }
}

/// Of what leaves a loop: where its predicate alone decides whether it goes round again, it ends
/// with that predicate false, so what leaves is alive if anything entered.
std::int32_t Aliveness::afterLoop(const Operand& from) {
    const std::int32_t maker = m_maker[at(from.index)];
    const std::int32_t loop = maker == kNone ? kNone : m_loopOf[at(maker)];
    if (loop == kNone || m_plan.loops[at(loop)].next.empty()) { return fresh(); }
    const Instruction& last = m_plan.instructions[at(maker)];
    const Round& round = m_rounds[at(loop)];
    const bool splits = last.kind == Instruction::Kind::Switch && operandsOf(last).size() == 2 &&
                        operandsOf(last)[1].kind == Operand::Kind::Slot;
    if (!splits || !round.together || round.entered == kNone) { return fresh(); }
    const std::int32_t head = withFact(round.entered, round.fact);
    const std::int32_t predicate = operandsOf(last)[1].index;
    const bool ends = of(from.index) == withFact(head, factOf(predicate, false)) &&
                      of(m_plan.loops[at(loop)].next[0]) == withFact(head, factOf(predicate, true));
    return ends ? round.entered : fresh();
}

void Aliveness::visitSwitch(const Instruction& instruction) {
    const Operand& predicate = operandsOf(instruction)[1];
    std::int32_t condition = ofOperands(instruction);
    for (std::int32_t g = 0; g < instruction.gates.count; ++g) {
        condition = both(condition, of(m_plan.gates[at(instruction.gates.begin + g)]));
    }
    for (const bool value : {false, true}) {
        const std::int32_t fact =
            predicate.kind == Operand::Kind::Slot ? factOf(predicate.index, value) : m_facts++;
        m_ofSlot[at(instruction.outputs.begin + (value ? 1 : 0))] = withFact(condition, fact);
    }
}

void Aliveness::visitMerge(const Instruction& instruction) {
    const auto operands = operandsOf(instruction);
    std::int32_t condition = kNone;
    for (const Operand& operand : operands) {
        const bool isSlot = operand.kind == Operand::Kind::Slot;
        const std::int32_t loop = isSlot ? m_loopOfNext[at(operand.index)] : kNone;
        if (loop == kNone) { continue; }
        const Round& round = m_rounds[at(loop)];
        const bool isHead = operands.size() == 2 && round.together && round.entered != kNone;
        condition = isHead ? withFact(round.entered, round.fact) : fresh();
    }
    if (condition == kNone && operands.size() == 2 && operands[0].kind == Operand::Kind::Slot &&
        operands[1].kind == Operand::Kind::Slot) {
        condition = afterBoth(of(operands[0].index), of(operands[1].index));
    }
    if (condition == kNone) { condition = fresh(); }
    for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
        m_ofSlot[at(instruction.outputs.begin + o)] = condition;
    }
    if (instruction.signal >= 0) { m_ofSlot[at(instruction.signal)] = condition; }
}

/// Where two ways of one branch meet, what was true before it is true again.
std::int32_t Aliveness::afterBoth(std::int32_t a, std::int32_t b) {
    Facts onlyA;
    Facts onlyB;
    std::ranges::set_difference(m_conditions[at(a)], m_conditions[at(b)],
                                std::back_inserter(onlyA));
    std::ranges::set_difference(m_conditions[at(b)], m_conditions[at(a)],
                                std::back_inserter(onlyB));
    const auto opposite = onlyA.size() == 1 ? m_other.find(onlyA[0]) : m_other.end();
    if (onlyB.size() != 1 || opposite == m_other.end() || opposite->second != onlyB[0]) {
        return kNone;
    }
    Facts common;
    std::ranges::set_intersection(m_conditions[at(a)], m_conditions[at(b)],
                                  std::back_inserter(common));
    return intern(std::move(common));
}

}  // namespace weft
