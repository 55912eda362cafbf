// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/graph/node.h"
#include "engine/kernel/gpu/gpu_chain.h"
#include "engine/kernel/tiles.h"

/// @file
/// A fused chain: elementwise ops on tensors of one shape, computed tile by tile so that what only
/// the chain itself reads never leaves a core's own caches.

namespace weft {

/// What a node of a chain does to each element: by a tile on the processor, as a step of a kernel on a card.
struct ChainPart {
    DType type = DType::Invalid;
    bool folds = false;  ///< takes any number of inputs, from the left
    TileFunction tile = nullptr;
    double cost = 0;
    std::int32_t element = 0;  ///< gpu::Element; 0 on the processor
};
/// Nothing where the kernel is not elementwise. @param parameters of the instruction.
std::optional<ChainPart> chainPartOf(KernelFunction run, const void* parameters);

/// One call of a tile function. An operand is the result of an earlier step (>= 0) or an operand of
/// the instruction (~operand < 0).
struct FusedStep {
    TileFunction run = nullptr;
    std::int32_t element = 0;
    std::array<std::int32_t, Tile::kMostOperands> operands{};
    std::int32_t operandCount = 0;
    std::int32_t output = -1;   ///< output of the instruction, or -1: read by later steps only
    std::int32_t scratch = -1;  ///< where a result without output lies, reused when it is no more
};

/// A node of the chain: what its shape function sees, and its kernel by itself.
struct FusedNode {
    const Node* node = nullptr;
    KernelFunction run = nullptr;
    const void* parameters = nullptr;
    std::vector<std::int32_t> operands;  ///< node of the chain (>= 0), operand (~operand < 0)
    std::int32_t output = -1;            ///< output of the instruction, or -1
};

/// A chain, fixed when a plan is made.
struct FusedProgram {
    DType type = DType::Float;
    double cost = 0;  ///< rough nanoseconds an element
    std::vector<FusedNode> nodes;
    std::vector<FusedStep> steps;
    std::int32_t scratches = 0;
    std::int32_t outputs = 0;
    bool anyShapes = false;  ///< a product and what follows it: its values have shapes of their own
    std::unique_ptr<const GpuChain> onCard;  ///< null: the processor runs the steps
};

/// Fills in steps, scratches and cost from the nodes.
void layOutSteps(FusedProgram& program);

/// Makes the chain one call on the card of its nodes. @param inputs of the instruction.
/// @return false where it is too long for one.
bool sendToCard(FusedProgram& program, std::int32_t inputs);

/// Whether an operand holds one row of the chain's last axis, which all rows share: a bias.
bool isRowOf(const Shape& operand, const Shape& chain);

/// Runs the steps over all elements, on the compute team where size pays.
/// @param inputs tensors of the chain's shape, of one element, or rows (isRowOf()). @param outputs of
/// that shape.
void runSteps(const FusedProgram& program, std::span<const Tensor* const> inputs,
              std::span<Tensor> outputs);

}  // namespace weft
