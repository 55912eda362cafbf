// SPDX-License-Identifier: Apache-2.0
#include "engine/autodiff/loop_gradient.h"

#include "engine/base/strings.h"
#include "engine/graph/flow/value_zeros.h"

namespace weft {
namespace {

bool isOneOf(std::string_view op, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), op) != names.end();
}

AttrMap constantAttrs(const Tensor& value) {
    AttrMap attrs;
    attrs.set("dtype", value.dtype());
    attrs.set("value", StoredTensor::fromTensor(value));
    return attrs;
}

}  // namespace

LoopGradient::LoopGradient(Graph& graph, FlowMaps& maps, int loop, LoopGradient* outer,
                           const Scope& scope)
    : m_graph(graph), m_maps(maps), m_loop(loop), m_outer(outer), m_scope(scope) {}

Status LoopGradient::begin() {
    m_frame = concat(m_scope.prefix(), "/while_context");
    for (int n = 1; std::any_of(m_maps.loops.loops().begin(), m_maps.loops.loops().end(),
                                [&](const LoopFrame& f) { return f.frame == m_frame; });
         ++n) {
        m_frame = concat(m_scope.prefix(), "/while_context_", n);
    }
    WEFT_TRY(countForward());
    return countBackward();
}

/// Straight to the graph, whatever scopes add through.
Result<NodeId> LoopGradient::addTo(std::string_view op, std::string_view name,
                                   std::vector<Endpoint> inputs, AttrMap attrs,
                                   std::vector<NodeId> controls) {
    return m_graph.add({.name = m_graph.uniqueName(concat(m_scope.prefix(), "/", name)),
                        .op = std::string(op),
                        .inputs = std::move(inputs),
                        .controlInputs = std::move(controls),
                        .attrs = std::move(attrs)});
}

AttrMap LoopGradient::enterAttrs(const std::string& frameName, bool isConstant) const {
    AttrMap attrs;
    attrs.set("frame_name", frameName);
    attrs.set("is_constant", isConstant);
    const Node& enter = m_graph.node(frame().variables.front().enter);
    attrs.set("parallel_iterations", enter.attrs.getOr<std::int64_t>("parallel_iterations", 10));
    return attrs;
}

std::vector<NodeId> LoopGradient::beforeLoop() {
    const Endpoint entry = m_graph.node(frame().variables.front().enter).inputs[0];
    const bool isInside = frame().parent >= 0 || !m_maps.ways.waysTo(entry).empty();
    const Node& source = m_graph.node(entry.node);
    // A Switch says nothing about which of its outputs is there.
    if (!isInside || source.isOp("Placeholder")) { return {}; }
    return {entry.node};
}

Result<Endpoint> LoopGradient::constantBefore(std::int32_t value, std::string_view name) {
    const Tensor tensor = Tensor::scalar(value);
    const Endpoint entry = m_graph.node(frame().variables.front().enter).inputs[0];
    std::vector<NodeId> controls = beforeLoop();
    if (!controls.empty() && m_graph.node(entry.node).isOp("Switch")) {
        controls = {WEFT_TRY(addTo("Identity", "pivot", {entry}))};
    }
    return Endpoint{WEFT_TRY(addTo("Const", name, {}, constantAttrs(tensor), controls)), 0};
}

Status LoopGradient::countForward() {
    const Endpoint zero = WEFT_TRY(constantBefore(0, "f_count"));
    const Endpoint one = WEFT_TRY(constantBefore(1, "f_one"));
    const std::string& name = frame().frame;
    const NodeId condition = frame().condition;
    const NodeId enter = WEFT_TRY(addTo("Enter", "f_count", {zero}, enterAttrs(name, false)));
    const NodeId step = WEFT_TRY(addTo("Enter", "f_one", {one}, enterAttrs(name, true)));
    const NodeId merge = WEFT_TRY(addTo("Merge", "Merge", {{enter, 0}, {enter, 0}}));
    const NodeId choose = WEFT_TRY(addTo("Switch", "Switch", {{merge, 0}, {condition, 0}}));
    m_forwardAdd = WEFT_TRY(addTo("Add", "Add", {{choose, 1}, {step, 0}}));
    m_forwardNext = WEFT_TRY(addTo("NextIteration", "NextIteration", {{m_forwardAdd, 0}}));
    WEFT_TRY(m_graph.setInput(merge, 1, {m_forwardNext, 0}));
    m_count = {WEFT_TRY(addTo("Exit", "f_count", {{choose, 0}})), 0};
    return okStatus();
}

Status LoopGradient::countBackward() {
    const Endpoint count = WEFT_TRY(outerValue(m_count));
    NodeId one;
    {
        const AddingThrough outside(m_outer);
        const Expr constant = m_scope.constant(Tensor::scalar<std::int32_t>(1), "b_one");
        WEFT_TRY(m_scope.status());
        one = WEFT_TRY(addTo("Enter", "b_one", {constant.endpoint()}, enterAttrs(m_frame, true)));
    }
    const NodeId enter = WEFT_TRY(addTo("Enter", "b_count", {count}, enterAttrs(m_frame, false)));
    const NodeId merge = WEFT_TRY(addTo("Merge", "Merge", {{enter, 0}, {enter, 0}}));
    const NodeId goesOn = WEFT_TRY(addTo("GreaterEqual", "GreaterEqual", {{merge, 0}, {one, 0}}));
    m_condition = WEFT_TRY(addTo("LoopCond", "b_count", {{goesOn, 0}}));
    const NodeId choose = WEFT_TRY(addTo("Switch", "Switch", {{merge, 0}, {m_condition, 0}}));
    m_pivot = WEFT_TRY(addTo("Identity", "pivot", {{choose, 1}}));
    m_backwardAdd = WEFT_TRY(addTo("Sub", "Sub", {{choose, 1}, {one, 0}}));
    const NodeId next = WEFT_TRY(addTo("NextIteration", "NextIteration", {{m_backwardAdd, 0}}));
    WEFT_TRY(m_graph.setInput(merge, 1, {next, 0}));
    m_backward = m_maps.loops.loopOf(m_pivot);
    return okStatus();
}

Result<LoopGradient::Variable> LoopGradient::addVariable(const Expr& first, const Endpoint& like) {
    const NodeId enter =
        WEFT_TRY(addTo("Enter", "b_acc", {first.endpoint()}, enterAttrs(m_frame, false)));
    // Its shape is known no better than that of the forward value, which may change as it goes:
    // until the last edge is there, a value of that shape stands in for it.
    const bool isFixed =
        m_graph.output(like).shape.isFull() || m_graph.output(like).type != first.dtype();
    const Endpoint other = isFixed ? Endpoint{enter, 0} : like;
    const NodeId merge = WEFT_TRY(addTo("Merge", "Merge", {{enter, 0}, other}));
    const NodeId choose = WEFT_TRY(addTo("Switch", "Switch", {{merge, 0}, {m_condition, 0}}));
    return Variable{merge, {choose, 1}, {choose, 0}};
}

Result<Expr> LoopGradient::endVariable(const Variable& variable, const Expr& next) {
    const NodeId last = WEFT_TRY(addTo("NextIteration", "NextIteration", {next.endpoint()}));
    WEFT_TRY(m_graph.setInput(variable.merge, 1, {last, 0}));
    return m_scope.expr({WEFT_TRY(addTo("Exit", "b_acc", {variable.after})), 0});
}

Result<Expr> LoopGradient::accumulate(const Expr& gradient, const Endpoint& source) {
    Expr zeros;
    {
        const AddingThrough outside(m_outer);
        const Expr value = m_scope.expr(source);
        zeros = value.dtype() == DType::Resource ? zerosBehind(value, gradient.dtype())
                                                 : zerosLike(value);
        WEFT_TRY(m_scope.status());
    }
    const Variable sum = WEFT_TRY(addVariable(zeros, zeros.endpoint()));
    const bool isNumber = gradient.dtype() != DType::Variant;
    const NodeId added =
        WEFT_TRY(addTo(isNumber ? "AddV2" : "AddN", "Add", {sum.body, gradient.endpoint()}));
    return endVariable(sum, m_scope.expr({added, 0}));
}

Status LoopGradient::finish() {
    if (!m_pushes.empty()) {
        const NodeId sync = WEFT_TRY(addTo("ControlTrigger", "f_sync", {}, {}, m_pushes));
        WEFT_TRY(m_graph.addControlInput(m_forwardNext, sync));
    }
    if (!m_pops.empty()) {
        const NodeId sync = WEFT_TRY(addTo("ControlTrigger", "b_sync", {}, {}, m_pops));
        WEFT_TRY(m_graph.addControlInput(m_backwardAdd, sync));
    }
    return okStatus();
}

bool LoopGradient::isForward(const Endpoint& e) {
    return m_maps.loops.loopOf(e.node) == m_loop && !sameInAllIterations(e);
}

Result<NodeId> LoopGradient::add(NodeSpec spec) {
    const bool asksForm = isOneOf(spec.op, {"Shape", "Size", "Rank"});
    if (asksForm && isForward(spec.inputs[0])) {
        // The forward loop keeps the answer, not the whole tensor.
        const NodeId asked = WEFT_TRY(m_graph.add(std::move(spec)));
        return WEFT_TRY(valueOf({asked, 0})).node;
    }
    if (spec.op == "ZerosLike" && isForward(spec.inputs[0]) &&
        m_graph.output(spec.inputs[0]).type != DType::Variant) {
        const Expr like = m_scope.expr(spec.inputs[0]);
        const Expr zeros = m_scope.op("Fill", {shapeOf(like), constantLike(like, 0)});
        WEFT_TRY(m_scope.status());
        return zeros.endpoint().node;
    }
    for (Endpoint& input : spec.inputs) { input = WEFT_TRY(valueOf(input)); }
    // What a function computes from nothing belongs to the loop as well.
    const bool isFree = spec.inputs.empty() || spec.op == "SymbolicGradient";
    if (isFree && spec.controlInputs.empty()) { spec.controlInputs = {m_pivot}; }
    spec.name = m_graph.uniqueName(spec.name);
    return m_graph.add(std::move(spec));
}

Result<Endpoint> LoopGradient::outerValue(const Endpoint& e) {
    if (m_outer != nullptr) { return m_outer->valueOf(e); }
    if (m_maps.loops.loopOf(e.node) >= 0) {
        return unimplemented(concat("a gradient needs '", m_graph.nameOf(e),
                                    "', which is inside a loop that it does not go through"));
    }
    return e;
}

Result<Endpoint> LoopGradient::entered(const Endpoint& outside) {
    const auto known = m_entered.find(outside);
    if (known != m_entered.end()) { return known->second; }
    const NodeId enter = WEFT_TRY(addTo("Enter", "Enter", {outside}, enterAttrs(m_frame, true)));
    return m_entered[outside] = Endpoint{enter, 0};
}

Result<Endpoint> LoopGradient::valueOf(Endpoint e) {
    const int loop = m_maps.loops.loopOf(e.node);
    if (loop == m_backward) { return e; }
    if (loop != m_loop) { return entered(WEFT_TRY(outerValue(e))); }
    e = originalOf(m_graph, e);
    const auto known = m_values.find(e);
    if (known != m_values.end()) { return known->second; }
    const Endpoint value = WEFT_TRY(history(e));
    return m_values[e] = value;
}

/// What a value that does not change is outside the loop.
std::optional<Endpoint> LoopGradient::sameInAllIterations(const Endpoint& e) const {
    const Endpoint original = originalOf(m_graph, e);
    const Node& node = m_graph.node(original.node);
    if (node.isOp("Enter") && node.attrs.getOr<bool>("is_constant", false)) {
        return node.inputs[0];
    }
    for (const LoopFrame::Variable& variable : frame().variables) {
        const bool isIt =
            original == Endpoint{variable.choose, 1} || original == Endpoint{variable.merge, 0};
        if (isIt && variable.isInvariant) { return m_graph.node(variable.enter).inputs[0]; }
    }
    return std::nullopt;
}

Result<Endpoint> LoopGradient::history(const Endpoint& e) {
    if (const auto outside = sameInAllIterations(e)) {
        return entered(WEFT_TRY(outerValue(*outside)));
    }
    const Node& node = m_graph.node(e.node);
    if (const std::optional<Tensor> constant = m_graph.constantValue(e)) {
        const std::vector<NodeId> pivots = WEFT_TRY(pivotsOf(e));
        return Endpoint{WEFT_TRY(addTo("Const", "Const", {}, constantAttrs(*constant), pivots)), 0};
    }
    const bool isBranch = node.isOp("Switch") &&
                          !m_graph.node(originalOf(m_graph, node.inputs[1]).node).isOp("LoopCond");
    return isBranch ? chosen(node, e.index) : popped(e);
}

/// What is there in the iterations in which a value was: every one, or those that took its way.
Result<std::vector<NodeId>> LoopGradient::pivotsOf(const Endpoint& e) {
    std::vector<NodeId> pivots;
    for (const auto& [predicate, way] : m_maps.ways.waysTo(e)) {
        if (m_maps.loops.loopOf(predicate.node) != m_loop) { continue; }
        const Endpoint again = WEFT_TRY(valueOf(predicate));
        NodeId& pivot = m_pivots[{predicate, way}];
        if (!pivot.valid()) {
            const NodeId ways = WEFT_TRY(addTo("Switch", "Switch", {again, again}));
            pivot = WEFT_TRY(addTo("Identity", "pivot", {{ways, way ? 1 : 0}}));
        }
        pivots.push_back(pivot);
    }
    if (pivots.empty()) { pivots.push_back(m_pivot); }
    return pivots;
}

/// One way of a branch: the branch is taken again, since its data may be kept already.
Result<Endpoint> LoopGradient::chosen(const Node& node, int way) {
    const Endpoint data = WEFT_TRY(valueOf(node.inputs[0]));
    const Endpoint predicate = WEFT_TRY(valueOf(node.inputs[1]));
    const NodeId again = WEFT_TRY(addTo("Switch", "Switch", {data, predicate}));
    for (int i = 0; i < 2; ++i) { m_values[{node.id, i}] = {again, i}; }
    return Endpoint{again, way};
}

/// What goes onto a stack for a value. A stack itself goes in a list of one: TensorFlow's optimizer
/// takes a push of its handle for a push onto it, and both away.
Result<Endpoint> LoopGradient::asPushed(const Endpoint& e) {
    if (!m_graph.node(e.node).isOp("StackV2")) { return e; }
    const Tensor first = Tensor::scalar<std::int32_t>(0);
    const NodeId axis = WEFT_TRY(addTo("Const", "acc_dim", {}, constantAttrs(first), {e.node}));
    return Endpoint{WEFT_TRY(addTo("ExpandDims", "f_acc", {e, {axis, 0}})), 0};
}

Result<Endpoint> LoopGradient::popped(const Endpoint& e) {
    const DType type = m_graph.output(e).type;
    const Endpoint most = WEFT_TRY(constantBefore(-1, "acc_size"));
    AttrMap attrs;
    attrs.set("elem_type", type);
    attrs.set("stack_name", std::string());
    const Endpoint stack{WEFT_TRY(addTo("StackV2", "f_acc", {most}, attrs)), 0};
    const NodeId handle =
        WEFT_TRY(addTo("Enter", "f_acc", {stack}, enterAttrs(frame().frame, true)));
    const Endpoint pushed = WEFT_TRY(asPushed(e));
    // Counted first, and the count goes on when all is pushed: iterations that run side by side push
    // in their order.
    m_pushes.push_back(
        WEFT_TRY(addTo("StackPushV2", "StackPushV2", {{handle, 0}, pushed}, {}, {m_forwardAdd})));

    Endpoint from = WEFT_TRY(entered(WEFT_TRY(outerValue(stack))));
    // What was pushed on one way of a branch is popped only where that way was taken.
    for (const auto& [predicate, way] : m_maps.ways.waysTo(e)) {
        if (m_maps.loops.loopOf(predicate.node) != m_loop) { continue; }
        const Endpoint again = WEFT_TRY(valueOf(predicate));
        from = {WEFT_TRY(addTo("Switch", "Switch", {from, again})), way ? 1 : 0};
    }
    AttrMap popAttrs;
    popAttrs.set("elem_type", type);
    const NodeId pop = WEFT_TRY(addTo("StackPopV2", "StackPopV2", {from}, popAttrs, {m_pivot}));
    m_pops.push_back(pop);
    WEFT_TRY(m_graph.mergeShape({pop, 0}, m_graph.output(pushed).shape));
    return Endpoint{pop, 0};
}

}  // namespace weft
