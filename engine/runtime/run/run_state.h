// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/cancellation.h"
#include "engine/base/mutex.h"
#include "engine/device/device.h"
#include "engine/kernel/gemm_dnnl.h"
#include "engine/runtime/fuse/fused_program.h"
#include "engine/runtime/gpu/card_faults.h"
#include "engine/runtime/gpu/device_times.h"
#include "engine/runtime/gpu/recorded_step.h"
#include "engine/runtime/plan.h"
#include "engine/runtime/run/node_call.h"
#include "engine/runtime/run/product_stack.h"

namespace weft {

/// The moving part of a run: value slots, and for each instruction the shapes it computed last.
/// Kept and used again by later runs, so that a step in the steady state asks for no memory: small
/// outputs keep their buffers, shape functions are skipped while their inputs stay the same.
/// Threading: one run at a time.
class RunState {
public:
    explicit RunState(const Plan& plan);
    ~RunState();

    /// Runs all instructions. @param feeds one a Plan::feeds. @param fetches one a Plan::fetches.
    /// Errors: of kernels and shape functions as `[Op] message (node 'n', device)`; Cancelled,
    /// DeadlineExceeded.
    Status run(const RunContext& context, std::span<const Tensor> feeds,
               std::vector<Tensor>& fetches);

private:
    /// Weights in the layout of the products that share them.
    struct Pack {
        PackedMatrix matrix;
        bool valid = false;  ///< what it holds is what the products are to read
    };
    /// What a run's instructions have in common.
    struct Values {
        std::vector<Tensor> tensors;   // by slot
        std::vector<ShapeMemo> memos;  // by instruction
        std::vector<ProductStack> stacks;
        std::vector<Pack> packs;
        ResourceStore stepResources;
    };

    /// The second lane of forks: works on the values of `whole` with operands of its own.
    struct SecondLane {};
    RunState(RunState& whole, SecondLane);
    void makeRoom();
    // In run_state_lanes.cpp.
    Status runFork(const RunContext& context, const Plan::Lanes& fork);
    Status runLane(const RunContext& context, std::int32_t begin, std::int32_t end);

    // In run_state_rows.cpp: regions that threads share by rows.
    struct RowShare;
    std::int64_t rowsOf(const Plan::RowRegion& region) const;
    Status runRows(const RunContext& context, std::size_t index);
    Result<bool> runShares(const RunContext& context, const Plan::RowRegion& region,
                           std::int64_t rows, int threads);
    Status runShare(const RunContext& context, const RowShare& share);
    Status enter(const RowShare& share, const RunContext& context);
    bool isJoined(std::int32_t slot) const;
    Result<Tensor> placeInWhole(std::int32_t slot, DType type, const Shape& shape, Device& device);
    bool join(const RowShare& share, RunState& from, const RunContext& context);
    bool joinRows(const RowShare& share, const Tensor& part, std::int32_t slot,
                  const RunContext& context);
    bool joinParts(const RowShare& share, Tensor& part, std::int32_t slot);
    void leave(const Plan::RowRegion& region);
    Status runRegion(const RunContext& context, const Plan::RowRegion& region);
    static void tellWhole(std::span<NodeStatistics> told, std::int64_t rows, int threads);

    NodeOperands operandsOf(const Instruction& instruction) const {
        return {{m_inputs.data(), at(instruction.operands.count)},
                {m_variables.data(), at(instruction.operands.count)}};
    }
    std::int64_t outputBytes(const Instruction& instruction, const ShapeMemo& memo) const;
    void addOutputs(const Instruction& instruction, const ShapeMemo& memo,
                    absl::InlinedVector<Shape, 1>& shapes) const;
    Status bindFeeds(std::span<const Tensor> feeds);
    Status step(const RunContext& context, std::size_t index);
    Status execute(const RunContext& context, std::size_t index);
    // In run_state_flow.cpp: which instructions run, and what they hand on.
    Status runBranching(const RunContext& context, std::size_t begin, std::size_t end);
    Result<std::size_t> advance(const RunContext& context, std::size_t index);
    bool isDead(const Instruction& instruction) const;
    void markDead(const Instruction& instruction, bool dead);
    Status runRowsAlive(const RunContext& context, std::size_t index);
    bool repeats(const Loop& loop);
    Status passOn(const Instruction& instruction);
    Status emptySnapshot(std::int32_t slot) const;
    Status readOperands(const Instruction& instruction);
    Status callKernel(const RunContext& context, const Instruction& instruction, std::size_t index);
    bool multiply(const Instruction& instruction);
    void dropPack(std::int32_t pack);
    void dropPacks(const std::vector<std::int32_t>& packs);
    Status allocateOutputs(const Instruction& instruction, const ShapeMemo& memo, Device& device);
    Status allocateOutput(const Instruction& instruction, std::int32_t i, DType type,
                          const Shape& shape, Device& device);
    void release(const Instruction& instruction);
    // In run_state_fused.cpp: chains.
    Status callFused(const RunContext& context, const Instruction& instruction, std::size_t index);
    Status callOnCard(const RunContext& context, const Instruction& instruction,
                      const ShapeMemo& memo);
    Status updateChain(const FusedProgram& program, std::size_t operands, ShapeMemo& memo);
    Status callMembers(const RunContext& context, const Instruction& instruction,
                       const ShapeMemo& memo);
    // In run_state_updates.cpp: many variables at once.
    Status callUpdates(const RunContext& context, const Instruction& instruction,
                       std::size_t index);
    // In run_state_stacked.cpp: sums of products.
    Status callStacked(const RunContext& context, const Instruction& instruction,
                       std::size_t index);
    Status sumStack(const RunContext& context, const Instruction& instruction, ProductStack& stack);
    Status fetch(std::vector<Tensor>& fetches);
    void reset();
    // In run_state_recorded.cpp: steps on a GPU that are replayed.
    Status runRecorded(const RunContext& context);
    Status rehearse(const RunContext& context);
    Result<bool> sendAgain(const RunContext& context, std::size_t index);
    void keepTarget(std::size_t index);
    std::vector<bool> deadAmong(const std::vector<std::int32_t>& slots) const;
    std::vector<Tensor> slotsBefore(
        std::vector<std::pair<std::size_t, const Variable*>>& aliases) const;
    Status takeEntries(Segment& segment);
    Result<bool> recordSegment(const RunContext& context, Segment& segment);
    std::string recordInstructions(const RunContext& context, Segment& segment);
    Result<bool> replaySegment(Segment& segment);
    // In run_state_statistics.cpp.
    void addStatistics(StepStatistics& statistics, std::size_t index, std::int64_t startNs,
                       std::int64_t durationNs) const;

    const Plan& m_plan;
    const std::unique_ptr<Values> m_own;  // null in a second lane
    std::vector<Tensor>& m_slots;
    std::vector<ShapeMemo>& m_memos;
    std::vector<ProductStack>& m_stacks;
    std::vector<Pack>& m_packs;
    ResourceStore& m_stepResources;
    std::unique_ptr<RunState> m_second;               // where the plan forks
    std::vector<std::unique_ptr<RunState>> m_shares;  // one a thread, where the plan has regions
    const RowShare* m_share = nullptr;                // in one of those: which rows
    // By slot, of the region at hand: which shares write in common, and which of these have a place.
    std::vector<bool> m_isJoined;
    Mutex m_placing;
    std::vector<bool> m_isPlaced ABSL_GUARDED_BY(m_placing);
    std::vector<Status> m_shareStatus;
    bool m_looksForRecording = true;           // before the first run
    std::unique_ptr<RecordedStep> m_recorded;  // where the plan has work on a GPU
    const CardFaults m_faults;
    std::optional<DeviceTimes> m_times;  // where statistics are asked for
    std::vector<bool> m_dead;            // by slot; only where the plan branches
    std::int64_t m_startNs = 0;
    std::size_t m_lastTold = 0;                // nodes that the last statistics told of
    std::vector<std::int32_t> m_fetchedSlots;  // computed values among the fetches
    // Operands of the instruction at hand; members so that they are allocated once.
    std::vector<const Tensor*> m_inputs;
    const Node* m_failed = nullptr;  // of a chain: the node at hand
    // Of a chain that is called node by node; members likewise.
    std::vector<Tensor> m_memberResults;
    std::vector<const Tensor*> m_memberInputs;
    std::vector<Variable*> m_noVariables;
    std::vector<Variable*> m_variables;
};

}  // namespace weft
