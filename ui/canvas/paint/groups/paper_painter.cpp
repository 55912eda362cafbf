// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/groups/paper_painter.h"

#include "ui/canvas/paint/node_painter.h"
#include "ui/canvas/paint/note_painter.h"

namespace weft::ui {
namespace {

constexpr double kGroundShare = 0.5;  // of a node's colour in a panel's

}  // namespace

QColor panelColour(const Theme& theme) { return mixed(theme.node, theme.canvas, kGroundShare); }

void paintPapers(QPainter& p, const CanvasSnapshot& s, const Lifted& without, const Theme& theme,
                 const ViewTransform& view, const QRectF& area) {
    if (s.frames.empty() && s.panels.empty()) { return; }
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF scene = view.toScene(area).adjusted(-2, -2, 2, 2);
    std::vector<std::size_t> inner;  // frames that lie in a panel
    for (const int i : s.frames) {
        const auto at = static_cast<std::size_t>(i);
        if (without.note(i) || !s.noteRects[at].intersects(scene)) { continue; }
        if (s.diagram.notes[at].panel >= 0) {
            inner.push_back(at);
        } else {
            paintFrame(p, s.diagram.notes[at], s.noteRects[at], theme, view);
        }
    }
    NodePainter nodes(p, s, theme, view);
    for (const int panel : s.panels) {
        if (without.node(panel) || !s.rect(panel).intersects(scene)) { continue; }
        nodes.paintPanel(panel);
        for (const std::size_t at : inner) {
            if (s.diagram.notes[at].panel != panel) { continue; }
            paintFrame(p, s.diagram.notes[at], s.noteRects[at], theme, view);
        }
    }
    p.restore();
}

}  // namespace weft::ui
