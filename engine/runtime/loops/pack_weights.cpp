// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/loops/pack_weights.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;
/// Ordering a matrix costs about as much as it saves one product.
constexpr std::size_t kFewest = 3;

class WeightPacker {
public:
    explicit WeightPacker(Plan& plan)
        : m_plan(plan), m_maker(makersOf(plan)), m_loopOf(loopsOf(plan)) {
        for (std::size_t l = 0; l < plan.loops.size(); ++l) {
            const std::int32_t begin = plan.loops[l].begin;
            std::size_t around = l;  // inner ones stand later
            while (around-- > 0 && plan.loops[around].end < begin) {}
            m_around.push_back(static_cast<std::int32_t>(around));
        }
    }

    int run() {
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            closeWritten(m_plan.instructions[i]);
            if (isProduct(m_plan.instructions[i])) { add(static_cast<std::int32_t>(i)); }
        }
        while (!m_open.empty()) { close(m_open.begin()); }
        return m_count;
    }

private:
    /// What products must agree in to share: the matrix, how it is read, where they run, its columns.
    using Key = std::tuple<Operand::Kind, std::int32_t, bool, std::int32_t, std::int32_t,
                           std::int32_t, std::int32_t>;

    const Operand* operandsOf(const Instruction& instruction) const {
        return m_plan.operands.data() + instruction.operands.begin;
    }

    bool isProduct(const Instruction& instruction) const {
        return instruction.kind == Instruction::Kind::Kernel && instruction.node->isOp("MatMul") &&
               instruction.stack == kNone && instruction.node->outputs[0].type == DType::Float &&
               !operandsOf(instruction)[1].byReference;
    }

    void add(std::int32_t i) {
        const Instruction& instruction = m_plan.instructions[at(i)];
        const Operand& weights = operandsOf(instruction)[1];
        m_open[{weights.kind, weights.index,
                instruction.node->attrs.getOr<bool>("transpose_b", false), m_loopOf[at(i)],
                instruction.device, instruction.columns.begin, instruction.columns.count}]
            .push_back(i);
    }

    /// After a write the variable's matrix is another.
    void closeWritten(const Instruction& instruction) {
        for (std::int32_t o = 0; o < instruction.operands.count; ++o) {
            const Operand& operand = operandsOf(instruction)[o];
            if (operand.kind != Operand::Kind::Variable || !operand.byReference) { continue; }
            for (auto group = m_open.begin(); group != m_open.end();) {
                const bool same = std::get<0>(group->first) == Operand::Kind::Variable &&
                                  std::get<1>(group->first) == operand.index;
                group = same ? close(group) : std::next(group);
            }
        }
    }

    /// The loop whose iterations all read the same matrix, the outermost such one; or none.
    std::int32_t loopOutside(const Key& key) const {
        if (std::get<0>(key) != Operand::Kind::Slot) { return kNone; }
        const std::int32_t maker = m_maker[at(std::get<1>(key))];
        const std::int32_t made = maker == kNone ? kNone : m_loopOf[at(maker)];
        std::int32_t found = kNone;
        for (std::int32_t loop = std::get<3>(key); loop != kNone && loop != made;
             loop = m_around[at(loop)]) {
            found = loop;
        }
        return found;
    }

    std::map<Key, std::vector<std::int32_t>>::iterator close(
        std::map<Key, std::vector<std::int32_t>>::iterator group) {
        const std::int32_t loop = loopOutside(group->first);
        const std::vector<std::int32_t>& members = group->second;
        if (loop != kNone || members.size() >= kFewest) {
            const std::int32_t pack = m_plan.packCount++;
            for (const std::int32_t member : members) {
                m_plan.instructions[at(member)].pack = pack;
            }
            const std::int32_t inner = std::get<3>(group->first);
            if (loop != kNone) {
                m_plan.loops[at(loop)].packs.push_back(pack);
            } else if (inner != kNone) {
                m_plan.loops[at(inner)].packsOfIteration.push_back(pack);
            }
            m_count += static_cast<int>(members.size());
        }
        return m_open.erase(group);
    }

    Plan& m_plan;
    std::vector<std::int32_t> m_maker;   // by slot: instruction
    std::vector<std::int32_t> m_loopOf;  // by instruction: innermost
    std::vector<std::int32_t> m_around;  // by loop: the one around it
    std::map<Key, std::vector<std::int32_t>> m_open;
    int m_count = 0;
};

}  // namespace

int packWeights(Plan& plan) { return WeightPacker(plan).run(); }

}  // namespace weft
