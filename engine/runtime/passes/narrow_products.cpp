// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/narrow_products.h"

#include <limits>

#include "engine/base/strings.h"
#include "engine/runtime/passes/alive_slots.h"
#include "engine/runtime/passes/plan_edit.h"

namespace weft {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

class ProductNarrower {
public:
    ProductNarrower(const PassContext& context, Plan& plan)
        : m_context(context), m_plan(plan), m_makers(makersOf(plan)), m_edit(plan) {}

    int run() {
        int count = 0;
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            Instruction* product = productOf(m_plan.instructions[i]);
            if (product != nullptr && narrow(static_cast<std::int32_t>(i), *product)) { ++count; }
        }
        m_edit.finish();
        return count;
    }

private:
    /// What the Slice cuts from, where nobody else reads it.
    Instruction* productOf(const Instruction& slice) {
        if (slice.kind != Instruction::Kind::Kernel || !slice.node->isOp("Slice")) {
            return nullptr;
        }
        const Operand& from = operandsOf(m_plan, slice)[0];
        if (from.kind != Operand::Kind::Slot || m_makers[at(from.index)] < 0 ||
            !m_edit.isReadOnce(from.index)) {
            return nullptr;
        }
        Instruction& maker = m_plan.instructions[at(m_makers[at(from.index)])];
        const bool isProduct = maker.kind == Instruction::Kind::Kernel &&
                               maker.node->isOp("MatMul") && !hasRole(maker) &&
                               maker.node->outputs[0].type == DType::Float &&
                               maker.node->attrs.getOr<bool>("transpose_b", false);
        return isProduct ? &maker : nullptr;
    }

    bool narrow(std::int32_t i, Instruction& product) {
        Instruction& slice = m_plan.instructions[at(i)];
        const auto operands = operandsOf(m_plan, slice);
        const Tensor* begin = m_context.facts.value(operands[1]);
        const PartialValue* size = m_context.facts.partialValue(operands[2]);
        const Tensor* wholeSize = m_context.facts.value(operands[2]);
        const auto sizeAt = [&](int axis) -> std::optional<std::int64_t> {
            if (wholeSize != nullptr) { return intAt(*wholeSize, axis); }
            return size != nullptr ? size->elements[at(axis)] : std::nullopt;
        };
        const bool isMatrix =
            begin != nullptr && begin->elements() == 2 &&
            (wholeSize == nullptr || wholeSize->elements() == 2) &&
            (wholeSize != nullptr || (size != nullptr && size->elements.size() == 2));
        if (!isMatrix || intAt(*begin, 0) != 0) { return false; }
        const std::int64_t first = intAt(*begin, 1);
        const std::int64_t count = sizeAt(1).value_or(-1);
        if (first < 0 || count < 1 || first > kMost || count > kMost - first) { return false; }
        m_context.note([&] {
            return concat("'", product.node->name, "' (MatMul) computes columns ", first, " to ",
                          first + count - 1, " for '", slice.node->name, "'");
        });
        product.columns = {static_cast<std::int32_t>(first), static_cast<std::int32_t>(count)};
        const std::optional<std::int64_t> rows = sizeAt(0);
        const PartialShape& shape = m_context.facts.shape(operands[0]);
        const bool takesAll =
            rows && (*rows == -1 || (shape.hasRank() && shape.rank() == 2 && shape[0] == *rows));
        if (takesAll && !m_plan.branching) {
            m_edit.replace(slice.outputs.begin, product.outputs.begin);
            m_edit.remove(i);
        } else {
            const Tensor zeros = zerosLike(*begin);
            const Operand here{.index = m_edit.addConstant(zeros)};
            m_context.facts.setValue(here.index, zeros);
            m_edit.setOperands(slice, std::vector<Operand>{operands[0], here, operands[2]});
        }
        return true;
    }

    static Tensor zerosLike(const Tensor& begin) {
        return begin.dtype() == DType::Int32 ? Tensor::vector<std::int32_t>({0, 0})
                                             : Tensor::vector<std::int64_t>({0, 0});
    }

    const PassContext& m_context;
    Plan& m_plan;
    const std::vector<std::int32_t> m_makers;  // by slot
    PlanEdit m_edit;
};

}  // namespace

int narrowProducts(const PassContext& context, Plan& plan) {
    return ProductNarrower(context, plan).run();
}

}  // namespace weft
