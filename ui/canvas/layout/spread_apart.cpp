// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/spread_apart.h"

#include <cstddef>

namespace weft::ui {
namespace {

/// Neighbours that touch stand together at the mean of their wishes.
struct Run {
    std::size_t first;
    double sum;
    double count;
    double mean() const { return sum / count; }
};

}  // namespace

std::vector<double> spreadApart(const std::vector<double>& wishes,
                                const std::vector<double>& least) {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        runs.push_back({i, wishes[i] - least[i], 1});
        while (runs.size() > 1 && runs[runs.size() - 2].mean() > runs.back().mean()) {
            const Run last = runs.back();
            runs.pop_back();
            runs.back().sum += last.sum;
            runs.back().count += last.count;
        }
    }
    std::vector<double> places(wishes.size());
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const std::size_t end = r + 1 < runs.size() ? runs[r + 1].first : wishes.size();
        for (std::size_t i = runs[r].first; i < end; ++i) { places[i] = runs[r].mean() + least[i]; }
    }
    return places;
}

}  // namespace weft::ui
