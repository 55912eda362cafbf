// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/gpu/join_updates.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/strings.h"

namespace weft {
namespace {

class Joiner {
public:
    Joiner(const PassContext& context, Plan& plan)
        : m_context(context), m_plan(plan), m_loops(loopsOf(plan)) {}

    int run() {
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            visit(static_cast<std::int32_t>(i));
        }
        for (Group& group : m_open) { m_done.push_back(std::move(group)); }
        return rewrite();
    }

private:
    struct Group {
        std::vector<std::int32_t> members;
        std::set<const Variable*> written;
        std::set<const Variable*> read;
    };

    const Instruction& instruction(std::int32_t i) const { return m_plan.instructions[at(i)]; }

    bool mayJoin(std::int32_t i) const {
        const Instruction& each = instruction(i);
        return each.kind == Instruction::Kind::Kernel && each.run == runGpuNode &&
               gpuNodeOf(each).kernel().joins != 0 && each.gates.count == 0 && each.signal < 0 &&
               m_loops[at(i)] < 0;
    }
    static const GpuNode& gpuNodeOf(const Instruction& each) {
        return *static_cast<const GpuNode*>(each.parameters);
    }

    /// The same kernel, told the same: use_nesterov and the like.
    bool areAlike(std::int32_t a, std::int32_t b) const {
        const Instruction& first = instruction(a);
        const Instruction& second = instruction(b);
        if (first.device != second.device || first.operands.count != second.operands.count ||
            &gpuNodeOf(first).kernel() != &gpuNodeOf(second).kernel()) {
            return false;
        }
        return std::ranges::all_of(first.node->op->attrs, [&](const AttrDef& attr) {
            return attr.kind != "bool" || attr.name == "use_locking" ||
                   first.node->attrs.getOr<bool>(attr.name, false) ==
                       second.node->attrs.getOr<bool>(attr.name, false);
        });
    }

    void visit(std::int32_t i) {
        const Instruction& each = instruction(i);
        std::set<const Variable*> written;
        std::set<const Variable*> read;
        for (const Operand& operand : operandsOf(m_plan, each)) {
            if (operand.kind != Operand::Kind::Variable) { continue; }
            (operand.byReference ? written : read)
                .insert(m_plan.variables[at(operand.index)].get());
        }
        // What a processor's op does besides its outputs may be meant to come after an update.
        const bool isLoop = each.kind == Instruction::Kind::LoopBegin;
        const bool acts = each.kind == Instruction::Kind::Kernel && each.run != runGpuNode &&
                          each.node->op->isStateful;
        std::erase_if(m_open, [&](Group& group) {
            const bool stays = !acts && !isLoop && areApart(written, group.written) &&
                               areApart(written, group.read) && areApart(read, group.written);
            if (!stays) { m_done.push_back(std::move(group)); }
            return !stays;
        });
        if (!mayJoin(i)) { return; }
        auto group = std::ranges::find_if(
            m_open, [&](const Group& open) { return areAlike(open.members.front(), i); });
        if (group == m_open.end()) { group = m_open.insert(m_open.end(), Group{}); }
        group->members.push_back(i);
        group->written.merge(written);
        group->read.merge(read);
    }

    static bool areApart(const std::set<const Variable*>& a, const std::set<const Variable*>& b) {
        return std::ranges::none_of(a, [&](const Variable* v) { return b.contains(v); });
    }

    int rewrite() {
        std::vector<bool> gone(m_plan.instructions.size(), false);
        int count = 0;
        for (const Group& group : m_done) {
            if (group.members.size() < 2) { continue; }
            for (const std::int32_t member : group.members) { gone[at(member)] = true; }
            gone[at(group.members.back())] = false;
            m_plan.instructions[at(group.members.back())] = joined(group);
            count += static_cast<int>(group.members.size());
            m_context.note([&] {
                const Node& last = *instruction(group.members.back()).node;
                return concat(group.members.size(), " ", last.opName, " become one call");
            });
        }
        if (count > 0) { removeInstructions(m_plan, gone); }
        return count;
    }

    Instruction joined(const Group& group) {
        std::vector<Instruction> members;
        std::vector<Operand> operands;
        for (const std::int32_t member : group.members) {
            members.push_back(instruction(member));
            const auto own = operandsOf(m_plan, members.back());
            operands.insert(operands.end(), own.begin(), own.end());
        }
        auto updates = std::make_shared<JoinedUpdates>(gpuNodeOf(members[0]), members);
        Instruction made = members.back();
        made.kind = Instruction::Kind::Updates;
        made.run = nullptr;
        made.parameters = updates.get();
        made.outputs.count = 0;
        made.inPlace = -1;
        made.locks = locksOfAll(m_plan, group.members);
        made.operands = {static_cast<std::int32_t>(m_plan.operands.size()),
                         static_cast<std::int32_t>(operands.size())};
        m_plan.operands.insert(m_plan.operands.end(), operands.begin(), operands.end());
        m_plan.keepAlive.push_back(std::move(updates));
        return made;
    }

    const PassContext& m_context;
    Plan& m_plan;
    const std::vector<std::int32_t> m_loops;  // by instruction
    std::vector<Group> m_open;                // that may still grow
    std::vector<Group> m_done;
};

}  // namespace

int joinUpdates(const PassContext& context, Plan& plan) { return Joiner(context, plan).run(); }

}  // namespace weft
