// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/rows/choose_loops.h"

#include <algorithm>
#include <map>

#include "engine/kernel/parallel.h"
#include "engine/runtime/frames.h"
#include "engine/runtime/lanes/instruction_graph.h"
#include "engine/runtime/loops/aliveness.h"
#include "engine/runtime/rows/row_classes.h"

namespace weft {
namespace {

using Kind = Instruction::Kind;
constexpr std::int32_t kNone = -1;
constexpr double kIterations = 8;       // that a loop is taken to have
constexpr double kMostRepeated = 0.25;  // of the work, in what each thread computes for itself

class LoopChooser {
public:
    LoopChooser(const PassContext& context, Plan& plan, const RowLimits& limits)
        : m_context(context),
          m_plan(plan),
          m_limits(limits),
          m_alive(plan),
          m_maker(makersOf(plan)) {
        m_outermost.assign(plan.instructions.size(), kNone);
        for (std::size_t l = 0; l < plan.loops.size(); ++l) {  // inner ones later
            const Loop& loop = plan.loops[l];
            if (m_outermost[at(loop.begin)] != kNone) { continue; }
            m_loops.push_back(static_cast<std::int32_t>(l));
            std::fill(m_outermost.begin() + loop.begin, m_outermost.begin() + loop.end + 1,
                      static_cast<std::int32_t>(l));
        }
        findWays();
    }

    /// All loops together, else those that share stacks, a loop and the way back through it.
    int run() {
        if (mark(m_loops)) { return static_cast<int>(m_loops.size()); }
        int count = 0;
        const auto groups = groupsOfLoops();
        for (const auto& group : groups) {
            const bool isMarked = groups.size() > 1 && mark(group);
            count += isMarked ? static_cast<int>(group.size()) : 0;
        }
        return count;
    }

private:
    /// Which instructions come after a loop, which before one: nothing passes a loop that it waits for.
    void findWays() {
        const auto before = dependenciesOf(m_context.graph, m_plan, Controls::OfEffects);
        m_isAfter.assign(before.size(), false);
        m_isBefore.assign(before.size(), false);
        for (std::size_t i = 0; i < before.size(); ++i) {
            for (const std::int32_t earlier : before[i]) {
                const bool isOfLoop = m_outermost[at(earlier)] != kNone;
                if (isOfLoop || m_isAfter[at(earlier)]) { m_isAfter[i] = true; }
            }
        }
        for (std::size_t i = before.size(); i-- > 0;) {
            if (m_outermost[i] == kNone && !m_isBefore[i]) { continue; }
            for (const std::int32_t earlier : before[i]) { m_isBefore[at(earlier)] = true; }
        }
    }

    std::vector<std::vector<std::int32_t>> groupsOfLoops() const {
        std::vector<std::int32_t> origin(at(m_plan.slotCount), kNone);  // by slot: stack's slot
        std::map<std::int32_t, std::int32_t> loopOfStack;
        std::map<std::int32_t, std::int32_t> groupOf;
        for (const std::int32_t loop : m_loops) { groupOf[loop] = loop; }
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            const Instruction& instruction = m_plan.instructions[i];
            if (isStack(instruction)) {
                origin[at(instruction.outputs.begin)] = instruction.outputs.begin;
            }
            const auto operands = operandsOf(m_plan, instruction);
            if (operands.empty() || operands[0].kind != Operand::Kind::Slot) { continue; }
            const std::int32_t stack = origin[at(operands[0].index)];
            if (stack == kNone) { continue; }
            if (instruction.kind == Kind::Pass) {
                origin[at(instruction.outputs.begin)] = stack;
            } else if (m_outermost[i] != kNone) {
                const auto first = loopOfStack.emplace(stack, m_outermost[i]).first->second;
                const std::int32_t from = groupOf[m_outermost[i]];
                for (auto& [loop, group] : groupOf) {
                    if (group == from) { group = groupOf[first]; }
                }
            }
        }
        std::map<std::int32_t, std::vector<std::int32_t>> groups;
        for (const auto& [loop, group] : groupOf) { groups[group].push_back(loop); }
        std::vector<std::vector<std::int32_t>> all;
        for (const auto& [group, loops] : groups) { all.push_back(loops); }
        return all;
    }
    static bool isStack(const Instruction& instruction) {
        return instruction.kind == Kind::Kernel && instruction.node->isOp("StackV2");
    }

    /// Those of the loops, what enters and leaves them, the stacks they use, and what lies between them.
    std::vector<std::int32_t> membersOf(const std::vector<std::int32_t>& loops) const {
        std::vector<bool> isRead(at(m_plan.slotCount), false);
        std::vector<bool> isMember(m_plan.instructions.size(), false);
        for (std::size_t i = m_plan.instructions.size(); i-- > 0;) {
            const Instruction& instruction = m_plan.instructions[i];
            const Range outputs = instruction.outputs;
            bool isWanted = std::ranges::find(loops, m_outermost[i]) != loops.end();
            for (std::int32_t o = 0; !isWanted && o < outputs.count; ++o) {
                isWanted = isRead[at(outputs.begin + o)] &&
                           (instruction.kind == Kind::Pass || isStack(instruction));
            }
            if (!isWanted && m_outermost[i] == kNone && leavesLoop(instruction)) {
                const Operand from = operandsOf(m_plan, instruction)[0];
                const std::int32_t maker =
                    from.kind == Operand::Kind::Slot ? m_maker[at(from.index)] : kNone;
                isWanted = maker != kNone &&
                           std::ranges::find(loops, m_outermost[at(maker)]) != loops.end();
            }
            const bool isBetween = loops.size() > 1 && m_isAfter[i] && m_isBefore[i];
            isMember[i] = m_outermost[i] == kNone ? isWanted || isBetween : isWanted;
            if (!isMember[i]) { continue; }
            for (const Operand& operand : operandsOf(m_plan, instruction)) {
                if (operand.kind == Operand::Kind::Slot) { isRead[at(operand.index)] = true; }
            }
        }
        std::vector<std::int32_t> members;
        for (std::size_t i = 0; i < isMember.size(); ++i) {
            if (isMember[i]) { members.push_back(static_cast<std::int32_t>(i)); }
        }
        return members;
    }

    bool mark(const std::vector<std::int32_t>& loops) {
        const std::vector<std::int32_t> members = membersOf(loops);
        const auto isFree = [this](std::int32_t i) { return mayBeCut(i); };
        if (!std::ranges::all_of(members, isFree)) { return false; }
        const RowClasses classes(m_context, m_plan, members);
        if (!classes.isSound()) {
            if (const Node* node = classes.culprit()) {
                m_context.note([&] {
                    return concat("loops are not shared by rows for '", node->name, "' (",
                                  node->opName, ")");
                });
            }
            return false;
        }
        if (!pays(members, classes)) { return false; }
        for (const std::int32_t i : members) {
            if (m_outermost[at(i)] == kNone) { m_plan.instructions[at(i)].byRows = true; }
        }
        for (const std::int32_t loop : loops) { m_plan.loops[at(loop)].byRows = true; }
        return true;
    }

    /// What lies outside must run in any case, and so must what leaves a loop.
    bool mayBeCut(std::int32_t i) {
        const Instruction& instruction = m_plan.instructions[at(i)];
        if (m_outermost[at(i)] != kNone) { return true; }
        const std::int32_t alive = leavesLoop(instruction) ? m_alive.of(instruction.outputs.begin)
                                                           : m_alive.ofOperands(instruction);
        return instruction.gates.count == 0 && instruction.signal < 0 &&
               alive == Aliveness::kAlways;
    }
    static bool leavesLoop(const Instruction& instruction) {
        return instruction.kind == Kind::Pass && instruction.node != nullptr &&
               isExit(*instruction.node);
    }

    bool pays(const std::vector<std::int32_t>& members, const RowClasses& classes) const {
        double all = 0;
        double small = 0;
        double repeated = 0;
        for (const std::int32_t i : members) {
            const Instruction& instruction = m_plan.instructions[at(i)];
            const double once = costOf(m_context.graph, instruction);
            const double own = m_outermost[at(i)] == kNone ? once : kIterations * once;
            const bool isSame = instruction.outputs.count > 0 &&
                                classes.of(instruction.outputs.begin) == RowUse::Whole;
            all += own;
            if (isSame) {
                repeated += own;
            } else if (instruction.node != nullptr && !isProduct(*instruction.node) &&
                       once < kSharedNs) {
                small += own;
            }
        }
        return all >= m_limits.leastNs && small >= m_limits.leastSmall * all &&
               repeated <= kMostRepeated * all;
    }

    const PassContext& m_context;
    Plan& m_plan;
    const RowLimits m_limits;
    Aliveness m_alive;
    std::vector<std::int32_t> m_loops;      // outermost ones
    std::vector<std::int32_t> m_maker;      // by slot: instruction
    std::vector<std::int32_t> m_outermost;  // by instruction: loop, or none
    std::vector<bool> m_isAfter;            // by instruction: of a loop
    std::vector<bool> m_isBefore;
};

}  // namespace

int chooseLoops(const PassContext& context, Plan& plan, const RowLimits& limits) {
    if (plan.loops.empty() || computeThreads() < 2) { return 0; }
    return LoopChooser(context, plan, limits).run();
}

}  // namespace weft
