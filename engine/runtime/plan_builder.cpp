// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/plan_builder.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/base/strings.h"
#include "engine/graph/op_registry.h"
#include "engine/runtime/session_variables.h"
#include "engine/runtime/variable_order.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
std::size_t at(NodeId id) { return static_cast<std::size_t>(id.value); }

Status nodeError(const Node& node, const Status& status) {
    return annotated(status, concat("[", node.opName, "] "), concat(" (node '", node.name, "')"));
}

/// Makes one plan; its members follow the phases of buildPlan().
class Builder {
public:
    Builder(const Graph& graph, const DeviceSet& devices, ResourceStore& store)
        : m_graph(graph), m_devices(devices), m_store(store) {}

    Result<Plan> build(const Signature& signature, const PlacerOptions& placement) {
        WEFT_TRY(bindFeeds(signature.feeds));
        WEFT_TRY(prune(signature));
        m_plan.devices = WEFT_TRY(placeNodes(m_graph, m_needed, m_devices, placement));
        WEFT_TRY(resolveVariables());
        rankRandomNodes();
        for (const ScheduleStep& step : WEFT_TRY(schedule())) {
            if (step.node == kNone) {
                emitSnapshot(step);
            } else {
                WEFT_TRY(emit(m_graph.node(NodeId{step.node})));
            }
        }
        for (std::size_t i = 0; i < m_fetched.size(); ++i) {
            m_plan.fetches.push_back({operandOf(m_fetched[i], kNone), signature.fetches[i]});
        }
        findLastUses(m_plan);
        return std::move(m_plan);
    }

private:
    /// How the nodes of the graph reach variables: by reference, or as an alias of its value.
    struct VariableUse {
        std::int32_t byReference = kNone;  ///< variable behind ref output 0
        std::int32_t alias = kNone;        ///< variable whose value output 0 is
    };

    Status bindFeeds(const std::vector<std::string>& names);
    Status prune(const Signature& signature);
    Status resolveVariables();
    Result<std::int32_t> makeVariable(const Node& node);
    void rankRandomNodes();
    std::vector<bool> refInputs(const Node& node) const;
    Result<std::vector<ScheduleStep>> schedule() const;
    void addAccesses(const Node& node, AccessGraph& access) const;
    void emitSnapshot(const ScheduleStep& step);
    Status emit(const Node& node);
    Status emitKernel(const Node& node, Instruction instruction);
    Operand onDevice(const Node& node, Operand operand);
    std::int32_t variableOf(const Endpoint& e) const;
    Operand operandOf(const Endpoint& e, std::int32_t reader) const;
    std::int32_t newSlots(std::int32_t count, std::int32_t device) {
        const std::int32_t first = m_plan.slotCount;
        m_plan.slotCount += count;
        m_slotDevice.insert(m_slotDevice.end(), at(count), device);
        return first;
    }
    Range addOperands(const std::vector<Operand>& operands, const std::vector<bool>& refs);
    Range addLocks(const std::vector<Operand>& operands);

    const Graph& m_graph;
    const DeviceSet& m_devices;
    ResourceStore& m_store;
    Plan m_plan;
    std::unordered_map<Endpoint, std::int32_t> m_fed;  // endpoint -> slot
    std::vector<NodeId> m_needed;                      // ascending
    std::vector<bool> m_isNeeded;
    std::vector<Endpoint> m_fetched;
    std::vector<VariableUse> m_uses;         // by node id
    std::vector<std::int32_t> m_firstSlot;   // by node id: slot of output 0
    std::vector<std::int32_t> m_slotDevice;  // by slot; kNone: host memory that every device reads
    std::vector<std::int64_t> m_randomRank;  // by node id
    std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t>
        m_copies;  // (slot, device) -> slot
    std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t>
        m_snapshots;  // (reader, variable) -> slot
};

Status Builder::bindFeeds(const std::vector<std::string>& names) {
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

Status Builder::prune(const Signature& signature) {
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

Result<std::int32_t> Builder::makeVariable(const Node& node) {
    m_plan.variables.push_back(WEFT_TRY(weft::variableOf(node, m_store)));
    return static_cast<std::int32_t>(m_plan.variables.size() - 1);
}

/// Nodes are in creation order and read only earlier ones, so one pass settles who refers to what.
Status Builder::resolveVariables() {
    m_uses.assign(m_graph.size(), {});
    m_firstSlot.assign(m_graph.size(), kNone);
    for (const NodeId id : m_needed) {
        const Node& node = m_graph.node(id);
        VariableUse& use = m_uses[at(id)];
        if (node.op == nullptr) {
            return notFound(
                concat("op type ", node.opName, " is not registered (node '", node.name, "')"));
        }
        const bool givesRef = !node.outputs.empty() && node.outputs.front().isRef;
        if (givesRef && node.op->forwardsRef >= 0) {
            const Endpoint& from = node.inputs[at(node.op->forwardsRef)];
            use.byReference = m_fed.contains(from) ? kNone : m_uses[at(from.node)].byReference;
        } else if (givesRef) {
            const Result<std::int32_t> made = makeVariable(node);
            if (!made.ok()) { return nodeError(node, made.status()); }
            use.byReference = *made;
        } else if (node.isOp("Identity") && !m_fed.contains(node.inputs[0])) {
            const NodeId from = node.inputs[0].node;
            const bool sameDevice = m_plan.devices[at(from)] == m_plan.devices[at(id)];
            if (sameDevice) { use.alias = variableOf(node.inputs[0]); }
        }
        if (givesRef && use.byReference == kNone) {
            return nodeError(
                node, invalidArgument("the reference leads to no variable: its source is fed"));
        }
    }
    return okStatus();
}

std::int32_t Builder::variableOf(const Endpoint& e) const {
    if (m_fed.contains(e) || e.index != 0) { return kNone; }
    const VariableUse& use = m_uses[at(e.node)];
    return use.byReference != kNone ? use.byReference : use.alias;
}

void Builder::rankRandomNodes() {
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

std::vector<bool> Builder::refInputs(const Node& node) const {
    std::vector<bool> refs(node.inputs.size(), false);
    const bool any = std::any_of(node.op->inputs.begin(), node.op->inputs.end(),
                                 [](const ArgDef& arg) { return arg.isRef; });
    if (!any) { return refs; }
    const auto types = expandSignature(*node.op, node.attrs);
    for (std::size_t i = 0; types.ok() && i < refs.size(); ++i) {
        refs[i] = types->inputs[i].isRef;
    }
    return refs;
}

void Builder::addAccesses(const Node& node, AccessGraph& access) const {
    if (m_uses[at(node.id)].alias != kNone) { return; }  // no instruction: its consumers read
    const std::vector<bool> refs = refInputs(node);
    const bool writes = !node.isOp("IsVariableInitialized");
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const std::int32_t variable = variableOf(node.inputs[i]);
        if (variable == kNone) { continue; }
        auto& list = refs[i] && writes ? access.variables[at(variable)].writers
                                       : access.variables[at(variable)].readers;
        if (list.empty() || list.back() != node.id.value) { list.push_back(node.id.value); }
    }
}

Result<std::vector<ScheduleStep>> Builder::schedule() const {
    AccessGraph access;
    access.before.resize(m_graph.size());
    access.variables.resize(m_plan.variables.size());
    for (const NodeId id : m_needed) {
        const Node& node = m_graph.node(id);
        access.nodes.push_back(id.value);
        std::vector<std::int32_t>& before = access.before[at(id)];
        for (const Endpoint& input : node.inputs) {
            if (!m_fed.contains(input)) { before.push_back(input.node.value); }
        }
        for (const NodeId control : node.controlInputs) { before.push_back(control.value); }
        std::sort(before.begin(), before.end());
        before.erase(std::unique(before.begin(), before.end()), before.end());
        addAccesses(node, access);
    }
    return scheduleNodes(access);
}

Operand Builder::operandOf(const Endpoint& e, std::int32_t reader) const {
    const auto fed = m_fed.find(e);
    if (fed != m_fed.end()) { return {Operand::Kind::Slot, fed->second}; }
    const std::int32_t variable = variableOf(e);
    if (variable == kNone) { return {Operand::Kind::Slot, m_firstSlot[at(e.node)] + e.index}; }
    const auto snapshot = m_snapshots.find({reader, variable});
    if (snapshot != m_snapshots.end()) { return {Operand::Kind::Slot, snapshot->second}; }
    return {Operand::Kind::Variable, variable};
}

Range Builder::addOperands(const std::vector<Operand>& operands, const std::vector<bool>& refs) {
    const Range range{static_cast<std::int32_t>(m_plan.operands.size()),
                      static_cast<std::int32_t>(operands.size())};
    m_plan.operands.insert(m_plan.operands.end(), operands.begin(), operands.end());
    m_plan.refOperands.insert(m_plan.refOperands.end(), refs.begin(), refs.end());
    return range;
}

/// Locks are taken in address order, so two runs can never wait for each other.
Range Builder::addLocks(const std::vector<Operand>& operands) {
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

void Builder::emitSnapshot(const ScheduleStep& step) {
    const Operand variable{Operand::Kind::Variable, step.variable};
    Instruction copy;
    copy.kind = Instruction::Kind::Snapshot;
    copy.device = m_plan.devices[at(step.readers.front())];
    copy.operands = addOperands({variable}, {false});
    copy.locks = addLocks({variable});
    copy.outputs = {newSlots(1, copy.device), 1};
    for (const std::int32_t reader : step.readers) {
        m_snapshots[{reader, step.variable}] = copy.outputs.begin;
    }
    m_plan.instructions.push_back(copy);
}

/// The operand as the node's device can read it: itself, or a copy (one a value and device; a
/// variable is copied anew each time, since its value changes).
Operand Builder::onDevice(const Node& node, Operand operand) {
    const std::int32_t device = m_plan.devices[at(node.id)];
    const bool isSlot = operand.kind == Operand::Kind::Slot;
    std::int32_t from = isSlot ? m_slotDevice[at(operand.index)] : device;
    if (!isSlot) {
        const Node* owner = m_graph.find(m_plan.variables[at(operand.index)]->name());
        from = owner == nullptr ? device : m_plan.devices[at(owner->id)];
    }
    if (from == kNone || from == device) { return operand; }
    if (isSlot) {
        const auto known = m_copies.find({operand.index, device});
        if (known != m_copies.end()) { return {Operand::Kind::Slot, known->second}; }
    }
    Instruction copy;
    copy.kind = Instruction::Kind::Copy;
    copy.device = device;
    copy.operands = addOperands({operand}, {false});
    copy.locks = addLocks({operand});
    copy.outputs = {newSlots(1, device), 1};
    m_plan.instructions.push_back(copy);
    if (isSlot) { m_copies[{operand.index, device}] = copy.outputs.begin; }
    return {Operand::Kind::Slot, copy.outputs.begin};
}

Status Builder::emit(const Node& node) {
    const bool noInstruction =
        node.isOp("NoOp") || m_uses[at(node.id)].alias != kNone ||
        (m_uses[at(node.id)].byReference != kNone && node.op->forwardsRef < 0);
    if (noInstruction) { return okStatus(); }
    Instruction instruction;
    instruction.node = &node;
    instruction.device = m_plan.devices[at(node.id)];
    if (node.isOp("Const")) {
        const auto stored = node.attrs.get<StoredTensorPtr>("value");
        const Result<Tensor> value =
            stored.ok() ? (*stored)->tensor() : Result<Tensor>(stored.status());
        if (!value.ok()) { return nodeError(node, value.status()); }
        m_firstSlot[at(node.id)] = newSlots(1, kNone);
        m_plan.constants.push_back({m_firstSlot[at(node.id)], *value});
        return okStatus();
    }
    return emitKernel(node, instruction);
}

Status Builder::emitKernel(const Node& node, Instruction instruction) {
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
    const std::vector<bool> refs = refInputs(node);
    std::vector<Operand> operands;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        Operand operand = operandOf(node.inputs[i], node.id.value);
        if (refs[i] && operand.kind != Operand::Kind::Variable) {
            return nodeError(
                node, invalidArgument(
                          concat("input ", i, " must be a reference to a variable, but is fed")));
        }
        operands.push_back(refs[i] ? operand : onDevice(node, operand));
    }
    if (node.op->aliasesInput >= 0) {
        instruction.kind = Instruction::Kind::Alias;
        instruction.aliased = static_cast<std::int8_t>(node.op->aliasesInput);
    }
    instruction.inPlace = static_cast<std::int8_t>(node.op->inPlaceInput);
    const bool anyRef = std::find(refs.begin(), refs.end(), true) != refs.end();
    instruction.runsOnEmpty =
        node.op->isStateful || anyRef || node.outputs.empty() || !node.op->dynamicOutputs.empty();
    instruction.operands = addOperands(operands, refs);
    instruction.locks = addLocks(operands);
    const auto outputs = static_cast<std::int32_t>(node.outputs.size());
    instruction.outputs = {newSlots(outputs, instruction.device), outputs};
    instruction.defaultSeed2 = m_randomRank[at(node.id)];
    m_firstSlot[at(node.id)] = instruction.outputs.begin;
    m_plan.instructions.push_back(instruction);
    return okStatus();
}

}  // namespace

Result<Plan> buildPlan(const Graph& graph, const Signature& signature, const DeviceSet& devices,
                       const PlacerOptions& placement, ResourceStore& store) {
    return Builder(graph, devices, store).build(signature, placement);
}

}  // namespace weft
