// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/decimation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace weft::ui {

void Decimation::setMost(std::size_t runs) {
    if (runs == m_most) { return; }
    m_most = std::max<std::size_t>(runs, 2);
    reset();
}

void Decimation::reset() {
    m_runs.clear();
    m_length = 1;
    m_taken = 0;
}

void Decimation::keep(Run& run, std::size_t point, const std::vector<double>& values) {
    if (point == kNone) { return; }
    if (!std::isfinite(values[point])) {
        run.broken = point;
        return;
    }
    if (run.least == kNone || values[point] < values[run.least]) { run.least = point; }
    if (run.most == kNone || values[point] > values[run.most]) { run.most = point; }
}

void Decimation::mergePairs(const std::vector<double>& values) {
    std::vector<Run> merged((m_runs.size() + 1) / 2);
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        for (const std::size_t point : {m_runs[i].least, m_runs[i].most, m_runs[i].broken}) {
            keep(merged[i / 2], point, values);
        }
        merged[i / 2].sum += m_runs[i].sum;
        merged[i / 2].count += m_runs[i].count;
    }
    m_runs = std::move(merged);
    m_length *= 2;
}

void Decimation::take(const std::vector<double>& values) {
    if (values.size() < m_taken) { reset(); }
    for (; m_taken < values.size(); ++m_taken) {
        if (m_taken == m_runs.size() * m_length) {
            if (m_runs.size() == m_most) { mergePairs(values); }
            if (m_taken == m_runs.size() * m_length) { m_runs.emplace_back(); }
        }
        Run& run = m_runs.back();
        keep(run, m_taken, values);
        if (std::isfinite(values[m_taken])) {
            run.sum += values[m_taken];
            ++run.count;
        }
    }
}

std::vector<std::size_t> Decimation::drawn() const {
    std::vector<std::size_t> points;
    points.reserve(m_runs.size() * 2 + 1);
    for (const Run& run : m_runs) {
        std::array<std::size_t, 3> ends = {run.least, run.most, run.broken};
        std::sort(ends.begin(), ends.end());
        for (const std::size_t point : ends) {
            if (point != kNone && (points.empty() || points.back() != point)) {
                points.push_back(point);
            }
        }
    }
    if (m_taken > 0 && points.back() != m_taken - 1) { points.push_back(m_taken - 1); }
    return points;
}

std::vector<Decimation::Mean> Decimation::means(const std::vector<double>& values) const {
    std::vector<Mean> points;
    points.reserve(m_runs.size() + 1);
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        const Run& run = m_runs[i];
        const std::size_t begin = i * m_length;
        const std::size_t length = std::min(m_length, m_taken - begin);
        const std::size_t middle = begin + (length - 1) / 2;
        if (run.count > 0) { points.push_back({middle, run.sum / static_cast<double>(run.count)}); }
        if (run.broken != kNone) {
            points.push_back({middle, std::numeric_limits<double>::quiet_NaN()});
        }
    }
    const std::size_t last = m_taken - 1;
    if (m_taken > 0 && (points.empty() || points.back().point != last)) {
        points.push_back({last, values[last]});
    }
    return points;
}

}  // namespace weft::ui
