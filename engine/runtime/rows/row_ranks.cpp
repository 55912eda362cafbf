// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/rows/row_ranks.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "engine/kernel/tiles.h"

namespace weft {
namespace {

using Kind = Instruction::Kind;

class RankFinder {
public:
    RankFinder(const PassContext& context, const Plan& plan, std::span<const std::int32_t> members)
        : m_context(context),
          m_plan(plan),
          m_members(members),
          m_ranks(2 * at(plan.slotCount), -1),
          m_isMade(at(plan.slotCount), false),
          m_origin(at(plan.slotCount)) {
        std::iota(m_origin.begin(), m_origin.end(), 0);
    }

    std::vector<int> find() {
        for (const std::int32_t i : m_members) {
            const Range outputs = m_plan.instructions[at(i)].outputs;
            for (std::int32_t o = 0; o < outputs.count; ++o) {
                m_isMade[at(outputs.begin + o)] = true;
            }
            findOrigin(m_plan.instructions[at(i)]);
        }
        do {
            m_hasLearned = false;
            for (const std::int32_t i : m_members) { visit(m_plan.instructions[at(i)]); }
        } while (m_hasLearned);
        m_ranks.resize(at(m_plan.slotCount));
        return std::move(m_ranks);
    }

private:
    /// Enter only hands a stack's handle on.
    void findOrigin(const Instruction& instruction) {
        const auto operands = operandsOf(m_plan, instruction);
        if (instruction.kind == Kind::Pass && operands.size() == 1 &&
            operands[0].kind == Operand::Kind::Slot) {
            m_origin[at(instruction.outputs.begin)] = m_origin[at(operands[0].index)];
        }
    }
    /// Behind the slots stand the values on the stacks that they lead to.
    std::int32_t elementOf(std::int32_t slot) const {
        return m_plan.slotCount + m_origin[at(slot)];
    }

    void setRank(std::int32_t slot, int rank) {
        if (rank < 0 || m_ranks[at(slot)] >= 0) { return; }
        m_ranks[at(slot)] = rank;
        m_hasLearned = true;
    }
    static int rankOf(const PartialShape& shape) { return shape.hasRank() ? shape.rank() : -1; }
    int rankOf(const Operand& operand) const {
        const int known = rankOf(m_context.facts.shape(operand));
        return known >= 0 || operand.kind != Operand::Kind::Slot ? known
                                                                 : m_ranks[at(operand.index)];
    }

    void visit(const Instruction& instruction) {
        const auto operands = operandsOf(m_plan, instruction);
        for (std::size_t o = 0; o < operands.size(); ++o) {
            if (operands[o].kind != Operand::Kind::Slot) { continue; }
            setRank(operands[o].index, rankOf(m_context.facts.shape(operands[o])));
            // What the graph knows of a value from outside.
            const bool isOwn = instruction.node != nullptr && instruction.kind != Kind::Fused &&
                               o < instruction.node->inputs.size();
            if (isOwn && !m_isMade[at(operands[o].index)]) {
                const Endpoint& from = instruction.node->inputs[o];
                setRank(operands[o].index, rankOf(m_context.graph.output(from).shape));
            }
        }
        const Range outputs = instruction.outputs;
        if (outputs.count == 0) { return; }
        if (instruction.kind == Kind::Kernel && instruction.node->isOp("StackPushV2") &&
            operands[0].kind == Operand::Kind::Slot) {
            setRank(elementOf(operands[0].index), rankOf(operands[1]));
        }
        for (std::int32_t o = 0; o < outputs.count; ++o) {
            const bool isIndex = instruction.kind == Kind::Merge && o == 1;
            setRank(outputs.begin + o, isIndex ? 0 : outputRank(instruction, o));
        }
    }

    int outputRank(const Instruction& instruction, std::int32_t o) const {
        const auto operands = operandsOf(m_plan, instruction);
        const auto ofOperand = [&](std::size_t i) {
            return operands.size() > i ? rankOf(operands[i]) : -1;
        };
        const auto ofAll = [&] {
            int most = 0;
            for (const Operand& operand : operands) {
                if (rankOf(operand) < 0) { return -1; }
                most = std::max(most, rankOf(operand));
            }
            return most;
        };
        if (instruction.kind == Kind::Fused) { return ofAll(); }
        const bool isMerge = instruction.kind == Kind::Merge;
        if (isMerge || instruction.kind == Kind::Pass || instruction.kind == Kind::Switch) {
            const auto known = std::ranges::find_if(
                operands, [this](const Operand& operand) { return rankOf(operand) >= 0; });
            return isMerge && known != operands.end() ? rankOf(*known) : ofOperand(0);
        }
        if (instruction.kind != Kind::Kernel && instruction.kind != Kind::Alias) { return -1; }
        const Operand own{Operand::Kind::Slot, false, false, instruction.outputs.begin + o};
        if (const int known = rankOf(m_context.facts.shape(own)); known >= 0) { return known; }
        const Node& node = *instruction.node;
        if (const int known = rankOf(node.outputs[at(o)].shape); known >= 0) { return known; }
        if (node.isOp("StackPushV2")) { return ofOperand(1); }
        if (node.isOp("StackPopV2")) {
            return operands[0].kind == Operand::Kind::Slot
                       ? m_ranks[at(elementOf(operands[0].index))]
                       : -1;
        }
        if (node.isOp("Split")) { return ofOperand(1); }
        if (node.isOp("Gather") || node.isOp("GatherV2")) {
            return ofOperand(1) == 0 ? ofOperand(0) - 1 : -1;
        }
        static constexpr std::array<std::string_view, 6> kAsFirst = {
            "ConcatV2", "Slice", "BiasAdd", "Identity", "Softmax", "LogSoftmax"};
        if (std::ranges::find(kAsFirst, node.opName) != kAsFirst.end()) { return ofOperand(0); }
        return tileOf(instruction.run) != nullptr ? ofAll() : -1;
    }

    const PassContext& m_context;
    const Plan& m_plan;
    std::span<const std::int32_t> m_members;
    std::vector<int> m_ranks;            // by slot, and of what is on its stack
    std::vector<bool> m_isMade;          // by slot: inside
    std::vector<std::int32_t> m_origin;  // by slot: what it is another name of
    bool m_hasLearned = false;
};

}  // namespace

std::vector<int> ranksOf(const PassContext& context, const Plan& plan,
                         std::span<const std::int32_t> members) {
    return RankFinder(context, plan, members).find();
}

}  // namespace weft
