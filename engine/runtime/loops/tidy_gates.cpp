// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/loops/tidy_gates.h"

#include "engine/runtime/loops/aliveness.h"

namespace weft {
namespace {

/// The gates that say more than the operands and the gates before them.
std::vector<std::int32_t> neededGates(const Plan& plan, const Instruction& instruction,
                                      Aliveness& alive) {
    std::vector<std::int32_t> needed;
    std::int32_t known = alive.ofOperands(instruction);
    for (std::int32_t g = 0; g < instruction.gates.count; ++g) {
        const std::int32_t gate = plan.gates[at(instruction.gates.begin + g)];
        if (alive.implies(known, alive.of(gate))) { continue; }
        known = alive.both(known, alive.of(gate));
        needed.push_back(gate);
    }
    return needed;
}

bool onlySignals(const Instruction& instruction) {
    return instruction.kind == Instruction::Kind::Pass && instruction.outputs.count == 0;
}

}  // namespace

int tidyGates(Plan& plan) {
    if (!plan.branching) { return 0; }
    Aliveness alive(plan);
    std::vector<std::int32_t> gates;
    std::vector<bool> asked(at(plan.slotCount), false);
    std::vector<bool> gone(plan.instructions.size(), false);
    int dropped = 0;
    // Backwards, so that what only signalled to a dropped instruction goes too.
    for (std::size_t i = plan.instructions.size(); i-- > 0;) {
        Instruction& instruction = plan.instructions[i];
        if (instruction.signal >= 0 && !asked[at(instruction.signal)]) { instruction.signal = -1; }
        const std::vector<std::int32_t> needed = neededGates(plan, instruction, alive);
        dropped += instruction.gates.count - static_cast<std::int32_t>(needed.size());
        gone[i] = onlySignals(instruction) && instruction.signal < 0;
        if (gone[i]) { continue; }
        instruction.gates = {static_cast<std::int32_t>(gates.size()),
                             static_cast<std::int32_t>(needed.size())};
        gates.insert(gates.end(), needed.begin(), needed.end());
        for (const std::int32_t gate : needed) { asked[at(gate)] = true; }
    }
    plan.gates = std::move(gates);
    removeInstructions(plan, gone);
    return dropped;
}

}  // namespace weft
