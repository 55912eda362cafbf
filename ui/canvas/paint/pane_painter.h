// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/base/theme.h"
#include "ui/document/diagram.h"

namespace weft::ui {

/// What a run says of one part of a node.
struct PaneMark {
    QString figure;     ///< "37 iterations", "not taken"; empty: nothing is known
    QString words;      ///< the same, for who has room
    bool pale = false;  ///< it did not run
    friend bool operator==(const PaneMark&, const PaneMark&) = default;
};

/// Paints the parts of a node, functions that it calls or a loop's condition and body, side by side on
/// it: the name of each, where it can be read, and what is in it in small.
class PanePainter {
public:
    /// @param zoom view pixels a scene unit.
    PanePainter(QPainter& painter, const Theme& theme, double zoom)
        : m_p(painter), m_theme(theme), m_zoom(zoom) {}

    /// @param view where the node is painted. @param width of it in the scene.
    void paint(const DiagramNode& node, const QRectF& view, double width);
    /// Over what paint() has painted: what a run says, and paler what did not run.
    void paintMarks(const DiagramNode& node, const QRectF& view, double width,
                    const std::vector<PaneMark>& marks);

private:
    QRectF placeOf(const DiagramNode& node, std::size_t pane, const QRectF& view,
                   double width) const;
    void paintMark(const PaneMark& mark, const QRectF& rect);
    void paintPane(const PaneInfo& pane, const QRectF& rect);
    void paintBody(const PaneInfo& pane, const QRectF& rect);

    QPainter& m_p;
    const Theme& m_theme;
    double m_zoom;
};

}  // namespace weft::ui
