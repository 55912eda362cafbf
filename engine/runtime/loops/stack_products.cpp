// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/loops/stack_products.h"

#include <algorithm>
#include <optional>
#include <span>

#include "engine/runtime/loops/aliveness.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;
using Role = Instruction::StackRole;
/// Two products, of two towers say, are as well computed side by side.
constexpr std::size_t kFewest = 3;

class ProductStacker {
public:
    explicit ProductStacker(Plan& plan)
        : m_plan(plan),
          m_uses(at(plan.slotCount), 0),
          m_maker(makersOf(plan)),
          m_loopOf(loopsOf(plan)) {
        for (const Operand& operand : plan.operands) {
            if (operand.kind == Operand::Kind::Slot) { ++m_uses[at(operand.index)]; }
        }
        for (const Fetch& fetch : plan.fetches) {
            if (fetch.from.kind == Operand::Kind::Slot) { ++m_uses[at(fetch.from.index)]; }
        }
        for (const std::int32_t gate : plan.gates) { ++m_uses[at(gate)]; }
    }

    int run() {
        int count = 0;
        for (Instruction& instruction : m_plan.instructions) {
            if (isKernel(instruction, "AddN")) { count += stackSum(instruction); }
        }
        if (!m_plan.loops.empty()) {
            m_alive.emplace(m_plan);
            for (std::size_t l = 0; l < m_plan.loops.size(); ++l) {
                for (const std::int32_t slot : m_plan.loops[l].next) {
                    count += stackRounds(static_cast<std::int32_t>(l), slot);
                }
            }
        }
        return count;
    }

private:
    /// A product and the Identity nodes between it and who adds it, in the order of reading back.
    struct Product {
        std::vector<std::int32_t> aliases;
        std::int32_t matMul = kNone;
    };

    static bool isKernel(const Instruction& instruction, std::string_view op) {
        return instruction.kind == Instruction::Kind::Kernel && instruction.node->isOp(op) &&
               instruction.outputs.count == 1 && instruction.stack == kNone &&
               instruction.node->outputs[0].type == DType::Float && instruction.gates.count == 0;
    }
    std::span<const Operand> operandsOf(const Instruction& instruction) const {
        return {m_plan.operands.data() + instruction.operands.begin,
                at(instruction.operands.count)};
    }
    Instruction& instructionAt(std::int32_t i) { return m_plan.instructions[at(i)]; }

    /// What a slot holds, if it is a product that only its reader needs, made in the same loop.
    std::optional<Product> productIn(const Operand& operand, std::int32_t loop) {
        Product product;
        std::int32_t slot = operand.index;
        if (operand.kind != Operand::Kind::Slot) { return std::nullopt; }
        while (m_uses[at(slot)] == 1 && m_maker[at(slot)] != kNone &&
               m_loopOf[at(m_maker[at(slot)])] == loop) {
            const Instruction& maker = instructionAt(m_maker[at(slot)]);
            const auto operands = operandsOf(maker);
            const bool isAlias = maker.kind == Instruction::Kind::Alias &&
                                 maker.node->isOp("Identity") && maker.gates.count == 0 &&
                                 operands[0].kind == Operand::Kind::Slot;
            if (!isAlias) {
                product.matMul = m_maker[at(slot)];
                return isStackable(maker) ? std::optional(product) : std::nullopt;
            }
            product.aliases.push_back(m_maker[at(slot)]);
            slot = operands[0].index;
        }
        return std::nullopt;
    }

    bool isStackable(const Instruction& instruction) const {
        const auto operands = operandsOf(instruction);
        const auto isSlot = [](const Operand& operand) {
            return operand.kind == Operand::Kind::Slot;
        };
        return isKernel(instruction, "MatMul") && std::ranges::all_of(operands, isSlot) &&
               instruction.node->attrs.getOr<bool>("transpose_a", false) &&
               !instruction.node->attrs.getOr<bool>("transpose_b", false);
    }

    void assign(const Product& product, std::int32_t stack) {
        instructionAt(product.matMul).stack = stack;
        instructionAt(product.matMul).role = Role::Collect;
        for (const std::int32_t alias : product.aliases) {
            instructionAt(alias).stack = stack;
            instructionAt(alias).role = Role::Forward;
        }
    }

    std::int32_t loopOf(const Instruction& instruction) const {
        return m_loopOf[at(static_cast<std::int32_t>(&instruction - m_plan.instructions.data()))];
    }

    int stackSum(Instruction& sum) {
        std::vector<Product> products;
        for (const Operand& operand : operandsOf(sum)) {
            if (auto product = productIn(operand, loopOf(sum))) { products.push_back(*product); }
        }
        if (products.size() < kFewest) { return 0; }
        const std::int32_t stack = newStack(sum);
        std::int32_t first = products.front().matMul;
        for (const Product& product : products) {
            assign(product, stack);
            first = std::min(first, product.matMul);
        }
        // What an iteration before has left there when its sum was dead is of no use.
        instructionAt(first).role = Role::CollectFirst;
        sum.stack = stack;
        sum.role = Role::Sum;
        return static_cast<int>(products.size());
    }

    /// A loop variable v of the form v = v + product.
    int stackRounds(std::int32_t loop, std::int32_t nextSlot) {
        const std::int32_t next = m_maker[at(nextSlot)];
        if (next == kNone || instructionAt(next).operands.count != 1) { return 0; }
        const Operand added = operandsOf(instructionAt(next))[0];
        if (added.kind != Operand::Kind::Slot || m_uses[at(added.index)] != 1 ||
            m_maker[at(added.index)] == kNone) {
            return 0;
        }
        Instruction& sum = instructionAt(m_maker[at(added.index)]);
        if ((!isKernel(sum, "AddV2") && !isKernel(sum, "Add")) || loopOf(sum) != loop) { return 0; }
        const auto operands = operandsOf(sum);
        for (std::size_t side = 0; side < 2; ++side) {
            const auto product = productIn(operands[side], loop);
            const Operand& before = operands[1 - side];
            Instruction* exit = product ? exitOf(before, nextSlot) : nullptr;
            if (exit == nullptr || !together(before, operands[side])) { continue; }
            const std::int32_t stack = newStack(sum);
            m_plan.loops[at(loop)].stacks.push_back(stack);
            assign(*product, stack);
            sum.stack = stack;
            sum.role = Role::Add;
            exit->stack = stack;
            exit->role = Role::Sum;
            return 1;
        }
        return 0;
    }

    bool together(const Operand& a, const Operand& b) const {
        const std::int32_t of = m_alive->of(a.index);
        return m_alive->implies(of, m_alive->of(b.index)) &&
               m_alive->implies(m_alive->of(b.index), of);
    }

    /// The Exit of a loop variable whose value before an addition nothing else reads; or null.
    Instruction* exitOf(const Operand& before, std::int32_t nextSlot) {
        if (before.kind != Operand::Kind::Slot || m_uses[at(before.index)] != 1 ||
            m_maker[at(before.index)] == kNone) {
            return nullptr;
        }
        const Instruction& split = instructionAt(m_maker[at(before.index)]);
        if (split.kind != Instruction::Kind::Switch || split.outputs.begin + 1 != before.index) {
            return nullptr;
        }
        const Operand variable = operandsOf(split)[0];
        if (variable.kind != Operand::Kind::Slot || m_uses[at(variable.index)] != 1 ||
            m_maker[at(variable.index)] == kNone) {
            return nullptr;
        }
        const Instruction& merge = instructionAt(m_maker[at(variable.index)]);
        const auto merged = operandsOf(merge);
        const bool isHead =
            merge.kind == Instruction::Kind::Merge && merged.size() == 2 &&
            std::ranges::any_of(merged, [&](const Operand& operand) {
                return operand.kind == Operand::Kind::Slot && operand.index == nextSlot;
            });
        const std::int32_t last = split.outputs.begin;
        if (!isHead || m_uses[at(nextSlot)] != 1 || m_uses[at(last)] != 1) { return nullptr; }
        for (Instruction& instruction : m_plan.instructions) {
            const auto operands = operandsOf(instruction);
            const bool reads = operands.size() == 1 && operands[0].kind == Operand::Kind::Slot &&
                               operands[0].index == last;
            if (reads && instruction.kind == Instruction::Kind::Pass &&
                instruction.outputs.count == 1 && instruction.node->isOp("Exit")) {
                return &instruction;
            }
        }
        return nullptr;
    }

    std::int32_t newStack(const Instruction& sum) {
        m_plan.stacks.push_back({sum.node, sum.run, sum.parameters});
        return static_cast<std::int32_t>(m_plan.stacks.size()) - 1;
    }

    Plan& m_plan;
    std::vector<std::int32_t> m_uses;    // by slot
    std::vector<std::int32_t> m_maker;   // by slot: instruction
    std::vector<std::int32_t> m_loopOf;  // by instruction: innermost
    std::optional<Aliveness> m_alive;
};

}  // namespace

int stackProducts(Plan& plan) { return ProductStacker(plan).run(); }

}  // namespace weft
