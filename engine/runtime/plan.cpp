// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/plan.h"

#include <algorithm>

namespace weft {

namespace {

constexpr std::int32_t kNever = -1;

/// Where a use at an instruction really ends: a value from outside a loop is needed until the loop
/// has ended.
std::int32_t endOfUse(const Plan& plan, std::int32_t made, std::int32_t used) {
    for (const Loop& loop : plan.loops) {
        const bool inside = used > loop.begin && used < loop.end;
        const bool fromOutside = made < loop.begin || made > loop.end;
        if (inside && fromOutside) { return loop.end; }
    }
    return used;
}

}  // namespace

void removeInstructions(Plan& plan, const std::vector<bool>& gone) {
    std::vector<std::int32_t> placeNow(plan.instructions.size(), kNever);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        placeNow[i] = static_cast<std::int32_t>(kept);
        if (!gone[i]) { plan.instructions[kept++] = plan.instructions[i]; }
    }
    plan.instructions.resize(kept);
    for (Loop& loop : plan.loops) {
        loop.begin = placeNow[at(loop.begin)];
        loop.end = placeNow[at(loop.end)];
    }
}

void findLastUses(Plan& plan) {
    std::vector<std::int32_t> madeAt(static_cast<std::size_t>(plan.slotCount), kNever);
    std::vector<std::int32_t> lastUse(static_cast<std::size_t>(plan.slotCount), kNever);
    std::vector<bool> kept(static_cast<std::size_t>(plan.slotCount), false);
    for (const Plan::Constant& constant : plan.constants) {
        kept[static_cast<std::size_t>(constant.slot)] = true;
    }
    for (const Plan::Feed& feed : plan.feeds) {
        if (feed.slot >= 0) { kept[static_cast<std::size_t>(feed.slot)] = true; }
    }
    for (const Fetch& fetch : plan.fetches) {
        if (fetch.from.kind == Operand::Kind::Slot) {
            kept[static_cast<std::size_t>(fetch.from.index)] = true;
        }
    }
    for (const Loop& loop : plan.loops) {
        for (const std::int32_t slot : loop.next) { kept[static_cast<std::size_t>(slot)] = true; }
    }
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        const Range outputs = plan.instructions[i].outputs;
        for (std::int32_t o = 0; o < outputs.count; ++o) {
            madeAt[static_cast<std::size_t>(outputs.begin + o)] = static_cast<std::int32_t>(i);
        }
    }
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        const Instruction& instruction = plan.instructions[i];
        for (std::int32_t o = 0; o < instruction.operands.count; ++o) {
            const Operand& operand =
                plan.operands[static_cast<std::size_t>(instruction.operands.begin + o)];
            if (operand.kind == Operand::Kind::Slot) {
                const auto slot = static_cast<std::size_t>(operand.index);
                lastUse[slot] = std::max(
                    lastUse[slot], endOfUse(plan, madeAt[slot], static_cast<std::int32_t>(i)));
            }
        }
        for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
            // An output that nobody reads is dropped where it is made.
            std::int32_t& last = lastUse[static_cast<std::size_t>(instruction.outputs.begin + o)];
            last = std::max(last, static_cast<std::int32_t>(i));
        }
    }
    std::vector<std::vector<std::int32_t>> releases(plan.instructions.size());
    for (std::int32_t slot = 0; slot < plan.slotCount; ++slot) {
        const std::int32_t last = lastUse[static_cast<std::size_t>(slot)];
        if (last != kNever && !kept[static_cast<std::size_t>(slot)]) {
            releases[static_cast<std::size_t>(last)].push_back(slot);
        }
    }
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        Instruction& instruction = plan.instructions[i];
        instruction.releases = {static_cast<std::int32_t>(plan.releaseSlots.size()),
                                static_cast<std::int32_t>(releases[i].size())};
        plan.releaseSlots.insert(plan.releaseSlots.end(), releases[i].begin(), releases[i].end());
        if (instruction.inPlace < 0) { continue; }
        const auto first = plan.operands.begin() + instruction.operands.begin;
        const Operand candidate = first[instruction.inPlace];
        const auto uses =
            std::count_if(first, first + instruction.operands.count, [&](const Operand& operand) {
                return operand.kind == candidate.kind && operand.index == candidate.index;
            });
        const bool lastHere =
            candidate.kind == Operand::Kind::Slot &&
            std::find(releases[i].begin(), releases[i].end(), candidate.index) != releases[i].end();
        if (uses != 1 || !lastHere) { instruction.inPlace = -1; }
    }
}

}  // namespace weft
