// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run/run_state.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "engine/base/strings.h"
#include "engine/graph/shape_context.h"
#include "engine/kernel/state/step_resources.h"
#include "engine/runtime/run/run_operands.h"
#include "engine/runtime/session_variables.h"

namespace weft {
namespace {

/// Outputs up to this many bytes keep their buffer for the next run of the same state.
constexpr std::size_t kKeptBytes = 4096;

Status unread(const Variable& variable) {
    return failedPrecondition(concat("Could not find variable ", variable.name(),
                                     ": it is uninitialized or has been deleted; run its "
                                     "initializer or restore a checkpoint"));
}

Status missing(const Variable& variable) {
    return notFound(concat("Could not find resource: ", variable.name(),
                           "; run its initializer or restore a checkpoint"));
}

bool isFlow(Instruction::Kind kind) {
    return kind == Instruction::Kind::Pass || kind == Instruction::Kind::Switch ||
           kind == Instruction::Kind::Merge;
}

bool takesEmptyVariables(const OpDef& op) {
    return op.allowsUninitializedInput || op.variableAccess == VariableAccess::Assign ||
           op.variableAccess == VariableAccess::Ask;
}

bool canReuse(const Tensor& tensor, DType type, const Shape& shape) {
    return tensor.valid() && tensor.dtype() == type && tensor.shape() == shape && tensor.unique();
}

std::size_t bytesOf(DType type, const Shape& shape) {
    return static_cast<std::size_t>(shape.elements()) * elementBytes(type);
}

std::int64_t nowNs() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace

RunState::RunState(const Plan& plan)
    : m_plan(plan),
      m_slots(at(plan.slotCount)),
      m_memos(plan.instructions.size()),
      m_stacks(plan.stacks.size()),
      m_packs(at(plan.packCount)) {
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
    std::int32_t widest = 0;
    for (const Instruction& instruction : plan.instructions) {
        widest = std::max(widest, instruction.operands.count);
    }
    if (plan.branching) { m_dead.assign(at(plan.slotCount), false); }
    m_inputs.resize(at(widest));
    m_variables.resize(at(widest));
}

Status RunState::run(const RunContext& context, std::span<const Tensor> feeds,
                     std::vector<Tensor>& fetches) {
    m_startNs = context.statistics != nullptr ? nowNs() : 0;
    for (Pack& pack : m_packs) { pack.valid = false; }
    Status status = bindFeeds(feeds);
    const StepResourcesScope resources(m_stepResources);
    if (m_plan.branching) {
        if (status.ok()) { status = runBranching(context); }
    } else {
        for (std::size_t i = 0; status.ok() && i < m_plan.instructions.size(); ++i) {
            status = step(context, i);
        }
    }
    if (status.ok()) { status = fetch(fetches); }
    for (const Plan::Feed& feed : m_plan.feeds) { m_slots[at(feed.slot)] = Tensor(); }
    // A value that was read from a variable must not make the variable's next write a copy.
    for (const std::int32_t slot : m_fetchedSlots) {
        if (m_slots[at(slot)].valid() && !m_slots[at(slot)].unique()) { m_slots[at(slot)] = {}; }
    }
    if (m_plan.usesStepResources) { m_stepResources.clear(); }
    if (!status.ok()) { reset(); }
    return status;
}

/// One instruction, unless the run was cancelled; timed where statistics are asked for.
Status RunState::step(const RunContext& context, std::size_t i) {
    WEFT_TRY(context.run->check());
    if (context.asked != nullptr) { WEFT_TRY(context.asked->check()); }
    if (context.statistics == nullptr) { return execute(context, i); }
    const std::int64_t before = nowNs();
    const Status status = execute(context, i);
    addStatistics(*context.statistics, i, before, nowNs() - before);
    return status;
}

Status RunState::bindFeeds(std::span<const Tensor> feeds) {
    if (feeds.size() != m_plan.feeds.size()) {
        return invalidArgument(
            concat("wrong number of feeds: got ", feeds.size(), ", want ", m_plan.feeds.size()));
    }
    for (std::size_t i = 0; i < feeds.size(); ++i) {
        const Plan::Feed& feed = m_plan.feeds[i];
        if (feeds[i].dtype() != feed.type) {
            return invalidArgument(concat("feed '", feed.name, "' has the wrong dtype: got ",
                                          feeds[i].dtype(), ", want ", feed.type));
        }
        if (!feed.shape.compatibleWith(feeds[i].shape())) {
            return invalidArgument(concat("feed '", feed.name, "' has the wrong shape: got ",
                                          feeds[i].shape(), ", want ", feed.shape));
        }
        m_slots[at(feed.slot)] = feeds[i];
    }
    return okStatus();
}

Status RunState::execute(const RunContext& context, std::size_t index) {
    const Instruction& instruction = m_plan.instructions[index];
    const VariableLocks locks(m_plan, instruction.locks);
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
        } else {
            status = callKernel(context, instruction, index);
        }
    }
    if (!status.ok()) { return described(context, instruction, status); }
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
        const bool mayBeEmpty =
            early || (operand.byReference && takesEmptyVariables(*instruction.node->op));
        if (!variable.initialized() && !mayBeEmpty) {
            if (!operand.byHandle) { return uninitialized(variable); }
            // The words of TensorFlow, where the resource comes into being with its first value.
            return instruction.kind == Instruction::Kind::Alias ? unread(variable)
                                                                : missing(variable);
        }
        m_inputs[at(i)] = operand.byReference ? nullptr : &variable.value();
        m_variables[at(i)] = operand.byReference ? &variable : nullptr;
    }
    return okStatus();
}

Status RunState::callKernel(const RunContext& context, const Instruction& instruction,
                            std::size_t index) {
    ShapeMemo& memo = m_memos[index];
    Device& device = context.devices->at(instruction.device);
    WEFT_TRY(updateShapes(instruction, memo));
    if (instruction.kind == Instruction::Kind::Alias) {
        const Tensor& source = *m_inputs[at(instruction.aliased)];
        if (source.elements() != memo.outputs[0].elements()) {
            return internalError(concat("shape function of a pass-through op: got ",
                                        memo.outputs[0], " for ", source.shape()));
        }
        m_slots[at(instruction.outputs.begin)] = source.reshaped(memo.outputs[0]);
        return okStatus();
    }
    WEFT_TRY(allocateOutputs(instruction, memo, device));
    bool allEmpty = true;
    for (const Shape& shape : memo.outputs) { allEmpty = allEmpty && shape.elements() == 0; }
    if (allEmpty && !instruction.runsOnEmpty) { return okStatus(); }
    if (instruction.pack >= 0 && multiplyPacked(instruction)) { return okStatus(); }

    KernelContext::State state;
    state.node = instruction.node;
    state.parameters = instruction.parameters;
    state.inputs = {m_inputs.data(), at(instruction.operands.count)};
    state.variables = {m_variables.data(), at(instruction.operands.count)};
    state.outputs = {m_slots.data() + instruction.outputs.begin, at(instruction.outputs.count)};
    state.device = &device;
    state.resources = context.resources;
    state.cancellation = context.run;
    state.defaultSeed = context.seed;
    state.defaultSeed2 = instruction.defaultSeed2;
    KernelContext kernelContext(state);
    return instruction.run(kernelContext);
}

/// A product by weights that others share; false where it is better computed by itself.
bool RunState::multiplyPacked(const Instruction& instruction) {
    Pack& pack = m_packs[at(instruction.pack)];
    const AttrMap& attrs = instruction.node->attrs;
    Tensor& out = m_slots[at(instruction.outputs.begin)];
    Gemm g{out.shape()[0], out.shape()[1], 0, attrs.getOr<bool>("transpose_a", false),
           attrs.getOr<bool>("transpose_b", false)};
    g.k = m_inputs[0]->shape()[g.transposeA ? 0 : 1];
    if (!pack.valid) { pack.valid = pack.matrix.pack(g, m_inputs[1]->values<float>().data()); }
    // One of another size than the first is computed by itself.
    return pack.valid && pack.matrix.fits(g) &&
           pack.matrix.multiply(m_inputs[0]->values<float>().data(),
                                out.mutableValues<float>().data());
}

/// Shapes of the outputs: from the memo while inputs are as before, else from the shape function.
Status RunState::updateShapes(const Instruction& instruction, ShapeMemo& memo) {
    const std::size_t count = at(instruction.operands.count);
    static const Shape kNoShape;
    const auto shapeOf = [&](std::size_t i) -> const Shape& {
        if (m_inputs[i] != nullptr) { return m_inputs[i]->shape(); }
        return m_variables[i]->initialized() ? m_variables[i]->value().shape() : kNoShape;
    };
    bool same = memo.valid;
    for (std::size_t i = 0; same && i < count; ++i) { same = memo.inputs[i] == shapeOf(i); }
    for (std::size_t v = 0; same && v < memo.values.size(); ++v) {
        same = bytesEqual(*m_inputs[static_cast<std::size_t>(memo.values[v].first)],
                          memo.values[v].second);
    }
    if (same) { return okStatus(); }

    memo = {};
    std::vector<PartialShape> shapes;
    std::vector<DType> types;
    for (std::size_t i = 0; i < count; ++i) {
        memo.inputs.push_back(shapeOf(i));
        const bool open = m_inputs[i] == nullptr && !m_variables[i]->initialized();
        shapes.push_back(open ? m_variables[i]->shape() : PartialShape(shapeOf(i)));
        types.push_back(m_inputs[i] != nullptr ? m_inputs[i]->dtype() : m_variables[i]->dtype());
    }
    const Node& node = *instruction.node;
    const RunValues values(m_inputs);
    const ShapeContext shapeContext(*node.op, node.attrs, shapes, types, instruction.outputs.count,
                                    values);
    const std::vector<PartialShape> found = WEFT_TRY(node.op->shape(shapeContext));
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::optional<Shape> full = found[i].full();
        const bool mayBeOpen =
            node.outputs[i].isRef || node.op->isDynamicOutput(static_cast<int>(i));
        if (!full && found[i].isFull()) {
            return invalidArgument(concat("output ", i, " has too many elements: got shape ",
                                          found[i], ", want fewer than 2^63"));
        }
        if (!full && !mayBeOpen) {
            return internalError(
                concat("the shape of output ", i, " is not known at run: got ", found[i]));
        }
        memo.outputs.push_back(full.value_or(Shape()));
    }
    for (const int input : values.seen()) {
        memo.values.emplace_back(input,
                                 WEFT_TRY(m_inputs[static_cast<std::size_t>(input)]->clone()));
    }
    // An uninitialized variable's shape is not part of the key.
    memo.valid = true;
    for (std::size_t i = 0; i < count; ++i) {
        if (m_inputs[i] == nullptr && !m_variables[i]->initialized()) { memo.valid = false; }
    }
    return okStatus();
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
    if (type != DType::String && canReuse(out, type, shape)) { return okStatus(); }
    // Small outputs have buffers of their own, kept from run to run.
    if (i == 0 && instruction.inPlace >= 0 && bytesOf(type, shape) > kKeptBytes) {
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
        if (slot.valid() && (slot.bytes() > kKeptBytes || !slot.unique())) { slot = Tensor(); }
    }
}

/// Results are copies in the caller's memory: nothing that a later step writes shows through, and
/// they outlive the session. A tensor of the caller that fits is written again.
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
            return internalError(concat("fetch '", m_plan.fetches[i].name, "' has no value"));
        }
        if (isPlain(value.dtype()) && canReuse(fetches[i], value.dtype(), value.shape())) {
            if (value.bytes() > 0) {
                std::memcpy(fetches[i].mutableData(), value.data(), value.bytes());
            }
        } else {
            fetches[i] = WEFT_TRY(value.clone());
        }
    }
    return okStatus();
}

void RunState::reset() {
    for (Tensor& slot : m_slots) { slot = Tensor(); }
    for (ProductStack& stack : m_stacks) { stack.clear(); }
    for (const Plan::Constant& constant : m_plan.constants) {
        m_slots[at(constant.slot)] = constant.value;
    }
}

Status RunState::described(const RunContext& context, const Instruction& instruction,
                           const Status& status) const {
    const std::string& device = context.devices->at(instruction.device).text();
    if (instruction.node == nullptr) {
        return annotated(status, "[Copy] ", concat(" (", device, ")"));
    }
    const bool copies = instruction.kind == Instruction::Kind::Copy;
    const bool fused = instruction.kind == Instruction::Kind::Fused;
    const Node& node = fused ? *m_failed : *instruction.node;
    return annotated(status, concat("[", copies ? "Copy" : node.opName, "] "),
                     concat(" (node '", node.name, "', ", device, ")"));
}

}  // namespace weft
