// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/preview_painter.h"

#include <algorithm>
#include <cmath>

namespace weft::ui {
namespace {

constexpr double kSide = 44;
constexpr double kLeastBar = 1;

}  // namespace

double pictureSide(double zoom) { return kSide * std::clamp(zoom, 0.75, 2.0); }

void paintHistogram(QPainter& p, const QRectF& r, const std::vector<int>& bins,
                    const Theme& theme) {
    if (bins.empty() || r.width() < static_cast<double>(bins.size())) { return; }
    const int most = *std::max_element(bins.begin(), bins.end());
    if (most <= 0) { return; }
    const double each = r.width() / static_cast<double>(bins.size());
    p.fillRect(QRectF(r.left(), r.bottom() - 0.5, r.width(), 1), theme.lineStrong);
    for (std::size_t k = 0; k < bins.size(); ++k) {
        if (bins[k] == 0) { continue; }
        const double part = static_cast<double>(bins[k]) / most;
        const double height = std::max(kLeastBar, part * r.height());
        p.fillRect(QRectF(r.left() + each * static_cast<double>(k), r.bottom() - height,
                          std::max(1.0, each - 0.5), height),
                   theme.accent);
    }
}

void paintPicture(QPainter& p, const QRectF& r, const QImage& image, const Theme& theme) {
    if (image.isNull()) { return; }
    const QSizeF size = QSizeF(image.size()).scaled(r.size(), Qt::KeepAspectRatio);
    const QRectF place(QPointF(r.left(), r.bottom() - size.height()), size);
    // Few large pixels are what it is: they stay squares.
    p.setRenderHint(QPainter::SmoothPixmapTransform, image.width() > size.width());
    p.drawImage(place, image);
    p.setPen(QPen(theme.lineStrong, 1));
    p.setBrush(Qt::NoBrush);
    p.drawRect(place);
}

}  // namespace weft::ui
