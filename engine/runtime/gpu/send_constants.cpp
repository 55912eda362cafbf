// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/send_constants.h"

#include <unordered_map>

#include "engine/tensor/device_memory.h"

namespace weft {

void sendConstants(const DeviceSet& devices, Plan& plan) {
    std::vector<bool> gone(plan.instructions.size(), false);
    std::unordered_map<std::int32_t, Tensor> constants;
    bool isAny = false;
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        const Instruction& copy = plan.instructions[i];
        Allocator& target = devices.at(copy.device).allocator();
        if (copy.kind != Instruction::Kind::Copy || asDeviceMemory(target) == nullptr) { continue; }
        if (constants.empty()) {
            for (const auto& [slot, value] : plan.constants) { constants.emplace(slot, value); }
        }
        const Operand from = operandsOf(plan, copy)[0];
        const auto found = constants.find(from.index);
        if (from.kind != Operand::Kind::Slot || found == constants.end()) { continue; }
        Result<Tensor> sent = found->second.clone(target);
        if (!sent.ok()) { continue; }
        plan.constants.push_back({copy.outputs.begin, *std::move(sent)});
        gone[i] = true;
        isAny = true;
    }
    if (isAny) { removeInstructions(plan, gone); }
}

void sendFeedsFirst(const DeviceSet& devices, Plan& plan) {
    if (!plan.forks.empty()) { return; }
    std::vector<bool> isFed(at(plan.slotCount), false);
    for (const Plan::Feed& feed : plan.feeds) {
        if (feed.slot >= 0) { isFed[at(feed.slot)] = true; }
    }
    const std::vector<std::int32_t> loops = loopsOf(plan);
    std::vector<Instruction> first;
    std::vector<Instruction> others;
    std::vector<std::int32_t> place(plan.instructions.size(), 0);  // among the others
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        const Instruction& each = plan.instructions[i];
        place[i] = static_cast<std::int32_t>(others.size());
        const bool isCopy = each.kind == Instruction::Kind::Copy && loops[i] < 0;
        const Operand from = isCopy ? operandsOf(plan, each)[0] : Operand();
        const bool sends = isCopy && from.kind == Operand::Kind::Slot && isFed[at(from.index)] &&
                           asDeviceMemory(devices.at(each.device).allocator()) != nullptr;
        (sends ? first : others).push_back(each);
    }
    const auto moved = static_cast<std::int32_t>(first.size());
    for (Loop& loop : plan.loops) {
        loop.begin = place[at(loop.begin)] + moved;
        loop.end = place[at(loop.end)] + moved;
    }
    first.insert(first.end(), others.begin(), others.end());
    plan.instructions = std::move(first);
}

}  // namespace weft
