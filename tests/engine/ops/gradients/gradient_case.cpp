// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/ops/gradients/gradient_case.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/autodiff/backprop.h"
#include "engine/autodiff/gradient_check.h"
#include "engine/graph/expr.h"
#include "engine/graph/scope.h"
#include "engine/runtime/session.h"
#include "tests/support/op_runner.h"

namespace weft::test {
namespace {

using Feeds = std::vector<std::pair<Endpoint, Tensor>>;

/// Largest relative errors: of differences in double, of their differences, and in float.
constexpr double kError = 1e-6;
constexpr double kSecondError = 2e-5;
constexpr double kFloatError = 5e-3;

/// Knuth's MMIX generator, in [0, 1).
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : m_state(seed * 977 + 12345) { next(); }
    double next() {
        m_state = m_state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<double>(m_state >> 40U) / 16777216.0;
    }

private:
    std::uint64_t m_state;
};

double drawn(std::string_view kind, Numbers& numbers) {
    const double u = numbers.next();
    if (kind == "unit") { return 0.1 + 0.8 * u; }
    if (kind == "pos") { return 0.4 + 1.6 * u; }
    const double size = 0.3 + 1.4 * u;
    return numbers.next() < 0.5 ? -size : size;
}

Tensor randomTensor(std::string_view kind, const std::string& shape, std::uint64_t seed) {
    const bool isSingle = kind == "single";
    Tensor tensor = literal((isSingle ? "float zeros " : "double zeros ") + shape);
    Numbers numbers(seed);
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
        const double value = drawn(kind, numbers);
        const auto at = static_cast<std::size_t>(i);
        if (isSingle) {
            tensor.mutableValues<float>()[at] = static_cast<float>(value);
        } else {
            tensor.mutableValues<double>()[at] = value;
        }
    }
    return tensor;
}

Result<std::vector<Tensor>> evaluate(const Graph& graph, const Feeds& feeds,
                                     const std::vector<Endpoint>& fetches) {
    RunRequest request;
    for (const auto& [endpoint, value] : feeds) {
        request.feeds.emplace_back(graph.nameOf(endpoint), value);
    }
    for (const Endpoint& endpoint : fetches) { request.fetches.push_back(graph.nameOf(endpoint)); }
    const std::unique_ptr<Session> session = WEFT_TRY(Session::create(graph));
    return session->run(request);
}

/// The op between real inputs and real outputs.
struct Built {
    Graph graph;
    Feeds feeds;               ///< what is differentiated by, with the point
    std::vector<int> feedOf;   ///< input of the op that each feed is (part of)
    std::vector<Endpoint> ys;  ///< one a differentiated output
};

class Builder {
public:
    Builder(const GradientCase& row, bool knowsShapes) : m_row(row), m_knowsShapes(knowsShapes) {}

    Result<Built> build() {
        std::vector<Expr> inputs;
        for (std::size_t i = 0; i < m_row.inputs.size(); ++i) { inputs.push_back(input(i)); }
        const NodeId node = m_scope.node(m_row.op, inputs, m_row.attrs, "op");
        WEFT_TRY(m_scope.status());
        for (const int output : m_row.outputs) {
            m_built.ys.push_back(realOf(m_scope.expr({node, output})).endpoint());
        }
        WEFT_TRY(m_scope.status());
        return std::move(m_built);
    }

private:
    Expr input(std::size_t i) {
        const std::string& text = m_row.inputs[i];
        const std::size_t space = text.find(' ');
        const std::string kind = text.substr(0, space);
        const std::string shape = text.substr(space + 1);
        const std::uint64_t seed = i + 1 + 100 * m_row.op.size();
        if (kind == "complex") {
            const AttrMap twice{{"Tout", DType::Complex128}};
            return m_scope.op("Complex",
                              {number(i, randomTensor("any", shape, seed), "re"),
                               number(i, randomTensor("any", shape, seed + 50), "im")},
                              twice);
        }
        if (kind == "spd") {
            const Expr x = number(i, randomTensor("any", shape, seed), "in");
            const Tensor two = literal("double [[2,0,0],[0,2,0],[0,0,2]]");
            const Expr square = m_scope.op("MatMul", {x, x}, {{"transpose_b", true}});
            return m_scope.op("AddV2", {square, m_scope.constant(two)});
        }
        if (kind == "any" || kind == "pos" || kind == "unit" || kind == "single") {
            return number(i, randomTensor(kind, shape, seed), "in");
        }
        const Tensor value = literal(text);
        const std::string name = concat("in", i);
        // Literal numbers are points to differentiate at, all else are arguments.
        return isFloating(value.dtype()) ? number(i, value, "in") : m_scope.constant(value, name);
    }

    Expr number(std::size_t i, const Tensor& value, std::string_view name) {
        const PartialShape shape =
            m_knowsShapes ? PartialShape(value.shape()) : PartialShape::unknown();
        const Expr x = m_scope.op("Placeholder", {}, {{"dtype", value.dtype()}, {"shape", shape}},
                                  concat(name, i));
        if (!x.valid()) { return x; }
        m_built.feeds.emplace_back(x.endpoint(), value);
        m_built.feedOf.push_back(static_cast<int>(i));
        return x;
    }

    /// Both parts of a complex output, the second doubled to tell them apart.
    Expr realOf(const Expr& y) {
        if (!m_scope.status().ok() || !isComplex(y.dtype())) { return y; }
        const AttrMap twice{{"Tout", DType::Double}};
        const Expr imaginary = m_scope.op("Imag", {y}, twice);
        return m_scope.op("AddN", {m_scope.op("Real", {y}, twice), imaginary, imaginary});
    }

    const GradientCase& m_row;
    bool m_knowsShapes;
    Built m_built;
    Scope m_scope{m_built.graph};
};

bool isIn(int i, const std::vector<int>& list) { return std::ranges::count(list, i) != 0; }

/// Compares the gradient of y by feed k; "" when it agrees.
std::string compare(Graph& graph, const Endpoint& y, const Feeds& feeds, std::size_t k,
                    double limit) {
    const bool isSingle =
        feeds[k].second.dtype() == DType::Float || graph.output(y).type == DType::Float;
    const Result<double> error =
        gradientError(graph, y, feeds[k].first, feeds, evaluate, {.delta = isSingle ? 1e-2 : 0.0});
    if (!error.ok()) {
        return concat(codeName(error.status().code()), ": ", messageOf(error.status()));
    }
    const double most = isSingle ? kFloatError : limit;
    return *error < most ? std::string() : concat("error ", *error);
}

/// No gradient reaches feed k from y: y must not change with it.
std::string checkConstant(const Graph& graph, const Endpoint& y, Feeds feeds, std::size_t k) {
    const auto before = evaluate(graph, feeds, {y});
    const bool isSingle = feeds[k].second.dtype() == DType::Float;
    Tensor moved = *feeds[k].second.clone();
    for (std::int64_t i = 0; i < moved.elements(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (isSingle) {
            moved.mutableValues<float>()[at] += 0.001F;
        } else {
            moved.mutableValues<double>()[at] += 1e-5;
        }
    }
    feeds[k].second = moved;
    const auto after = evaluate(graph, feeds, {y});
    if (!before.ok() || !after.ok()) { return "cannot be evaluated"; }
    const auto numbers = [](const Tensor& t) {
        std::vector<double> all;
        for (std::int64_t i = 0; i < t.elements(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            all.push_back(t.dtype() == DType::Float ? static_cast<double>(t.values<float>()[at])
                                                    : t.values<double>()[at]);
        }
        return all;
    };
    const std::vector<double> a = numbers(before->front());
    const std::vector<double> b = numbers(after->front());
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double limit = (isSingle ? 1e-5 : 1e-9) * std::max(1.0, std::abs(a[i]));
        if (std::abs(a[i] - b[i]) > limit) { return "no gradient, but it changes"; }
    }
    return {};
}

/// Weights as y, so that the gradient is no plain sum.
Endpoint seedLike(const Scope& scope, const Graph& graph, const Endpoint& y, const Feeds& feeds) {
    const auto value = evaluate(graph, feeds, {y});
    if (!value.ok()) { return {}; }
    const std::string shape = value->front().shape().toString();
    const bool isSingle = value->front().dtype() == DType::Float;
    return scope.constant(randomTensor(isSingle ? "single" : "pos", shape, 7), "seed").endpoint();
}

/// Gradients of the gradient of y by feed k, by all feeds.
std::string checkSecondOrder(const GradientCase& row, Built& built, const Endpoint& y,
                             std::size_t k) {
    const Scope scope(built.graph);
    const Endpoint seed = seedLike(scope, built.graph, y, built.feeds);
    const auto first = addGradients(built.graph, {y}, {built.feeds[k].first}, {seed});
    if (!first.ok()) { return std::string(messageOf(first.status())); }
    if (!first->front()) { return {}; }
    for (std::size_t by = 0; by < built.feeds.size(); ++by) {
        // What TensorFlow's gradient takes for a constant stays one.
        if (isIn(built.feedOf[by], row.unconnected)) { continue; }
        const Endpoint g = *first->front();
        const auto second = addGradients(built.graph, {g}, {built.feeds[by].first});
        if (!second.ok()) {
            return concat("second order by ", by, ": ", messageOf(second.status()));
        }
        const std::string wrong = second->front()
                                      ? compare(built.graph, g, built.feeds, by, kSecondError)
                                      : checkConstant(built.graph, g, built.feeds, by);
        if (!wrong.empty()) { return concat("second order by ", by, ": ", wrong); }
    }
    return {};
}

std::string checkWith(const GradientCase& row, bool knowsShapes) {
    Result<Built> built = Builder(row, knowsShapes).build();
    if (!built.ok()) { return std::string(messageOf(built.status())); }
    std::vector<std::string> wrong;
    for (const Endpoint& y : built->ys) {
        for (std::size_t k = 0; k < built->feeds.size(); ++k) {
            const bool isUnconnected = isIn(built->feedOf[k], row.unconnected);
            const auto gradients = addGradients(built->graph, {y}, {built->feeds[k].first});
            std::string found;
            if (!gradients.ok()) {
                found = messageOf(gradients.status());
            } else if (isUnconnected != !gradients->front()) {
                found = isUnconnected ? "is connected" : "is not connected";
            } else if (!isUnconnected) {
                found = compare(built->graph, y, built->feeds, k, kError);
                if (found.empty() && row.once.empty() && knowsShapes) {
                    found = checkSecondOrder(row, *built, y, k);
                }
            }
            if (!found.empty()) {
                wrong.push_back(concat(built->graph.nameOf(y), " by ", k, ": ", found));
            }
        }
    }
    return join(wrong, "; ");
}

}  // namespace

std::string checkGradients(const GradientCase& row) {
    const std::string wrong = checkWith(row, /*knowsShapes=*/true);
    if (!wrong.empty() || row.shapes == Shapes::Static) { return wrong; }
    const std::string open = checkWith(row, /*knowsShapes=*/false);
    return open.empty() ? open : concat("without static shapes: ", open);
}

}  // namespace weft::test
