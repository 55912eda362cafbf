// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

#include "ui/canvas/paint/live_layer.h"

namespace weft::ui {

struct Actions;
struct LoopValues;
class CanvasView;
class IterationPage;
class SessionController;
class SessionFeed;

/// Shows at loops and branches what they did in the last call, as the View menu says, and of one loop
/// that is chosen the values of an iteration; has the sessions look while that is wanted. One for the
/// window. GUI thread.
class FlowController final : public QObject {
    Q_OBJECT

public:
    /// All of it outlives this.
    FlowController(CanvasView& canvas, Actions& actions, SessionController& sessions,
                   QWidget& window);

    /// What belongs below the page of a loop that is selected. Owned by the window.
    IterationPage* page() const { return m_page; }
    /// Adds what it knows to the marks of the canvas.
    void mark(CanvasLive& live);

signals:
    /// mark() gives other ones now.
    void changed();

private:
    void tellSessions();
    void showPage();
    quint64 selectedLoop() const;
    std::shared_ptr<const LoopValues> values() const;
    void markIteration(CanvasLive& live) const;

    CanvasView& m_canvas;
    Actions& m_actions;
    SessionController& m_sessions;
    IterationPage* m_page;
    quint64 m_kept = 0;  // the loop whose iterations are kept, 0: none
    /// What a session was told to look at.
    struct Told {
        bool counts = false;
        quint64 kept = 0;
    };
    QHash<const SessionFeed*, Told> m_told;  // never looked into
};

}  // namespace weft::ui
