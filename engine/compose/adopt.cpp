// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/adopt.h"

#include "engine/compose/ports.h"
#include "engine/graph/meta_graph.h"

namespace weft {
namespace {

/// Draws one graph: items in node order, so that their ids order them as the nodes were.
class Adopter {
public:
    explicit Adopter(const Graph& graph) : m_graph(graph), m_edit(m_base) {}

    Result<Document> run(const std::string& metaBytes) {
        for (const Node& node : m_graph.nodes()) { addItem(node); }
        for (const Node& node : m_graph.nodes()) { addWires(node); }
        Settings settings = m_base.settings();
        settings.frame = frame(metaBytes);
        m_edit.put(std::move(settings));
        WEFT_TRY(checkDocument(m_edit.document()));
        return m_edit.document();
    }

private:
    /// All of the graph but its nodes.
    std::string frame(const std::string& metaBytes) const {
        Graph rest(UnknownOps::Keep);
        rest.collections() = m_graph.collections();
        rest.libraryBytes = m_graph.libraryBytes;
        rest.producer = m_graph.producer;
        rest.minConsumer = m_graph.minConsumer;
        rest.extraBytes = m_graph.extraBytes;
        return metaGraphToBytes({std::move(rest), metaBytes});
    }

    ItemId itemOf(NodeId node) const { return m_items[static_cast<std::size_t>(node.value)]; }

    void addItem(const Node& node) {
        Item item;
        item.name = node.name;
        enterScopes(item);
        item.what = OpItem{node.opName, node.attrs, node.device, node.extraBytes};
        m_items.push_back(m_edit.put(std::move(item)));
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
        group.folded = true;
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
    Document m_base;
    Edit m_edit;
    std::map<std::string, ItemId, std::less<>> m_groups;  // by scope
    std::vector<ItemId> m_items;                          // by node
};

}  // namespace

Result<Document> adoptGraph(const Graph& graph, const std::string& metaBytes) {
    return Adopter(graph).run(metaBytes);
}

}  // namespace weft
