// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace weft::ui {

/// The places in order, at least `least[i+1] - least[i]` apart, whose squared distances from the
/// wishes sum to the least: a stack of boxes that gives way evenly.
/// @param least where each would stand if all were pushed together from 0.
/// Complexity: linear. Source: pool adjacent violators, Ayer et al., 1955.
std::vector<double> spreadApart(const std::vector<double>& wishes,
                                const std::vector<double>& least);

}  // namespace weft::ui
