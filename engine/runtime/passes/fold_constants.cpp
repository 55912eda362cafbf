// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/fold_constants.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/kernel/kernel_registry.h"
#include "engine/runtime/passes/alive_slots.h"
#include "engine/runtime/passes/plan_edit.h"

namespace weft {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 20;
/// Results may be this many times what they are computed from ...
constexpr std::int64_t kMostGrowth = 10;
/// ... or this large: so much stays with its slot from run to run, constant or not.
constexpr std::int64_t kSmallBytes = 4096;

class ConstantFolder {
public:
    ConstantFolder(const PassContext& context, Plan& plan)
        : m_context(context), m_plan(plan), m_facts(context.facts), m_alive(plan), m_edit(plan) {}

    int run() {
        int count = 0;
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            m_facts.learn(m_plan.instructions[i]);
            if (!mayFold(m_plan.instructions[i])) { continue; }
            const std::vector<Tensor> values = valuesOf(m_plan.instructions[i]);
            if (!values.empty() && fold(static_cast<std::int32_t>(i), values)) { ++count; }
        }
        m_edit.finish();
        return count;
    }

private:
    bool mayFold(const Instruction& instruction) const {
        const bool computes = instruction.kind == Instruction::Kind::Kernel ||
                              instruction.kind == Instruction::Kind::Alias;
        // What has no operand tells something about the world outside.
        if (!computes || instruction.operands.count == 0 || instruction.outputs.count == 0 ||
            hasRole(instruction) || instruction.node->op->isStateful ||
            !m_edit.isRead(instruction) ||
            m_context.devices.at(instruction.device).type() != "CPU") {
            return false;
        }
        const auto& outputs = instruction.node->outputs;
        return std::none_of(outputs.begin(), outputs.end(), [](const OutputInfo& output) {
            return output.isRef || output.type == DType::Resource || output.type == DType::Variant;
        });
    }

    /// All its outputs, or nothing where they are not known or too large.
    std::vector<Tensor> valuesOf(const Instruction& instruction) const {
        std::vector<Tensor> inputs;
        std::int64_t inputBytes = 0;
        bool areKnown = true;
        for (const Operand& operand : operandsOf(m_plan, instruction)) {
            const Tensor* known = m_facts.value(operand);
            areKnown = areKnown && known != nullptr;
            if (!areKnown) { break; }
            inputs.push_back(*known);
            inputBytes += static_cast<std::int64_t>(known->bytes());
        }
        const std::int64_t most =
            std::min(kMostBytes, std::max(kSmallBytes, kMostGrowth * inputBytes));
        if (areKnown) {
            if (shapesExceed(instruction, most)) { return {}; }
            Result<std::vector<Tensor>> computed = evaluateNode(*instruction.node, inputs);
            if (!computed.ok()) { return {}; }
            return kept(*std::move(computed), most);
        }
        std::vector<Tensor> outputs;
        for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
            const Tensor* known = m_facts.value({.index = instruction.outputs.begin + o});
            if (known == nullptr) { return {}; }
            outputs.push_back(*known);
        }
        return kept(std::move(outputs), kSmallBytes);
    }

    /// Whether the outputs are larger, as far as their shapes tell before they are computed.
    bool shapesExceed(const Instruction& instruction, std::int64_t mostBytes) const {
        for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
            const auto elements =
                m_facts.shape({.index = instruction.outputs.begin + o}).elements();
            const auto width =
                static_cast<std::int64_t>(elementBytes(instruction.node->outputs[at(o)].type));
            if (elements && *elements > mostBytes / std::max(width, std::int64_t{1})) {
                return true;
            }
        }
        return false;
    }

    static std::vector<Tensor> kept(std::vector<Tensor> values, std::int64_t mostBytes) {
        std::int64_t bytes = 0;
        for (const Tensor& value : values) {
            if (!value.valid()) { return {}; }
            bytes += static_cast<std::int64_t>(value.bytes());
        }
        return bytes <= mostBytes ? std::move(values) : std::vector<Tensor>();
    }

    /// @return false where it has to stay as it is.
    bool fold(std::int32_t i, const std::vector<Tensor>& values) {
        Instruction& instruction = m_plan.instructions[at(i)];
        const std::int32_t out = instruction.outputs.begin;
        const bool isAlive = m_alive.isAlways(out);
        for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
            m_facts.setValue(out + o, values[at(o)]);
        }
        if (!isAlive && instruction.outputs.count > 1) { return false; }
        m_context.note([&] {
            std::vector<std::string> shapes;
            for (const Tensor& value : values) {
                shapes.push_back(concat(value.dtype(), value.shape()));
            }
            return concat("'", instruction.node->name, "' (", instruction.node->opName,
                          ") is the constant ", join(shapes, ", "),
                          isAlive ? "" : " where its branch is taken");
        });
        if (isAlive) {
            for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
                m_edit.setConstant(out + o, values[at(o)]);
            }
            m_edit.remove(i);
        } else {
            handOn(instruction, values[0]);
        }
        return true;
    }

    /// In a branch: the value comes from a constant, and is alive where its operands were.
    void handOn(Instruction& instruction, const Tensor& value) {
        std::vector<std::int32_t> gates;
        const auto ask = [&](std::int32_t slot) {
            if (!m_alive.isAlways(slot)) { gates.push_back(slot); }
        };
        for (const Operand& operand : operandsOf(m_plan, instruction)) {
            if (operand.kind == Operand::Kind::Slot) { ask(operand.index); }
        }
        for (const std::int32_t gate : gatesOf(m_plan, instruction)) { ask(gate); }
        const auto enough = std::find_if(gates.begin(), gates.end(), [&](std::int32_t gate) {
            return m_alive.areTogether(gate, instruction.outputs.begin);
        });
        if (enough != gates.end()) { gates = {*enough}; }
        instruction.kind = Instruction::Kind::Pass;
        instruction.inPlace = -1;
        instruction.locks = {};
        m_edit.setGates(instruction, gates);
        const Operand constant{.index = m_edit.addConstant(value)};
        m_edit.setOperands(instruction, {&constant, 1});
    }

    const PassContext& m_context;
    Plan& m_plan;
    PlanFacts& m_facts;
    const AliveSlots m_alive;
    PlanEdit m_edit;
};

}  // namespace

int foldConstants(const PassContext& context, Plan& plan) {
    return ConstantFolder(context, plan).run();
}

}  // namespace weft
