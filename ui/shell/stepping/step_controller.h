// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <memory>
#include <vector>

#include "ui/canvas/paint/live_layer.h"
#include "ui/commands/marks/breakpoints.h"

namespace weft::ui {

struct Actions;
class CanvasView;
class EditController;
class SessionController;
class SessionFeed;
struct SessionView;

/// Breakpoints and single steps: sets them in the drawing, tells every session where to halt, says
/// how a halted call goes on, and where it stands. One for the window. GUI thread.
class StepController final : public QObject {
    Q_OBJECT

public:
    /// What it works on; all of it outlives it.
    struct Window {
        CanvasView& canvas;
        EditController& edits;
        Actions& actions;
        SessionController& sessions;
    };
    StepController(const Window& window, QObject* parent);

    /// Follows a drawing; null: nothing is open.
    void look(const EngineDocument* document);
    /// Adds what it knows to the marks of the canvas.
    void mark(CanvasLive& live) const;
    /// Whether the session shown has a halted call.
    bool isHalted() const;
    /// Of the halted call: where it stands and what goes on from there.
    QString haltWords() const;
    /// F5, and F10, of a halted call. Returns whether there was one.
    bool resume();
    bool finishStep();

signals:
    /// Run of what is chosen: where there is nothing to train, this is what is stepped through.
    void runWanted();

private:
    void toggle();
    void nextOp();
    void tellSessions();
    void showPlace();
    QStringList pinsOf(const SessionView& view, const DiagramNode& node, int index) const;

    const Window m_w;
    std::vector<NodeRole> m_breakpoints;
    QSet<quint64> m_marked;  // ids of diagram nodes with a breakpoint, or with one inside
    /// What each session was told, for the graph that it runs.
    struct Told {
        std::shared_ptr<const EngineDocument> document;
        QSet<QString> names;
    };
    QHash<const SessionFeed*, Told> m_told;
    QString m_shownAt;  // node whose place was brought into view
};

}  // namespace weft::ui
