// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/scalar_plot.h"

#include <qcustomplot.h>

#include <QEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <ctime>

#include "ui/base/number_format.h"
#include "ui/plots/plot_theme.h"
#include "ui/session/series_store.h"

namespace weft::ui {
namespace {

constexpr int kFrameMs = 100;
constexpr int kLongestFrameMs = 400;
constexpr double kCostShare = 0.005;  // of a core's time that one plot may take while it is fed
constexpr double kRawShare = 0.35;
constexpr double kRoomForLast = 68;  // pixels right of the curves for their last value
constexpr int kMaxEpochMarks = 40;

/// What this thread has computed so far; the wall clock would count other programs' work.
double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

bool belongs(const Series& s, const QString& measure) { return s.name.section('/', 1) == measure; }

}  // namespace

ScalarPlot::ScalarPlot(QString measure, SeriesStore& store, QWidget* parent)
    : QWidget(parent), m_measure(std::move(measure)), m_store(store) {
    m_plot = new QCustomPlot(this);
    m_plot->setObjectName(QStringLiteral("plot/") + m_measure);
    m_plot->setInteraction(QCP::iRangeDrag, false);
    m_plot->setAutoAddPlottableToLegend(false);  // its own legend would be measured at each drawing
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->setPlottingHints(QCP::phFastPolylines | QCP::phCacheLabels);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_plot);
    setAccessibleName(tr("Plot of %1").arg(m_measure));
    setMinimumSize(120, 80);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ScalarPlot::draw);
    connect(&m_store, &SeriesStore::changed, this, &ScalarPlot::schedule);
    restyle();
}

ScalarPlot::~ScalarPlot() = default;

void ScalarPlot::schedule() {
    if (m_store.series().empty()) {
        for (Curve& curve : m_curves) {
            curve.rawPoints.reset();
            curve.smoothedPoints.reset();
        }
    }
    if (!isVisible() || m_timer.isActive()) { return; }
    const qint64 since = m_sinceDrawing.isValid() ? m_sinceDrawing.elapsed() : m_frameMs;
    m_timer.start(static_cast<int>(std::clamp<qint64>(m_frameMs - since, 0, m_frameMs)));
}

ScalarPlot::Curve& ScalarPlot::curveOf(const Series& s) {
    Curve& curve = m_curves[s.name];
    if (curve.smoothed == nullptr) {
        curve.raw = m_plot->addGraph();
        curve.smoothed = m_plot->addGraph();
        curve.last = new QCPItemText(m_plot);
        curve.last->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        curve.last->setClipToAxisRect(false);
        curve.last->position->setTypeX(QCPItemPosition::ptAbsolute);
        curve.last->position->setTypeY(QCPItemPosition::ptAbsolute);
        curve.dash = new QCPItemLine(m_plot);
        curve.dash->setClipToAxisRect(false);
        for (QCPItemPosition* end : {curve.dash->start, curve.dash->end}) {
            end->setType(QCPItemPosition::ptAbsolute);
        }
        curve.raw->setAntialiased(false);  // pale noise: its edges are not seen, its cost is
        curve.raw->setAdaptiveSampling(false);
        curve.smoothed->setAdaptiveSampling(false);
    }
    const QColor colour = appTheme().seriesAt(s.colour);
    QPen pen(colour, 1);
    if (s.validation) { pen.setDashPattern({5, 3}); }
    curve.smoothed->setPen(pen);
    curve.raw->setPen(QPen(withAlpha(colour, kRawShare), 1));
    pen.setWidth(2);
    pen.setCapStyle(Qt::FlatCap);
    if (s.validation) { pen.setDashPattern({2, 1}); }
    curve.dash->setPen(pen);
    curve.last->setColor(mixed(colour, appTheme().text, appTheme().isDark ? 0.8 : 0.9));
    curve.last->setFont(fontOf(TextRole::MonoSmall));
    if (s.validation) {
        curve.smoothed->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssDisc, colour, colour, 5));
    }
    return curve;
}

void ScalarPlot::fill(QCPGraph& graph, Decimation& points, const Series& s, Draw draw) const {
    const std::vector<double>& values = draw == Draw::Raw ? s.values : s.smoothed;
    points.setMost(static_cast<std::size_t>(std::max(128, m_plot->axisRect()->width())));
    points.take(values);
    QVector<QCPGraphData> shown;
    const auto append = [&](std::size_t point, double value) {
        shown.append(QCPGraphData(s.steps[point], std::isfinite(value) ? value : qQNaN()));
    };
    if (draw == Draw::Mean) {
        for (const Decimation::Mean& mean : points.means(values)) {
            append(mean.point, mean.value);
        }
    } else {
        for (const std::size_t point : points.drawn()) { append(point, values[point]); }
    }
    graph.data()->set(shown, true);
}

void ScalarPlot::draw() {
    if (!isVisible()) { return; }
    const double begin = threadMs();
    if (m_smoothing != m_store.smoothing()) {
        m_smoothing = m_store.smoothing();
        for (Curve& curve : m_curves) { curve.smoothedPoints.reset(); }
    }
    QSet<QString> present;
    for (const Series& s : m_store.series()) {
        if (!belongs(s, m_measure)) { continue; }
        present.insert(s.name);
        Curve& curve = curveOf(s);
        // With the raw points pale behind it, the smoothed curve need not show every spike itself.
        const bool raw = !s.validation && m_store.smoothing() > 0;
        fill(*curve.smoothed, curve.smoothedPoints, s, raw ? Draw::Mean : Draw::Smoothed);
        curve.raw->setVisible(raw);
        if (raw) { fill(*curve.raw, curve.rawPoints, s, Draw::Raw); }
    }
    for (auto it = m_curves.begin(); it != m_curves.end();) {
        if (present.contains(it.key())) {
            ++it;
            continue;
        }
        m_plot->removeGraph(it->raw);
        m_plot->removeGraph(it->smoothed);
        m_plot->removeItem(it->last);
        m_plot->removeItem(it->dash);
        it = m_curves.erase(it);
    }
    fitAxes();
    placeEpochs();
    placeLastValues();
    m_plot->replot(QCustomPlot::rpQueuedRefresh);
    m_frameMs =
        std::clamp(static_cast<int>((threadMs() - begin) / kCostShare), kFrameMs, kLongestFrameMs);
    m_sinceDrawing.start();
    ++m_drawings;
    emit drawn();
}

/// x from the first step to the last with room for the last value; y around the smoothed curves
/// and most raw points: the first steps' spikes are cut, not the story.
void ScalarPlot::fitAxes() {
    double last = 1;
    std::vector<double> values;
    for (const Series& s : m_store.series()) {
        if (!belongs(s, m_measure) || s.steps.empty()) { continue; }
        last = std::max(last, s.steps.back());
        // What is drawn has every spike, and is short.
        const Curve& curve = m_curves[s.name];
        for (const QCPGraph* graph : {curve.raw, curve.smoothed}) {
            if (!graph->visible()) { continue; }
            for (const QCPGraphData& point : *graph->data()) {
                if (std::isfinite(point.value)) { values.push_back(point.value); }
            }
        }
    }
    const double width = std::max(60, m_plot->axisRect()->width());
    m_plot->xAxis->setRange(0, last * width / std::max(30.0, width - kRoomForLast));
    if (values.empty()) {
        m_plot->yAxis->setRange(0, 1);
        return;
    }
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    double low = *least;
    double high = *most;
    if (values.size() > 50) {
        const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 99 / 100);
        std::nth_element(values.begin(), at, values.end());
        high = *at;
    }
    const double margin = std::max((high - low) * 0.08, std::abs(high) * 1e-3 + 1e-9);
    // Above the highest value there is a line's room for the epochs' names.
    const double rows = std::max(60, m_plot->axisRect()->height());
    const double words = (high - low + 2 * margin) * 18 / (rows - 18);
    m_plot->yAxis->setRange(low - margin, high + margin + words);
}

void ScalarPlot::placeEpochs() {
    const std::vector<EpochMark>& marks = m_store.epochs();
    const std::size_t every = marks.size() / kMaxEpochMarks + 1;
    std::size_t used = 0;
    const double perStep =
        m_plot->axisRect()->width() / std::max(1.0, m_plot->xAxis->range().size());
    double lastText = -1000;
    for (std::size_t i = 0; i < marks.size(); i += every) {
        if (marks[i].epoch <= 1) { continue; }
        if (used == m_epochLines.size()) {
            m_epochLines.push_back(new QCPItemStraightLine(m_plot));
            m_epochTexts.push_back(new QCPItemText(m_plot));
        }
        const auto step = static_cast<double>(marks[i].step);
        QCPItemStraightLine& line = *m_epochLines[used];
        line.point1->setCoords(step, 0);
        line.point2->setCoords(step, 1);
        line.setPen(QPen(mixed(appTheme().line, appTheme().panel, 0.9), 1, Qt::DotLine));
        line.setVisible(true);
        QCPItemText& text = *m_epochTexts[used];
        text.position->setTypeX(QCPItemPosition::ptPlotCoords);
        text.position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        text.position->setCoords(step, 0);
        text.setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
        text.setPadding(QMargins(4, 0, 0, 0));
        text.setFont(fontOf(TextRole::Caption));
        text.setColor(appTheme().text3);
        text.setText(tr("epoch %1").arg(marks[i].epoch));
        const double at = step * perStep;
        text.setVisible(at - lastText > 64);
        if (text.visible()) { lastText = at; }
        ++used;
    }
    for (std::size_t i = used; i < m_epochLines.size(); ++i) {
        m_epochLines[i]->setVisible(false);
        m_epochTexts[i]->setVisible(false);
    }
}

/// Last values stand at their curve's end behind a piece of its line, pushed apart where they would
/// cover each other.
void ScalarPlot::placeLastValues() {
    constexpr double kApart = 15;
    constexpr double kDash = 10;
    std::vector<std::pair<double, Curve*>> places;
    double end = 0;
    for (const Series& s : m_store.series()) {
        if (!belongs(s, m_measure) || s.smoothed.empty()) { continue; }
        end = std::max(end, s.steps.back());
        Curve& curve = m_curves[s.name];
        curve.last->setText(formatMeasure(s.smoothed.back()));
        const double value = s.smoothed.back();
        places.emplace_back(std::isfinite(value) ? m_plot->yAxis->coordToPixel(value)
                                                 : m_plot->axisRect()->top() + 8.0,
                            &curve);
    }
    std::sort(places.begin(), places.end());
    for (std::size_t i = 1; i < places.size(); ++i) {
        places[i].first = std::max(places[i].first, places[i - 1].first + kApart);
    }
    // All in one column at the right, also of curves that have fewer points.
    const double x = std::round(m_plot->xAxis->coordToPixel(end)) + 6;
    double below = m_plot->axisRect()->rect().bottom() - 6;
    for (auto it = places.rbegin(); it != places.rend(); ++it) {
        const double y = std::round(std::min(it->first, below));
        below = y - kApart;
        it->second->dash->start->setCoords(x, y);
        it->second->dash->end->setCoords(x + kDash, y);
        it->second->last->position->setCoords(x + kDash + 4, y);
    }
}

void ScalarPlot::restyle() {
    stylePlot(*m_plot);
    schedule();
}

void ScalarPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) { restyle(); }
    QWidget::changeEvent(event);
}

void ScalarPlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    schedule();
}

void ScalarPlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    schedule();
}

}  // namespace weft::ui
