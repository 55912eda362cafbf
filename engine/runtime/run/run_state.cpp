// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run/run_state.h"

#include <algorithm>
#include <mutex>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/kernel/state/step_resources.h"
#include "engine/runtime/gpu/memory_table.h"
#include "engine/runtime/run/run_operands.h"
#include "engine/runtime/session_variables.h"

namespace weft {
namespace {

/// Outputs up to this many bytes keep their buffer for the next run of the same state.
constexpr std::size_t kKeptBytes = 4096;

bool isFlow(Instruction::Kind kind) {
    return kind == Instruction::Kind::Pass || kind == Instruction::Kind::Switch ||
           kind == Instruction::Kind::Merge;
}

std::size_t bytesOf(DType type, const Shape& shape) {
    return static_cast<std::size_t>(shape.elements()) * elementBytes(type);
}

}  // namespace

RunState::RunState(const Plan& plan)
    : m_plan(plan),
      m_own(std::make_unique<Values>()),
      m_slots(m_own->tensors),
      m_memos(m_own->memos),
      m_stacks(m_own->stacks),
      m_packs(m_own->packs),
      m_stepResources(m_own->stepResources),
      m_faults(plan) {
    m_slots.resize(at(plan.slotCount));
    m_memos.resize(plan.instructions.size());
    m_stacks.resize(plan.stacks.size());
    m_packs.resize(at(plan.packCount));
    std::vector<bool> isConstant(at(plan.slotCount), false);
    for (const Plan::Constant& constant : plan.constants) {
        m_slots[at(constant.slot)] = constant.value;
        isConstant[at(constant.slot)] = true;
    }
    for (const Fetch& fetch : plan.fetches) {
        const bool isSlot = fetch.from.kind == Operand::Kind::Slot;
        if (isSlot && !isConstant[at(fetch.from.index)]) {
            m_fetchedSlots.push_back(fetch.from.index);
        }
    }
    if (plan.branching) { m_dead.assign(at(plan.slotCount), false); }
    makeRoom();
    if (!plan.forks.empty()) { m_second.reset(new RunState(*this, SecondLane{})); }
}

RunState::RunState(RunState& whole, SecondLane /*kind*/)
    : m_plan(whole.m_plan),
      m_slots(whole.m_slots),
      m_memos(whole.m_memos),
      m_stacks(whole.m_stacks),
      m_packs(whole.m_packs),
      m_stepResources(whole.m_stepResources),
      m_faults(whole.m_faults) {
    makeRoom();
}

RunState::~RunState() = default;

/// For the operands of the widest instruction.
void RunState::makeRoom() {
    std::int32_t widest = 0;
    for (const Instruction& instruction : m_plan.instructions) {
        widest = std::max(widest, instruction.operands.count);
    }
    m_inputs.resize(at(widest));
    m_variables.resize(at(widest));
}

Status RunState::run(const RunContext& context, std::span<const Tensor> feeds,
                     std::vector<Tensor>& fetches) {
    m_startNs = context.statistics != nullptr ? nowNs() : 0;
    m_times.reset();
    if (context.statistics != nullptr) {
        context.statistics->nodes.reserve(context.statistics->nodes.size() + m_lastTold);
        m_times.emplace(*context.statistics);
    }
    for (std::int32_t pack = 0; pack < m_plan.packCount; ++pack) { dropPack(pack); }
    Status status = bindFeeds(feeds);
    const StepResourcesScope resources(m_stepResources, context.asked);
    if (m_looksForRecording) {
        m_recorded = RecordedStep::find(m_plan, *context.devices);
        m_looksForRecording = false;
    }
    if (m_recorded != nullptr && context.statistics == nullptr) {
        if (status.ok()) { status = runRecorded(context); }
    } else if (m_plan.branching) {
        if (status.ok()) { status = runBranching(context, 0, m_plan.instructions.size()); }
    } else {
        for (std::size_t i = 0; status.ok() && i < m_plan.instructions.size(); ++i) {
            const Instruction::Kind kind = m_plan.instructions[i].kind;
            if (kind == Instruction::Kind::Rows) {
                status = runRows(context, i);
                i = at(m_plan.regions[at(m_plan.instructions[i].fork)].end) - 1;
                continue;
            }
            if (kind != Instruction::Kind::Fork) {
                status = step(context, i);
                continue;
            }
            const Plan::Lanes& fork = m_plan.forks[at(m_plan.instructions[i].fork)];
            status = runFork(context, fork);
            i = at(fork.end);
            if (status.ok()) { release(m_plan.instructions[i]); }
        }
    }
    if (status.ok()) { status = fetch(fetches); }
    if (status.ok() && m_times) { status = m_times->fill(); }
    if (status.ok()) { status = m_faults.take(); }
    m_times.reset();
    if (context.statistics != nullptr) { m_lastTold = context.statistics->nodes.size(); }
    for (const Plan::Feed& feed : m_plan.feeds) { m_slots[at(feed.slot)] = Tensor(); }
    // A value that was read from a variable must not make the variable's next write a copy.
    for (const std::int32_t slot : m_fetchedSlots) {
        if (m_slots[at(slot)].valid() && !m_slots[at(slot)].unique()) { m_slots[at(slot)] = {}; }
    }
    if (m_plan.usesStepResources) { m_stepResources.clear(); }
    if (!status.ok()) {
        status = withMemoryTable(status, m_plan, m_slots, *context.devices);
        reset();
    }
    return status;
}

/// One instruction, unless the run was cancelled; timed where statistics are asked for.
Status RunState::step(const RunContext& context, std::size_t i) {
    WEFT_TRY(context.check());
    if (context.statistics == nullptr) { return execute(context, i); }
    const std::int64_t before = nowNs();
    GpuCard* const card = cardOf(context.devices->at(m_plan.instructions[i].device));
    if (card != nullptr && m_times) { m_times->begin(*card, before - m_startNs); }
    const Status status = execute(context, i);
    addStatistics(*context.statistics, i, before, nowNs() - before);
    if (card != nullptr && m_times) { m_times->end(); }
    return status;
}

Status RunState::bindFeeds(std::span<const Tensor> feeds) {
    if (feeds.size() != m_plan.feeds.size()) {
        return invalidArgument(
            concat("wrong number of feeds: got ", feeds.size(), ", want ", m_plan.feeds.size()));
    }
    for (std::size_t i = 0; i < feeds.size(); ++i) {
        WEFT_TRY(checkFeed(m_plan.feeds[i], feeds[i]));
        m_slots[at(m_plan.feeds[i].slot)] = feeds[i];
    }
    return okStatus();
}

Status RunState::execute(const RunContext& context, std::size_t index) {
    const Instruction& instruction = m_plan.instructions[index];
    // Of a share all locks are held.
    const VariableLocks locks(m_plan, m_share == nullptr ? instruction.locks : Range{});
    m_failed = instruction.node;
    Status status = readOperands(instruction);
    if (status.ok()) {
        Tensor* out =
            instruction.outputs.count > 0 ? &m_slots[at(instruction.outputs.begin)] : nullptr;
        if (instruction.stack >= 0) {
            status = callStacked(context, instruction, index);
        } else if (instruction.kind == Instruction::Kind::Copy ||
                   instruction.kind == Instruction::Kind::Snapshot) {
            *out = Tensor();
            if (m_inputs[0]->valid()) {
                auto copy = copyToDevice(*m_inputs[0], context.devices->at(instruction.device));
                status = copy.status();
                if (copy.ok()) { *out = *std::move(copy); }
            }
        } else if (isFlow(instruction.kind)) {
            status = passOn(instruction);
        } else if (instruction.kind == Instruction::Kind::Fused) {
            status = callFused(context, instruction, index);
        } else if (instruction.kind == Instruction::Kind::Updates) {
            status = callUpdates(context, instruction, index);
        } else {
            status = callKernel(context, instruction, index);
        }
    }
    if (!status.ok()) {
        const bool ofMany = instruction.kind == Instruction::Kind::Fused ||
                            instruction.kind == Instruction::Kind::Updates;
        return described(context, instruction, ofMany ? m_failed : instruction.node, status);
    }
    release(instruction);
    return okStatus();
}

Status RunState::readOperands(const Instruction& instruction) {
    for (std::int32_t i = 0; i < instruction.operands.count; ++i) {
        const Operand& operand = m_plan.operands[at(instruction.operands.begin + i)];
        m_variables[at(i)] = nullptr;
        if (operand.kind == Operand::Kind::Slot) {
            m_inputs[at(i)] = &m_slots[at(operand.index)];
            if (m_plan.branching && instruction.stack < 0 && !m_inputs[at(i)]->valid() &&
                !m_dead[at(operand.index)]) {
                WEFT_TRY(emptySnapshot(operand.index));
            }
            continue;
        }
        Variable& variable = *m_plan.variables[at(operand.index)];
        // A snapshot for a branch is taken whether or not the branch is; its readers complain.
        const bool early = m_plan.branching && instruction.kind == Instruction::Kind::Snapshot;
        if (!early && !variable.initialized()) {
            WEFT_TRY(checkEmpty(variable, instruction, operand.byReference, operand.byHandle));
        }
        m_inputs[at(i)] = operand.byReference ? nullptr : &variable.value();
        m_variables[at(i)] = operand.byReference ? &variable : nullptr;
    }
    return okStatus();
}

Status RunState::callKernel(const RunContext& context, const Instruction& instruction,
                            std::size_t index) {
    ShapeMemo& memo = m_memos[index];
    Device& device = context.devices->at(outputDevice(*context.devices, instruction));
    WEFT_TRY(updateShapes(instruction, operandsOf(instruction), memo));
    if (instruction.kind == Instruction::Kind::Alias) {
        m_slots[at(instruction.outputs.begin)] =
            WEFT_TRY(aliasOf(*m_inputs[at(instruction.aliased)], memo));
        return okStatus();
    }
    WEFT_TRY(allocateOutputs(instruction, memo, device));
    const bool isSpecial = instruction.pack >= 0 || instruction.columns.count > 0;
    if (isSpecial && multiply(instruction)) { return okStatus(); }
    return callNode(context, instruction, operandsOf(instruction), memo,
                    {m_slots.data() + instruction.outputs.begin, at(instruction.outputs.count)});
}

/// A product of some columns, or by weights that others share; false where the kernel does as well.
bool RunState::multiply(const Instruction& instruction) {
    const AttrMap& attrs = instruction.node->attrs;
    Tensor& out = m_slots[at(instruction.outputs.begin)];
    if (out.elements() == 0) { return false; }
    Gemm g{out.shape()[0], out.shape()[1], 0, attrs.getOr<bool>("transpose_a", false),
           attrs.getOr<bool>("transpose_b", false)};
    g.k = m_inputs[0]->shape()[g.transposeA ? 0 : 1];
    const float* a = m_inputs[0]->values<float>().data();
    const float* b = m_inputs[1]->values<float>().data() + instruction.columns.begin * g.k;
    float* c = out.mutableValues<float>().data();
    if (instruction.pack >= 0) {
        Pack& pack = m_packs[at(instruction.pack)];
        if (!pack.valid) { pack.valid = pack.matrix.pack(g, b); }
        // One of another size than the first is computed by itself.
        if (pack.valid && pack.matrix.fits(g) && pack.matrix.multiply(a, c)) { return true; }
    }
    if (instruction.columns.count == 0) { return false; }
    gemm(g, a, b, c);
    return true;
}

Status RunState::allocateOutputs(const Instruction& instruction, const ShapeMemo& memo,
                                 Device& device) {
    const Node& node = *instruction.node;
    for (std::int32_t i = 0; i < instruction.outputs.count; ++i) {
        if (node.outputs[at(i)].isRef) { continue; }
        if (node.op->isDynamicOutput(i)) {
            m_slots[at(instruction.outputs.begin + i)] = Tensor();
            continue;
        }
        WEFT_TRY(
            allocateOutput(instruction, i, node.outputs[at(i)].type, memo.outputs[at(i)], device));
    }
    return okStatus();
}

/// Memory for an output: what it had in the last run, that of an operand whose last use is here, or
/// new.
Status RunState::allocateOutput(const Instruction& instruction, std::int32_t i, DType type,
                                const Shape& shape, Device& device) {
    Tensor& out = m_slots[at(instruction.outputs.begin + i)];
    if (isJoined(instruction.outputs.begin + i)) {
        out = WEFT_TRY(placeInWhole(instruction.outputs.begin + i, type, shape, device));
        return okStatus();
    }
    const bool isVariant = type == DType::Variant;  // may hold much, and is handed on
    if (type != DType::String && !isVariant && canReuse(out, type, shape)) { return okStatus(); }
    // Small outputs have buffers of their own, kept from run to run.
    if (i == 0 && instruction.inPlace >= 0 && (isVariant || bytesOf(type, shape) > kKeptBytes)) {
        const Tensor* source = m_inputs[at(instruction.inPlace)];
        if (source != nullptr && canReuse(*source, type, shape)) {
            out = *source;
            return okStatus();
        }
    }
    out = Tensor();  // gives the old buffer back first
    out = WEFT_TRY(Tensor::allocate(type, shape, device.allocator()));
    return okStatus();
}

/// Drops values after their last use. Small buffers that nobody shares stay where they are made,
/// for the next run.
void RunState::release(const Instruction& instruction) {
    for (std::int32_t i = 0; i < instruction.releases.count; ++i) {
        Tensor& slot = m_slots[at(m_plan.releaseSlots[at(instruction.releases.begin + i)])];
        const bool isLarge = slot.bytes() > kKeptBytes || slot.dtype() == DType::Variant;
        if (slot.valid() && (isLarge || !slot.unique())) { slot = Tensor(); }
    }
}

Status RunState::fetch(std::vector<Tensor>& fetches) {
    fetches.resize(m_plan.fetches.size());
    for (std::size_t i = 0; i < fetches.size(); ++i) {
        const Operand& from = m_plan.fetches[i].from;
        const bool isVariable = from.kind == Operand::Kind::Variable;
        Variable* variable = isVariable ? m_plan.variables[at(from.index)].get() : nullptr;
        std::unique_lock<Mutex> lock;
        if (isVariable) { lock = std::unique_lock<Mutex>(variable->mutex()); }
        if (isVariable && !variable->initialized()) { return uninitialized(*variable); }
        if (m_plan.branching && !isVariable && m_dead[at(from.index)]) {
            return invalidArgument(concat("Retval[", i, "] does not have value"));
        }
        const Tensor& value = isVariable ? variable->value() : m_slots[at(from.index)];
        if (!value.valid()) {
            if (!isVariable) { WEFT_TRY(emptySnapshot(from.index)); }
            return internalError(concat("fetch '", m_plan.fetches[i].name, "' has no value"));
        }
        WEFT_TRY(handOut(value, fetches[i]));
    }
    return okStatus();
}

void RunState::reset() {
    if (m_recorded != nullptr) { m_recorded->drop(); }
    for (Tensor& slot : m_slots) { slot = Tensor(); }
    for (ProductStack& stack : m_stacks) { stack.clear(); }
    for (const Plan::Constant& constant : m_plan.constants) {
        m_slots[at(constant.slot)] = constant.value;
    }
    for (const auto& share : m_shares) { share->reset(); }
}

}  // namespace weft
