// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>
#include <QSet>
#include <memory>

#include "ui/canvas/hit_test.h"
#include "ui/commands/wire_commands.h"
#include "ui/document/drawing.h"

namespace weft::ui {

struct Actions;
class CanvasView;

/// Answers what canvas and menus ask of the drawing with commands, and shows what came of it. One
/// for the window; the drawing comes and goes. GUI thread.
class EditController final : public QObject {
    Q_OBJECT

public:
    EditController(CanvasView& canvas, Actions& actions, QObject* parent);

    /// Null: nothing that can be edited is open.
    void setDrawing(Drawing* drawing);
    Drawing* drawing() const { return m_drawing; }
    /// The group shown, in which things are added; 0 the top.
    void setGroup(quint64 group) { m_group = group; }
    quint64 group() const { return m_group; }

    /// A place of the canvas: the group that is shown there, and where as that counts.
    struct Spot {
        ItemId group;
        QPointF at;
    };
    Spot spotAt(QPointF scene) const;
    /// As spotAt(), in that panel of the picture; -1: in none.
    Spot spotIn(int panel, QPointF scene) const;

    /// Adds a palette's entry at a place, or below what lies there, and selects it.
    void addEntryAt(const QString& entry, QPointF scene);
    /// Adds it where a hand has dropped it: there, with nothing else moved.
    void dropEntryAt(const QString& entry, QPointF scene);
    /// Adds it and wires it to the socket that was dragged from.
    void addEntryWired(const QString& entry, QPointF scene, const SocketRef& socket,
                       bool fromIsOutput);
    /// Adds an optimizer on a scalar, and trains it in the run sheet.
    void minimiseThis(const SocketRef& loss, const QString& optimizer);
    /// Makes an edit in the group shown, with what is wrong told by refused().
    Status edit(const QString& label, const std::function<Status(Edit&)>& fill,
                const QString& mergeKey = {});
    /// Selects these when the next diagram shows them.
    void selectSoon(QSet<quint64> ids) {
        m_selectNext = std::move(ids);
        m_viewStays = false;
    }
    /// Called by the window when the canvas has a new diagram.
    void snapshotShown();
    void updateActions();

signals:
    /// The palette is wanted at a place; for a wire dropped there with the socket it came from.
    void paletteWanted(QPointF scene, const weft::ui::SocketRef& socket, bool fromIsOutput);
    /// A data source was added: what it reads is asked next.
    void dataAdded();
    /// Something was not done; words for people.
    void refused(const QString& reason);

private:
    void connectCanvas();
    void connectChecks();
    void connectActions();
    void add(const QString& entry, QPointF scene);
    /// With all that is folded into a series.
    QSet<quint64> chosen() const;
    void copy();
    void paste(bool keepLinks);
    void removeChosen();
    void groupChosen();
    void makeFunctionOfChosen();
    void dissolveChosen();
    void duplicateChosen();

    CanvasView& m_canvas;
    Actions& m_actions;
    Drawing* m_drawing = nullptr;
    quint64 m_group = 0;
    QSet<quint64> m_selectNext;
    bool m_viewStays = false;  // when they are shown: the hand is there
};

}  // namespace weft::ui
