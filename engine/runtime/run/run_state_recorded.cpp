// SPDX-License-Identifier: Apache-2.0
/// @file
/// RunState: a step whose work on a card is recorded in its third run and replayed from then on. What the
/// processor does in it, and copies between the two, are done each time.

#include <optional>

#include "engine/runtime/gpu/recorded_step.h"
#include "engine/runtime/run/run_operands.h"
#include "engine/runtime/run/run_state.h"

namespace weft {

Status RunState::runRecorded(const RunContext& context) {
    RecordedStep& recorded = *m_recorded;
    const bool replays = recorded.isReady();
    const bool records = !replays && recorded.isDue();
    bool isPlain = !replays && !records;
    std::optional<GpuRecorder> rehearsal;
    if (isPlain && recorded.rehearses()) { rehearsal.emplace(/*keepsWords=*/false); }
    const auto count = static_cast<std::int32_t>(m_plan.instructions.size());
    for (std::int32_t i = 0; i < count; ++i) {
        RecordedStep::Segment* segment = isPlain ? nullptr : recorded.beginningAt(i);
        bool isDone = false;
        if (segment != nullptr) {
            WEFT_TRY(context.check());
            isDone = WEFT_TRY(replays ? replaySegment(context, *segment)
                                      : recordSegment(context, *segment));
        } else if (replays && !isPlain) {
            isDone = WEFT_TRY(sendAgain(context, at(i)));
        }
        if (isDone) {
            i = segment != nullptr ? segment->end - 1 : i;
            continue;
        }
        if (segment != nullptr) { isPlain = true; }  // the rest of this run goes node by node
        WEFT_TRY(step(context, at(i)));
        if (records && !isPlain) { keepTarget(at(i)); }
    }
    if (rehearsal) { recorded.rehearsed(rehearsal->obstacle()); }
    if (records && !isPlain) { recorded.finish(); }
    if (replays && isPlain) { recorded.drop(); }
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
    if (instruction.kind != Instruction::Kind::Copy) { return; }
    const Tensor& made = m_slots[at(instruction.outputs.begin)];
    if (deviceMemoryOf(made) != nullptr) {
        m_recorded->targets.emplace_back(instruction.outputs.begin, made);
    }
}

/// Records a segment and enqueues what was recorded.
/// @return false where it could not be recorded; its instructions have then done nothing.
Result<bool> RunState::recordSegment(const RunContext& context, RecordedStep::Segment& segment) {
    RecordedStep& recorded = *m_recorded;
    // Memory of the recording must be its own: not what an output had before.
    for (std::int32_t i = segment.begin; i < segment.end; ++i) {
        const Range outputs = m_plan.instructions[at(i)].outputs;
        for (std::int32_t o = 0; o < outputs.count; ++o) { m_slots[at(outputs.begin + o)] = {}; }
    }
    std::vector<Tensor> before = m_slots;  // operands are dropped at their last use
    std::vector<std::pair<std::size_t, const Variable*>> aliases;
    for (std::size_t s = 0; s < before.size(); ++s) {
        for (const auto& variable : m_plan.variables) {
            const MutexLock lock(variable->mutex());
            if (!before[s].sharesBufferWith(variable->value())) { continue; }
            before[s] = Tensor();  // who holds a variable's value makes its next write a copy
            aliases.emplace_back(s, variable.get());
            break;
        }
    }
    std::vector<std::pair<std::int32_t, Tensor>> hostValues;
    std::vector<std::pair<std::int32_t, Tensor>> results;
    std::string obstacle;
    std::vector<GpuRecorder::Counted> counted;
    const Status begun = recorded.begin();
    if (!begun.ok()) {
        recorded.giveUp(std::string(messageOf(begun)));
        return false;
    }
    {
        const StreamScope scope(recorded.card(), recorded.stream(), recorded.arena());
        GpuRecorder recorder(/*keepsWords=*/true);
        for (std::int32_t i = segment.begin; i < segment.end && obstacle.empty(); ++i) {
            const Instruction& instruction = m_plan.instructions[at(i)];
            for (const Operand& operand : weft::operandsOf(m_plan, instruction)) {
                const bool isSlot = operand.kind == Operand::Kind::Slot;
                const Tensor* value = isSlot ? &m_slots[at(operand.index)] : nullptr;
                if (value == nullptr || !value->valid() || deviceMemoryOf(*value) != nullptr) {
                    continue;
                }
                hostValues.emplace_back(operand.index, *value);
            }
            const Status status = step(context, at(i));
            obstacle = status.ok() ? recorder.obstacle() : std::string(messageOf(status));
            for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
                const std::int32_t slot = instruction.outputs.begin + o;
                if (recorded.isResult(segment, slot) && m_slots[at(slot)].valid()) {
                    results.emplace_back(slot, m_slots[at(slot)]);
                }
            }
        }
        counted = recorder.takeCounted();
    }
    if (!recorded.end(segment, obstacle, std::move(counted))) {
        m_slots = std::move(before);
        for (const auto& [slot, variable] : aliases) { m_slots[slot] = variable->value(); }
        return false;
    }
    segment.hostValues = std::move(hostValues);
    segment.results = std::move(results);
    WEFT_TRY(recorded.replay(segment));
    return true;
}

/// @return false where it was recorded for other values.
Result<bool> RunState::replaySegment(const RunContext& /*context*/,
                                     RecordedStep::Segment& segment) {
    for (const auto& [slot, value] : segment.hostValues) {
        const Tensor& now = m_slots[at(slot)];
        const bool same = now.valid() && deviceMemoryOf(now) == nullptr && bytesEqual(now, value);
        if (!same) { return false; }
    }
    WEFT_TRY(m_recorded->replay(segment));
    for (const auto& [slot, value] : segment.results) { m_slots[at(slot)] = value; }
    return true;
}

}  // namespace weft
