// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/near_painter.h"

#include <QPainterPath>
#include <cmath>

#include "ui/base/icons.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint_parts.h"

namespace weft::ui {
namespace {

constexpr double kDots = 40;     // distance of the ground's dots, in the scene
constexpr double kReadable = 9;  // names are not drawn smaller than this, but cut
constexpr double kTitlePixels = 12;
constexpr double kThin = -1;        // asks paintWire for width 1
constexpr double kWireShare = 0.9;  // opacity at rest; what is hovered or selected is full

void paintGround(QPainter& p, const Theme& theme, const ViewTransform& view, const QRectF& area) {
    p.fillRect(area, theme.canvas);
    if (view.zoom < 0.5) { return; }
    const QRectF scene = view.toScene(area);
    QList<QPointF> dots;
    for (double y = std::floor(scene.top() / kDots) * kDots; y <= scene.bottom(); y += kDots) {
        for (double x = std::floor(scene.left() / kDots) * kDots; x <= scene.right(); x += kDots) {
            const QPointF at = view.toView(QPointF(x, y));
            dots.emplaceBack(view.crisp(at.x()), view.crisp(at.y()));
        }
    }
    p.setPen(QPen(mixed(theme.line, theme.canvas, 0.8), 1.5));
    p.drawPoints(dots.constData(), static_cast<int>(dots.size()));
}

/// Notes lie below everything else, as paper does.
void paintNotes(QPainter& p, const CanvasSnapshot& s, const Theme& theme, const ViewTransform& view,
                const QRectF& scene) {
    for (std::size_t i = 0; i < s.noteRects.size(); ++i) {
        if (!s.noteRects[i].intersects(scene)) { continue; }
        const QRectF r = view.crisp(view.toView(s.noteRects[i]));
        p.setPen(Qt::NoPen);
        p.setBrush(withAlpha(theme.text2, 0.12));
        p.drawRoundedRect(r, size::kRadiusNode * view.zoom, size::kRadiusNode * view.zoom);
        if (view.zoom < kNoRows) { continue; }
        p.save();
        p.translate(r.topLeft());
        p.scale(view.zoom, view.zoom);
        p.setFont(fontOf(TextRole::Body));
        p.setPen(theme.text2);
        p.drawText(QRectF(kNotePadding, kNotePadding, s.noteRects[i].width() - 2 * kNotePadding,
                          s.noteRects[i].height() - kNotePadding),
                   Qt::TextWordWrap, s.diagram.notes[i].text);
        p.restore();
    }
}

/// Draws one node; everything here is in the view.
class NodePainter {
public:
    NodePainter(QPainter& p, const CanvasSnapshot& s, const Theme& theme, const ViewTransform& view)
        : m_p(p), m_s(s), m_theme(theme), m_view(view) {}

    void paint(int i) {
        const DiagramNode& node = m_s.node(i);
        const QRectF scene = m_s.rect(i);
        const QRectF r = m_view.crisp(m_view.toView(scene));
        if (node.form == NodeForm::Pill) {
            paintPill(node, r);
            return;
        }
        paintBody(node, r);
        paintTitle(node, r);
        if (m_view.zoom >= kNoRows) { paintSockets(i, node, r); }
        if (m_view.zoom >= kFullDetail) {
            paintParameters(node, r);
            if (!node.note.isEmpty()) {
                words(placed(r, footerRow(node, scene.width())), node.note, TextRole::MonoSmall,
                      m_theme.text2);
            }
        }
    }

private:
    double z() const { return m_view.zoom; }

    QRectF placed(const QRectF& node, const QRectF& part) const {
        return {node.left() + part.left() * z(), node.top() + part.top() * z(), part.width() * z(),
                part.height() * z()};
    }

    void words(const QRectF& rect, const QString& text, TextRole role, const QColor& colour,
               Qt::Alignment align = Qt::AlignLeft) {
        drawWords(m_p, {rect, text, role, colour, align, z()});
    }

    void paintPill(const DiagramNode& node, const QRectF& r) {
        m_p.setPen(QPen(m_theme.lineStrong, 1));
        m_p.setBrush(m_theme.node);
        m_p.drawRoundedRect(r, r.height() / 2, r.height() / 2);
        if (z() < kNoRows) { return; }
        const QString& text = node.note.isEmpty() ? node.name : node.note;
        words(r.adjusted(8 * z(), 0, -8 * z(), 0), text, TextRole::MonoSmall, m_theme.text,
              Qt::AlignHCenter);
        for (const PortInfo& port : node.outputs) {
            socket({r.right(), r.center().y()}, port.family);
        }
    }

    QPainterPath outline(const DiagramNode& node, const QRectF& r) const {
        const double radius = size::kRadiusNode * z();
        QPainterPath path;
        if (node.form != NodeForm::Placeholder) {
            path.addRoundedRect(r, radius, radius);
            return path;
        }
        // A placeholder waits for something from the left: its left edge is notched.
        const double notch = 6 * z();
        const double middle = r.top() + kTitleHeight * z() / 2;
        path.moveTo(r.left(), r.top());
        path.lineTo(r.left() + notch, middle);
        path.lineTo(r.left(), r.top() + kTitleHeight * z());
        path.lineTo(r.left(), r.bottom() - radius);
        path.quadTo(r.bottomLeft(), QPointF(r.left() + radius, r.bottom()));
        path.lineTo(r.right() - radius, r.bottom());
        path.quadTo(r.bottomRight(), QPointF(r.right(), r.bottom() - radius));
        path.lineTo(r.right(), r.top() + radius);
        path.quadTo(r.topRight(), QPointF(r.right() - radius, r.top()));
        path.closeSubpath();
        return path;
    }

    void paintBody(const DiagramNode& node, const QRectF& r) {
        QPen border(m_theme.lineStrong, 1);
        if (node.unknownOp) { border.setStyle(Qt::DashLine); }
        if (node.form == NodeForm::Group) {
            m_p.setPen(QPen(mixed(m_theme.lineStrong, m_theme.canvas, 0.7), 1));
            m_p.setBrush(mixed(m_theme.node, m_theme.canvas, 0.6));
            const double shift = std::max(2.0, 4 * z());
            const double radius = size::kRadiusNode * z();
            m_p.drawRoundedRect(r.translated(shift, shift), radius, radius);
        }
        const QPainterPath path = outline(node, r);
        m_p.fillPath(path, m_theme.node);
        m_p.save();
        m_p.setClipRect(QRectF(r.left(), r.top(), r.width(), kTitleHeight * z()),
                        Qt::IntersectClip);
        m_p.fillPath(path, m_theme.category(node.category));
        m_p.restore();
        m_p.strokePath(path, border);
        if (node.form == NodeForm::Variable) {
            m_p.setPen(QPen(m_theme.lineStrong, 1));
            const double x = r.left() + std::max(2.0, std::round(3 * z()));
            m_p.drawLine(QPointF(x, r.top() + 2), QPointF(x, r.bottom() - 2));
        }
    }

    void paintTitle(const DiagramNode& node, const QRectF& r) {
        const QRectF bar(r.left(), r.top(), r.width(), kTitleHeight * z());
        if (z() < kNoRows) {
            const double scale = std::max(z(), kReadable / kTitlePixels);
            drawWords(m_p, {bar.adjusted(3, 0, -3, 0), node.name, TextRole::Mono, m_theme.text,
                            Qt::AlignLeft, scale});
            return;
        }
        const double icon = 16 * z();
        const double left = (node.form == NodeForm::Placeholder ? 8 : 6) * z();
        const QPixmap picture =
            lineIconPixmap(iconOf(node), qRound(icon), m_theme.text2, m_view.ratio);
        m_p.drawPixmap(QPointF(qRound(r.left() + left), qRound(bar.center().y() - icon / 2)),
                       picture);
        const QRectF row = bar.adjusted(left + icon + 4 * z(), 0, -7 * z(), 0);
        const QString note = node.unknownOp ? node.type + QStringLiteral(" ?") : titleNote(node);
        const double name = widthOf(node.name, TextRole::Mono) * z();
        const double room = std::max(row.width() - name - 6 * z(), row.width() * 0.3);
        const double used = std::min(room, widthOf(note, TextRole::Caption) * z() + 1);
        words({row.right() - used, row.top(), used, row.height()}, note, TextRole::Caption,
              m_theme.text2, Qt::AlignRight);
        words(row.adjusted(0, 0, -used - 6 * z(), 0), node.name, TextRole::Mono, m_theme.text);
    }

    static QString iconOf(const DiagramNode& node) {
        if (node.form == NodeForm::Placeholder) { return QStringLiteral("placeholder"); }
        if (node.form == NodeForm::Variable) { return QStringLiteral("state"); }
        return iconOfCategory(node.category);
    }

    void socket(QPointF at, Family family) {
        drawSocket(m_p, at, kSocket * std::min(z(), 1.5), family, m_theme);
    }

    void paintSockets(int i, const DiagramNode& node, const QRectF& r) {
        for (std::size_t k = 0; k < node.inputs.size(); ++k) {
            const QPointF at = m_view.toView(m_s.input(i, static_cast<int>(k)));
            socket({r.left(), at.y()}, node.inputs[k].family);
            portName(r, at.y(), node.inputs[k].name, Qt::AlignLeft);
        }
        for (std::size_t k = 0; k < node.outputs.size(); ++k) {
            const QPointF at = m_view.toView(m_s.output(i, static_cast<int>(k)));
            socket({r.right(), at.y()}, node.outputs[k].family);
            portName(r, at.y(), node.outputs[k].name, Qt::AlignRight);
        }
    }

    void portName(const QRectF& r, double y, const QString& name, Qt::Alignment align) {
        const double half = kRowHeight * z() / 2;
        const QRectF row(r.left() + 12 * z(), y - half, r.width() - 24 * z(), 2 * half);
        words(row, name, TextRole::Caption, m_theme.text2, align);
    }

    void paintParameters(const DiagramNode& node, const QRectF& r) {
        const double width = r.width() / z();
        for (std::size_t k = 0; k < node.parameters.size(); ++k) {
            const ParameterInfo& parameter = node.parameters[k];
            const QRectF row = placed(r, parameterRow(node, static_cast<int>(k), width));
            words(row, parameter.name, TextRole::Caption, m_theme.text2);
            const double used =
                std::max(48.0, static_cast<double>(parameter.value.size()) * monoAdvance() + 14);
            const QRectF field = m_view.crisp(QRectF(row.right() - used * z(), row.top() + 2 * z(),
                                                     used * z(), row.height() - 4 * z()));
            m_p.setPen(QPen(mixed(m_theme.lineStrong, m_theme.node, 0.6), 1));
            m_p.setBrush(m_theme.canvas);
            m_p.drawRoundedRect(field, 3, 3);
            words(field.adjusted(6 * z(), 0, -6 * z(), 0), parameter.value, TextRole::Mono,
                  m_theme.text, Qt::AlignRight);
        }
    }

    QPainter& m_p;
    const CanvasSnapshot& m_s;
    const Theme& m_theme;
    const ViewTransform& m_view;
};

}  // namespace

QColor wireColour(const CanvasWire& wire, const Theme& theme) {
    return wire.control ? theme.text2 : theme.family(wire.family);
}

void paintWire(QPainter& painter, const CanvasSnapshot& s, const CanvasWire& wire,
               const QColor& colour, double extra, const ViewTransform& view, const QRectF& area) {
    // A reference is a double line: twice 1 wide, with a gap between.
    if (wire.reference && view.zoom >= kFullDetail && extra >= 0) {
        ViewTransform shifted = view;
        shifted.offset += QPointF(0, 1.5);
        paintWire(painter, s, wire, colour, kThin, shifted, area);
        shifted.offset -= QPointF(0, 3);
        paintWire(painter, s, wire, colour, kThin, shifted, area);
        return;
    }
    const bool thin = view.zoom < kFullDetail || extra < 0;
    extra = std::max(extra, 0.0);
    const double wide = thin ? 1.0 : static_cast<double>(wire.width);
    QPen pen(colour, wire.control ? 1 + extra : wide + extra);
    if (wire.control) { pen.setDashPattern({4, 3}); }
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const std::span<const QPointF> path = s.path(wire);
    QPolygonF run;
    const auto flush = [&] {
        if (run.size() > 1) { painter.drawPolyline(run); }
        run.clear();
    };
    const QRectF room = area.adjusted(-8, -8, 8, 8);
    for (std::size_t i = 1; i < path.size(); ++i) {
        QPointF a = view.toView(path[i - 1]);
        QPointF b = view.toView(path[i]);
        const QPointF end = b;
        if (!clipSegment(room, a, b)) {
            flush();
            continue;
        }
        if (run.isEmpty()) { run.append(a); }
        run.append(b);
        if (b != end) { flush(); }
    }
    flush();
}

QPointF middleOfWire(const CanvasSnapshot& s, const CanvasWire& wire, const ViewTransform& view) {
    const std::span<const QPointF> path = s.path(wire);
    double length = 0;
    for (std::size_t i = 1; i < path.size(); ++i) {
        length += std::hypot(path[i].x() - path[i - 1].x(), path[i].y() - path[i - 1].y());
    }
    double left = length / 2;
    for (std::size_t i = 1; i < path.size(); ++i) {
        const QPointF d = path[i] - path[i - 1];
        const double part = std::hypot(d.x(), d.y());
        if (left <= part && part > 0) { return view.toView(path[i - 1] + d * (left / part)); }
        left -= part;
    }
    return path.empty() ? QPointF() : view.toView(path.back());
}

void paintNear(QPainter& painter, const CanvasSnapshot& s, const Theme& theme,
               const ViewTransform& view, const QRectF& area, const NearOptions& options) {
    painter.save();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintGround(painter, theme, view, area);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QRectF scene = view.toScene(area).adjusted(-12, -12, 12, kFootMark);
    const std::vector<int> wires = s.wireGrid.find(scene);
    for (const int w : wires) {
        const CanvasWire& wire = s.wire(w);
        const QColor colour = mixed(wireColour(wire, theme), theme.canvas, kWireShare);
        paintWire(painter, s, wire, colour, 0, view, area);
    }
    paintNotes(painter, s, theme, view, scene);
    NodePainter nodes(painter, s, theme, view);
    for (const int i : s.nodeGrid.find(scene)) {
        if (s.rect(i).intersects(scene)) { nodes.paint(i); }
    }
    if (options.allShapes && view.zoom >= kFullDetail) {
        for (const int w : wires) {
            const QString shape = s.shapeOf(s.wire(w));
            if (shape.isEmpty()) { continue; }
            const std::span<const QPointF> path = s.path(s.wire(w));
            const double length = (path.back().x() - path.front().x()) * view.zoom;
            if (length < chipWidth(shape) + 12) { continue; }
            drawChip(painter, middleOfWire(s, s.wire(w), view), shape, theme);
        }
    }
    painter.restore();
}

}  // namespace weft::ui
