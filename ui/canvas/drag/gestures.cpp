// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/drag/gestures.h"

#include <QInputDevice>
#include <QWheelEvent>
#include <cmath>

namespace weft::ui {
namespace {

constexpr double kSlack = 4;       // pixels before a press becomes a drag
constexpr double kNotch = 120;     // angleDelta of one wheel notch
constexpr double kPanShare = 0.5;  // pixels of pan for a unit of angleDelta

}  // namespace

void Gestures::press(Qt::MouseButton button, QPointF at, bool onSomething) {
    m_start = at;
    m_last = at;
    m_onSomething = onSomething;
    switch (button) {
        case Qt::LeftButton:
            m_state = State::Pressed;
            break;
        case Qt::MiddleButton:
            m_state = State::Panning;
            break;
        case Qt::RightButton:
            m_state = State::MaybePanning;
            break;
        default:
            m_state = State::Idle;
    }
}

Gestures::Result Gestures::move(QPointF at) {
    const QPointF delta = at - m_last;
    const bool far = std::hypot(at.x() - m_start.x(), at.y() - m_start.y()) > kSlack;
    if (m_state == State::MaybePanning && far) { m_state = State::Panning; }
    if (m_state == State::Pressed && far) {
        m_state = m_onSomething ? State::Dragging : State::Banding;
        if (m_onSomething) { return {Result::Kind::DragBegin, at - m_start, {}}; }
    }
    if (m_state == State::Dragging) { return {Result::Kind::Drag, at - m_start, {}}; }
    if (m_state == State::Panning) {
        m_last = at;
        return {Result::Kind::Pan, delta, {}};
    }
    if (m_state == State::Banding) {
        return {Result::Kind::Band, {}, QRectF(m_start, at).normalized()};
    }
    return {};
}

Gestures::Result Gestures::release(QPointF at) {
    const State was = m_state;
    m_state = State::Idle;
    switch (was) {
        case State::Pressed:
            return {Result::Kind::Click, {}, {}};
        case State::Banding:
            return {Result::Kind::BandDone, {}, QRectF(m_start, at).normalized()};
        case State::Dragging:
            return {Result::Kind::DragDone, at - m_start, {}};
        case State::MaybePanning:
            return {Result::Kind::Menu, {}, {}};
        case State::Idle:
        case State::Panning:
            break;
    }
    return {};
}

WheelIntent wheelIntent(const QWheelEvent& event, PlainWheel wheel) {
    const bool touchpad = (event.device() != nullptr &&
                           event.device()->type() == QInputDevice::DeviceType::TouchPad) ||
                          event.phase() != Qt::NoScrollPhase || !event.pixelDelta().isNull();
    const QPointF angle = event.angleDelta();
    if (event.modifiers().testFlag(Qt::ControlModifier)) { return {{}, angle.y() / kNotch}; }
    if (event.modifiers().testFlag(Qt::ShiftModifier)) {
        // Some platforms turn the axis themselves when Shift is held.
        return {{(angle.x() != 0 ? angle.x() : angle.y()) * kPanShare, 0}, 0};
    }
    if (touchpad || wheel == PlainWheel::Pans) {
        const QPointF pixels = event.pixelDelta();
        return {pixels.isNull() ? angle * kPanShare : pixels, 0};
    }
    return {{}, angle.y() / kNotch};
}

}  // namespace weft::ui
