// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/fuse_epilogues.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/runtime/fuse/fused_program.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

/// A product or convolution and what follows it, places in the plan.
struct Found {
    std::int32_t product = kNone;
    std::int32_t bias = kNone;
    std::int32_t relu = kNone;
    std::int32_t last() const { return relu != kNone ? relu : bias; }
};

class EpilogueFinder {
public:
    explicit EpilogueFinder(const Plan& plan)
        : m_plan(plan),
          m_loops(loopsOf(plan)),
          m_uses(at(plan.slotCount), 0),
          m_reader(at(plan.slotCount), kNone) {
        const auto count = static_cast<std::int32_t>(plan.instructions.size());
        for (std::int32_t i = 0; i < count; ++i) {
            for (const Operand& operand : operandsOf(plan, plan.instructions[at(i)])) {
                if (operand.kind != Operand::Kind::Slot) { continue; }
                ++m_uses[at(operand.index)];
                m_reader[at(operand.index)] = i;
            }
        }
        for (const Fetch& fetch : plan.fetches) {
            if (fetch.from.kind == Operand::Kind::Slot) { ++m_uses[at(fetch.from.index)]; }
        }
        for (const std::int32_t gate : plan.gates) { ++m_uses[at(gate)]; }
    }

    /// What begins at an instruction; bias is kNone where nothing does.
    Found beginningAt(std::int32_t i) const {
        Found found{.product = i};
        const Instruction& product = m_plan.instructions[at(i)];
        const bool isConvolution = product.node != nullptr && product.node->isOp("Conv2D");
        if (!isOnCard(product) || !(isConvolution || product.node->isOp("MatMul")) ||
            gpuNodeOf(product).kernel().type != gpu::kFloat || product.columns.count > 0) {
            return {};
        }
        const std::int32_t bias = onlyReader(i);
        if (bias == kNone || !isBias(i, bias)) { return {}; }
        found.bias = bias;
        const std::int32_t next = onlyReader(bias);
        const bool isChain = next != kNone && elementOf(next) != gpu::kNoElement;
        if (isConvolution && isChain && elementOf(next) == gpu::kReluElement) {
            found.relu = next;
        } else if (isChain) {
            return {};
        }
        return isUndisturbed(found) ? found : Found{};
    }

    static const GpuNode& gpuNodeOf(const Instruction& each) {
        return *static_cast<const GpuNode*>(each.parameters);
    }

private:
    static bool isOnCard(const Instruction& each) {
        return each.kind == Instruction::Kind::Kernel && each.run == runGpuNode &&
               each.outputs.count == 1 && each.gates.count == 0 && each.signal < 0;
    }
    std::int32_t elementOf(std::int32_t i) const {
        const Instruction& each = m_plan.instructions[at(i)];
        return isOnCard(each) ? gpuNodeOf(each).kernel().element : gpu::kNoElement;
    }
    /// Who alone reads what an instruction makes, on the same card and in the same loop.
    std::int32_t onlyReader(std::int32_t i) const {
        const Instruction& each = m_plan.instructions[at(i)];
        const std::size_t slot = at(each.outputs.begin);
        const std::int32_t reader = m_uses[slot] == 1 ? m_reader[slot] : kNone;
        if (reader == kNone || m_loops[at(reader)] != m_loops[at(i)] ||
            m_plan.instructions[at(reader)].device != each.device) {
            return kNone;
        }
        return reader;
    }
    bool isBias(std::int32_t product, std::int32_t i) const {
        const Instruction& bias = m_plan.instructions[at(i)];
        if (!isOnCard(bias) || !bias.node->opName.starts_with("BiasAdd")) { return false; }
        const Operand first = operandsOf(m_plan, bias)[0];
        return bias.node->attrs.getOr<std::string>("data_format", "NHWC") == "NHWC" &&
               first.kind == Operand::Kind::Slot &&
               first.index == m_plan.instructions[at(product)].outputs.begin;
    }
    /// Whether no variable that the three read is written before the last of them.
    bool isUndisturbed(const Found& found) const {
        const auto reads = [&](const Variable* variable) {
            return std::ranges::any_of(
                std::initializer_list{found.product, found.bias}, [&](std::int32_t i) {
                    return std::ranges::any_of(
                        operandsOf(m_plan, m_plan.instructions[at(i)]), [&](const Operand& read) {
                            return read.kind == Operand::Kind::Variable &&
                                   m_plan.variables[at(read.index)].get() == variable;
                        });
                });
        };
        for (std::int32_t i = found.product + 1; i < found.last(); ++i) {
            for (const Operand& operand : operandsOf(m_plan, m_plan.instructions[at(i)])) {
                const bool writes = operand.kind == Operand::Kind::Variable && operand.byReference;
                if (writes && reads(m_plan.variables[at(operand.index)].get())) { return false; }
            }
        }
        return true;
    }

    const Plan& m_plan;
    const std::vector<std::int32_t> m_loops;  // by instruction
    std::vector<std::int32_t> m_uses;         // by slot
    std::vector<std::int32_t> m_reader;       // by slot: the last
};

FusedNode nodeOf(const Instruction& each, std::vector<std::int32_t> operands) {
    return {each.node, each.run, each.parameters, std::move(operands), kNone};
}

/// The instruction that does all of it; nothing where the backend has no kernel for that.
std::optional<Instruction> joined(const Found& found, Plan& plan) {
    const Instruction product = plan.instructions[at(found.product)];
    const Instruction bias = plan.instructions[at(found.bias)];
    const bool isConvolution = product.node->isOp("Conv2D");
    auto program = std::make_shared<FusedProgram>();
    program->onCard = GpuChain::withBias(EpilogueFinder::gpuNodeOf(product),
                                         isConvolution ? gpu::kConvBiasOp : gpu::kMatMulBiasOp,
                                         found.relu != kNone);
    if (program->onCard == nullptr) { return std::nullopt; }
    program->anyShapes = true;
    program->outputs = 1;
    program->nodes = {nodeOf(product, {~0, ~1}), nodeOf(bias, {0, ~2})};
    std::vector<std::int32_t> members = {found.product, found.bias};
    if (found.relu != kNone) {
        program->nodes.push_back(nodeOf(plan.instructions[at(found.relu)], {1}));
        members.push_back(found.relu);
    }
    program->nodes.back().output = 0;
    Instruction made = plan.instructions[at(members.back())];
    made.kind = Instruction::Kind::Fused;
    made.run = nullptr;
    made.parameters = program.get();
    made.inPlace = -1;
    made.locks = locksOfAll(plan, members);
    std::vector<Operand> operands(operandsOf(plan, product).begin(),
                                  operandsOf(plan, product).end());
    operands.push_back(operandsOf(plan, bias)[1]);
    made.operands = {static_cast<std::int32_t>(plan.operands.size()),
                     static_cast<std::int32_t>(operands.size())};
    plan.operands.insert(plan.operands.end(), operands.begin(), operands.end());
    plan.keepAlive.push_back(std::move(program));
    return made;
}

}  // namespace

void chooseEpilogues(const PassContext& /*context*/, Plan& plan) {
    const EpilogueFinder finder(plan);
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        plan.instructions[i].takesBias =
            finder.beginningAt(static_cast<std::int32_t>(i)).bias != kNone;
    }
}

int fuseEpilogues(const PassContext& context, Plan& plan) {
    const EpilogueFinder finder(plan);
    std::vector<Found> all;
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
        if (!plan.instructions[i].takesBias) { continue; }
        const Found found = finder.beginningAt(static_cast<std::int32_t>(i));
        if (found.bias != kNone) { all.push_back(found); }
    }
    std::vector<bool> gone(plan.instructions.size(), false);
    int count = 0;
    for (const Found& found : all) {
        const std::optional<Instruction> made = joined(found, plan);
        if (!made) { continue; }
        ++count;
        gone[at(found.product)] = true;
        gone[at(found.bias)] = found.relu != kNone;
        plan.instructions[at(found.last())] = *made;
        context.note(
            [&] { return concat("'", made->node->name, "' is computed with its product"); });
    }
    if (count > 0) { removeInstructions(plan, gone); }
    return count;
}

}  // namespace weft
