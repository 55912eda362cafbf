// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/scope.h"

#include "engine/graph/expr.h"
#include "engine/graph/flow/node_adder.h"

namespace weft {
namespace {

std::string joined(const std::string& prefix, std::string_view name) {
    if (prefix.empty()) { return std::string(name); }
    return name.empty() ? prefix : concat(prefix, "/", name);
}

}  // namespace

Scope::Scope(Graph& graph, std::string prefix)
    : m_graph(&graph),
      m_settings(std::make_shared<const Settings>(
          Settings{std::move(prefix), {}, {}, {}, std::make_shared<Status>()})) {}

Scope Scope::with(Settings settings) const {
    Scope out = *this;
    out.m_settings = std::make_shared<const Settings>(std::move(settings));
    return out;
}

Scope Scope::sub(std::string_view name) const {
    Settings settings = *m_settings;
    settings.prefix = m_graph->uniqueName(joined(settings.prefix, name));
    // The name is in use from here on, though no node has it yet.
    m_graph->reserveName(settings.prefix);
    return with(std::move(settings));
}

Scope Scope::within(std::string_view name) const {
    Settings settings = *m_settings;
    settings.prefix = joined(settings.prefix, name);
    return with(std::move(settings));
}

Scope Scope::onDevice(std::string device) const {
    Settings settings = *m_settings;
    settings.device = std::move(device);
    return with(std::move(settings));
}

Scope Scope::colocatedWith(const std::string& node) const {
    Settings settings = *m_settings;
    settings.colocation = concat("loc:@", node);
    // A colocated node asks for the same device, as TensorFlow writes it.
    const Node* other = m_graph->find(node);
    if (other != nullptr) { settings.device = other->device; }
    return with(std::move(settings));
}

Scope Scope::after(std::vector<NodeId> controlInputs) const {
    Settings settings = *m_settings;
    settings.controlInputs.insert(settings.controlInputs.end(), controlInputs.begin(),
                                  controlInputs.end());
    return with(std::move(settings));
}

Result<NodeId> Scope::addNode(std::string_view opName, const std::vector<Expr>& inputs,
                              AttrMap attrs, std::string_view name,
                              std::vector<NodeId> controlInputs) const {
    NodeSpec spec;
    spec.op = std::string(opName);
    spec.name = m_graph->uniqueName(joined(m_settings->prefix, name.empty() ? opName : name));
    spec.inputs.reserve(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!inputs[i].valid()) {
            return invalidArgument(
                concat("[", opName, "] input ", i, " is nothing (node '", spec.name, "')"));
        }
        spec.inputs.push_back(inputs[i].endpoint());
    }
    spec.controlInputs = m_settings->controlInputs;
    spec.controlInputs.insert(spec.controlInputs.end(), controlInputs.begin(), controlInputs.end());
    spec.attrs = std::move(attrs);
    if (!m_settings->colocation.empty() && !spec.attrs.has("_class")) {
        spec.attrs.set("_class", std::vector<std::string>{m_settings->colocation});
    }
    spec.device = m_settings->device;
    NodeAdder* adder = AddingThrough::current();
    return adder == nullptr ? m_graph->add(std::move(spec)) : adder->add(std::move(spec));
}

NodeId Scope::node(std::string_view opName, const std::vector<Expr>& inputs, AttrMap attrs,
                   std::string_view name, std::vector<NodeId> controlInputs) const {
    if (!m_settings->status->ok()) { return {}; }
    const Result<NodeId> added =
        addNode(opName, inputs, std::move(attrs), name, std::move(controlInputs));
    if (added.ok()) { return *added; }
    fail(added.status());
    return {};
}

std::vector<Expr> Scope::opList(std::string_view opName, const std::vector<Expr>& inputs,
                                AttrMap attrs, std::string_view name) const {
    const NodeId id = node(opName, inputs, std::move(attrs), name);
    std::vector<Expr> out;
    if (!id.valid()) { return out; }
    const int count = static_cast<int>(m_graph->node(id).outputs.size());
    for (int i = 0; i < count; ++i) { out.push_back(expr({id, i})); }
    return out;
}

Expr Scope::op(std::string_view opName, const std::vector<Expr>& inputs, AttrMap attrs,
               std::string_view name) const {
    const NodeId id = node(opName, inputs, std::move(attrs), name);
    if (!id.valid()) { return {}; }
    if (m_graph->node(id).outputs.empty()) {
        fail(invalidArgument(
            concat("[", opName, "] has no output (node '", m_graph->node(id).name, "')")));
        return {};
    }
    return expr({id, 0});
}

Expr Scope::constant(const Tensor& value, std::string_view name) const {
    AttrMap attrs;
    attrs.set("dtype", value.dtype());
    attrs.set("value", StoredTensor::fromTensor(value));
    return op("Const", {}, std::move(attrs), name);
}

Expr Scope::expr(const Endpoint& e) const { return {*this, e}; }

void Scope::fail(const Status& status) const {
    if (m_settings->status->ok()) { *m_settings->status = status; }
}

}  // namespace weft
