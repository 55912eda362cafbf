// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/frames.h"

namespace weft::ui {
namespace {

constexpr double kAround = 24;

}  // namespace

QSet<quint64> heldBy(const CanvasSnapshot& s, int frame) {
    const QRectF& paper = s.noteRects[static_cast<std::size_t>(frame)];
    const int panel = s.diagram.notes[static_cast<std::size_t>(frame)].panel;
    QSet<quint64> held;
    for (const int i : s.nodeGrid.find(paper)) {
        const bool beside = s.node(i).panel == panel;
        if (beside && paper.contains(s.rect(i).center())) { held.insert(s.node(i).id); }
    }
    for (std::size_t i = 0; i < s.noteRects.size(); ++i) {
        const DiagramNote& note = s.diagram.notes[i];
        const bool other = static_cast<int>(i) == frame || note.panel != panel;
        if (other || note.locked || note.id == 0) { continue; }
        // Of two frames of one size neither takes the other.
        if (paper.contains(s.noteRects[i]) && paper != s.noteRects[i]) { held.insert(note.id); }
    }
    held.remove(0);
    return held;
}

QSet<quint64> withHeld(const CanvasSnapshot& s, const QSet<quint64>& ids) {
    QSet<quint64> all = ids;
    for (const int i : s.frames) {
        const quint64 id = s.diagram.notes[static_cast<std::size_t>(i)].id;
        if (ids.contains(id)) { all += heldBy(s, i); }
    }
    return all;
}

QHash<quint64, QRectF> refitted(const CanvasSnapshot& s, const QHash<quint64, QPointF>& corners) {
    QHash<quint64, QRectF> papers;
    // Those that lie on others first.
    for (auto at = s.frames.rbegin(); at != s.frames.rend(); ++at) {
        const auto i = static_cast<std::size_t>(*at);
        const DiagramNote& frame = s.diagram.notes[i];
        if (frame.locked || frame.id == 0) { continue; }
        const QSet<quint64> held = heldBy(s, *at);
        QRectF before;
        QRectF after;
        bool moves = false;
        const auto take = [&](const QRectF& was, const QRectF& is) {
            before = before.united(was);
            after = after.united(is);
            moves = moves || was != is;
        };
        for (int k = 0; k < s.nodes(); ++k) {
            const quint64 id = s.node(k).id;
            if (!held.contains(id)) { continue; }
            const QRectF& r = s.rect(k);
            take(r, {corners.value(id, r.topLeft()), r.size()});
        }
        for (std::size_t k = 0; k < s.noteRects.size(); ++k) {
            const quint64 id = s.diagram.notes[k].id;
            if (held.contains(id)) { take(s.noteRects[k], papers.value(id, s.noteRects[k])); }
        }
        if (!moves) { continue; }
        const QRectF& paper = s.noteRects[i];
        papers.insert(
            frame.id,
            after.adjusted(paper.left() - before.left(), paper.top() - before.top(),
                           paper.right() - before.right(), paper.bottom() - before.bottom()));
    }
    return papers;
}

QRectF frameAround(const CanvasSnapshot& s, const QSet<quint64>& ids) {
    QRectF all;
    for (int i = 0; i < s.nodes(); ++i) {
        if (ids.contains(s.node(i).id)) { all = all.united(s.rect(i)); }
    }
    for (std::size_t i = 0; i < s.noteRects.size(); ++i) {
        if (ids.contains(s.diagram.notes[i].id)) { all = all.united(s.noteRects[i]); }
    }
    if (all.isEmpty()) { return {}; }
    return all.adjusted(-kAround, -kAround - kFrameTitle, kAround, kAround);
}

}  // namespace weft::ui
