// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "engine/device/gpu/gpu_card.h"
#include "engine/runtime/plan.h"

namespace weft {

/// Who holds a card's memory while a step runs: "GPU:0 holds 24.0 MiB of 32.0 MiB: variable w 8.0 MiB,
/// x (Copy) 4.0 MiB, ..., recordings, kept blocks and others 2.0 MiB". Largest first, a buffer once.
std::string memoryTable(const Plan& plan, std::span<const Tensor> slots, GpuCard& card);

/// An error of missing memory with that table, where an instruction of a plan works on a card; others as
/// they are.
Status withMemoryTable(Status status, const Plan& plan, std::span<const Tensor> slots,
                       const DeviceSet& devices);

}  // namespace weft
