// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/canvas_bench.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <random>

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/tiles/tile_ground.h"

namespace weft::studio {
namespace {

constexpr QSize kSizes[] = {{1600, 1000}, {3840, 2160}};
constexpr double kPanPixels = 24;  // a frame
constexpr double kZoomStep = 1.02;

/// What this thread has computed so far; the wall clock would count other programs' work.
double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const auto i = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
    return std::round(values[i] * 100) / 100;
}

/// Times of frames, as JSON: of this thread, by the clock, and how much of them was not sharp.
/// Between frames the events that have come are handled, and the rest of its 16 ms is waited for,
/// as on a screen: what other threads have painted comes in.
class Frames {
public:
    Frames(const ui::CanvasView& view, int frameMs) : m_view(view), m_frameMs(frameMs) {}
    void time(const std::function<void()>& frame) {
        QElapsedTimer clock;
        clock.start();
        const double begin = threadMs();
        frame();
        m_ms.push_back(threadMs() - begin);
        m_wall.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        m_coarse += m_view.ground().coarseShare();
        const int left = m_frameMs - static_cast<int>(m_wall.back());
        QEventLoop loop;
        QTimer::singleShot(std::max(left, 0), &loop, &QEventLoop::quit);
        loop.exec();
    }
    QJsonObject json() const {
        const double share = m_coarse / static_cast<double>(m_ms.size());
        return {{"p50", percentile(m_ms, 0.5)},
                {"p99", percentile(m_ms, 0.99)},
                {"max", percentile(m_ms, 1)},
                {"wall_p99", percentile(m_wall, 0.99)},
                {"coarse", std::round(share * 1000) / 1000}};
    }

private:
    const ui::CanvasView& m_view;
    int m_frameMs;
    std::vector<double> m_ms;
    std::vector<double> m_wall;
    double m_coarse = 0;
};

ui::PortInfo port(quint64 node, const QString& name) {
    ui::PortInfo made;
    made.name = name;
    made.family = ui::Family::Float;
    made.dtype = QStringLiteral("float32");
    made.shape = QStringLiteral("[?,128]");
    made.elements = 128;
    made.socket = {node, name};
    return made;
}

/// Columns of nodes that read mostly near ones, one in ten far ones.
ui::Diagram generated(int nodes) {
    std::mt19937 random(1);
    ui::Diagram d;
    d.editable = true;
    const int rows = std::max(1, static_cast<int>(std::sqrt(nodes / 2.0)));
    for (int i = 0; i < nodes; ++i) {
        ui::DiagramNode node;
        node.id = static_cast<quint64>(i) + 1;
        node.name = QStringLiteral("layer_%1").arg(i);
        node.type = QStringLiteral("MatMul");
        node.category = static_cast<ui::Category>(i % static_cast<int>(ui::kCategories));
        node.note = QStringLiteral("[?,128]");
        node.parameters = {{QStringLiteral("units"), QStringLiteral("128")}};
        node.position = QPointF(256 * (i / rows), 144 * (i % rows));
        node.outputs.push_back(port(node.id, QStringLiteral("y")));
        for (int k = 0; k < 2 && i > 0; ++k) {
            node.inputs.push_back(port(node.id, QStringLiteral("x%1").arg(k)));
            const int reach = std::min(i, random() % 10 == 0 ? i : 3 * rows);
            const int from = i - 1 - static_cast<int>(random() % static_cast<unsigned>(reach));
            ui::DiagramWire wire{from, 0, i, k, false, false, 0};
            wire.id = static_cast<quint64>(nodes) + d.wires.size() + 1;
            d.wires.push_back(wire);
        }
        d.nodes.push_back(std::move(node));
    }
    return d;
}

/// Hands the diagram over and waits for its picture.
double shownAfterMs(ui::CanvasView& view, const ui::Diagram& diagram) {
    QElapsedTimer timer;
    timer.start();
    QEventLoop loop;
    QObject::connect(&view, &ui::CanvasView::snapshotChanged, &loop, &QEventLoop::quit);
    view.updateDiagram([diagram] { return diagram; });
    loop.exec();
    view.viewport()->repaint();
    return std::round(static_cast<double>(timer.nsecsElapsed()) / 1e4) / 100;
}

/// A view that is looked at is whole after so long.
double sharpAfterMs(ui::CanvasView& view) {
    QElapsedTimer timer;
    timer.start();
    view.viewport()->repaint();
    while (!view.ground().isSharp() && timer.elapsed() < 10'000) {
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return std::round(static_cast<double>(timer.nsecsElapsed()) / 1e4) / 100;
}

QJsonObject panned(ui::CanvasView& view, QPointF middle, double zoom, const CanvasBench& bench) {
    view.lookAt(middle, zoom);
    const double sharp = sharpAfterMs(view);
    Frames pan(view, bench.frameMs);
    for (int i = 0; i < bench.frames; ++i) {
        const double way = kPanPixels / zoom * (i < bench.frames / 2 ? i : bench.frames - i);
        pan.time([&] {
            view.lookAt(middle + QPointF(way, way / 4), zoom);
            view.viewport()->repaint();
        });
    }
    Frames zoomed(view, bench.frameMs);
    double now = zoom;
    for (int i = 0; i < bench.frames; ++i) {
        now *= i < bench.frames / 4 || i >= 3 * bench.frames / 4 ? kZoomStep : 1 / kZoomStep;
        zoomed.time([&] {
            view.lookAt(middle, now);
            view.viewport()->repaint();
        });
    }
    return {{"pan", pan.json()}, {"zoom", zoomed.json()}, {"sharp_after_ms", sharp}};
}

void send(ui::CanvasView& view, QEvent::Type type, QPointF at) {
    const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
    const Qt::MouseButton held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
    QMouseEvent event(type, at, view.viewport()->mapToGlobal(at), button, held, {});
    QApplication::sendEvent(view.viewport(), &event);
}

/// As the screen asks for it after an event: what nothing has changed about is not painted.
void paintWhatChanged(ui::CanvasView& view) {
    QEvent request(QEvent::UpdateRequest);
    QApplication::sendEvent(view.window(), &request);
}

QJsonObject dragged(ui::CanvasView& view, const ui::CanvasSnapshot& s, int node, double zoom,
                    const CanvasBench& bench) {
    view.lookAt(s.rect(node).center(), zoom);
    sharpAfterMs(view);
    const QPointF from = view.viewTransform().toView(s.rect(node).topLeft() + QPointF(70, 12));
    view.viewport()->repaint();
    send(view, QEvent::MouseButtonPress, from);
    Frames frames(view, bench.frameMs);
    for (int i = 1; i <= bench.frames; ++i) {
        frames.time([&] {
            send(view, QEvent::MouseMove, from + QPointF(3.0 * i, 1.5 * i));
            paintWhatChanged(view);
        });
    }
    send(view, QEvent::MouseButtonRelease, from);
    return frames.json();
}

}  // namespace

QByteArray benchCanvas(int nodes, CanvasBench bench) {
    const ui::Diagram diagram = generated(nodes);
    QJsonObject out{{"nodes", nodes}, {"wires", static_cast<int>(diagram.wires.size())}};
    for (const QSize size : kSizes) {
        ui::CanvasView view;
        view.resize(size);
        view.show();
        QJsonObject figures;
        figures["first_picture_ms"] = shownAfterMs(view, diagram);
        view.fitAll();
        const double fit = view.viewTransform().zoom;
        const ui::CanvasSnapshot& s = *view.snapshot();
        const QPointF middle = s.bounds.center();
        figures["fit"] = panned(view, middle, fit, bench);
        for (const double zoom : {0.25, 0.35, 0.5, 0.71, 1.0, 2.0}) {
            figures[QString::number(zoom)] = panned(view, middle, zoom, bench);
        }
        for (const auto& [name, zoom] : {std::pair{"drag_0.5", 0.5}, {"drag_1", 1.0}}) {
            figures[QLatin1String(name)] = dragged(view, s, nodes / 2, zoom, bench);
        }
        figures["edit_to_picture_ms"] = shownAfterMs(view, diagram);
        out[QStringLiteral("%1x%2").arg(size.width()).arg(size.height())] = figures;
    }
    return QJsonDocument(out).toJson(QJsonDocument::Compact);
}

}  // namespace weft::studio
