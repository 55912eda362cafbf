// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/variable_map.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/graph/op_registry.h"
#include "engine/runtime/call_graph.h"
#include "engine/runtime/session_variables.h"

namespace weft {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
std::size_t at(NodeId id) { return at(id.value); }

bool givesHandle(const Node& node) {
    return !node.outputs.empty() && node.outputs.front().type == DType::Resource;
}

constexpr std::int32_t kNone = -1;

bool givesRef(const Node& node) { return !node.outputs.empty() && node.outputs.front().isRef; }

}  // namespace

Result<VariableMap> VariableMap::resolve(const Graph& graph, const CallGraph& call,
                                         const std::vector<int>& devices, ResourceStore& store) {
    VariableMap map(graph, call.fed, devices);
    const std::vector<NodeId>& needed = call.needed;
    map.m_branching = std::any_of(needed.begin(), needed.end(),
                                  [&](NodeId id) { return isControlFlow(graph.node(id)); });
    const auto each = [&](const auto& visit) -> Status {
        for (const NodeId id : needed) {
            const Node& node = graph.node(id);
            if (node.op == nullptr) {
                return notFound(
                    concat("op type ", node.opName, " is not registered (node '", node.name, "')"));
            }
            const Status status = visit(node);
            if (!status.ok()) {
                return annotated(status, concat("[", node.opName, "] "),
                                 concat(" (node '", node.name, "')"));
            }
        }
        return okStatus();
    };
    // Nodes are in creation order and read only earlier ones, so one pass settles the names, but
    // for what comes back in a loop under another name.
    do {
        WEFT_TRY(each([&](const Node& node) { return map.addNode(node, store); }));
    } while (map.m_branching && map.pinMerges(needed));
    WEFT_TRY(each([&](const Node& node) { return map.addUses(node); }));
    return map;
}

/// Finds the Merges where several variables come together. @return whether there is another one.
bool VariableMap::pinMerges(std::span<const NodeId> needed) {
    const std::size_t before = m_pinned.size();
    for (const NodeId id : needed) {
        const Node& node = m_graph->node(id);
        if (!node.isOp("Merge") && !node.isOp("RefMerge")) { continue; }
        const auto differs = [&](const Endpoint& e) {
            return nameOf(e).reference != nameOf(node.inputs[0]).reference;
        };
        if (std::any_of(node.inputs.begin(), node.inputs.end(), differs)) { m_pinned.insert(id); }
    }
    return m_pinned.size() != before;
}

std::int32_t VariableMap::referenceBehind(const Node& node) const {
    if (m_pinned.contains(node.id)) { return kAtRun; }
    return nameOf(node.inputs[at(std::max(node.op->forwardsRef, 0))]).reference;
}

/// A name would hide whether it runs: what waits, and what a branch leads to, is read by itself.
bool VariableMap::mayNotRun(const Node& node) const {
    return !node.controlInputs.empty() || isControlFlow(m_graph->node(node.inputs[0].node));
}

const VariableMap::Name& VariableMap::nameOf(const Endpoint& e) const {
    static const Name kNoName;
    // Both outputs of a Switch are its input.
    const Node& node = m_graph->node(e.node);
    const bool isInput = e.index == 0 || node.isOp("Switch") || node.isOp("RefSwitch");
    return m_fed->contains(e) || !isInput ? kNoName : m_names[at(e.node)];
}

Status VariableMap::addNode(const Node& node, ResourceStore& store) {
    Name& name = m_names[at(node.id)];
    if (givesRef(node)) {
        name.reference =
            node.op->forwardsRef >= 0 ? referenceBehind(node) : WEFT_TRY(indexOf(node, store));
        if (name.reference == kNone) {
            return invalidArgument("the reference leads to no variable: its source is fed");
        }
    } else if (node.isOp("VarHandleOp")) {
        name.reference = WEFT_TRY(indexOf(node, store));
    } else if (givesHandle(node) && (node.isOp("Identity") || isControlFlow(node))) {
        name.reference = referenceBehind(node);
    } else if (node.isOp("Identity") && !(m_branching && mayNotRun(node))) {
        const Name& source = nameOf(node.inputs[0]);
        const bool sameDevice = (*m_devices)[at(node.inputs[0].node)] == (*m_devices)[at(node.id)];
        if (sameDevice) { name.value = source.either(); }
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
        std::any_of(node.inputs.begin(), node.inputs.end(),
                    [this](const Endpoint& e) { return nameOf(e).either() != kNone; });
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
        const std::int32_t variable = byReference || isHandle ? name.reference : name.either();
        // A handle that is fed or computed names its variable at the run.
        uses[i] = {isHandle && variable == kNone ? kAtRun : variable, byReference, isHandle};
        if (uses[i].variable == kAtRun && !m_unknown) { m_unknown = {node.id, i}; }
    }
    return okStatus();
}

std::int32_t VariableMap::shownBy(const Endpoint& e) const {
    if (m_graph->output(e).type == DType::Resource) { return -1; }
    return nameOf(e).either();
}

bool VariableMap::isName(const Node& node) const {
    if (isControlFlow(node)) { return false; }
    const Name& name = m_names[at(node.id)];
    return name.value != kNone || (name.reference != kNone && node.op->forwardsRef < 0);
}

void VariableMap::addAccesses(const Node& node, std::vector<AccessGraph::Access>& accesses) const {
    if (isName(node)) { return; }  // its consumers read
    for (const VariableUse& use : m_uses[at(node.id)]) {
        if (use.variable == kNone) { continue; }
        const bool writes = use.byReference && node.op->variableAccess != VariableAccess::Ask;
        const auto add = [&](AccessGraph::Access& access) {
            std::vector<std::int32_t>& list = writes ? access.writers : access.readers;
            if (list.empty() || list.back() != node.id.value) { list.push_back(node.id.value); }
        };
        if (use.variable == kAtRun) {  // it may be any of them
            for (AccessGraph::Access& access : accesses) { add(access); }
        } else {
            add(accesses[at(use.variable)]);
        }
    }
}

}  // namespace weft
