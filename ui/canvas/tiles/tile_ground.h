// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QImage>
#include <QObject>
#include <QPainter>
#include <QRegion>
#include <QTimer>
#include <memory>
#include <utility>
#include <vector>

#include "ui/canvas/tiles/tile_scene.h"
#include "ui/canvas/tiles/tile_store.h"
#include "ui/canvas/tiles/tile_stretch.h"

namespace weft::ui {

/// The picture of a graph at rest, composed of tiles that are kept. What a frame has time for is
/// painted at once; the rest is painted by another thread, and meanwhile the nearest scale that is
/// there is stretched. So a view of any graph moves at the screen's pace, and a view of a small one
/// is always sharp. Threading: GUI's.
class TileGround final : public QObject {
    Q_OBJECT

public:
    explicit TileGround(QObject* parent = nullptr);

    /// Another scene: nothing of the one before is of use.
    void setScene(TileScene scene);
    /// A scene that looks as the one before but in these areas.
    void changeScene(TileScene scene, const std::vector<QRectF>& areas);
    const TileScene& scene() const { return *m_scene; }

    /// Paints the picture. @param view its offset lies on a whole device pixel.
    /// @param pixels size of the viewport, device pixels. @param region what is needed.
    void paint(QPainter& painter, const ViewTransform& view, QSize pixels, const QRegion& region);

    /// Whether the last picture was whole, each tile at its own scale.
    bool isSharp() const { return m_missing == 0; }
    /// Share of the last picture that was stretched.
    double coarseShare() const { return m_coarse; }
    /// The whole graph in small; null before it is there.
    const QImage& overview() const { return m_overview.image; }

signals:
    /// The view can be painted sharper.
    void improved();
    void overviewChanged();

private:
    struct Frame {
        ViewTransform view;
        double scale = 1;
        QRect pixels;  // of the view, from the scene's origin
        QRect tiles;
        QPoint origin;  // of the scene, in device pixels of the view
    };
    using Painted = std::vector<std::pair<QPoint, QImage>>;

    double budgetMs(const Frame& frame);
    std::vector<QPoint> missingIn(double scale, const QRect& tiles);
    void paintNow(const Frame& frame, std::vector<QPoint>& missing, double budget);
    void compose(QPainter& painter, const Frame& frame, const QRegion& region);
    void ask(const Frame& frame, const std::vector<QPoint>& missing);
    void paintElsewhere(const ViewTransform& view, std::vector<QPoint> tiles);
    void paintOverviewSoon();

    std::shared_ptr<const TileScene> m_scene;
    TileStore m_store;
    Overview m_overview;
    quint64 m_generation = 0;  // of the scene: what was painted for an older one is dropped
    bool m_busy = false;       // another thread is painting
    bool m_overviewBusy = false;
    quint64 m_overviewOf = 0;   // generation
    ViewTransform m_last;       // the view before
    QPointF m_direction;        // of the last move
    QElapsedTimer m_sinceMove;  // when it was
    bool m_moved = false;
    QTimer m_zooming;  // runs while the zoom changes
    Frame m_frame;     // the last one
    std::size_t m_missing = 0;
    double m_coarse = 0;
};

}  // namespace weft::ui
