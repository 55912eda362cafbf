// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/tensor/partial_shape.h"

/// @file
/// Equations of Einsum: "ij,jk->ik". Not an op.

namespace weft {

/// What an axis is called: a character, or kEllipsis for any number of axes.
using EinsumLabel = int;
inline constexpr EinsumLabel kEllipsis = -1;
/// The axes that an ellipsis stands for are labelled from here on, the last one first.
inline constexpr EinsumLabel kBroadcastLabel = 256;
using EinsumLabels = std::vector<EinsumLabel>;

/// Both sides of an equation.
struct EinsumEquation {
    std::vector<EinsumLabels> inputs;
    EinsumLabels output;
};

/// @param inputs how many the node has.
/// Errors: InvalidArgument unless there is one "->", one or two subscripts as there are inputs, at
/// most one ellipsis in each, and every label of the output in an input.
Result<EinsumEquation> parseEinsum(std::string_view equation, int inputs);

bool hasEllipsis(const EinsumLabels& labels);
/// Labels of the axes of operand i, its ellipsis spelt out. Errors: InvalidArgument when the rank
/// does not fit.
Result<EinsumLabels> spellOut(const EinsumLabels& labels, int rank, int operand);

/// An equation for operands of known rank.
struct EinsumAxes {
    std::vector<EinsumLabels> inputs;
    EinsumLabels output;
};
/// Errors: as spellOut(); InvalidArgument when an ellipsis stands for axes that the output has no
/// place for.
Result<EinsumAxes> axesOf(const EinsumEquation& equation, const std::vector<int>& ranks);

/// Size of each label; kUnknownDim where not known.
using EinsumSizes = std::map<EinsumLabel, std::int64_t>;
/// Errors: InvalidArgument when sizes contradict; those of an ellipsis broadcast.
Status addSizes(const EinsumLabels& labels, const PartialShape& shape, EinsumSizes& sizes);

}  // namespace weft
