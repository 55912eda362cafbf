// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/hit_test.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {
namespace {

constexpr double kHalfWidth = 12;  // of a socket's area
constexpr double kHalfHeight = 10;
constexpr double kWireReach = 4;
constexpr double kPointReach = 8;  // view pixels, as the next ones
constexpr double kNoteCorner = 12;
constexpr double kLeastTitle = 20;
constexpr double kFrameBorder = 5;

bool near(QPointF a, QPointF b) {
    return std::abs(a.x() - b.x()) <= kHalfWidth && std::abs(a.y() - b.y()) <= kHalfHeight;
}

/// The input in reach, of several that lie close the nearest; -1: none.
int nearestInput(const CanvasSnapshot& s, int node, QPointF scene) {
    int nearest = -1;
    double least = kHalfHeight;
    for (int p = 0; p < static_cast<int>(s.node(node).inputs.size()); ++p) {
        const double away = std::abs(s.input(node, p).y() - scene.y());
        if (!near(s.input(node, p), scene) || (nearest >= 0 && away >= least)) { continue; }
        nearest = p;
        least = away;
    }
    return nearest;
}

/// The nearest place of a wire in reach, else the nearest wire.
Hit hitWire(const CanvasSnapshot& s, QPointF scene, double zoom) {
    const double far = kPointReach / zoom;
    double nearestPoint = zoom >= kNoRows ? far : -1;
    double nearestWire = kWireReach / zoom;
    Hit point;
    Hit wire;
    for (const int w :
         s.wireGrid.find(QRectF(scene - QPointF(far, far), QSizeF(2 * far, 2 * far)))) {
        const std::vector<QPointF>& via = s.diagram.wires[static_cast<std::size_t>(w)].via;
        for (std::size_t i = 0; i < via.size(); ++i) {
            const double distance = std::hypot(scene.x() - via[i].x(), scene.y() - via[i].y());
            if (distance > nearestPoint) { continue; }
            nearestPoint = distance;
            point = {Hit::Kind::Point, -1, -1, w, -1, static_cast<int>(i)};
        }
        const std::span<const QPointF> path = s.path(s.wire(w));
        for (std::size_t i = 1; i < path.size(); ++i) {
            const double distance = distanceToSegment(scene, path[i - 1], path[i]);
            if (distance > nearestWire) { continue; }
            nearestWire = distance;
            wire = {Hit::Kind::Wire, -1, -1, w, -1};
        }
    }
    return point.kind == Hit::Kind::Point ? point : wire;
}

bool isHeld(const QRectF& frame, QPointF scene, double zoom) {
    const double title = std::max(kFrameTitle, kLeastTitle / zoom);
    const double border = kFrameBorder / zoom;
    const QRectF inner = frame.adjusted(border, title, -border, -border);
    return frame.contains(scene) && !inner.contains(scene);
}

Hit hitNote(const CanvasSnapshot& s, QPointF scene, double zoom) {
    const double corner = kNoteCorner / zoom;
    const auto hit = [&](int i) -> std::optional<Hit> {
        const QRectF& r = s.noteRects[static_cast<std::size_t>(i)];
        const DiagramNote& note = s.diagram.notes[static_cast<std::size_t>(i)];
        if (!r.contains(scene)) { return std::nullopt; }
        const bool atCorner = scene.x() > r.right() - corner && scene.y() > r.bottom() - corner;
        if (note.frame && !atCorner && !isHeld(r, scene, zoom)) { return std::nullopt; }
        const bool grows = atCorner && !note.locked;
        return Hit{grows ? Hit::Kind::NoteCorner : Hit::Kind::Note, -1, -1, -1, i};
    };
    for (int i = static_cast<int>(s.noteRects.size()) - 1; i >= 0; --i) {
        if (s.diagram.notes[static_cast<std::size_t>(i)].frame) { continue; }
        if (const auto found = hit(i)) { return *found; }
    }
    // The one that lies on top answers first.
    for (auto i = s.frames.rbegin(); i != s.frames.rend(); ++i) {
        if (const auto found = hit(*i)) { return *found; }
    }
    return {};
}

}  // namespace

quint64 paneAt(const CanvasSnapshot& s, const Hit& hit, QPointF scene) {
    if (hit.kind != Hit::Kind::Node) { return 0; }
    const DiagramNode& node = s.node(hit.node);
    const QRectF rect = s.rect(hit.node);
    for (std::size_t i = 0; i < node.panes.size(); ++i) {
        const QRectF pane = paneRect(node, static_cast<int>(i), rect.width());
        if (pane.contains(scene - rect.topLeft())) { return node.panes[i].function; }
    }
    return 0;
}

Hit hitTest(const CanvasSnapshot& s, QPointF scene, double zoom) {
    const QRectF around(scene - QPointF(kHalfWidth, kHalfHeight),
                        QSizeF(2 * kHalfWidth, 2 * kHalfHeight));
    const std::vector<int> nodes = s.nodeGrid.find(around);
    // Later nodes are drawn on top, so they answer first.
    if (zoom >= kNoRows) {
        for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
            const DiagramNode& node = s.node(*it);
            for (int p = 0; p < static_cast<int>(node.outputs.size()); ++p) {
                if (near(s.output(*it, p), scene)) { return {Hit::Kind::Output, *it, p, -1, -1}; }
            }
            const int input = nearestInput(s, *it, scene);
            if (input >= 0) { return {Hit::Kind::Input, *it, input, -1, -1}; }
        }
    }
    for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
        const bool panel = s.node(*it).form == NodeForm::Panel;
        const bool hit = panel ? isHeld(s.rect(*it), scene, zoom) : s.rect(*it).contains(scene);
        if (hit) { return {Hit::Kind::Node, *it, -1, -1, -1}; }
    }
    const Hit wire = hitWire(s, scene, zoom);
    return wire.kind == Hit::Kind::Nothing ? hitNote(s, scene, zoom) : wire;
}

}  // namespace weft::ui
