// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tiles/tile_scene.h"

#include <QPainter>

#include "ui/canvas/paint/far_painter.h"
#include "ui/canvas/paint/near_painter.h"

namespace weft::ui {
namespace {

constexpr double kHair = 1e-6;  // device pixels

/// Milliseconds, measured with a release build.
struct Costs {
    double megapixel;
    double node;
    double wire;
};

Costs costsAt(double zoom) {
    if (zoom < kFar) { return {0.3, 0.0004, 0.0005}; }
    if (zoom < kNoRows) { return {1.2, 0.03, 0.003}; }
    return zoom < kFullDetail ? Costs{1.2, 0.05, 0.003} : Costs{1.2, 0.09, 0.004};
}

}  // namespace

QImage paintPart(const TileScene& scene, const ViewTransform& view, const QRect& part) {
    QImage image(part.size(), QImage::Format_RGB32);
    if (image.isNull()) { return image; }
    ViewTransform here = view;
    // A hair to the right: what lies on a pixel's border lies in the next one for every tile, also
    // where its place is a sum that was rounded.
    here.offset = (QPointF(kHair, kHair) - QPointF(part.topLeft())) / view.ratio;
    if (view.zoom < kFar) {
        paintFar(image, *scene.snapshot, scene.theme, here, scene.without);
        return image;
    }
    image.setDevicePixelRatio(view.ratio);
    QPainter painter(&image);
    paintNear(painter, *scene.snapshot, scene.theme, here,
              QRectF(QPointF(0, 0), QSizeF(part.size()) / view.ratio),
              {.allShapes = scene.allShapes, .without = &scene.without});
    painter.end();
    image.setDevicePixelRatio(1);
    return image;
}

double paintCostMs(const TileScene& scene, const ViewTransform& view, const QRect& part) {
    const double scale = view.zoom * view.ratio;
    const QRectF area(QPointF(part.topLeft()) / scale, QSizeF(part.size()) / scale);
    const Costs costs = costsAt(view.zoom);
    const double pixels = static_cast<double>(part.width()) * part.height() / 1e6;
    return costs.megapixel * pixels + costs.node * scene.snapshot->nodeGrid.most(area) +
           costs.wire * scene.snapshot->wireGrid.most(area);
}

QImage paintOverview(const TileScene& scene, int side) {
    const QRectF& all = scene.snapshot->bounds;
    if (all.isEmpty()) { return {}; }
    ViewTransform view;
    view.zoom = side / std::max(all.width(), all.height());
    view.offset = -all.topLeft() * view.zoom;
    const QSize pixels(std::max(1, static_cast<int>(all.width() * view.zoom)),
                       std::max(1, static_cast<int>(all.height() * view.zoom)));
    QImage image(pixels, QImage::Format_RGB32);
    if (!image.isNull()) { paintFar(image, *scene.snapshot, scene.theme, view); }
    return image;
}

}  // namespace weft::ui
