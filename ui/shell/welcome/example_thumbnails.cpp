// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/welcome/example_thumbnails.h"

#include <QPainter>
#include <algorithm>

#include "ui/base/background.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/paint/far_painter.h"
#include "ui/document/engine_document.h"

namespace weft::ui {
namespace {

constexpr double kMargin = 8;      // around the diagram, in the image
constexpr double kMostZoom = 0.6;  // a diagram of two nodes does not fill the card

}  // namespace

QImage thumbnailOf(const QString& path, QSize size, double scale, const Theme& theme) {
    const Result<std::shared_ptr<const EngineDocument>> document = readDocument(path);
    if (!document.ok()) { return {}; }
    const std::shared_ptr<const CanvasSnapshot> snapshot = makeSnapshot(presented(*document).top);
    if (snapshot->nodes() == 0) { return {}; }
    QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
    const QSizeF room = QSizeF(image.size()) - QSizeF(2 * kMargin, 2 * kMargin) * scale;
    const double zoom =
        std::min({room.width() / std::max(1.0, snapshot->bounds.width()),
                  room.height() / std::max(1.0, snapshot->bounds.height()), kMostZoom * scale});
    ViewTransform view;
    view.zoom = zoom;
    view.offset = QPointF(image.width(), image.height()) / 2 - snapshot->bounds.center() * zoom;
    paintFar(image, *snapshot, theme, view);
    image.setDevicePixelRatio(scale);
    return image;
}

void ExampleThumbnails::drop() {
    if (m_wanted) { *m_wanted = false; }
}

void ExampleThumbnails::draw(const QStringList& paths, QSize size, double scale,
                             const Theme& theme) {
    drop();
    m_wanted = std::make_shared<std::atomic<bool>>(true);
    inBackground([this, back = WayBack(this), wanted = m_wanted, paths, size, scale, &theme] {
        for (const QString& path : paths) {
            if (!*wanted) { return; }
            const QImage image = thumbnailOf(path, size, scale, theme);
            if (image.isNull()) { continue; }
            back.send([this, wanted, path, image] {
                if (*wanted) { emit drawn(path, image); }
            });
        }
    });
}

}  // namespace weft::ui
