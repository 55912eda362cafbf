// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/noise.h"

namespace weft::test {

/// while (i < count) with variables of its own, in Enter, Merge, Switch, NextIteration and Exit.
class WhileLoop {
public:
    WhileLoop(GraphFixture& g, std::string name, std::int32_t count)
        : m_g(g), m_name(std::move(name)) {
        const Expr zero = g.constant(named("zero"), Tensor::scalar<std::int32_t>(0));
        const Expr limit = fixed(g.constant(named("count"), Tensor::scalar(count)), named("limit"));
        const auto merged = merge(zero, "i");
        m_on = g.op("LoopCond", {g.op("Less", {merged, limit}, named("less"))}, named("on"));
        index = inside(merged, "i");
        const Scope body = g.scope.after({index.endpoint().node});
        next(0, g.op("AddV2", {index, body.constant(Tensor::scalar<std::int32_t>(1), named("one"))},
                     named("up")));
    }
    /// A value from outside.
    Expr fixed(const Expr& value, const std::string& name) const {
        return m_g.scope.op("Enter", {value}, {{"frame_name", m_name}, {"is_constant", true}},
                            name);
    }
    /// A variable of the loop: its value in the body. Its number is that of the call, from 1.
    Expr variable(const Expr& first, const std::string& name) {
        return inside(merge(first, name), name);
    }
    /// What a variable is in the next iteration.
    void next(std::size_t variable, const Expr& value) {
        const Expr back = m_g.op("NextIteration", {value}, named(concat("next", variable)));
        status.Update(m_g.graph.setInput(m_merges[variable].endpoint().node, 1, back.endpoint()));
    }
    /// What it is after the last.
    Expr exit(std::size_t variable, const std::string& name) const {
        return m_g.op("Exit", {m_g.scope.expr({m_switches[variable], 0})}, name);
    }

    Status status;
    Expr index;

private:
    std::string named(std::string_view part) const { return concat(m_name, "/", part); }
    Expr merge(const Expr& first, const std::string& name) {
        const Expr enter =
            m_g.scope.op("Enter", {first}, {{"frame_name", m_name}}, named(concat(name, "_in")));
        const auto merged =
            m_g.scope.opList("Merge", {enter, enter}, {}, named(concat(name, "_merge")));
        m_merges.push_back(merged[0]);
        return merged[0];
    }
    Expr inside(const Expr& merged, const std::string& name) {
        m_switches.push_back(
            m_g.scope.node("Switch", {merged, m_on}, {}, named(concat(name, "_switch"))));
        return m_g.op("Identity", {m_g.scope.expr({m_switches.back(), 1})}, named(name));
    }

    GraphFixture& m_g;
    std::string m_name;
    Expr m_on;
    std::vector<Expr> m_merges;
    std::vector<NodeId> m_switches;
};

/// A recurrent network h = tanh(h w + b + x[i]) as a loop over time steps, and the way back through it as
/// TensorFlow builds it: what the way back needs goes over stacks, gradients of weights are added up in
/// variables of the second loop.
struct TrainedLoop {
    static constexpr std::int64_t kColumns = 24;

    TrainedLoop(std::int64_t rows, std::int32_t steps) {
        const Expr x = feed("x", Shape{steps, rows, kColumns});
        const Expr h0 = feed("h", Shape{rows, kColumns});
        const Expr w = feed("w", Shape{kColumns, kColumns});
        const Expr b = feed("b", Shape{kColumns});
        const Expr before = stack("before");
        const Expr after = stack("after");

        WhileLoop forward(g, "forward", steps);
        const Expr inW = forward.fixed(w, "w_in");
        const Expr inB = forward.fixed(b, "b_in");
        const Expr inX = forward.fixed(x, "x_in");
        const Expr h = forward.variable(h0, "h_i");
        const Scope body = g.scope.after({forward.index.endpoint().node});
        const Expr step = g.op(
            "GatherV2",
            {inX, forward.index, body.constant(Tensor::scalar<std::int32_t>(0), "axis")}, "step");
        const Expr sum = g.op(
            "BiasAdd", {g.op("MatMul", {push(forward, before, h, "kept"), inW}, "hw"), inB}, "sum");
        const Expr next = g.op("Tanh", {g.op("AddV2", {sum, step}, "full")}, "next");
        forward.next(1, push(forward, after, next, "made"));
        const Expr out = forward.exit(1, "out");

        const Expr gradient =
            g.op("Mul", {out, g.constant("rate", Tensor::scalar(0.5F))}, "gradient");
        WhileLoop backward(g, "backward", steps);
        const Expr backW = backward.fixed(w, "w_back");
        const Expr dh = backward.variable(gradient, "dh");
        const Expr dw =
            backward.variable(g.constant("w0", noise(Shape{kColumns, kColumns}, 7)), "dw");
        const Expr db = backward.variable(g.constant("b0", noise(Shape{kColumns}, 8)), "db");
        const Expr d = g.op("TanhGrad", {pop(backward, after, "made_again"), dh}, "d");
        const Expr added = g.scope.op("MatMul", {pop(backward, before, "kept_again"), d},
                                      {{"transpose_a", true}}, "product");
        backward.next(1, g.scope.op("MatMul", {d, backW}, {{"transpose_b", true}}, "back"));
        backward.next(2, g.op("AddV2", {dw, added}, "more_w"));
        backward.next(3, g.op("AddV2", {db, g.op("BiasAddGrad", {d}, "sum_b")}, "more_b"));
        fetches = {"out", "dx", "gradient_w", "gradient_b"};
        backward.exit(1, "dx");
        backward.exit(2, "gradient_w");
        backward.exit(3, "gradient_b");
        status = forward.status;
        status.Update(backward.status);
        status.Update(g.scope.status());
    }

    Expr feed(const std::string& name, const Shape& shape) {
        feeds.emplace_back(name, noise(shape, static_cast<unsigned>(feeds.size())));
        return g.placeholder(name, PartialShape(shape));
    }
    Expr stack(const std::string& name) const {
        const Expr any = g.constant(concat(name, "_size"), Tensor::scalar<std::int32_t>(-1));
        return g.scope.op("StackV2", {any}, {{"elem_type", DType::Float}}, name);
    }
    Expr push(const WhileLoop& loop, const Expr& handle, const Expr& value,
              const std::string& name) const {
        return g.op("StackPushV2", {loop.fixed(handle, name + "_on"), value}, name);
    }
    Expr pop(const WhileLoop& loop, const Expr& handle, const std::string& name) const {
        const NodeId node =
            g.scope.node("StackPopV2", {loop.fixed(handle, name + "_from")},
                         {{"elem_type", DType::Float}}, name, {loop.index.endpoint().node});
        return g.scope.expr({node, 0});
    }

    GraphFixture g;
    Status status;
    std::vector<std::pair<std::string, Tensor>> feeds;
    std::vector<std::string> fetches;
};

/// A loop over time steps of random ops that mostly go row by row.
struct LoopNetwork {
    static constexpr std::int64_t kColumns = 6;

    /// @param isPure nothing ties rows together.
    LoopNetwork(unsigned seed, std::int64_t batch, int steps, bool isPure)
        : dice(seed), rows(batch), pure(isPure) {
        const std::int64_t known = dice() % 3 == 0 && !pure ? -1 : rows;
        const Expr sequence = g.placeholder("sequence", PartialShape{steps + 1, known, kColumns});
        const Expr h = g.placeholder("h", PartialShape{known, kColumns});
        feeds = {{"sequence", noise(Shape{steps + 1, rows, kColumns}, seed)},
                 {"h", noise(Shape{rows, kColumns}, seed + 1)}};
        const Expr w = weights("w", Shape{kColumns, kColumns});
        const Expr b = weights("b", Shape{kColumns});
        WhileLoop loop(g, "loop", steps);
        body = std::make_unique<Scope>(g.scope.after({loop.index.endpoint().node}));
        inW = loop.fixed(w, "w_in");
        inB = loop.fixed(b, "b_in");
        const Expr inSequence = loop.fixed(sequence, "sequence_in");
        values = {loop.variable(h, "h1"), loop.variable(h, "h2")};
        values.push_back(g.op("GatherV2", {inSequence, loop.index, number("axis", 0)}, "step"));
        values.push_back(
            g.op("BiasAdd", {g.op("MatMul", {values[0], inW}, "first"), inB}, "biased"));
        const int count = 3 + static_cast<int>(dice() % 6);
        for (int i = 0; i < count; ++i) { values.push_back(nextValue(concat("n", i))); }
        const Expr last = g.op("AddV2", {values.back(), values[3]}, "sum");
        loop.next(1, g.op("Tanh", {last}, "h1_next"));
        loop.next(2, g.op("Sub", {values[1], g.op("Tanh", {values[values.size() - 2]}, "half")},
                          "h2_next"));
        status = loop.status;
        const Expr out = g.op("AddV2", {loop.exit(1, "out1"), loop.exit(2, "out2")}, "out");
        g.op("Square", {g.op("MatMul", {out, w}, "last")}, "square");
        fetches = {"square", "out1"};
        status.Update(g.scope.status());
    }

    /// In the body.
    Expr number(std::string_view name, std::int32_t value) const {
        return body->constant(Tensor::scalar(value), name);
    }
    Expr weights(const std::string& name, const Shape& shape) {
        feeds.emplace_back(name, noise(shape, static_cast<unsigned>(dice())));
        return g.placeholder(name, PartialShape(shape));
    }
    Expr pick() { return values[dice() % values.size()]; }

    /// All are [rows, kColumns].
    Expr nextValue(const std::string& name) {
        const Expr x = pick();
        const auto inner = [&](std::string_view part) { return concat(name, "_", part); };
        const auto like = [&](std::string_view op, const std::vector<Expr>& inputs) {
            return g.op(op, inputs, name);
        };
        switch (dice() % (pure ? 8 : 10)) {
            case 0:
                return like("Tanh", {x});
            case 1:
                return like("AddV2", {x, pick()});
            case 2:
                return like("Mul", {x, g.op("Sigmoid", {pick()}, inner("s"))});
            case 3:
                return like("MatMul", {x, inW});
            case 4:
                return like("BiasAdd", {x, inB});
            case 5: {
                const auto parts = g.scope.opList("Split", {number(inner("a"), 1), x},
                                                  {{"num_split", std::int64_t{2}}}, inner("p"));
                return like("ConcatV2", {parts[1], parts[0], number(inner("c"), -1)});
            }
            case 6:
                return like("AddV2", {x, body->constant(Tensor::scalar(0.25F), inner("k"))});
            case 7:
                return g.scope.op("MatMul", {x, inW}, {{"transpose_b", true}}, name);
            case 8: {  // ties all rows
                const Expr mean = g.scope.op("Mean", {x, body->constant(ints({0}), inner("a"))},
                                             {{"keep_dims", true}}, inner("m"));
                return like("Sub", {pick(), mean});
            }
            default: {
                const Expr square =
                    g.scope.op("MatMul", {x, pick()}, {{"transpose_b", true}}, inner("q"));
                return like("MatMul", {g.op("Tanh", {square}, inner("t")), pick()});
            }
        }
    }

    std::mt19937 dice;
    std::int64_t rows = 0;
    bool pure = true;
    GraphFixture g;
    Status status;
    std::unique_ptr<Scope> body;
    Expr inW;
    Expr inB;
    std::vector<Expr> values;
    std::vector<std::pair<std::string, Tensor>> feeds;
    std::vector<std::string> fetches;
};

}  // namespace weft::test
