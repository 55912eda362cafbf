// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/wire_router.h"

#include <algorithm>
#include <cmath>

namespace weft::ui {
namespace {

constexpr int kChords = 20;
constexpr int kCornerChords = 4;
constexpr double kCorner = 8;
constexpr double kStub = 16;
constexpr double kLane = 16;

void appendCubic(QPointF a, QPointF b, std::vector<QPointF>& out) {
    const double dx = b.x() - a.x();
    // A steep wire leaves the node too before it turns, else the border hides it.
    const double least = std::max({dx, 8.0, std::abs(b.y() - a.y()) / 4});
    const double handle = std::clamp(dx / 2, std::min(40.0, least), 160.0);
    const QPointF c1(a.x() + handle, a.y());
    const QPointF c2(b.x() - handle, b.y());
    const int chords = std::abs(b.y() - a.y()) < 0.5 ? 1 : kChords;
    for (int i = 1; i <= chords; ++i) {
        const double t = static_cast<double>(i) / chords;
        const double s = 1 - t;
        out.push_back(a * (s * s * s) + c1 * (3 * s * s * t) + c2 * (3 * s * t * t) +
                      b * (t * t * t));
    }
}

/// A quarter turn from the present end towards `corner` and on towards `next`.
void appendCorner(QPointF corner, QPointF next, std::vector<QPointF>& out) {
    const QPointF before = out.back();
    const auto towards = [&](QPointF target) {
        const QPointF d = target - corner;
        const double length = std::hypot(d.x(), d.y());
        return length < 1e-9 ? corner : corner + d * (std::min(kCorner, length / 2) / length);
    };
    const QPointF a = towards(before);
    const QPointF b = towards(next);
    out.push_back(a);
    for (int i = 1; i <= kCornerChords; ++i) {
        const double t = static_cast<double>(i) / kCornerChords;
        const double s = 1 - t;
        out.push_back(a * (s * s) + corner * (2 * s * t) + b * (t * t));
    }
}

}  // namespace

void appendForwardWire(QPointF from, std::span<const QPointF> through, QPointF to,
                       std::vector<QPointF>& out) {
    out.push_back(from);
    QPointF at = from;
    for (std::size_t i = 0; i + 1 < through.size(); i += 2) {
        appendCubic(at, through[i], out);
        out.push_back(through[i + 1]);
        at = through[i + 1];
    }
    appendCubic(at, to, out);
}

void appendBackwardWire(QPointF from, QPointF to, double lane, std::vector<QPointF>& out) {
    const QPointF a(from.x() + kStub, from.y());
    const QPointF b(from.x() + kStub, lane);
    const QPointF c(to.x() - kStub, lane);
    const QPointF d(to.x() - kStub, to.y());
    out.push_back(from);
    appendCorner(a, b, out);
    appendCorner(b, c, out);
    appendCorner(c, d, out);
    appendCorner(d, to, out);
    out.push_back(to);
}

void appendLedWire(QPointF from, std::span<const QPointF> via, QPointF to,
                   std::vector<QPointF>& out) {
    constexpr double kBend = 0.4;  // of a piece's length: how far it keeps its direction
    const auto at = [&](std::size_t i) {
        return i == 0 ? from : i <= via.size() ? via[i - 1] : to;
    };
    // At a place the wire goes as from the one before to the one after.
    const auto way = [&](std::size_t i) {
        if (i == 0 || i > via.size()) { return QPointF(1, 0); }
        const QPointF d = at(i + 1) - at(i - 1);
        const double length = std::hypot(d.x(), d.y());
        return length < 1e-9 ? QPointF(1, 0) : d / length;
    };
    out.push_back(from);
    for (std::size_t k = 0; k <= via.size(); ++k) {
        const QPointF a = at(k);
        const QPointF b = at(k + 1);
        const double handle = std::hypot(b.x() - a.x(), b.y() - a.y()) * kBend;
        const QPointF c1 = a + way(k) * handle;
        const QPointF c2 = b - way(k + 1) * handle;
        for (int i = 1; i <= kLedChords; ++i) {
            const double t = static_cast<double>(i) / kLedChords;
            const double s = 1 - t;
            out.push_back(a * (s * s * s) + c1 * (3 * s * s * t) + c2 * (3 * s * t * t) +
                          b * (t * t * t));
        }
    }
}

double backwardLane(const QRectF& from, const QRectF& to) {
    const QRectF& upper = from.top() < to.top() ? from : to;
    const QRectF& lower = from.top() < to.top() ? to : from;
    if (lower.top() - upper.bottom() >= kLane) { return (lower.top() + upper.bottom()) / 2; }
    return std::max(from.bottom(), to.bottom()) + kLane;
}

double wireWidth(qint64 elements) {
    return std::clamp(1.25 + 0.45 * std::log10(static_cast<double>(std::max<qint64>(elements, 1))),
                      1.25, 4.0);
}

bool clipSegment(const QRectF& area, QPointF& a, QPointF& b) {
    // Liang and Barsky: the segment as a + t d, t shrunk by each side of the area.
    const QPointF d = b - a;
    double first = 0;
    double last = 1;
    const auto side = [&](double step, double room) {
        if (step == 0) { return room >= 0; }
        const double t = room / step;
        if (step < 0) {
            first = std::max(first, t);
        } else {
            last = std::min(last, t);
        }
        return first <= last;
    };
    if (!side(-d.x(), a.x() - area.left()) || !side(d.x(), area.right() - a.x()) ||
        !side(-d.y(), a.y() - area.top()) || !side(d.y(), area.bottom() - a.y())) {
        return false;
    }
    const QPointF start = a;
    a = start + d * first;
    b = start + d * last;
    return true;
}

double distanceToSegment(QPointF p, QPointF a, QPointF b) {
    const QPointF d = b - a;
    const double squared = QPointF::dotProduct(d, d);
    const double t =
        squared > 0 ? std::clamp(QPointF::dotProduct(p - a, d) / squared, 0.0, 1.0) : 0.0;
    const QPointF off = p - (a + d * t);
    return std::hypot(off.x(), off.y());
}

}  // namespace weft::ui
