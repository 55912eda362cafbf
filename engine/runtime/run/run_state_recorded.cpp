// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: a step whose work on a card is recorded in its third run and replayed from then on. What the
/// processor does in it, and copies between the two, are done each time.

#include <optional>

#include "engine/base/strings.h"
#include "engine/runtime/gpu/recorded_step.h"
#include "engine/runtime/run/run_operands.h"
#include "engine/runtime/run/run_state.h"

namespace weft {

Status RunState::runRecorded(const RunContext& context) {
    RecordedStep& recorded = *m_recorded;
    const bool replays = recorded.isReady();
    const bool records = !replays && recorded.isDue();
    bool isPlain = !replays && !records;
    if (isPlain && recorded.rehearses()) { return rehearse(context); }
    const std::size_t count = m_plan.instructions.size();
    std::size_t i = 0;
    while (i < count) {
        const auto here = static_cast<std::int32_t>(i);
        Segment* segment = isPlain ? nullptr : recorded.beginningAt(here);
        bool isDone = false;
        if (segment != nullptr) {
            WEFT_TRY(context.check());
            isDone = WEFT_TRY(replays ? replaySegment(*segment) : recordSegment(context, *segment));
        } else if (replays && !isPlain) {
            isDone = WEFT_TRY(sendAgain(context, i));
        }
        if (isDone) {
            i = segment != nullptr ? at(segment->end) : i + 1;
            continue;
        }
        if (segment != nullptr) { isPlain = true; }  // the rest of this run goes node by node
        const std::size_t next = WEFT_TRY(advance(context, i));
        if (records && !isPlain) { keepTarget(i); }
        i = next;
    }
    if (records && !isPlain) { recorded.finish(); }
    if (replays && isPlain) { recorded.drop(); }
    return okStatus();
}

/// Runs node by node and looks for what a recording would not bear.
Status RunState::rehearse(const RunContext& context) {
    std::string obstacle;
    const std::size_t count = m_plan.instructions.size();
    for (std::size_t i = 0; i < count;) {
        const bool isHeld = m_recorded->holds(static_cast<std::int32_t>(i));
        if (!isHeld || !obstacle.empty()) {
            i = WEFT_TRY(advance(context, i));
            continue;
        }
        const Node* node = m_plan.instructions[i].node;
        const GpuRecorder rehearsal(/*keepsWords=*/false);
        const std::int64_t reads = GpuCard::readsOfThisThread();
        i = WEFT_TRY(advance(context, i));
        obstacle = rehearsal.obstacle();
        if (obstacle.empty() && node != nullptr && reads != GpuCard::readsOfThisThread()) {
            obstacle = concat("the processor reads what '", node->name, "' has from the card");
        }
    }
    m_recorded->rehearsed(obstacle);
    return okStatus();
}

/// A copy to the card that recordings read goes to where it went when they were made.
/// @return false where the instruction is none, or has another shape now.
Result<bool> RunState::sendAgain(const RunContext& context, std::size_t index) {
    const Instruction& instruction = m_plan.instructions[index];
    if (instruction.kind != Instruction::Kind::Copy) { return false; }
    for (auto& [slot, target] : m_recorded->targets) {
        if (slot != instruction.outputs.begin) { continue; }
        WEFT_TRY(context.check());
        const VariableLocks locks(m_plan, instruction.locks);
        WEFT_TRY(readOperands(instruction));
        const Tensor& source = *m_inputs[0];
        if (source.dtype() != target.dtype() || !(source.shape() == target.shape())) {
            return false;
        }
        const Status sent = copyElementBytes(source, target);
        if (!sent.ok()) { return described(context, instruction, instruction.node, sent); }
        m_slots[at(slot)] = target;
        release(instruction);
        return true;
    }
    return false;
}

void RunState::keepTarget(std::size_t index) {
    const Instruction& instruction = m_plan.instructions[index];
    if (instruction.kind != Instruction::Kind::Copy || !m_recorded->isTarget(instruction)) {
        return;
    }
    const Tensor& made = m_slots[at(instruction.outputs.begin)];
    if (deviceMemoryOf(made) != nullptr) {
        m_recorded->targets.emplace_back(instruction.outputs.begin, made);
    }
}

std::vector<bool> RunState::deadAmong(const std::vector<std::int32_t>& slots) const {
    std::vector<bool> dead;
    if (!m_plan.branching) { return dead; }
    dead.reserve(slots.size());
    for (const std::int32_t slot : slots) { dead.push_back(m_dead[at(slot)]); }
    return dead;
}

/// Slots without those that hold a variable's value: who holds one makes its next write a copy.
/// @param aliases receives these.
std::vector<Tensor> RunState::slotsBefore(
    std::vector<std::pair<std::size_t, const Variable*>>& aliases) const {
    std::vector<Tensor> before = m_slots;  // operands are dropped at their last use
    for (std::size_t s = 0; s < before.size(); ++s) {
        for (const auto& variable : m_plan.variables) {
            const MutexLock lock(variable->mutex());
            if (!before[s].sharesBufferWith(variable->value())) { continue; }
            before[s] = Tensor();
            aliases.emplace_back(s, variable.get());
            break;
        }
    }
    return before;
}

/// Notes what a segment is told from outside, and has it read what may lie elsewhere in each run from
/// memory of its own.
Status RunState::takeEntries(Segment& segment) {
    segment.take.deadBefore = deadAmong(segment.entries);
    for (const std::int32_t slot : segment.entries) {
        const Tensor& value = m_slots[at(slot)];
        if (value.valid() && deviceMemoryOf(value) == nullptr) {
            segment.take.hostValues.emplace_back(slot, value);
        }
    }
    const StreamScope memory(m_recorded->card(), m_recorded->card().stream(), m_recorded->arena());
    for (const std::int32_t slot : segment.arriving) {
        Tensor& value = m_slots[at(slot)];
        if (!value.valid() || deviceMemoryOf(value) == nullptr) { continue; }
        value = WEFT_TRY(value.clone(m_recorded->card()));
        segment.take.moved.emplace_back(slot, value);
    }
    return okStatus();
}

/// Records a segment and enqueues what was recorded.
/// @return false where it could not be recorded; its instructions have then done nothing.
Result<bool> RunState::recordSegment(const RunContext& context, Segment& segment) {
    RecordedStep& recorded = *m_recorded;
    // Memory of the recording must be its own: not what an output had before.
    for (const std::int32_t slot : segment.made) { m_slots[at(slot)] = {}; }
    WEFT_TRY(takeEntries(segment));
    std::vector<std::pair<std::size_t, const Variable*>> aliases;
    std::vector<Tensor> before = slotsBefore(aliases);
    const std::vector<bool> deadBefore = m_dead;
    const Status begun = recorded.begin();
    if (!begun.ok()) {
        recorded.giveUp(std::string(messageOf(begun)));
        return false;
    }
    const std::string obstacle = recordInstructions(context, segment);
    if (!recorded.end(segment, obstacle)) {
        m_slots = std::move(before);
        m_dead = deadBefore;
        for (const auto& [slot, variable] : aliases) { m_slots[slot] = variable->value(); }
        return false;
    }
    segment.take.deadAfter = deadAmong(segment.made);
    for (const std::int32_t slot : segment.results) {
        if (m_slots[at(slot)].valid()) {
            segment.take.results.emplace_back(slot, m_slots[at(slot)]);
        }
    }
    WEFT_TRY(recorded.replay(segment));
    return true;
}

/// Runs a segment's instructions, loops and all, on the stream that records.
/// @return why it cannot be recorded, or "".
std::string RunState::recordInstructions(const RunContext& context, Segment& segment) {
    /// A loop of more launches is not unrolled.
    constexpr int kMostSteps = 1 << 16;
    const StreamScope scope(m_recorded->card(), m_recorded->stream(), m_recorded->arena());
    GpuRecorder recorder(/*keepsWords=*/true);
    std::string obstacle;
    int steps = 0;
    for (std::size_t i = at(segment.begin); i < at(segment.end) && obstacle.empty();) {
        const Instruction& instruction = m_plan.instructions[i];
        const bool sends = instruction.kind == Instruction::Kind::Copy;
        std::optional<StreamScope> apart;  // sent now: what comes before it must not use its memory
        if (sends) { apart.emplace(m_recorded->card(), m_recorded->stream(), nullptr); }
        const Result<std::size_t> next = advance(context, i);
        if (!next.ok()) { return std::string(messageOf(next.status())); }
        i = *next;
        obstacle = ++steps > kMostSteps ? "its loops run too often" : recorder.obstacle();
        if (sends) { segment.take.sent.push_back(m_slots[at(instruction.outputs.begin)]); }
    }
    segment.take.counted = recorder.takeCounted();
    return obstacle;
}

/// @return false where it was recorded for other values.
Result<bool> RunState::replaySegment(Segment& segment) {
    SegmentTake& take = segment.take;
    if (deadAmong(segment.entries) != take.deadBefore) { return false; }
    for (const auto& [slot, value] : take.hostValues) {
        const Tensor& now = m_slots[at(slot)];
        const bool same = now.valid() && deviceMemoryOf(now) == nullptr && bytesEqual(now, value);
        if (!same) { return false; }
    }
    for (const auto& [slot, value] : take.moved) {
        const Tensor& now = m_slots[at(slot)];
        const bool fits = now.valid() && deviceMemoryOf(now) != nullptr &&
                          now.dtype() == value.dtype() && now.shape() == value.shape();
        if (!fits) { return false; }
    }
    for (auto& [slot, value] : take.moved) {
        WEFT_TRY(copyElementBytes(m_slots[at(slot)], value));
        m_slots[at(slot)] = value;
    }
    WEFT_TRY(m_recorded->replay(segment));
    for (const auto& [slot, value] : take.results) { m_slots[at(slot)] = value; }
    for (std::size_t k = 0; k < take.deadAfter.size(); ++k) {
        m_dead[at(segment.made[k])] = take.deadAfter[k];
    }
    return true;
}

}  // namespace weft
