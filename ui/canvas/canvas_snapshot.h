// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QLineF>
#include <QSet>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ui/canvas/canvas_grid.h"
#include "ui/document/diagram.h"

namespace weft::ui {

inline constexpr double kNotePadding = 8;
inline constexpr double kFrameTitle = 28;  ///< height of a frame's title
inline constexpr double kLeastNote = 64;   ///< width and height of paper

/// A wire with its path, ready to be drawn.
struct CanvasWire {
    int firstPoint = 0;
    int points = 0;
    int fromNode = 0;
    int fromPort = 0;
    int toNode = 0;
    int toPort = 0;
    Family family = Family::Unknown;
    float width = 1;
    bool control = false;
    bool reference = false;
    quint64 id = 0;  ///< as DiagramWire::id
};

/// All that the canvas draws of a diagram except live values: nodes with their places, wires with
/// their paths, and grids to find them by. Immutable once made, so that painters on any thread may
/// share it.
struct CanvasSnapshot {
    Diagram diagram;
    std::vector<QRectF> rects;     ///< of the nodes
    std::vector<QPointF> origins;  ///< of the nodes that are panels: see origin()
    std::vector<int> panels;       ///< nodes that are panels, outer ones first
    std::vector<QRectF> noteRects;
    std::vector<int> frames;  ///< notes that are frames, large ones first: as they lie
    std::vector<CanvasWire> wires;
    std::vector<QPointF> points;
    std::vector<std::optional<QLineF>> lanes;  ///< of each wire: level, past what lies between
    bool placed = false;                       ///< the diagram said where its nodes lie
    QRectF bounds;
    CanvasGrid nodeGrid;
    CanvasGrid wireGrid;

    const DiagramNode& node(int i) const { return diagram.nodes[static_cast<std::size_t>(i)]; }
    const QRectF& rect(int i) const { return rects[static_cast<std::size_t>(i)]; }
    const CanvasWire& wire(int i) const { return wires[static_cast<std::size_t>(i)]; }
    std::span<const QPointF> path(const CanvasWire& wire) const {
        return std::span(points).subspan(static_cast<std::size_t>(wire.firstPoint),
                                         static_cast<std::size_t>(wire.points));
    }
    int nodes() const { return static_cast<int>(rects.size()); }
    /// Centre of a socket in the scene.
    QPointF input(int node, int port) const;
    QPointF output(int node, int port) const;
    /// What a port says and what an edit calls it. @param isOutput which side of the node.
    const PortInfo& port(int i, int port, bool isOutput) const {
        const std::vector<PortInfo>& ports = isOutput ? node(i).outputs : node(i).inputs;
        return ports[static_cast<std::size_t>(port)];
    }
    /// The wire that ends at an input, -1 where none does.
    int wireInto(int node, int port) const;
    /// Index of the note with that id, or -1.
    int noteOf(quint64 id) const;
    /// The corner of a rectangle, moved down until no node is in its way; in the panel it is in.
    QPointF freePlace(QRectF wanted) const;
    /// Where zero lies in the scene as what lies in a panel counts; -1: in none.
    QPointF origin(int panel) const {
        return panel < 0 ? QPointF() : origins[static_cast<std::size_t>(panel)];
    }
    /// Index of the innermost panel around a place, -1: none.
    int panelAt(QPointF scene) const;
    /// Corners in the scene of nodes and notes as the groups that they lie in count them.
    QHash<quint64, QPointF> ownCorners(QHash<quint64, QPointF> corners) const;
    /// Without what lies in panels that are among them: these take it along.
    QSet<quint64> outermost(QSet<quint64> ids) const;
    /// The shape that a wire carries, "" where not known.
    QString shapeOf(const CanvasWire& wire) const;
};

/// Lays out what has no position, routes the wires and builds the grids.
/// @param before of the same diagram before an edit, or null: ways that nothing has changed about
/// are taken from it, which makes the snapshot sooner and no other one.
/// Threading: any thread. Complexity: 10,000 nodes well under 3 s with layout.
std::shared_ptr<const CanvasSnapshot> makeSnapshot(Diagram diagram,
                                                   const CanvasSnapshot* before = nullptr);

}  // namespace weft::ui
