// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/runtime/passes/planned_graph.h"
#include "tests/support/noise.h"

namespace weft::test {

/// A random graph of matrices that may fall into rows, of what ties rows together, and of values that
/// all rows share.
struct RandomRows {
    explicit RandomRows(unsigned seed) : dice(seed) {
        rows = 4 + static_cast<std::int64_t>(dice() % 40);
        const bool isKnown = dice() % 2 == 0;
        for (int i = 0; i < 3; ++i) {
            const std::string name = concat("x", i);
            add(g.placeholder(name, PartialShape{isKnown ? rows : -1, kColumns}));
            feeds.emplace_back(name, noise(Shape{rows, kColumns}, seed + static_cast<unsigned>(i)));
        }
        const int count = 8 + static_cast<int>(dice() % 20);
        for (int i = 0; i < count; ++i) {
            add(next(concat("n", i)));
            if (dice() % 6 == 0 || i + 1 == count) { fetches.push_back(concat("n", i)); }
        }
    }
    static constexpr std::int64_t kColumns = 6;

    void add(const Expr& e) { known.push_back(e); }
    Expr pick() { return known[dice() % known.size()]; }
    Expr number(std::string_view name, std::int32_t value) {
        return g.constant(name, Tensor::scalar(value));
    }
    Expr matrix(std::string_view name, std::int64_t m, std::int64_t n) {
        return g.constant(name, noise(Shape{m, n}, static_cast<unsigned>(dice())));
    }

    /// All values are [rows, kColumns].
    Expr next(const std::string& name) {
        const Expr x = pick();
        const auto inner = [&](std::string_view part) { return concat(name, "_", part); };
        switch (dice() % 15) {
            case 0:
                return g.op("Tanh", {x}, name);
            case 1:
                return g.op("AddV2", {x, pick()}, name);
            case 2:
                return g.op("Mul", {x, g.op("Sigmoid", {pick()}, inner("s"))}, name);
            case 3:
                return g.op("MatMul", {x, matrix(inner("w"), kColumns, kColumns)}, name);
            case 4:
                return g.scope.op("MatMul", {x, matrix(inner("w"), kColumns, kColumns)},
                                  {{"transpose_b", true}}, name);
            case 5:
                return g.op("BiasAdd",
                            {x, g.constant(inner("b"),
                                           noise(Shape{kColumns}, static_cast<unsigned>(dice())))},
                            name);
            case 6:
                return g.op("Softmax", {x}, name);
            case 7: {
                const auto parts =
                    g.scope.opList("Split", {number(inner("a"), dice() % 2 == 0 ? 1 : -1), x},
                                   {{"num_split", std::int64_t{2}}}, inner("p"));
                return g.op("ConcatV2", {parts[1], parts[0], number(inner("c"), -1)}, name);
            }
            case 8: {
                const Expr two = g.op("ConcatV2", {x, pick(), number(inner("a"), 0)}, inner("two"));
                const Expr sizes =
                    g.constant(inner("n"), ints({static_cast<std::int32_t>(rows), -1}));
                return g.op("Slice", {two, g.constant(inner("o"), ints({1, 0})), sizes}, name);
            }
            case 9: {
                const Expr sizes = g.constant(inner("n"), ints({-1, 3}));
                const Expr part =
                    g.op("Slice", {x, g.constant(inner("o"), ints({0, 2})), sizes}, inner("s"));
                return g.op("ConcatV2", {part, part, number(inner("c"), 1)}, name);
            }
            case 10: {  // ties all rows
                const Expr mean = g.scope.op("Mean", {x, g.constant(inner("a"), ints({0}))},
                                             {{"keep_dims", dice() % 2 == 0}}, inner("m"));
                return g.op("Sub", {pick(), mean}, name);
            }
            case 11: {  // x x^T y
                const Expr square =
                    g.scope.op("MatMul", {x, pick()}, {{"transpose_b", true}}, inner("q"));
                return g.op("MatMul", {square, pick()}, name);
            }
            case 12: {
                const Expr lines =
                    g.op("Reshape", {x, g.constant(inner("l"), ints({-1, 2, 3}))}, inner("r"));
                return g.op(
                    "Reshape",
                    {g.op("Neg", {lines}, inner("n")), g.constant(inner("k"), ints({-1, 6}))},
                    name);
            }
            case 13: {  // one number a row
                const Expr sum = g.scope.op("Sum", {pick(), g.constant(inner("a"), ints({1}))},
                                            {{"keep_dims", true}}, inner("s"));
                return g.op("Mul", {x, sum}, name);
            }
            default:
                return g.op("AddN", {x, pick(), pick()}, name);
        }
    }

    std::mt19937 dice;
    std::int64_t rows = 0;
    GraphFixture g;
    std::vector<Expr> known;
    std::vector<std::pair<std::string, Tensor>> feeds;
    std::vector<std::string> fetches;
};

}  // namespace weft::test
