// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "engine/train/training_loop.h"

namespace weft::app {

/// Seconds since a time.
double secondsSince(std::chrono::steady_clock::time_point start);
/// Minutes and seconds, as people read them: "1:05".
std::string clockText(double seconds);

/// What people see on standard error while a run goes on: one line that is redrawn on a terminal, a
/// line now and then elsewhere.
class ProgressLine {
public:
    /// @param quiet shows nothing at all.
    explicit ProgressLine(bool quiet);
    ~ProgressLine() { finish(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Draws the bar, at most ten times a second. @param values shown behind it.
    void show(const LoopProgress& progress, const std::string& values);
    /// A line that stays.
    void line(const std::string& text);
    /// Takes the bar away.
    void finish();

private:
    bool m_quiet;
    bool m_terminal;
    bool m_open = false;
    std::chrono::steady_clock::time_point m_last;
};

}  // namespace weft::app
