// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executable.h"

#include <algorithm>

#include "engine/kernel/parallel.h"
#include "engine/runtime/memory/value_limit.h"
#include "engine/runtime/passes/pass_list.h"
#include "engine/runtime/plan_builder.h"

namespace weft {
namespace {

/// Plans for known shapes that a call keeps; the one that was not used for longest is dropped.
constexpr std::size_t kMostSpecialised = 8;

}  // namespace

Executable::Executable(std::shared_ptr<const Graph> graph, Plan plan, const DeviceSet& devices)
    : m_graph(std::move(graph)), m_passes(enabledPasses()) {
    preparePlan(*m_graph, devices, m_passes, plan);
    m_isLimited = m_passes.has(Pass::RecomputeCheap) && valueLimit() > 0;
    if (m_isLimited || (m_passes.has(Pass::FoldConstants) && asksForShapes(plan))) {
        m_guards = steadyVariables(plan);
        m_prepared = std::make_unique<const Plan>(plan);
        const bool mayShare = m_passes.has(Pass::CutRows) && computeThreads() > 1 &&
                              !std::ranges::all_of(plan.loops, &Loop::byRows);
        if (mayShare) { m_loopSharing = LoopSharing::Undecided; }
    }
    finishPlan(*m_graph, devices, m_passes, plan);
    m_generic = std::make_shared<Program>(std::move(plan));
}

Executable::Executable(std::shared_ptr<const Graph> graph, GeneralProgram program)
    : m_graph(std::move(graph)),
      m_passes(enabledPasses()),
      m_general(std::make_unique<General>(General{std::move(program), {}})) {}

Result<std::shared_ptr<const Executable>> Executable::compile(
    std::shared_ptr<const Graph> graph, const Signature& signature, const DeviceSet& devices,
    const PlacerOptions& placement, ResourceStore& store, ExecutorChoice choice) {
    if (choice != ExecutorChoice::General) {
        Result<Plan> plan = layOutPlan(*graph, signature, devices, placement, store);
        if (plan.ok()) {
            auto made = std::make_shared<Executable>(graph, *std::move(plan), devices);
            // The session, which owns devices and resources, outlives what it compiles.
            made->m_makeGeneral = [graph, signature, &devices, placement, &store] {
                return buildGeneralProgram(*graph, signature, devices, placement, store);
            };
            return std::shared_ptr<const Executable>(std::move(made));
        }
        const bool isRefused = plan.status().code() == StatusCode::kUnimplemented;
        if (!isRefused || choice == ExecutorChoice::Plan) { return plan.status(); }
    }
    GeneralProgram program =
        WEFT_TRY(buildGeneralProgram(*graph, signature, devices, placement, store));
    return std::make_shared<const Executable>(std::move(graph), std::move(program));
}

/// The program of a planned call that somebody looks on at.
Result<Executable::General*> Executable::generalForWatching() const {
    {
        const MutexLock lock(m_mutex);
        if (m_watched != nullptr) { return m_watched.get(); }
    }
    auto made = std::make_unique<General>(General{WEFT_TRY(m_makeGeneral()), {}});
    const MutexLock lock(m_mutex);
    if (m_watched == nullptr) { m_watched = std::move(made); }
    return m_watched.get();
}

Status Executable::runGeneral(General& general, const RunContext& context,
                              std::span<const Tensor> feeds, std::vector<Tensor>& fetches) const {
    std::unique_ptr<GeneralRun> state;
    {
        const MutexLock lock(m_mutex);
        if (!general.idle.empty()) {
            state = std::move(general.idle.back());
            general.idle.pop_back();
        }
    }
    if (state == nullptr) { state = std::make_unique<GeneralRun>(general.program); }
    Status status = state->run(context, feeds, fetches);
    const MutexLock lock(m_mutex);
    general.idle.push_back(std::move(state));
    return status;
}

Status Executable::run(const RunContext& context, std::span<const Tensor> feeds,
                       std::vector<Tensor>& fetches) const {
    if (!isPlanned()) { return runGeneral(*m_general, context, feeds, fetches); }
    if (CallWatcher::ofThisThread() != nullptr && m_makeGeneral) {
        return runGeneral(*WEFT_TRY(generalForWatching()), context, feeds, fetches);
    }
    ProgramPtr held;  // keeps a program that is dropped meanwhile
    Program* program = m_generic.get();
    std::unique_ptr<RunState> state;
    bool isWanted = false;
    {
        const MutexLock lock(m_mutex);
        if (m_prepared != nullptr && isFeedable(feeds)) {
            held = find(feeds);
            const bool isAtOnce = m_isLimited || m_loopSharing != LoopSharing::Whole;
            isWanted = held == nullptr && (isAtOnce || wasSeen(feeds));
        }
        if (held != nullptr) { program = held.get(); }
        if (!isWanted && !program->idle.empty()) {
            state = std::move(program->idle.back());
            program->idle.pop_back();
        }
    }
    if (isWanted) {
        held = specialise(*context.devices, feeds);
        program = held.get();
    }
    if (state == nullptr) { state = std::make_unique<RunState>(program->plan); }
    Status status = state->run(context, feeds, fetches);
    const MutexLock lock(m_mutex);
    program->idle.push_back(std::move(state));
    return status;
}

std::size_t Executable::specialisedPlans() const {
    const MutexLock lock(m_mutex);
    return m_special.size();
}

/// What does not fit is for the generic plan to refuse.
bool Executable::isFeedable(std::span<const Tensor> feeds) const {
    return std::equal(feeds.begin(), feeds.end(), m_prepared->feeds.begin(),
                      m_prepared->feeds.end(), [](const Tensor& feed, const Plan::Feed& want) {
                          return feed.dtype() == want.type &&
                                 want.shape.compatibleWith(feed.shape());
                      });
}

bool Executable::fits(const ShapeKey& key, std::span<const Tensor> feeds) const {
    for (std::size_t i = 0; i < feeds.size(); ++i) {
        if (key.feeds[i] != feeds[i].shape()) { return false; }
    }
    for (std::size_t g = 0; g < m_guards.size(); ++g) {
        const Variable& variable = *m_prepared->variables[at(m_guards[g])];
        const MutexLock lock(variable.mutex());
        const PartialShape& want = key.variables[g];
        const bool same = variable.initialized()
                              ? want.hasRank() && want.dims() == variable.value().shape().dims()
                              : !want.hasRank();
        if (!same) { return false; }
    }
    return true;
}

/// The program for these shapes, or null where there is none.
Executable::ProgramPtr Executable::find(std::span<const Tensor> feeds) const {
    const auto found = std::find_if(m_special.begin(), m_special.end(),
                                    [&](const auto& special) { return fits(special.key, feeds); });
    if (found == m_special.end()) { return nullptr; }
    std::rotate(m_special.begin(), found, found + 1);
    return m_special.front().program;
}

/// Whether these shapes came before; they are remembered.
bool Executable::wasSeen(std::span<const Tensor> feeds) const {
    const auto isThis = [&](const ShapeKey& key) { return fits(key, feeds); };
    if (std::any_of(m_seen.begin(), m_seen.end(), isThis)) { return true; }
    m_seen.insert(m_seen.begin(), keyOf(feeds));
    if (m_seen.size() > kMostSpecialised) { m_seen.pop_back(); }
    return false;
}

Executable::ShapeKey Executable::keyOf(std::span<const Tensor> feeds) const {
    ShapeKey key;
    for (const Tensor& feed : feeds) { key.feeds.push_back(feed.shape()); }
    for (const std::int32_t v : m_guards) {
        const Variable& variable = *m_prepared->variables[at(v)];
        const MutexLock lock(variable.mutex());
        key.variables.push_back(variable.initialized() ? PartialShape(variable.value().shape())
                                                       : PartialShape());
    }
    return key;
}

/// Made without the lock, so that nobody waits for it; two threads may make the same.
Executable::ProgramPtr Executable::specialise(const DeviceSet& devices,
                                              std::span<const Tensor> feeds) const {
    ShapeKey key = keyOf(feeds);
    bool mayShare = false;
    {
        const MutexLock lock(m_mutex);
        mayShare = m_loopSharing != LoopSharing::Whole;
    }
    ProgramPtr program = finished(devices, key, mayShare);
    bool isRefused = false;
    {
        const MutexLock lock(m_mutex);
        const bool shares = std::ranges::any_of(program->plan.loops, &Loop::byRows);
        // With a variable that has no value yet the call fails: that decides nothing.
        const bool isWhole = std::ranges::all_of(key.variables, &PartialShape::hasRank);
        if (m_loopSharing == LoopSharing::Undecided && isWhole) {
            m_loopSharing = shares ? LoopSharing::Shared : LoopSharing::Whole;
        }
        isRefused = mayShare && shares && m_loopSharing == LoopSharing::Whole;
    }
    if (isRefused) { program = finished(devices, key, false); }
    const MutexLock lock(m_mutex);
    m_special.insert(m_special.begin(), {std::move(key), program});
    if (m_special.size() > kMostSpecialised) { m_special.pop_back(); }
    return program;
}

Executable::ProgramPtr Executable::finished(const DeviceSet& devices, const ShapeKey& key,
                                            bool mayShareLoops) const {
    KnownShapes shapes{key.feeds, std::vector<PartialShape>(m_prepared->variables.size()),
                       mayShareLoops};
    for (std::size_t g = 0; g < m_guards.size(); ++g) {
        shapes.variables[at(m_guards[g])] = key.variables[g];
    }
    Plan plan = *m_prepared;
    finishPlan(*m_graph, devices, m_passes, plan, &shapes);
    return std::make_shared<Program>(std::move(plan));
}

}  // namespace weft
