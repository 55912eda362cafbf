// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPoint>
#include <QRectF>
#include <map>
#include <unordered_map>
#include <vector>

namespace weft::ui {

/// Side of a tile in device pixels.
inline constexpr int kTile = 256;

/// Tiles that a rectangle of device pixels touches: columns and rows, the last ones too.
QRect tilesOf(const QRect& pixels);
/// The pixels of some tiles.
QRect pixelsOf(const QRect& tiles);

/// Pieces of the picture of a graph, by their scale (device pixels a scene unit) and place. What
/// was not drawn for longest goes first. Threading: one thread's.
class TileStore {
public:
    /// Null where it is not there. The answer holds until the next call that changes the store.
    const QImage* find(double scale, QPoint tile);
    void put(double scale, QPoint tile, QImage image);
    /// Cuts a painted rectangle of tiles into tiles that share its pixels.
    void putAll(double scale, const QRect& tiles, const QImage& image);
    /// Forgets what touches these areas of the scene.
    void drop(const std::vector<QRectF>& areas);
    void clear() { m_levels.clear(); }
    bool empty() const { return m_levels.empty(); }
    /// A new picture is composed; forgets what is more than so many bytes.
    void nextFrame(qint64 mostBytes);
    /// Scales of which there is something.
    std::vector<double> scales() const;

private:
    struct Tile {
        QImage image;
        quint64 used = 0;
    };
    using Level = std::unordered_map<quint64, Tile>;
    static quint64 keyOf(QPoint tile) {
        return (static_cast<quint64>(static_cast<quint32>(tile.x())) << 32) |
               static_cast<quint32>(tile.y());
    }
    static QPoint tileOf(quint64 key) {
        return {static_cast<int>(key >> 32), static_cast<int>(key & 0xffffffff)};
    }

    std::map<double, Level> m_levels;
    quint64 m_frame = 0;
};

}  // namespace weft::ui
