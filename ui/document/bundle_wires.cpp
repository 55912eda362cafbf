// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/bundle_wires.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace weft::ui {
namespace {

constexpr std::size_t kLeast = 3;  // wires that are worth a bundle

class Bundler {
public:
    explicit Bundler(Diagram& diagram) : m_diagram(diagram) {}

    void run() {
        for (const DiagramWire& wire : m_diagram.wires) {
            if (!wire.control && at(wire.fromNode).ops > 1 && at(wire.toNode).ops > 1) {
                m_between[{wire.fromNode, wire.toNode}].push_back(wire);
            }
        }
        std::erase_if(m_between, [](const auto& entry) { return entry.second.size() < kLeast; });
        if (m_between.empty()) { return; }
        std::erase_if(m_diagram.wires, [this](const DiagramWire& wire) {
            return !wire.control && m_between.contains({wire.fromNode, wire.toNode});
        });
        dropFreeSockets();
        for (const auto& [pair, wires] : m_between) { addBundle(pair, wires); }
    }

private:
    DiagramNode& at(int node) { return m_diagram.nodes[static_cast<std::size_t>(node)]; }

    /// What the bundles stand for, described while the sockets are still there.
    PortInfo described(const std::vector<DiagramWire>& wires) {
        PortInfo port;
        std::set<Family> families;
        std::set<int> sources;
        for (const DiagramWire& wire : wires) {
            const PortInfo& source =
                at(wire.fromNode).outputs[static_cast<std::size_t>(wire.fromPort)];
            families.insert(source.family);
            if (sources.insert(wire.fromPort).second) { port.elements += source.elements; }
        }
        port.family = families.size() == 1 ? *families.begin() : Family::Unknown;
        port.dtype =
            QCoreApplication::translate("weft::ui::Bundler", "%1 tensors").arg(wires.size());
        return port;
    }

    /// Takes away the sockets that only bundled wires used, and counts the others anew.
    void dropFreeSockets() {
        std::map<int, std::set<int>> freeOutputs;
        std::map<int, std::set<int>> freeInputs;
        for (const auto& [pair, wires] : m_between) {
            m_ports[pair] = described(wires);
            for (const DiagramWire& wire : wires) {
                freeOutputs[wire.fromNode].insert(wire.fromPort);
                freeInputs[wire.toNode].insert(wire.toPort);
            }
        }
        for (const DiagramWire& wire : m_diagram.wires) {
            if (wire.control) { continue; }
            freeOutputs[wire.fromNode].erase(wire.fromPort);
            freeInputs[wire.toNode].erase(wire.toPort);
        }
        for (DiagramWire& wire : m_diagram.wires) {
            if (wire.control) { continue; }
            wire.fromPort -= below(freeOutputs[wire.fromNode], wire.fromPort);
            wire.toPort -= below(freeInputs[wire.toNode], wire.toPort);
        }
        for (const auto& [node, ports] : freeOutputs) { erasePorts(at(node).outputs, ports); }
        for (const auto& [node, ports] : freeInputs) { erasePorts(at(node).inputs, ports); }
    }

    static int below(const std::set<int>& ports, int port) {
        return static_cast<int>(std::distance(ports.begin(), ports.lower_bound(port)));
    }

    static void erasePorts(std::vector<PortInfo>& all, const std::set<int>& ports) {
        for (auto it = ports.rbegin(); it != ports.rend(); ++it) { all.erase(all.begin() + *it); }
    }

    void addBundle(std::pair<int, int> pair, const std::vector<DiagramWire>& wires) {
        PortInfo port = m_ports[pair];
        DiagramWire wire{pair.first, static_cast<int>(at(pair.first).outputs.size()), pair.second,
                         static_cast<int>(at(pair.second).inputs.size())};
        wire.reference = std::all_of(wires.begin(), wires.end(),
                                     [](const DiagramWire& w) { return w.reference; });
        port.name = at(pair.second).name;
        at(pair.first).outputs.push_back(port);
        port.name = at(pair.first).name;
        at(pair.second).inputs.push_back(port);
        m_diagram.wires.push_back(wire);
    }

    Diagram& m_diagram;
    std::map<std::pair<int, int>, std::vector<DiagramWire>> m_between;  // from node, to node
    std::map<std::pair<int, int>, PortInfo> m_ports;
};

}  // namespace

void bundleWires(Diagram& diagram) { Bundler(diagram).run(); }

}  // namespace weft::ui
