// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/kernel/kernel_registry.h"
#include "engine/kernel/resource_store.h"

namespace weft {

/// Where an instruction finds an input: a value slot of the run, or a variable. Of a variable it is
/// given the value at that moment (an alias of it, architecture: reads of ref variables), or the
/// variable itself, to write to.
struct Operand {
    enum class Kind : std::uint8_t { Slot, Variable };
    Kind kind = Kind::Slot;
    bool byReference = false;  ///< the variable itself
    bool byHandle = false;     ///< reached through a resource handle
    std::int32_t index = 0;
};

/// A run of elements in one of the plan's flat arrays.
struct Range {
    std::int32_t begin = 0;
    std::int32_t count = 0;
};

/// One step of a straight-line program.
struct Instruction {
    enum class Kind : std::uint8_t {
        Kernel,    ///< call a kernel
        Alias,     ///< output 0 is the buffer of operand `aliased`
        Copy,      ///< operand 0 into memory of `device`
        Snapshot,  ///< a private copy of variable operand 0
    };
    Kind kind = Kind::Kernel;
    bool runsOnEmpty = false;  ///< has effects: called even when all outputs are empty
    std::int8_t aliased = 0;
    std::int8_t inPlace = -1;  ///< operand whose buffer output 0 may take: its last use is here
    std::int32_t device = 0;
    const Node* node = nullptr;  ///< null for Copy
    KernelFunction run = nullptr;
    const void* parameters = nullptr;
    Range operands;  ///< into Plan::operands
    Range outputs;   ///< slots, one an output; those of reference outputs stay empty
    Range releases;  ///< slots whose last use is here, into Plan::releaseSlots
    Range locks;     ///< variables it touches, in address order, into Plan::lockOrder
    std::int64_t defaultSeed2 = 0;  ///< rank of a random node without seeds
};

/// How a run's results are found.
struct Fetch {
    Operand from;
    std::string name;
};

/// A straight-line program: made once a signature, immutable, run by many. The instruction format
/// is flat on purpose: a specialised plan replaces shapes and allocations by fixed places without
/// changing it.
struct Plan {
    std::vector<Instruction> instructions;
    std::vector<Operand> operands;
    std::vector<std::int32_t> releaseSlots;
    std::vector<std::int32_t> lockOrder;
    std::vector<std::shared_ptr<Variable>> variables;
    std::int32_t slotCount = 0;
    struct Constant {
        std::int32_t slot;
        Tensor value;
    };
    std::vector<Constant> constants;
    struct Feed {
        std::int32_t slot;
        std::string name;
        DType type;
        PartialShape shape;
    };
    std::vector<Feed> feeds;  ///< in the order of the request; slot -1: nothing reads it
    std::vector<Fetch> fetches;
    std::vector<std::shared_ptr<const void>> keepAlive;  ///< parameters
    std::vector<int> devices;                            ///< by node id, -1: not run
};

/// Fills in where slots are dropped, and clears Instruction::inPlace where the operand is needed
/// later. Constants, feeds and fetched values are never dropped by instructions. Call once, when
/// all instructions are there.
void findLastUses(Plan& plan);

}  // namespace weft
