// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/pass_list.h"

#include <algorithm>
#include <array>
#include <set>

#include "engine/runtime/fuse/fuse_elementwise.h"
#include "engine/runtime/gpu/fuse_epilogues.h"
#include "engine/runtime/gpu/join_updates.h"
#include "engine/runtime/gpu/send_constants.h"
#include "engine/runtime/lanes/choose_lanes.h"
#include "engine/runtime/lanes/fork_lanes.h"
#include "engine/runtime/loops/pack_weights.h"
#include "engine/runtime/loops/stack_products.h"
#include "engine/runtime/loops/tidy_gates.h"
#include "engine/runtime/memory/recompute.h"
#include "engine/runtime/passes/drop_unread.h"
#include "engine/runtime/passes/fold_constants.h"
#include "engine/runtime/passes/merge_duplicates.h"
#include "engine/runtime/passes/narrow_products.h"
#include "engine/runtime/passes/read_transposed.h"
#include "engine/runtime/passes/simplify_arithmetic.h"
#include "engine/runtime/rows/choose_loops.h"
#include "engine/runtime/rows/choose_rows.h"
#include "engine/runtime/rows/form_rows.h"
#include "engine/tensor/device_memory.h"

namespace weft {
namespace {

struct ListedPass {
    Pass pass;
    PassFunction run;
};

/// Counted where formRows() finds them again. Of loops that are not shared nothing is said yet: with known
/// shapes they may be.
int markRows(const PassContext& context, Plan& plan) {
    chooseLoops({context.graph, context.devices, context.facts}, plan);
    chooseRows(context, plan);
    return 0;
}

int markEpilogues(const PassContext& context, Plan& plan) {
    chooseEpilogues(context, plan);
    return 0;
}

/// For any shapes: with fewer conditions more is certain, what is known makes operands alike, and what
/// is alike shows once names are looked through.
constexpr std::array<ListedPass, 12> kForAnyShapes = {{
    {Pass::DropUnread, dropUnread},
    {Pass::TidyGates, [](const PassContext&, Plan& plan) { return tidyGates(plan); }},
    {Pass::FoldConstants, foldConstants},
    {Pass::SimplifyArithmetic, simplifyArithmetic},
    {Pass::ReadTransposed, readTransposed},
    {Pass::MergeDuplicates, mergeDuplicates},
    {Pass::StackProducts, [](const PassContext&, Plan& plan) { return stackProducts(plan); }},
    {Pass::NarrowProducts, narrowProducts},
    {Pass::PackWeights, [](const PassContext&, Plan& plan) { return packWeights(plan); }},
    {Pass::ForkLanes, chooseLanes},
    {Pass::CutRows, markRows},
    {Pass::FuseEpilogues, markEpilogues},
}};

/// Where shapes are known. These keep all bits.
constexpr std::array<ListedPass, 4> kForKnownShapes = {{
    {Pass::FoldConstants, foldConstants},
    {Pass::SimplifyArithmetic, simplifyArithmetic},
    {Pass::MergeDuplicates, mergeDuplicates},
    {Pass::DropUnread, dropUnread},
}};

/// Loops whose shapes are not known before, which changes last bits: allowed to all plans of a call or to
/// none.
constexpr std::array<ListedPass, 1> kForLoops = {{
    {Pass::CutRows,
     [](const PassContext& context, Plan& plan) {
         chooseLoops(context, plan);
         return 0;
     }},
}};

/// Behind all that would make equal instructions one.
constexpr std::array<ListedPass, 6> kLast = {{
    {Pass::RecomputeCheap, recomputeCheap},
    {Pass::FuseEpilogues, fuseEpilogues},
    {Pass::FuseElementwise, fuseElementwise},
    {Pass::CutRows, formRows},
    {Pass::JoinUpdates, joinUpdates},
    {Pass::ForkLanes, forkLanes},
}};

/// The entry of a pass, which may run twice.
PlanReport::PassReport& entryOf(PlanReport& report, const ListedPass& listed, PassSet passes) {
    const std::string_view name = passName(listed.pass);
    for (PlanReport::PassReport& entry : report.passes) {
        if (entry.name == name) { return entry; }
    }
    report.passes.push_back({std::string(name), passes.has(listed.pass)});
    return report.passes.back();
}

/// Folding learns as it goes, since what it finds says more about the rest; without it this does.
void learnUnlessFolding(PassSet passes, const Plan& plan, PlanFacts& facts) {
    const bool isAsked = passes.has(Pass::SimplifyArithmetic) || passes.has(Pass::ReadTransposed) ||
                         passes.has(Pass::NarrowProducts) || passes.has(Pass::CutRows) ||
                         passes.has(Pass::RecomputeCheap);
    if (passes.has(Pass::FoldConstants) || !isAsked) { return; }
    for (const Instruction& instruction : plan.instructions) { facts.learn(instruction); }
}

/// What a plan may go through that runs on a GPU too: passes that choose how the processor computes
/// would choose for what it does not.
PassSet fitting(PassSet passes, const DeviceSet& devices, const Plan& plan) {
    const bool isOfGpu =
        std::any_of(plan.instructions.begin(), plan.instructions.end(), [&](const auto& each) {
            return asDeviceMemory(devices.at(each.device).allocator()) != nullptr;
        });
    if (!isOfGpu) { return passes.without(Pass::JoinUpdates).without(Pass::FuseEpilogues); }
    for (const Pass pass : {Pass::ReadTransposed, Pass::StackProducts, Pass::NarrowProducts,
                            Pass::PackWeights, Pass::RecomputeCheap, Pass::CutRows,
                            Pass::ForkLanes}) {
        passes = passes.without(pass);
    }
    return passes;
}

void runPasses(std::span<const ListedPass> list, PassSet passes, const PassContext& context,
               Plan& plan, PlanReport* report) {
    for (const ListedPass& listed : list) {
        PassContext own{context.graph, context.devices, context.facts};
        if (report != nullptr) { own.report = &entryOf(*report, listed, passes); }
        const int count = passes.has(listed.pass) ? listed.run(own, plan) : 0;
        if (own.report != nullptr) { own.report->count += count; }
    }
}

}  // namespace

void preparePlan(const Graph& graph, const DeviceSet& devices, PassSet passes, Plan& plan,
                 PlanReport* report) {
    if (report != nullptr) {
        report->instructionsBefore = static_cast<int>(plan.instructions.size());
    }
    passes = fitting(passes, devices, plan);
    PlanFacts facts(graph, plan);
    learnUnlessFolding(passes, plan, facts);
    runPasses(kForAnyShapes, passes, {graph, devices, facts}, plan, report);
}

void finishPlan(const Graph& graph, const DeviceSet& devices, PassSet passes, Plan& plan,
                const KnownShapes* shapes, PlanReport* report) {
    passes = fitting(passes, devices, plan);
    PlanFacts facts(graph, plan, shapes);
    const PassContext context{graph, devices, facts};
    if (shapes != nullptr) {
        learnUnlessFolding(passes, plan, facts);
        runPasses(kForKnownShapes, passes, context, plan, report);
        if (shapes->mayShareLoops) { runPasses(kForLoops, passes, context, plan, report); }
    } else if (std::ranges::any_of(plan.instructions, &Instruction::byRows)) {
        for (const Instruction& instruction : plan.instructions) { facts.learn(instruction); }
    }
    runPasses(kLast, passes, context, plan, report);
    sendConstants(devices, plan);
    sendFeedsFirst(devices, plan);
    findLastUses(plan);
    if (report != nullptr) {
        report->instructionsAfter = static_cast<int>(plan.instructions.size());
        report->shapesKnown = shapes != nullptr;
    }
}

bool asksForShapes(const Plan& plan) {
    return std::any_of(plan.instructions.begin(), plan.instructions.end(), [](const auto& each) {
        return each.kind == Instruction::Kind::Kernel &&
               (each.node->isOp("Shape") || each.node->isOp("ShapeN") || each.node->isOp("Size") ||
                each.node->isOp("Rank"));
    });
}

std::vector<std::int32_t> steadyVariables(const Plan& plan) {
    std::set<const Variable*> changing;
    std::vector<bool> isRead(plan.variables.size(), false);
    for (const Instruction& instruction : plan.instructions) {
        const bool assigns = instruction.node != nullptr && instruction.node->op != nullptr &&
                             instruction.node->op->variableAccess == VariableAccess::Assign;
        for (std::int32_t o = 0; o < instruction.operands.count; ++o) {
            const Operand& operand = plan.operands[at(instruction.operands.begin + o)];
            if (operand.kind != Operand::Kind::Variable) { continue; }
            if (!operand.byReference) { isRead[at(operand.index)] = true; }
            if (assigns) { changing.insert(plan.variables[at(operand.index)].get()); }
        }
    }
    std::vector<std::int32_t> steady;
    for (std::size_t v = 0; v < plan.variables.size(); ++v) {
        if (isRead[v] && !changing.contains(plan.variables[v].get())) {
            steady.push_back(static_cast<std::int32_t>(v));
        }
    }
    return steady;
}

}  // namespace weft
