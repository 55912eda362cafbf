// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/note_painter.h"

#include <QFontMetricsF>
#include <QTextLayout>

#include "ui/base/icons.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr double kFrameShare = 0.5;  // opacity of its paper
constexpr double kNoteShare = 0.8;
constexpr double kTitlePixels = 13;
constexpr double kTitleLine = 18;
constexpr double kLeastTitleWidth = 24;  // view pixels: less says nothing
constexpr double kLock = 14;

/// As many lines as fit, the last one cut: words keep a readable size while their paper shrinks.
void paintNoteWords(QPainter& p, const QString& text, const QRectF& paper, const Theme& theme,
                    double zoom) {
    const double scale = textScale(zoom, kNotePixels);
    const double padding = kNotePadding * std::min(zoom, 1.0);
    const QRectF room = paper.adjusted(padding, padding, -padding, -padding);
    const QFontMetricsF metrics(fontOf(TextRole::Body));
    const double line = metrics.lineSpacing() * scale;
    const int lines = static_cast<int>((room.height() + 1) / line);
    if (lines < 1 || room.width() < 60) { return; }
    QTextLayout layout(text, fontOf(TextRole::Body));
    layout.beginLayout();
    p.save();
    p.translate(room.topLeft());
    p.scale(scale, scale);
    p.setFont(fontOf(TextRole::Body));
    p.setPen(theme.text2);
    for (int k = 0; k < lines; ++k) {
        QTextLine made = layout.createLine();
        if (!made.isValid()) { break; }
        made.setLineWidth(room.width() / scale);
        QString words = text.mid(made.textStart(), made.textLength()).trimmed();
        if (k + 1 == lines && made.textStart() + made.textLength() < text.size()) {
            words = metrics.elidedText(text.mid(made.textStart()), Qt::ElideRight,
                                       room.width() / scale);
        }
        p.drawText(QPointF(0, k * metrics.lineSpacing() + metrics.ascent()), words);
    }
    layout.endLayout();
    p.restore();
}

/// At the right end of the title.
void paintLock(QPainter& p, const QRectF& r, const Theme& theme, const ViewTransform& view) {
    const double side = kLock * std::max(view.zoom, 0.75);
    if (r.width() < 3 * side || r.height() < 2 * side) { return; }
    const QImage picture =
        lineIconImage(QStringLiteral("lock"), qRound(side), theme.text2, view.ratio);
    const double gap = 6 * std::min(view.zoom, 1.0);
    p.drawImage(onPixel(p, QPointF(r.right() - side - gap, r.top() + gap)), picture);
}

}  // namespace

void paintNote(QPainter& p, const DiagramNote& note, const QRectF& scene, const Theme& theme,
               const ViewTransform& view) {
    const QRectF r = view.crisp(view.toView(scene));
    const QColor ground = note.colour > 0 ? withAlpha(theme.paper(note.colour), kNoteShare)
                                          : withAlpha(theme.text2, 0.12);
    p.setPen(Qt::NoPen);
    p.setBrush(ground);
    p.drawRoundedRect(r, size::kRadiusNode * view.zoom, size::kRadiusNode * view.zoom);
    if (note.locked) { paintLock(p, r, theme, view); }
    paintNoteWords(p, note.text, r, theme, view.zoom);
}

void paintFrame(QPainter& p, const DiagramNote& frame, const QRectF& scene, const Theme& theme,
                const ViewTransform& view) {
    const QRectF r = view.crisp(view.toView(scene));
    const double radius = size::kRadiusNode * std::min(view.zoom, 1.0);
    p.setPen(QPen(mixed(theme.lineStrong, theme.canvas, 0.6), 1));
    p.setBrush(withAlpha(theme.paper(frame.colour), kFrameShare));
    p.drawRoundedRect(r, radius, radius);
    const double scale = textScale(view.zoom, kTitlePixels);
    const double height = std::max(kFrameTitle * view.zoom, kTitleLine * scale);
    const double side = 8 * std::min(view.zoom, 1.0);
    double right = side;
    if (frame.locked && view.zoom >= kNoRows) {
        paintLock(p, r, theme, view);
        right += kLock * std::max(view.zoom, 0.75) + 4;
    }
    const QRectF title(r.left() + side, r.top(), r.width() - side - right, height);
    if (title.width() < kLeastTitleWidth) { return; }
    drawWords(p, {title, titleOfFrame(frame), TextRole::Title, theme.text, Qt::AlignLeft, scale});
    const QString rest = restOfFrame(frame);
    if (!rest.isEmpty()) {
        paintNoteWords(p, rest, r.adjusted(0, height - 4, 0, 0), theme, view.zoom);
    }
}

QColor frameColour(const DiagramNote& frame, const Theme& theme) {
    return mixed(theme.paper(frame.colour), theme.canvas, kFrameShare);
}

QString titleOfFrame(const DiagramNote& frame) {
    return frame.text.section(QChar('\n'), 0, 0).trimmed();
}

QString restOfFrame(const DiagramNote& frame) {
    return frame.text.section(QChar('\n'), 1).trimmed();
}

}  // namespace weft::ui
