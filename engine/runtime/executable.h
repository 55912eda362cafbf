// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/runtime/general/general_run.h"
#include "engine/runtime/passes/passes.h"
#include "engine/runtime/passes/plan_facts.h"
#include "engine/runtime/run/run_state.h"
#include "engine/runtime/session.h"

namespace weft {

/// A compiled call: the graph, a plan for any shapes, plans for the shapes that it was called with
/// more than once, and run states to borrow. All plans give the same bits; those that know the shapes
/// have no shape arithmetic left in them.
/// Threading: run() from any thread; each takes a state of its own.
class Executable {
public:
    /// Makes a plan, or where there can be none and `choice` allows it a general program.
    /// Errors: those of layOutPlan(); Unimplemented only where a plan is insisted on.
    static Result<std::shared_ptr<const Executable>> compile(
        std::shared_ptr<const Graph> graph, const Signature& signature, const DeviceSet& devices,
        const PlacerOptions& placement, ResourceStore& store, ExecutorChoice choice);

    /// @param laidOut as layOutPlan() gives it, for the graph and the devices.
    Executable(std::shared_ptr<const Graph> graph, Plan laidOut, const DeviceSet& devices);
    Executable(std::shared_ptr<const Graph> graph, GeneralProgram program);

    /// Else the general executor runs it, and it has no plan.
    bool isPlanned() const { return m_generic != nullptr; }
    /// The plan for any shapes.
    const Plan& plan() const { return m_generic->plan; }
    const Graph& graph() const { return *m_graph; }
    /// The device of each node by id, -1 where it does not run.
    const std::vector<int>& devices() const {
        return isPlanned() ? plan().devices : m_general->program.devices;
    }
    /// Where somebody watches this thread's calls, by the general executor.
    Status run(const RunContext& context, std::span<const Tensor> feeds,
               std::vector<Tensor>& fetches) const;
    /// How many plans for known shapes there are now.
    std::size_t specialisedPlans() const;

private:
    /// A plan and its idle states; these are guarded by m_mutex.
    struct Program {
        explicit Program(Plan made) : plan(std::move(made)) {}
        const Plan plan;
        std::vector<std::unique_ptr<RunState>> idle;
    };
    using ProgramPtr = std::shared_ptr<Program>;
    /// What a plan for known shapes is made for: shapes of feeds, and of the variables in m_guards.
    struct ShapeKey {
        std::vector<Shape> feeds;
        std::vector<PartialShape> variables;
    };
    struct Specialised {
        ShapeKey key;
        ProgramPtr program;
    };

    struct General {
        GeneralProgram program;
        std::vector<std::unique_ptr<GeneralRun>> idle;  // guarded by m_mutex
    };
    using GeneralMaker = std::function<Result<GeneralProgram>()>;

    Result<General*> generalForWatching() const;
    Status runGeneral(General& general, const RunContext& context, std::span<const Tensor> feeds,
                      std::vector<Tensor>& fetches) const;
    bool isFeedable(std::span<const Tensor> feeds) const;
    bool fits(const ShapeKey& key, std::span<const Tensor> feeds) const;
    ProgramPtr find(std::span<const Tensor> feeds) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    bool wasSeen(std::span<const Tensor> feeds) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(m_mutex);
    ShapeKey keyOf(std::span<const Tensor> feeds) const;
    ProgramPtr specialise(const DeviceSet& devices, std::span<const Tensor> feeds) const;
    ProgramPtr finished(const DeviceSet& devices, const ShapeKey& key, bool mayShareLoops) const;

    /// Whether threads share loops by rows that only known shapes allow it for. That changes last bits, so
    /// it is decided once, by the first shapes: where they do, no plan for any shapes runs.
    enum class LoopSharing : std::uint8_t { Undecided, Shared, Whole };

    const std::shared_ptr<const Graph> m_graph;  // the plans point into it
    const PassSet m_passes;
    std::unique_ptr<const Plan>
        m_prepared;  // before finishPlan(); null: known shapes would change nothing
    bool m_isLimited = false;  // setValueLimit() asks for plans that know their shapes
    std::vector<std::int32_t> m_guards;  // variables whose shapes such plans rely on
    ProgramPtr m_generic;
    const std::unique_ptr<General> m_general;  // instead of it
    GeneralMaker m_makeGeneral;                // of a planned call, for when it is watched
    mutable Mutex m_mutex;
    mutable std::unique_ptr<General> m_watched ABSL_GUARDED_BY(m_mutex);  // made once
    mutable std::vector<Specialised> m_special ABSL_GUARDED_BY(m_mutex);  // used last first
    mutable LoopSharing m_loopSharing ABSL_GUARDED_BY(m_mutex) = LoopSharing::Whole;
    mutable std::vector<ShapeKey> m_seen ABSL_GUARDED_BY(m_mutex);  // once; newest first
};

}  // namespace weft
