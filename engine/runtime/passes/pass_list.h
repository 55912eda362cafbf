// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/device/device.h"
#include "engine/runtime/passes/passes.h"
#include "engine/runtime/passes/plan_facts.h"
#include "engine/runtime/passes/plan_report.h"

namespace weft {

/// What a pass has besides the plan.
struct PassContext {
    const Graph& graph;  ///< what the plan was laid out from
    const DeviceSet& devices;
    PlanFacts& facts;                          ///< of every slot that the layout made
    PlanReport::PassReport* report = nullptr;  ///< filled where given

    /// Writes down a change. @param text makes the words; called only where someone reads them.
    template <class F>
    void note(F&& text) const {
        if (report != nullptr) { report->notes.push_back(text()); }
    }
};

/// One pass over a plan that findLastUses() has not seen.
/// @return how much it changed, in the words of its notes.
using PassFunction = int (*)(const PassContext& context, Plan& plan);

/// The passes that know nothing of a call's shapes, on a plan as layOutPlan() gives it. What may change
/// last bits (products that are stacked, share packed weights or read transposed) is decided here, for all plans of a
/// call. @param report filled where given.
void preparePlan(const Graph& graph, const DeviceSet& devices, PassSet passes, Plan& plan,
                 PlanReport* report = nullptr);

/// The rest of the way to a plan that runs: with known shapes folding and what follows from it once
/// more; then chains and last uses. @param shapes of the call that it is for; null: any.
void finishPlan(const Graph& graph, const DeviceSet& devices, PassSet passes, Plan& plan,
                const KnownShapes* shapes = nullptr, PlanReport* report = nullptr);

/// Whether a plan that knows the shapes of its feeds could compute less than this one.
bool asksForShapes(const Plan& plan);

/// Variables that the plan reads by value and gives no new shape, ascending: a step finds their
/// shapes as they are at its beginning. One variable may go by two names.
std::vector<std::int32_t> steadyVariables(const Plan& plan);

}  // namespace weft
