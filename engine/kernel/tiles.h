// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "engine/kernel/kernel_registry.h"

/// @file
/// What a chain of elementwise ops is fused of: a kernel may register how it computes a stretch of
/// its output. Several such stretches, one after the other, then work on memory that is in the
/// first-level cache, and no op of the chain is called by itself.

namespace weft {

/// A stretch out[i] = f(in[0][i], in[1][i], ...) of n elements of one dtype. `out` may be an operand.
struct Tile {
    static constexpr int kMostOperands = 3;
    std::array<const void*, kMostOperands> in{};
    std::array<bool, kMostOperands> repeats{};  ///< one value for all n
    void* out = nullptr;
    std::int64_t n = 0;
};

/// Computes a tile with the very bits that the kernel gives for each element, whatever lies beside
/// it. Cannot fail.
using TileFunction = void (*)(const Tile& tile);

struct TileKernel {
    TileFunction run = nullptr;
    DType type = DType::Invalid;
    double cost = 0;  ///< rough nanoseconds an element of a call
    /// The kernel takes any number of inputs; `run` takes two: ((in0, in1), in2), ...
    bool folds = false;
};

/// Says that `kernel`, on inputs and an output of one dtype, is an elementwise function. Called
/// while libraries load.
void registerTile(KernelFunction kernel, const TileKernel& tile);
/// The tile of a kernel, or null where it has none.
const TileKernel* tileOf(KernelFunction kernel);

}  // namespace weft
