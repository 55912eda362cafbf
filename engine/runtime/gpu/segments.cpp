// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/segments.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"

namespace weft {
namespace {

using Kind = Instruction::Kind;
constexpr std::int32_t kNone = -1;

class SegmentFinder {
public:
    SegmentFinder(const Plan& plan, const DeviceSet& devices)
        : m_plan(plan), m_devices(devices), m_maker(makersOf(plan)), m_loops(loopsOf(plan)) {
        for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
            const std::int32_t signal = plan.instructions[i].signal;
            if (signal >= 0) { m_maker[at(signal)] = static_cast<std::int32_t>(i); }
        }
    }

    std::vector<Segment> find() {
        const auto count = static_cast<std::int32_t>(m_plan.instructions.size());
        std::int32_t i = 0;
        while (i < count) {
            Segment segment;
            segment.begin = i;
            while (i < count && fitsAsAWhole(i)) { i = behind(i); }
            segment.end = i;
            trim(segment);
            if (segment.begin < segment.end) { m_segments.push_back(std::move(segment)); }
            if (i < count) { i = behind(i); }
        }
        for (Segment& segment : m_segments) { findValues(segment); }
        return std::move(m_segments);
    }

private:
    const Instruction& instruction(std::int32_t i) const { return m_plan.instructions[at(i)]; }
    bool isOnCard(const Instruction& each) const {
        return cardOf(m_devices.at(each.device)) != nullptr;
    }
    /// Behind an instruction, or behind the loop that begins there.
    std::int32_t behind(std::int32_t i) const {
        const Instruction& each = instruction(i);
        return each.kind == Kind::LoopBegin ? m_plan.loops[at(each.loop)].end + 1 : i + 1;
    }
    bool fitsAsAWhole(std::int32_t i) const {
        const std::int32_t end = behind(i);
        bool fit = true;
        for (std::int32_t k = i; fit && k < end; ++k) { fit = fits(instruction(k), end > i + 1); }
        return fit;
    }

    /// Whether an instruction only enqueues work on the card, or does nothing but what follows from host values
    /// that are looked at before a replay.
    bool fits(const Instruction& each, bool isInLoop) const {
        switch (each.kind) {
            case Kind::Alias:
            case Kind::Snapshot:
                return isOnCard(each) || (m_plan.branching && each.kind == Kind::Alias);
            case Kind::Updates:
            case Kind::Fused:
                return isOnCard(each) || (m_plan.branching && !readsVariable(each));
            case Kind::Pass:
            case Kind::Switch:
            case Kind::Merge:
            case Kind::LoopBegin:
            case Kind::LoopEnd:
                return m_plan.branching;
            case Kind::Copy:  // elsewhere a copy may bring another value each time
                return isInLoop && isOnCard(each) && !readsVariable(each);
            case Kind::Kernel:
                return isOnCard(each) ? isOfCard(each) : m_plan.branching && follows(each);
            default:
                return false;
        }
    }
    bool isOfCard(const Instruction& each) const {
        if (each.run == runGpuNode) { return !isToldByVariable(each); }
        return each.node->isOp("Assign") || each.node->isOp("AssignVariableOp") || usesStack(each);
    }
    /// Whether a variable in host memory says what the kernel does: another value would not be seen.
    bool isToldByVariable(const Instruction& each) const {
        return std::ranges::any_of(operandsOf(m_plan, each), [this](const Operand& operand) {
            return operand.kind == Operand::Kind::Variable &&
                   !isFloating(m_plan.variables[at(operand.index)]->dtype());
        });
    }
    static bool usesStack(const Instruction& each) {
        return each.node != nullptr && each.node->opName.starts_with("Stack");
    }
    /// Whether a processor's kernel gives the same again for the same inputs.
    bool follows(const Instruction& each) const {
        return usesStack(each) || (!each.node->op->isStateful && !readsVariable(each));
    }
    bool readsVariable(const Instruction& each) const {
        return std::ranges::any_of(operandsOf(m_plan, each), [](const Operand& operand) {
            return operand.kind == Operand::Kind::Variable;
        });
    }

    /// What the processor does at the ends is no gain to replay.
    void trim(Segment& segment) const {
        const auto isWork = [&](std::int32_t from, std::int32_t to) {
            bool works = false;
            for (std::int32_t i = from; i < to; ++i) {
                works = works || instruction(i).run == runGpuNode ||
                        (instruction(i).run == nullptr && isOnCard(instruction(i)) &&
                         (instruction(i).kind == Kind::Updates ||
                          instruction(i).kind == Kind::Fused)) ||
                        (!m_plan.branching && isOnCard(instruction(i)));
            }
            return works;
        };
        while (segment.begin < segment.end && !isWork(segment.begin, behind(segment.begin))) {
            segment.begin = behind(segment.begin);
        }
        while (segment.end > segment.begin) {
            const std::int32_t last = segment.end - 1;
            const std::int32_t loop = outermost(last);
            const std::int32_t from = loop == kNone ? last : m_plan.loops[at(loop)].begin;
            if (isWork(from, segment.end)) { return; }
            segment.end = from;
        }
    }
    std::int32_t outermost(std::int32_t i) const {
        std::int32_t found = kNone;
        for (std::size_t l = 0; l < m_plan.loops.size(); ++l) {
            const Loop& loop = m_plan.loops[l];
            const bool isIn = loop.begin <= i && i <= loop.end;
            if (isIn && (found == kNone || loop.begin < m_plan.loops[at(found)].begin)) {
                found = static_cast<std::int32_t>(l);
            }
        }
        return found;
    }

    const Segment* segmentOf(std::int32_t i) const {
        const auto found = std::ranges::find_if(
            m_segments, [i](const Segment& each) { return each.begin <= i && i < each.end; });
        return i == kNone || found == m_segments.end() ? nullptr : &*found;
    }

    void findValues(Segment& segment) const {
        std::vector<bool> isKnown(at(m_plan.slotCount), false);
        for (const Plan::Constant& constant : m_plan.constants) {
            isKnown[at(constant.slot)] = true;
        }
        for (std::int32_t i = segment.begin; i < segment.end; ++i) {
            const Instruction& each = instruction(i);
            for (std::int32_t o = 0; o < each.outputs.count; ++o) {
                segment.made.push_back(each.outputs.begin + o);
            }
            if (each.signal >= 0) { segment.made.push_back(each.signal); }
        }
        for (const std::int32_t slot : segment.made) { isKnown[at(slot)] = true; }
        const auto enters = [&](std::int32_t slot) {
            if (isKnown[at(slot)]) { return; }
            isKnown[at(slot)] = true;
            segment.entries.push_back(slot);
            const std::int32_t maker = m_maker[at(slot)];
            const bool isCopy = maker != kNone && instruction(maker).kind == Kind::Copy &&
                                m_loops[at(maker)] == kNone;
            if (segmentOf(maker) == nullptr && !isCopy) { segment.arriving.push_back(slot); }
        };
        for (std::int32_t i = segment.begin; i < segment.end; ++i) {
            for (const Operand& operand : operandsOf(m_plan, instruction(i))) {
                if (operand.kind == Operand::Kind::Slot) { enters(operand.index); }
            }
            for (const std::int32_t gate : gatesOf(m_plan, instruction(i))) { enters(gate); }
        }
        findResults(segment);
    }

    void findResults(Segment& segment) const {
        std::vector<bool> isRead(at(m_plan.slotCount), false);
        const auto count = static_cast<std::int32_t>(m_plan.instructions.size());
        for (std::int32_t i = segment.end; i < count; ++i) {
            for (const Operand& operand : operandsOf(m_plan, instruction(i))) {
                if (operand.kind == Operand::Kind::Slot) { isRead[at(operand.index)] = true; }
            }
        }
        for (const Fetch& fetch : m_plan.fetches) {
            if (fetch.from.kind == Operand::Kind::Slot) { isRead[at(fetch.from.index)] = true; }
        }
        std::ranges::copy_if(segment.made, std::back_inserter(segment.results),
                             [&](std::int32_t slot) { return isRead[at(slot)]; });
    }

    const Plan& m_plan;
    const DeviceSet& m_devices;
    std::vector<std::int32_t> m_maker;  // by slot, signals too
    std::vector<std::int32_t> m_loops;  // by instruction: the innermost
    std::vector<Segment> m_segments;
};

}  // namespace

std::vector<Segment> findSegments(const Plan& plan, const DeviceSet& devices) {
    return SegmentFinder(plan, devices).find();
}

std::string obstacleTo(const std::vector<Segment>& segments, const Plan& plan) {
    const auto maker = makersOf(plan);
    const auto isHandle = [&](std::int32_t slot) {
        const std::int32_t i = maker[at(slot)];
        if (i < 0 || plan.instructions[at(i)].node == nullptr) { return false; }
        const Instruction& each = plan.instructions[at(i)];
        const auto output = at(slot - each.outputs.begin);
        return each.kind != Instruction::Kind::Copy && output < each.node->outputs.size() &&
               !each.node->outputs[output].isRef && !isPlain(each.node->outputs[output].type);
    };
    for (const Segment& segment : segments) {
        for (const auto* slots : {&segment.entries, &segment.results}) {
            const auto found = std::ranges::find_if(*slots, isHandle);
            if (found == slots->end()) { continue; }
            const std::string& name = plan.instructions[at(maker[at(*found)])].node->name;
            return concat("'", name, "' is used inside and outside of what can be recorded");
        }
    }
    return {};
}

}  // namespace weft
