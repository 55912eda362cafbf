// SPDX-License-Identifier: Apache-2.0
#include "app/weft/progress_line.h"

#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/base/strings.h"

namespace weft::app {

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string clockText(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::lround(std::max(0.0, seconds)));
    const std::int64_t rest = whole % 60;
    return concat(whole / 60, rest < 10 ? ":0" : ":", rest);
}

ProgressLine::ProgressLine(bool quiet)
    : m_quiet(quiet),
      m_terminal(isatty(STDERR_FILENO) == 1),
      m_last(std::chrono::steady_clock::now()) {}

void ProgressLine::show(const LoopProgress& progress, const std::string& values) {
    const double everySeconds = m_terminal ? 0.1 : 5.0;
    if (m_quiet || secondsSince(m_last) < everySeconds) { return; }
    m_last = std::chrono::steady_clock::now();
    constexpr std::int64_t kWidth = 24;
    const std::int64_t done = progress.steps == 0 ? 0 : kWidth * progress.step / progress.steps;
    const std::string bar(static_cast<std::size_t>(std::clamp<std::int64_t>(done, 0, kWidth)), '#');
    std::fprintf(stderr,
                 m_terminal ? "\r\033[K[%-24s] step %lld/%lld epoch %lld/%lld%s  ETA %s"
                            : "[%-24s] step %lld/%lld epoch %lld/%lld%s  ETA %s\n",
                 bar.c_str(), static_cast<long long>(progress.step),
                 static_cast<long long>(progress.steps), static_cast<long long>(progress.epoch),
                 static_cast<long long>(progress.epochs), values.c_str(),
                 clockText(progress.secondsLeft).c_str());
    m_open = m_terminal;
}

void ProgressLine::line(const std::string& text) {
    if (m_quiet) { return; }
    finish();
    std::fprintf(stderr, "%s\n", text.c_str());
}

void ProgressLine::finish() {
    if (m_open) { std::fprintf(stderr, "\r\033[K"); }
    m_open = false;
}

}  // namespace weft::app
