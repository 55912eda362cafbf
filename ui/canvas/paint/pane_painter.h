// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/base/theme.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// Paints the functions that a node calls, side by side on the node: the name of each part, and its
/// body in small. Values that go round a loop run as lines behind all of them.
class PanePainter {
public:
    /// @param zoom view pixels a scene unit.
    PanePainter(QPainter& painter, const Theme& theme, double zoom)
        : m_p(painter), m_theme(theme), m_zoom(zoom) {}

    /// @param view where the node is painted. @param width of it in the scene.
    void paint(const DiagramNode& node, const QRectF& view, double width);

private:
    void paintPane(const PaneInfo& pane, const QRectF& rect);
    void paintBody(const PaneInfo& pane, const QRectF& rect);

    QPainter& m_p;
    const Theme& m_theme;
    double m_zoom;
};

}  // namespace weft::ui
