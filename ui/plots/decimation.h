// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace weft::ui {

/// Which points of a growing curve are drawn: of each run of neighbours the smallest, the largest
/// and one that is not finite (it breaks the line), so that no spike is lost and a million points
/// cost as much as a thousand. Runs double in length whenever there are too many of them.
/// Complexity: constant per new point, amortised.
class Decimation {
public:
    /// Runs that a curve is cut into, at most.
    void setMost(std::size_t runs);
    /// Looks at the points that came since the last call; the ones before must not have changed,
    /// else reset() comes first.
    void take(const std::vector<double>& values);
    void reset();
    /// Indices of the points to draw, ascending; the last point is always among them.
    std::vector<std::size_t> drawn() const;
    /// A point of the curve through the runs' means: what a smoothed curve is drawn by, whose extremes
    /// would only be a thick band.
    struct Mean {
        std::size_t point = 0;  ///< in the middle of its run
        double value = 0;       ///< NaN where the run is broken
    };
    /// @param values those taken. The last point is the last value itself.
    std::vector<Mean> means(const std::vector<double>& values) const;

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    struct Run {
        std::size_t least = kNone;
        std::size_t most = kNone;
        std::size_t broken = kNone;  // not finite
        double sum = 0;              // of the finite ones
        std::size_t count = 0;
    };
    static void keep(Run& run, std::size_t point, const std::vector<double>& values);
    void mergePairs(const std::vector<double>& values);

    std::vector<Run> m_runs;
    std::size_t m_most = 512;
    std::size_t m_length = 1;  // points a run
    std::size_t m_taken = 0;
};

}  // namespace weft::ui
