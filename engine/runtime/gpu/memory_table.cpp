// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/memory_table.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_device.h"

namespace weft {
namespace {

constexpr std::size_t kMostRows = 12;

struct Row {
    std::string name;
    std::int64_t bytes;
};

std::string inWords(std::int64_t bytes) {
    constexpr double kKibi = 1024;
    const bool isLarge = bytes >= std::int64_t{1} << 20;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f %s",
                  static_cast<double>(bytes) / (isLarge ? kKibi * kKibi : kKibi),
                  isLarge ? "MiB" : "KiB");
    return text.data();
}

/// What a slot holds, by the instruction that made it.
std::string nameOf(const Plan& plan, std::int32_t slot, std::int32_t maker) {
    if (maker < 0) { return concat("value ", slot); }
    const Instruction& made = plan.instructions[at(maker)];
    if (made.kind == Instruction::Kind::Kernel && made.node != nullptr) {
        return concat(made.node->name, " (", made.node->opName, ")");
    }
    for (const Operand& operand : operandsOf(plan, made)) {
        if (operand.kind == Operand::Kind::Variable) {
            return concat("a copy of variable ", plan.variables[at(operand.index)]->name());
        }
        for (const Plan::Feed& feed : plan.feeds) {
            if (feed.slot == operand.index) { return concat("feed ", feed.name); }
        }
    }
    return made.node != nullptr ? concat(made.node->name, " (", made.node->opName, ")") : "a copy";
}

std::vector<Row> rowsOf(const Plan& plan, std::span<const Tensor> slots, const GpuCard& card) {
    std::vector<Row> rows;
    std::set<const void*> seen;
    const auto add = [&](const Tensor& tensor, const auto& name) {
        const bool isOurs = tensor.valid() && deviceMemoryOf(tensor) == &card;
        if (!isOurs || !seen.insert(tensor.data()).second) { return; }
        rows.push_back({name(), static_cast<std::int64_t>(tensor.bytes())});
    };
    for (const auto& variable : plan.variables) {
        const MutexLock lock(variable->mutex());
        add(variable->value(), [&] { return concat("variable ", variable->name()); });
    }
    const std::vector<std::int32_t> makers = makersOf(plan);
    for (std::size_t s = 0; s < slots.size(); ++s) {
        add(slots[s], [&] { return nameOf(plan, static_cast<std::int32_t>(s), makers[s]); });
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.bytes > b.bytes; });
    return rows;
}

}  // namespace

std::string memoryTable(const Plan& plan, std::span<const Tensor> slots, GpuCard& card) {
    const std::vector<Row> rows = rowsOf(plan, slots, card);
    std::vector<std::string> parts;
    std::int64_t listed = 0;
    std::int64_t small = 0;
    for (const Row& row : rows) {
        listed += row.bytes;
        if (parts.size() < kMostRows) {
            parts.push_back(concat(row.name, " ", inWords(row.bytes)));
        } else {
            small += row.bytes;
        }
    }
    if (small > 0) {
        parts.push_back(concat(rows.size() - kMostRows, " smaller ones ", inWords(small)));
    }
    const std::int64_t held = card.bytesHeld();
    if (held > listed) {
        parts.push_back(concat("recordings, copies on their way, other calls and spare blocks ",
                               inWords(held - listed)));
    }
    return concat("GPU:", card.index(), " holds ", inWords(held), " of ", inWords(card.mostBytes()),
                  ": ", join(parts, ", "));
}

Status withMemoryTable(Status status, const Plan& plan, std::span<const Tensor> slots,
                       const DeviceSet& devices) {
    if (status.code() != StatusCode::kResourceExhausted) { return status; }
    for (std::size_t d = 0; d < devices.size(); ++d) {
        Device& device = devices.at(static_cast<int>(d));
        GpuCard* card = cardOf(device);
        const bool isNamed =
            card != nullptr && messageOf(status).find(device.text()) != std::string_view::npos;
        if (isNamed) {
            return annotated(status, "", concat("; ", memoryTable(plan, slots, *card)));
        }
    }
    return status;
}

}  // namespace weft
