// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QRectF>

#include "engine/weft.h"

namespace weft::ui {

struct Actions;
class CanvasView;
class EditController;

/// Answers what the canvas asks besides moving and wiring: cut, put between, heal, swap, align, lay
/// out, export. Each is one step of the history. GUI thread.
class CanvasController final : public QObject {
    Q_OBJECT

public:
    CanvasController(CanvasView& canvas, Actions& actions, EditController& edits, QObject* parent);

signals:
    /// A picture was written, or why not; words for people.
    void said(const QString& words);

private:
    void move(Edit& edit, const QHash<quint64, QPointF>& corners) const;
    void connectWires();
    void connectPlaces();
    void connectView();
    void insert(quint64 wire, quint64 node, QPointF corner);
    void dropOnWire(const QString& entry, quint64 wire, QPointF scene);
    void heal();
    void leaveOut(LeftOut wish);
    void layOut();
    void frame(const QRectF& scene);
    void exportPicture();

    CanvasView& m_canvas;
    Actions& m_actions;
    EditController& m_edits;
    bool m_layingOut = false;
    quint64 m_named = 0;  // a new frame: its title is asked for when it is there
};

}  // namespace weft::ui
