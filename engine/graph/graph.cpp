// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/graph/graph_inference.h"
#include "engine/graph/op_registry.h"

namespace weft {
namespace {

/// An unknown op has as many outputs as its readers name, within reason.
constexpr int kMostUnknownOutputs = 10'000;

constexpr std::uint64_t kHashBasis = 0xcbf29ce484222325U;
constexpr std::uint64_t kHashPrime = 0x100000001b3U;

/// FNV-1a over the lower-case form, so that prefixes of a name hash as they go.
std::uint64_t hashStep(std::uint64_t hash, char c) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return (hash ^ static_cast<unsigned char>(lower)) * kHashPrime;
}

std::uint64_t hashOf(std::string_view name, std::uint64_t hash = kHashBasis) {
    for (const char c : name) { hash = hashStep(hash, c); }
    return hash;
}

/// "Mul_12" is "Mul" with the number 12; 0 where the name has no such end.
int suffixNumber(std::string_view name, std::string_view& base) {
    const std::size_t underscore = name.rfind('_');
    if (underscore == std::string_view::npos || underscore + 1 == name.size()) { return 0; }
    const std::string_view digits = name.substr(underscore + 1);
    constexpr std::size_t kMostDigits = 9;
    if (digits.size() > kMostDigits || digits.front() < '1' || digits.front() > '9') { return 0; }
    const std::optional<std::int64_t> number = parseInt(digits);
    base = name.substr(0, underscore);
    return static_cast<int>(number.value_or(0));
}

std::vector<std::string> opNames() {
    std::vector<std::string> names;
    for (const OpDef* op : OpRegistry::global().all()) { names.push_back(op->name); }
    return names;
}

Status unknownOp(std::string_view name) {
    const std::vector<std::string> near = nearest(name, opNames());
    return notFound(
        concat("op type '", shownName(name), "' is not registered",
               near.empty() ? std::string() : concat("; did you mean ", join(near, ", "), "?")));
}

}  // namespace

Result<NodeId> Graph::add(NodeSpec spec) {
    const std::string before = concat("[", shownName(spec.op), "] ");
    const std::string after = concat(" (node '", shownName(spec.name), "')");
    const Status status = addInternal(std::move(spec));
    if (!status.ok()) { return annotated(status, before, after); }
    return m_nodes.back().id;
}

Status Graph::addInternal(NodeSpec spec) {
    if (!isValidNodeName(spec.name)) {
        return invalidArgument(concat("malformed node name: got '", shownName(spec.name),
                                      "', want letters, digits and _.\\/>- that begin with a "
                                      "letter, digit or '.'"));
    }
    if (m_byName.contains(spec.name)) {
        return invalidArgument(concat("two nodes have the name '", shownName(spec.name), "'"));
    }
    if (spec.op.empty()) { return invalidArgument("the node names no op type"); }
    const OpDef* op = OpRegistry::global().find(spec.op);
    if (op == nullptr && m_unknownOps == UnknownOps::Refuse) { return unknownOp(spec.op); }
    WEFT_TRY(checkInputs(spec, op));

    Node node;
    node.id = NodeId{static_cast<std::int32_t>(m_nodes.size())};
    node.op = op;
    if (op != nullptr) {
        const GraphInference inference(*this);
        WEFT_TRY(inference.inferAttrs(*op, spec.inputs, spec.attrs));
        WEFT_TRY(completeAttrs(*op, spec.attrs));
        const SignatureTypes types = WEFT_TRY(expandSignature(*op, spec.attrs));
        WEFT_TRY(inference.checkInputs(*op, types.inputs, spec.inputs));
        for (const SignatureTypes::Port& port : types.outputs) {
            node.outputs.push_back({port.type, port.isRef, PartialShape::unknown(), std::nullopt});
        }
    }
    node.name = std::move(spec.name);
    node.opName = std::move(spec.op);
    node.attrs = std::move(spec.attrs);
    node.device = std::move(spec.device);
    node.inputs = std::move(spec.inputs);
    for (const NodeId control : spec.controlInputs) {
        auto& all = node.controlInputs;
        if (std::find(all.begin(), all.end(), control) == all.end()) { all.push_back(control); }
    }
    WEFT_TRY(GraphInference(*this).inferOutputs(node));

    markTaken(node.name);
    m_byName.emplace(node.name, node.id);
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        m_uses[static_cast<std::size_t>(node.inputs[i].node.value)].push_back(
            {node.id, static_cast<int>(i)});
    }
    for (const NodeId control : node.controlInputs) {
        m_controlUses[static_cast<std::size_t>(control.value)].push_back(node.id);
    }
    m_nodes.push_back(std::move(node));
    m_uses.emplace_back();
    m_controlUses.emplace_back();
    ++m_version;
    return okStatus();
}

Status Graph::checkInputs(const NodeSpec& spec, const OpDef* /*op*/) {
    const auto known = [this](NodeId id) {
        return id.valid() && static_cast<std::size_t>(id.value) < m_nodes.size();
    };
    for (std::size_t i = 0; i < spec.inputs.size(); ++i) {
        const Endpoint& from = spec.inputs[i];
        if (!known(from.node)) { return invalidArgument(concat("input ", i, " is no node")); }
        Node& source = m_nodes[static_cast<std::size_t>(from.node.value)];
        const bool isUnknown = source.op == nullptr && from.index < kMostUnknownOutputs;
        if (from.index < 0 || (from.index >= std::ssize(source.outputs) && !isUnknown)) {
            return invalidArgument(concat("input ", i, " names an output that is not there: got '",
                                          shownName(source.name), ":", from.index, "', but [",
                                          source.opName, "] has ", source.outputs.size(),
                                          source.outputs.size() == 1 ? " output" : " outputs"));
        }
        if (from.index >= std::ssize(source.outputs)) {
            source.outputs.resize(static_cast<std::size_t>(from.index) + 1);
        }
    }
    for (const NodeId control : spec.controlInputs) {
        if (!known(control)) { return invalidArgument("a control input is no node"); }
    }
    return okStatus();
}

std::vector<std::uint64_t> Graph::nameKeys(std::string_view name) {
    std::vector<std::uint64_t> keys;
    std::uint64_t hash = kHashBasis;
    for (const char c : name) {
        if (c == '/') { keys.push_back(hash); }
        hash = hashStep(hash, c);
    }
    keys.push_back(hash);
    return keys;
}

void Graph::markTaken(std::string_view name) {
    const std::vector<std::uint64_t> keys = nameKeys(name);
    std::size_t end = 0;
    for (const std::uint64_t key : keys) {
        end = std::min(name.find('/', end == 0 ? 0 : end + 1), name.size());
        if (!m_taken.insert(key).second) { continue; }
        std::string_view base;
        const int number = suffixNumber(name.substr(0, end), base);
        if (number == 0) { continue; }
        int& next = m_nextSuffix.try_emplace(hashOf(base), 1).first->second;
        if (next == number) { ++next; }
    }
}

std::string Graph::uniqueName(std::string_view base) const {
    const std::uint64_t hash = hashOf(base);
    if (!m_taken.contains(hash)) { return std::string(base); }
    const auto start = m_nextSuffix.find(hash);
    for (int i = start == m_nextSuffix.end() ? 1 : start->second;; ++i) {
        const std::string suffix = concat("_", i);
        if (!m_taken.contains(hashOf(suffix, hash))) { return concat(base, suffix); }
    }
}

const Node* Graph::find(std::string_view name) const {
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : &node(found->second);
}

Result<Endpoint> Graph::endpoint(std::string_view tensorName) const {
    const TensorName name = WEFT_TRY(parseTensorName(tensorName));
    if (name.isControl) {
        return invalidArgument(
            concat("want a tensor, got the control input '", shownName(tensorName), "'"));
    }
    const Node* found = find(name.node);
    if (found == nullptr) {
        return invalidArgument(
            concat("no node is named '", shownName(name.node), "' in this graph"));
    }
    if (name.index >= std::ssize(found->outputs)) {
        return outOfRange(concat("no such output: got '", shownName(tensorName), "', but node '",
                                 shownName(found->name), "' has ", found->outputs.size(),
                                 found->outputs.size() == 1 ? " output" : " outputs"));
    }
    return Endpoint{found->id, name.index};
}

std::string Graph::nameOf(const Endpoint& e) const {
    return concat(node(e.node).name, ":", e.index);
}

bool Graph::dependsOn(NodeId node, NodeId ancestor) const {
    // While every edge leads from an earlier node to a later one, ids bound the search.
    if (!m_hasForwardEdges && node < ancestor) { return false; }
    std::vector<bool> seen(m_nodes.size(), false);
    std::vector<NodeId> todo{node};
    const auto visit = [&](NodeId id) {
        if (!m_hasForwardEdges && id < ancestor) { return; }
        if (seen[static_cast<std::size_t>(id.value)]) { return; }
        seen[static_cast<std::size_t>(id.value)] = true;
        todo.push_back(id);
    };
    while (!todo.empty()) {
        const Node& at = this->node(todo.back());
        todo.pop_back();
        if (at.id == ancestor) { return true; }
        for (const Endpoint& input : at.inputs) {
            if (!isLoopBackEdge(this->node(input.node).opName, at.opName)) { visit(input.node); }
        }
        for (const NodeId control : at.controlInputs) { visit(control); }
    }
    return false;
}

Status Graph::addControlInput(NodeId node, NodeId before) {
    Node& to = m_nodes[static_cast<std::size_t>(node.value)];
    auto& all = to.controlInputs;
    if (std::find(all.begin(), all.end(), before) != all.end()) { return okStatus(); }
    if (dependsOn(before, node)) {
        return invalidArgument(concat("[", to.opName, "] a control input from '",
                                      shownName(this->node(before).name),
                                      "' closes a cycle (node '", shownName(to.name), "')"));
    }
    all.push_back(before);
    m_controlUses[static_cast<std::size_t>(before.value)].push_back(node);
    m_hasForwardEdges |= before > node;
    changed();
    return okStatus();
}

Status Graph::setInput(NodeId node, int input, Endpoint from) {
    Node& to = m_nodes[static_cast<std::size_t>(node.value)];
    const std::string before = concat("[", to.opName, "] ");
    const std::string after = concat(" (node '", shownName(to.name), "')");
    WEFT_CHECK(input >= 0 && input < std::ssize(to.inputs), "input of the node");
    NodeSpec only;
    only.inputs = {from};
    const Status there = checkInputs(only, to.op);
    if (!there.ok()) { return annotated(there, before, after); }
    const bool isBack = isLoopBackEdge(this->node(from.node).opName, to.opName);
    if (!isBack && dependsOn(from.node, node)) {
        return invalidArgument(concat(before, "input ", input, " from '",
                                      shownName(this->node(from.node).name), "' closes a cycle",
                                      after));
    }
    std::vector<Endpoint> inputs = to.inputs;
    inputs[static_cast<std::size_t>(input)] = from;
    if (to.op != nullptr) {
        const SignatureTypes types = WEFT_TRY(expandSignature(*to.op, to.attrs));
        const Status fits = GraphInference(*this).checkInputs(*to.op, types.inputs, inputs);
        if (!fits.ok()) { return annotated(fits, before, after); }
    }
    std::swap(to.inputs, inputs);
    changed();
    const Status inferred = GraphInference(*this).propagate(node);
    if (!inferred.ok()) {
        std::swap(to.inputs, inputs);
        changed();
        return inferred;
    }
    auto& old =
        m_uses[static_cast<std::size_t>(inputs[static_cast<std::size_t>(input)].node.value)];
    old.erase(std::find_if(old.begin(), old.end(),
                           [&](const Use& use) { return use.node == node && use.input == input; }));
    auto& uses = m_uses[static_cast<std::size_t>(from.node.value)];
    const Use use{node, input};
    uses.insert(std::upper_bound(uses.begin(), uses.end(), use,
                                 [](const Use& a, const Use& b) {
                                     return std::pair(a.node, a.input) < std::pair(b.node, b.input);
                                 }),
                use);
    m_hasForwardEdges |= from.node >= node;
    return okStatus();
}

void Graph::setDevice(NodeId node, std::string device) {
    m_nodes[static_cast<std::size_t>(node.value)].device = std::move(device);
    ++m_version;
}

void Graph::setAttr(NodeId node, std::string name, AttrValue value) {
    m_nodes[static_cast<std::size_t>(node.value)].attrs.set(std::move(name), std::move(value));
    changed();
}

void Graph::setExtraBytes(NodeId node, std::string bytes) {
    m_nodes[static_cast<std::size_t>(node.value)].extraBytes = std::move(bytes);
}

Status Graph::mergeShape(const Endpoint& e, const PartialShape& shape) {
    Result<PartialShape> merged = output(e).shape.merge(shape);
    if (!merged.ok()) {
        return annotated(merged.status(), concat("[", node(e.node).opName, "] "),
                         concat(" (node '", shownName(node(e.node).name), "')"));
    }
    const bool isNews = !(*merged == output(e).shape);
    const auto old = m_shapeHints.find(e);
    const std::optional<PartialShape> before =
        old == m_shapeHints.end() ? std::nullopt : std::optional(old->second);
    // Kept even when it says nothing new yet: the node's inputs may change.
    m_shapeHints[e] = *std::move(merged);
    if (!isNews) { return okStatus(); }
    ++m_version;
    const Status inferred = GraphInference(*this).propagate(e.node);
    if (inferred.ok()) { return inferred; }
    if (before) {
        m_shapeHints[e] = *before;
    } else {
        m_shapeHints.erase(e);
    }
    ++m_version;
    return inferred;
}

void Graph::changed() {
    const MutexLock lock(m_constants.mutex);
    m_constants.values.clear();
    ++m_version;
}

std::optional<Tensor> Graph::constantValue(const Endpoint& e) const {
    return GraphInference::constantValue(*this, e);
}

}  // namespace weft
