// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/card_faults.h"

namespace weft {

CardFaults::CardFaults(const Plan& plan) {
    for (const Instruction& instruction : plan.instructions) { watch(instruction); }
}

void CardFaults::watch(const Instruction& instruction) {
    if (instruction.run != runGpuNode) { return; }
    const auto* node = static_cast<const GpuNode*>(instruction.parameters);
    if (node->checks()) { m_nodes.push_back(node); }
}

Status CardFaults::take() const {
    Status first;
    for (const GpuNode* node : m_nodes) {
        Status found = node->takeFault();
        if (first.ok()) { first = std::move(found); }
    }
    return first;
}

}  // namespace weft
