// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/groups/series_nodes.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace weft::ui {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// A socket by its name, and which of those of that name it is.
using Name = std::pair<QString, int>;

std::vector<Name> namesOf(const std::vector<PortInfo>& ports) {
    std::map<QString, int> seen;
    std::vector<Name> names;
    for (const PortInfo& port : ports) { names.emplace_back(port.name, seen[port.name]++); }
    return names;
}

/// The parameters that are the same in all.
void keepEqual(std::vector<ParameterInfo>& kept, const std::vector<ParameterInfo>& other) {
    std::erase_if(kept, [&](const ParameterInfo& p) {
        return std::ranges::none_of(
            other, [&](const ParameterInfo& q) { return q.name == p.name && q.value == p.value; });
    });
}

class Folder {
public:
    explicit Folder(Diagram& diagram) : m_diagram(diagram), m_headOf(diagram.nodes.size()) {
        for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
            m_headOf[i] = static_cast<int>(i);
            m_indexOf.emplace(diagram.nodes[i].id, static_cast<int>(i));
        }
    }

    void run(std::span<const NodeSeries> all) {
        for (const NodeSeries& series : all) { take(series); }
        if (m_folded.empty()) { return; }
        for (const auto& [head, members] : m_folded) { describe(head, members); }
        leadWires();
        dropMembers();
    }

private:
    DiagramNode& node(int i) { return m_diagram.nodes[at(i)]; }
    bool isFolded(int i) const { return m_folded.contains(i); }

    /// Only what lies side by side in this picture is drawn as one.
    void take(const NodeSeries& series) {
        std::vector<int> members;
        for (const ItemId id : series.members) {
            const auto found = m_indexOf.find(id.value);
            if (found != m_indexOf.end()) { members.push_back(found->second); }
        }
        if (members.size() != series.members.size()) { return; }
        const int head = members.front();
        for (const int member : members) { m_headOf[at(member)] = head; }
        node(head).series = series.chained ? SeriesMark::Chained : SeriesMark::Stacked;
        node(head).name =
            QString::fromStdString(series.name) + QStringLiteral(" \u00d7%1").arg(members.size());
        m_folded.emplace(head, std::move(members));
    }

    void describe(int head, const std::vector<int>& members) {
        DiagramNode& made = node(head);
        const bool chained = made.series == SeriesMark::Chained;
        m_inputs[head] = made.inputs;
        m_outputs[head] = chained ? node(members.back()).outputs : made.outputs;
        for (const int member : members) {
            if (member == head) { continue; }
            const DiagramNode& other = node(member);
            made.ops += other.ops;
            made.hasVariables = made.hasVariables || other.hasVariables;
            if (other.leftOut != made.leftOut) { made.leftOut = LeftOutMark::No; }
            if (other.device != made.device) { made.device.clear(); }
            if (made.problem.isEmpty()) { made.problem = other.problem; }
            if (made.warning.isEmpty()) { made.warning = other.warning; }
            keepEqual(made.parameters, other.parameters);
            keepEqual(made.details, other.details);
        }
        made.panes.clear();
        const char* words = chained ? "one after the other" : "side by side";
        made.note = made.form == NodeForm::Pill
                        ? made.name
                        : QCoreApplication::translate("weft::ui::Diagram", words);
    }

    /// The place of a socket among those of a series, which gets one of that name if it has none.
    int placeOf(std::vector<PortInfo>& ports, const PortInfo& port, const Name& name) {
        const int found = portNamed(ports, name);
        if (found >= 0) { return found; }
        ports.push_back(port);
        ports.back().socket = {};
        return static_cast<int>(ports.size()) - 1;
    }

    const Name& nameAt(int i, int port, bool input) {
        auto& known = input ? m_inputNames : m_outputNames;
        const auto [found, isNew] = known.try_emplace(i);
        if (isNew) { found->second = namesOf(input ? node(i).inputs : node(i).outputs); }
        return found->second[at(port)];
    }

    /// The wires between others and a series; several that become the same are one.
    void leadWires() {
        std::vector<DiagramWire> wires;
        std::map<std::tuple<int, int, int, int, bool>, std::size_t> known;
        for (DiagramWire wire : m_diagram.wires) {
            const int from = m_headOf[at(wire.fromNode)];
            const int to = m_headOf[at(wire.toNode)];
            if (from == to && isFolded(from)) {
                m_readInside.insert({wire.fromNode, wire.fromPort});
                m_fedInside.insert({wire.toNode, wire.toPort});
                continue;
            }
            m_fed.insert({wire.toNode, wire.toPort});
            if (!isFolded(from) && !isFolded(to)) {
                wires.push_back(std::move(wire));
                continue;
            }
            if (isFolded(from) && !wire.control) {
                const PortInfo& port = node(wire.fromNode).outputs[at(wire.fromPort)];
                wire.fromPort =
                    placeOf(m_outputs[from], port, nameAt(wire.fromNode, wire.fromPort, false));
            }
            if (isFolded(to) && !wire.control) {
                const PortInfo& port = node(wire.toNode).inputs[at(wire.toPort)];
                wire.toPort = placeOf(m_inputs[to], port, nameAt(wire.toNode, wire.toPort, true));
            }
            wire.fromNode = from;
            wire.toNode = to;
            const auto [same, isNew] = known.try_emplace(
                {from, wire.fromPort, to, wire.toPort, wire.control}, wires.size());
            if (isNew) {
                wires.push_back(std::move(wire));
            } else {
                wires[same->second].id = 0;
                wires[same->second].via.clear();
            }
        }
        m_diagram.wires = std::move(wires);
        for (const auto& [head, members] : m_folded) {
            nameSockets(head, members);
            node(head).inputs = std::move(m_inputs[head]);
            node(head).outputs = std::move(m_outputs[head]);
        }
    }

    /// Which member's socket an edit means by one of the series: the one that nothing feeds yet, else
    /// the only one. What may mean several is of no item.
    void nameSockets(int head, const std::vector<int>& members) {
        const bool chained = node(head).series == SeriesMark::Chained;
        const std::vector<Name> inputs = namesOf(m_inputs[head]);
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            std::vector<SocketRef> open;
            std::vector<SocketRef> fed;
            for (const int member : members) {
                const int port = portNamed(node(member).inputs, inputs[k]);
                if (port < 0 || m_fedInside.contains({member, port})) { continue; }
                auto& into = m_fed.contains({member, port}) ? fed : open;
                into.push_back(node(member).inputs[at(port)].socket);
            }
            m_inputs[head][k].socket = onlyOne(open.empty() ? fed : open);
        }
        const std::vector<Name> outputs = namesOf(m_outputs[head]);
        for (std::size_t k = 0; k < outputs.size(); ++k) {
            std::vector<SocketRef> read;
            for (const int member : members) {
                const int port = portNamed(node(member).outputs, outputs[k]);
                if (port < 0) { continue; }
                if (chained && member == members.back()) { read.clear(); }
                const bool within = m_readInside.contains({member, port});
                if (!within) { read.push_back(node(member).outputs[at(port)].socket); }
            }
            m_outputs[head][k].socket = onlyOne(read);
        }
    }

    static int portNamed(const std::vector<PortInfo>& ports, const Name& name) {
        const std::vector<Name> names = namesOf(ports);
        const auto found = std::ranges::find(names, name);
        return found == names.end() ? -1 : static_cast<int>(found - names.begin());
    }

    static SocketRef onlyOne(const std::vector<SocketRef>& sockets) {
        return sockets.size() == 1 ? sockets.front() : SocketRef();
    }

    void dropMembers() {
        std::vector<int> to(m_diagram.nodes.size(), -1);
        std::vector<DiagramNode> nodes;
        for (std::size_t i = 0; i < m_diagram.nodes.size(); ++i) {
            if (m_headOf[i] != static_cast<int>(i)) { continue; }
            to[i] = static_cast<int>(nodes.size());
            nodes.push_back(std::move(m_diagram.nodes[i]));
        }
        m_diagram.nodes = std::move(nodes);
        const auto follow = [&](int& i) { i = i < 0 ? i : to[at(m_headOf[at(i)])]; };
        for (DiagramNode& kept : m_diagram.nodes) { follow(kept.panel); }
        for (DiagramNote& note : m_diagram.notes) { follow(note.panel); }
        for (DiagramWire& wire : m_diagram.wires) {
            follow(wire.fromNode);
            follow(wire.toNode);
            follow(wire.panel);
        }
        for (DiagramLink& link : m_diagram.links) {
            follow(link.node);
            follow(link.source);
        }
        std::erase_if(m_diagram.links, [](const DiagramLink& l) { return l.node == l.source; });
    }

    Diagram& m_diagram;
    std::vector<int> m_headOf;  // of nodes: the first of its series, or itself
    std::map<quint64, int> m_indexOf;
    std::map<int, std::vector<int>> m_folded;       // by head
    std::map<int, std::vector<PortInfo>> m_inputs;  // of series, by head
    std::map<int, std::vector<PortInfo>> m_outputs;
    // Of members, before they were taken together.
    std::set<std::pair<int, int>> m_readInside;
    std::set<std::pair<int, int>> m_fedInside;
    std::set<std::pair<int, int>> m_fed;
    std::map<int, std::vector<Name>> m_inputNames;
    std::map<int, std::vector<Name>> m_outputNames;
};

}  // namespace

void foldSeriesNodes(std::span<const NodeSeries> all, Diagram& diagram) {
    if (!all.empty()) { Folder(diagram).run(all); }
}

}  // namespace weft::ui
