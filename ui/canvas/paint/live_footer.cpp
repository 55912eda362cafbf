// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/live_footer.h"

#include <algorithm>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/paint/paint_parts.h"
#include "ui/canvas/paint/preview_painter.h"

namespace weft::ui {
namespace {

constexpr double kHistogram = 56;  // its width at zoom 1
constexpr double kGap = 6;
constexpr double kPinRow = 20;       // between values at inputs, in the view
constexpr qsizetype kPinWords = 32;  // letters of one

QString devicesOf(const NodeLive& live) {
    QString devices;
    for (const DeviceMark& mark : live.devices) {
        devices += (devices.isEmpty() ? QString() : QStringLiteral(" ")) + mark.name;
    }
    return devices;
}

}  // namespace

void paintFooter(QPainter& p, const DiagramNode& node, const QRectF& r, const NodeLive& live,
                 const Theme& theme, double zoom) {
    const QRectF part = footerRow(node, r.width() / zoom);
    QRectF row(r.left() + part.left() * zoom, r.top() + part.top() * zoom, part.width() * zoom,
               part.height() * zoom);
    const double scale = std::max(zoom, 1.0);
    const auto width = [scale](const QString& words) {
        return widthOf(words, TextRole::MonoSmall) * scale;
    };
    // The shape at rest gives way to the value; the ground below it is the node's own.
    if (!live.value.isEmpty()) { p.fillRect(row.adjusted(-2, 0, 2, -2), theme.node); }
    const QString& words = live.value.isEmpty() ? node.note : live.value;
    // A histogram, and then the device, give way to what stands left of them: the stripe tells the
    // device too.
    if (!live.preview.bins.empty() && width(words) + (kHistogram + kGap) * zoom <= row.width()) {
        const double left = row.right() - kHistogram * zoom;
        paintHistogram(p, QRectF(left, row.top() + 2, kHistogram * zoom, row.height() - 6),
                       live.preview.bins, theme);
        row.setRight(left - kGap);
    }
    const QString devices = devicesOf(live);
    const double right = devices.isEmpty() ? 0 : width(devices);
    const bool both = width(words) + right + 8 * zoom <= row.width();
    if (!live.value.isEmpty()) {
        drawWords(p, {both ? row.adjusted(0, 0, -right - kGap, 0) : row, live.value,
                      TextRole::MonoSmall, theme.text, Qt::AlignLeft, scale});
    }
    if (both) {
        drawWords(p, {row, devices, TextRole::MonoSmall, theme.text2, Qt::AlignRight, scale});
    }
}

void paintCardValue(QPainter& p, const DiagramNode& node, const QRectF& r, const NodeLive& live,
                    const Theme& theme, double zoom) {
    if (live.value.isEmpty()) { return; }
    QRectF row = cardLine(r, zoom, titleNote(node).isEmpty() ? 0 : 1);
    if (row.isEmpty()) { row = cardLine(r, zoom, 0); }
    if (row.isEmpty()) { return; }
    p.fillRect(row.adjusted(0, 1, 0, -2), theme.node);
    drawWords(p, {row, live.value, TextRole::MonoSmall, theme.text, Qt::AlignLeft, 1});
}

void paintPins(QPainter& p, const CanvasSnapshot& s, int i, const NodeLive& live,
               const QColor& colour, const Theme& theme, const ViewTransform& view) {
    if (view.zoom < kNoRows) { return; }
    double below = 0;
    for (qsizetype k = 0; k < live.pins.size(); ++k) {
        QString words = live.pins[k];
        if (words.isEmpty()) { continue; }
        if (words.size() > kPinWords) { words = words.left(kPinWords - 1) + QChar(0x2026); }
        QPointF at = view.toView(s.input(i, static_cast<int>(k)));
        at.setY(std::max(at.y(), below));
        below = at.y() + kPinRow;
        drawChip(p, at - QPointF(chipWidth(words) / 2 + 10, 0), words, theme, colour);
    }
}

}  // namespace weft::ui
