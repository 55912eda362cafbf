// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/weft.h"

namespace weft::ui {

/// Neighbours of the same build whose names differ by a number: conv1, conv2, conv3, or as
/// TensorFlow counts conv, conv_1, conv_2.
struct NodeSeries {
    std::string name;             ///< what the names share: "conv"
    std::vector<ItemId> members;  ///< by number; of a chain in the order in which they follow
    bool chained = false;         ///< each reads the one before
};

/// What a name shares with others of its series, and which of them it is.
struct SeriesName {
    std::string shared;  ///< with what stands before the number: "conv_"
    std::int64_t number = 0;
};
/// Of a name without a number the first of a series as TensorFlow counts.
SeriesName seriesName(const std::string& name);

/// The series of two and more among the items asked for, in the order of their first items. Of the
/// same build are ops of one type, recipes of one kind, and groups that hold the same.
/// @param asked for which items; those of other kinds are left out anyway.
/// Complexity: linear in the items and wires, but for sorting. Threading: pure, any.
std::vector<NodeSeries> findSeries(const Document& document,
                                   const std::function<bool(const Item&)>& asked);

}  // namespace weft::ui
