// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/decimation.h"

#include <algorithm>
#include <array>
#include <cmath>

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

void Decimation::add(Run& run, std::size_t point, const std::vector<double>& values) {
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
            add(merged[i / 2], point, values);
        }
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
        add(m_runs.back(), m_taken, values);
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

}  // namespace weft::ui
