// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/plan_builder.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/kernel/gpu/gpu_catalog.h"
#include "engine/runtime/general/plannable.h"
#include "engine/runtime/passes/pass_list.h"
#include "engine/runtime/plan_builder_class.h"

namespace weft {
namespace detail {

Result<Plan> PlanBuilder::build(const Signature& signature, const PlacerOptions& placement) {
    m_call = WEFT_TRY(CallGraph::find(m_graph, signature));
    newSlots(static_cast<std::int32_t>(m_call.feeds.size()), kNone);
    for (std::size_t i = 0; i < m_call.feeds.size(); ++i) {
        m_plan.feeds.push_back({m_call.feeds[i], static_cast<std::int32_t>(i)});
    }
    m_plan.targets = m_call.targets;
    m_plan.devices = WEFT_TRY(placeNodes(m_graph, m_call.needed, m_devices, placement));
    m_firstSlot.assign(m_graph.size(), kNone);
    m_signal.assign(m_graph.size(), kNone);
    m_variables = WEFT_TRY(VariableMap::resolve(m_graph, m_call, m_plan.devices, m_store));
    m_plan.variables = m_variables->variables();
    m_plan.branching = m_variables->branching();
    m_randomRank = ranksOfRandomNodes(m_graph);
    CallOrder order = WEFT_TRY(orderOf(m_graph, m_call, *m_variables));
    WEFT_TRY(checkPlannable(m_graph, m_call, *m_variables, order));
    m_frames = std::move(order.frames);
    for (const ScheduleStep& step : order.steps) {
        if (step.frame != kNone) {
            emitLoop(step);
        } else if (step.node == kNone) {
            emitSnapshot(step);
        } else {
            WEFT_TRY(emit(m_graph.node(NodeId{step.node})));
        }
    }
    for (std::size_t i = 0; i < m_call.fetched.size(); ++i) {
        m_plan.fetches.push_back({fetchOf(m_call.fetched[i]), signature.fetches[i]});
    }
    return std::move(m_plan);
}

/// A reference shows the variable as the call leaves it; one that comes through a branch, only
/// where the branch was taken.
Operand PlanBuilder::fetchOf(const Endpoint& e) {
    const std::int32_t shown = m_variables->shownBy(e);
    if (shown == kNone) { return slotOf(e); }
    const Operand variable{.kind = Operand::Kind::Variable, .index = shown};
    if (!m_plan.branching || m_call.fed.contains(e) || m_firstSlot[at(e.node)] == kNone) {
        return variable;
    }
    Instruction& copy = addSnapshot(variable, m_plan.devices[at(e.node)]);
    copy.gates = {static_cast<std::int32_t>(m_plan.gates.size()), 1};
    m_plan.gates.push_back(m_firstSlot[at(e.node)] + e.index);
    return {.index = copy.outputs.begin};
}

Operand PlanBuilder::slotOf(const Endpoint& e) const {
    const auto fed = m_call.fed.find(e);
    return {.index = fed != m_call.fed.end() ? fed->second : m_firstSlot[at(e.node)] + e.index};
}

Operand PlanBuilder::operandOf(const Node& node, std::size_t input) const {
    const VariableUse use = m_variables->use(node, input);
    if (use.variable == kNone) { return slotOf(node.inputs[input]); }
    const auto snapshot = m_snapshots.find({node.id.value, use.variable});
    if (snapshot != m_snapshots.end() && !use.byReference) { return {.index = snapshot->second}; }
    return {Operand::Kind::Variable, use.byReference, use.byHandle, use.variable};
}

Range PlanBuilder::addOperands(const std::vector<Operand>& operands) {
    const Range range{static_cast<std::int32_t>(m_plan.operands.size()),
                      static_cast<std::int32_t>(operands.size())};
    m_plan.operands.insert(m_plan.operands.end(), operands.begin(), operands.end());
    return range;
}

/// Locks are taken in address order, so two runs can never wait for each other.
Range PlanBuilder::addLocks(const std::vector<Operand>& operands) {
    std::vector<std::int32_t> touched;
    for (const Operand& operand : operands) {
        if (operand.kind == Operand::Kind::Variable) { touched.push_back(operand.index); }
    }
    const auto address = [this](std::int32_t v) { return m_plan.variables[at(v)].get(); };
    std::sort(touched.begin(), touched.end(),
              [&](auto a, auto b) { return std::less<>()(address(a), address(b)); });
    const auto same = [&](auto a, auto b) { return address(a) == address(b); };
    touched.erase(std::unique(touched.begin(), touched.end(), same), touched.end());
    const Range range{static_cast<std::int32_t>(m_plan.lockOrder.size()),
                      static_cast<std::int32_t>(touched.size())};
    m_plan.lockOrder.insert(m_plan.lockOrder.end(), touched.begin(), touched.end());
    return range;
}

void PlanBuilder::emitSnapshot(const ScheduleStep& step) {
    const Instruction& copy = addSnapshot({.kind = Operand::Kind::Variable, .index = step.variable},
                                          m_plan.devices[at(step.readers.front())]);
    for (const std::int32_t reader : step.readers) {
        m_snapshots[{reader, step.variable}] = copy.outputs.begin;
    }
}

Instruction& PlanBuilder::addSnapshot(const Operand& variable, std::int32_t device) {
    Instruction copy;
    copy.kind = Instruction::Kind::Snapshot;
    copy.device = device;
    copy.operands = addOperands({variable});
    copy.locks = addLocks({variable});
    copy.outputs = {newSlots(1, device), 1};
    m_plan.instructions.push_back(copy);
    return m_plan.instructions.back();
}

/// Where each input of a node is to lie: kNone where that does not matter.
std::vector<std::int32_t> PlanBuilder::inputDevices(const Node& node) const {
    const std::int32_t device = m_plan.devices[at(node.id)];
    std::vector<std::int32_t> wanted(node.inputs.size(), device);
    GpuCard* card = cardOf(m_devices.at(device));
    if (card == nullptr) {
        if (readsOnlyShapes(node)) { wanted.assign(wanted.size(), kNone); }
        return wanted;
    }
    const std::vector<bool> host = hostInputsOf(node, matchGpu(node, card->backend()).kernel);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (host[i]) { wanted[i] = 0; }
        if (takesFlow(node, i)) { wanted[i] = kNone; }
    }
    return wanted;
}

/// The operand as the device can read it: itself, or a copy (one a value and device; a variable is
/// copied anew each time, since its value changes).
Operand PlanBuilder::onDevice(std::int32_t device, Operand operand) {
    if (device == kNone) { return operand; }
    const bool isSlot = operand.kind == Operand::Kind::Slot;
    std::int32_t from = isSlot ? m_slotDevice[at(operand.index)] : device;
    const Node* owner = nullptr;
    if (!isSlot) {
        owner = m_graph.find(m_plan.variables[at(operand.index)]->name());
        from = owner == nullptr ? device : m_plan.devices[at(owner->id)];
    }
    const bool isOfGpu = cardOf(m_devices.at(device)) != nullptr;
    if (from == device || (from == kNone && !isOfGpu)) { return operand; }
    if (isSlot) {
        const auto known = m_copies.find({operand.index, device});
        if (known != m_copies.end()) { return {.index = known->second}; }
    }
    Instruction copy;
    copy.kind = Instruction::Kind::Copy;
    copy.node = owner;
    copy.device = device;
    copy.operands = addOperands({operand});
    copy.locks = addLocks({operand});
    copy.outputs = {newSlots(1, device), 1};
    m_plan.instructions.push_back(copy);
    if (isSlot) { m_copies[{operand.index, device}] = copy.outputs.begin; }
    return {.index = copy.outputs.begin};
}

Status PlanBuilder::emit(const Node& node) {
    if (m_variables->isName(node)) {
        if (node.outputs[0].type == DType::Resource) { emitHandle(node); }
        // The handle is known anyway; whether its branch or its iteration is there, is not.
        if (m_plan.branching && isWaitedFor(node.id)) { emitPass(node, {}); }
        return okStatus();
    }
    if (node.isOp("NoOp") || node.isOp("ControlTrigger")) {
        if (m_plan.branching) { emitPass(node, {}); }
        return okStatus();
    }
    Instruction instruction;
    instruction.node = &node;
    instruction.device = m_plan.devices[at(node.id)];
    if (node.isOp("Const")) {
        Tensor value = WEFT_TRY(valueOfConstant(node));
        const std::int32_t slot = newSlots(1, kNone);
        m_firstSlot[at(node.id)] = slot;
        m_plan.constants.push_back({slot, std::move(value)});
        // A constant of a branch is there only where the branch is taken.
        if (m_plan.branching && !node.controlInputs.empty()) { emitGatedConstant(node, slot); }
        return okStatus();
    }
    return emitKernel(node, instruction);
}

bool PlanBuilder::isWaitedFor(NodeId id) {
    if (m_isWaitedFor.empty()) {
        m_isWaitedFor.assign(m_graph.size(), false);
        for (const Node& node : m_graph.nodes()) {
            for (const NodeId before : node.controlInputs) { m_isWaitedFor[at(before)] = true; }
        }
    }
    return m_isWaitedFor[at(id)];
}

/// A handle is a constant: what it points to is made with the plan.
void PlanBuilder::emitHandle(const Node& node) {
    if (!node.isOp("VarHandleOp")) {
        m_firstSlot[at(node.id)] = slotOf(node.inputs[0]).index;
        return;
    }
    m_firstSlot[at(node.id)] = newSlots(1, kNone);
    m_plan.constants.push_back({m_firstSlot[at(node.id)], handleOf(node)});
}

Status PlanBuilder::emitKernel(const Node& node, Instruction instruction) {
    WEFT_TRY(useKernel(node, m_devices, instruction, m_plan.keepAlive));
    std::vector<Operand> operands;
    const std::vector<std::int32_t> wanted = inputDevices(node);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const Operand operand = operandOf(node, i);
        // What has no plain elements stays in host memory, whoever names it.
        const bool isOnlyOnHost = operand.kind == Operand::Kind::Slot &&
                                  !isPlain(m_graph.output(node.inputs[i]).type) &&
                                  cardOf(m_devices.at(instruction.device)) != nullptr;
        const bool stays = operand.byReference || isOnlyOnHost;
        operands.push_back(stays ? operand : onDevice(wanted[i], operand));
        instruction.runsOnEmpty = instruction.runsOnEmpty || operand.byReference;
    }
    const bool makesResource =
        !node.outputs.empty() && node.outputs[0].type == DType::Resource && node.op->isStateful;
    m_plan.usesStepResources = m_plan.usesStepResources || makesResource;
    instruction.operands = addOperands(operands);
    // The name of a queue never changes, and who waits for one must not keep others from it.
    const bool waits = node.opName.starts_with("Queue");
    if (!waits) { instruction.locks = addLocks(operands); }
    addGates(node, instruction);
    const auto outputs = static_cast<std::int32_t>(node.outputs.size());
    const std::int32_t first =
        isNextIteration(node) ? m_firstSlot[at(node.id)] : newSlots(outputs, instruction.device);
    const bool isOnCard = cardOf(m_devices.at(instruction.device)) != nullptr;
    for (std::int32_t o = 0; isOnCard && o < outputs; ++o) {
        if (makesOnHost(node, at(o))) { m_slotDevice[at(first + o)] = kNone; }
    }
    instruction.outputs = {first, outputs};
    instruction.defaultSeed2 = m_randomRank[at(node.id)];
    m_firstSlot[at(node.id)] = instruction.outputs.begin;
    m_plan.instructions.push_back(instruction);
    return okStatus();
}

}  // namespace detail

Result<Plan> layOutPlan(const Graph& graph, const Signature& signature, const DeviceSet& devices,
                        const PlacerOptions& placement, ResourceStore& store) {
    return detail::PlanBuilder(graph, devices, store).build(signature, placement);
}

Result<Plan> buildPlan(const Graph& graph, const Signature& signature, const DeviceSet& devices,
                       const PlacerOptions& placement, ResourceStore& store) {
    Plan plan = WEFT_TRY(layOutPlan(graph, signature, devices, placement, store));
    preparePlan(graph, devices, enabledPasses(), plan);
    finishPlan(graph, devices, enabledPasses(), plan);
    return plan;
}

}  // namespace weft
