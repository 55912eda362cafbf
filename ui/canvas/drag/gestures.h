// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <Qt>

class QWheelEvent;

namespace weft::ui {

/// What the hand on the mouse means: a state machine fed with presses, moves and releases in view
/// coordinates. It knows no widget and no scene.
/// Protocol: (press move* release)*.
class Gestures {
public:
    enum class State { Idle, Pressed, Banding, Dragging, Panning, MaybePanning };

    /// What a move or release amounts to.
    struct Result {
        enum class Kind { Nothing, Pan, Band, BandDone, DragBegin, Drag, DragDone, Click, Menu };
        Kind kind = Kind::Nothing;
        QPointF delta;  ///< of Pan since the last move, of drags since the press
        QRectF band;    ///< of Band and BandDone
    };

    /// @param onSomething a node, socket or wire lies under the point.
    void press(Qt::MouseButton button, QPointF at, bool onSomething);
    Result move(QPointF at);
    Result release(QPointF at);
    /// What lies under the hand has moved in the view, by itself.
    void shift(QPointF by) {
        m_start += by;
        m_last += by;
    }
    /// The press under way means nothing any more: Escape.
    void cancel() { m_state = State::Idle; }
    State state() const { return m_state; }
    /// Where the button went down.
    QPointF start() const { return m_start; }

private:
    State m_state = State::Idle;
    QPointF m_start;
    QPointF m_last;
    bool m_onSomething = false;
};

/// What a wheel turn or touchpad stroke asks for.
struct WheelIntent {
    QPointF pan;           ///< in view pixels
    double zoomSteps = 0;  ///< 1 = one notch towards the scene
};
/// What a wheel is for, without a key held.
enum class PlainWheel { Zooms, Pans };
/// Touchpads pan, wheels zoom at the cursor or pan, as wished; Ctrl always zooms, Shift pans
/// sideways.
WheelIntent wheelIntent(const QWheelEvent& event, PlainWheel wheel = PlainWheel::Zooms);

}  // namespace weft::ui
