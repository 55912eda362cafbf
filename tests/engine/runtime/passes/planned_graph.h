// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/runtime/fuse/fused_program.h"
#include "engine/runtime/passes/pass_list.h"
#include "engine/runtime/plan_builder.h"
#include "tests/support/graph_fixture.h"

namespace weft::test {

/// The plan of a call on a fixture's graph, taken through some passes, and what they said.
struct PlannedGraph {
    PlannedGraph(const GraphFixture& g, const Signature& signature, PassSet passes,
                 const KnownShapes* shapes = nullptr)
        : devices(DeviceSet::cpus(2)), graph(std::make_unique<Graph>(g.graph)) {
        Result<Plan> laidOut = layOutPlan(*graph, signature, *devices, {}, store);
        status = g.scope.status().ok() ? laidOut.status() : g.scope.status();
        if (!status.ok()) { return; }
        plan = *std::move(laidOut);
        preparePlan(*graph, *devices, passes, plan, &report);
        finishPlan(*graph, *devices, passes, plan, shapes, &report);
    }

    /// Instructions whose node is of this op, members of chains among them.
    int count(std::string_view op) const {
        int found = 0;
        for (const Instruction& instruction : plan.instructions) {
            if (instruction.kind == Instruction::Kind::Fused) {
                for (const FusedNode& node :
                     static_cast<const FusedProgram*>(instruction.parameters)->nodes) {
                    found += node.node->isOp(op) ? 1 : 0;
                }
            } else if (instruction.kind == Instruction::Kind::Kernel ||
                       instruction.kind == Instruction::Kind::Alias) {
                found += instruction.node->isOp(op) ? 1 : 0;
            }
        }
        return found;
    }
    /// What a pass said it changed.
    int changed(Pass pass) const {
        for (const auto& each : report.passes) {
            if (each.name == passName(pass)) { return each.count; }
        }
        return -1;
    }
    /// Whether the pass said something that holds all these words.
    bool said(Pass pass, const std::vector<std::string>& words) const {
        for (const auto& each : report.passes) {
            if (each.name != passName(pass)) { continue; }
            for (const std::string& note : each.notes) {
                if (std::all_of(words.begin(), words.end(), [&](const std::string& word) {
                        return note.find(word) != std::string::npos;
                    })) {
                    return true;
                }
            }
        }
        return false;
    }

    std::unique_ptr<DeviceSet> devices;
    ResourceStore store;
    std::unique_ptr<Graph> graph;
    Status status;
    Plan plan;
    PlanReport report;
};

/// One pass, none of the others.
inline PassSet only(Pass pass) {
    PassSet passes = PassSet::all();
    for (std::size_t i = 0; i < passNames().size(); ++i) {
        if (static_cast<Pass>(i) != pass) { passes = passes.without(static_cast<Pass>(i)); }
    }
    return passes;
}

/// Turns the process's passes to a choice while it lives.
class Passes {
public:
    explicit Passes(std::string_view choice) { static_cast<void>(setPasses(choice)); }
    ~Passes() { static_cast<void>(setPasses("all")); }
    Passes(const Passes&) = delete;
    Passes& operator=(const Passes&) = delete;
};

inline Tensor ints(std::initializer_list<std::int32_t> values) {
    return Tensor::vector<std::int32_t>(values);
}

/// x where `way` is false, and the same in a branch where it is true.
struct Branch {
    Branch(const GraphFixture& g, const Expr& x, const Expr& way, std::string_view name)
        : sides(g.scope.opList("Switch", {x, way}, {}, name)) {}
    const Expr& ifFalse() const { return sides[0]; }
    const Expr& ifTrue() const { return sides[1]; }
    std::vector<Expr> sides;
};

/// Whether float tensors agree as passes may differ that change the order of sums: within 1e-5.
inline bool areNear(const Tensor& a, const Tensor& b) {
    if (a.dtype() != b.dtype() || a.shape() != b.shape()) { return false; }
    const auto x = a.values<float>();
    const auto y = b.values<float>();
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool near = std::abs(x[i] - y[i]) <= 1e-5F * std::max(1.0F, std::abs(x[i]));
        if (!near && !(std::isnan(x[i]) && std::isnan(y[i])) && x[i] != y[i]) { return false; }
    }
    return true;
}

}  // namespace weft::test
