// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "engine/runtime/passes/pass_list.h"
#include "engine/runtime/rows/row_rules.h"

namespace weft {

/// How threads see the values of a stretch of a plan with loops when each of them computes some rows
/// of a batch through all of it. A value, and what it becomes as it goes round a loop, through a
/// branch or over a stack, is in one class:
/// - Rows: each thread has its rows of it;
/// - Columns: likewise, of the second axis (what a loop gathers time steps from);
/// - Parts: each thread has an addend of it (gradients of weights and what they are added up in);
/// - Whole: each thread has all of it, or computes all of it (counters, conditions).
/// Sound without looking at values: ranks and numbers of rows are followed from the values that come
/// in, whose own the run checks.
class RowClasses {
public:
    /// @param members instructions of the stretch, in the order of the plan, loops whole.
    RowClasses(const PassContext& context, const Plan& plan, std::span<const std::int32_t> members);

    /// Whether all values have a class, and some go by rows.
    bool isSound() const { return m_isSound; }
    /// A node that is in the way, where one is found; null if sound.
    const Node* culprit() const { return m_culprit; }
    /// Of a value that is read or made there. Only if sound.
    RowUse of(std::int32_t slot) const { return m_uses[at(slot)]; }
    /// Number of axes of a value by rows or columns.
    int rankOf(std::int32_t slot) const { return m_ranks[at(slot)]; }
    /// Whether it leads to a stack, which lasts no longer than the stretch.
    bool isStack(std::int32_t slot) const { return m_isStack[at(slot)]; }

private:
    std::vector<RowUse> m_uses;  // by slot
    std::vector<int> m_ranks;    // by slot
    std::vector<bool> m_isStack;
    const Node* m_culprit = nullptr;
    bool m_isSound = false;
};

}  // namespace weft
