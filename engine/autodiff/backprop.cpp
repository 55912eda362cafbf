// SPDX-License-Identifier: Apache-2.0
/// @file
/// Reverse-mode differentiation of a graph: gradients flow from ys back to xs, one gradient
/// function a node, sums where a tensor has several readers. No recursion: graphs are as deep as
/// they like.

#include "engine/autodiff/backprop.h"

#include <algorithm>
#include <unordered_set>

#include "engine/autodiff/gradient_path.h"
#include "engine/autodiff/gradient_rule.h"
#include "engine/autodiff/gradient_sums.h"
#include "engine/autodiff/joined_calls.h"
#include "engine/autodiff/loop_gradient.h"
#include "engine/graph/flow/value_zeros.h"
#include "engine/graph/gradient_context.h"

namespace weft {
namespace {

class Backprop {
public:
    Backprop(Graph& graph, const GradientOptions& options)
        : m_graph(graph),
          m_options(options),
          m_calls(graph),
          m_scope(Scope(graph).sub(options.scope)),
          m_sums(m_scope) {}

    Result<std::vector<Expr>> run(const std::vector<Endpoint>& ys, const std::vector<Endpoint>& xs,
                                  const std::vector<Endpoint>& gradYs) {
        WEFT_TRY(checkSeeds(ys, gradYs));
        const GradientPath path(m_graph, m_calls, ys, xs);
        if (path.leadsThroughStacks()) {
            return unimplemented("second-order gradients for while loops are not supported");
        }
        FlowMaps maps(m_graph);
        WEFT_TRY(checkOutsideLoops(maps, ys));
        WEFT_TRY(checkOutsideLoops(maps, xs));
        m_wanted.insert(xs.begin(), xs.end());
        for (std::size_t i = 0; i < ys.size(); ++i) {
            WEFT_TRY(seed(static_cast<int>(i), ys[i], gradYs.empty() ? Endpoint{} : gradYs[i]));
        }
        WEFT_TRY(passBack(path, maps, -1, nullptr));
        std::vector<Expr> gradients;
        for (const Endpoint& x : xs) { gradients.push_back(WEFT_TRY(arrivedAt(x))); }
        WEFT_TRY(m_scope.status());
        return gradients;
    }

private:
    Status checkOutsideLoops(FlowMaps& maps, const std::vector<Endpoint>& list) const {
        for (const Endpoint& e : list) {
            if (maps.loops.loopOf(e.node) < 0) { continue; }
            return unimplemented(concat("gradients of or by a tensor inside a loop: got '",
                                        m_graph.nameOf(e), "', want one outside"));
        }
        return okStatus();
    }

    /// Goes back through the nodes of a loop, or those outside all (-1).
    // Recursion as deep as loops are nested.
    Status passBack(const GradientPath& path, FlowMaps& maps, int loop, LoopGradient* context) {
        for (const GradientPath::Unit& unit : WEFT_TRY(path.reverseOrder(maps.loops, loop))) {
            const AddingThrough through(context);
            WEFT_TRY(unit.loop < 0 ? passThrough(unit.node, path)
                                   : passLoop(path, maps, unit.loop, context));
        }
        return okStatus();
    }

    /// Goes back through a whole loop: gradients of what it gives become gradients of what enters.
    Status passLoop(const GradientPath& path, FlowMaps& maps, int loop, LoopGradient* outer) {
        WEFT_TRY(maps.loops.describe(loop));
        const LoopFrame frame = maps.loops.loops()[static_cast<std::size_t>(loop)];
        const auto isOn = [&](const LoopFrame::Variable& v) {
            return path.contains(v.merge) && isDifferentiable(m_graph.output({v.merge, 0}).type);
        };
        const auto isHandleOn = [&](const LoopFrame::Variable& v) {
            return path.contains(v.merge) && m_graph.output({v.merge, 0}).type == DType::Resource;
        };
        bool isReached = false;
        for (const LoopFrame::Variable& v : frame.variables) {
            if (!v.exit.valid()) { continue; }
            if (isHandleOn(v)) { passHandleOut(path, v); }
            if (!isOn(v)) { continue; }
            isReached = m_sums.sum({v.exit, 0}).valid() || isReached;
        }
        if (!isReached) { return m_scope.status(); }
        LoopGradient back(m_graph, maps, loop, outer, m_scope);
        WEFT_TRY(back.begin());
        std::vector<std::optional<LoopGradient::Variable>> variables;
        for (const LoopFrame::Variable& v : frame.variables) {
            variables.emplace_back();
            if (!isOn(v)) { continue; }
            const Expr last = WEFT_TRY(gradientAtEnd(v));
            variables.back() = WEFT_TRY(back.addVariable(last, {v.merge, 0}));
            m_sums.add(m_graph.node(v.next).inputs[0], {v.next, 0},
                       m_scope.expr(variables.back()->body));
        }
        WEFT_TRY(passBack(path, maps, loop, &back));
        std::vector<std::pair<NodeId, Expr>> entering;  // by Enter node
        {
            const AddingThrough through(&back);
            for (std::size_t i = 0; i < variables.size(); ++i) {
                if (!variables[i]) { continue; }
                const LoopFrame::Variable& v = frame.variables[i];
                const Expr next = WEFT_TRY(gradientAtStart(v));
                entering.emplace_back(v.enter, WEFT_TRY(back.endVariable(*variables[i], next)));
            }
            const auto addUp = [&](NodeId enter, const Endpoint& inside) -> Status {
                const Expr sum = m_sums.sum(inside);
                WEFT_TRY(m_scope.status());
                if (!sum.valid()) { return okStatus(); }
                entering.emplace_back(
                    enter, WEFT_TRY(back.accumulate(sum, m_graph.node(enter).inputs[0])));
                return okStatus();
            };
            for (const NodeId enter : frame.constant) {
                if (path.contains(enter)) { WEFT_TRY(addUp(enter, {enter, 0})); }
            }
            for (const LoopFrame::Variable& v : frame.variables) {
                if (!isHandleOn(v)) { continue; }
                if (!v.isInvariant) {
                    return unimplemented(concat("gradients by a handle that a loop changes ('",
                                                m_graph.node(v.merge).name, "')"));
                }
                WEFT_TRY(addUp(v.enter, {v.choose, 1}));
            }
        }
        WEFT_TRY(back.finish());
        for (const auto& [enter, gradient] : entering) {
            const Endpoint& source = m_graph.node(enter).inputs[0];
            if (isWanted(path, source)) { m_sums.add(source, {enter, 0}, gradient); }
        }
        return m_scope.status();
    }

    /// A handle is behind a loop what it was before.
    void passHandleOut(const GradientPath& path, const LoopFrame::Variable& variable) {
        const Expr arrived = m_sums.sum({variable.exit, 0});
        const Endpoint& source = m_graph.node(variable.enter).inputs[0];
        if (!arrived.valid() || !isWanted(path, source)) { return; }
        m_sums.add(source, {variable.exit, 0}, arrived);
    }

    bool isWanted(const GradientPath& path, const Endpoint& e) const {
        return path.contains(e.node) || m_wanted.contains(e);
    }

    /// What arrives at the last value of a loop variable; zeros where nothing does.
    Result<Expr> gradientAtEnd(const LoopFrame::Variable& variable) {
        NodeId exit = variable.exit;
        const Expr arrived = exit.valid() ? m_sums.sum({exit, 0}) : Expr();
        if (arrived.valid()) { return m_scope.expr(arrived.endpoint()); }
        if (!exit.valid()) {
            exit =
                WEFT_TRY(m_graph.add({.name = m_graph.uniqueName(concat(m_scope.prefix(), "/Exit")),
                                      .op = "Exit",
                                      .inputs = {{variable.choose, 0}}}));
        }
        const Expr zeros = m_scope.op("ZerosLike", {m_scope.expr({exit, 0})});
        WEFT_TRY(m_scope.status());
        return zeros;
    }

    /// What arrives at a loop variable as an iteration finds it; zeros where nothing does.
    Result<Expr> gradientAtStart(const LoopFrame::Variable& variable) {
        Expr arrived = m_sums.sum({variable.choose, 1});
        WEFT_TRY(m_scope.status());
        if (arrived.valid()) { return m_scope.expr(arrived.endpoint()); }
        arrived = m_scope.op("ZerosLike", {m_scope.expr({variable.choose, 1})});
        WEFT_TRY(m_scope.status());
        return arrived;
    }

    Status checkSeeds(const std::vector<Endpoint>& ys, const std::vector<Endpoint>& gradYs) const {
        if (!gradYs.empty() && gradYs.size() != ys.size()) {
            return invalidArgument(concat("wrong number of grad_ys: got ", gradYs.size(), ", want ",
                                          ys.size(), ", one for each y"));
        }
        for (std::size_t i = 0; i < gradYs.size(); ++i) {
            if (!gradYs[i].node.valid()) { continue; }
            const OutputInfo& y = m_graph.output(ys[i]);
            const OutputInfo& given = m_graph.output(gradYs[i]);
            if (given.type != y.type) {
                return invalidArgument(concat("grad_ys[", i, "] has the wrong type: got ",
                                              given.type, ", want ", y.type, " as '",
                                              m_graph.nameOf(ys[i]), "'"));
            }
            if (!given.shape.compatibleWith(y.shape)) {
                return invalidArgument(concat("grad_ys[", i, "] has the wrong shape: got ",
                                              given.shape, ", want ", y.shape, " as '",
                                              m_graph.nameOf(ys[i]), "'"));
            }
        }
        return okStatus();
    }

    /// Gives y its own gradient: ones, or what the caller supplies.
    Status seed(int i, const Endpoint& y, const Endpoint& given) {
        const OutputInfo& output = m_graph.output(y);
        // Whole numbers pass nothing on, but each is its own derivative by itself.
        const bool isItself = isInteger(output.type) && m_wanted.contains(y);
        if (!isDifferentiable(output.type) && !isItself) { return okStatus(); }
        const std::string name = concat("grad_ys_", i);
        if (given.node.valid()) {
            const Expr gradient = m_scope.op("Identity", {m_scope.expr(given)}, {}, name);
            if (gradient.valid()) { m_sums.addSeed(y, gradient); }
            return m_scope.status();
        }
        if (output.type == DType::Variant) { return okStatus(); }  // ones of it there are not
        const Expr shape = staticOrShape(y);
        const Expr one = constantLike(m_scope.within(name).expr(y), 1.0);
        WEFT_TRY(m_scope.status());
        // Named as it is: the constant below it makes a scope of the name, which is ours.
        const NodeId ones = WEFT_TRY(m_graph.add({.name = concat(m_scope.prefix(), "/", name),
                                                  .op = "Fill",
                                                  .inputs = {shape.endpoint(), one.endpoint()}}));
        m_sums.addSeed(y, m_scope.expr({ones, 0}));
        return okStatus();
    }

    Expr staticOrShape(const Endpoint& y) const {
        const std::optional<Shape> full = m_graph.output(y).shape.full();
        const auto fits = [](std::int64_t size) { return size <= INT32_MAX; };
        if (!full || !std::all_of(full->dims().begin(), full->dims().end(), fits)) {
            return m_scope.op("Shape", {m_scope.expr(y)});
        }
        std::vector<std::int32_t> sizes;
        for (const std::int64_t size : full->dims()) {
            sizes.push_back(static_cast<std::int32_t>(size));
        }
        return m_scope.constant(Tensor::ofValues<std::int32_t>(
                                    Shape{std::ssize(sizes)}, std::span<const std::int32_t>(sizes)),
                                "Shape");
    }

    /// The sum of what arrived at a tensor; zeros at the argument of a joined call where only its
    /// results have gradients.
    Result<Expr> arrivedAt(const Endpoint& tensor) {
        const Expr sum = m_sums.sum(tensor);
        WEFT_TRY(m_scope.status());
        if (sum.valid()) { return sum; }
        const std::vector<Endpoint> results = m_calls.resultsOf(tensor);
        const auto hasGradient = [this](const Endpoint& e) { return m_sums.has(e); };
        if (std::none_of(results.begin(), results.end(), hasGradient)) { return Expr(); }
        const Expr zeros = zerosOfValue(m_scope.expr(tensor));
        WEFT_TRY(m_scope.status());
        return zeros;
    }

    /// Calls the node's gradient function with what arrived at its outputs, and hands the results
    /// on to its inputs.
    Status passThrough(NodeId id, const GradientPath& path) {
        const Node& node = m_graph.node(id);
        std::vector<Expr> arrived;
        for (int k = 0; k < static_cast<int>(node.outputs.size()); ++k) {
            arrived.push_back(WEFT_TRY(arrivedAt({id, k})));
        }
        WEFT_TRY(m_scope.status());
        const bool isReached =
            std::any_of(arrived.begin(), arrived.end(), [](const Expr& e) { return e.valid(); });
        if (!isReached) { return okStatus(); }
        const Status status = differentiate(node, arrived, path);
        if (status.ok() || messageOf(status).starts_with('[')) { return status; }
        return annotated(status, concat("[", node.opName, "] "),
                         concat(" (node '", shownName(node.name), "')"));
    }

    Status differentiate(const Node& node, const std::vector<Expr>& arrived,
                         const GradientPath& path) {
        const OpDef* rule = WEFT_TRY(gradientRule(node));
        if (rule == nullptr || (!rule->gradient && rule->noGradientReason.empty())) {
            return notFound("no gradient is defined for this op");
        }
        if (!rule->gradient) { return okStatus(); }
        const Scope scope = m_scope.sub(concat(node.name, "_grad"));
        std::vector<Expr> outputGradients;
        for (const Expr& e : arrived) { outputGradients.push_back(e.in(scope)); }
        Result<std::vector<Expr>> computed =
            rule->gradient(GradientContext(scope, node.id, std::move(outputGradients)));
        // What failed while building says more than what the function made of it.
        WEFT_TRY(scope.status());
        std::vector<Expr> gradients = WEFT_TRY(std::move(computed));
        if (gradients.size() != node.inputs.size()) {
            return internalError(
                concat("gradient function gave the wrong number of gradients: got ",
                       gradients.size(), ", want ", node.inputs.size()));
        }
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            if (gradients[i].valid()) { WEFT_TRY(checkGradient(node, i, gradients[i])); }
        }
        if (m_options.gate == GateGradients::Yes) { WEFT_TRY(gate(scope, gradients)); }
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            const Endpoint& input = node.inputs[i];
            if (!gradients[i].valid() || !isWanted(path, input)) { continue; }
            if (!isDifferentiable(m_graph.output(input))) { continue; }
            m_sums.add(input, {node.id, static_cast<int>(i)}, gradients[i]);
        }
        return okStatus();
    }

    /// A gradient has the dtype of its input, and what is known of the input's shape.
    Status checkGradient(const Node& node, std::size_t i, const Expr& gradient) {
        const OutputInfo& output = m_graph.output(node.inputs[i]);
        if (!isDifferentiable(output)) { return okStatus(); }
        const HandleInfo input = output.handle.value_or(HandleInfo{output.type, output.shape});
        if (input.type != DType::Resource && gradient.dtype() != input.type) {
            return internalError(concat("gradient by input ", i, " has the wrong type: got ",
                                        gradient.dtype(), ", want ", input.type));
        }
        if (!gradient.shape().compatibleWith(input.shape)) {
            return invalidArgument(concat("gradient by input ", i, " has the wrong shape: got ",
                                          gradient.shape(), ", want ", input.shape));
        }
        const bool isKnown = gradient.rows() != nullptr || gradient.shape() == input.shape ||
                             input.type == DType::Resource;
        if (isKnown) { return okStatus(); }
        return m_graph.mergeShape(gradient.endpoint(), input.shape);
    }

    /// What a gradient is computed by: of a sum of rows the rows.
    static const Expr& waitedFor(const Expr& gradient) {
        return gradient.rows() == nullptr ? gradient : gradient.rows()->values;
    }

    /// Lets each gradient pass only when all of the op's gradients are there.
    Status gate(const Scope& scope, std::vector<Expr>& gradients) {
        std::vector<NodeId> all;
        for (const Expr& gradient : gradients) {
            if (!gradient.valid()) { continue; }
            const NodeId id = waitedFor(gradient).endpoint().node;
            if (std::find(all.begin(), all.end(), id) == all.end()) { all.push_back(id); }
        }
        const auto valid = std::count_if(gradients.begin(), gradients.end(),
                                         [](const Expr& e) { return e.valid(); });
        if (valid < 2) { return okStatus(); }
        const Scope tuple = scope.sub("tuple");
        const NodeId group = tuple.node("NoOp", {}, {}, "group_deps", all);
        for (Expr& gradient : gradients) {
            if (!gradient.valid()) { continue; }
            const Expr& passed = waitedFor(gradient);
            const std::string& name = m_graph.node(passed.endpoint().node).name;
            const Expr gated = tuple.colocatedWith(name).after({group}).op("Identity", {passed}, {},
                                                                           "control_dependency");
            const RowSum* rows = gradient.rows();
            gradient = rows == nullptr ? gated : Expr::ofRows(gated, rows->indices, rows->rowCount);
        }
        return scope.status();
    }

    Graph& m_graph;
    const GradientOptions& m_options;
    const JoinedCalls m_calls;
    Scope m_scope;
    GradientSums m_sums;
    std::unordered_set<Endpoint> m_wanted;  // xs
};

Status checkEndpoints(const Graph& graph, const std::vector<Endpoint>& list,
                      std::string_view what) {
    for (const Endpoint& e : list) {
        const bool isThere = e.node.valid() &&
                             static_cast<std::size_t>(e.node.value) < graph.size() &&
                             e.index >= 0 && e.index < std::ssize(graph.node(e.node).outputs);
        if (!isThere) { return invalidArgument(concat(what, " holds no tensor of this graph")); }
    }
    return okStatus();
}

}  // namespace

Result<std::vector<Expr>> addRowGradients(Graph& graph, const std::vector<Endpoint>& ys,
                                          const std::vector<Endpoint>& xs,
                                          const std::vector<Endpoint>& gradYs,
                                          const GradientOptions& options) {
    WEFT_TRY(checkEndpoints(graph, ys, "ys"));
    WEFT_TRY(checkEndpoints(graph, xs, "xs"));
    return Backprop(graph, options).run(ys, xs, gradYs);
}

Result<std::vector<std::optional<Endpoint>>> addGradients(Graph& graph,
                                                          const std::vector<Endpoint>& ys,
                                                          const std::vector<Endpoint>& xs,
                                                          const std::vector<Endpoint>& gradYs,
                                                          const GradientOptions& options) {
    std::vector<std::optional<Endpoint>> out;
    for (const Expr& gradient : WEFT_TRY(addRowGradients(graph, ys, xs, gradYs, options))) {
        out.push_back(gradient.valid() ? std::optional(gradient.endpoint()) : std::nullopt);
        if (gradient.valid()) { WEFT_TRY(gradient.scope().status()); }
    }
    return out;
}

}  // namespace weft
