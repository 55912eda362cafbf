// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/items/unasked.h"

#include <vector>

#include "ui/document/graph_diagram.h"

namespace weft::ui {
namespace {

/// The nodes that calls lead to, found backwards from what they ask for.
class AskedNodes {
public:
    explicit AskedNodes(const Graph& graph) : m_graph(graph), m_asked(graph.size(), false) {}

    void ask(NodeId node) {
        if (!node.valid()) { return; }
        std::vector<NodeId> left = {node};
        while (!left.empty()) {
            const NodeId at = left.back();
            left.pop_back();
            if (has(at)) { continue; }
            m_asked[static_cast<std::size_t>(at.value)] = true;
            m_any = true;
            for (const Endpoint& input : m_graph.node(at).inputs) { left.push_back(input.node); }
            for (const NodeId before : m_graph.node(at).controlInputs) { left.push_back(before); }
        }
    }

    /// What gives the variables among them their first values, of all that `init` waits for.
    void askInitialisers(NodeId init) {
        if (!init.valid()) { return; }
        std::vector<NodeId> waiting = initialisersOf(init);
        for (bool more = true; more;) {
            // A first value may be made of another variable, which needs one too.
            more = std::erase_if(waiting, [this](NodeId id) {
                       const Node& node = m_graph.node(id);
                       if (node.inputs.empty() || !has(node.inputs.front().node)) { return false; }
                       ask(id);
                       return true;
                   }) > 0;
        }
    }

    bool has(NodeId node) const { return m_asked[static_cast<std::size_t>(node.value)]; }
    bool any() const { return m_any; }

private:
    /// NoOps may wait for NoOps.
    std::vector<NodeId> initialisersOf(NodeId init) const {
        std::vector<NodeId> found;
        std::vector<bool> seen(m_graph.size(), false);
        std::vector<NodeId> left = {init};
        while (!left.empty()) {
            const NodeId at = left.back();
            left.pop_back();
            if (seen[static_cast<std::size_t>(at.value)]) { continue; }
            seen[static_cast<std::size_t>(at.value)] = true;
            if (!m_graph.node(at).isOp("NoOp")) { found.push_back(at); }
            for (const NodeId before : m_graph.node(at).controlInputs) { left.push_back(before); }
        }
        return found;
    }

    const Graph& m_graph;
    std::vector<bool> m_asked;
    bool m_any = false;
};

void askAll(const EngineDocument& document, const QStringList& fetches, AskedNodes& asked) {
    const Expansion& expansion = document.expansion;
    for (const RunRow* row : document.project->rows()) {
        if (row->disabled) { continue; }
        for (const ItemId target : row->targets) {
            const auto found = expansion.operations.find(target);
            if (found != expansion.operations.end()) { asked.ask(found->second); }
        }
        for (const PortRef& fetch : row->fetches) {
            if (const auto tensor = expansion.tensorAt(fetch)) { asked.ask(tensor->node); }
        }
    }
    for (const QString& fetch : fetches) {
        const Node* node = expansion.graph.find(fetch.section(':', 0, 0).toStdString());
        if (node != nullptr) { asked.ask(node->id); }
    }
    asked.askInitialisers(expansion.init);
    if (document.roles) { asked.askInitialisers(document.roles->init.node); }
}

}  // namespace

QSet<quint64> unaskedIds(const EngineDocument& document, const QStringList& fetches) {
    if (!document.project) { return {}; }
    AskedNodes asked(document.graph());
    askAll(document, fetches, asked);
    if (!asked.any()) { return {}; }
    QSet<quint64> needed;
    QSet<quint64> unasked;
    for (const Node& node : document.graph().nodes()) {
        if (!asked.has(node.id)) {
            unasked.insert(nodeIdIn(node.id));
            continue;
        }
        for (const quint64 id : document.idsShowing(node.id)) { needed.insert(id); }
    }
    const auto isNeeded = [&](const Item& item) {
        return needed.contains(item.id.value) || document.project->functionOf(item.id).valid();
    };
    // Data has no node: it is as wanted as what it feeds.
    for (const Wire* wire : document.project->all<Wire>()) {
        if (needed.contains(wire->to.item.value)) { needed.insert(wire->from.item.value); }
    }
    for (const Item* item : document.project->all<Item>()) {
        if (!isNeeded(*item)) { unasked.insert(item->id.value); }
    }
    return unasked;
}

void markUnasked(const QSet<quint64>& unasked, Diagram& diagram) {
    if (unasked.isEmpty()) { return; }
    for (DiagramNode& node : diagram.nodes) {
        const bool waits = !node.warning.isEmpty();
        if (node.leftOut != LeftOutMark::No || waits || !unasked.contains(node.id)) { continue; }
        node.leftOut = LeftOutMark::Unasked;
    }
}

}  // namespace weft::ui
