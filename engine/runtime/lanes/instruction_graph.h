// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/runtime/plan.h"

namespace weft {

/// Which control edges count.
enum class Controls : std::uint8_t {
    All,
    /// Those to instructions with effects, or that touch variables. What only computes a value may come
    /// before what the graph lets it wait for: nobody sees a difference.
    OfEffects,
};

/// What an instruction must wait for, where the list alone says only that it comes later (within what
/// lies between beginnings and ends of loops): values it reads, gates, control edges (also through
/// NoOp nodes), the writes and reads of the variables it touches, and for ops with effects the one
/// before.
/// @return by instruction: earlier instructions, without duplicates.
std::vector<std::vector<std::int32_t>> dependenciesOf(const Graph& graph, const Plan& plan,
                                                      Controls controls = Controls::All);

/// A set of some instructions that were given numbers, one bit each.
using Bits = std::vector<std::uint64_t>;
void add(Bits& bits, std::size_t i);
bool has(const Bits& bits, std::size_t i);
bool touches(const Bits& a, const Bits& b);
std::size_t countOf(const Bits& bits);

/// Which of the instructions with a number each instruction depends on, at first or second hand.
/// @param before as dependenciesOf() gives it. @param numberOf by instruction, -1: none.
std::vector<Bits> ancestorsOf(const std::vector<std::vector<std::int32_t>>& before,
                              const std::vector<std::int32_t>& numberOf, std::size_t numbers);

/// Whether a node multiplies matrices or convolves.
bool isProduct(const Node& node);

/// Rough nanoseconds of an instruction on one thread, from the shapes the graph knows (32 for a size
/// that it does not): a function of the plan alone, so that what is decided by it never changes.
double costOf(const Graph& graph, const Instruction& instruction);

}  // namespace weft
