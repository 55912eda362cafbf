// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPainter>
#include <QSet>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "ui/base/value_preview.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/drag/move_drag.h"
#include "ui/canvas/hit_test.h"
#include "ui/canvas/paint/cost_painter.h"
#include "ui/canvas/paint/pane_painter.h"
#include "ui/canvas/paint/view_transform.h"

namespace weft::ui {

/// A device that a node really runs on. @param colour index into the theme's device colours.
struct DeviceMark {
    QString name;  ///< "CPU:0"
    int colour = 0;
    friend bool operator==(const DeviceMark&, const DeviceMark&) = default;
};

/// What a session says about one node. Plain values, made anew for each report.
struct NodeLive {
    QString value;  ///< footer: last value or range, "" where none
    std::vector<DeviceMark> devices;
    bool running = false;
    bool hasVariables = false;
    bool initialised = false;
    QString error;                      ///< first words of the last error, "" where none
    QString warning;                    ///< of what it still wants
    bool breakpoint = false;            ///< calls halt before it, or before something inside
    bool halted = false;                ///< a call stands before it
    QStringList pins = {};              ///< short values at its inputs, "" where not known
    ValuePreview preview = {};          ///< of the value, where it is shown in small
    std::optional<CostMark> cost = {};  ///< its part of a step, where that is shown
    std::vector<PaneMark> panes = {};   ///< of its parts, where anything is known of them
    bool saysSomething() const { return !error.isEmpty() || !warning.isEmpty(); }
    bool reachesBelow() const { return saysSomething() || cost.has_value(); }
    friend bool operator==(const NodeLive&, const NodeLive&) = default;
};

/// By the diagram's node ids.
using CanvasLive = QHash<quint64, NodeLive>;

/// What the user points at and has chosen.
struct CanvasFocus {
    QSet<quint64> selected;  ///< nodes and notes
    QSet<quint64> wires;     ///< by their ids
    Hit hover;
    quint64 keyboard = 0;  ///< node with the focus ring, 0 where none
    int socket = -1;       ///< of that node: the one the keys have reached, -1 none
    bool socketIsOutput = false;
    QRectF band;                     ///< selection rectangle in the view while dragged
    std::vector<quint64> halted;     ///< nodes before which a call stands: drawn over all others
    const MoveDrag* move = nullptr;  ///< what is drawn at another place, null where nothing is
};

/// Draws, over the still picture of the graph, what changes while one works and trains: states,
/// devices, values, selection, hover. Never cached.
void paintLive(QPainter& painter, const CanvasSnapshot& snapshot, const CanvasLive& live,
               const CanvasFocus& focus, const Theme& theme, const ViewTransform& view,
               const QRectF& area);

/// The area of the view that a node's live marks touch; with what stands below it, larger.
QRectF liveArea(const CanvasSnapshot& snapshot, int node, bool reachesBelow,
                const ViewTransform& view);

}  // namespace weft::ui
