// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "engine/kernel/state/parking.h"
#include "engine/runtime/general/call_watcher.h"
#include "engine/runtime/general/general_program.h"
#include "engine/runtime/general/token_flow.h"
#include "engine/runtime/gpu/card_faults.h"
#include "engine/runtime/run/node_call.h"

namespace weft {

/// Holds the locks of the variables that a node touches, taken in address order, so that two runs
/// can never wait for each other.
class VariablesLocked {
public:
    /// @param variables in any order, perhaps twice; must outlive this.
    explicit VariablesLocked(std::vector<Variable*>& variables);
    ~VariablesLocked();
    VariablesLocked(const VariablesLocked&) = delete;
    VariablesLocked& operator=(const VariablesLocked&) = delete;

private:
    const std::vector<Variable*>& m_variables;
};

/// The moving part of a run of a general program, kept for later runs.
/// Threading: one run at a time.
class GeneralRun {
public:
    /// @param program must outlive this.
    explicit GeneralRun(const GeneralProgram& program);

    /// As RunState::run(). Under the eyes of CallWatcher::ofThisThread(), where there is one.
    Status run(const RunContext& context, std::span<const Tensor> feeds,
               std::vector<Tensor>& fetches);

private:
    using Turn = TokenFlow::Turn;
    /// The last copy that was taken of a variable.
    struct Taken {
        bool isTaken = false;
        Tensor value;  // none: the variable had none
    };

    /// A node whose kernel waits.
    struct Parked {
        Turn turn;
        Parking::GoOn goOn;
        std::vector<Tensor> outputs;
        std::int64_t startNs = 0;
    };

    Status runNodes(const RunContext& context);
    Status finish(const RunContext& context, const Turn& turn, std::int64_t startNs);
    Status runNode(const RunContext& context, const Turn& turn);
    Status showInputs(const Turn& turn);
    void showOutputs(const TokenNode& node);
    Status compute(const RunContext& context, const Turn& turn);
    Status takeSnapshots(const RunContext& context, Range snapshots);
    Status choose(const TokenNode& node);
    static Status checkReference(const TokenNode& node, const Token& token);
    // In parked_calls.cpp: nodes that wait.
    void park(const Turn& turn, std::int64_t startNs);
    Status resumeParked(const RunContext& context);
    Result<bool> goOn(const RunContext& context, const TokenNode& node, Parked& parked);
    Status waitForParked(const RunContext& context);
    // In general_operands.cpp: what a node reads, and its kernel.
    Status findVariables(const RunContext& context, const Turn& turn, std::int32_t from,
                         std::int32_t count);
    Status readOperands(const RunContext& context, const Turn& turn, std::int32_t from,
                        std::int32_t count);
    Status readVariable(const RunContext& context, const Turn& turn, std::int32_t i);
    std::int32_t snapshotFor(const Turn& turn, const TokenInput& input,
                             const Variable& variable) const;
    Status callKernel(const RunContext& context, const Turn& turn);
    Status allocateResults(const RunContext& context, const TokenNode& node, const ShapeMemo& memo);
    Status copyOutputs(const RunContext& context, const TokenNode& node);
    Status fetch(std::vector<Tensor>& fetches) const;
    const TokenNode& nodeAt(const Turn& turn) const {
        return m_program.nodes[at(m_program.ranks[at(turn.rank())].node)];
    }
    const TokenInput& inputOf(const TokenNode& node, std::int32_t i) const {
        return m_program.inputs[at(node.inputs.begin + i)];
    }
    std::int32_t deviceOf(const Variable& variable) const;
    Token tokenOf(const Turn& turn, const TokenInput& input) const;
    void tell(StepStatistics& statistics, const TokenNode& node, std::int64_t startNs) const;

    const GeneralProgram& m_program;
    TokenFlow m_flow;
    CallWatcher* m_watcher = nullptr;  // of the run under way; not owned
    std::vector<Tensor> m_shown;       // to it
    std::vector<ShapeMemo> m_memos;    // by node
    std::vector<Taken> m_taken;        // by snapshot
    std::vector<Tensor> m_feeds;
    ResourceStore m_stepResources;
    CardFaults m_faults;
    std::int64_t m_startNs = 0;
    Bell m_bell;                   // outlives what is parked
    std::vector<Parked> m_parked;  // in the order in which they began to wait
    // Of the node at hand; members so that they are allocated once. By input:
    std::vector<const Tensor*> m_inputs;
    std::vector<Variable*> m_variables;  // the variable itself
    std::vector<Variable*> m_behind;     // the variable that the input leads to, read or not
    std::vector<Tensor> m_copied;        // from other devices
    // By output:
    std::vector<Tensor> m_results;
    Parking::GoOn m_left;         // by the kernel, which waits
    std::vector<Token> m_tokens;  // then its copies for other devices
    std::vector<Variable*> m_locked;
    std::vector<std::shared_ptr<Variable>> m_found;  // those that handles named
};

}  // namespace weft
