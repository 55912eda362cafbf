// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tiles/tile_stretch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace weft::ui {
namespace {

constexpr double kFinest = 2.2;  // times the wanted scale: more would be too many tiles
constexpr double kCoarsest = 1.0 / 12;
constexpr std::size_t kMostScales = 4;
constexpr int kAhead = 4;  // lines

int at(double place, int count) {
    return std::clamp(static_cast<int>(std::floor(place)), 0, count - 1);
}

/// The first pixel whose middle is not before `place`, a place of another scale.
int pixelFrom(double place, double by) { return static_cast<int>(std::ceil(place / by - 0.5)); }

/// Pixels whose middle lies in a rectangle of another scale.
QRect pixelsIn(const QRectF& there, double by) {
    return {QPoint(pixelFrom(there.left(), by), pixelFrom(there.top(), by)),
            QPoint(pixelFrom(there.right(), by) - 1, pixelFrom(there.bottom(), by) - 1)};
}

/// In octaves. What is finer counts as an octave further away: it has more pixels to read.
double distance(double scale, double wanted) {
    const double coarser = std::log2(wanted / scale);
    return coarser >= 0 ? coarser : 1 - coarser;
}

/// Asks for the pixels of a line before they are needed: most of the time went by waiting for them.
void fetch(const uchar* line, const std::vector<int>& columns) {
    constexpr int kCacheLine = 64;  // bytes
    const int last = columns.back() * static_cast<int>(sizeof(QRgb));
    for (int b = columns.front() * static_cast<int>(sizeof(QRgb)); b <= last; b += kCacheLine) {
        __builtin_prefetch(line + b);
    }
}

/// Four at a time: that many loads are under way at once.
void pick(const std::vector<int>& columns, const QRgb* line, QRgb* out) {
    const int* const column = columns.data();
    const std::size_t count = columns.size();
    std::size_t x = 0;
    for (; x + 4 <= count; x += 4) {
        const QRgb pixels[] = {line[column[x]], line[column[x + 1]], line[column[x + 2]],
                               line[column[x + 3]]};
        std::memcpy(out + x, pixels, sizeof pixels);
    }
    for (; x < count; ++x) { out[x] = line[column[x]]; }
}

QPointF middleOf(QPoint pixel) { return QPointF(pixel) + QPointF(0.5, 0.5); }

}  // namespace

void stretchPixels(const QImage& from, QPointF first, double by, QImage& to, const QRect& part,
                   int lines) {
    std::vector<int> columns(static_cast<std::size_t>(part.width()));
    for (std::size_t x = 0; x < columns.size(); ++x) {
        columns[x] = at(first.x() + static_cast<double>(x) * by, from.width());
    }
    const std::size_t bytes = columns.size() * sizeof(QRgb);
    uchar* row = to.scanLine(part.top()) + sizeof(QRgb) * static_cast<std::size_t>(part.left());
    const uchar* above = nullptr;
    int lineAbove = -1;
    for (int y = 0; y < part.height(); ++y, row += to.bytesPerLine()) {
        const int same = (part.top() + y) % lines;
        const int line = at(first.y() + (y - same) * by, from.height());
        if (line == lineAbove) {
            std::memcpy(row, above, bytes);
        } else {
            const uchar* const source = from.constScanLine(line);
            if (line + kAhead < from.height()) {
                fetch(from.constScanLine(line + kAhead), columns);
            }
            pick(columns, reinterpret_cast<const QRgb*>(source), reinterpret_cast<QRgb*>(row));
        }
        above = row;
        lineAbove = line;
    }
}

TileStretch::TileStretch(TileStore& store, double scale, const Overview& overview,
                         const QColor& ground, int lines)
    : m_store(store),
      m_scale(scale),
      m_overview(overview),
      m_ground(ground.rgb()),
      m_lines(lines),
      m_scales(store.scales()),
      m_tile(kTile, kTile, QImage::Format_RGB32) {
    std::erase_if(m_scales, [scale](double s) {
        return s == scale || s > kFinest * scale || s < kCoarsest * scale;
    });
    std::ranges::stable_sort(m_scales, {}, [scale](double s) { return distance(s, scale); });
    if (m_scales.size() > kMostScales) { m_scales.resize(kMostScales); }
}

const QImage& TileStretch::tile(QPoint tile, const QRect& needed) {
    const QRect pixels = pixelsOf({tile, QSize(1, 1)});
    m_origin = pixels.topLeft();
    fill(pixels.intersected(needed), 0);
    return m_tile;
}

/// What one scale lacks is left to the next one.
void TileStretch::fill(const QRect& part, std::size_t level) {
    if (part.isEmpty()) { return; }
    if (level == m_scales.size()) { return fillFromOverview(part); }
    const double by = m_scales[level] / m_scale;
    const QRectF there(QPointF(part.topLeft()) * by, QSizeF(part.size()) * by);
    const QRect tiles = tilesOf(there.toAlignedRect());
    for (int y = tiles.top(); y <= tiles.bottom(); ++y) {
        for (int x = tiles.left(); x <= tiles.right(); ++x) {
            const QPointF origin = QPointF(x, y) * kTile;
            const QRect piece = pixelsIn({origin, QSizeF(kTile, kTile)}, by).intersected(part);
            if (piece.isEmpty()) { continue; }
            const QImage* tile = m_store.find(m_scales[level], {x, y});
            if (tile == nullptr) {
                fill(piece, level + 1);
            } else {
                stretchPixels(*tile, middleOf(piece.topLeft()) * by - origin, by, m_tile,
                              inTile(piece), m_lines);
            }
        }
    }
}

void TileStretch::fillFromOverview(const QRect& part) {
    const QRectF& all = m_overview.bounds;
    if (m_overview.image.isNull() || all.isEmpty()) { return fillGround(part); }
    const QRectF there(all.topLeft() * m_scale, all.size() * m_scale);
    const QRect inside = pixelsIn(there, 1).intersected(part);
    if (inside != part) { fillGround(part); }
    if (inside.isEmpty()) { return; }
    const double by = m_overview.image.width() / there.width();
    stretchPixels(m_overview.image, (middleOf(inside.topLeft()) - there.topLeft()) * by, by, m_tile,
                  inTile(inside), m_lines);
}

void TileStretch::fillGround(const QRect& part) {
    const QRect here = inTile(part);
    for (int y = here.top(); y <= here.bottom(); ++y) {
        auto* const row = reinterpret_cast<QRgb*>(m_tile.scanLine(y));
        std::fill(row + here.left(), row + here.right() + 1, m_ground);
    }
}

}  // namespace weft::ui
