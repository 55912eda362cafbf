// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/groups/recipe_panels.h"

#include <QCoreApplication>
#include <compare>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "ui/base/number_format.h"
#include "ui/document/graph_diagram.h"

namespace weft::ui {
namespace {

constexpr quint64 kPlugIds = quint64{1} << 60;
constexpr quint64 kMostPorts = 64;

/// A socket of a node of the diagram.
struct Place {
    int node = 0;
    int port = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
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
            const auto ports = static_cast<int>(node(panel).inputs.size());
            for (int k = 0; k < ports; ++k) {
                if (!m_led.contains({panel, k})) { (void)plugOf({panel, k}); }
            }
            nameOutputs(panel);
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

    /// Where a wire ends inside of what is open; several where several nodes read it. A wire there is
    /// the layer's: its socket is.
    std::vector<Place> endsOf(const DiagramWire& wire, const std::optional<Endpoint>& tensor) {
        const Place to{wire.toNode, wire.toPort};
        const auto inside = m_inside.find(wire.toNode);
        if (inside == m_inside.end()) { return {to}; }
        m_led.insert(to);
        const auto found = tensor ? inside->second.find(*tensor) : inside->second.end();
        if (found == inside->second.end()) { return {plugOf(to)}; }
        const SocketRef socket = portAt(to).socket;
        for (const Place& place : found->second) { portAt(place).socket = socket; }
        return found->second;
    }

    PortInfo& portAt(const Place& input) {
        return node(input.node).inputs[static_cast<std::size_t>(input.port)];
    }

    /// The socket of an input that nothing inside reads, not yet or at all: a node of its own.
    Place plugOf(const Place& input) {
        const auto [at, isNew] =
            m_plugs.try_emplace(input, static_cast<int>(m_diagram.nodes.size()));
        if (!isNew) { return {at->second, 0}; }
        DiagramNode made;
        const auto port = static_cast<quint64>(input.port);
        made.id = kPlugIds + node(input.node).id * kMostPorts + port % kMostPorts;
        // The node that stands in for it may have its name.
        made.name = QCoreApplication::translate("weft::ui::Diagram", "%1, not wired")
                        .arg(portAt(input).name);
        made.note = portAt(input).name;
        made.form = NodeForm::Pill;
        made.category = Category::Io;
        made.derived = true;
        made.panel = input.node;
        made.inputs = {portAt(input)};
        made.inputs.front().spare = false;
        m_diagram.nodes.push_back(std::move(made));
        return {at->second, 0};
    }

    /// What the layer gives is given by a node inside: a wire may start there.
    void nameOutputs(int panel) {
        for (const PortInfo& port : node(panel).outputs) {
            const PortRef ref{ItemId{port.socket.item}, port.socket.port.toStdString()};
            const std::optional<Endpoint> tensor = m_expansion.tensorAt(ref);
            const auto found = tensor ? m_at.find(tensor->node) : m_at.end();
            if (found == m_at.end()) { continue; }
            auto& outputs = node(found->second).outputs;
            const auto index = static_cast<std::size_t>(tensor->index);
            if (index < outputs.size()) { outputs[index].socket = port.socket; }
        }
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
    std::set<Place> m_led;            // inputs of panels that a wire comes to
    std::map<Place, int> m_plugs;     // nodes of inputs that nothing inside reads
};

}  // namespace

void openRecipes(const Document& document, const Expansion& expansion, Diagram& diagram) {
    Opener(document, expansion, diagram).run();
}

}  // namespace weft::ui
