// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/wire_drag.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/base/to_qt.h"
#include "ui/canvas/drag/wire_refusal.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/near_painter.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr double kFitting = 14;  // socket size while it may be chosen
constexpr double kPale = 0.25;
constexpr double kLabelGap = 14;  // between the cursor and the words beside it

QString words(const char* text) { return QCoreApplication::translate("Canvas", text); }

int ports(const DiagramNode& node, bool outputs) {
    return static_cast<int>(outputs ? node.outputs.size() : node.inputs.size());
}

QPointF placeOf(const CanvasSnapshot& s, const Hit& hit) {
    return hit.kind == Hit::Kind::Output ? s.output(hit.node, hit.port)
                                         : s.input(hit.node, hit.port);
}

class WireDragPainter {
public:
    WireDragPainter(QPainter& p, const CanvasSnapshot& s, const WireDrag& drag, const Theme& theme,
                    const ViewTransform& view)
        : m_p(p), m_s(s), m_drag(drag), m_theme(theme), m_view(view), m_pale(theme) {
        for (QColor& colour : m_pale.families) { colour = mixed(colour, theme.node, kPale); }
    }

    void sockets(const QRectF& area) {
        if (m_view.zoom < kNoRows) { return; }
        const QRectF scene = m_view.toScene(area).adjusted(-16, -16, 16, 16);
        for (const int i : m_s.nodeGrid.find(scene)) {
            for (const bool outputs : {false, true}) {
                for (int k = 0; k < ports(m_s.node(i), outputs); ++k) { socket(i, k, outputs); }
            }
        }
    }

    void wire() {
        const PortInfo& port =
            m_s.port(m_drag.fixedHit.node, m_drag.fixedHit.port, m_drag.fixedIsOutput);
        QPointF from = placeOf(m_s, m_drag.fixedHit);
        QPointF to = m_view.toScene(m_drag.cursor);
        const bool refused = isRefused(m_drag);
        if (m_drag.target.isSocket() && !refused) { to = placeOf(m_s, m_drag.target); }
        if (!m_drag.fixedIsOutput) { std::swap(from, to); }
        std::vector<QPointF> path;
        if (to.x() < from.x() + 8) {
            const double lane = m_s.rect(m_drag.fixedHit.node).bottom() + 16;
            appendBackwardWire(from, to, std::max(lane, to.y() + 24), path);
        } else {
            appendForwardWire(from, {}, to, path);
        }
        QPolygonF line;
        for (const QPointF& point : path) { line.append(m_view.toView(point)); }
        const double wide =
            std::max(1.5, m_view.zoom < kFullDetail ? 1.0 : wireWidth(port.elements));
        QPen pen(refused ? m_theme.error : m_theme.family(port.family), wide + 0.5);
        if (refused) { pen.setDashPattern({4, 3}); }
        m_p.setPen(pen);
        m_p.setBrush(Qt::NoBrush);
        m_p.drawPolyline(line);
    }

    void label(const QRectF& viewport) {
        const PortInfo& port =
            m_s.port(m_drag.fixedHit.node, m_drag.fixedHit.port, m_drag.fixedIsOutput);
        QString text = carriedBy(port);
        const bool refused = isRefused(m_drag);
        if (refused) { text = refusal(); }
        if (text.isEmpty()) { return; }
        const double width = chipWidth(text);
        QPointF centre(m_drag.cursor.x() + kLabelGap + width / 2, m_drag.cursor.y() + 22);
        centre.setX(std::clamp(
            centre.x(), viewport.left() + width / 2 + 4,
            std::max(viewport.right() - width / 2 - 4, viewport.left() + width / 2 + 4)));
        if (centre.y() > viewport.bottom() - 12) { centre.setY(m_drag.cursor.y() - 22); }
        drawChip(m_p, centre, text, m_theme, refused ? m_theme.error : m_theme.lineStrong);
    }

private:
    QString refusal() const {
        QString text = m_drag.verdict.reason;
        if (!m_drag.verdict.repair.empty()) {
            text += words(" \u2013 Tab: insert %1").arg(toQt(m_drag.verdict.repair));
        }
        const Hit& at = m_drag.target.isSocket() ? m_drag.target : m_drag.fixedHit;
        if (meansSeveral(m_s, at)) { text += words(" \u2013 Tab: unfold them"); }
        return text;
    }

    void socket(int node, int port, bool output) {
        const Hit at{output ? Hit::Kind::Output : Hit::Kind::Input, node, port, -1, -1};
        if (at == m_drag.fixedHit) { return; }
        const PortInfo& info = m_s.port(node, port, output);
        const QPointF there = m_view.toView(placeOf(m_s, at));
        const double scale = std::clamp(m_view.zoom, 0.6, 1.5);
        const bool fits = m_drag.wants(at) && m_drag.fits.value(WireDrag::keyOf(node, port), false);
        if (!fits) {
            if (!info.spare) { drawSocket(m_p, there, kSocket * scale, info.family, m_pale); }
            return;
        }
        if (info.spare) {
            drawSpareSocket(m_p, there, kFitting * scale, info.family, m_theme);
        } else {
            drawSocket(m_p, there, kFitting * scale, info.family, m_theme);
        }
        if (at == m_drag.target && m_drag.verdict.fits) {
            m_p.setPen(QPen(m_theme.accent, 2));
            m_p.setBrush(Qt::NoBrush);
            const double r = kFitting * scale / 2 + 3;
            m_p.drawEllipse(there, r, r);
        }
    }

    QPainter& m_p;
    const CanvasSnapshot& m_s;
    const WireDrag& m_drag;
    const Theme& m_theme;
    const ViewTransform& m_view;
    Theme m_pale;
};

}  // namespace

Hit findSocket(const CanvasSnapshot& s, const SocketRef& socket, bool isOutput) {
    for (int i = 0; socket.item != 0 && i < s.nodes(); ++i) {
        for (int k = 0; k < ports(s.node(i), isOutput); ++k) {
            if (s.port(i, k, isOutput).socket == socket) {
                return {isOutput ? Hit::Kind::Output : Hit::Kind::Input, i, k, -1, -1};
            }
        }
    }
    return {};
}

QString carriedBy(const PortInfo& port) {
    if (port.dtype.isEmpty()) { return port.shape; }
    return port.shape.isEmpty() ? port.dtype : port.dtype + ' ' + port.shape;
}

WireVerdict verdictOf(const CanvasSnapshot& s, const WireDrag& drag, const Hit& other,
                      const WireCheck& check) {
    const SocketRef& socket =
        s.port(other.node, other.port, other.kind == Hit::Kind::Output).socket;
    if (drag.fixed.item == 0) { return {false, whyNotWired(s, drag.fixedHit), {}}; }
    if (socket.item == 0) { return {false, whyNotWired(s, other), {}}; }
    if (!check) { return {}; }
    return drag.fixedIsOutput ? check(drag.fixed, socket) : check(socket, drag.fixed);
}

void findFits(const CanvasSnapshot& s, WireDrag& drag, const QRectF& scene,
              const WireCheck& check) {
    drag.fits.clear();
    const bool outputs = !drag.fixedIsOutput;
    for (const int i : s.nodeGrid.find(scene)) {
        for (int k = 0; k < ports(s.node(i), outputs); ++k) {
            const Hit hit{outputs ? Hit::Kind::Output : Hit::Kind::Input, i, k, -1, -1};
            drag.fits.insert(WireDrag::keyOf(i, k), verdictOf(s, drag, hit, check).fits);
        }
    }
}

Hit targetOf(const CanvasSnapshot& s, const WireDrag& drag, const Hit& hit,
             const WireCheck& check) {
    if (drag.wants(hit)) { return hit; }
    if (hit.node < 0 || hit.node == drag.fixedHit.node) { return {}; }
    const bool outputs = !drag.fixedIsOutput;
    Hit first;
    Hit refused;
    // A free socket before one whose wire would be replaced.
    for (int k = 0; k < ports(s.node(hit.node), outputs); ++k) {
        const Hit at{outputs ? Hit::Kind::Output : Hit::Kind::Input, hit.node, k, -1, -1};
        if (!verdictOf(s, drag, at, check).fits) {
            if (!refused.isSocket()) { refused = at; }
            continue;
        }
        if (outputs || s.wireInto(hit.node, k) < 0) { return at; }
        if (!first.isSocket()) { first = at; }
    }
    return first.isSocket() ? first : refused;  // the latter says why
}

void paintWireDrag(QPainter& painter, const CanvasSnapshot& s, const WireDrag& drag,
                   const Theme& theme, const ViewTransform& view, const QRectF& area) {
    if (drag.fixedHit.node < 0 || drag.fixedHit.node >= s.nodes()) { return; }
    painter.save();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing, true);
    WireDragPainter parts(painter, s, drag, theme, view);
    parts.wire();
    parts.sockets(area);
    parts.label(QRectF(painter.viewport()));
    painter.restore();
}

}  // namespace weft::ui
