// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/plan_builder.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/graph/flow/branch_ways.h"
#include "engine/graph/op_registry.h"
#include "engine/kernel/evaluate.h"
#include "engine/runtime/passes/pass_list.h"
#include "engine/runtime/plan_builder_class.h"

namespace weft {
namespace detail {
namespace {

Status nodeError(const Node& node, const Status& status) {
    return annotated(status, concat("[", node.opName, "] "), concat(" (node '", node.name, "')"));
}

}  // namespace

Result<Plan> PlanBuilder::build(const Signature& signature, const PlacerOptions& placement) {
    WEFT_TRY(bindFeeds(signature.feeds));
    WEFT_TRY(prune(signature));
    m_plan.devices = WEFT_TRY(placeNodes(m_graph, m_needed, m_devices, placement));
    m_firstSlot.assign(m_graph.size(), kNone);
    m_signal.assign(m_graph.size(), kNone);
    m_variables = WEFT_TRY(VariableMap::resolve(m_graph, m_needed, m_fed, m_plan.devices, m_store));
    m_plan.variables = m_variables->variables();
    m_plan.branching = m_variables->branching();
    rankRandomNodes();
    for (const ScheduleStep& step : WEFT_TRY(schedule())) {
        if (step.frame != kNone) {
            emitLoop(step);
        } else if (step.node == kNone) {
            emitSnapshot(step);
        } else {
            WEFT_TRY(emit(m_graph.node(NodeId{step.node})));
        }
    }
    for (std::size_t i = 0; i < m_fetched.size(); ++i) {
        const std::int32_t shown = m_variables->shownBy(m_fetched[i]);
        const Operand from = shown == kNone
                                 ? slotOf(m_fetched[i])
                                 : Operand{.kind = Operand::Kind::Variable, .index = shown};
        m_plan.fetches.push_back({from, signature.fetches[i]});
    }
    return std::move(m_plan);
}

Status PlanBuilder::bindFeeds(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const Result<Endpoint> e = m_graph.endpoint(name);
        if (!e.ok()) { return annotated(e.status(), "feed: "); }
        const std::int32_t slot = newSlots(1, kNone);
        if (!m_fed.emplace(*e, slot).second) {
            return invalidArgument(concat("'", name, "' is fed twice"));
        }
        const OutputInfo& info = m_graph.output(*e);
        m_plan.feeds.push_back({slot, name, info.type, info.shape});
    }
    return okStatus();
}

Status PlanBuilder::prune(const Signature& signature) {
    m_isNeeded.assign(m_graph.size(), false);
    std::vector<NodeId> stack;
    const auto need = [&](NodeId id) {
        if (!m_isNeeded[at(id)]) {
            m_isNeeded[at(id)] = true;
            stack.push_back(id);
        }
    };
    for (const std::string& name : signature.fetches) {
        const Result<Endpoint> e = m_graph.endpoint(name);
        if (!e.ok()) { return annotated(e.status(), "fetch: "); }
        m_fetched.push_back(*e);
        if (!m_fed.contains(*e)) { need(e->node); }
    }
    for (const std::string& name : signature.targets) {
        const Node* node = m_graph.find(name.starts_with('^') ? std::string_view(name).substr(1)
                                                              : std::string_view(name));
        if (node == nullptr) { return notFound(concat("target: no node is named '", name, "'")); }
        need(node->id);
        m_plan.targets.push_back(node->id);
    }
    while (!stack.empty()) {
        const Node& node = m_graph.node(stack.back());
        stack.pop_back();
        for (const Endpoint& input : node.inputs) {
            if (!m_fed.contains(input)) { need(input.node); }
        }
        for (const NodeId before : node.controlInputs) { need(before); }
    }
    for (std::size_t i = 0; i < m_graph.size(); ++i) {
        if (m_isNeeded[i]) { m_needed.push_back(NodeId{static_cast<std::int32_t>(i)}); }
    }
    return okStatus();
}

void PlanBuilder::rankRandomNodes() {
    m_randomRank.assign(m_graph.size(), 0);
    std::int64_t rank = 0;
    for (const Node& node : m_graph.nodes()) {
        const AttrValue* seed = node.attrs.find("seed");
        if (seed == nullptr || node.op == nullptr || !node.op->isStateful) { continue; }
        const bool unseeded = node.attrs.getOr<std::int64_t>("seed", 1) == 0 &&
                              node.attrs.getOr<std::int64_t>("seed2", 1) == 0;
        if (unseeded) { m_randomRank[at(node.id)] = rank++; }
    }
}

Result<std::vector<ScheduleStep>> PlanBuilder::schedule() {
    AccessGraph access;
    access.before.resize(m_graph.size());
    access.variables.resize(m_plan.variables.size());
    for (const NodeId id : m_needed) {
        const Node& node = m_graph.node(id);
        access.nodes.push_back(id.value);
        std::vector<std::int32_t>& before = access.before[at(id)];
        for (const Endpoint& input : node.inputs) {
            if (m_fed.contains(input)) { continue; }
            if (isLoopBackEdge(m_graph.node(input.node).opName, node.opName)) {
                // The value of one iteration is read before that of the next one is there.
                access.before[at(input.node)].push_back(id.value);
            } else {
                before.push_back(input.node.value);
            }
        }
        for (const NodeId control : node.controlInputs) { before.push_back(control.value); }
    }
    for (const NodeId id : m_needed) {
        const Node& node = m_graph.node(id);
        std::vector<std::int32_t>& before = access.before[at(id)];
        std::sort(before.begin(), before.end());
        before.erase(std::unique(before.begin(), before.end()), before.end());
        m_variables->addAccesses(node, access.variables);
    }
    if (!m_plan.branching) { return scheduleNodes(access); }
    const auto ways = std::make_shared<WayMap>(m_graph);
    access.areExclusive = [ways](std::int32_t a, std::int32_t b) {
        return ways->areExclusive(NodeId{a}, NodeId{b});
    };
    m_frames = WEFT_TRY(FrameMap::find(m_graph, access));
    return scheduleFrames(access, *m_frames);
}

Operand PlanBuilder::slotOf(const Endpoint& e) const {
    const auto fed = m_fed.find(e);
    return {.index = fed != m_fed.end() ? fed->second : m_firstSlot[at(e.node)] + e.index};
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
    const Operand variable{.kind = Operand::Kind::Variable, .index = step.variable};
    Instruction copy;
    copy.kind = Instruction::Kind::Snapshot;
    copy.device = m_plan.devices[at(step.readers.front())];
    copy.operands = addOperands({variable});
    copy.locks = addLocks({variable});
    copy.outputs = {newSlots(1, copy.device), 1};
    for (const std::int32_t reader : step.readers) {
        m_snapshots[{reader, step.variable}] = copy.outputs.begin;
    }
    m_plan.instructions.push_back(copy);
}

/// The operand as the node's device can read it: itself, or a copy (one a value and device; a
/// variable is copied anew each time, since its value changes).
Operand PlanBuilder::onDevice(const Node& node, Operand operand) {
    const std::int32_t device = m_plan.devices[at(node.id)];
    const bool isSlot = operand.kind == Operand::Kind::Slot;
    std::int32_t from = isSlot ? m_slotDevice[at(operand.index)] : device;
    const Node* owner = nullptr;
    if (!isSlot) {
        owner = m_graph.find(m_plan.variables[at(operand.index)]->name());
        from = owner == nullptr ? device : m_plan.devices[at(owner->id)];
    }
    if (from == kNone || from == device) { return operand; }
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
        const auto stored = node.attrs.get<StoredTensorPtr>("value");
        const Result<Tensor> value =
            stored.ok() ? (*stored)->tensor() : Result<Tensor>(stored.status());
        if (!value.ok()) { return nodeError(node, value.status()); }
        const std::int32_t slot = newSlots(1, kNone);
        m_firstSlot[at(node.id)] = slot;
        m_plan.constants.push_back({slot, *value});
        // A constant of a branch is there only where the branch is taken.
        if (m_plan.branching && !node.controlInputs.empty()) { emitPass(node, {{.index = slot}}); }
        return okStatus();
    }
    return emitKernel(node, instruction);
}

/// A handle is a constant: what it points to is made with the plan.
void PlanBuilder::emitHandle(const Node& node) {
    if (!node.isOp("VarHandleOp")) {
        m_firstSlot[at(node.id)] = slotOf(node.inputs[0]).index;
        return;
    }
    Tensor handle = Tensor::scalar(ResourceHandle{node.attrs.getOr<std::string>("container", {}),
                                                  node.attrs.getOr<std::string>("shared_name", {}),
                                                  "variable"});
    m_firstSlot[at(node.id)] = newSlots(1, kNone);
    m_plan.constants.push_back({m_firstSlot[at(node.id)], std::move(handle)});
}

Status PlanBuilder::emitKernel(const Node& node, Instruction instruction) {
    const Result<const KernelDef*> kernel =
        KernelRegistry::global().find(node, m_devices.at(instruction.device).type());
    if (!kernel.ok()) { return nodeError(node, kernel.status()); }
    instruction.run = (*kernel)->run;
    if (const ParametersFunction* parse = KernelRegistry::global().parameters(node.opName);
        parse != nullptr && *parse) {
        auto parameters = (*parse)(node);
        if (!parameters.ok()) { return nodeError(node, parameters.status()); }
        instruction.parameters = parameters->get();
        m_plan.keepAlive.push_back(*std::move(parameters));
    }
    std::vector<Operand> operands;
    bool anyReference = false;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const Operand operand = operandOf(node, i);
        operands.push_back(operand.byReference ? operand : onDevice(node, operand));
        anyReference = anyReference || operand.byReference;
    }
    if (node.isOp("Switch") || node.isOp("RefSwitch")) {
        instruction.kind = Instruction::Kind::Switch;
    } else if (node.isOp("Merge") || node.isOp("RefMerge")) {
        instruction.kind = Instruction::Kind::Merge;
    } else if (isControlFlow(node)) {
        instruction.kind = Instruction::Kind::Pass;
    } else if (node.op->aliasesInput >= 0) {
        instruction.kind = Instruction::Kind::Alias;
        instruction.aliased = static_cast<std::int8_t>(node.op->aliasesInput);
    }
    const bool makesResource =
        !node.outputs.empty() && node.outputs[0].type == DType::Resource && node.op->isStateful;
    m_plan.usesStepResources = m_plan.usesStepResources || makesResource;
    instruction.inPlace = static_cast<std::int8_t>(node.op->inPlaceInput);
    instruction.runsOnEmpty = node.op->isStateful || anyReference || node.outputs.empty() ||
                              node.op->hasDynamicOutputs() || checksWhenEmpty(*node.op);
    instruction.operands = addOperands(operands);
    instruction.locks = addLocks(operands);
    addGates(node, instruction);
    const auto outputs = static_cast<std::int32_t>(node.outputs.size());
    const bool isNext = node.isOp("NextIteration") || node.isOp("RefNextIteration");
    const std::int32_t first =
        isNext ? m_firstSlot[at(node.id)] : newSlots(outputs, instruction.device);
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
