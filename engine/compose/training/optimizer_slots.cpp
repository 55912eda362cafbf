// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/training/optimizer_slots.h"

#include <algorithm>

#include "engine/base/strings.h"

namespace weft {
namespace {

AttrMap locking(bool useLocking) { return {{"use_locking", useLocking}}; }

/// A resource variable around an initial value: NAME, NAME/IsInitialized/VarIsInitializedOp,
/// NAME/Assign, NAME/Read/ReadVariableOp.
Result<VariableNodes> addHandleVariable(const NodeWriter& writer, const std::string& name,
                                        Endpoint initialValue) {
    Graph& graph = writer.graph();
    const OutputInfo value = graph.output(initialValue);
    VariableNodes nodes;
    const Endpoint handle = WEFT_TRY(writer.add(
        name, "VarHandleOp", {},
        {{"dtype", value.type}, {"shape", value.shape}, {"shared_name", writer.named(name)}}));
    nodes.variable = handle.node;
    WEFT_TRY(
        writer.add(name + "/IsInitialized/VarIsInitializedOp", "VarIsInitializedOp", {handle}));
    nodes.assign = WEFT_TRY(graph.add({.name = writer.named(name + "/Assign"),
                                       .op = "AssignVariableOp",
                                       .inputs = {handle, initialValue},
                                       .attrs = {{"dtype", value.type}},
                                       .device = graph.node(handle.node).device}));
    nodes.read = WEFT_TRY(writer.add(name + "/Read/ReadVariableOp", "ReadVariableOp", {handle},
                                     {{"dtype", value.type}}));
    graph.collections().addVariable({.variable = graph.nameOf(handle),
                                     .initializer = graph.node(nodes.assign).name,
                                     .snapshot = graph.nameOf(nodes.read),
                                     .initialValue = graph.nameOf(initialValue),
                                     .isResource = true,
                                     .trainable = false,
                                     .extraBytes = {}});
    return nodes;
}

Result<SlotVariable> addAround(const NodeWriter& writer, const std::string& name,
                               Endpoint initialValue, bool byHandle) {
    const auto nodes = byHandle ? addHandleVariable(writer, name, initialValue)
                                : addVariable(writer, name, initialValue, Trainable::No);
    return SlotVariable{WEFT_TRY(nodes), byHandle};
}

Result<Endpoint> startValue(const NodeWriter& beside, const std::string& scope,
                            const SlotRule& rule, double value, const OptimizedVariable& variable,
                            const std::string& outer) {
    const Shape shape = *variable.shape.full();
    const auto filled = [&](InitKind kind, const std::string& below) {
        return addInitialValue(beside, below, {kind, value}, variable.type, shape);
    };
    switch (rule.start) {
        case SlotRule::Start::Zeros:
            return filled(InitKind::Zeros, scope);
        case SlotRule::Start::Ones:
            return filled(InitKind::Ones, scope);
        case SlotRule::Start::Constant:
            return filled(InitKind::Constant, scope);
        case SlotRule::Start::ScaledOnes: {
            const Endpoint ones = WEFT_TRY(filled(InitKind::Ones, scope));
            const Endpoint by = WEFT_TRY(beside.scalar(scope + "/mul/y", variable.type, value));
            return beside.add(scope + "/mul", "Mul", {ones, by});
        }
        case SlotRule::Start::OuterConstant:
            break;
    }
    const Tensor number = WEFT_TRY(numberTensor(variable.type, value));
    Tensor whole = WEFT_TRY(Tensor::allocate(variable.type, shape));
    for (std::int64_t i = 0; i < shape.elements(); ++i) {
        const auto at = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(i) * number.bytes());
        std::copy_n(number.data(), number.bytes(), whole.mutableData() + at);
    }
    return beside.constant(beside.graph().uniqueName(outer + "Const"), whole);
}

}  // namespace

OptimizedVariable optimizedVariable(const Graph& graph, NodeId node) {
    const OutputInfo& output = graph.node(node).outputs[0];
    const HandleInfo info = output.handle.value_or(HandleInfo{output.type, output.shape});
    return {node, graph.node(node).name, info.type, info.shape, output.type == DType::Resource};
}

Result<SlotVariable> addSlot(const NodeWriter& beside, const std::string& name,
                             const SlotRule& rule, double value, const OptimizedVariable& variable,
                             const std::string& outer) {
    if (!variable.shape.full()) {
        return invalidArgument(concat("variable has an unknown shape: got ", variable.shape,
                                      " (node '", variable.name, "')"));
    }
    const Endpoint start =
        WEFT_TRY(startValue(beside, name + "/Initializer", rule, value, variable, outer));
    return addAround(beside, name, start, variable.byHandle);
}

Result<SlotVariable> addScalarSlot(const NodeWriter& beside, const std::string& name, float value,
                                   bool byHandle) {
    const std::string start = byHandle ? "/Initializer/initial_value" : "/initial_value";
    return addAround(beside, name, WEFT_TRY(beside.constant(name + start, Tensor::scalar(value))),
                     byHandle);
}

Result<NodeId> addAssign(const NodeWriter& beside, const std::string& prefix,
                         const SlotVariable& slot, Endpoint value, bool useLocking) {
    Graph& graph = beside.graph();
    const std::string op = slot.byHandle ? "AssignVariableOp" : "Assign";
    AttrMap attrs = {{"validate_shape", !slot.byHandle}};
    if (!slot.byHandle) { attrs.set("use_locking", useLocking); }
    return WEFT_TRY(beside.add(graph.uniqueName(prefix + op), op, {slot.endpoint(), value}, attrs))
        .node;
}

Result<Endpoint> readSlot(const NodeWriter& writer, const std::string& prefix,
                          const SlotVariable& slot, const std::vector<NodeId>& after) {
    if (!slot.byHandle) { return slot.nodes.read; }
    Graph& graph = writer.graph();
    return writer.add(graph.uniqueName(prefix + "ReadVariableOp"), "ReadVariableOp",
                      {slot.endpoint()}, {{"dtype", graph.output(slot.nodes.read).type}}, after);
}

Result<RowGradient> withoutDuplicates(const NodeWriter& writer, const std::string& prefix,
                                      const RowGradient& rows) {
    const NodeId unique = WEFT_TRY(writer.add(prefix + "Unique", "Unique", {rows.indices})).node;
    const Endpoint shape = WEFT_TRY(writer.add(prefix + "Shape", "Shape", {{unique, 0}}));
    const std::string slice = prefix + "strided_slice";
    const Endpoint begin = WEFT_TRY(writer.ints(slice + "/stack", {0}));
    const Endpoint end = WEFT_TRY(writer.ints(slice + "/stack_1", {1}));
    const Endpoint stride = WEFT_TRY(writer.ints(slice + "/stack_2", {1}));
    const Endpoint count = WEFT_TRY(writer.add(slice, "StridedSlice", {shape, begin, end, stride},
                                               {{"shrink_axis_mask", std::int64_t{1}}}));
    const Endpoint sums = WEFT_TRY(writer.add(prefix + "UnsortedSegmentSum", "UnsortedSegmentSum",
                                              {rows.values, {unique, 1}, count}));
    return RowGradient{sums, {unique, 0}};
}

Result<NodeId> addSparseDescent(const NodeWriter& writer, const std::string& prefix,
                                const OptimizedVariable& variable, const RowGradient& rows,
                                Endpoint rate, bool useLocking) {
    if (variable.byHandle) {
        const Endpoint against = WEFT_TRY(writer.add(prefix + "Neg", "Neg", {rows.values}));
        const Endpoint step = WEFT_TRY(writer.add(prefix + "mul", "Mul", {against, rate}));
        return WEFT_TRY(writer.add(prefix + "ResourceScatterAdd", "ResourceScatterAdd",
                                   {variable.endpoint(), rows.indices, step}))
            .node;
    }
    const Endpoint step = WEFT_TRY(writer.add(prefix + "mul", "Mul", {rows.values, rate}));
    return WEFT_TRY(writer.add(prefix + "ScatterSub", "ScatterSub",
                               {variable.endpoint(), rows.indices, step}, locking(useLocking)))
        .node;
}

namespace {

/// Writes the formulas of a sparse step of Adam: names count up as TF-1's do.
class SparseAdamWriter {
public:
    SparseAdamWriter(const NodeWriter& writer, const std::string& prefix, const SparseAdam& adam,
                     bool useLocking)
        : m_writer(writer), m_prefix(prefix), m_adam(adam), m_useLocking(useLocking) {}

    Result<NodeId> write(const RowGradient& rows) {
        const Endpoint left2 = WEFT_TRY(oneMinus(WEFT_TRY(read(m_adam.powers[1]))));
        const Endpoint rate =
            WEFT_TRY(add("mul", "Mul", {m_adam.rate, WEFT_TRY(add("Sqrt", "Sqrt", {left2}))}));
        const Endpoint left1 = WEFT_TRY(oneMinus(WEFT_TRY(read(m_adam.powers[0]))));
        const Endpoint scaled = WEFT_TRY(add("truediv", "RealDiv", {rate, left1}));
        const Endpoint fresh1 = WEFT_TRY(oneMinus(m_adam.beta1));
        const Endpoint mRows = WEFT_TRY(add("mul", "Mul", {rows.values, fresh1}));
        const Endpoint m = WEFT_TRY(decay(m_adam.m, m_adam.beta1, mRows, rows.indices));
        const Endpoint squares = WEFT_TRY(add("mul", "Mul", {rows.values, rows.values}));
        const Endpoint fresh2 = WEFT_TRY(oneMinus(m_adam.beta2));
        const Endpoint vRows = WEFT_TRY(add("mul", "Mul", {squares, fresh2}));
        const Endpoint v = WEFT_TRY(decay(m_adam.v, m_adam.beta2, vRows, rows.indices));
        const Endpoint root = WEFT_TRY(add("Sqrt", "Sqrt", {v}));
        const Endpoint up = WEFT_TRY(add("mul", "Mul", {scaled, m}));
        const Endpoint below = WEFT_TRY(add("add", "AddV2", {root, m_adam.epsilon}));
        const Endpoint step = WEFT_TRY(add("truediv", "RealDiv", {up, below}));
        const std::string op = m_adam.variable.byHandle ? "AssignSubVariableOp" : "AssignSub";
        const AttrMap attrs = m_adam.variable.byHandle ? AttrMap() : locking(m_useLocking);
        const NodeId moved =
            WEFT_TRY(m_writer.add(m_prefix + op, op, {m_adam.variable.endpoint(), step}, attrs))
                .node;
        return WEFT_TRY(
                   m_writer.add(m_prefix + "group_deps", "NoOp", {}, {}, {moved, m.node, v.node}))
            .node;
    }

private:
    Result<Endpoint> add(const std::string& name, std::string_view op,
                         std::vector<Endpoint> inputs) {
        return m_writer.add(m_writer.graph().uniqueName(m_prefix + name), op, std::move(inputs));
    }
    Result<Endpoint> read(const SlotVariable& slot, const std::vector<NodeId>& after = {}) {
        const Endpoint value = WEFT_TRY(readSlot(m_writer, m_prefix, slot, after));
        const DType type = m_adam.variable.type;
        if (m_writer.graph().output(value).type == type) { return value; }
        return m_writer.add(m_writer.graph().uniqueName(m_prefix + "Cast"), "Cast", {value},
                            {{"DstT", type}});
    }
    Result<Endpoint> oneMinus(Endpoint x) {
        const std::string name = m_writer.graph().uniqueName(m_prefix + "sub");
        const Endpoint one = WEFT_TRY(m_writer.scalar(name + "/x", m_adam.variable.type, 1));
        return m_writer.add(name, "Sub", {one, x});
    }
    /// slot = slot * beta, then rows are added. Returns its value afterwards.
    Result<Endpoint> decay(const SlotVariable& slot, Endpoint beta, Endpoint rows,
                           Endpoint indices) {
        const Endpoint kept = WEFT_TRY(add("mul", "Mul", {WEFT_TRY(read(slot)), beta}));
        const NodeId assign = WEFT_TRY(addAssign(m_writer, m_prefix, slot, kept, m_useLocking));
        const std::string op = slot.byHandle ? "ResourceScatterAdd" : "ScatterAdd";
        const AttrMap attrs = slot.byHandle ? AttrMap() : locking(m_useLocking);
        const Endpoint added =
            WEFT_TRY(m_writer.add(m_writer.graph().uniqueName(m_prefix + op), op,
                                  {slot.endpoint(), indices, rows}, attrs, {assign}));
        if (!slot.byHandle) { return added; }
        return read(slot, {assign, added.node});
    }

    const NodeWriter& m_writer;
    const std::string& m_prefix;
    const SparseAdam& m_adam;
    bool m_useLocking;
};

}  // namespace

Result<NodeId> addSparseAdam(const NodeWriter& writer, const std::string& prefix,
                             const SparseAdam& adam, const RowGradient& rows, bool useLocking) {
    return SparseAdamWriter(writer, prefix, adam, useLocking).write(rows);
}

}  // namespace weft
