// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <map>
#include <vector>

#include "ui/session/step_report.h"

namespace weft::ui {

/// One curve: its points as they came, and smoothed.
struct Series {
    QString name;  ///< "train/loss"; of the second session "session 2 train/loss"
    int run = 1;
    QString row;  ///< of the run sheet: "train"
    bool validation = false;
    int colour = 0;  ///< of its run, index into the theme's series colours
    std::vector<double> steps;
    std::vector<double> values;
    std::vector<double> smoothed;
    double accumulator = 0;  ///< of the running mean, before debiasing
    qint64 finiteCount = 0;
};

/// All points of the sessions' curves, kept outside the plots: one run a session. GUI thread.
class SeriesStore final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// @param run the session's number.
    void add(const std::vector<ScalarPoint>& points, const std::vector<EpochMark>& epochs,
             int run = 1);
    void clear();
    /// Forgets the curves of one session.
    void clear(int run);
    const std::vector<Series>& series() const { return m_series; }
    /// Of the run that is shown: marks of several would not tell whose they are.
    const std::vector<EpochMark>& epochs() const;
    void setShownRun(int run);
    /// Weight of the past in the running mean, 0 (raw) to 0.999. Recomputes every curve.
    void setSmoothing(double weight);
    double smoothing() const { return m_smoothing; }

signals:
    void changed();

private:
    Series& find(const ScalarPoint& point, int run);
    void append(Series& series, double step, double value);

    std::vector<Series> m_series;
    std::map<int, std::vector<EpochMark>> m_epochs;  // by run
    int m_shownRun = 1;
    double m_smoothing = 0.6;
};

}  // namespace weft::ui
