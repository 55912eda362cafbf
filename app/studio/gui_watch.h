// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QTimer>
#include <vector>

namespace weft::studio {

/// Measures what watching a training costs: CPU time of the thread that draws, second by second
/// (`--bench-watch`). GUI thread.
class GuiWatch {
public:
    GuiWatch();
    void start();
    bool started() const { return m_wall.isValid(); }
    /// `{"seconds":12.1,"gui_cpu_ms_per_s":9.4,"worst_ms_per_s":13.2,"each_ms_per_s":[...]}`.
    QByteArray result() const;

private:
    void sample();

    QElapsedTimer m_wall;
    QTimer m_timer;
    double m_cpuMs = 0;   // at the start
    double m_lastMs = 0;  // wall, at the last sample
    double m_lastCpuMs = 0;
    std::vector<double> m_each;
};

/// Milliseconds since the kernel started this process, exec and linking included; -1: not known.
double msSinceProcessStart();

}  // namespace weft::studio
