// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/plan_facts.h"

#include <algorithm>

#include "engine/runtime/passes/plan_edit.h"

namespace weft {
namespace {

/// What a shape function may ask about the operands of an instruction.
class OperandValues final : public ValueSource {
public:
    OperandValues(const PlanFacts& facts, std::span<const Operand> operands)
        : m_facts(facts), m_operands(operands) {}
    std::optional<Tensor> value(int input) const override {
        const Tensor* known = m_facts.value(m_operands[static_cast<std::size_t>(input)]);
        return known == nullptr ? std::nullopt : std::optional<Tensor>(*known);
    }
    std::optional<PartialValue> partialValue(int input) const override {
        const PartialValue* known =
            m_facts.partialValue(m_operands[static_cast<std::size_t>(input)]);
        return known == nullptr ? std::nullopt : std::optional<PartialValue>(*known);
    }

private:
    const PlanFacts& m_facts;
    std::span<const Operand> m_operands;
};

template <class T>
Tensor integers(const PartialValue& value) {
    std::vector<T> elements;
    elements.reserve(value.elements.size());
    for (const auto& element : value.elements) { elements.push_back(static_cast<T>(*element)); }
    return Tensor::ofValues<T>(value.shape, std::span<const T>(elements));
}

/// The tensor where every element is known.
std::optional<Tensor> wholeValue(const PartialValue& value, DType type) {
    const bool isWhole = std::all_of(value.elements.begin(), value.elements.end(),
                                     [](const auto& element) { return element.has_value(); });
    if (!isWhole) { return std::nullopt; }
    if (type == DType::Int32) { return integers<std::int32_t>(value); }
    if (type == DType::Int64) { return integers<std::int64_t>(value); }
    return std::nullopt;
}

}  // namespace

PlanFacts::PlanFacts(const Graph& graph, const Plan& plan, const KnownShapes* known)
    : m_graph(graph), m_plan(plan), m_shapes(at(plan.slotCount)) {
    m_variableShapes.resize(plan.variables.size());
    if (known != nullptr && !known->variables.empty()) { m_variableShapes = known->variables; }
    for (const Plan::Constant& constant : plan.constants) {
        setValue(constant.slot, constant.value);
    }
    for (std::size_t i = 0; i < plan.feeds.size(); ++i) {
        const Plan::Feed& feed = plan.feeds[i];
        if (feed.slot < 0) { continue; }
        const bool isKnown = known != nullptr && !known->feeds.empty();
        setShape(feed.slot, isKnown ? PartialShape(known->feeds[i]) : feed.shape);
    }
    if (plan.loops.empty()) { return; }
    findStacks();
    findInvariants();
}

const PartialShape& PlanFacts::shape(const Operand& operand) const {
    static const PartialShape kUnknown;
    const auto& shapes = operand.kind == Operand::Kind::Slot ? m_shapes : m_variableShapes;
    return at(operand.index) < shapes.size() ? shapes[at(operand.index)] : kUnknown;
}

const Tensor* PlanFacts::value(const Operand& operand) const {
    if (operand.kind != Operand::Kind::Slot) { return nullptr; }
    const auto found = m_values.find(operand.index);
    return found == m_values.end() ? nullptr : &found->second;
}

const PartialValue* PlanFacts::partialValue(const Operand& operand) const {
    if (operand.kind != Operand::Kind::Slot) { return nullptr; }
    const auto found = m_partialValues.find(operand.index);
    return found == m_partialValues.end() ? nullptr : &found->second;
}

void PlanFacts::setShape(std::int32_t slot, const PartialShape& shape) {
    if (at(slot) >= m_shapes.size()) { m_shapes.resize(at(slot) + 1); }
    m_shapes[at(slot)] = shape;
}

void PlanFacts::setValue(std::int32_t slot, const Tensor& value) {
    setShape(slot, value.shape());
    m_values.insert_or_assign(slot, value);
}

void PlanFacts::learn(const Instruction& instruction) {
    using Kind = Instruction::Kind;
    const std::int32_t out = instruction.outputs.begin;
    switch (instruction.kind) {
        case Kind::Kernel:
        case Kind::Alias:
            learnKernel(instruction);
            break;
        case Kind::Copy:
        case Kind::Snapshot:
            copyFacts(operandsOf(m_plan, instruction)[0], out);
            break;
        case Kind::Pass:
            if (instruction.operands.count == 1 && instruction.outputs.count == 1) {
                copyFacts(operandsOf(m_plan, instruction)[0], out);
            }
            break;
        case Kind::Switch:
            copyFacts(operandsOf(m_plan, instruction)[0], out);
            copyFacts(operandsOf(m_plan, instruction)[0], out + 1);
            break;
        case Kind::Merge:
            learnMerge(instruction);
            break;
        case Kind::Fused:
        case Kind::Updates:
        case Kind::Fork:
        case Kind::Join:
        case Kind::Rows:
        case Kind::LoopBegin:
        case Kind::LoopEnd:
            break;
    }
}

void PlanFacts::copyFacts(const Operand& from, std::int32_t to) {
    setShape(to, shape(from));
    if (const Tensor* known = value(from)) { setValue(to, Tensor(*known)); }
    if (const PartialValue* known = partialValue(from)) {
        m_partialValues.insert_or_assign(to, PartialValue(*known));
    }
}

/// A Merge has the shape that all its operands have; around a loop, where the last of them is not known
/// yet, what was found before.
void PlanFacts::learnMerge(const Instruction& instruction) {
    if (instruction.outputs.count > 1) {
        setShape(instruction.outputs.begin + 1, PartialShape::scalar());
    }
    const auto invariant = m_invariants.find(instruction.outputs.begin);
    if (invariant != m_invariants.end()) {
        return setShape(instruction.outputs.begin, invariant->second);
    }
    const auto operands = operandsOf(m_plan, instruction);
    const PartialShape first = shape(operands[0]);
    const bool same = std::all_of(operands.begin(), operands.end(),
                                  [&](const Operand& operand) { return shape(operand) == first; });
    if (same && instruction.outputs.count > 0) { setShape(instruction.outputs.begin, first); }
}

/// Asks the op's shape function as the run will; what that finds wrong is left for the run.
void PlanFacts::learnKernel(const Instruction& instruction) {
    const Node& node = *instruction.node;
    const OpDef& op = *node.op;
    const std::int32_t outputs = instruction.outputs.count;
    if (!op.shape || outputs == 0) { return; }
    if (stackOf(instruction) != nullptr) { return learnStack(instruction); }
    const auto operands = operandsOf(m_plan, instruction);
    absl::InlinedVector<PartialShape, 4> shapes;
    absl::InlinedVector<DType, 4> types;
    for (std::size_t i = 0; i < operands.size(); ++i) {
        const bool isVariable = operands[i].kind == Operand::Kind::Variable;
        shapes.push_back(shape(operands[i]));
        types.push_back(isVariable ? m_plan.variables[at(operands[i].index)]->dtype()
                                   : m_graph.output(node.inputs[i]).type);
    }
    const OperandValues values(*this, operands);
    const ShapeContext context(op, node.attrs, {shapes.data(), shapes.size()},
                               {types.data(), types.size()}, outputs, values);
    const auto found = op.shape(context);
    if (!found.ok() || std::ssize(*found) != outputs) { return; }
    std::vector<std::optional<PartialValue>> known;
    if (op.partialValue) { known = op.partialValue(context); }
    known.resize(at(outputs));
    for (std::int32_t o = 0; o < outputs; ++o) {
        const std::int32_t slot = instruction.outputs.begin + o;
        const bool isNarrow = instruction.columns.count > 0;
        setShape(slot, isNarrow ? (*found)[at(o)].withDim(1, instruction.columns.count)
                                : (*found)[at(o)]);
        if (known[at(o)]) {
            const auto whole = wholeValue(*known[at(o)], node.outputs[at(o)].type);
            if (whole) { setValue(slot, *whole); }
            m_partialValues.insert_or_assign(slot, *std::move(known[at(o)]));
        }
    }
}

}  // namespace weft
