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

    /// Told after find().
    std::vector<LoopOnCard> loops(const std::vector<Segment>& segments) const {
        std::vector<LoopOnCard> all;
        const auto count = static_cast<std::int32_t>(m_plan.instructions.size());
        for (std::int32_t i = 0; i < count; i = behind(i)) {
            const auto first = m_plan.instructions.begin() + i;
            const auto last = m_plan.instructions.begin() + behind(i);
            const auto onCard = [this](const Instruction& each) { return isOnCard(each); };
            if (last - first < 2 || std::none_of(first, last, onCard)) { continue; }
            const bool isRecorded = std::ranges::any_of(
                segments, [i](const Segment& s) { return s.begin <= i && i < s.end; });
            const auto named = std::find_if(
                first, last, [](const Instruction& each) { return each.node != nullptr; });
            const std::string name = named == last ? std::string() : named->node->name;
            all.push_back({isRecorded, concat("loop of '", name, "': ",
                                              isRecorded ? "recorded as it runs, unrolled"
                                                         : whyPlain(i, behind(i)))});
        }
        return all;
    }

private:
    std::string whyPlain(std::int32_t from, std::int32_t to) const {
        std::int32_t i = from;
        while (i < to && fits(instruction(i), true)) { ++i; }
        if (i == to) { return "node by node: nothing in it is worth a recording"; }
        const Instruction* cause = &instruction(i);
        const bool isCopy = cause->kind == Kind::Copy;
        const Operand read = isCopy ? operandsOf(m_plan, *cause)[0] : Operand();
        if (isCopy && read.kind == Operand::Kind::Slot && m_maker[at(read.index)] != kNone) {
            cause = &instruction(m_maker[at(read.index)]);
        }
        const std::string who = cause->node == nullptr ? std::string("a chain")
                                                       : concat("'", cause->node->name, "' (",
                                                                cause->node->opName, ")");
        return concat("node by node: in each iteration the processor ",
                      isCopy ? "waits for what " : "has a part in ", who,
                      isCopy ? " makes on the card" : "");
    }
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
        return each.node->isOp("Assign") || each.node->isOp("AssignVariableOp") ||
               keepsTensors(*each.node);
    }
    /// Whether a variable in host memory says what the kernel does: another value would not be seen.
    bool isToldByVariable(const Instruction& each) const {
        return std::ranges::any_of(operandsOf(m_plan, each), [this](const Operand& operand) {
            return operand.kind == Operand::Kind::Variable &&
                   !isFloating(m_plan.variables[at(operand.index)]->dtype());
        });
    }
    /// Whether a processor's kernel gives the same again for the same inputs.
    bool follows(const Instruction& each) const {
        return keepsTensors(*each.node) || (!each.node->op->isStateful && !readsVariable(each));
    }
    bool readsVariable(const Instruction& each) const {
        return std::ranges::any_of(operandsOf(m_plan, each), [](const Operand& operand) {
            return operand.kind == Operand::Kind::Variable;
        });
    }

    /// What the processor does at the ends is no gain to replay; but what makes a list or handle, and what
    /// closes one, stays with those that use it.
    void trim(Segment& segment) const {
        if (!isAny(segment.begin, segment.end,
                   [this](const Instruction& i) { return isWork(i); })) {
            segment.end = segment.begin;
        }
        const auto stays = [this](const Instruction& i) { return isWork(i) || holdsList(i); };
        while (segment.begin < segment.end && !isAny(segment.begin, behind(segment.begin), stays)) {
            segment.begin = behind(segment.begin);
        }
        while (segment.end > segment.begin) {
            const std::int32_t last = segment.end - 1;
            const std::int32_t loop = outermost(last);
            const std::int32_t from = loop == kNone ? last : m_plan.loops[at(loop)].begin;
            if (isAny(from, segment.end, stays)) { return; }
            segment.end = from;
        }
    }
    template <class Predicate>
    bool isAny(std::int32_t from, std::int32_t to, const Predicate& holds) const {
        const auto begin = m_plan.instructions.begin();
        return std::any_of(begin + from, begin + to, holds);
    }
    bool isWork(const Instruction& each) const {
        const bool isJoined = each.kind == Kind::Updates || each.kind == Kind::Fused;
        return each.run == runGpuNode ||
               (isOnCard(each) && (!m_plan.branching || (each.run == nullptr && isJoined)));
    }
    static bool holdsList(const Instruction& each) {
        if (each.node == nullptr || each.node->op == nullptr) { return false; }
        return keepsTensors(*each.node) ||
               std::ranges::any_of(each.node->outputs, [](const OutputInfo& output) {
                   return !output.isRef && !isPlain(output.type);
               });
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

std::vector<LoopOnCard> loopsOnCards(const Plan& plan, const DeviceSet& devices) {
    SegmentFinder finder(plan, devices);
    return finder.loops(finder.find());
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
