// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tiles/tile_store.h"

#include <algorithm>
#include <memory>

namespace weft::ui {
namespace {

constexpr qint64 kTileBytes = qint64{kTile} * kTile * 4;

int tileAt(int pixel) { return pixel >= 0 ? pixel / kTile : -((-pixel + kTile - 1) / kTile); }

/// A piece of an image that keeps the whole alive instead of copying.
QImage shared(const std::shared_ptr<const QImage>& whole, const QRect& part) {
    auto* owner = new std::shared_ptr<const QImage>(whole);  // the piece's
    const uchar* first = whole->constScanLine(part.top()) + qsizetype{4} * part.left();
    QImage piece(
        first, part.width(), part.height(), whole->bytesPerLine(), whole->format(),
        [](void* held) { delete static_cast<std::shared_ptr<const QImage>*>(held); }, owner);
    return piece;
}

}  // namespace

QRect tilesOf(const QRect& pixels) {
    return {QPoint(tileAt(pixels.left()), tileAt(pixels.top())),
            QPoint(tileAt(pixels.right()), tileAt(pixels.bottom()))};
}

QRect pixelsOf(const QRect& tiles) { return {tiles.topLeft() * kTile, tiles.size() * kTile}; }

const QImage* TileStore::find(double scale, QPoint tile) {
    const auto level = m_levels.find(scale);
    if (level == m_levels.end()) { return nullptr; }
    const auto found = level->second.find(keyOf(tile));
    if (found == level->second.end()) { return nullptr; }
    found->second.used = m_frame;
    return &found->second.image;
}

void TileStore::put(double scale, QPoint tile, QImage image) {
    m_levels[scale][keyOf(tile)] = {std::move(image), m_frame};
}

void TileStore::putAll(double scale, const QRect& tiles, const QImage& image) {
    const auto whole = std::make_shared<const QImage>(image);
    for (int y = tiles.top(); y <= tiles.bottom(); ++y) {
        for (int x = tiles.left(); x <= tiles.right(); ++x) {
            const QPoint at = (QPoint(x, y) - tiles.topLeft()) * kTile;
            put(scale, {x, y}, shared(whole, QRect(at, QSize(kTile, kTile))));
        }
    }
}

void TileStore::drop(const std::vector<QRectF>& areas) {
    for (auto& [scale, level] : m_levels) {
        const double s = scale;
        std::erase_if(level, [&](const auto& entry) {
            const QRectF there(QPointF(tileOf(entry.first)) * kTile / s, QSizeF(kTile, kTile) / s);
            return std::ranges::any_of(areas,
                                       [&](const QRectF& area) { return area.intersects(there); });
        });
    }
    std::erase_if(m_levels, [](const auto& level) { return level.second.empty(); });
}

void TileStore::nextFrame(qint64 mostBytes) {
    ++m_frame;
    std::size_t count = 0;
    for (const auto& [scale, level] : m_levels) { count += level.size(); }
    const auto most = static_cast<std::size_t>(mostBytes / kTileBytes);
    if (count <= most) { return; }
    std::vector<quint64> used;
    for (const auto& [scale, level] : m_levels) {
        for (const auto& [key, tile] : level) { used.push_back(tile.used); }
    }
    // A few more than needed, so that this is not done at each frame.
    const std::size_t gone = count - most * 7 / 8;
    std::ranges::nth_element(used, used.begin() + static_cast<std::ptrdiff_t>(gone - 1));
    const quint64 oldest = used[gone - 1];
    for (auto& [scale, level] : m_levels) {
        std::erase_if(level, [oldest](const auto& entry) { return entry.second.used <= oldest; });
    }
    std::erase_if(m_levels, [](const auto& level) { return level.second.empty(); });
}

std::vector<double> TileStore::scales() const {
    std::vector<double> scales;
    for (const auto& [s, level] : m_levels) { scales.push_back(s); }
    return scales;
}

}  // namespace weft::ui
