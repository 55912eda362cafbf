// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/far_painter.h"

#include <algorithm>
#include <cmath>

#include "ui/canvas/layout/node_layout.h"
#include "ui/canvas/layout/wire_router.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

/// Plain drawing on 32-bit pixels, clipped to the image.
class Raster {
public:
    explicit Raster(QImage& image)
        : m_bits(reinterpret_cast<QRgb*>(image.bits())),
          m_stride(image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb))),
          m_width(image.width()),
          m_height(image.height()) {}

    void fill(const QRectF& r, QRgb colour) {
        const int left = std::max(0, static_cast<int>(std::floor(r.left())));
        const int top = std::max(0, static_cast<int>(std::floor(r.top())));
        // Never thinner than a pixel: a node must not vanish.
        const int right = std::min(m_width, std::max(left + 1, static_cast<int>(r.right())));
        const int bottom = std::min(m_height, std::max(top + 1, static_cast<int>(r.bottom())));
        for (int y = top; y < bottom; ++y) {
            std::fill(row(y) + left, row(y) + std::max(left, right), colour);
        }
    }

    /// A line of one pixel by stepping along its longer side; the ends lie inside the image.
    void hairline(QPointF a, QPointF b, QRgb colour) {
        const double dx = b.x() - a.x();
        const double dy = b.y() - a.y();
        const int steps = static_cast<int>(std::ceil(std::max(std::abs(dx), std::abs(dy))));
        if (steps == 0) { return; }
        double x = a.x();
        double y = a.y();
        for (int i = 0; i <= steps; ++i, x += dx / steps, y += dy / steps) {
            const int px = static_cast<int>(x);
            const int py = static_cast<int>(y);
            if (px >= 0 && py >= 0 && px < m_width && py < m_height) { row(py)[px] = colour; }
        }
    }

private:
    QRgb* row(int y) { return m_bits + m_stride * y; }

    QRgb* m_bits;
    qsizetype m_stride;
    int m_width;
    int m_height;
};

QColor bodyColour(const Theme& theme) {
    return mixed(theme.lineStrong, theme.node, theme.isDark ? 0.35 : 0.25);
}

QColor titleColour(const Theme& theme, const DiagramNode& node) {
    return mixed(theme.text, theme.category(node.category), 0.12);
}

}  // namespace

void paintFarNode(QPainter& painter, const CanvasSnapshot& s, int i, const Theme& theme,
                  const ViewTransform& view) {
    const QRectF r = view.toView(s.rect(i));
    painter.fillRect(r, bodyColour(theme));
    const QRectF title(r.left(), r.top(), r.width(), kTitleHeight * view.zoom);
    painter.fillRect(title, titleColour(theme, s.node(i)));
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
    for (const int w : s.wireGrid.find(scene)) {
        if (without.wire(w)) { continue; }
        const CanvasWire& wire = s.wire(w);
        const QColor full = grey || wire.control ? theme.text3 : theme.family(wire.family);
        const QRgb colour = mixed(full, theme.canvas, grey ? 0.45 : 0.8).rgb();
        const std::span<const QPointF> path = s.path(wire);
        // Every fourth chord is enough at this size.
        for (std::size_t i = 0; i + 1 < path.size(); i += 4) {
            QPointF a = path[i] * zoom + offset;
            QPointF b = path[std::min(i + 4, path.size() - 1)] * zoom + offset;
            if (clipSegment(area, a, b)) { raster.hairline(a, b, colour); }
        }
    }
    for (const int i : s.nodeGrid.find(scene)) {
        if (without.node(i)) { continue; }
        const QRectF r(s.rect(i).topLeft() * zoom + offset, s.rect(i).size() * zoom);
        raster.fill(r, bodyColour(theme).rgb());
        raster.fill({r.left(), r.top(), r.width(), kTitleHeight * zoom},
                    titleColour(theme, s.node(i)).rgb());
    }
}

void paintFarNames(QPainter& painter, const CanvasSnapshot& s, const Theme& theme,
                   const ViewTransform& view, const QRectF& area) {
    constexpr double kHeight = 15;
    constexpr std::size_t kMostNames = 60;
    std::vector<int> groups;
    for (const int i : s.nodeGrid.find(view.toScene(area))) {
        if (s.node(i).ops > 1) { groups.push_back(i); }
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [&s](int a, int b) { return s.node(a).ops > s.node(b).ops; });
    std::vector<QRectF> used;
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
