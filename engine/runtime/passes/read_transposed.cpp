// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/read_transposed.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/kernel/kernel_registry.h"
#include "engine/runtime/passes/plan_edit.h"

namespace weft {
namespace {

/// The attribute that says whether an operand of a product is read transposed; "" for other ops.
std::string flagOf(const Node& node, std::size_t operand) {
    if (operand > 1) { return {}; }
    if (node.isOp("MatMul")) { return operand == 0 ? "transpose_a" : "transpose_b"; }
    if (node.isOp("BatchMatMul") || node.isOp("BatchMatMulV2")) {
        return operand == 0 ? "adj_x" : "adj_y";
    }
    return {};
}

/// Exchanges the last two axes and leaves the others.
bool exchangesLast(const std::vector<std::int32_t>& axes) {
    const std::size_t rank = axes.size();
    if (rank < 2) { return false; }
    for (std::size_t axis = 0; axis + 2 < rank; ++axis) {
        if (axes[axis] != static_cast<std::int32_t>(axis)) { return false; }
    }
    return axes[rank - 2] == static_cast<std::int32_t>(rank) - 1;
}

}  // namespace

std::optional<std::vector<std::int32_t>> permutationOf(const Tensor* value) {
    if (value == nullptr || value->rank() != 1 ||
        (value->dtype() != DType::Int32 && value->dtype() != DType::Int64)) {
        return std::nullopt;
    }
    const std::int64_t rank = value->elements();
    std::vector<std::int32_t> axes;
    std::vector<bool> seen(static_cast<std::size_t>(rank), false);
    for (std::int64_t i = 0; i < rank; ++i) {
        const std::int64_t given = intAt(*value, i);
        const std::int64_t axis = given < 0 ? given + rank : given;
        if (axis < 0 || axis >= rank || seen[static_cast<std::size_t>(axis)]) {
            return std::nullopt;
        }
        seen[static_cast<std::size_t>(axis)] = true;
        axes.push_back(static_cast<std::int32_t>(axis));
    }
    return axes;
}

int readTransposed(const PassContext& context, Plan& plan) {
    const std::vector<std::int32_t> makers = makersOf(plan);
    PlanEdit edit(plan);
    int changed = 0;
    // The Transpose that makes an operand, where the product may read what that was given.
    const auto transposeOf = [&](const Operand& operand) -> const Instruction* {
        if (operand.kind != Operand::Kind::Slot || makers[at(operand.index)] < 0) {
            return nullptr;
        }
        const Instruction& maker = plan.instructions[at(makers[at(operand.index)])];
        const bool isTranspose = maker.kind == Instruction::Kind::Kernel &&
                                 maker.node->isOp("Transpose") && maker.locks.count == 0;
        if (!isTranspose) { return nullptr; }
        const PartialShape& given = context.facts.shape(operandsOf(plan, maker)[0]);
        const auto axes = permutationOf(context.facts.value(operandsOf(plan, maker)[1]));
        // Of another rank it would be refused.
        const bool fits = axes && given.hasRank() && at(given.rank()) == axes->size();
        return fits && exchangesLast(*axes) ? &maker : nullptr;
    };
    for (Instruction& instruction : plan.instructions) {
        // In a branch the product would have to ask what the Transpose asked.
        const bool isProduct = instruction.kind == Instruction::Kind::Kernel && !plan.branching &&
                               !flagOf(*instruction.node, 0).empty() &&
                               !isComplex(instruction.node->outputs[0].type);
        if (!isProduct) { continue; }
        std::vector<Operand> operands(operandsOf(plan, instruction).begin(),
                                      operandsOf(plan, instruction).end());
        auto node = std::make_shared<Node>(*instruction.node);
        bool any = false;
        for (std::size_t o = 0; o < 2; ++o) {
            const Instruction* transpose = transposeOf(operands[o]);
            if (transpose == nullptr) { continue; }
            const std::string flag = flagOf(*node, o);
            node->attrs.set(flag, !node->attrs.getOr<bool>(flag, false));
            node->inputs[o] = transpose->node->inputs[0];
            operands[o] = operandsOf(plan, *transpose)[0];
            any = true;
            context.note([&] {
                return concat("'", node->name, "' (", node->opName, ") reads what '",
                              transpose->node->name, "' was given, by ", flag);
            });
        }
        if (!any) { continue; }
        const ParametersFunction* parse = KernelRegistry::global().parameters(node->opName);
        auto parameters = (*parse)(*node);
        if (!parameters.ok()) { continue; }
        instruction.parameters = parameters->get();
        instruction.node = node.get();
        plan.keepAlive.push_back(*std::move(parameters));
        plan.keepAlive.push_back(std::move(node));
        edit.setOperands(instruction, operands);
        ++changed;
    }
    edit.finish();
    return changed;
}

}  // namespace weft
