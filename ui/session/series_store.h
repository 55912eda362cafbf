// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <vector>

#include "ui/session/step_report.h"

namespace weft::ui {

/// One curve: its points as they came, and smoothed.
struct Series {
    QString name;
    bool validation = false;
    int colour = 0;  ///< of its run, index into the theme's series colours
    std::vector<double> steps;
    std::vector<double> values;
    std::vector<double> smoothed;
    double accumulator = 0;  ///< of the running mean, before debiasing
    qint64 finiteCount = 0;
};

/// All points of a session's curves, kept outside the plots. GUI thread.
class SeriesStore final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void add(const std::vector<ScalarPoint>& points, const std::vector<EpochMark>& epochs);
    void clear();
    const std::vector<Series>& series() const { return m_series; }
    const std::vector<EpochMark>& epochs() const { return m_epochs; }
    /// Weight of the past in the running mean, 0 (raw) to 0.999. Recomputes every curve.
    void setSmoothing(double weight);
    double smoothing() const { return m_smoothing; }
    /// Colour of the curves that begin from now on: one a run, for ever.
    void setColour(int colour) { m_colour = colour; }

signals:
    void changed();

private:
    Series& find(const ScalarPoint& point);
    void append(Series& series, double step, double value);

    std::vector<Series> m_series;
    std::vector<EpochMark> m_epochs;
    int m_colour = 0;
    double m_smoothing = 0.6;
};

}  // namespace weft::ui
