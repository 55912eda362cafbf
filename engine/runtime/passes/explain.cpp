// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/explain.h"

#include <new>

#include "engine/base/strings.h"
#include "engine/device/gpu/gpu_options.h"
#include "engine/runtime/fuse/fused_program.h"
#include "engine/runtime/gpu/join_updates.h"
#include "engine/runtime/gpu/segments.h"
#include "engine/runtime/passes/pass_list.h"
#include "engine/runtime/plan_builder.h"

namespace weft {
namespace {

KnownShapes shapesOf(const Plan& plan, const RunRequest& request) {
    KnownShapes known;
    for (const auto& [name, tensor] : request.feeds) { known.feeds.push_back(tensor.shape()); }
    known.variables.resize(plan.variables.size());
    for (const std::int32_t v : steadyVariables(plan)) {
        const Variable& variable = *plan.variables[at(v)];
        const MutexLock lock(variable.mutex());
        if (variable.initialized()) { known.variables[at(v)] = variable.value().shape(); }
    }
    return known;
}

/// Says which kernel of the node's op was taken, and why none before it.
void addChoice(const Node& node, KernelFunction run, PlanReport::KernelReport& report) {
    for (const KernelDef* kernel : KernelRegistry::global().of(node.opName)) {
        if (kernel->run == run) {
            report.kernel = kernel->label.empty() ? "plain" : kernel->label;
            return;
        }
        const std::string reason = kernel->decline ? kernel->decline(node) : std::string();
        if (!reason.empty()) { report.declined.push_back(concat(kernel->label, ": ", reason)); }
    }
}

/// Where loops and lanes begin and end.
bool marksAPlace(Instruction::Kind kind) {
    using Kind = Instruction::Kind;
    return kind == Kind::LoopBegin || kind == Kind::LoopEnd || kind == Kind::Fork ||
           kind == Kind::Join || kind == Kind::Rows;
}

std::vector<PlanReport::KernelReport> kernelsOf(const Plan& plan, const DeviceSet& devices) {
    using Kind = Instruction::Kind;
    std::vector<PlanReport::KernelReport> all;
    for (const Instruction& instruction : plan.instructions) {
        if (marksAPlace(instruction.kind)) { continue; }
        PlanReport::KernelReport one;
        one.device = devices.at(instruction.device).text();
        if (instruction.node != nullptr) {
            one.node = instruction.node->name;
            one.op = instruction.node->opName;
        }
        if (instruction.kind == Kind::Kernel) {
            addChoice(*instruction.node, instruction.run, one);
        } else if (instruction.kind == Kind::Fused) {
            one.kernel = "chain";
            for (const FusedNode& member :
                 static_cast<const FusedProgram*>(instruction.parameters)->nodes) {
                one.chain.push_back(concat(member.node->name, " (", member.node->opName, ")"));
            }
        } else if (instruction.kind == Kind::Updates) {
            one.kernel = "one call";
            for (const Instruction& member :
                 static_cast<const JoinedUpdates*>(instruction.parameters)->members) {
                one.chain.push_back(concat(member.node->name, " (", member.node->opName, ")"));
            }
        } else if (instruction.kind == Kind::Copy || instruction.kind == Kind::Snapshot) {
            one.op = instruction.kind == Kind::Copy ? "copy between devices" : "copy of a variable";
        }
        all.push_back(std::move(one));
    }
    return all;
}

/// Loops on a card: no pass changes them, but what becomes of them is decided like one.
void addLoops(const Plan& plan, const DeviceSet& devices, PlanReport& report) {
    const std::vector<LoopOnCard> loops = loopsOnCards(plan, devices);
    if (loops.empty()) { return; }
    PlanReport::PassReport told{"record_loops", gpuOptions().recordsSteps, 0, {}};
    for (const LoopOnCard& loop : loops) {
        told.count += loop.isRecorded ? 1 : 0;
        told.notes.push_back(loop.words);
    }
    report.passes.push_back(std::move(told));
}

Result<PlanReport> explain(const Session& session, const RunRequest& request) {
    Signature signature{{}, request.fetches, request.targets};
    bool shapesKnown = !request.feeds.empty();
    for (const auto& [name, tensor] : request.feeds) {
        signature.feeds.push_back(name);
        shapesKnown = shapesKnown && tensor.valid();
    }
    const SessionOptions& options = session.options();
    Plan plan =
        WEFT_TRY(layOutPlan(session.graph(), signature, session.devices(),
                            {options.defaultDevice, options.softPlacement}, session.resources()));
    const KnownShapes known = shapesKnown ? shapesOf(plan, request) : KnownShapes();
    const PassSet passes = enabledPasses();
    PlanReport report;
    preparePlan(session.graph(), session.devices(), passes, plan, &report);
    finishPlan(session.graph(), session.devices(), passes, plan, shapesKnown ? &known : nullptr,
               &report);
    addLoops(plan, session.devices(), report);
    report.kernels = kernelsOf(plan, session.devices());
    return report;
}

}  // namespace

Result<PlanReport> explainCall(const Session& session, const RunRequest& request) {
    try {
        return explain(session, request);
    } catch (const std::bad_alloc&) {
        return resourceExhausted("the machine has no memory left for this report");
    }
}

std::string toText(const PlanReport& report) {
    std::string out = concat("plan for ", report.shapesKnown ? "the shapes fed" : "any shapes",
                             ": ", report.instructionsBefore, " instructions laid out, ",
                             report.instructionsAfter, " left\n");
    for (const PlanReport::PassReport& pass : report.passes) {
        out += concat("pass ", pass.name, ": ", pass.enabled ? std::to_string(pass.count) : "off",
                      "\n");
        for (const std::string& note : pass.notes) { out += concat("  ", note, "\n"); }
    }
    for (const PlanReport::KernelReport& kernel : report.kernels) {
        out += concat("kernel ", kernel.node.empty() ? "-" : kernel.node, " (", kernel.op, ", ",
                      kernel.device, "): ", kernel.kernel.empty() ? "none" : kernel.kernel, "\n");
        for (const std::string& node : kernel.chain) { out += concat("  ", node, "\n"); }
        for (const std::string& reason : kernel.declined) {
            out += concat("  declined by ", reason, "\n");
        }
    }
    return out;
}

}  // namespace weft
