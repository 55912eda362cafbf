// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/rows/row_classes.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "engine/runtime/fuse/fused_program.h"
#include "engine/runtime/lanes/instruction_graph.h"
#include "engine/runtime/rows/row_ranks.h"

namespace weft {
namespace {

using Kind = Instruction::Kind;
using Role = Instruction::StackRole;

bool adds(const Node& node) { return node.isOp("Add") || node.isOp("AddV2") || node.isOp("AddN"); }

/// Finds the classes: first the ranks, then what must be in one class, then which class that is.
class ClassFinder {
public:
    ClassFinder(const PassContext& context, const Plan& plan, std::span<const std::int32_t> members)
        : m_context(context),
          m_plan(plan),
          m_members(members),
          m_ranks(ranksOf(context, plan, members)),
          m_parent(2 * at(plan.slotCount)),
          m_marks(2 * at(plan.slotCount)),
          m_isMade(at(plan.slotCount), false) {
        std::iota(m_parent.begin(), m_parent.end(), 0);
    }

    bool find() {
        for (const std::int32_t i : m_members) {
            const Range outputs = m_plan.instructions[at(i)].outputs;
            for (std::int32_t o = 0; o < outputs.count; ++o) {
                m_isMade[at(outputs.begin + o)] = true;
            }
        }
        for (const std::int32_t i : m_members) {
            const Instruction& instruction = m_plan.instructions[at(i)];
            m_culprit = instruction.node;
            if (!visit(instruction)) { return false; }
        }
        m_culprit = nullptr;
        return resolve();
    }

    const Node* culprit() const { return m_culprit; }
    RowUse useOf(std::int32_t slot) { return marksOf(slot).use; }
    bool isStack(std::int32_t slot) { return marksOf(slot).isStack; }
    std::vector<int> ranks() && { return std::move(m_ranks); }

private:
    /// What is known of a class.
    struct Marks {
        bool isProduct = false;          ///< holds rows of a product: goes by rows if it can
        bool isWhole = false;            ///< somebody must see all of it
        const Node* wholeFor = nullptr;  ///< who
        bool isFollowed = false;         ///< computed from others, or others from it
        bool isNotSum = false;           ///< by something that is not a sum
        bool isStack = false;
        RowUse use = RowUse::Whole;
    };
    /// A value that is a sum over rows of others.
    struct Sum {
        std::int32_t out = 0;
        std::vector<std::int32_t> of;
    };
    struct Gathered {
        std::int32_t out = 0;
        std::int32_t from = 0;
    };

    std::span<const Operand> operandsOf(const Instruction& instruction) const {
        return weft::operandsOf(m_plan, instruction);
    }

    /// Behind the slots stand the values on the stacks that they lead to.
    std::int32_t elementOf(std::int32_t slot) const { return m_plan.slotCount + slot; }
    int rankOf(const Operand& operand) const {
        return operand.kind == Operand::Kind::Slot ? m_ranks[at(operand.index)] : -1;
    }

    // --- what is in one class

    std::int32_t root(std::int32_t node) {
        while (m_parent[at(node)] != node) {
            m_parent[at(node)] = m_parent[at(m_parent[at(node)])];
            node = m_parent[at(node)];
        }
        return node;
    }
    Marks& marksOf(std::int32_t node) { return m_marks[at(root(node))]; }

    void uniteNodes(std::int32_t a, std::int32_t b) {
        a = root(a);
        b = root(b);
        if (a == b) { return; }
        m_parent[at(a)] = b;
        const Marks& from = m_marks[at(a)];
        Marks& to = m_marks[at(b)];
        to.isProduct |= from.isProduct;
        to.isWhole |= from.isWhole;
        if (to.wholeFor == nullptr) { to.wholeFor = from.wholeFor; }
        to.isFollowed |= from.isFollowed;
        to.isNotSum |= from.isNotSum;
        to.isStack |= from.isStack;
    }
    void unite(std::int32_t a, std::int32_t b) {
        uniteNodes(a, b);
        uniteNodes(elementOf(a), elementOf(b));
    }
    /// @return false for a variable, which all see whole.
    bool unite(const Operand& operand, std::int32_t slot) {
        if (operand.kind != Operand::Kind::Slot) { return false; }
        unite(operand.index, slot);
        return true;
    }
    void seeWhole(const Instruction& instruction, std::int32_t slot) {
        Marks& marks = marksOf(slot);
        marks.isWhole = true;
        if (marks.wholeFor == nullptr) { marks.wholeFor = instruction.node; }
    }
    void seeWhole(const Instruction& instruction, const Operand& operand) {
        if (operand.kind == Operand::Kind::Slot) { seeWhole(instruction, operand.index); }
    }
    bool seeAllWhole(const Instruction& instruction) {
        for (const Operand& operand : operandsOf(instruction)) { seeWhole(instruction, operand); }
        for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
            seeWhole(instruction, instruction.outputs.begin + o);
        }
        return true;
    }

    bool visit(const Instruction& instruction) {
        const auto operands = operandsOf(instruction);
        const std::int32_t out = instruction.outputs.begin;
        if (std::ranges::any_of(operands, &Operand::byReference)) { return false; }
        switch (instruction.kind) {
            case Kind::LoopBegin:
            case Kind::LoopEnd:
                return true;
            case Kind::Pass:
                if (operands.empty()) { return true; }
                return unite(operands[0], out) || seeAllWhole(instruction);
            case Kind::Merge:
                seeWhole(instruction, out + 1);
                return std::ranges::all_of(operands, [&](const Operand& operand) {
                    return unite(operand, out) && rankOf(operand) >= 0 &&
                           rankOf(operand) == rankOf(operands[0]);
                });
            case Kind::Switch:
                seeWhole(instruction, operands[1]);
                unite(out, out + 1);
                return unite(operands[0], out);
            case Kind::Alias:
                if (instruction.node->isOp("Identity")) {
                    return unite(operands[0], out) || seeAllWhole(instruction);
                }
                return visitRows(instruction);
            case Kind::Kernel:
                return visitKernel(instruction);
            case Kind::Fused:
                return visitRows(instruction);
            default:
                return false;
        }
    }

    bool visitKernel(const Instruction& instruction) {
        const auto operands = operandsOf(instruction);
        const std::int32_t out = instruction.outputs.begin;
        const Node& node = *instruction.node;
        if (node.isOp("StackV2")) {
            marksOf(out).isStack = true;
            seeWhole(instruction, operands[0]);
            return true;
        }
        if (node.isOp("StackPushV2") || node.isOp("StackPopV2")) {
            if (operands[0].kind != Operand::Kind::Slot) { return false; }
            uniteNodes(elementOf(operands[0].index), out);
            return node.isOp("StackPopV2") || unite(operands[1], out);
        }
        if (node.op->isStateful) { return false; }
        if (sumsRows(instruction)) {
            const std::size_t count = node.isOp("MatMul") ? 2 : 1;
            Sum sum{out, {}};
            for (std::size_t o = 0; o < count; ++o) {
                if (operands[o].kind != Operand::Kind::Slot) { return false; }
                sum.of.push_back(operands[o].index);
            }
            m_sums.push_back(std::move(sum));
            marksOf(out).isFollowed = true;
            return true;
        }
        if (gathersOne(instruction)) {
            m_gathered.push_back({out, operands[0].index});
            marksOf(out).isFollowed = true;
            for (std::size_t o = 1; o < operands.size(); ++o) {
                seeWhole(instruction, operands[o]);
            }
            return true;
        }
        return visitRows(instruction);
    }

    bool sumsRows(const Instruction& instruction) const {
        const AttrMap& attrs = instruction.node->attrs;
        if (instruction.node->outputs[0].type != DType::Float) { return false; }
        if (instruction.node->isOp("BiasAddGrad")) {
            return attrs.getOr<std::string>("data_format", "NHWC") == "NHWC";
        }
        if (instruction.node->isOp("MatMul")) {
            return attrs.getOr<bool>("transpose_a", false) &&
                   !attrs.getOr<bool>("transpose_b", false);
        }
        if (!instruction.node->isOp("Sum")) { return false; }
        const Tensor* axes = m_context.facts.value(operandsOf(instruction)[1]);
        if (axes == nullptr) { return false; }
        const int rank = rankOf(operandsOf(instruction)[0]);
        for (std::int64_t a = 0; a < axes->elements(); ++a) {
            if (intAt(*axes, a) == 0 || intAt(*axes, a) == -rank) { return true; }
        }
        return false;
    }

    /// One row of a tensor: a time step.
    bool gathersOne(const Instruction& instruction) const {
        const auto operands = operandsOf(instruction);
        const Node& node = *instruction.node;
        if (!node.isOp("Gather") && !node.isOp("GatherV2")) { return false; }
        const Tensor* axis = operands.size() > 2 ? m_context.facts.value(operands[2]) : nullptr;
        const bool isFirst = operands.size() == 2 ||
                             (axis != nullptr && axis->elements() == 1 && intAt(*axis, 0) == 0);
        return isFirst && operands[0].kind == Operand::Kind::Slot && rankOf(operands[0]) >= 2 &&
               rankOf(operands[1]) == 0;
    }

    /// What has a rule, or computes something that all threads need.
    bool visitRows(const Instruction& instruction) {
        const auto operands = operandsOf(instruction);
        const std::int32_t out = instruction.outputs.begin;
        std::optional<RowUses> uses;
        if (instruction.stack >= 0) {  // adds up sums of products
            uses = RowUses{std::vector<RowUse>(operands.size(), RowUse::Rows)};
        } else {
            uses = rowUses(m_context.graph, m_context.facts, m_plan, instruction, &m_ranks);
        }
        if (!uses || std::ranges::find(uses->operands, RowUse::Rows) == uses->operands.end()) {
            return seeAllWhole(instruction);
        }
        if (uses->isUnsure || instruction.outputs.count == 0) { return false; }
        bool isSum = isSumOf(instruction);
        for (std::size_t o = 0; o < operands.size(); ++o) {
            if (uses->operands[o] == RowUse::Rows) {
                if (!unite(operands[o], out)) { return false; }
                continue;
            }
            isSum = false;
            if (uses->operands[o] == RowUse::Whole) {
                seeWhole(instruction, operands[o]);
            } else if (operands[o].kind == Operand::Kind::Slot) {
                m_sizes.push_back(operands[o].index);
            } else {
                return false;
            }
        }
        for (std::int32_t o = 1; o < instruction.outputs.count; ++o) { unite(out + o, out); }
        Marks& marks = marksOf(out);
        marks.isFollowed = true;
        marks.isNotSum |= !isSum;
        marks.isProduct |= instruction.kind == Kind::Kernel && isProduct(*instruction.node);
        return true;
    }

    static bool isSumOf(const Instruction& instruction) {
        if (instruction.kind != Kind::Fused) { return adds(*instruction.node); }
        const auto& program = *static_cast<const FusedProgram*>(instruction.parameters);
        return std::ranges::all_of(program.nodes,
                                   [](const FusedNode& each) { return adds(*each.node); });
    }

    // --- which class it is

    bool isRows(std::int32_t node) { return marksOf(node).use == RowUse::Rows; }

    bool resolve() {
        bool any = false;
        for (std::int32_t node = 0; node < 2 * m_plan.slotCount; ++node) {
            Marks& marks = marksOf(node);
            if (marks.isProduct && marks.isWhole && m_culprit == nullptr) {
                m_culprit = marks.wholeFor;
            }
            if (!marks.isProduct || marks.isWhole || marks.isStack) { continue; }
            marks.use = RowUse::Rows;
            any = true;
            const bool isUsed = node < m_plan.slotCount && m_isMade[at(node)];
            if (isUsed && m_ranks[at(node)] < 1) { return false; }
        }
        return any && resolveGathered() && resolveSums() && checkSums() && markSizes();
    }

    bool resolveGathered() {
        for (const Gathered& gathered : m_gathered) {
            Marks& from = marksOf(gathered.from);
            if (!isRows(gathered.out)) {
                if (from.use != RowUse::Whole) { return false; }
                continue;
            }
            if (from.isWhole || from.isFollowed || from.isProduct || from.isStack) { return false; }
            from.use = RowUse::Columns;
        }
        return true;
    }

    bool resolveSums() {
        for (const Sum& sum : m_sums) {
            const auto byRows =
                std::ranges::count_if(sum.of, [this](std::int32_t slot) { return isRows(slot); });
            if (byRows == 0) { continue; }
            Marks& out = marksOf(sum.out);
            if (byRows != std::ssize(sum.of) || out.isWhole || out.isNotSum || out.isStack ||
                out.isProduct || out.use == RowUse::Columns) {
                m_culprit = out.wholeFor;
                return false;
            }
            out.use = RowUse::Parts;
        }
        return true;
    }

    /// Nothing is a sum over parts or columns, and what is added to parts is one itself.
    bool checkSums() {
        for (const Sum& sum : m_sums) {
            for (const std::int32_t slot : sum.of) {
                const RowUse use = marksOf(slot).use;
                if (use == RowUse::Parts || use == RowUse::Columns) { return false; }
            }
            if (marksOf(sum.out).use == RowUse::Parts && !isRows(sum.of[0])) { return false; }
        }
        return std::ranges::all_of(m_gathered, [this](const Gathered& gathered) {
            return marksOf(gathered.out).use != RowUse::Parts;
        });
    }

    /// Sizes come from outside; only names stand between.
    bool markSizes() {
        for (const std::int32_t slot : m_sizes) {
            Marks& marks = marksOf(slot);
            if (marks.isWhole || marks.isFollowed || marks.use != RowUse::Whole) { return false; }
        }
        for (const std::int32_t slot : m_sizes) { marksOf(slot).use = RowUse::Sizes; }
        return true;
    }

    const PassContext& m_context;
    const Plan& m_plan;
    std::span<const std::int32_t> m_members;
    std::vector<int> m_ranks;            // by slot
    std::vector<std::int32_t> m_parent;  // by node: leads to the one that stands for its class
    std::vector<Marks> m_marks;          // likewise, of that one
    std::vector<bool> m_isMade;          // by slot: inside
    std::vector<Sum> m_sums;
    std::vector<Gathered> m_gathered;
    std::vector<std::int32_t> m_sizes;
    const Node* m_culprit = nullptr;
};

}  // namespace

RowClasses::RowClasses(const PassContext& context, const Plan& plan,
                       std::span<const std::int32_t> members) {
    ClassFinder finder(context, plan, members);
    m_isSound = finder.find();
    if (!m_isSound) {
        m_culprit = finder.culprit();
        return;
    }
    for (std::int32_t slot = 0; slot < plan.slotCount; ++slot) {
        m_uses.push_back(finder.useOf(slot));
        m_isStack.push_back(finder.isStack(slot));
    }
    m_ranks = std::move(finder).ranks();
}

}  // namespace weft
