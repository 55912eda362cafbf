// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "engine/weft.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// Nodes of a graph that are drawn as one: a single op, or a group.
struct Cell {
    quint64 id = 0;
    QString name;
    std::vector<NodeId> nodes;
};

/// Draws the cells of a graph: single nodes with all their sockets, groups with the tensors that
/// cross their border. Nodes in no cell are left out. Control edges to a node that waits for many
/// are left out too: they say no more than "runs last". What saves, restores and initialises stands
/// without wires.
/// Complexity: linear in the graph's edges.
Diagram diagramOfCells(const Graph& graph, std::span<const Cell> cells);

/// Draws the graph nodes that an item was expanded to. Ids are those of nodeIdIn().
Diagram diagramOfExpansion(const Expansion& expansion, ItemId item, const std::string& path);

/// The diagram id of a graph node: above all ids of items.
quint64 nodeIdIn(NodeId node);

/// The value of a constant, short enough for a pill; empty where it is too large.
QString constantText(const Graph& graph, const Node& node);
/// What is known of a tensor, as a socket.
PortInfo portOf(const Graph& graph, const Endpoint& tensor, const QString& name);
/// "[?,128]", with the dtype before it where it is not float32.
QString noteOf(const PortInfo& port);

}  // namespace weft::ui
