// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "ui/base/theme.h"

/// @file
/// What is drawn: nodes with ports, and wires between them, as plain values. Made from a project's
/// items or from a graph; the canvas knows nothing else.

namespace weft::ui {

/// A socket as a project names it: of a group's border, the one inside that it stands for.
struct SocketRef {
    quint64 item = 0;  ///< 0: of no project's item
    QString port;      ///< "x", "values:2"; "^" is control
    friend bool operator==(const SocketRef&, const SocketRef&) = default;
};

/// A tensor that goes in or out of a node.
struct PortInfo {
    QString name;
    Family family = Family::Unknown;
    QString dtype;        ///< "float32"; empty where not known
    QString shape;        ///< "[?,128]"
    qint64 elements = 0;  ///< where known, else an estimate with ? = 1
    QString tensor;       ///< "hidden1/BiasAdd:0"; outputs only
    SocketRef socket;     ///< what an edit names; of derived and imported nodes none
    bool spare = false;   ///< one more place that need not be filled: drawn small until wanted
};

/// A parameter shown on the node.
struct ParameterInfo {
    QString name;
    QString value;
};

/// Whether a node is left out of the graph, and why; or of all calls: in the graph, but not computed.
enum class LeftOutMark { No, Muted, Bypassed, Follows, Unasked };

/// Whether a node stands for several of the same build, and how these hang together.
enum class SeriesMark { No, Stacked, Chained };

/// A function that a node calls, as it is seen on the node: its body in small.
struct PaneInfo {
    quint64 function = 0;      ///< what opens when it is opened
    QString title;             ///< "body", "then"; of a plain call the function's name
    QString name;              ///< the function's
    std::vector<QPointF> ops;  ///< of the body, in a square of side 1
    std::vector<std::pair<int, int>> wires;  ///< from which op to which
};

/// How a node is drawn; a panel is a group that is open in place, around what lies in it.
enum class NodeForm { Box, Pill, Variable, Placeholder, Group, Panel };

/// One node of a diagram.
struct DiagramNode {
    quint64 id = 0;  ///< stays the same over edits and openings
    QString name;
    QString type;
    Category category = Category::Math;
    NodeForm form = NodeForm::Box;
    std::vector<PortInfo> inputs;
    std::vector<PortInfo> outputs;
    std::vector<ParameterInfo> parameters;  ///< those on the node; the inspector shows `details`
    std::vector<ParameterInfo> details;
    std::vector<PaneInfo> panes;  ///< of a node that calls drawn functions
    QString note;                 ///< footer while no value is known
    int ops = 0;                  ///< of a group: how many graph nodes are inside
    bool derived = false;         ///< follows from a recipe: locked
    bool unknownOp = false;       ///< kept, cannot run
    LeftOutMark leftOut = LeftOutMark::No;
    bool hasVariables = false;        ///< it is or holds variables: shows whether they have values
    QString device;                   ///< as wished
    QString problem;                  ///< first words of what is wrong with it, empty if nothing
    QString warning;                  ///< of what it still wants: a wire, something to read
    std::optional<QPointF> position;  ///< top left, where the file says so; as its group counts
    int panel = -1;  ///< index of the panel it lies in, which comes before it; -1: none
    QPointF least;   ///< of a panel: least corner of what lies in it, as that counts
    QString shares;  ///< whose weights it uses; empty: its own
    SeriesMark series = SeriesMark::No;  ///< the first of neighbours that are drawn as one
};

/// A wire, or with `control` an order without data. Nodes and ports are indices.
struct DiagramWire {
    int fromNode = 0;
    int fromPort = 0;
    int toNode = 0;
    int toPort = 0;
    bool control = false;
    bool reference = false;
    quint64 id = 0;  ///< of a project: the wire, or the first of several drawn as one
    std::vector<QPointF> via = {};  ///< places it is led through, on its way; as `panel` counts
    int panel = -1;                 ///< index of the innermost panel around both ends, -1: none
};

/// One node uses the weights of another. Nodes are indices.
struct DiagramLink {
    int node = 0;
    int source = 0;
};

/// Words on paper.
struct DiagramNote {
    QRectF rect;  ///< without a height where it is as high as its words
    QString text;
    quint64 id = 0;
    bool frame = false;  ///< takes along what lies on it; its first line is its title
    bool locked = false;
    int colour = 0;
    int panel = -1;  ///< as DiagramNode::panel; `rect` is as that counts
    friend bool operator==(const DiagramNote&, const DiagramNote&) = default;
};

/// Nodes, wires, notes and links of one view.
struct Diagram {
    std::vector<DiagramNode> nodes;
    std::vector<DiagramWire> wires;
    std::vector<DiagramNote> notes;
    std::vector<DiagramLink> links;
    bool editable = false;  ///< items of a project, that can be moved, wired and deleted

    bool empty() const { return nodes.empty(); }
    /// Index of the node with that id, or -1.
    int indexOf(quint64 id) const;
    /// Index of the innermost panel that two nodes lie in, -1: none.
    int panelAround(int a, int b) const;
    /// The node itself or the panel around it that lies right in `panel` (-1: in none); -1: neither.
    int memberOf(int panel, int node) const;
};

inline int Diagram::indexOf(quint64 id) const {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].id == id) { return static_cast<int>(i); }
    }
    return -1;
}

inline int Diagram::panelAround(int a, int b) const {
    const auto panelOf = [this](int i) { return nodes[static_cast<std::size_t>(i)].panel; };
    a = panelOf(a);
    b = panelOf(b);
    // Panels come before what lies in them.
    while (a != b) { (a > b ? a : b) = panelOf(std::max(a, b)); }
    return a;
}

inline int Diagram::memberOf(int panel, int node) const {
    while (node >= 0 && nodes[static_cast<std::size_t>(node)].panel != panel) {
        node = nodes[static_cast<std::size_t>(node)].panel;
    }
    return node;
}

}  // namespace weft::ui
