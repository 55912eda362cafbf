// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

#include "ui/canvas/paint/live_layer.h"
#include "ui/session/costs/step_cost.h"

namespace weft::ui {

struct Actions;
class CanvasView;
class SessionController;
class SessionFeed;
struct SessionView;

/// What the figures at the nodes are about.
enum class CostKind { None, Time, Memory, Place };

/// Shows at each node what it takes of a step, where it runs and its value in small, as the View menu
/// says; has the sessions look while that is wanted. One for the window. GUI thread.
class CostController final : public QObject {
    Q_OBJECT

public:
    /// All of it outlives this.
    CostController(CanvasView& canvas, Actions& actions, SessionController& sessions,
                   QObject* parent);

    CostKind kind() const { return m_kind; }
    /// Adds what it knows to the marks of the canvas, and tells its legend.
    void mark(CanvasLive& live);

signals:
    /// Other figures, or previews, are wanted: mark() gives other ones now.
    void changed();

private:
    void choose();
    void tellSessions();
    bool measures() const { return m_kind == CostKind::Time || m_kind == CostKind::Memory; }
    void markPlaces(CanvasLive& live, const StepCost& cost) const;
    void markCosts(CanvasLive& live, const StepCost& cost) const;
    void showLegend(const SessionView* view) const;

    CanvasView& m_canvas;
    Actions& m_actions;
    SessionController& m_sessions;
    CostKind m_kind = CostKind::None;
    /// What a session was told to look at.
    struct Told {
        bool measured = false;
        bool previewed = false;
    };
    QHash<const SessionFeed*, Told> m_told;  // never looked into
};

}  // namespace weft::ui
