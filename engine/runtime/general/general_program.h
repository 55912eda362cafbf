// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/runtime/call_graph.h"
#include "engine/runtime/placer.h"
#include "engine/runtime/plan.h"
#include "engine/runtime/variable_map.h"

namespace weft {

/// Where a token goes: an input of a node, a control input (`input` -1), or a fetch (`node` -1).
struct TokenEdge {
    std::int32_t output =
        -1;                   ///< of the sender, counting its copies for other devices; -1: control
    std::int32_t node = -1;   ///< index into GeneralProgram::nodes; -1: a fetch
    std::int32_t input = -1;  ///< place among an iteration's values, or of the fetch
};

/// Where a node of a general program finds an input.
struct TokenInput {
    std::int32_t feed = -1;      ///< what the caller gives; else it comes as a token
    std::int32_t value = -1;     ///< place of the token among an iteration's values
    VariableUse use;             ///< as far as it is known before the run
    std::int32_t snapshot = -1;  ///< index into GeneralProgram::snapshots: read instead of `use`
};

/// A node that runs when its tokens are there.
struct TokenNode {
    enum class Kind : std::uint8_t {
        Compute,        ///< calls a kernel, or hands on a buffer (Alias)
        Constant,       ///< sends a tensor that is there
        Variable,       ///< stands for a variable: sends its name
        Pass,           ///< sends what it gets: names of variables, and what only others wait for
        Trigger,        ///< ControlTrigger: runs also where what it waits for does not
        Switch,         ///< one output is dead
        Merge,          ///< runs for one token that is alive
        Enter,          ///< Pass, into another frame
        Exit,           ///< Pass, out of its frame
        NextIteration,  ///< Pass, to its frame's next iteration
    };
    Kind kind = Kind::Compute;
    bool isConstantEnter = false;
    bool isTold = false;      ///< in statistics: as a plan's instructions are
    bool handsOn = false;     ///< of Pass and control flow: the token, not the value behind it
    bool mayWait = false;     ///< its kernel may park
    Instruction call;         ///< its lists stay empty; counts of operands and outputs are there
    std::int32_t frame = 0;   ///< in whose iterations it runs
    std::int32_t inner = -1;  ///< of Enter: the frame it leads into
    std::int32_t place = 0;   ///< among the nodes of its frame
    std::int32_t rank = 0;    ///< index into GeneralProgram::ranks
    std::int32_t waits = 0;   ///< tokens until it may run; of Merge: control tokens only
    std::int32_t tokenInputs = 0;  ///< of Merge: inputs that come as tokens
    std::int32_t held = -1;        ///< of Constant and Variable: which
    Range inputs;                  ///< into GeneralProgram::inputs
    Range edges;                   ///< into GeneralProgram::edges
    Range copies;                  ///< into GeneralProgram::copies
};

/// A frame: a loop, or all that is in none (frame 0).
struct TokenFrame {
    std::int32_t parent = -1;
    std::int32_t rank = 0;              ///< its place among what runs in an iteration around it
    std::int32_t enters = 0;            ///< Enter nodes into it
    std::int32_t values = 0;            ///< inputs that come as tokens, of all its nodes
    std::vector<std::int32_t> nodes;    ///< by place
    std::vector<std::int32_t> exits;    ///< Exit nodes of it
    std::vector<std::int32_t> sources;  ///< nodes that wait for nothing; frame 0 only
};

/// A call compiled for the general executor: the nodes that it needs, each with what it sends to
/// whom, and their order. Immutable; runs are GeneralRun.
struct GeneralProgram {
    /// What stands at a place of the order.
    struct Rank {
        std::int32_t node = -1;   ///< index into nodes; -1: a frame, whose nodes run here
        std::int32_t frame = -1;  ///< index into frames
        Range snapshots;          ///< taken before
    };
    /// A private copy of a variable for readers that a writer overtakes.
    struct Snapshot {
        std::int32_t variable = 0;
        std::int32_t device = 0;
        std::vector<std::int32_t> readers;  ///< index into nodes
    };
    /// An output that a node on another device reads.
    struct Copy {
        std::int32_t output = 0;
        std::int32_t device = 0;
    };
    struct Fetched {
        std::int32_t feed = -1;  ///< what the caller gave; else it comes as a token
        std::string name;
    };
    std::vector<TokenNode> nodes;
    std::vector<TokenInput> inputs;
    std::vector<TokenEdge> edges;
    std::vector<Copy> copies;
    std::vector<TokenFrame> frames;
    std::vector<Rank> ranks;
    std::vector<Snapshot> snapshots;
    std::vector<Tensor> constants;
    std::vector<std::shared_ptr<Variable>> variables;
    std::vector<std::int32_t> variableDevices;  ///< by variable; -1: read everywhere
    std::vector<FedTensor> feeds;
    std::vector<Fetched> fetches;
    std::vector<int> devices;  ///< by node id, -1: not run
    std::vector<std::shared_ptr<const void>> keepAlive;
};

/// Compiles a call: as buildPlan() up to the order of the nodes, which both share.
/// @param graph must outlive the program.
/// Errors: those of buildPlan(), but what cannot be planned is no error.
Result<GeneralProgram> buildGeneralProgram(const Graph& graph, const Signature& signature,
                                           const DeviceSet& devices, const PlacerOptions& placement,
                                           ResourceStore& store);

}  // namespace weft
