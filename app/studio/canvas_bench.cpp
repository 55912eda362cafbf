// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/canvas_bench.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <random>

#include "ui/canvas/canvas_view.h"

namespace weft::studio {
namespace {

constexpr QSize kSize(1600, 1000);
constexpr int kFrames = 120;
constexpr double kPanPixels = 24;  // a frame
constexpr double kZoomStep = 1.02;

/// What this thread has computed so far; the wall clock would count other programs' work.
double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Times of frames, as JSON.
class Frames {
public:
    void time(const std::function<void()>& frame) {
        const double begin = threadMs();
        frame();
        m_ms.push_back(threadMs() - begin);
    }
    QJsonObject json() {
        std::sort(m_ms.begin(), m_ms.end());
        const auto at = [this](double share) {
            const auto i = static_cast<std::size_t>(share * static_cast<double>(m_ms.size() - 1));
            return std::round(m_ms[i] * 100) / 100;
        };
        return {{"p50", at(0.5)}, {"p99", at(0.99)}, {"max", at(1)}};
    }

private:
    std::vector<double> m_ms;
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

QJsonObject panned(ui::CanvasView& view, QPointF middle, double zoom) {
    Frames pan;
    for (int i = 0; i < kFrames; ++i) {
        const double way = kPanPixels / zoom * (i < kFrames / 2 ? i : kFrames - i);
        pan.time([&] {
            view.lookAt(middle + QPointF(way, way / 4), zoom);
            view.viewport()->repaint();
        });
    }
    Frames zoomed;
    double now = zoom;
    for (int i = 0; i < kFrames; ++i) {
        now *= i < kFrames / 4 || i >= 3 * kFrames / 4 ? kZoomStep : 1 / kZoomStep;
        zoomed.time([&] {
            view.lookAt(middle, now);
            view.viewport()->repaint();
        });
    }
    return {{"pan", pan.json()}, {"zoom", zoomed.json()}};
}

void send(ui::CanvasView& view, QEvent::Type type, QPointF at) {
    const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
    const Qt::MouseButton held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
    QMouseEvent event(type, at, view.viewport()->mapToGlobal(at), button, held, {});
    QApplication::sendEvent(view.viewport(), &event);
}

QJsonObject dragged(ui::CanvasView& view, const ui::CanvasSnapshot& s, int node, double zoom) {
    view.lookAt(s.rect(node).center(), zoom);
    const QPointF from = view.viewTransform().toView(s.rect(node).topLeft() + QPointF(70, 12));
    view.viewport()->repaint();
    send(view, QEvent::MouseButtonPress, from);
    Frames frames;
    for (int i = 1; i <= kFrames; ++i) {
        frames.time([&] {
            send(view, QEvent::MouseMove, from + QPointF(3.0 * i, 1.5 * i));
            view.viewport()->repaint();
        });
    }
    send(view, QEvent::MouseButtonRelease, from);
    return frames.json();
}

}  // namespace

QByteArray benchCanvas(int nodes) {
    ui::CanvasView view;
    view.resize(kSize);
    view.show();
    const ui::Diagram diagram = generated(nodes);
    QJsonObject out{{"nodes", nodes}, {"wires", static_cast<int>(diagram.wires.size())}};
    out["first_picture_ms"] = shownAfterMs(view, diagram);
    view.fitAll();
    const double fit = view.viewTransform().zoom;
    const ui::CanvasSnapshot& s = *view.snapshot();
    const QPointF middle = s.bounds.center();
    out["fit"] = panned(view, middle, fit);
    for (const auto& [name, zoom] :
         {std::pair{"0.25", 0.25}, {"0.5", 0.5}, {"1", 1.0}, {"2", 2.0}}) {
        out[QLatin1String(name)] = panned(view, middle, zoom);
    }
    for (const auto& [name, zoom] : {std::pair{"drag_0.5", 0.5}, {"drag_1", 1.0}}) {
        out[QLatin1String(name)] = dragged(view, s, nodes / 2, zoom);
    }
    out["edit_to_picture_ms"] = shownAfterMs(view, diagram);
    return QJsonDocument(out).toJson(QJsonDocument::Compact);
}

}  // namespace weft::studio
