// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/device/device.h"
#include "engine/graph/graph.h"
#include "engine/kernel/kernel_registry.h"
#include "engine/kernel/resource_store.h"
#include "engine/runtime/call_graph.h"

namespace weft {

/// A place in one of a plan's arrays.
inline std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

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

/// What those who compute some rows of an instruction's outputs are to see of an operand.
enum class RowUse : std::uint8_t {
    Rows,     ///< the same rows of it
    Whole,    ///< all of it
    Sizes,    ///< all of it, with their number in place of that of all rows: sizes of an output
    Columns,  ///< what stands at these places of its second axis
    Parts,    ///< an addend of it
};

/// One step of a straight-line program.
struct Instruction {
    enum class Kind : std::uint8_t {
        Kernel,    ///< call a kernel
        Alias,     ///< output 0 is the buffer of operand `aliased`
        Copy,      ///< operand 0 into memory of `device`
        Snapshot,  ///< a private copy of variable operand 0
        Fused,     ///< a chain of elementwise ops: `parameters` is its FusedProgram
        Updates,   ///< of many variables on a card: `parameters` is its JoinedUpdates
        Fork,      ///< what follows up to its Join runs in two lanes; see forkLanes()
        Join,      ///< both lanes have come to their ends
        Rows,      ///< what follows is computed by rows, a share on each thread; see formRows()
        // Only in plans that branch:
        Pass,       ///< output 0 is operand 0, if it has one; else it only tells others to run
        Switch,     ///< operand 0 goes to output 0 or 1, as operand 1 says; the other is dead
        Merge,      ///< output 0 is the operand that is alive, output 1 which one it is
        LoopBegin,  ///< the first iteration of Plan::loops[loop] begins
        LoopEnd,    ///< back to its beginning while anything goes to a next iteration
    };
    /// What it does in a sum of products that are computed as one; see stackProducts().
    enum class StackRole : std::uint8_t {
        None,
        CollectFirst,  ///< a product: its operands are stacked, on an empty stack
        Collect,       ///< likewise, on what is there
        Forward,       ///< hands a product on, which may be on the stack
        Add,           ///< adds a product to a loop variable
        Sum,           ///< gives the sum: AddN, or the Exit of a loop variable
    };
    Kind kind = Kind::Kernel;
    StackRole role = StackRole::None;
    bool runsOnEmpty = false;  ///< has effects: called even when all outputs are empty
    bool takesBias = false;    ///< chooseEpilogues() wants what follows it in it
    bool byRows = false;       ///< wanted in a Plan::RowRegion: chooseRows(), chooseLoops()
    std::int8_t aliased = 0;
    std::int8_t inPlace = -1;  ///< operand whose buffer output 0 may take: its last use is here
    std::int32_t device = 0;
    const Node* node = nullptr;  ///< of Copy: the variable it copies, else null
    KernelFunction run = nullptr;
    const void* parameters = nullptr;
    Range operands;            ///< into Plan::operands
    Range outputs;             ///< slots, one an output; those of reference outputs stay empty
    Range releases;            ///< slots whose last use is here, into Plan::releaseSlots
    Range locks;               ///< variables it touches, in address order, into Plan::lockOrder
    Range gates;               ///< slots that must be alive besides the operands, into Plan::gates
    std::int32_t signal = -1;  ///< slot that is alive when this ran; for control edges
    std::int32_t loop = -1;    ///< of LoopBegin and LoopEnd: index into Plan::loops
    std::int32_t fork = -1;    ///< of Fork and Join: index into Plan::forks; of Rows: into regions
    std::int32_t lane = -1;    ///< 2 * fork + lane that chooseLanes() put it in
    std::int32_t stack = -1;   ///< of its role: index into Plan::stacks
    Range columns;             ///< of MatMul by a transposed matrix: those it computes, see
                               ///< narrowProducts(); count 0: all
    std::int32_t pack = -1;    ///< of MatMul: packed weights that it shares, see packWeights()
    std::int64_t defaultSeed2 = 0;  ///< rank of a random node without seeds
};

/// How a run's results are found.
struct Fetch {
    Operand from;
    std::string name;
};

/// A frame of TensorFlow's control flow: instructions begin..end, run until no value goes to a next
/// iteration.
struct Loop {
    std::int32_t begin = 0;             ///< its LoopBegin
    std::int32_t end = 0;               ///< its LoopEnd
    std::vector<std::int32_t> next;     ///< slots of its NextIteration nodes
    std::vector<std::int32_t> entered;  ///< slots of Enter nodes that hold for iteration 0 only
    std::vector<std::int32_t> stacks;   ///< of products that it sums up
    std::vector<std::int32_t> packs;    ///< of weights that are the same in all its iterations
    std::vector<std::int32_t> packsOfIteration;  ///< of weights that each iteration makes
    bool byRows = false;                         ///< chooseLoops() wants it in a Plan::RowRegion
};

/// A program: made once a signature, immutable, run by many. Straight-line unless `branching`: then
/// slots may be dead (in a branch that is not taken), an instruction with a dead operand or gate
/// only makes its outputs dead, and loops go back. The instruction format is flat on purpose: a
/// specialised plan replaces shapes and allocations by fixed places without changing it.
struct Plan {
    std::vector<Instruction> instructions;
    std::vector<Operand> operands;
    std::vector<std::int32_t> releaseSlots;
    std::vector<std::int32_t> lockOrder;
    std::vector<std::shared_ptr<Variable>> variables;
    std::int32_t slotCount = 0;
    bool branching = false;
    bool usesStepResources = false;  ///< stacks or tensor arrays may be made
    std::vector<std::int32_t> gates;
    std::vector<Loop> loops;  ///< inner ones after those around them
    /// A sum of products that are computed as one, and the node that adds what is not.
    struct ProductSum {
        const Node* node = nullptr;
        KernelFunction run = nullptr;
        const void* parameters = nullptr;
    };
    std::vector<ProductSum> stacks;
    std::int32_t packCount = 0;
    /// Two halves of a straight line that wait for nothing of each other.
    struct Lanes {
        std::int32_t begin = 0;   ///< the Fork; the first lane follows
        std::int32_t second = 0;  ///< where the second lane begins
        std::int32_t end = 0;     ///< the Join
    };
    std::vector<Lanes> forks;
    /// Instructions whose values fall into rows (of the first axis, of a batch) that do not wait for
    /// each other.
    struct RowRegion {
        /// A value that comes in or goes out.
        struct Entry {
            std::int32_t slot = 0;
            RowUse use = RowUse::Whole;
            int rank = -1;  ///< that it must have, -1: any
        };
        std::int32_t begin = 0;  ///< its Rows; the instructions follow
        std::int32_t end = 0;    ///< behind the last
        std::vector<Entry> entries;
        std::vector<Entry> joined;  ///< what is read outside it
        bool hasLoops = false;
        bool isSound = true;        ///< no value is seen in two ways
        bool needsOneRank = false;  ///< sound only if all its values have one rank
        bool changesRank = false;   ///< they may not
        Range locks;                ///< of all its instructions, as Instruction::locks
    };
    std::vector<RowRegion> regions;
    struct Constant {
        std::int32_t slot;
        Tensor value;
    };
    std::vector<Constant> constants;
    struct Feed : FedTensor {
        std::int32_t slot = -1;
    };
    std::vector<Feed> feeds;  ///< in the order of the request; slot -1: nothing reads it
    std::vector<Fetch> fetches;
    std::vector<NodeId> targets;  ///< they run though nobody may read their values
    std::vector<std::shared_ptr<const void>> keepAlive;  ///< parameters
    std::vector<int> devices;                            ///< by node id, -1: not run
};

/// What an instruction reads.
inline std::span<const Operand> operandsOf(const Plan& plan, const Instruction& instruction) {
    return {plan.operands.data() + instruction.operands.begin, at(instruction.operands.count)};
}
/// What must be alive besides that, where a plan branches.
inline std::span<const std::int32_t> gatesOf(const Plan& plan, const Instruction& instruction) {
    return {plan.gates.data() + instruction.gates.begin, at(instruction.gates.count)};
}
/// The innermost loop that each instruction lies in (its begin and end count as inside), or -1.
std::vector<std::int32_t> loopsOf(const Plan& plan);
/// The instruction that makes each slot, or -1.
std::vector<std::int32_t> makersOf(const Plan& plan);
/// Takes instructions out, none of which begins or ends a loop.
void removeInstructions(Plan& plan, const std::vector<bool>& gone);

/// Makes an instruction call the kernel of a node, or do what control flow does; operands and
/// outputs stay open. @param instruction its device is set. @param keepAlive receives what the
/// kernel read from the attributes.
/// Errors: those of KernelRegistry::find() and of the kernel's parser, with the node.
Status useKernel(const Node& node, const DeviceSet& devices, Instruction& instruction,
                 std::vector<std::shared_ptr<const void>>& keepAlive);
/// The tensor of a Const. Errors: InvalidArgument for a malformed one, with the node.
Result<Tensor> valueOfConstant(const Node& node);
/// What a VarHandleOp gives.
Tensor handleOf(const Node& node);

/// Where a use at an instruction really ends: a value from outside a loop is needed until the loop
/// has ended, one from before a fork until both lanes have. @param made where the value is made.
std::int32_t endOfUse(const Plan& plan, std::int32_t made, std::int32_t used);

/// The variables of all these instructions, in the order that locks are taken.
Range locksOfAll(Plan& plan, std::span<const std::int32_t> instructions);

/// Fills in where slots are dropped, and clears Instruction::inPlace where the operand is needed
/// later. Constants, feeds and fetched values are never dropped by instructions. Call once, when
/// all instructions are there.
void findLastUses(Plan& plan);

}  // namespace weft
