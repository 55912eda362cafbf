// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/graph/gradient_context.h"
#include "tests/engine/graph/test_ops.h"

/// @file
/// A few differentiable ops on floats, and an evaluator for graphs of them: enough to test the
/// algorithm of backpropagation without the real ops and the runtime above it.

namespace weft::test {

using GradientRule = Result<std::vector<Expr>> (*)(const GradientContext&);

inline void addDifferentiable(const std::string& name, int inputs, GradientRule rule,
                              const std::string& reason = {}) {
    if (OpRegistry::global().find(name) != nullptr) { return; }
    OpDef def;
    def.name = name;
    def.attrs.push_back(parseAttr("T: type").value());
    for (int i = 0; i < inputs; ++i) {
        def.inputs.push_back(parseArg(concat("x", i, ": T"), "").value());
    }
    def.outputs.push_back(parseArg("y: T", "").value());
    def.shape = oneShape(sameShape);
    if (rule != nullptr) { def.gradient = rule; }
    def.noGradientReason = reason;
    const Status added = OpRegistry::global().add(std::move(def));
    WEFT_CHECK(added.ok(), "test op");
}

inline Result<std::vector<Expr>> mulRule(const GradientContext& context) {
    const Expr dy = context.outputGradient(0);
    return std::vector<Expr>{op("TestMul", {dy, context.input(1)}),
                             op("TestMul", {context.input(0), dy})};
}
inline Result<std::vector<Expr>> addRule(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0), context.outputGradient(0)};
}
inline Result<std::vector<Expr>> negRule(const GradientContext& context) {
    return std::vector<Expr>{op("TestNeg", {context.outputGradient(0)})};
}
inline Result<std::vector<Expr>> brokenRule(const GradientContext& /*context*/) {
    return invalidArgument("cannot be built: got this, want that");
}
inline Result<std::vector<Expr>> shortRule(const GradientContext& /*context*/) {
    return std::vector<Expr>{};
}
/// Claims that y = x * x differentiates to dy.
inline Result<std::vector<Expr>> wrongSquareRule(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0)};
}
inline Result<std::vector<Expr>> failingNodeRule(const GradientContext& context) {
    return std::vector<Expr>{op("TestNobodyKnows", {context.outputGradient(0)})};
}
inline Result<std::vector<Expr>> passRule(const GradientContext& context) {
    return std::vector<Expr>{context.outputGradient(0)};
}

inline void addDifferentiableOps() {
    addTestOps();
    addDifferentiable("TestMul", 2, mulRule);
    addDifferentiable("TestAdd", 2, addRule);
    addDifferentiable("TestNeg", 1, negRule);
    addDifferentiable("TestPass", 1, passRule);
    addDifferentiable("TestOpaque", 1, nullptr);
    addDifferentiable("TestStop", 1, nullptr, "it is constant almost everywhere");
    addDifferentiable("TestBroken", 1, brokenRule);
    addDifferentiable("TestShort", 1, shortRule);
    addDifferentiable("TestWrongSquare", 1, wrongSquareRule);
    addDifferentiable("TestFailingNode", 1, failingNodeRule);
    addTestOp({.name = "TestToInt",
               .inputs = {"x: T"},
               .outputs = {"y: int32"},
               .attrs = {"T: type"},
               .shape = oneShape(sameShape)});
    addTestOp({.name = "TestFromInt",
               .inputs = {"x: int32"},
               .outputs = {"y: float"},
               .shape = oneShape(sameShape)});
    addTestOp({.name = "Shape",
               .inputs = {"input: T"},
               .outputs = {"output: out_type"},
               .attrs = {"T: type", "out_type: {int32, int64} = DT_INT32"}});
    addTestOp({.name = "Fill",
               .inputs = {"dims: index_type", "value: T"},
               .outputs = {"output: T"},
               .attrs = {"T: type", "index_type: {int32, int64} = DT_INT32"},
               .shape = [](const ShapeContext& context) -> Result<std::vector<PartialShape>> {
                   return std::vector<PartialShape>{WEFT_TRY(context.valueAsShape(0))};
               }});
}

namespace evaluator {

using Feeds = std::vector<std::pair<Endpoint, Tensor>>;

inline Result<Tensor> elementwise(const Node& node, const std::vector<Tensor>& in) {
    Tensor out = WEFT_TRY(in[0].clone());
    const auto values = out.mutableValues<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto at = [&in, i](std::size_t k) { return in[k].values<float>()[i]; };
        if (node.isOp("TestMul")) { values[i] = at(0) * at(1); }
        if (node.isOp("TestAdd")) { values[i] = at(0) + at(1); }
        if (node.isOp("TestNeg")) { values[i] = -at(0); }
        if (node.isOp("TestWrongSquare")) { values[i] = at(0) * at(0); }
        if (node.isOp("AddN")) {
            for (std::size_t k = 1; k < in.size(); ++k) { values[i] += at(k); }
        }
    }
    return out;
}

inline Result<Tensor> compute(const Node& node, const std::vector<Tensor>& in) {
    if (node.isOp("Const")) { return WEFT_TRY(node.attrs.get<StoredTensorPtr>("value"))->tensor(); }
    if (node.isOp("Shape")) {
        std::vector<std::int32_t> sizes;
        for (const std::int64_t size : in[0].shape().dims()) {
            sizes.push_back(static_cast<std::int32_t>(size));
        }
        return Tensor::ofValues<std::int32_t>(Shape{std::ssize(sizes)},
                                              std::span<const std::int32_t>(sizes));
    }
    if (node.isOp("Fill")) {
        std::vector<std::int64_t> sizes(in[0].values<std::int32_t>().begin(),
                                        in[0].values<std::int32_t>().end());
        Tensor out = WEFT_TRY(Tensor::allocate(DType::Float, WEFT_TRY(makeShape(sizes))));
        for (float& value : out.mutableValues<float>()) { value = in[1].values<float>()[0]; }
        return out;
    }
    return elementwise(node, in);
}

/// Computes every node that the fetches need, in node order.
inline Result<std::vector<Tensor>> evaluate(const Graph& graph, const Feeds& feeds,
                                            const std::vector<Endpoint>& fetches) {
    std::vector<bool> needed(graph.size(), false);
    for (const Endpoint& e : fetches) { needed[static_cast<std::size_t>(e.node.value)] = true; }
    std::map<Endpoint, Tensor> values(feeds.begin(), feeds.end());
    for (std::size_t i = graph.size(); i-- > 0;) {
        const Node& node = graph.node(NodeId{static_cast<std::int32_t>(i)});
        if (!needed[i] || values.contains({node.id, 0})) { continue; }
        for (const Endpoint& e : node.inputs) {
            needed[static_cast<std::size_t>(e.node.value)] = true;
        }
    }
    for (const Node& node : graph.nodes()) {
        if (!needed[static_cast<std::size_t>(node.id.value)]) { continue; }
        if (values.contains({node.id, 0})) { continue; }
        if (node.isOp("Placeholder")) { return invalidArgument(concat("not fed: ", node.name)); }
        std::vector<Tensor> in;
        for (const Endpoint& e : node.inputs) { in.push_back(values.at(e)); }
        values[{node.id, 0}] = WEFT_TRY(compute(node, in));
    }
    std::vector<Tensor> out;
    for (const Endpoint& e : fetches) { out.push_back(values.at(e)); }
    return out;
}

}  // namespace evaluator

}  // namespace weft::test
