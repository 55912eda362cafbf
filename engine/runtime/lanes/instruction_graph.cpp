// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/lanes/instruction_graph.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "engine/runtime/fuse/fused_program.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;
constexpr double kUnknownSize = 32;
constexpr double kElementNs = 0.5;
constexpr double kProductNs = 0.012;  // one multiplication and addition of a matrix product

class Dependencies {
public:
    Dependencies(const Graph& graph, const Plan& plan, Controls controls)
        : m_graph(graph),
          m_plan(plan),
          m_controls(controls),
          m_maker(at(plan.slotCount), kNone),
          m_lastOfNode(graph.size(), kNone),
          m_before(plan.instructions.size()) {}

    std::vector<std::vector<std::int32_t>> find() {
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            visit(static_cast<std::int32_t>(i), m_plan.instructions[i]);
        }
        return std::move(m_before);
    }

private:
    struct Access {
        std::int32_t write = kNone;
        std::vector<std::int32_t> reads;  // since
    };

    void visit(std::int32_t i, const Instruction& instruction) {
        for (std::int32_t o = 0; o < instruction.operands.count; ++o) {
            const Operand& operand = m_plan.operands[at(instruction.operands.begin + o)];
            if (operand.kind == Operand::Kind::Slot) {
                add(i, m_maker[at(operand.index)]);
            } else {
                touch(i, operand);
            }
        }
        for (const std::int32_t gate : gatesOf(m_plan, instruction)) { add(i, m_maker[at(gate)]); }
        if (instruction.node != nullptr && instruction.kind != Instruction::Kind::Copy) {
            if (m_controls == Controls::All || !isPure(instruction)) {
                addControls(i, *instruction.node);
            }
            if (hasEffects(instruction)) {
                add(i, m_lastEffect);
                m_lastEffect = i;
            }
            m_lastOfNode[static_cast<std::size_t>(instruction.node->id.value)] = i;
        }
        // They share memory of the run, one after the other.
        if (instruction.stack != kNone) { follow(i, m_lastOfStack[instruction.stack]); }
        if (instruction.pack != kNone) { follow(i, m_lastOfPack[instruction.pack]); }
        for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
            m_maker[at(instruction.outputs.begin + o)] = i;
        }
        if (instruction.signal != kNone) { m_maker[at(instruction.signal)] = i; }
        std::vector<std::int32_t>& before = m_before[at(i)];
        std::sort(before.begin(), before.end());
        before.erase(std::unique(before.begin(), before.end()), before.end());
    }

    void add(std::int32_t i, std::int32_t before) {
        if (before != kNone && before != i) { m_before[at(i)].push_back(before); }
    }

    void follow(std::int32_t i, std::optional<std::int32_t>& last) {
        add(i, last.value_or(kNone));
        last = i;
    }

    /// Two of a plan's variables may be one.
    void touch(std::int32_t i, const Operand& operand) {
        Access& access = m_access[m_plan.variables[at(operand.index)].get()];
        add(i, access.write);
        if (!operand.byReference) {
            access.reads.push_back(i);
            return;
        }
        for (const std::int32_t read : access.reads) { add(i, read); }
        access.reads.clear();
        access.write = i;
    }

    /// Computes values from values, whenever it does.
    bool isPure(const Instruction& instruction) const {
        const auto operands = operandsOf(m_plan, instruction);
        return instruction.node->op != nullptr && !instruction.node->op->isStateful &&
               instruction.outputs.count > 0 &&
               std::ranges::none_of(operands, [](const Operand& operand) {
                   return operand.kind == Operand::Kind::Variable && operand.byReference;
               });
    }

    /// What touches a variable or draws random numbers is ordered by that alone.
    bool hasEffects(const Instruction& instruction) const {
        const auto first = m_plan.operands.begin() + instruction.operands.begin;
        const bool ofVariable = std::any_of(
            first, first + instruction.operands.count,
            [](const Operand& operand) { return operand.kind == Operand::Kind::Variable; });
        return instruction.node->op->isStateful && !ofVariable &&
               instruction.kind == Instruction::Kind::Kernel &&
               instruction.node->attrs.find("seed") == nullptr;
    }

    /// Nodes without an instruction (NoOp, the Identity that reads a reference) hand on what they
    /// wait for.
    void addControls(std::int32_t i, const Node& node) {
        std::vector<NodeId> open;
        std::set<NodeId> seen;
        const auto follow = [&](const Node& next) {
            open.insert(open.end(), next.controlInputs.begin(), next.controlInputs.end());
            for (const Endpoint& input : next.inputs) { open.push_back(input.node); }
        };
        follow(node);
        while (!open.empty()) {
            const NodeId id = open.back();
            open.pop_back();
            if (!seen.insert(id).second) { continue; }
            const std::int32_t known = m_lastOfNode[static_cast<std::size_t>(id.value)];
            if (known != kNone) {
                add(i, known);
            } else {
                follow(m_graph.node(id));
            }
        }
    }

    const Graph& m_graph;
    const Plan& m_plan;
    const Controls m_controls;
    std::vector<std::int32_t> m_maker;       // by slot
    std::vector<std::int32_t> m_lastOfNode;  // by node id
    std::map<const Variable*, Access> m_access;
    std::int32_t m_lastEffect = kNone;
    std::map<std::int32_t, std::optional<std::int32_t>> m_lastOfStack;
    std::map<std::int32_t, std::optional<std::int32_t>> m_lastOfPack;
    std::vector<std::vector<std::int32_t>> m_before;
};

double elementsOf(const PartialShape& shape) {
    double elements = 1;
    if (!shape.hasRank()) { return kUnknownSize * kUnknownSize; }
    for (int axis = 0; axis < shape.rank(); ++axis) {
        elements *= shape[axis] < 0 ? kUnknownSize : static_cast<double>(shape[axis]);
    }
    return elements;
}

/// Multiplications of a product [m, k] [k, n] = [m, n]: m n k, the root of the sizes' product. Of a
/// convolution the same gives a bound from below, by the width of its window.
double productsOf(double a, double b, double c) { return std::sqrt(a * b * c); }

}  // namespace

std::vector<std::vector<std::int32_t>> dependenciesOf(const Graph& graph, const Plan& plan,
                                                      Controls controls) {
    return Dependencies(graph, plan, controls).find();
}

void add(Bits& bits, std::size_t i) { bits[i / 64] |= std::uint64_t{1} << (i % 64); }

bool has(const Bits& bits, std::size_t i) { return ((bits[i / 64] >> (i % 64)) & 1U) != 0; }

bool touches(const Bits& a, const Bits& b) {
    for (std::size_t w = 0; w < a.size(); ++w) {
        if ((a[w] & b[w]) != 0) { return true; }
    }
    return false;
}

std::size_t countOf(const Bits& bits) {
    std::size_t count = 0;
    for (const std::uint64_t word : bits) {
        count += static_cast<std::size_t>(std::popcount(word));
    }
    return count;
}

std::vector<Bits> ancestorsOf(const std::vector<std::vector<std::int32_t>>& before,
                              const std::vector<std::int32_t>& numberOf, std::size_t numbers) {
    std::vector<Bits> ancestors(before.size(), Bits((numbers + 63) / 64, 0));
    for (std::size_t i = 0; i < before.size(); ++i) {
        for (const std::int32_t one : before[i]) {
            const Bits& others = ancestors[at(one)];
            for (std::size_t w = 0; w < others.size(); ++w) { ancestors[i][w] |= others[w]; }
            if (numberOf[at(one)] != kNone) { add(ancestors[i], at(numberOf[at(one)])); }
        }
    }
    return ancestors;
}

bool isProduct(const Node& node) {
    static constexpr std::array<std::string_view, 3> kWords = {"MatMul", "Conv", "Einsum"};
    return std::ranges::any_of(kWords, [&node](std::string_view word) {
        return node.opName.find(word) != std::string::npos;
    });
}

double costOf(const Graph& graph, const Instruction& instruction) {
    if (instruction.node == nullptr || instruction.node->outputs.empty()) { return 0; }
    const Node& node = *instruction.node;
    if (instruction.kind == Instruction::Kind::Fused) {
        const auto& program = *static_cast<const FusedProgram*>(instruction.parameters);
        return program.cost * elementsOf(node.outputs[0].shape);
    }
    if (instruction.kind != Instruction::Kind::Kernel) { return 0; }
    double most = 0;
    double all = 0;
    std::vector<double> sizes;
    for (const OutputInfo& output : node.outputs) {
        sizes.push_back(elementsOf(output.shape));
        all += sizes.back();
    }
    const double out = sizes.front();
    std::vector<double> inputs;
    for (const Endpoint& input : node.inputs) {
        inputs.push_back(elementsOf(graph.output(input).shape));
        most = std::max(most, inputs.back());
    }
    if (!isProduct(node)) { return kElementNs * std::max(all, most); }
    std::sort(inputs.rbegin(), inputs.rend());
    const double second = inputs.size() > 1 ? inputs[1] : 1;
    return kProductNs * productsOf(inputs.empty() ? 1 : inputs[0], second, out);
}

}  // namespace weft
