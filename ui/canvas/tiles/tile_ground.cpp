// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tiles/tile_ground.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/base/background.h"
#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {
namespace {

constexpr qint64 kLeastBytes = qint64{64} << 20;
constexpr int kViewsKept = 3;
constexpr int kStillMs = 250;    // a view that was still for so long may take its time once
constexpr int kZoomRestMs = 80;  // after the last change of zoom
constexpr double kStillBudget = 24;
constexpr double kMovingBudget = 8;
constexpr double kBlitMs = 0.6;        // a megapixel of tiles put together
constexpr double kSliceMs = 6;         // another thread hands over what it has after that
constexpr double kFineUpTo = 3e6;      // pixels of a view whose zooms take the nearest scale
constexpr double kLargeDetail = 0.71;  // of larger ones: half of its pixels to read and to paint
constexpr int kOverview = 512;         // pixels

/// The largest of the scales 2^(k/2) that is not larger.
double halfOctave(double scale) { return std::exp2(std::floor(2 * std::log2(scale) + 1e-9) / 2); }

double areaOf(const QRect& r) { return static_cast<double>(r.width()) * r.height(); }

QPointF rounded(QPointF p) { return {std::round(p.x()), std::round(p.y())}; }

/// Missing tiles as few rectangles: runs of a row, and equal runs below each other.
std::vector<QRect> rectangles(const std::vector<QPoint>& tiles) {
    std::vector<QRect> rows;
    for (const QPoint t : tiles) {
        const bool goesOn =
            !rows.empty() && rows.back().bottom() == t.y() && rows.back().right() + 1 == t.x();
        if (goesOn) {
            rows.back().setRight(t.x());
        } else {
            rows.emplace_back(t, QSize(1, 1));
        }
    }
    std::vector<QRect> out;
    for (const QRect& row : rows) {
        const auto above = std::ranges::find_if(out, [&](const QRect& r) {
            return r.left() == row.left() && r.right() == row.right() &&
                   r.bottom() + 1 == row.top();
        });
        if (above == out.end()) {
            out.push_back(row);
        } else {
            above->setBottom(row.bottom());
        }
    }
    return out;
}

}  // namespace

TileGround::TileGround(QObject* parent)
    : QObject(parent),
      m_scene(std::make_shared<TileScene>(
          TileScene{std::make_shared<CanvasSnapshot>(), {}, {}, false})) {
    m_zooming.setSingleShot(true);
    m_zooming.setInterval(kZoomRestMs);
    connect(&m_zooming, &QTimer::timeout, this, &TileGround::improved);
}

void TileGround::setScene(TileScene scene) {
    m_scene = std::make_shared<const TileScene>(std::move(scene));
    m_store.clear();
    m_overview = {};
    ++m_generation;
}

void TileGround::changeScene(TileScene scene, const std::vector<QRectF>& areas) {
    m_scene = std::make_shared<const TileScene>(std::move(scene));
    if (areas.empty()) { return; }
    m_store.drop(areas);
    ++m_generation;
}

/// What may be painted in this frame. A view that stood still, or of which nothing is there, may
/// take longer once than one that moves.
double TileGround::budgetMs(const Frame& frame) {
    const bool moved = frame.scale != m_last.zoom * m_last.ratio ||
                       frame.view.offset != m_last.offset ||
                       frame.pixels.size() != m_frame.pixels.size();
    const bool sudden =
        m_store.empty() || !m_sinceMove.isValid() || m_sinceMove.elapsed() > kStillMs;
    if (moved) {
        if (m_sinceMove.isValid() && frame.scale != m_last.zoom * m_last.ratio) {
            m_zooming.start();
        }
        m_direction = frame.view.offset - m_last.offset;
        m_last = frame.view;
        m_moved = true;
    }
    m_frame = frame;
    if (sudden) { return kStillBudget; }
    return kMovingBudget - kBlitMs * areaOf(frame.pixels) / 1e6;
}

std::vector<QPoint> TileGround::missingIn(double scale, const QRect& tiles) {
    std::vector<QPoint> missing;
    for (int y = tiles.top(); y <= tiles.bottom(); ++y) {
        for (int x = tiles.left(); x <= tiles.right(); ++x) {
            if (m_store.find(scale, {x, y}) == nullptr) { missing.emplace_back(x, y); }
        }
    }
    return missing;
}

void TileGround::paintNow(const Frame& frame, std::vector<QPoint>& missing, double budget) {
    // No scale of a zoom lasts: all of it or nothing.
    const auto whole = [&] { return paintCostMs(*m_scene, frame.view, pixelsOf(frame.tiles)); };
    if (m_zooming.isActive() && whole() > budget) { return; }
    std::vector<QPoint> left;
    const auto take = [&](const QRect& tiles) {
        const QRect part = pixelsOf(tiles);
        const double cost = paintCostMs(*m_scene, frame.view, part);
        if (cost > budget) { return false; }
        budget -= cost;
        m_store.putAll(frame.scale, tiles, paintPart(*m_scene, frame.view, part));
        return true;
    };
    for (const QRect& tiles : rectangles(missing)) {
        if (take(tiles)) { continue; }
        for (int y = tiles.top(); y <= tiles.bottom(); ++y) {
            for (int x = tiles.left(); x <= tiles.right(); ++x) {
                if (!take({x, y, 1, 1})) { left.emplace_back(x, y); }
            }
        }
    }
    missing = std::move(left);
}

void TileGround::paint(QPainter& painter, const ViewTransform& view, QSize pixels,
                       const QRegion& region) {
    Frame frame;
    frame.view = view;
    frame.scale = view.zoom * view.ratio;
    frame.origin = rounded(view.offset * view.ratio).toPoint();
    frame.pixels = QRect(-frame.origin, pixels);
    frame.tiles = tilesOf(frame.pixels);
    const qint64 bytes = qint64{4} * pixels.width() * pixels.height();
    m_store.nextFrame(std::max(kLeastBytes, kViewsKept * bytes));
    const double budget = budgetMs(frame);
    std::vector<QPoint> missing = missingIn(frame.scale, frame.tiles);
    if (!missing.empty()) { paintNow(frame, missing, budget); }
    m_missing = missing.size();
    m_coarse = static_cast<double>(m_missing) /
               (static_cast<double>(frame.tiles.width()) * frame.tiles.height());
    compose(painter, frame, region);
    ask(frame, missing);
    // From the end of a frame on: one that took long is no pause.
    if (std::exchange(m_moved, false)) { m_sinceMove.start(); }
}

void TileGround::compose(QPainter& painter, const Frame& frame, const QRegion& region) {
    const bool isLarge = m_zooming.isActive() && areaOf(frame.pixels) > kFineUpTo;
    TileStretch stretch(m_store, frame.scale, m_overview, m_scene->theme.canvas, isLarge ? 2 : 1);
    const double ratio = frame.view.ratio;
    for (int y = frame.tiles.top(); y <= frame.tiles.bottom(); ++y) {
        for (int x = frame.tiles.left(); x <= frame.tiles.right(); ++x) {
            const QPointF at = QPointF(QPoint(x, y) * kTile + frame.origin) / ratio;
            const QRectF there(at, QSizeF(kTile, kTile) / ratio);
            if (!region.intersects(there.toAlignedRect())) { continue; }
            const QImage* tile = m_store.find(frame.scale, {x, y});
            drawPixels(painter, at, tile ? *tile : stretch.tile({x, y}, frame.pixels), ratio);
        }
    }
}

void TileGround::ask(const Frame& frame, const std::vector<QPoint>& missing) {
    if (m_overview.image.isNull() || m_overviewOf != m_generation) { paintOverviewSoon(); }
    if (m_busy) { return; }
    ViewTransform view = frame.view;
    std::vector<QPoint> wanted = missing;
    if (!missing.empty() && m_zooming.isActive()) {
        // No exact scale lasts: the next one that does.
        const double detail = areaOf(frame.pixels) > kFineUpTo ? kLargeDetail : 1;
        view.zoom = halfOctave(detail * frame.scale) / view.ratio;
        const double by = view.zoom / frame.view.zoom;
        const QRectF there(QPointF(frame.pixels.topLeft()) * by, QSizeF(frame.pixels.size()) * by);
        wanted = missingIn(view.zoom * view.ratio, tilesOf(there.toAlignedRect()));
    } else if (missing.empty() && !m_zooming.isActive()) {
        // What comes into view next: one tile ahead of the move, all around where it rests.
        QRect ahead = frame.pixels.adjusted(-kTile, -kTile, kTile, kTile);
        if (!m_direction.isNull()) {
            const QPoint way(m_direction.x() > 0   ? -kTile
                             : m_direction.x() < 0 ? kTile
                                                   : 0,
                             m_direction.y() > 0   ? -kTile
                             : m_direction.y() < 0 ? kTile
                                                   : 0);
            ahead = frame.pixels.united(frame.pixels.translated(2 * way));
        }
        const QRectF& all = m_scene->snapshot->bounds;
        const QRectF graph(all.topLeft() * frame.scale, all.size() * frame.scale);
        wanted = missingIn(frame.scale, tilesOf(ahead.intersected(graph.toAlignedRect())));
    }
    if (wanted.empty()) { return; }
    const double scale = view.zoom * view.ratio;
    const QPointF middle = QRectF(frame.pixels).center() * (scale / frame.scale) / kTile;
    std::ranges::stable_sort(wanted, {}, [&](QPoint t) {
        const QPointF way = QPointF(t) + QPointF(0.5, 0.5) - middle;
        return way.x() * way.x() + way.y() * way.y();
    });
    paintElsewhere(view, std::move(wanted));
}

void TileGround::paintElsewhere(const ViewTransform& view, std::vector<QPoint> tiles) {
    m_busy = true;
    inBackground(
        this,
        [scene = m_scene, view, tiles = std::move(tiles)] {
            Painted painted;
            QElapsedTimer clock;
            clock.start();
            for (const QPoint t : tiles) {
                painted.emplace_back(t, paintPart(*scene, view, pixelsOf(QRect(t, t))));
                if (static_cast<double>(clock.elapsed()) >= kSliceMs) { break; }
            }
            return painted;
        },
        [this, view, generation = m_generation](Painted painted) {
            m_busy = false;
            if (generation == m_generation) {
                for (auto& [tile, image] : painted) {
                    m_store.put(view.zoom * view.ratio, tile, std::move(image));
                }
            }
            // What was painted ahead is not seen yet.
            if (m_missing == 0 && generation == m_generation) {
                ask(m_frame, {});
            } else {
                emit improved();
            }
        });
}

void TileGround::paintOverviewSoon() {
    if (m_overviewBusy || m_scene->snapshot->nodes() == 0) { return; }
    m_overviewBusy = true;
    inBackground(
        this, [scene = m_scene] { return paintOverview(*scene, kOverview); },
        [this, generation = m_generation, bounds = m_scene->snapshot->bounds](QImage made) {
            m_overviewBusy = false;
            m_overview = {std::move(made), bounds};
            m_overviewOf = generation;
            emit overviewChanged();
        });
}

}  // namespace weft::ui
