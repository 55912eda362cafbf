// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/variable_map.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/graph/op_registry.h"
#include "engine/runtime/frames.h"
#include "engine/runtime/session_variables.h"

namespace weft {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
std::size_t at(NodeId id) { return at(id.value); }

bool givesHandle(const Node& node) {
    return !node.outputs.empty() && node.outputs.front().type == DType::Resource;
}

bool givesRef(const Node& node) { return !node.outputs.empty() && node.outputs.front().isRef; }

}  // namespace

Result<VariableMap> VariableMap::resolve(const Graph& graph, std::span<const NodeId> needed,
                                         const std::unordered_map<Endpoint, std::int32_t>& fed,
                                         const std::vector<int>& devices, ResourceStore& store) {
    VariableMap map(graph, fed, devices);
    map.m_branching = std::any_of(needed.begin(), needed.end(),
                                  [&](NodeId id) { return isControlFlow(graph.node(id)); });
    // Nodes are in creation order and read only earlier ones, so one pass settles the names.
    for (const NodeId id : needed) {
        const Node& node = graph.node(id);
        if (node.op == nullptr) {
            return notFound(
                concat("op type ", node.opName, " is not registered (node '", node.name, "')"));
        }
        const Status named = map.addNode(node, store);
        const Status status = named.ok() ? map.addUses(node) : named;
        if (!status.ok()) {
            return annotated(status, concat("[", node.opName, "] "),
                             concat(" (node '", node.name, "')"));
        }
    }
    return map;
}

/// A name would hide whether it runs: what waits, and what a branch leads to, is read by itself.
bool VariableMap::mayNotRun(const Node& node) const {
    return !node.controlInputs.empty() || isControlFlow(m_graph->node(node.inputs[0].node));
}

const VariableMap::Name& VariableMap::nameOf(const Endpoint& e) const {
    static const Name kNone;
    // Both outputs of a Switch are its input.
    const Node& node = m_graph->node(e.node);
    const bool isInput = e.index == 0 || node.isOp("Switch") || node.isOp("RefSwitch");
    return m_fed->contains(e) || !isInput ? kNone : m_names[at(e.node)];
}

Status VariableMap::addNode(const Node& node, ResourceStore& store) {
    Name& name = m_names[at(node.id)];
    if (givesRef(node)) {
        name.reference = node.op->forwardsRef >= 0
                             ? nameOf(node.inputs[at(node.op->forwardsRef)]).reference
                             : WEFT_TRY(indexOf(node, store));
        if (name.reference < 0) {
            return invalidArgument("the reference leads to no variable: its source is fed");
        }
    } else if (node.isOp("VarHandleOp")) {
        name.reference = WEFT_TRY(indexOf(node, store));
    } else if (givesHandle(node) && (node.isOp("Identity") || isControlFlow(node))) {
        name.reference = nameOf(node.inputs[0]).reference;
    } else if (node.isOp("Identity") && !(m_branching && mayNotRun(node))) {
        const Name& source = nameOf(node.inputs[0]);
        const bool sameDevice = (*m_devices)[at(node.inputs[0].node)] == (*m_devices)[at(node.id)];
        if (sameDevice) { name.value = std::max(source.reference, source.value); }
    }
    return okStatus();
}

Result<std::int32_t> VariableMap::indexOf(const Node& node, ResourceStore& store) {
    const auto variable = WEFT_TRY(variableOf(node, store));
    const auto known = std::find(m_variables.begin(), m_variables.end(), variable);
    const auto index = static_cast<std::int32_t>(known - m_variables.begin());
    if (known == m_variables.end()) { m_variables.push_back(variable); }
    return index;
}

Status VariableMap::addUses(const Node& node) {
    const bool anyVariable =
        std::any_of(node.inputs.begin(), node.inputs.end(), [this](const Endpoint& e) {
            const Name& name = nameOf(e);
            return name.reference >= 0 || name.value >= 0;
        });
    const VariableAccess access = node.op->variableAccess;
    const bool wantsRef = std::any_of(node.op->inputs.begin(), node.op->inputs.end(),
                                      [](const ArgDef& arg) { return arg.isRef; });
    if (!anyVariable && !wantsRef && access == VariableAccess::None) { return okStatus(); }
    const SignatureTypes types = WEFT_TRY(expandSignature(*node.op, node.attrs));
    std::vector<VariableUse>& uses = m_uses[at(node.id)];
    uses.resize(node.inputs.size());
    for (std::size_t i = 0; i < uses.size() && i < types.inputs.size(); ++i) {
        const Name& name = nameOf(node.inputs[i]);
        const bool isHandle = types.inputs[i].type == DType::Resource;
        if (isHandle && access == VariableAccess::None) { continue; }  // the handle is the value
        const bool byReference =
            types.inputs[i].isRef || (isHandle && access != VariableAccess::Read);
        const std::int32_t variable =
            byReference || isHandle ? name.reference : std::max(name.reference, name.value);
        if ((byReference || isHandle) && variable < 0) {
            return invalidArgument(concat("input ", i,
                                          " must lead to a variable known before the run, but is "
                                          "fed or computed"));
        }
        uses[i] = {variable, byReference, isHandle};
    }
    return okStatus();
}

std::int32_t VariableMap::shownBy(const Endpoint& e) const {
    if (m_graph->output(e).type == DType::Resource) { return -1; }
    const Name& name = nameOf(e);
    return std::max(name.reference, name.value);
}

bool VariableMap::isName(const Node& node) const {
    if (isControlFlow(node)) { return false; }
    const Name& name = m_names[at(node.id)];
    return name.value >= 0 || (name.reference >= 0 && node.op->forwardsRef < 0);
}

void VariableMap::addAccesses(const Node& node, std::vector<AccessGraph::Access>& accesses) const {
    if (isName(node)) { return; }  // its consumers read
    for (const VariableUse& use : m_uses[at(node.id)]) {
        if (use.variable < 0) { continue; }
        const bool writes = use.byReference && node.op->variableAccess != VariableAccess::Ask;
        AccessGraph::Access& access = accesses[at(use.variable)];
        std::vector<std::int32_t>& list = writes ? access.writers : access.readers;
        if (list.empty() || list.back() != node.id.value) { list.push_back(node.id.value); }
    }
}

}  // namespace weft
