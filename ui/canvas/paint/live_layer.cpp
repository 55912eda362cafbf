// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/live_layer.h"

#include <algorithm>
#include <array>
#include <set>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/far_painter.h"
#include "ui/canvas/paint/groups/link_painter.h"
#include "ui/canvas/paint/live_footer.h"
#include "ui/canvas/paint/near_painter.h"
#include "ui/canvas/paint/node_painter.h"
#include "ui/canvas/paint/note_painter.h"
#include "ui/canvas/paint/paint_parts.h"
#include "ui/canvas/paint/preview_painter.h"

namespace weft::ui {
namespace {

constexpr double kStripe = 3;
constexpr double kGrownSocket = 12;
constexpr double kErrorWidth = 320;  // of the words under a node, in the view
constexpr double kLeastWords = 64;   // of them stay, whatever lies beside
constexpr double kDisc = 5;          // radius of a breakpoint

class LivePainter {
public:
    LivePainter(QPainter& p, const CanvasSnapshot& s, const Theme& theme, const ViewTransform& view)
        : m_p(p), m_s(s), m_theme(theme), m_view(view) {}

    void states(int i, const NodeLive& live) {
        const DiagramNode& node = m_s.node(i);
        const QRectF r = box(i);
        // Of what is left out nothing is known, whatever was before.
        const bool takesPart =
            node.leftOut == LeftOutMark::No || node.leftOut == LeftOutMark::Unasked;
        if (takesPart && node.form != NodeForm::Pill) {
            // What lies in a panel says it itself.
            if (node.form != NodeForm::Panel) { ownValue(i, node, r, live); }
            if (z() >= kFar) {
                PanePainter(m_p, m_theme, z()).paintMarks(node, r, m_s.rect(i).width(), live.panes);
            }
            if (live.running) {
                const double y = titleBar(r, z()).bottom();
                m_p.fillRect(QRectF(r.left() + 1, y - 1, r.width() - 2, 2), m_theme.accent);
            }
            if (live.hasVariables && node.hasVariables && z() >= kNoRows) {
                drawStateDot(m_p, r, z(), live.initialised ? StateDot::Filled : StateDot::Hollow,
                             node.category, m_theme);
            }
        }
        QRectF foot = r;
        if (live.cost && takesPart) {
            // Below the second outline of a group.
            if (node.form == NodeForm::Group && z() >= kFar) { foot.adjust(0, 0, 0, 4 * z()); }
            paintCost(m_p, foot, *live.cost, m_theme, z());
            foot.setBottom(foot.bottom() + costHeight(z()));
        }
        if (!live.error.isEmpty()) {
            outline(i, m_theme.error, 1.5);
            saying(i, foot, live.error, m_theme.error, m_theme.error);
        } else if (!live.warning.isEmpty()) {
            saying(i, foot, live.warning, m_theme.warn, Qt::NoBrush);
        }
    }

    /// A red disc left of the title.
    void breakpoint(int i) {
        const double r = kDisc * std::clamp(z(), 0.6, 1.5);
        m_p.setPen(QPen(m_theme.canvas, 1.5));
        m_p.setBrush(m_theme.error);
        m_p.drawEllipse(besideTitle(i), r, r);
    }

    /// Where a call stands: a frame, an arrow into the title, and what is about to be read.
    void halt(int i, const NodeLive& live) {
        outline(i, m_theme.warn, 2, 2);
        const double r = kDisc * std::clamp(z(), 0.6, 1.5);
        const QPointF c = besideTitle(i) - QPointF(live.breakpoint ? 2 * r + 4 : 0, 0);
        m_p.setPen(QPen(m_theme.canvas, 1));
        m_p.setBrush(m_theme.warn);
        m_p.drawPolygon(
            QPolygonF({c + QPointF(-r, -r), c + QPointF(r + 2, 0), c + QPointF(-r, r)}));
        paintPins(m_p, m_s, i, live, m_theme.warn, m_theme, m_view);
    }

    void outline(int i, const QColor& colour, double width, double gap = 0) {
        const QRectF r = box(i).adjusted(-gap, -gap, gap, gap);
        const double round =
            m_s.node(i).form == NodeForm::Pill ? r.height() / 2 : size::kRadiusNode * z() + gap;
        m_p.setPen(QPen(colour, width));
        m_p.setBrush(Qt::NoBrush);
        if (m_s.node(i).form == NodeForm::Placeholder && gap == 0) {
            m_p.drawPath(NodePainter::outline(m_s.node(i), r, z()));
            return;
        }
        m_p.drawRoundedRect(r, round, round);
    }

    /// The wire again, wider and on top, with the shape it carries.
    /// @param always label it even where the chip covers what is beside it.
    void wire(int w, const QRectF& area, bool always) {
        const CanvasWire& wire = m_s.wire(w);
        paintWire(m_p, m_s, wire, wireColour(wire, m_theme), 1, m_view, area);
        paintPoints(m_p, m_s, w, m_theme, m_view);
        const QString shape = m_s.shapeOf(wire);
        const std::span<const QPointF> path = m_s.path(wire);
        const double room = (path.back().x() - path.front().x()) * z();
        if (shape.isEmpty() || (!always && room < chipWidth(shape) + 16)) { return; }
        // Side by side, as from a series, the same words would lie on each other.
        const bool isNew = m_told.insert({wire.fromNode, wire.fromPort, wire.toNode}).second;
        if (!isNew && !always) { return; }
        drawChip(m_p, middleOfWire(m_s, wire, m_view), shape, m_theme);
    }

    /// A wire that Delete would take: wider still, in the colour of the selection.
    void chosenWire(int w, const QRectF& area) {
        paintWire(m_p, m_s, m_s.wire(w), m_theme.accent, 3, m_view, area);
        wire(w, area, false);
    }

    void socketRing(int i, int port, bool isOutput) {
        const DiagramNode& node = m_s.node(i);
        const auto count = static_cast<int>(isOutput ? node.outputs.size() : node.inputs.size());
        if (port >= count) { return; }
        const QPointF at = m_view.toView(isOutput ? m_s.output(i, port) : m_s.input(i, port));
        const double r = kSocket * std::clamp(z(), 0.6, 1.5) / 2 + 4;
        m_p.setPen(QPen(m_theme.accent, 2));
        m_p.setBrush(Qt::NoBrush);
        m_p.drawEllipse(at, r, r);
    }

    /// A spare socket has its full size while it is pointed at.
    void hoveredSocket(const Hit& hit) {
        if (!hit.isSocket() || hit.node >= m_s.nodes() || z() < kNoRows) { return; }
        const bool isOutput = hit.kind == Hit::Kind::Output;
        const PortInfo& port = m_s.port(hit.node, hit.port, isOutput);
        if (!port.spare) { return; }
        const QPointF at = m_view.toView(m_s.input(hit.node, hit.port));
        drawSpareSocket(m_p, at, kGrownSocket * std::clamp(z(), 0.6, 1.5), port.family, m_theme);
    }

    void noteFrame(int i, bool chosen) {
        const QRectF r = m_view.crisp(m_view.toView(m_s.noteRects[static_cast<std::size_t>(i)]));
        const QColor& colour = chosen ? m_theme.accent : m_theme.text3;
        m_p.setPen(QPen(colour, chosen ? 2 : 1));
        m_p.setBrush(Qt::NoBrush);
        m_p.drawRoundedRect(r, size::kRadiusNode * z(), size::kRadiusNode * z());
        if (m_s.diagram.notes[static_cast<std::size_t>(i)].locked) { return; }
        const QPointF corner = r.bottomRight() - QPointF(3, 3);
        for (const double k : {4.0, 8.0}) {
            m_p.drawLine(corner - QPointF(k, 0), corner - QPointF(0, k));
        }
    }

private:
    double z() const { return m_view.zoom; }
    QPointF besideTitle(int i) const {
        const QRectF r = box(i);
        const double title = m_s.node(i).form == NodeForm::Pill ? r.height() : kTitleHeight * z();
        return {r.left() - 10 * std::clamp(z(), 0.6, 1.5), r.top() + title / 2};
    }
    QRectF box(int i) const { return m_view.crisp(m_view.toView(m_s.rect(i))); }

    void ownValue(int i, const DiagramNode& node, const QRectF& r, const NodeLive& live) {
        stripe(r, live);
        if (m_view.zoom >= kFullDetail) {
            paintFooter(m_p, node, r, live, m_theme, z());
            if (!live.preview.image.isNull()) { picture(i, r, live.preview.image); }
        } else {
            paintCardValue(m_p, node, r, live, m_theme, z());
        }
    }

    void stripe(const QRectF& r, const NodeLive& live) {
        if (live.devices.empty()) { return; }
        const double inset = size::kRadiusNode * z() * 0.6;
        const double height = std::clamp(kStripe * z(), 2.0, 4.0);
        const double each = (r.width() - 2 * inset) / static_cast<double>(live.devices.size());
        for (std::size_t k = 0; k < live.devices.size(); ++k) {
            const QRectF part(r.left() + inset + each * static_cast<double>(k), r.bottom() - height,
                              each, height);
            m_p.fillRect(part, m_theme.deviceAt(live.devices[k].colour));
        }
    }

    /// A picture stands above its node, where nothing else lies.
    void picture(int i, const QRectF& r, const QImage& image) {
        const double side = pictureSide(z());
        const QRectF room(r.left(), r.top() - side - 4, side, side);
        for (const int other : m_s.nodeGrid.find(m_view.toScene(room))) {
            if (other != i && m_view.toView(m_s.rect(other)).intersects(room)) { return; }
        }
        paintPicture(m_p, room, image, m_theme);
    }

    /// A triangle and words below a node, filled for what is wrong.
    void saying(int i, const QRectF& foot, const QString& words, const QColor& colour,
                const QBrush& fill) {
        const double scale = std::max(z(), 1.0);
        const QRectF r = box(i);
        QPointF at(foot.left() + 8, foot.bottom() + 4);
        // Above the node where another one is close below it.
        const QPointF above(at.x(), r.top() - kFootMark + 1);
        if (!isFree(i, at) && isFree(i, above)) { at = above; }
        const double width = widthOf(words, TextRole::Caption) * scale + 4;
        const QRectF all(at.x() + 11, at.y() - 3, std::min(width, std::max(kErrorWidth, r.width())),
                         18);
        const QRectF line = besideOthers(i, all);
        m_p.fillRect(line.adjusted(-19, 0, 2, 0), withAlpha(m_theme.canvas, 0.85));
        m_p.setPen(fill == Qt::NoBrush ? QPen(colour, 1.5) : QPen(Qt::NoPen));
        m_p.setBrush(fill);
        m_p.drawPolygon(QPolygonF({at + QPointF(-6, 11), at + QPointF(0, 0), at + QPointF(6, 11)}));
        drawWords(m_p, {line, words, TextRole::Caption, colour, Qt::AlignLeft, scale});
    }

    /// Whether words that begin there lie over no other node.
    bool isFree(int i, QPointF at) const {
        const QRectF line(at.x() - 8, at.y() - 2, kLeastWords, kFootMark - 4);
        return std::ranges::none_of(m_s.nodeGrid.find(m_view.toScene(line)), [&](int other) {
            return other != i && m_view.toView(m_s.rect(other)).intersects(line);
        });
    }

    /// A line of words, as far as the node beside it.
    QRectF besideOthers(int i, QRectF line) const {
        for (const int other : m_s.nodeGrid.find(m_view.toScene(line))) {
            const QRectF there = m_view.toView(m_s.rect(other));
            const bool right = other != i && there.left() > line.left() + kLeastWords;
            if (right && there.intersects(line)) { line.setRight(there.left() - 6); }
        }
        return line;
    }

    QPainter& m_p;
    const CanvasSnapshot& m_s;
    const Theme& m_theme;
    const ViewTransform& m_view;
    std::set<std::array<int, 3>> m_told;  // wires by source, its socket and reader that have a chip
};

}  // namespace

QRectF liveArea(const CanvasSnapshot& s, int node, bool reachesBelow, const ViewTransform& view) {
    const QRectF r = view.toView(s.rect(node));
    if (!reachesBelow) { return r; }
    return r.adjusted(-8, -kFootMark - 4, std::max(8.0, kErrorWidth + 20 - r.width()),
                      kFootMark + 12 + kCostRow);
}

namespace {

/// What moves, at its present place: its wires, itself, what is said about it.
void paintMoving(QPainter& painter, const CanvasSnapshot& s, const CanvasLive& live,
                 const CanvasFocus& focus, const Theme& theme, const ViewTransform& view,
                 const QRectF& area) {
    const MoveDrag& move = *focus.move;
    ViewTransform shifted = view;
    shifted.offset += move.by * view.zoom;
    for (const int i : s.frames) {
        const auto at = static_cast<std::size_t>(i);
        if (!move.lifted.note(i)) { continue; }
        paintFrame(painter, s.diagram.notes[at], s.noteRects[at], theme, shifted);
        if (focus.selected.contains(s.diagram.notes[at].id)) {
            LivePainter(painter, s, theme, shifted).noteFrame(i, true);
        }
    }
    NodePainter nodes(painter, s, theme, shifted);
    for (const int i : move.nodes) {
        if (s.node(i).form != NodeForm::Panel) { continue; }
        if (view.zoom < kFar) {
            paintFarNode(painter, s, i, theme, shifted);
        } else {
            nodes.paintPanel(i);
        }
    }
    for (const int i : move.notes) {
        const auto at = static_cast<std::size_t>(i);
        if (s.diagram.notes[at].frame) { continue; }
        paintNote(painter, s.diagram.notes[at], s.noteRects[at], theme, shifted);
    }
    for (const int w : move.carried) {
        paintWire(painter, s, s.wire(w), wireColour(s.wire(w), theme), 0, shifted, area);
        paintPoints(painter, s, w, theme, shifted);
    }
    for (const int w : move.stretched) {
        const CanvasWire& wire = s.wire(w);
        const bool from = move.lifted.node(wire.fromNode);
        const std::vector<QPointF> path =
            stretchedPath(s, wire, from ? move.by : QPointF(), from ? QPointF() : move.by);
        paintPath(painter, path, wire, wireColour(wire, theme), 0, view, area);
        paintPoints(painter, s, w, theme, view);
    }
    paintMovingLinks(painter, s, move, theme, view);
    LivePainter parts(painter, s, theme, shifted);
    const QRectF room = area.adjusted(-12, -12, 12, 12);
    for (const int i : move.nodes) {
        if (!shifted.toView(s.rect(i)).intersects(room)) { continue; }
        if (view.zoom >= kFar) {
            nodes.paint(i);
        } else if (s.node(i).form != NodeForm::Panel) {
            paintFarNode(painter, s, i, theme, shifted);
        }
        const quint64 id = s.node(i).id;
        const auto found = live.constFind(id);
        if (found != live.constEnd()) { parts.states(i, *found); }
        if (focus.selected.contains(id)) { parts.outline(i, theme.accent, 2); }
    }
}

}  // namespace

void paintLive(QPainter& painter, const CanvasSnapshot& s, const CanvasLive& live,
               const CanvasFocus& focus, const Theme& theme, const ViewTransform& view,
               const QRectF& area) {
    const Lifted nothing;
    const Lifted& lifted = focus.move == nullptr ? nothing : focus.move->lifted;
    painter.save();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing, true);
    LivePainter parts(painter, s, theme, view);
    const QRectF scene = view.toScene(area.adjusted(-340, -30 - kCostRow, 10, kFootMark + 10));
    std::vector<int> nodes;
    // A large graph at rest has nothing to say.
    if (!live.isEmpty() || !focus.selected.isEmpty() || focus.keyboard != 0) {
        nodes = s.nodeGrid.find(scene);
        std::erase_if(nodes, [&](int i) { return lifted.node(i); });
    }
    const auto idOf = [&](int i) { return s.node(i).id; };
    for (const int i : nodes) {
        const auto found = live.constFind(idOf(i));
        if (found == live.constEnd()) { continue; }
        parts.states(i, *found);
        if (!found->halted) { paintPins(painter, s, i, *found, theme.accent, theme, view); }
        if (found->breakpoint) { parts.breakpoint(i); }
    }
    if (!focus.selected.isEmpty() || !focus.wires.isEmpty()) {
        for (const int w : s.wireGrid.find(scene)) {
            const CanvasWire& wire = s.wire(w);
            if (lifted.wire(w)) { continue; }
            if (wire.id != 0 && focus.wires.contains(wire.id)) {
                parts.chosenWire(w, area);
            } else if (focus.selected.contains(idOf(wire.fromNode)) ||
                       focus.selected.contains(idOf(wire.toNode))) {
                if (view.zoom >= kNoRows && !wire.control) { parts.wire(w, area, false); }
            }
        }
    }
    for (const int i : nodes) {
        if (focus.selected.contains(idOf(i))) { parts.outline(i, theme.accent, 2); }
        if (focus.keyboard == idOf(i)) {
            parts.outline(i, theme.accent, 2, 4);
            if (focus.socket >= 0) { parts.socketRing(i, focus.socket, focus.socketIsOutput); }
        }
    }
    for (std::size_t i = 0; i < s.noteRects.size(); ++i) {
        const int note = static_cast<int>(i);
        const bool hovered = focus.hover.note == note;
        const bool chosen = focus.selected.contains(s.diagram.notes[i].id);
        if (lifted.note(note) || (!hovered && !chosen)) { continue; }
        parts.noteFrame(note, chosen);
    }
    if ((focus.hover.kind == Hit::Kind::Wire || focus.hover.kind == Hit::Kind::Point) &&
        focus.hover.wire < static_cast<int>(s.wires.size())) {
        if (!lifted.wire(focus.hover.wire)) { parts.wire(focus.hover.wire, area, true); }
    } else if (focus.hover.node >= 0 && focus.hover.node < s.nodes() &&
               !focus.selected.contains(idOf(focus.hover.node)) && !lifted.node(focus.hover.node)) {
        parts.outline(focus.hover.node, theme.text3, 1.5);
    }
    parts.hoveredSocket(focus.hover);
    for (const quint64 id : focus.halted) {
        const int i = s.diagram.indexOf(id);
        const auto found = live.constFind(id);
        if (i >= 0 && found != live.constEnd()) { parts.halt(i, *found); }
    }
    if (focus.move != nullptr) { paintMoving(painter, s, live, focus, theme, view, area); }
    if (!focus.band.isEmpty()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(withAlpha(theme.accent, 0.12));
        painter.drawRect(view.crisp(focus.band));
    }
    painter.restore();
}

}  // namespace weft::ui
