// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/groups/recipe_panels.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "ui/base/number_format.h"
#include "ui/document/graph_diagram.h"

namespace weft::ui {
namespace {

/// A socket of a node of the diagram.
struct Place {
    int node = 0;
    int port = 0;
};

class Opener {
public:
    Opener(const Document& document, const Expansion& expansion, Diagram& diagram)
        : m_document(document), m_expansion(expansion), m_diagram(diagram) {}

    void run() {
        const auto count = static_cast<int>(m_diagram.nodes.size());
        for (int i = 0; i < count; ++i) {
            const Item* item = m_document.item(ItemId{node(i).id});
            if (item == nullptr || item->as<RecipeItem>() == nullptr || !item->opened ||
                m_document.functionOf(item->id).valid()) {
                continue;
            }
            open(i, *item);
        }
        if (m_inside.empty()) { return; }
        leadWires();
        for (const auto& [panel, readers] : m_inside) {
            node(panel).inputs.clear();
            node(panel).outputs.clear();
        }
    }

private:
    using Readers = std::map<Endpoint, std::vector<Place>>;  // of a tensor, in one recipe

    DiagramNode& node(int i) { return m_diagram.nodes[static_cast<std::size_t>(i)]; }

    void open(int panel, const Item& item) {
        Diagram inside = diagramOfExpansion(m_expansion, item.id, m_document.pathOf(item.id));
        if (inside.empty()) { return; }
        Readers& readers = m_inside[panel];
        const auto base = static_cast<int>(m_diagram.nodes.size());
        for (DiagramNode& made : inside.nodes) {
            const NodeId id{static_cast<std::int32_t>(made.id - nodeIdIn(NodeId{0}))};
            const int at = static_cast<int>(m_diagram.nodes.size());
            m_at[id] = at;
            const std::vector<Endpoint>& inputs = m_expansion.graph.node(id).inputs;
            for (std::size_t k = 0; k < made.inputs.size(); ++k) {
                readers[inputs[k]].push_back({at, static_cast<int>(k)});
            }
            made.panel = panel;
            m_diagram.nodes.push_back(std::move(made));
        }
        for (DiagramWire& wire : inside.wires) {
            wire.fromNode += base;
            wire.toNode += base;
            wire.panel = panel;
            m_diagram.wires.push_back(std::move(wire));
        }
        node(panel).form = NodeForm::Panel;
        node(panel).note = node(panel).type + QStringLiteral(", ") + formatCount(node(panel).ops) +
                           QStringLiteral(" ops");
    }

    /// Where a wire ends inside of what is open; several where several nodes read it.
    std::vector<Place> endsOf(const DiagramWire& wire,
                              const std::optional<Endpoint>& tensor) const {
        const auto inside = m_inside.find(wire.toNode);
        if (inside == m_inside.end()) { return {{wire.toNode, wire.toPort}}; }
        if (!tensor) { return {}; }
        const auto found = inside->second.find(*tensor);
        return found == inside->second.end() ? std::vector<Place>() : found->second;
    }

    std::optional<Place> startOf(const DiagramWire& wire,
                                 const std::optional<Endpoint>& tensor) const {
        if (!m_inside.contains(wire.fromNode)) { return Place{wire.fromNode, wire.fromPort}; }
        const auto found = tensor ? m_at.find(tensor->node) : m_at.end();
        if (found == m_at.end()) { return std::nullopt; }
        return Place{found->second, tensor->index};
    }

    void leadWires() {
        std::vector<DiagramWire> wires;
        std::set<std::tuple<int, int, int, int>> drawn;
        for (DiagramWire& wire : m_diagram.wires) {
            const bool touches = m_inside.contains(wire.fromNode) || m_inside.contains(wire.toNode);
            if (!touches || wire.control) {
                wires.push_back(std::move(wire));
                continue;
            }
            const Wire* drawnFrom = m_document.find<Wire>(ItemId{wire.id});
            const auto tensor =
                drawnFrom == nullptr ? std::nullopt : m_expansion.tensorAt(drawnFrom->from);
            const std::optional<Place> start = startOf(wire, tensor);
            if (!start) { continue; }
            quint64 id = wire.id;
            for (const Place& end : endsOf(wire, tensor)) {
                if (!drawn.insert({start->node, start->port, end.node, end.port}).second) {
                    continue;
                }
                DiagramWire led = wire;
                led.fromNode = start->node;
                led.fromPort = start->port;
                led.toNode = end.node;
                led.toPort = end.port;
                led.id = std::exchange(id, 0);
                led.via.clear();
                led.panel = m_diagram.panelAround(led.fromNode, led.toNode);
                wires.push_back(std::move(led));
            }
        }
        m_diagram.wires = std::move(wires);
    }

    const Document& m_document;
    const Expansion& m_expansion;
    Diagram& m_diagram;
    std::map<int, Readers> m_inside;  // by panel
    std::map<NodeId, int> m_at;       // of the nodes that recipes made
};

}  // namespace

void openRecipes(const Document& document, const Expansion& expansion, Diagram& diagram) {
    Opener(document, expansion, diagram).run();
}

}  // namespace weft::ui
