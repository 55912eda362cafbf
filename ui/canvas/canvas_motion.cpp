// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The part of CanvasView that moves the view: fits, zooms, brings into view. What is asked for by a
/// key or a menu glides there; what the hand moves, and a window that takes another size, does not.

#include <QVariantAnimation>
#include <QWheelEvent>
#include <cmath>
#include <utility>

#include "ui/base/motion.h"
#include "ui/canvas/canvas_view.h"

namespace weft::ui {
namespace {

constexpr double kMargin = 16;       // free room around a fitted graph
constexpr double kRoom = 24;         // around what is brought into view
constexpr double kZoomStep = 1.2;    // a wheel notch
constexpr double kLeastZoom = 0.75;  // below, sockets are not drawn

QPointF rounded(QPointF p) { return {std::round(p.x()), std::round(p.y())}; }

}  // namespace

/// The view without its margins and what lies over it.
QRectF CanvasView::openRoom(double margin) const {
    return QRectF(viewport()->rect()).adjusted(m_covered + margin, margin, -margin, -margin);
}

QRectF CanvasView::visibleScene() const { return m_view.toScene(QRectF(viewport()->rect())); }

QRectF CanvasView::allAndHint() const {
    const bool offered = m_hint && m_snapshot->nodes() > 0;
    return offered ? m_snapshot->bounds.united(hintRect(*m_hint)) : m_snapshot->bounds;
}

void CanvasView::fitNow() {
    m_fitted = true;
    showView(fitting(allAndHint(), 1.0));
}

void CanvasView::fitAll() {
    glideTo(fitting(allAndHint(), 1.0));
    m_fitted = true;
}

void CanvasView::fitSelection() {
    QRectF all;
    for (int i = 0; i < m_snapshot->nodes(); ++i) {
        if (m_focus.selected.contains(m_snapshot->node(i).id)) {
            all = all.united(m_snapshot->rect(i));
        }
    }
    for (std::size_t i = 0; i < m_snapshot->noteRects.size(); ++i) {
        const bool chosen = m_focus.selected.contains(m_snapshot->diagram.notes[i].id);
        if (chosen) { all = all.united(m_snapshot->noteRects[i]); }
    }
    if (all.isEmpty()) {
        fitAll();
        return;
    }
    glideTo(fitting(all, 1.5));
}

void CanvasView::lookAt(QPointF scene, double zoom) {
    ViewTransform view = m_view;
    view.zoom = std::clamp(zoom, kMinZoom, kMaxZoom);
    view.offset = rounded(QRectF(viewport()->rect()).center() - scene * view.zoom);
    m_fitted = false;
    showView(view);
}

void CanvasView::zoomToFull() { zoomFromMiddle(1.0 / goal().zoom); }
void CanvasView::zoomIn() { zoomFromMiddle(kZoomStep); }
void CanvasView::zoomOut() { zoomFromMiddle(1 / kZoomStep); }

void CanvasView::zoomFromMiddle(double factor) {
    glideTo(zoomed(goal(), QRectF(viewport()->rect()).center(), factor));
}

void CanvasView::reveal(quint64 id) {
    const int i = m_snapshot->diagram.indexOf(id);
    if (i < 0) { return; }
    select({id});
    const QRectF there = goal().toView(m_snapshot->rect(i));
    const QRectF room(viewport()->rect());
    if (room.contains(there)) { return; }
    ViewTransform view = goal();
    view.offset += room.center() - there.center();
    glideTo(view);
}

void CanvasView::bringIntoView(const QRectF& scene) {
    const QRectF room = openRoom(kRoom);
    ViewTransform view = goal();
    if (scene.isEmpty() || room.isEmpty() || room.contains(view.toView(scene))) { return; }
    const QRectF all = m_snapshot->bounds.united(scene);
    const double fits = std::min(room.width() / all.width(), room.height() / all.height());
    if (fits >= kLeastZoom) {
        const bool fitted = m_fitted;
        const QRectF wanted = all.adjusted(-kRoom, -kRoom, kRoom, kRoom);
        glideTo(fitting(wanted, std::min(view.zoom, 1.0)));
        m_fitted = fitted;
        return;
    }
    const double alone = std::min(room.width() / scene.width(), room.height() / scene.height());
    if (alone < view.zoom) { view = zoomed(view, room.center(), alone / view.zoom); }
    const QRectF there = view.toView(scene);
    const double dx =
        std::min(room.right() - there.right(), 0.0) + std::max(room.left() - there.left(), 0.0);
    const double dy =
        std::min(room.bottom() - there.bottom(), 0.0) + std::max(room.top() - there.top(), 0.0);
    view.offset += rounded({dx, dy});
    glideTo(view);
}

void CanvasView::zoomAt(QPointF view, double factor) {
    m_fitted = false;
    showView(zoomed(m_view, view, factor));
}

void CanvasView::wheelEvent(QWheelEvent* event) {
    const WheelIntent intent = wheelIntent(*event, m_wheel);
    if (!intent.pan.isNull()) { moveBy(intent.pan); }
    if (intent.zoomSteps != 0) { zoomAt(event->position(), std::pow(kZoomStep, intent.zoomSteps)); }
    event->accept();
}

void CanvasView::moveBy(QPointF delta) {
    stopGlide();
    m_view.offset += delta;
    m_fitted = false;
    moved();
}

ViewTransform CanvasView::fitting(const QRectF& scene, double largest) const {
    const QRectF room = openRoom(kMargin);
    ViewTransform view = m_view;
    if (scene.isEmpty() || room.isEmpty()) { return view; }
    const double fits = std::min(room.width() / scene.width(), room.height() / scene.height());
    view.zoom = std::clamp(fits, kMinZoom, largest);
    view.offset = rounded(room.center() - scene.center() * view.zoom);
    return view;
}

/// The view after a zoom at a place of it.
ViewTransform CanvasView::zoomed(ViewTransform view, QPointF at, double factor) {
    const QPointF scene = view.toScene(at);
    view.zoom = std::clamp(view.zoom * factor, kMinZoom, kMaxZoom);
    view.offset = at - scene * view.zoom;
    if (view.zoom == 1.0) { view.offset = rounded(view.offset); }
    return view;
}

void CanvasView::showView(const ViewTransform& view) {
    stopGlide();
    const bool sameZoom = view.zoom == m_view.zoom;
    m_view = view;
    moved();
    if (!sameZoom) { emit zoomChanged(m_view.zoom); }
}

void CanvasView::stopGlide() {
    m_goal.reset();
    if (m_glide != nullptr) { m_glide->stop(); }
}

/// Moves there, in time or, with *Reduce motion*, at once.
void CanvasView::glideTo(const ViewTransform& view) {
    m_fitted = false;
    if (!motionAllowed() || !isVisible()) {
        showView(view);
        return;
    }
    stopGlide();
    m_goal = view;
    m_glide = new QVariantAnimation(this);  // deletes itself when it has stopped
    m_glide->setDuration(kMotionMs);
    m_glide->setEasingCurve(QEasingCurve::OutCubic);
    m_glide->setStartValue(0.0);
    m_glide->setEndValue(1.0);
    connect(m_glide, &QVariantAnimation::valueChanged, this,
            [this, from = m_view, to = view](const QVariant& value) {
                const double t = value.toDouble();
                if (!m_goal) { return; }
                m_view.zoom = from.zoom * std::pow(to.zoom / from.zoom, t);
                // With the zoom, so that the place that is zoomed at stays where it is.
                const double way = to.zoom - from.zoom;
                const double share = std::abs(way) < 1e-9 ? t : (m_view.zoom - from.zoom) / way;
                m_view.offset = from.offset + (to.offset - from.offset) * share;
                moved();
            });
    connect(m_glide, &QVariantAnimation::finished, this, [this] {
        if (!m_goal) { return; }
        m_view = *std::exchange(m_goal, std::nullopt);
        moved();
        emit zoomChanged(m_view.zoom);
    });
    m_glide->start(QAbstractAnimation::DeleteWhenStopped);
}

}  // namespace weft::ui
