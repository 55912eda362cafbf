// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/adopt.h"

#include "engine/compose/functions/adopt_functions.h"
#include "engine/compose/ports.h"
#include "engine/graph/meta_graph.h"

namespace weft {
namespace {

/// Draws the nodes of one graph.
class Adopter {
public:
    Adopter(const Graph& graph, Edit& edit, ItemId parent)
        : m_graph(graph), m_edit(edit), m_parent(parent), m_items(graph.size()) {}

    std::vector<ItemId> run(const std::vector<NodeId>& order) {
        if (order.empty()) {
            for (const Node& node : m_graph.nodes()) { addItem(node); }
        }
        for (const NodeId node : order) { addItem(m_graph.node(node)); }
        for (const Node& node : m_graph.nodes()) { addWires(node); }
        return std::move(m_items);
    }

private:
    ItemId itemOf(NodeId node) const { return m_items[static_cast<std::size_t>(node.value)]; }

    void addItem(const Node& node) {
        Item item;
        item.parent = m_parent;
        item.name = node.name;
        enterScopes(item);
        item.what = OpItem{node.opName, node.attrs, node.device, node.extraBytes};
        m_items[static_cast<std::size_t>(node.id.value)] = m_edit.put(std::move(item));
    }

    /// Moves an item at the top into the groups that its name tells.
    void enterScopes(Item& item) {
        const std::string path = item.name;
        std::size_t begin = 0;
        std::size_t depth = 0;
        for (std::size_t slash = path.find('/');
             slash != std::string::npos && depth < kDeepestGroup;
             slash = path.find('/', slash + 1)) {
            const std::string_view scope = std::string_view(path).substr(0, slash);
            const std::string_view rest = std::string_view(path).substr(slash + 1);
            if (!isValidNodeName(rest) || m_graph.find(scope) != nullptr) { continue; }
            item.parent = groupAt(scope, item.parent, scope.substr(begin));
            item.name = path.substr(slash + 1);
            begin = slash + 1;
            ++depth;
        }
    }

    ItemId groupAt(std::string_view scope, ItemId parent, std::string_view name) {
        const auto found = m_groups.find(scope);
        if (found != m_groups.end()) { return found->second; }
        Item group;
        group.parent = parent;
        group.name = name;
        group.what = GroupItem{};
        return m_groups.emplace(scope, m_edit.put(std::move(group))).first->second;
    }

    void addWires(const Node& node) {
        const std::vector<std::string> ports = inputPortsOf(node);
        for (std::size_t i = 0; i < node.inputs.size(); ++i) {
            const Endpoint& from = node.inputs[i];
            const Node& source = m_graph.node(from.node);
            addWire(
                {itemOf(source.id), outputPortsOf(source)[static_cast<std::size_t>(from.index)]},
                {itemOf(node.id), ports[i]});
        }
        for (const NodeId control : node.controlInputs) {
            addWire({itemOf(control), kControlPort}, {itemOf(node.id), kControlPort});
        }
    }

    void addWire(PortRef from, PortRef to) {
        m_edit.put(Wire{.id = {}, .from = std::move(from), .to = std::move(to)});
    }

    const Graph& m_graph;
    Edit& m_edit;
    ItemId m_parent;
    std::map<std::string, ItemId, std::less<>> m_groups;  // by scope
    std::vector<ItemId> m_items;                          // by node
};

/// All of the graph but its nodes and the functions that are drawn.
std::string frameOf(const Graph& graph, std::string libraryBytes, const std::string& metaBytes) {
    Graph rest(UnknownOps::Keep);
    rest.collections() = graph.collections();
    rest.libraryBytes = std::move(libraryBytes);
    rest.producer = graph.producer;
    rest.minConsumer = graph.minConsumer;
    rest.extraBytes = graph.extraBytes;
    return metaGraphToBytes({std::move(rest), metaBytes});
}

}  // namespace

std::vector<ItemId> drawNodes(const Graph& graph, Edit& edit, ItemId parent,
                              const std::vector<NodeId>& order) {
    return Adopter(graph, edit, parent).run(order);
}

Result<Document> adoptGraph(const Graph& graph, const std::string& metaBytes) {
    const Document empty;
    Edit edit(empty);
    drawNodes(graph, edit);
    std::string libraryBytes = graph.libraryBytes;
    adoptFunctions(edit, libraryBytes);
    Settings settings = empty.settings();
    settings.frame = frameOf(graph, std::move(libraryBytes), metaBytes);
    edit.put(std::move(settings));
    WEFT_TRY(checkDocument(edit.document()));
    return edit.document();
}

}  // namespace weft
