// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/node_painter.h"

#include <QPaintEngine>
#include <cmath>

#include "ui/base/icons.h"
#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/groups/paper_painter.h"
#include "ui/canvas/paint/left_out_painter.h"
#include "ui/canvas/paint/paint_parts.h"
#include "ui/canvas/paint/pane_painter.h"

namespace weft::ui {
namespace {

constexpr double kIcon = 16;
constexpr double kIconsFrom = 0.9;  // below, the letters need the icon's room
constexpr double kGap = 4;          // between name and type, at least
constexpr double kFieldPadding = 5;

QString iconOf(const DiagramNode& node) {
    if (node.form == NodeForm::Placeholder) { return QStringLiteral("placeholder"); }
    if (node.form == NodeForm::Variable) { return QStringLiteral("state"); }
    return iconOfCategory(node.category);
}

}  // namespace

void NodePainter::paint(int i) {
    const QRectF r = m_view.crisp(m_view.toView(m_s.rect(i)));
    paintWhole(i, r);
    paintLeftOut(m_p, m_s, i, r, m_theme, m_view);
}

void NodePainter::paintWhole(int i, const QRectF& r) {
    const DiagramNode& node = m_s.node(i);
    if (node.form == NodeForm::Panel) { return; }
    if (node.form == NodeForm::Pill) {
        paintPill(node, r);
        return;
    }
    paintBody(node, r, m_theme.node);
    if (node.hasVariables && z() >= kNoRows) {
        drawStateDot(m_p, r, z(), StateDot::NotKnown, node.category, m_theme);
    }
    if (!full()) {
        paintCard(node, r);
        if (z() >= kNoRows) { paintSockets(i, node, r); }
        PanePainter(m_p, m_theme, z()).paint(node, r, m_s.rect(i).width());
        return;
    }
    paintTitle(node, r);
    paintSockets(i, node, r);
    paintParameters(node, r);
    PanePainter(m_p, m_theme, z()).paint(node, r, m_s.rect(i).width());
    if (!node.note.isEmpty()) {
        words(placed(r, footerRow(node, m_s.rect(i).width())), node.note, TextRole::MonoSmall,
              m_theme.text2);
    }
}

void NodePainter::paintPanel(int i) {
    const DiagramNode& node = m_s.node(i);
    const QRectF r = m_view.crisp(m_view.toView(m_s.rect(i)));
    paintBody(node, r, panelColour(m_theme));
    if (node.hasVariables && z() >= kNoRows) {
        drawStateDot(m_p, r, z(), StateDot::NotKnown, node.category, m_theme);
    }
    if (full()) {
        paintTitle(node, r);
    } else {
        const double right = node.hasVariables && z() >= kNoRows ? kDotRoom : 0;
        words(titleBar(r, z()).adjusted(kCardPadding, 0, -kCardPadding - right, 0), node.name,
              TextRole::Mono, m_theme.text);
    }
}

QRectF NodePainter::placed(const QRectF& node, const QRectF& part) const {
    return {node.left() + part.left() * z(), node.top() + part.top() * z(), part.width() * z(),
            part.height() * z()};
}

void NodePainter::words(const QRectF& rect, const QString& text, TextRole role,
                        const QColor& colour, Qt::Alignment align) {
    drawWords(m_p, {rect, text, role, colour, align, std::max(z(), 1.0)});
}

void NodePainter::paintPill(const DiagramNode& node, const QRectF& r) {
    paintBehind(node, r);
    const Qt::PenStyle line = node.unknownOp ? Qt::DashLine : Qt::SolidLine;
    m_p.setPen(QPen(m_theme.lineStrong, 1, line));
    m_p.setBrush(m_theme.node);
    m_p.drawRoundedRect(r, r.height() / 2, r.height() / 2);
    const QString& text = node.note.isEmpty() ? node.name : node.note;
    const QRectF room = r.adjusted(6 * z(), 0, -6 * z(), 0);
    const bool readable = r.height() >= kLeastPixels + 2;
    if (readable && (full() || widthOf(text, TextRole::MonoSmall) <= room.width())) {
        words(room, text, TextRole::MonoSmall, m_theme.text, Qt::AlignHCenter);
    }
    if (z() < kNoRows) { return; }
    for (const PortInfo& port : node.outputs) { socket({r.right(), r.center().y()}, port); }
    for (int k = 0; k < static_cast<int>(node.inputs.size()); ++k) {
        const double y = r.top() + inputSocket(node, k).y() * z();
        socket({r.left(), y}, node.inputs[static_cast<std::size_t>(k)]);
    }
}

QPainterPath NodePainter::outline(const DiagramNode& node, const QRectF& r, double zoom) {
    const double radius = size::kRadiusNode * zoom;
    const double title = titleBar(r, zoom).height();
    QPainterPath path;
    if (node.form != NodeForm::Placeholder) {
        path.addRoundedRect(r, radius, radius);
        return path;
    }
    // A placeholder waits for something from the left: its left edge is notched.
    const double notch = 6 * zoom;
    path.moveTo(r.left(), r.top());
    path.lineTo(r.left() + notch, r.top() + title / 2);
    path.lineTo(r.left(), r.top() + title);
    path.lineTo(r.left(), r.bottom() - radius);
    path.quadTo(r.bottomLeft(), QPointF(r.left() + radius, r.bottom()));
    path.lineTo(r.right() - radius, r.bottom());
    path.quadTo(r.bottomRight(), QPointF(r.right(), r.bottom() - radius));
    path.lineTo(r.right(), r.top() + radius);
    path.quadTo(r.topRight(), QPointF(r.right() - radius, r.top()));
    path.closeSubpath();
    return path;
}

/// What a node stands for, behind it: of a group one outline, of a series two; those of a chain lie
/// behind each other to the right, the others are a pile.
void NodePainter::paintBehind(const DiagramNode& node, const QRectF& r) {
    const bool series = node.series != SeriesMark::No;
    if (!series && node.form != NodeForm::Group) { return; }
    m_p.setPen(QPen(mixed(m_theme.lineStrong, m_theme.canvas, 0.7), 1));
    m_p.setBrush(mixed(m_theme.node, m_theme.canvas, 0.6));
    const double shift = std::max(2.0, 4 * z());
    const double radius = node.form == NodeForm::Pill ? r.height() / 2 : size::kRadiusNode * z();
    for (int k = series ? 2 : 1; k > 0; --k) {
        const double by = k * shift;
        const QRectF outline =
            node.series == SeriesMark::Chained ? r.adjusted(by, by, by, -by) : r.translated(by, by);
        m_p.drawRoundedRect(outline, radius, radius);
    }
}

void NodePainter::paintBody(const DiagramNode& node, const QRectF& r, const QColor& ground) {
    QPen border(m_theme.lineStrong, 1);
    if (node.unknownOp) { border.setStyle(Qt::DashLine); }
    paintBehind(node, r);
    const double title = titleBar(r, z()).height();
    const QPainterPath path = outline(node, r, z());
    m_p.fillPath(path, ground);
    const QRectF bar(r.left(), r.top(), r.width(), title);
    if (m_p.paintEngine()->type() == QPaintEngine::SVG) {
        // Files of that kind know no clipping here, and have the time to cut.
        QPainterPath barPath;
        barPath.addRect(bar);
        m_p.fillPath(path.intersected(barPath), m_theme.category(node.category));
    } else {
        m_p.save();
        m_p.setClipRect(bar, Qt::IntersectClip);
        m_p.fillPath(path, m_theme.category(node.category));
        m_p.restore();
    }
    m_p.strokePath(path, border);
    if (node.form == NodeForm::Variable) {
        m_p.setPen(QPen(m_theme.lineStrong, 1));
        const double x = r.left() + std::max(2.0, std::round(3 * z()));
        m_p.drawLine(QPointF(x, r.top() + 2), QPointF(x, r.bottom() - 2));
    }
}

/// Name and, where both have room, type. A name that is too long for itself is cut in the middle.
void NodePainter::paintTitle(const DiagramNode& node, const QRectF& r) {
    const QRectF bar = titleBar(r, z());
    double left = (node.form == NodeForm::Placeholder ? 9 : 6) * z();
    if (z() >= kIconsFrom) {
        const double icon = kIcon * z();
        const QImage picture =
            lineIconImage(iconOf(node), qRound(icon), m_theme.text2, m_view.ratio);
        m_p.drawImage(onPixel(m_p, QPointF(r.left() + left, bar.center().y() - icon / 2)), picture);
        left += icon + 4 * z();
    }
    const double right = node.hasVariables ? kDotRoom : 0;
    const QRectF row = bar.adjusted(left, 0, -6 * z() - right, 0);
    const double scale = std::max(z(), 1.0);
    const QString note = node.unknownOp ? node.type + QStringLiteral(" ?") : titleNote(node);
    const double name = widthOf(node.name, TextRole::Mono) * scale;
    const double type = widthOf(note, TextRole::Caption) * scale;
    const bool both = name + kGap + type <= row.width() + 1;
    // A name that is cut anyway can spare some of its room; a whole one is not cut for the type.
    const bool cut = name > row.width() && type < row.width() / 2;
    double used = 0;
    if (!note.isEmpty() && (both || cut)) {
        // Widths are rounded: a name that fits is not cut for the last half of a pixel.
        used = both ? std::min(type + kGap, row.width() - name) : type + kGap;
        words({row.right() - type, row.top(), type, row.height()}, note, TextRole::Caption,
              m_theme.text2, Qt::AlignRight);
    }
    words(row.adjusted(0, 0, -used, 0), node.name, TextRole::Mono, m_theme.text);
}

void NodePainter::paintCard(const DiagramNode& node, const QRectF& r) {
    const QRectF bar = titleBar(r, z());
    const double right = node.hasVariables && z() >= kNoRows ? kDotRoom : 0;
    words(bar.adjusted(kCardPadding, 0, -kCardPadding - right, 0), node.name,
          r.width() < 90 ? TextRole::MonoSmall : TextRole::Mono, m_theme.text);
    int line = 0;
    const QString note = node.unknownOp ? node.type + QStringLiteral(" ?") : titleNote(node);
    for (const bool isType : {true, false}) {
        const QString& text = isType ? note : node.note;
        const QRectF row = cardLine(r, z(), line);
        const TextRole role = isType ? TextRole::Caption : TextRole::MonoSmall;
        // A shape that is cut says nothing; a type that is cut is still told from another.
        if (text.isEmpty() || row.isEmpty()) { continue; }
        if (!isType && !node.panes.empty()) { continue; }  // they are there
        if (text.startsWith('[') && widthOf(text, role) > row.width()) { continue; }
        words(row, text, role, m_theme.text2);
        ++line;
    }
}

void NodePainter::socket(QPointF at, const PortInfo& port) {
    const double scale = std::clamp(z(), 0.6, 1.5);
    if (!port.spare) {
        drawSocket(m_p, at, kSocket * scale, port.family, m_theme);
    } else if (full()) {
        drawSpareSocket(m_p, at, kSpareSocket * scale, port.family, m_theme);
    }
}

void NodePainter::paintSockets(int i, const DiagramNode& node, const QRectF& r) {
    for (std::size_t k = 0; k < node.inputs.size(); ++k) {
        const QPointF at = m_view.toView(m_s.input(i, static_cast<int>(k)));
        socket({r.left(), at.y()}, node.inputs[k]);
        if (!full()) { continue; }
        const QString beside = k < node.outputs.size() ? node.outputs[k].name : QString();
        portName(r, at.y(), node.inputs[k], beside, Qt::AlignLeft);
    }
    for (std::size_t k = 0; k < node.outputs.size(); ++k) {
        const QPointF at = m_view.toView(m_s.output(i, static_cast<int>(k)));
        socket({r.right(), at.y()}, node.outputs[k]);
        if (!full()) { continue; }
        const QString beside = k < node.inputs.size() ? node.inputs[k].name : QString();
        portName(r, at.y(), node.outputs[k], beside, Qt::AlignRight);
    }
}

/// What need not be wired is called in a paler colour.
/// @param beside the name on the same row's other side: both are cut before they meet, the longer
/// one first.
void NodePainter::portName(const QRectF& r, double y, const PortInfo& port, const QString& beside,
                           Qt::Alignment align) {
    const double half = kRowHeight * z() / 2;
    QRectF row(r.left() + 12 * z(), y - half, r.width() - 24 * z(), 2 * half);
    if (!beside.isEmpty()) {
        const double scale = std::max(z(), 1.0);
        const double room = row.width() - 2 * kGap;
        const double other = widthOf(beside, TextRole::Caption) * scale;
        const double width = std::max(room - other, room / 2);
        if (align & Qt::AlignRight) { row.setLeft(std::max(row.left(), row.right() - width)); }
        if (align & Qt::AlignLeft) { row.setWidth(std::min(row.width(), width)); }
    }
    words(row, port.name, TextRole::Caption, port.spare ? m_theme.text3 : m_theme.text2, align);
}

void NodePainter::paintParameters(const DiagramNode& node, const QRectF& r) {
    const double width = r.width() / z();
    const double scale = std::max(z(), 1.0);
    for (std::size_t k = 0; k < node.parameters.size(); ++k) {
        const ParameterInfo& parameter = node.parameters[k];
        const QRectF row = placed(r, parameterRow(node, static_cast<int>(k), width));
        const double wanted =
            std::ceil(widthOf(parameter.value, TextRole::Mono) * scale) + 2 * kFieldPadding + 1;
        const double used = std::min(std::max(48.0 * z(), wanted), row.width() * 0.7);
        words(row.adjusted(0, 0, -used - 2, 0), parameter.name, TextRole::Caption, m_theme.text2);
        const QRectF field = m_view.crisp(
            QRectF(row.right() - used, row.top() + 1.5 * z(), used, row.height() - 3 * z()));
        m_p.setPen(QPen(mixed(m_theme.lineStrong, m_theme.node, 0.6), 1));
        m_p.setBrush(m_theme.canvas);
        m_p.drawRoundedRect(field, 3, 3);
        words(field.adjusted(kFieldPadding, 0, -kFieldPadding, 0), parameter.value, TextRole::Mono,
              m_theme.text, Qt::AlignRight);
    }
}

}  // namespace weft::ui
