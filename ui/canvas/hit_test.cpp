// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/hit_test.h"

#include <cmath>

#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {
namespace {

constexpr double kHalfWidth = 12;  // of a socket's area
constexpr double kHalfHeight = 10;
constexpr double kWireReach = 4;
constexpr double kNoteCorner = 12;  // view pixels

bool near(QPointF a, QPointF b) {
    return std::abs(a.x() - b.x()) <= kHalfWidth && std::abs(a.y() - b.y()) <= kHalfHeight;
}

Hit hitNote(const CanvasSnapshot& s, QPointF scene, double zoom) {
    const double corner = kNoteCorner / zoom;
    for (int i = static_cast<int>(s.noteRects.size()) - 1; i >= 0; --i) {
        const QRectF& r = s.noteRects[static_cast<std::size_t>(i)];
        if (!r.contains(scene)) { continue; }
        const bool atCorner = scene.x() > r.right() - corner && scene.y() > r.bottom() - corner;
        return {atCorner ? Hit::Kind::NoteCorner : Hit::Kind::Note, -1, -1, -1, i};
    }
    return {};
}

}  // namespace

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
            for (int p = 0; p < static_cast<int>(node.inputs.size()); ++p) {
                if (near(s.input(*it, p), scene)) { return {Hit::Kind::Input, *it, p, -1, -1}; }
            }
        }
    }
    for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
        if (s.rect(*it).contains(scene)) { return {Hit::Kind::Node, *it, -1, -1, -1}; }
    }
    const double reach = kWireReach / zoom;
    double best = reach;
    Hit hit;
    for (const int w :
         s.wireGrid.find(QRectF(scene - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach)))) {
        const std::span<const QPointF> path = s.path(s.wire(w));
        for (std::size_t i = 1; i < path.size(); ++i) {
            const double distance = distanceToSegment(scene, path[i - 1], path[i]);
            if (distance <= best) {
                best = distance;
                hit = {Hit::Kind::Wire, -1, -1, w, -1};
            }
        }
    }
    return hit.kind == Hit::Kind::Nothing ? hitNote(s, scene, zoom) : hit;
}

}  // namespace weft::ui
