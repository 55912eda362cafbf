// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>

#include "ui/canvas/canvas_snapshot.h"

/// @file
/// Diagrams for tests of the canvas.

namespace weft::ui::test {

inline PortInfo floatPort(const QString& name, const QString& shape = QStringLiteral("[?,10]")) {
    return {name, Family::Float, QStringLiteral("float32"), shape, 10, name + QStringLiteral(":0")};
}

/// A node with so many sockets; ids count from 1.
inline DiagramNode boxNode(quint64 id, const QString& name, int inputs, int outputs) {
    DiagramNode node;
    node.id = id;
    node.name = name;
    node.type = QStringLiteral("Add");
    for (int i = 0; i < inputs; ++i) {
        node.inputs.push_back(floatPort(QStringLiteral("x%1").arg(i)));
    }
    for (int i = 0; i < outputs; ++i) {
        node.outputs.push_back(floatPort(i == 0 ? QStringLiteral("y") : QString::number(i)));
    }
    return node;
}

/// a -> b -> c, placed in a row 200 apart.
inline Diagram chainOfThree() {
    Diagram d;
    for (int i = 0; i < 3; ++i) {
        d.nodes.push_back(boxNode(static_cast<quint64>(i + 1), QString(QChar('a' + i)), 1, 1));
        d.nodes.back().position = QPointF(200 * i, 0);
    }
    d.wires = {{0, 0, 1, 0, false, false}, {1, 0, 2, 0, false, false}};
    return d;
}

/// As chainOfThree(), of a project: sockets and wires (11, 12) have names that edits use.
inline Diagram editableChain() {
    Diagram d = chainOfThree();
    d.editable = true;
    for (DiagramNode& node : d.nodes) {
        for (PortInfo& port : node.inputs) { port.socket = {node.id, port.name}; }
        for (PortInfo& port : node.outputs) {
            port.socket = {node.id, port.name};
            port.tensor = node.name + QStringLiteral(":0");
        }
    }
    d.wires[0].id = 11;
    d.wires[1].id = 12;
    return d;
}

/// A graph without cycles: each node reads one or two earlier ones, mostly near ones.
inline Diagram randomDiagram(int nodes, unsigned seed = 1) {
    std::mt19937 random(seed);
    Diagram d;
    for (int i = 0; i < nodes; ++i) {
        const int inputs = i == 0 ? 0 : 1 + static_cast<int>(random() % 2);
        d.nodes.push_back(
            boxNode(static_cast<quint64>(i + 1), QStringLiteral("node%1").arg(i), inputs, 1));
        for (int k = 0; k < inputs; ++k) {
            const int reach = random() % 10 == 0 ? i : std::min(i, 12);
            const int from = i - 1 - static_cast<int>(random() % static_cast<unsigned>(reach));
            d.wires.push_back({from, 0, i, k, false, false});
        }
    }
    return d;
}

/// Wires that touch a node they neither leave nor enter, as "a -> c through b".
inline QStringList wiresThroughNodes(const CanvasSnapshot& s) {
    QStringList found;
    for (const CanvasWire& wire : s.wires) {
        const std::span<const QPointF> path = s.path(wire);
        for (int n = 0; n < s.nodes(); ++n) {
            if (n == wire.fromNode || n == wire.toNode) { continue; }
            const QRectF inner = s.rect(n).adjusted(1, 1, -1, -1);
            bool hit = false;
            for (std::size_t i = 1; i < path.size() && !hit; ++i) {
                for (int k = 0; k <= 8 && !hit; ++k) {
                    hit = inner.contains(path[i - 1] + (path[i] - path[i - 1]) * (k / 8.0));
                }
            }
            if (hit) {
                found.append(
                    QStringLiteral("%1 -> %2 through %3")
                        .arg(s.node(wire.fromNode).name, s.node(wire.toNode).name, s.node(n).name));
            }
        }
    }
    return found;
}

/// Pairs of nodes that cover each other.
inline QStringList overlaps(const CanvasSnapshot& s) {
    QStringList found;
    for (int i = 0; i < s.nodes(); ++i) {
        for (const int k : s.nodeGrid.find(s.rect(i))) {
            if (k > i && s.rect(k).intersects(s.rect(i))) {
                found.append(s.node(i).name + QStringLiteral(" and ") + s.node(k).name);
            }
        }
    }
    return found;
}

}  // namespace weft::ui::test
