// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/series_store.h"

#include <cmath>

namespace weft::ui {

Series& SeriesStore::find(const ScalarPoint& point, int run) {
    const QString name = run == 1 ? point.series : tr("session %1 %2").arg(run).arg(point.series);
    for (Series& s : m_series) {
        if (s.run == run && s.name == name) { return s; }
    }
    Series made;
    made.name = name;
    made.run = run;
    made.row = point.series.section('/', 0, 0);
    made.validation = point.validation;
    made.colour = run - 1;  // for ever
    m_series.push_back(std::move(made));
    return m_series.back();
}

void SeriesStore::append(Series& s, double step, double value) {
    s.steps.push_back(step);
    s.values.push_back(value);
    // TensorBoard's formula: an exponential mean divided by the weight it has gathered so far.
    // Validation points are few and already means: they are shown as they are.
    const double weight = s.validation ? 0 : m_smoothing;
    if (!std::isfinite(value)) {
        s.smoothed.push_back(value);
        return;
    }
    s.accumulator = s.accumulator * weight + (1 - weight) * value;
    ++s.finiteCount;
    const double gathered = weight == 0 ? 1 : 1 - std::pow(weight, s.finiteCount);
    s.smoothed.push_back(s.accumulator / gathered);
}

void SeriesStore::add(const std::vector<ScalarPoint>& points, const std::vector<EpochMark>& epochs,
                      int run) {
    if (points.empty() && epochs.empty()) { return; }
    for (const ScalarPoint& p : points) {
        append(find(p, run), static_cast<double>(p.step), p.value);
    }
    std::vector<EpochMark>& marks = m_epochs[run];
    marks.insert(marks.end(), epochs.begin(), epochs.end());
    emit changed();
}

void SeriesStore::clear() {
    m_series.clear();
    m_epochs.clear();
    emit changed();
}

void SeriesStore::clear(int run) {
    std::erase_if(m_series, [run](const Series& s) { return s.run == run; });
    m_epochs.erase(run);
    emit changed();
}

const std::vector<EpochMark>& SeriesStore::epochs() const {
    static const std::vector<EpochMark> kNone;
    const auto found = m_epochs.find(m_shownRun);
    return found == m_epochs.end() ? kNone : found->second;
}

void SeriesStore::setShownRun(int run) {
    if (run == m_shownRun) { return; }
    m_shownRun = run;
    emit changed();
}

void SeriesStore::setSmoothing(double weight) {
    if (weight == m_smoothing) { return; }
    m_smoothing = weight;
    for (Series& s : m_series) {
        const std::vector<double> steps = std::move(s.steps);
        const std::vector<double> values = std::move(s.values);
        s.steps.clear();
        s.values.clear();
        s.smoothed.clear();
        s.accumulator = 0;
        s.finiteCount = 0;
        for (std::size_t i = 0; i < steps.size(); ++i) { append(s, steps[i], values[i]); }
    }
    emit changed();
}

}  // namespace weft::ui
