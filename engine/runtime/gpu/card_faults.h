// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/kernel/gpu/gpu_node.h"
#include "engine/runtime/plan.h"

namespace weft {

/// Indices that were out of range on a card: its kernels only write them down, as nobody waits for them.
/// A run asks when it has fetched, for which it waited; one that fetches nothing may leave it to the next.
class CardFaults {
public:
    CardFaults() = default;
    explicit CardFaults(const Plan& plan);
    /// Asks this one too, if it runs on a card.
    void watch(const Instruction& instruction);
    /// The first node's, in the order in which they were given; all are forgotten.
    Status take() const;

private:
    std::vector<const GpuNode*> m_nodes;
};

}  // namespace weft
