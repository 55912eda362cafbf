// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QRect>
#include <vector>

#include "ui/canvas/tiles/tile_store.h"

namespace weft::ui {

/// A picture of the whole graph in small.
struct Overview {
    QImage image;   ///< of 32 bits a pixel without alpha; null before it is there
    QRectF bounds;  ///< what it shows, in the scene
};

/// Writes a part of an image from another one: each pixel becomes the one that lies under its
/// middle. Rows that repeat are copied: a painter that scales takes twice as long.
/// @param to of 32 bits a pixel, as `from`. @param part of `to`.
/// @param first place in `from` of the middle of the part's first pixel; what lies outside of
/// `from` is taken from its edge. @param by pixels of `from` a pixel of `to`.
/// @param lines of `to` that show the same: 2 takes half the time.
void stretchPixels(const QImage& from, QPointF first, double by, QImage& to, const QRect& part,
                   int lines = 1);

/// Pictures of tiles that are not there, made of what there is: each pixel once, from the nearest
/// scale that has it, rather a coarser one, else from the overview, else ground. Threading: one
/// thread's.
class TileStretch {
public:
    /// @param store, overview observed, not owned; outlive this. @param scale device pixels a scene
    /// unit. @param ground colour where there is nothing. @param lines as for stretchPixels().
    TileStretch(TileStore& store, double scale, const Overview& overview, const QColor& ground,
                int lines = 1);

    /// The picture of a tile, valid until the next call.
    /// @param needed pixels from the scene's origin; others are left as they were.
    const QImage& tile(QPoint tile, const QRect& needed);

private:
    void fill(const QRect& part, std::size_t level);
    void fillFromOverview(const QRect& part);
    void fillGround(const QRect& part);
    QRect inTile(const QRect& part) const { return part.translated(-m_origin); }

    TileStore& m_store;
    double m_scale;
    const Overview& m_overview;
    QRgb m_ground;
    int m_lines;
    std::vector<double> m_scales;  // to take from, the nearest first
    QImage m_tile;                 // one: it stays in the processor's cache until it is drawn
    QPoint m_origin;               // of m_tile
};

}  // namespace weft::ui
