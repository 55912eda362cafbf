// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/rows/row_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/runtime/fuse/fused_program.h"

namespace weft {
namespace {

using Uses = std::optional<RowUses>;

/// Elements of a matrix or filter that each core may read by itself: a quarter of what its own cache
/// holds.
constexpr std::int64_t kMostWeights = 1 << 18;

/// Ops whose operands are always seen in the same way.
struct FixedRule {
    std::string_view op;
    std::array<RowUse, 3> uses;
    int weights = -1;      ///< operand that each thread reads whole
    bool isImage = false;  ///< has a data_format
    int leastRank = 0;     ///< that must be known; the others' contracts say theirs
};
constexpr RowUse kRows = RowUse::Rows;
constexpr RowUse kWhole = RowUse::Whole;
constexpr RowUse kSizes = RowUse::Sizes;
constexpr std::array<FixedRule, 11> kFixed = {{
    {"Conv2D", {kRows, kWhole}, 1, true},
    {"Conv2DBackpropInput", {kSizes, kWhole, kRows}, 1, true},
    {"MaxPool", {kRows}, -1, true},
    {"MaxPoolGrad", {kRows, kRows, kRows}, -1, true},
    {"AvgPool", {kRows}, -1, true},
    {"AvgPoolGrad", {kSizes, kRows}, -1, true},
    {"Softmax", {kRows}, -1, false, 2},
    {"LogSoftmax", {kRows}, -1, false, 2},
    {"SparseSoftmaxCrossEntropyWithLogits", {kRows, kRows}},
    {"SoftmaxCrossEntropyWithLogits", {kRows, kRows}},
    {"BiasAdd", {kRows, kWhole}, -1, true},
}};

class RowRule {
public:
    RowRule(const Graph& graph, const PlanFacts& facts, const Plan& plan,
            const Instruction& instruction, const std::vector<int>* ranks)
        : m_graph(graph),
          m_facts(facts),
          m_ranks(ranks),
          m_instruction(instruction),
          m_node(*instruction.node),
          m_operands(operandsOf(plan, instruction)) {}

    Uses find() const {
        using Kind = Instruction::Kind;
        if (m_instruction.kind == Kind::Fused) { return ofChain(); }
        if (m_instruction.kind == Kind::Alias) { return ofAlias(); }
        if (m_instruction.kind != Kind::Kernel || m_node.op->isStateful ||
            m_node.op->hasDynamicOutputs()) {
            return std::nullopt;
        }
        if (m_node.isOp("MatMul")) { return ofProduct(); }
        if (m_node.isOp("ConcatV2")) { return ofConcat(); }
        if (m_node.isOp("Split")) { return ofSplit(); }
        if (m_node.isOp("Slice")) { return ofSlice(); }
        if (m_node.isOp("Sum") || m_node.isOp("Mean") || m_node.isOp("Max")) {
            return ofReduction();
        }
        const auto* const fixed = std::ranges::find(kFixed, m_node.opName, &FixedRule::op);
        if (fixed != kFixed.end()) { return ofFixed(*fixed); }
        const bool isElementwise = tileOf(m_instruction.run) != nullptr &&
                                   m_instruction.outputs.count == 1 &&
                                   m_node.attrs.getOr<std::string>("data_format", "NHWC") == "NHWC";
        return isElementwise ? ofElementwise() : std::nullopt;
    }

private:
    static Uses sure(std::vector<RowUse> operands) { return RowUses{std::move(operands)}; }

    /// What the plan knows and what the graph knew, who did not know what is fed.
    PartialShape shapeOf(std::size_t o) const {
        return shapeOf(m_operands[o], o < m_node.inputs.size()
                                          ? m_graph.output(m_node.inputs[o]).shape
                                          : PartialShape());
    }
    PartialShape shapeOf(const Operand& operand, const PartialShape& graph) const {
        const PartialShape& plan = m_facts.shape(operand);
        const PartialShape known = plan.merge(graph).value_or(plan);
        const bool isHelped =
            !known.hasRank() && m_ranks != nullptr && operand.kind == Operand::Kind::Slot;
        const int rank = isHelped ? (*m_ranks)[at(operand.index)] : -1;
        return rank >= 0 ? PartialShape::ofRank(rank) : known;
    }
    static bool isBatch(const PartialShape& shape, int leastRank = 0) {
        if (!shape.hasRank()) { return leastRank == 0; }
        return shape.rank() >= std::max(leastRank, 1) && shape[0] != 1;
    }

    Uses ofFixed(const FixedRule& rule) const {
        if (rule.isImage && m_node.attrs.getOr<std::string>("data_format", "NHWC") != "NHWC") {
            return std::nullopt;
        }
        if (rule.weights >= 0 && !areFew(shapeOf(static_cast<std::size_t>(rule.weights)))) {
            return std::nullopt;
        }
        const std::vector<RowUse> uses(rule.uses.begin(),
                                       rule.uses.begin() + std::ssize(m_operands));
        for (std::size_t o = 0; o < uses.size(); ++o) {
            if (uses[o] == kRows && !isBatch(shapeOf(o), rule.leastRank)) { return std::nullopt; }
        }
        return sure(uses);
    }

    static bool areFew(const PartialShape& weights) {
        const std::optional<std::int64_t> elements = weights.elements();
        return elements && *elements <= kMostWeights;
    }

    Uses ofProduct() const {
        const bool isOfRows = !m_node.attrs.getOr<bool>("transpose_a", false) &&
                              isBatch(shapeOf(0)) && areFew(shapeOf(1));
        return isOfRows ? sure({kRows, kWhole}) : std::nullopt;
    }

    /// An axis that is known not to be the first.
    static bool isInner(std::int64_t axis, const PartialShape& shape) {
        return axis > 0 || (axis < 0 && shape.hasRank() && axis + shape.rank() > 0);
    }
    bool isAxisInner(std::size_t axisOperand, const PartialShape& shape) const {
        const Tensor* axis = m_facts.value(m_operands[axisOperand]);
        return axis != nullptr && axis->elements() == 1 && isBatch(shape) &&
               isInner(intAt(*axis, 0), shape);
    }

    Uses ofConcat() const {
        std::vector<RowUse> uses(m_operands.size(), kRows);
        uses.back() = kWhole;
        for (std::size_t o = 0; o + 1 < uses.size(); ++o) {
            if (!isAxisInner(uses.size() - 1, shapeOf(o))) { return std::nullopt; }
        }
        return sure(uses);
    }

    Uses ofSplit() const {
        if (!isAxisInner(0, shapeOf(1))) { return std::nullopt; }
        return sure({kWhole, kRows});
    }

    /// Over axes that are known, the first not among them.
    Uses ofReduction() const {
        const Tensor* axes = m_facts.value(m_operands[1]);
        const PartialShape shape = shapeOf(0);
        if (axes == nullptr || axes->elements() == 0 || !isBatch(shape)) { return std::nullopt; }
        for (std::int64_t a = 0; a < axes->elements(); ++a) {
            if (!isInner(intAt(*axes, a), shape)) { return std::nullopt; }
        }
        return sure({kRows, kWhole});
    }

    /// Of all rows, as the run sees.
    Uses ofSlice() const {
        const Tensor* begin = m_facts.value(m_operands[1]);
        const bool isOfAll = begin != nullptr && begin->elements() > 1 && intAt(*begin, 0) == 0;
        return isOfAll && isBatch(shapeOf(0)) ? sure({kRows, kWhole, kSizes}) : std::nullopt;
    }

    /// Identity, and a Reshape that keeps the first axis.
    Uses ofAlias() const {
        const PartialShape from = shapeOf(0);
        if (m_operands[0].kind != Operand::Kind::Slot || !isBatch(from)) { return std::nullopt; }
        if (m_node.isOp("Identity")) { return sure({kRows}); }
        if (!m_node.isOp("Reshape") || !from.hasRank()) { return std::nullopt; }
        const Tensor* sizes = m_facts.value(m_operands[1]);
        const std::optional<std::int64_t> row = from.slice(1).elements();
        if (sizes == nullptr || sizes->elements() < 1 || !row) { return std::nullopt; }
        std::int64_t elements = 1;
        for (std::int64_t i = 1; i < sizes->elements(); ++i) { elements *= intAt(*sizes, i); }
        const std::int64_t rows = intAt(*sizes, 0);
        if (elements != *row || elements <= 0 || (rows != -1 && rows != from[0])) {
            return std::nullopt;
        }
        return sure({kRows, kSizes});
    }

    /// Operands of the output's rank go by rows, smaller ones are the same for all rows.
    Uses ofElementwise() const {
        std::vector<PartialShape> shapes;
        for (std::size_t o = 0; o < m_operands.size(); ++o) { shapes.push_back(shapeOf(o)); }
        const int rank = rankOf(m_node, shapes);
        RowUses uses;
        for (const PartialShape& shape : shapes) {
            uses.operands.push_back(besides(shape, rank, uses.isUnsure));
        }
        const bool any = std::ranges::find(uses.operands, kRows) != uses.operands.end();
        return any ? Uses(uses) : std::nullopt;
    }

    /// Of an elementwise op's output, or -1.
    static int rankOf(const Node& node, std::span<const PartialShape> operands) {
        if (node.outputs[0].shape.hasRank()) { return node.outputs[0].shape.rank(); }
        int rank = 0;
        for (const PartialShape& shape : operands) {
            if (!shape.hasRank()) { return -1; }
            rank = std::max(rank, shape.rank());
        }
        return rank;
    }

    static RowUse besides(const PartialShape& shape, int rank, bool& isUnsure) {
        const bool isOne = shape.hasRank() && (shape.rank() == 0 || shape[0] == 1);
        if (isOne) { return kWhole; }
        if (!shape.hasRank() || rank < 0) {
            isUnsure = true;
            return kRows;
        }
        return shape.rank() < rank ? kWhole : kRows;
    }

    /// By the ops it is made of, whose inputs the graph knows.
    Uses ofChain() const {
        const auto& program = *static_cast<const FusedProgram*>(m_instruction.parameters);
        std::vector<int> ranks;  // by node of the chain
        std::vector<PartialShape> seen(m_operands.size());
        for (const FusedNode& member : program.nodes) {
            std::vector<PartialShape> shapes;
            for (std::size_t i = 0; i < member.operands.size(); ++i) {
                const std::int32_t from = member.operands[i];
                if (from >= 0) {
                    const int rank = ranks[at(from)];
                    shapes.push_back(rank < 0 ? PartialShape() : PartialShape::ofRank(rank));
                } else {
                    const PartialShape& graph = m_graph.output(member.node->inputs[i]).shape;
                    shapes.push_back(shapeOf(m_operands[at(~from)], graph));
                    seen[at(~from)] = shapes.back();
                }
            }
            ranks.push_back(rankOf(*member.node, shapes));
        }
        // All outputs have the rank of the chain, or there is none.
        const int rank = std::ranges::find(ranks, -1) == ranks.end() ? ranks.back() : -1;
        RowUses uses;
        for (const PartialShape& shape : seen) {
            uses.operands.push_back(besides(shape, rank, uses.isUnsure));
        }
        for (std::size_t n = 0; n < ranks.size(); ++n) {
            const bool isSmaller = rank >= 0 && ranks[n] != rank;
            if (isSmaller && (program.nodes[n].output >= 0 || ranks[n] > rank)) {
                return std::nullopt;
            }
        }
        return uses;
    }

    const Graph& m_graph;
    const PlanFacts& m_facts;
    const std::vector<int>* const m_ranks;
    const Instruction& m_instruction;
    const Node& m_node;
    std::span<const Operand> m_operands;
};

}  // namespace

std::optional<RowUses> rowUses(const Graph& graph, const PlanFacts& facts, const Plan& plan,
                               const Instruction& instruction, const std::vector<int>* ranks) {
    if (instruction.node == nullptr || instruction.node->op == nullptr || instruction.stack >= 0) {
        return std::nullopt;
    }
    return RowRule(graph, facts, plan, instruction, ranks).find();
}

}  // namespace weft
