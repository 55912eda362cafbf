// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/far_painter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/groups/paper_painter.h"
#include "ui/canvas/paint/left_out_painter.h"
#include "ui/canvas/paint/note_painter.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr double kOnBorder = 1e-6;

/// Plain drawing on 32-bit pixels, clipped to the image.
class Raster {
public:
    explicit Raster(QImage& image)
        : m_bits(reinterpret_cast<QRgb*>(image.bits())),
          m_stride(image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb))),
          m_width(image.width()),
          m_height(image.height()) {}

    void fill(const QRectF& r, QRgb colour) {
        const int left = pixelOf(r.left());
        const int top = pixelOf(r.top());
        // Never thinner than a pixel: a node must not vanish.
        const int right = std::min(m_width, std::max(left + 1, pixelOf(r.right())));
        const int bottom = std::min(m_height, std::max(top + 1, pixelOf(r.bottom())));
        const int begin = std::max(0, left);
        for (int y = std::max(0, top); y < bottom; ++y) {
            std::fill(row(y) + begin, row(y) + std::max(begin, right), colour);
        }
    }

    /// A line of one pixel by stepping along its longer side. Which pixels it has does not depend on
    /// where the image cuts it.
    void hairline(QPointF a, QPointF b, QRgb colour) {
        const bool flat = std::abs(b.x() - a.x()) >= std::abs(b.y() - a.y());
        if (!flat) {
            a = a.transposed();
            b = b.transposed();
        }
        if (b.x() < a.x()) { std::swap(a, b); }
        const double slope = b.x() > a.x() ? (b.y() - a.y()) / (b.x() - a.x()) : 0;
        const int end = std::min(flat ? m_width : m_height, pixelOf(b.x()) + 1);
        const int width = flat ? m_height : m_width;
        for (int at = std::max(0, pixelOf(a.x())); at < end; ++at) {
            const double along = std::clamp(at + 0.5, a.x(), b.x());
            const int across = pixelOf(a.y() + (along - a.x()) * slope);
            if (across < 0 || across >= width) { continue; }
            (flat ? row(across)[at] : row(at)[across]) = colour;
        }
    }

private:
    /// Of a place on the border the next one, also where the sums before it were rounded.
    static int pixelOf(double v) { return static_cast<int>(std::floor(v + kOnBorder)); }
    QRgb* row(int y) { return m_bits + m_stride * y; }

    QRgb* m_bits;
    qsizetype m_stride;
    int m_width;
    int m_height;
};

QColor bodyColour(const Theme& theme) {
    return mixed(theme.lineStrong, theme.node, theme.isDark ? 0.35 : 0.25);
}

QColor titleColour(const Theme& theme, Category category) {
    return mixed(theme.text, theme.category(category), 0.12);
}

/// Mixed once for a picture and not once for a wire.
struct FarColours {
    FarColours(const Theme& theme, bool grey)
        : body(bodyColour(theme).rgb()), leftOut(leftOutColour(bodyColour(theme), theme).rgb()) {
        const double share = grey ? 0.45 : 0.8;
        for (std::size_t f = 0; f < kFamilies; ++f) {
            const QColor& full = grey ? theme.text3 : theme.families[f];
            wires[f] = mixed(full, theme.canvas, share).rgb();
        }
        control = mixed(theme.text3, theme.canvas, share).rgb();
        for (std::size_t c = 0; c < kCategories; ++c) {
            titles[c] = titleColour(theme, static_cast<Category>(c)).rgb();
        }
    }
    QRgb wire(const CanvasWire& w) const {
        return w.control ? control : wires[static_cast<std::size_t>(w.family)];
    }
    QRgb title(const DiagramNode& node) const {
        return titles[static_cast<std::size_t>(node.category)];
    }

    QRgb body;
    QRgb leftOut;
    QRgb control = 0;
    std::array<QRgb, kFamilies> wires{};
    std::array<QRgb, kCategories> titles{};
};

}  // namespace

void paintFarNode(QPainter& painter, const CanvasSnapshot& s, int i, const Theme& theme,
                  const ViewTransform& view) {
    const QRectF r = view.toView(s.rect(i));
    if (s.node(i).leftOut != LeftOutMark::No) {
        painter.fillRect(r, leftOutColour(bodyColour(theme), theme));
        return;
    }
    const bool panel = s.node(i).form == NodeForm::Panel;
    painter.fillRect(r, panel ? panelColour(theme) : bodyColour(theme));
    const QRectF title(r.left(), r.top(), r.width(), kTitleHeight * view.zoom);
    painter.fillRect(title, titleColour(theme, s.node(i).category));
}

void paintFar(QImage& image, const CanvasSnapshot& s, const Theme& theme, const ViewTransform& view,
              const Lifted& without) {
    image.fill(theme.canvas);
    Raster raster(image);
    // In device pixels, so that a view of any scale is drawn once and sharp.
    const double zoom = view.zoom * view.ratio;
    const QPointF offset = view.offset * view.ratio;
    const QRectF area(0, 0, image.width() - 1, image.height() - 1);
    const QRectF scene((area.topLeft() - offset) / zoom, area.size() / zoom);
    const bool grey = view.zoom < kGreyWires;
    const FarColours colours(theme, grey);
    for (const int i : s.frames) {
        const auto at = static_cast<std::size_t>(i);
        if (without.note(i) || !s.noteRects[at].intersects(scene)) { continue; }
        const QRectF r(s.noteRects[at].topLeft() * zoom + offset, s.noteRects[at].size() * zoom);
        raster.fill(r, frameColour(s.diagram.notes[at], theme).rgb());
    }
    for (const int i : s.panels) {
        if (without.node(i) || !s.rect(i).intersects(scene)) { continue; }
        const QRectF r(s.rect(i).topLeft() * zoom + offset, s.rect(i).size() * zoom);
        raster.fill(r, panelColour(theme).rgb());
        raster.fill({r.left(), r.top(), r.width(), kTitleHeight * zoom}, colours.title(s.node(i)));
    }
    for (const int w : s.wireGrid.find(scene)) {
        if (without.wire(w)) { continue; }
        const CanvasWire& wire = s.wire(w);
        const QRgb colour = colours.wire(wire);
        const std::span<const QPointF> path = s.path(wire);
        // Every fourth chord is enough at this size.
        for (std::size_t i = 0; i + 1 < path.size(); i += 4) {
            const QPointF a = path[i] * zoom + offset;
            const QPointF b = path[std::min(i + 4, path.size() - 1)] * zoom + offset;
            raster.hairline(a, b, colour);
        }
    }
    for (const int i : s.nodeGrid.find(scene)) {
        if (without.node(i) || s.node(i).form == NodeForm::Panel) { continue; }
        const QRectF r(s.rect(i).topLeft() * zoom + offset, s.rect(i).size() * zoom);
        const DiagramNode& node = s.node(i);
        const bool out = node.leftOut != LeftOutMark::No;
        raster.fill(r, out ? colours.leftOut : colours.body);
        if (out) { continue; }
        raster.fill({r.left(), r.top(), r.width(), kTitleHeight * zoom}, colours.title(node));
    }
}

void paintFarNames(QPainter& painter, const CanvasSnapshot& s, const Theme& theme,
                   const ViewTransform& view, const QRectF& area) {
    constexpr double kHeight = 15;
    constexpr std::size_t kMostNames = 60;
    std::vector<QRectF> used;
    // The titles of frames first: they say what a part of the graph is for.
    for (const int i : s.frames) {
        const auto at = static_cast<std::size_t>(i);
        const QRectF there = view.toView(s.noteRects[at]);
        const QString title = titleOfFrame(s.diagram.notes[at]);
        const double width = widthOf(title, TextRole::Title) + 8;
        const QRectF label(there.left(), there.top() - kHeight - 2, width, kHeight + 2);
        if (title.isEmpty() || !there.intersects(area) || used.size() == kMostNames) { continue; }
        used.push_back(label);
        painter.fillRect(label, withAlpha(theme.canvas, 0.8));
        drawWords(painter, {label.adjusted(4, 0, 0, 0), title, TextRole::Title, theme.text,
                            Qt::AlignLeft, 1});
    }
    std::vector<int> groups;
    for (const int i : s.nodeGrid.find(view.toScene(area))) {
        if (s.node(i).ops > 1) { groups.push_back(i); }
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [&s](int a, int b) { return s.node(a).ops > s.node(b).ops; });
    for (const int i : groups) {
        const QRectF node = view.toView(s.rect(i));
        const double width = widthOf(s.node(i).name, TextRole::MonoSmall) + 8;
        const QRectF label(node.left(), node.top() - kHeight, width, kHeight);
        const bool covered = std::any_of(used.begin(), used.end(),
                                         [&](const QRectF& r) { return r.intersects(label); });
        if (covered || used.size() == kMostNames) { continue; }
        used.push_back(label);
        painter.fillRect(label, withAlpha(theme.canvas, 0.8));
        drawWords(painter, {label.adjusted(4, 0, 0, 0), s.node(i).name, TextRole::MonoSmall,
                            theme.text, Qt::AlignLeft, 1});
    }
}

}  // namespace weft::ui
