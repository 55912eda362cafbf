// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/paint_parts.h"

#include <QCache>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QPaintEngine>
#include <QTextLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "ui/canvas/layout/node_layout.h"

namespace weft::ui {
namespace {

struct RoleFont {
    QFont font;
    QFontMetricsF metrics;
    double advance;
};

/// Fonts are looked up for every word drawn; making them each time would cost more than drawing.
const RoleFont& roleFont(TextRole role) {
    thread_local std::array<std::optional<RoleFont>, 8> made;
    std::optional<RoleFont>& slot = made[static_cast<std::size_t>(role)];
    if (!slot) {
        const QFont font = fontOf(role);
        const QFontMetricsF metrics(font);
        slot.emplace(RoleFont{font, metrics, metrics.horizontalAdvance('0')});
    }
    return *slot;
}

bool isMono(TextRole role) {
    return role == TextRole::Mono || role == TextRole::MonoStrong || role == TextRole::MonoSmall;
}

/// Words as glyphs at their places, from the left end of their base line.
struct Shaped {
    QList<QGlyphRun> runs;
    double advance = 0;
};

/// Shaping takes several times as long as drawing, and a frame has the words of the one before.
const Shaped& shaped(const QString& text, TextRole role) {
    constexpr qsizetype kMostKept = 8192;
    using Key = std::pair<int, QString>;
    thread_local QCache<Key, Shaped> known(kMostKept);
    const Key key(static_cast<int>(role), text);
    if (const Shaped* found = known.object(key)) { return *found; }
    auto made = std::make_unique<Shaped>();
    made->advance = roleFont(role).metrics.horizontalAdvance(text);
    QTextLayout layout(text, roleFont(role).font);
    layout.beginLayout();
    const QTextLine line = layout.createLine();
    layout.endLayout();
    if (line.isValid()) {
        made->runs = layout.glyphRuns();
        for (QGlyphRun& run : made->runs) {
            QList<QPointF> places = run.positions();
            for (QPointF& place : places) { place.ry() -= line.ascent(); }
            run.setPositions(places);
        }
    }
    const Shaped& kept = *made;
    known.insert(key, made.release());
    return kept;
}

QString fitted(const QString& text, const RoleFont& font, TextRole role, double width) {
    if (!isMono(role)) {
        if (shaped(text, role).advance <= width + 0.5) { return text; }
        return font.metrics.elidedText(text, Qt::ElideRight, width);
    }
    const auto fits = static_cast<qsizetype>((width + 0.5) / font.advance);
    if (text.size() <= fits) { return text; }
    if (fits < 2) { return fits == 1 ? QString(QChar(0x2026)) : QString(); }
    const qsizetype head = fits / 2;
    return text.left(head) + QChar(0x2026) + text.right(fits - head - 1);
}

}  // namespace

QPointF onPixel(const QPainter& painter, QPointF at) {
    constexpr double kHalf = 0.5 + 1e-6;  // sums before it were rounded
    const double ratio = painter.device()->devicePixelRatioF();
    return {std::floor(at.x() * ratio + kHalf) / ratio, std::floor(at.y() * ratio + kHalf) / ratio};
}

void drawPixels(QPainter& painter, QPointF at, const QImage& image, double ratio) {
    painter.save();
    // A painter that scales blends; one that does not copies, and hits each pixel.
    painter.scale(1 / ratio, 1 / ratio);
    painter.drawImage(QPointF(std::round(at.x() * ratio), std::round(at.y() * ratio)), image);
    painter.restore();
}

double widthOf(const QString& text, TextRole role) { return shaped(text, role).advance; }

void drawWords(QPainter& painter, const Words& words) {
    const RoleFont& font = roleFont(words.role);
    const double width = words.rect.width() / words.scale;
    const QString text = fitted(words.text, font, words.role, width);
    if (text.isEmpty()) { return; }
    painter.setPen(words.colour);
    const Shaped& glyphs = shaped(text, words.role);
    // In a file text stays text: it can be searched, and drawn in another size.
    const bool asText = painter.paintEngine()->type() == QPaintEngine::SVG;
    const auto draw = [&](QPointF at) {
        if (asText) {
            painter.setFont(font.font);
            painter.drawText(at, text);
            return;
        }
        for (const QGlyphRun& run : glyphs.runs) { painter.drawGlyphRun(at, run); }
    };
    double x = 0;
    if (words.align & Qt::AlignRight) { x = width - glyphs.advance; }
    if (words.align & Qt::AlignHCenter) { x = (width - glyphs.advance) / 2; }
    // Capitals in the middle of the line look centred; ascent and descent of the font do not.
    const double y = (words.rect.height() / words.scale + font.metrics.capHeight()) / 2;
    if (words.scale == 1.0) {
        draw(onPixel(painter, words.rect.topLeft() + QPointF(x, y)));
        return;
    }
    const QTransform before = painter.transform();
    painter.translate(onPixel(painter, words.rect.topLeft()));
    painter.scale(words.scale, words.scale);
    draw(QPointF(x, y));
    painter.setTransform(before);
}

QRectF titleBar(const QRectF& node, double zoom) {
    constexpr double kLeast = 15;
    const double height = std::min(std::max(kTitleHeight * zoom, kLeast), node.height());
    return {node.left(), node.top(), node.width(), height};
}

QRectF cardLine(const QRectF& node, double zoom, int line) {
    constexpr double kLine = 14;
    const QRectF bar = titleBar(node, zoom);
    const QRectF row(node.left() + kCardPadding, bar.bottom() + 1 + line * kLine,
                     node.width() - 2 * kCardPadding, kLine);
    return row.bottom() <= node.bottom() ? row : QRectF();
}

void drawStateDot(QPainter& painter, const QRectF& node, double zoom, StateDot state,
                  Category category, const Theme& theme) {
    const double radius = 3 * std::clamp(zoom, 1.0, 1.5);
    const QPointF at(node.right() - 5 - radius, titleBar(node, zoom).center().y());
    const bool filled = state == StateDot::Filled;
    const QColor& ring = state == StateDot::NotKnown ? theme.text3 : theme.warn;
    painter.setPen(QPen(filled ? theme.ok : ring, 1.5));
    painter.setBrush(filled ? theme.ok : theme.category(category));
    painter.drawEllipse(at, radius, radius);
}

void drawSocket(QPainter& painter, QPointF centre, double side, Family family, const Theme& theme) {
    const double r = side / 2;
    const QColor& colour = theme.family(family);
    painter.setPen(QPen(theme.canvas, 1.5));
    painter.setBrush(colour);
    switch (family) {
        case Family::Float:
            painter.drawEllipse(centre, r, r);
            return;
        case Family::Integer:
            painter.drawRect(QRectF(centre.x() - r * 0.9, centre.y() - r * 0.9, r * 1.8, r * 1.8));
            return;
        case Family::Bool:
            painter.drawPolygon(
                QPolygonF({centre + QPointF(0, -r * 1.2), centre + QPointF(r * 1.2, 0),
                           centre + QPointF(0, r * 1.2), centre + QPointF(-r * 1.2, 0)}));
            return;
        case Family::String:
            painter.drawPolygon(
                QPolygonF({centre + QPointF(-r * 0.9, -r * 1.1), centre + QPointF(r * 1.1, 0),
                           centre + QPointF(-r * 0.9, r * 1.1)}));
            return;
        case Family::Complex:
            painter.drawEllipse(centre, r, r);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.canvas);
            painter.drawEllipse(centre, r * 0.35, r * 0.35);
            return;
        case Family::Handle:
            painter.drawEllipse(centre, r, r);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.canvas);
            painter.drawEllipse(centre, r * 0.5, r * 0.5);
            return;
        case Family::Unknown:
            painter.drawEllipse(centre, r, r);
            drawWords(painter,
                      {QRectF(centre.x() - r, centre.y() - r, side, side), QStringLiteral("?"),
                       TextRole::MonoSmall, theme.canvas, Qt::AlignHCenter, side / 14});
            return;
    }
}

double chipWidth(const QString& text) { return widthOf(text, TextRole::MonoSmall) + 14; }

void drawSpareSocket(QPainter& painter, QPointF centre, double side, Family family,
                     const Theme& theme) {
    const double r = side / 2;
    const QColor colour = mixed(theme.family(family), theme.text3, 0.6);
    painter.setPen(QPen(colour, 1.2));
    painter.setBrush(theme.node);
    painter.drawEllipse(centre, r, r);
    const double arm = r - 2;
    if (arm < 1) { return; }
    painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0));
    painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm));
}

QRectF drawChip(QPainter& painter, QPointF centre, const QString& text, const Theme& theme) {
    return drawChip(painter, centre, text, theme, theme.lineStrong);
}

QRectF drawChip(QPainter& painter, QPointF centre, const QString& text, const Theme& theme,
                const QColor& border) {
    const double width = chipWidth(text);
    const QPointF corner = onPixel(painter, centre - QPointF(width / 2, 9));
    const QRectF r(corner + QPointF(0.5, 0.5), QSizeF(qRound(width), 17));
    painter.setPen(QPen(border, 1));
    painter.setBrush(theme.canvas);
    painter.drawRoundedRect(r, 8.5, 8.5);
    drawWords(painter, {r, text, TextRole::MonoSmall, theme.text, Qt::AlignHCenter, 1});
    return r;
}

}  // namespace weft::ui
