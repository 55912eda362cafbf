// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/plan.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"
#include "engine/graph/op_registry.h"
#include "engine/kernel/evaluate.h"
#include "engine/kernel/gpu/gpu_node.h"
#include "engine/runtime/frames.h"

namespace weft {

namespace {

constexpr std::int32_t kNever = -1;
constexpr std::string_view kCpu = "CPU";

Status nodeError(const Node& node, const Status& status) {
    return annotated(status, concat("[", node.opName, "] "), concat(" (node '", node.name, "')"));
}

}  // namespace

std::vector<std::int32_t> loopsOf(const Plan& plan) {
    std::vector<std::int32_t> loops(plan.instructions.size(), kNever);
    for (std::size_t l = 0; l < plan.loops.size(); ++l) {  // inner ones later
        for (std::int32_t i = plan.loops[l].begin; i <= plan.loops[l].end; ++i) {
            loops[at(i)] = static_cast<std::int32_t>(l);
        }
    }
    return loops;
}

std::vector<std::int32_t> makersOf(const Plan& plan) {
    std::vector<std::int32_t> makers(at(plan.slotCount), kNever);
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        const Range outputs = plan.instructions[i].outputs;
        for (std::int32_t o = 0; o < outputs.count; ++o) {
            makers[at(outputs.begin + o)] = static_cast<std::int32_t>(i);
        }
    }
    return makers;
}

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

Status useKernel(const Node& node, const DeviceSet& devices, Instruction& instruction,
                 std::vector<std::shared_ptr<const void>>& keepAlive) {
    const KernelRegistry& registry = KernelRegistry::global();
    GpuCard* card = cardOf(devices.at(instruction.device));
    const GpuMatch onCard = card == nullptr ? GpuMatch() : matchGpu(node, card->backend());
    if (card != nullptr && onCard.kind == GpuMatch::Kind::None) {
        return nodeError(node, invalidArgument(onCard.reason));
    }
    instruction.node = &node;
    instruction.run = runGpuNode;
    if (onCard.kernel == nullptr) {
        const Result<const KernelDef*> kernel = registry.find(node, kCpu);
        if (!kernel.ok()) { return nodeError(node, kernel.status()); }
        instruction.run = (*kernel)->run;
    }
    if (const ParametersFunction* parse = registry.parameters(node.opName);
        parse != nullptr && *parse) {
        auto parameters = (*parse)(node);
        if (!parameters.ok()) { return nodeError(node, parameters.status()); }
        instruction.parameters = parameters->get();
        keepAlive.push_back(*std::move(parameters));
    }
    if (isSwitch(node)) {
        instruction.kind = Instruction::Kind::Switch;
    } else if (isMerge(node)) {
        instruction.kind = Instruction::Kind::Merge;
    } else if (isControlFlow(node)) {
        instruction.kind = Instruction::Kind::Pass;
    } else if (node.op->aliasesInput >= 0) {
        instruction.kind = Instruction::Kind::Alias;
        instruction.aliased = static_cast<std::int8_t>(node.op->aliasesInput);
    }
    instruction.inPlace = static_cast<std::int8_t>(node.op->inPlaceInput);
    if (onCard.kernel != nullptr) {
        const auto made =
            std::make_shared<const GpuNode>(node, *onCard.kernel, *card, instruction.parameters);
        instruction.parameters = made.get();
        keepAlive.push_back(made);
        if (onCard.kernel->inPlace == 0) { instruction.inPlace = -1; }
    }
    instruction.runsOnEmpty = node.op->isStateful || node.outputs.empty() ||
                              node.op->hasDynamicOutputs() || checksWhenEmpty(*node.op);
    return okStatus();
}

Result<Tensor> valueOfConstant(const Node& node) {
    const auto stored = node.attrs.get<StoredTensorPtr>("value");
    Result<Tensor> value = stored.ok() ? (*stored)->tensor() : Result<Tensor>(stored.status());
    if (!value.ok()) { return nodeError(node, value.status()); }
    return value;
}

Tensor handleOf(const Node& node) {
    return Tensor::scalar(ResourceHandle{node.attrs.getOr<std::string>("container", {}),
                                         node.attrs.getOr<std::string>("shared_name", {}),
                                         "variable"});
}

Range locksOfAll(Plan& plan, std::span<const std::int32_t> instructions) {
    std::vector<std::int32_t> locks;
    const auto variable = [&plan](std::int32_t v) { return plan.variables[at(v)].get(); };
    for (const std::int32_t i : instructions) {
        const Range range = plan.instructions[at(i)].locks;
        const auto first = plan.lockOrder.begin() + range.begin;
        locks.insert(locks.end(), first, first + range.count);
    }
    std::ranges::sort(locks, std::less<>(), variable);
    const auto twice = std::ranges::unique(locks, std::equal_to<>(), variable);
    locks.erase(twice.begin(), twice.end());
    const Range range{static_cast<std::int32_t>(plan.lockOrder.size()),
                      static_cast<std::int32_t>(locks.size())};
    plan.lockOrder.insert(plan.lockOrder.end(), locks.begin(), locks.end());
    return range;
}

std::int32_t endOfUse(const Plan& plan, std::int32_t made, std::int32_t used) {
    for (const Loop& loop : plan.loops) {
        const bool inside = used > loop.begin && used < loop.end;
        const bool fromOutside = made < loop.begin || made > loop.end;
        if (inside && fromOutside) { return loop.end; }
    }
    // The lanes of a fork come to their ends in no order.
    for (const Plan::Lanes& fork : plan.forks) {
        const bool inside = used > fork.begin && used < fork.end;
        if (inside && (made < fork.begin || made > fork.end)) { return fork.end; }
    }
    return used;
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
    // What goes to a next iteration is made after it is read: by the next iteration's Merge.
    std::vector<bool> goesBack(static_cast<std::size_t>(plan.slotCount), false);
    for (const Loop& loop : plan.loops) {
        for (const std::int32_t slot : loop.next) {
            goesBack[static_cast<std::size_t>(slot)] = true;
        }
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
                const auto used = static_cast<std::int32_t>(i);
                kept[slot] = kept[slot] || (goesBack[slot] && used > madeAt[slot]);
                lastUse[slot] = std::max(lastUse[slot], endOfUse(plan, madeAt[slot], used));
            }
        }
        for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
            // An output that nobody reads is dropped where it is made.
            const auto slot = static_cast<std::size_t>(instruction.outputs.begin + o);
            if (!goesBack[slot]) { lastUse[slot] = std::max(lastUse[slot], madeAt[slot]); }
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
