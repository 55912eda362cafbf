// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/gradient_path.h"

#include <queue>

#include "engine/autodiff/backprop.h"

namespace weft {

GradientPath::GradientPath(const Graph& graph, const std::vector<Endpoint>& ys,
                           const std::vector<Endpoint>& xs)
    : m_graph(graph), m_between(graph.size(), false) {
    const std::vector<bool> reached = reachedFrom(xs);
    std::vector<NodeId> todo;
    const auto visit = [&](NodeId id) {
        const auto at = static_cast<std::size_t>(id.value);
        if (!reached[at] || m_between[at]) { return; }
        m_between[at] = true;
        ++m_size;
        todo.push_back(id);
    };
    for (const Endpoint& y : ys) {
        if (isDifferentiable(graph.output(y))) { visit(y.node); }
    }
    while (!todo.empty()) {
        const NodeId id = todo.back();
        todo.pop_back();
        for (const Endpoint& input : graph.node(id).inputs) {
            if (isDifferentiable(graph.output(input))) { visit(input.node); }
        }
    }
}

std::vector<bool> GradientPath::reachedFrom(const std::vector<Endpoint>& xs) const {
    std::vector<bool> reached(m_graph.size(), false);
    std::vector<NodeId> todo;
    const auto visitReaders = [&](NodeId id, auto isPassing) {
        for (const Graph::Use& use : m_graph.uses(id)) {
            const auto at = static_cast<std::size_t>(use.node.value);
            const Endpoint& read =
                m_graph.node(use.node).inputs[static_cast<std::size_t>(use.input)];
            if (reached[at] || !isPassing(read)) { continue; }
            reached[at] = true;
            todo.push_back(use.node);
        }
    };
    const auto isDifferentiableTensor = [this](const Endpoint& e) {
        return isDifferentiable(m_graph.output(e));
    };
    for (const Endpoint& x : xs) {
        if (!isDifferentiableTensor(x)) { continue; }
        visitReaders(x.node, [&x](const Endpoint& e) { return e == x; });
    }
    while (!todo.empty()) {
        const NodeId id = todo.back();
        todo.pop_back();
        visitReaders(id, isDifferentiableTensor);
    }
    return reached;
}

std::vector<NodeId> GradientPath::reverseOrder() const {
    std::vector<int> waiting(m_graph.size(), 0);
    const auto forEachInput = [&](NodeId id, auto f) {
        for (const Endpoint& input : m_graph.node(id).inputs) {
            if (contains(input.node)) { f(input.node); }
        }
    };
    for (const Node& node : m_graph.nodes()) {
        if (!contains(node.id)) { continue; }
        forEachInput(node.id,
                     [&](NodeId from) { ++waiting[static_cast<std::size_t>(from.value)]; });
    }
    std::priority_queue<NodeId> ready;
    for (const Node& node : m_graph.nodes()) {
        if (contains(node.id) && waiting[static_cast<std::size_t>(node.id.value)] == 0) {
            ready.push(node.id);
        }
    }
    std::vector<NodeId> order;
    order.reserve(m_size);
    while (!ready.empty()) {
        const NodeId id = ready.top();
        ready.pop();
        order.push_back(id);
        forEachInput(id, [&](NodeId from) {
            if (--waiting[static_cast<std::size_t>(from.value)] == 0) { ready.push(from); }
        });
    }
    return order;
}

}  // namespace weft
