// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/runtime/passes/plan_facts.h"

namespace weft {

/// How an instruction is computed by rows.
struct RowUses {
    std::vector<RowUse> operands;  ///< at least one of them by rows
    /// Ranks of operands are not known: by rows only where all that goes by rows has one rank.
    bool isUnsure = false;
};

/// Whether an instruction can be computed by rows: row r of the first axis of each of its outputs
/// depends on row r of some operands and on others as a whole, so that any share of the rows may be
/// computed by calling its kernel on these rows. True of most of what a network does with a batch:
/// elementwise ops, products with weights, convolutions, pooling, softmax and its losses. Not where
/// weights are too many for each thread to read them all, and not of ops that are not listed. What the
/// graph does not know the run checks: that all values by rows have as many of them.
/// @param ranks by slot, -1: not known; besides what graph and facts know. May be null.
std::optional<RowUses> rowUses(const Graph& graph, const PlanFacts& facts, const Plan& plan,
                               const Instruction& instruction,
                               const std::vector<int>* ranks = nullptr);

}  // namespace weft
