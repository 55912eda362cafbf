// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/paint/ghost_painter.h"

#include "ui/canvas/paint/paint_parts.h"

namespace weft::ui {

void paintGhost(QPainter& painter, const QString& name, const QRectF& scene, const Theme& theme,
                const ViewTransform& view) {
    const QRectF r = view.crisp(view.toView(scene));
    const double radius = size::kRadiusNode * view.zoom;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    QPen pen(theme.accent, 1.5);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.setBrush(withAlpha(theme.accent, 0.08));
    painter.drawRoundedRect(r, radius, radius);
    if (!name.isEmpty()) {
        const double scale = std::max(view.zoom, 1.0);
        drawWords(painter, {titleBar(r, view.zoom).adjusted(8, 0, -6, 0), name, TextRole::Mono,
                            theme.text2, Qt::AlignLeft, scale});
    }
    painter.restore();
}

}  // namespace weft::ui
