// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/autodiff/backprop.h"
#include "tests/support/graph_fixture.h"

namespace weft::test {

/// A network under construction that is trained: variables, a loss, an update of each variable.
struct TrainingGraph {
    GraphFixture g;
    std::vector<Expr> variables;
    std::vector<std::string> initializers;

    /// A variable of random numbers (or of zeros) and its initializer.
    Expr variable(const std::string& name, const PartialShape& shape, bool isRandom = true) {
        const Expr v = g.variable(name, shape);
        std::vector<std::int32_t> sizes;
        for (const std::int64_t d : shape.dims()) { sizes.push_back(static_cast<std::int32_t>(d)); }
        const Expr dims = g.constant(
            name + "/shape",
            Tensor::ofValues<std::int32_t>(Shape{static_cast<std::int64_t>(sizes.size())},
                                           std::span<const std::int32_t>(sizes)));
        Expr value = g.scope.op("Fill", {dims, g.constant(name + "/zero", Tensor::scalar(0.0F))},
                                {}, name + "/zeros");
        if (isRandom) {
            const AttrMap seeds{{"dtype", DType::Float},
                                {"seed", std::int64_t{5}},
                                {"seed2", static_cast<std::int64_t>(variables.size() + 1)}};
            value = g.op("Mul",
                         {g.scope.op("TruncatedNormal", {dims}, seeds, name + "/normal"),
                          g.constant(name + "/scale", Tensor::scalar(0.3F))},
                         name + "/initial");
        }
        g.op("Assign", {v, value}, name + "/Assign");
        initializers.push_back(name + "/Assign");
        if (isRandom || name.find('/') == std::string::npos) { variables.push_back(v); }
        return v;
    }
    Expr scalar(const std::string& name, float value) {
        return g.constant(name, Tensor::scalar(value));
    }

    /// Adds ApplyAdam for every variable, and a NoOp `train` over them.
    void minimize(const Expr& loss) {
        std::vector<Endpoint> xs;
        for (const Expr& v : variables) { xs.push_back(v.endpoint()); }
        const auto gradients =
            *addGradients(g.graph, {loss.endpoint()}, xs, {}, {.gate = GateGradients::Yes});
        const std::vector<Expr> trained = variables;
        std::vector<Expr> updates;
        const Expr power1 = slot("beta1_power", 0.9F);
        const Expr power2 = slot("beta2_power", 0.999F);
        const Expr beta1 = scalar("beta1", 0.9F);
        const Expr beta2 = scalar("beta2", 0.999F);
        for (std::size_t i = 0; i < trained.size(); ++i) {
            const std::string name = "slot" + std::to_string(i);
            const PartialShape shape = g.graph.output(xs[i]).shape;
            const Expr m = variable(name + "/m", shape, false);
            const Expr v = variable(name + "/v", shape, false);
            updates.push_back(
                g.op("ApplyAdam",
                     {trained[i], m, v, power1, power2, scalar(name + "/lr", 0.01F), beta1, beta2,
                      scalar(name + "/eps", 1e-8F), g.scope.expr(*gradients[i])},
                     name + "/update"));
        }
        std::vector<Expr> last = updates;
        for (const auto& [power, beta] : {std::pair{power1, beta1}, std::pair{power2, beta2}}) {
            const std::string name = g.graph.node(power.endpoint().node).name + "/next";
            const NodeId product =
                g.scope.node("Mul", {power, beta}, {}, name + "/mul", nodesOf(updates));
            last.push_back(g.op("Assign", {power, g.scope.expr({product, 0})}, name));
        }
        g.noOp("train", last);
    }

private:
    Expr slot(const std::string& name, float value) {
        const Expr v = g.initialized(name, Tensor::scalar(value));
        initializers.push_back(name + "/Assign");
        return v;
    }
    static std::vector<NodeId> nodesOf(const std::vector<Expr>& exprs) {
        std::vector<NodeId> out;
        for (const Expr& e : exprs) { out.push_back(e.endpoint().node); }
        return out;
    }
};

}  // namespace weft::test
