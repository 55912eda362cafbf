// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <algorithm>
#include <cmath>

namespace weft::ui {

inline constexpr double kMinZoom = 0.02;
inline constexpr double kMaxZoom = 4.0;
/// Below these zooms less is drawn: see "Detail by zoom" of the design.
inline constexpr double kFullDetail = 0.75;
inline constexpr double kNoRows = 0.45;
inline constexpr double kFar = 0.3;
inline constexpr double kGreyWires = 0.12;

inline constexpr double kLeastPixels = 11;  ///< no letter is drawn smaller than this
inline constexpr double kNotePixels = 13;   ///< of the words of notes
/// Scale of a type of that many pixels: it grows with the zoom but never becomes too small to read;
/// what has no room then is cut or left out.
inline double textScale(double zoom, double pixels) {
    return std::max(zoom, std::min(1.0, kLeastPixels / pixels));
}

/// Where the scene lies in the view: view = scene * zoom + offset, in device-independent pixels.
struct ViewTransform {
    double zoom = 1;
    QPointF offset;
    double ratio = 1;  ///< device pixels a view pixel

    QPointF toView(QPointF scene) const { return scene * zoom + offset; }
    QPointF toScene(QPointF view) const { return (view - offset) / zoom; }
    QRectF toView(const QRectF& r) const { return {toView(r.topLeft()), r.size() * zoom}; }
    QRectF toScene(const QRectF& r) const { return {toScene(r.topLeft()), r.size() / zoom}; }
    /// Moved to the middle of a device pixel, so that lines of width 1 are sharp.
    double crisp(double v) const { return (std::floor(v * ratio) + 0.5) / ratio; }
    QRectF crisp(const QRectF& r) const {
        return QRectF(QPointF(crisp(r.left()), crisp(r.top())),
                      QPointF(crisp(r.right()), crisp(r.bottom())));
    }
};

}  // namespace weft::ui
