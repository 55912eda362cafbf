// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/wire_raster.h"

#include <QRectF>
#include <algorithm>
#include <cmath>

#include "ui/canvas/layout/wire_router.h"

namespace weft::ui {
namespace {

constexpr double kOne = 256;  // a pixel

/// `from` + (`to` - `from`) * share / 256, two channels at a time.
inline QRgb mixed(QRgb from, QRgb to, unsigned share) {
    constexpr QRgb kEven = 0x00ff00ff;
    const QRgb even = ((from & kEven) * (256 - share) + (to & kEven) * share) >> 8;
    const QRgb odd = ((from >> 8) & kEven) * (256 - share) + ((to >> 8) & kEven) * share;
    return (even & kEven) | (odd & ~kEven) | 0xff000000;
}

bool isFlat(QPointF a, QPointF b) { return std::abs(b.x() - a.x()) >= std::abs(b.y() - a.y()); }

/// The first pixel whose middle is not before `v`.
int pixelAt(double v) { return static_cast<int>(std::ceil(v - 0.5)); }

}  // namespace

WireRaster::WireRaster(QImage& image)
    : m_bits(reinterpret_cast<QRgb*>(image.bits())),
      m_stride(image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb))),
      m_width(image.width()),
      m_height(image.height()) {}

void WireRaster::draw(std::span<const QPointF> path, double width, QRgb colour) {
    m_half = width / 2;
    m_colour = colour | 0xff000000;
    const double reach = width + 1;
    const QRectF room(-reach, -reach, m_width + 2 * reach, m_height + 2 * reach);
    for (std::size_t i = 1; i < path.size(); ++i) {
        QPointF a = path[i - 1];
        QPointF b = path[i];
        if (!clipSegment(room, a, b)) { continue; }
        segment(a, b);
        // Where columns give way to rows, the outer side of the bend would stay open.
        if (i > 1 && isFlat(path[i - 2], path[i - 1]) != isFlat(path[i - 1], path[i])) {
            dot(path[i - 1]);
        }
    }
}

inline void WireRaster::blend(int x, int y, int share) {
    QRgb& pixel = line(y)[x];
    pixel = mixed(pixel, m_colour, static_cast<unsigned>(share));
}

inline void WireRaster::column(int x, int top, int bottom) {
    const int last = std::min((bottom + 255) >> 8, m_height);
    for (int y = std::max(top >> 8, 0); y < last; ++y) {
        blend(x, y, std::min(bottom, (y + 1) << 8) - std::max(top, y << 8));
    }
}

inline void WireRaster::row(int y, int left, int right) {
    const int last = std::min((right + 255) >> 8, m_width);
    QRgb* pixels = line(y);
    for (int x = std::max(left >> 8, 0); x < last; ++x) {
        const int share = std::min(right, (x + 1) << 8) - std::max(left, x << 8);
        pixels[x] = mixed(pixels[x], m_colour, static_cast<unsigned>(share));
    }
}

void WireRaster::segment(QPointF a, QPointF b) {
    if (isFlat(a, b)) {
        if (b.x() < a.x()) { std::swap(a, b); }
        if (a.y() == b.y()) {
            level(a, b);
            return;
        }
        const double slope = (b.y() - a.y()) / (b.x() - a.x());
        const double half = m_half * std::sqrt(1 + slope * slope);
        const int last = std::min(pixelAt(b.x()), m_width);
        for (int x = std::max(pixelAt(a.x()), 0); x < last; ++x) {
            const double y = a.y() + (x + 0.5 - a.x()) * slope;
            column(x, static_cast<int>((y - half) * kOne), static_cast<int>((y + half) * kOne));
        }
        return;
    }
    if (b.y() < a.y()) { std::swap(a, b); }
    const double slope = (b.x() - a.x()) / (b.y() - a.y());
    const double half = m_half * std::sqrt(1 + slope * slope);
    const int last = std::min(pixelAt(b.y()), m_height);
    for (int y = std::max(pixelAt(a.y()), 0); y < last; ++y) {
        const double x = a.x() + (y + 0.5 - a.y()) * slope;
        row(y, static_cast<int>((x - half) * kOne), static_cast<int>((x + half) * kOne));
    }
}

/// Lanes are level, and as long as the view.
void WireRaster::level(QPointF a, QPointF b) {
    const double top = a.y() - m_half;
    const double bottom = a.y() + m_half;
    const int left = std::max(pixelAt(a.x()), 0);
    const int right = std::min(pixelAt(b.x()), m_width);
    const int last = std::min(static_cast<int>(std::ceil(bottom)), m_height);
    for (int y = std::max(static_cast<int>(std::floor(top)), 0); y < last; ++y) {
        const double covered = std::min(bottom, y + 1.0) - std::max(top, static_cast<double>(y));
        const auto share = static_cast<unsigned>(covered * kOne + 0.5);
        QRgb* pixels = line(y);
        for (int x = left; x < right; ++x) { pixels[x] = mixed(pixels[x], m_colour, share); }
    }
}

void WireRaster::dot(QPointF at) {
    const double reach = m_half + 0.5;
    const int bottom = static_cast<int>(std::floor(at.y() + reach));
    const int right = static_cast<int>(std::floor(at.x() + reach));
    for (int y = static_cast<int>(std::floor(at.y() - reach)); y <= bottom; ++y) {
        for (int x = static_cast<int>(std::floor(at.x() - reach)); x <= right; ++x) {
            if (x < 0 || y < 0 || x >= m_width || y >= m_height) { continue; }
            const double far = std::hypot(x + 0.5 - at.x(), y + 0.5 - at.y());
            blend(x, y, static_cast<int>(std::clamp(reach - far, 0.0, 1.0) * kOne));
        }
    }
}

}  // namespace weft::ui
