// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/simplify_arithmetic.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/base/strings.h"
#include "engine/runtime/passes/alive_slots.h"
#include "engine/runtime/passes/plan_edit.h"
#include "engine/runtime/passes/read_transposed.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

bool isOneOf(const Node& node, std::initializer_list<std::string_view> ops) {
    return std::any_of(ops.begin(), ops.end(), [&](std::string_view op) { return node.isOp(op); });
}

class Simplifier {
public:
    Simplifier(const PassContext& context, Plan& plan)
        : m_context(context),
          m_facts(context.facts),
          m_plan(plan),
          m_alive(plan),
          m_makers(makersOf(plan)),
          m_edit(plan) {}

    int run() {
        int count = 0;
        for (std::int32_t i = 0; i < std::ssize(m_plan.instructions); ++i) {
            const Instruction& instruction = m_plan.instructions[at(i)];
            const bool computes = instruction.kind == Instruction::Kind::Kernel ||
                                  instruction.kind == Instruction::Kind::Alias;
            if (!computes || instruction.stack >= 0 || !m_edit.isRead(instruction) ||
                instruction.locks.count > 0 || instruction.operands.count == 0 ||
                instruction.outputs.count == 0 || instruction.node->op->isStateful) {
                continue;
            }
            if (lookThrough(i) || unpackPacked(i)) { ++count; }
        }
        m_edit.finish();
        return count;
    }

private:
    std::int32_t operand(const Instruction& instruction, std::size_t o) const {
        return m_edit.now(operandsOf(m_plan, instruction)[o].index);
    }
    Operand slot(std::int32_t index) const { return {.index = index}; }
    const Tensor* value(const Instruction& instruction, std::size_t o) const {
        return o < at(instruction.operands.count)
                   ? m_facts.value(operandsOf(m_plan, instruction)[o])
                   : nullptr;
    }
    /// What makes an operand, where that is left.
    const Instruction* maker(std::int32_t index) const {
        const std::int32_t place = at(index) < m_makers.size() ? m_makers[at(index)] : kNone;
        return place == kNone ? nullptr : &m_plan.instructions[at(place)];
    }

    /// Both have the same shape in every run: so the op's own checks pass, too.
    bool hasShapeOf(const Instruction& instruction, std::int32_t other) const {
        const PartialShape& shape = m_facts.shape(slot(instruction.outputs.begin));
        return shape.isFull() && shape == m_facts.shape(slot(other));
    }

    bool isAliveAs(const Instruction& instruction, std::int32_t other) const {
        return m_alive.areTogether(instruction.outputs.begin, other);
    }

    bool lookThrough(std::int32_t i) {
        Instruction& instruction = m_plan.instructions[at(i)];
        const std::int32_t same = sameAs(instruction);
        if (same == kNone) { return false; }
        m_context.note([&] {
            return concat("'", instruction.node->name, "' (", instruction.node->opName,
                          ") is what it is given");
        });
        m_edit.replace(instruction.outputs.begin, same);
        if (instruction.signal >= 0) { m_edit.replace(instruction.signal, same); }
        m_edit.remove(i);
        return true;
    }

    /// The slot that holds the only output's very bits, or kNone.
    std::int32_t sameAs(const Instruction& instruction) const {
        if (instruction.outputs.count != 1) { return kNone; }
        const std::int32_t first = operand(instruction, 0);
        const Node& node = *instruction.node;
        if (isAliveAs(instruction, first) &&
            (isOneOf(node, {"Identity", "StopGradient", "PreventGradient"}) ||
             (hasShapeOf(instruction, first) && keepsValues(instruction)))) {
            return first;
        }
        if (isOneOf(node, {"Neg", "Transpose"})) { return undone(instruction); }
        if (isOneOf(node, {"Select", "SelectV2"})) { return chosen(instruction); }
        if (isOneOf(node, {"Mul", "Add", "AddV2"})) { return withNeutral(instruction); }
        return kNone;
    }

    /// Ops that, when the shape of the first operand stays, give its elements in their order.
    bool keepsValues(const Instruction& instruction) const {
        const Node& node = *instruction.node;
        if (instruction.kind == Instruction::Kind::Alias) { return true; }
        if (node.isOp("Cast")) {
            return node.attrs.getOr("SrcT", DType::Invalid) ==
                   node.attrs.getOr("DstT", DType::Invalid);
        }
        if (node.isOp("Transpose")) {
            const auto axes = permutationOf(value(instruction, 1));
            return axes && std::is_sorted(axes->begin(), axes->end());
        }
        if (isOneOf(node, {"Sum", "Mean", "Prod", "Max", "Min", "All", "Any"})) {
            const Tensor* axes = value(instruction, 1);
            return axes != nullptr && axes->elements() == 0;
        }
        return isOneOf(node, {"BroadcastTo", "Tile", "Slice", "Pad", "PadV2", "MirrorPad"}) &&
               operandsKnown(instruction);
    }

    bool operandsKnown(const Instruction& instruction) const {
        for (std::size_t o = 1; o < at(instruction.operands.count); ++o) {
            if (value(instruction, o) == nullptr) { return false; }
        }
        return true;
    }

    /// Neg of Neg, Transpose of Transpose: what the inner one was given.
    std::int32_t undone(const Instruction& outer) const {
        const std::int32_t middle = operand(outer, 0);
        const Instruction* inner = maker(middle);
        if (inner == nullptr || inner->node == nullptr || inner->node->op != outer.node->op ||
            inner->kind != Instruction::Kind::Kernel || inner->locks.count > 0) {
            return kNone;
        }
        const std::int32_t source = operand(*inner, 0);
        if (!isAliveAs(outer, source) || !hasShapeOf(outer, source)) { return kNone; }
        if (outer.node->isOp("Neg")) {
            const DType type = outer.node->outputs[0].type;
            const bool isExact = type == DType::Float || type == DType::Double || isInteger(type);
            return isExact ? source : kNone;
        }
        const auto first = permutationOf(value(*inner, 1));
        const auto second = permutationOf(value(outer, 1));
        if (!first || !second || first->size() != second->size()) { return kNone; }
        for (std::size_t axis = 0; axis < first->size(); ++axis) {
            if ((*first)[at((*second)[axis])] != static_cast<std::int32_t>(axis)) { return kNone; }
        }
        return source;
    }

    /// The operand that a constant condition selects.
    std::int32_t chosen(const Instruction& instruction) const {
        const Tensor* condition = value(instruction, 0);
        if (condition == nullptr || condition->elements() == 0) { return kNone; }
        const auto flags = condition->values<bool>();
        const bool all = std::all_of(flags.begin(), flags.end(), [](bool flag) { return flag; });
        const bool none = std::none_of(flags.begin(), flags.end(), [](bool flag) { return flag; });
        if (!all && !none) { return kNone; }
        const std::int32_t taken = operand(instruction, all ? 1 : 2);
        return hasShapeOf(instruction, taken) && isAliveAs(instruction, taken) ? taken : kNone;
    }

    /// x * 1 and x + 0 of whole numbers.
    std::int32_t withNeutral(const Instruction& instruction) const {
        if (!isInteger(instruction.node->outputs[0].type)) { return kNone; }
        const int neutral = instruction.node->isOp("Mul") ? 1 : 0;
        for (const std::size_t o : {std::size_t{0}, std::size_t{1}}) {
            const Tensor* known = value(instruction, o);
            const std::int32_t other = operand(instruction, 1 - o);
            if (known != nullptr && isAll(*known, neutral) && hasShapeOf(instruction, other) &&
                isAliveAs(instruction, other)) {
                return other;
            }
        }
        return kNone;
    }

    static bool isAll(const Tensor& tensor, int number) {
        if (tensor.dtype() != DType::Int32 && tensor.dtype() != DType::Int64) { return false; }
        for (std::int64_t i = 0; i < tensor.elements(); ++i) {
            if (intAt(tensor, i) != number) { return false; }
        }
        return true;
    }

    /// Unpack of a Pack along the same axis gives what was packed.
    bool unpackPacked(std::int32_t i) {
        Instruction& outer = m_plan.instructions[at(i)];
        if (!outer.node->isOp("Unpack")) { return false; }
        const std::int32_t middle = operand(outer, 0);
        const Instruction* inner = maker(middle);
        if (m_plan.branching || inner == nullptr || inner->kind != Instruction::Kind::Kernel ||
            !inner->node->isOp("Pack") || inner->locks.count > 0 ||
            inner->operands.count != outer.outputs.count ||
            inner->node->attrs.getOr<std::int64_t>("axis", 0) !=
                outer.node->attrs.getOr<std::int64_t>("axis", 0) ||
            !m_facts.shape(slot(middle)).isFull()) {
            return false;
        }
        for (std::int32_t o = 0; o < outer.outputs.count; ++o) {
            m_edit.replace(outer.outputs.begin + o, operand(*inner, at(o)));
        }
        m_edit.remove(i);
        m_context.note([&] {
            return concat("'", outer.node->name, "' (Unpack) gives what '", inner->node->name,
                          "' packed");
        });
        return true;
    }

    const PassContext& m_context;
    const PlanFacts& m_facts;
    Plan& m_plan;
    const AliveSlots m_alive;
    const std::vector<std::int32_t> m_makers;  // by slot: instruction
    PlanEdit m_edit;
};

}  // namespace

int simplifyArithmetic(const PassContext& context, Plan& plan) {
    return Simplifier(context, plan).run();
}

}  // namespace weft
