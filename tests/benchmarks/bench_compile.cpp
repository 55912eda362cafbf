// SPDX-License-Identifier: Apache-2.0
/// @file
/// `bench_compile`: how long a call of a large training graph takes to compile, as JSON: laying the
/// plan out, the passes that know no shapes, and the rest of the way, also for known shapes.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "engine/autodiff/backprop.h"
#include "engine/base/strings.h"
#include "engine/graph/expr.h"
#include "engine/graph/scope.h"
#include "engine/runtime/passes/pass_list.h"
#include "engine/runtime/plan_builder.h"

namespace weft {
namespace {

constexpr int kLayers = 300;
constexpr int kRounds = 7;
constexpr std::int64_t kWidth = 8;

double millisNow() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <class T>
T must(Result<T> result) {
    if (!result.ok()) {
        std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
        std::exit(1);
    }
    return *std::move(result);
}

/// A deep network of unknown batch size with its gradients and updates: about 10,000 nodes.
Graph trainingGraph() {
    Graph graph;
    const Scope scope(graph);
    std::vector<Expr> variables;
    const auto variable = [&](std::string name, const Shape& shape) {
        const AttrMap attrs{{"dtype", DType::Float}, {"shape", PartialShape(shape)}};
        variables.push_back(scope.op("VariableV2", {}, attrs, name));
        return scope.op("Identity", {variables.back()}, {}, name + "/read");
    };
    const AttrMap fed{{"dtype", DType::Float}, {"shape", PartialShape{-1, kWidth}}};
    Expr h = scope.op("Placeholder", {}, fed, "x");
    for (int i = 0; i < kLayers; ++i) {
        const std::string name = concat("layer", i);
        const Expr w = variable(name + "/W", Shape{kWidth, kWidth});
        const Expr b = variable(name + "/b", Shape{kWidth});
        const Expr sum = scope.op("AddV2", {scope.op("MatMul", {h, w}), b});
        h = scope.op("AddV2", {h, scope.op("Mul", {scope.op("Tanh", {sum}), sum})});
    }
    const Expr axes = scope.constant(Tensor::vector<std::int32_t>({0, 1}), "axes");
    const Expr loss = scope.op("Mean", {scope.op("Square", {h}), axes}, {}, "loss");
    std::vector<Endpoint> by;
    for (const Expr& each : variables) { by.push_back(each.endpoint()); }
    const auto gradients = must(addGradients(graph, {loss.endpoint()}, by));
    const Expr rate = scope.constant(Tensor::scalar(0.01F), "rate");
    std::vector<NodeId> updates;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        const Expr gradient = scope.expr(*gradients[i]);
        updates.push_back(
            scope.op("ApplyGradientDescent", {variables[i], rate, gradient}).endpoint().node);
    }
    scope.node("NoOp", {}, {}, "train", updates);
    return graph;
}

struct Times {
    double layOut = 0;
    double prepare = 0;
    double finish = 0;
    double known = 0;
    std::size_t instructions = 0;
    std::size_t left = 0;
};

Times once(const Graph& graph, const DeviceSet& devices) {
    ResourceStore store;
    Times times;
    double since = millisNow();
    const auto lap = [&since] {
        const double now = millisNow();
        return now - std::exchange(since, now);
    };
    const Signature signature{{"x"}, {"loss"}, {"train"}};
    Plan plan = must(layOutPlan(graph, signature, devices, {}, store));
    times.layOut = lap();
    times.instructions = plan.instructions.size();
    preparePlan(graph, devices, PassSet::all(), plan);
    times.prepare = lap();
    Plan copy = plan;
    finishPlan(graph, devices, PassSet::all(), plan);
    times.finish = lap();
    KnownShapes shapes{{Shape{32, kWidth}}, std::vector<PartialShape>(plan.variables.size())};
    for (const std::int32_t v : steadyVariables(copy)) {
        shapes.variables[at(v)] = plan.variables[at(v)]->shape();
    }
    since = millisNow();
    finishPlan(graph, devices, PassSet::all(), copy, &shapes);
    times.known = lap();
    times.left = copy.instructions.size();
    return times;
}

int run() {
    const Graph graph = trainingGraph();
    const auto devices = DeviceSet::cpus(1);
    Times best = once(graph, *devices);
    for (int round = 1; round < kRounds; ++round) {
        const Times times = once(graph, *devices);
        best.layOut = std::min(best.layOut, times.layOut);
        best.prepare = std::min(best.prepare, times.prepare);
        best.finish = std::min(best.finish, times.finish);
        best.known = std::min(best.known, times.known);
    }
    std::printf(
        "{\"nodes\":%zu,\"instructions\":%zu,\"left\":%zu,\"lay_out_ms\":%.1f,"
        "\"prepare_ms\":%.1f,\"finish_ms\":%.1f,\"known_shapes_ms\":%.1f}\n",
        graph.size(), best.instructions, best.left, best.layOut, best.prepare, best.finish,
        best.known);
    return 0;
}

}  // namespace
}  // namespace weft

int main() { return weft::run(); }
