// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/rows/form_rows.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "engine/base/strings.h"
#include "engine/runtime/lanes/instruction_graph.h"
#include "engine/runtime/rows/row_rules.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

class RegionFormer {
public:
    RegionFormer(const PassContext& context, Plan& plan) : m_context(context), m_plan(plan) {}

    int run() {
        findStages();
        order();
        int count = 0;
        for (Plan::RowRegion& region : m_plan.regions) {
            fillIn(region);
            count += region.end - region.begin - 1;
            m_context.note([&] {
                const Node& last = *m_plan.instructions[at(region.end - 1)].node;
                return concat(region.end - region.begin - 1, " instructions up to '", last.name,
                              "', of ", region.entries.size(), " values, for ",
                              region.joined.size());
            });
        }
        return count;
    }

private:
    /// Odd stages are regions; what stands between them is in even ones. Edges of loops stay where
    /// they are, and nothing passes them.
    void findStages() {
        const auto before = dependenciesOf(m_context.graph, m_plan, Controls::OfEffects);
        m_uses.resize(before.size());
        m_stage.assign(before.size(), 0);
        std::int32_t place = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            const Instruction& instruction = m_plan.instructions[i];
            const bool isEdge = instruction.kind == Instruction::Kind::LoopBegin ||
                                instruction.kind == Instruction::Kind::LoopEnd;
            if (isEdge) { ++place; }
            m_place.push_back(place);
            if (isEdge) { ++place; }
            if (instruction.byRows) {
                m_uses[i] = rowUses(m_context.graph, m_context.facts, m_plan, instruction);
            }
            const std::int32_t own = m_uses[i] ? 1 : 0;
            m_stage[i] = own;
            for (const std::int32_t earlier : before[i]) {
                if (m_place[at(earlier)] != place) { continue; }
                const std::int32_t stage = m_stage[at(earlier)];
                m_stage[i] = std::max(m_stage[i], stage % 2 == own ? stage : stage + 1);
            }
        }
    }

    /// Sorts by place and stage, and puts a marker before each region.
    void order() {
        std::vector<std::int32_t> sorted(m_stage.size());
        std::iota(sorted.begin(), sorted.end(), 0);
        std::ranges::stable_sort(sorted, std::less<>(), [this](std::int32_t i) {
            return std::pair(m_place[at(i)], m_stage[at(i)]);
        });
        std::vector<Instruction> instructions;
        std::vector<std::optional<RowUses>> uses;
        std::vector<std::int32_t> placeNow(m_stage.size());
        std::pair<std::int32_t, std::int32_t> last{kNone, kNone};
        for (const std::int32_t i : sorted) {
            const std::pair<std::int32_t, std::int32_t> here{m_place[at(i)], m_stage[at(i)]};
            if (here != last && m_stage[at(i)] % 2 == 1) {
                Instruction marker;
                marker.kind = Instruction::Kind::Rows;
                marker.fork = static_cast<std::int32_t>(m_plan.regions.size());
                m_plan.regions.push_back({.begin = static_cast<std::int32_t>(instructions.size())});
                instructions.push_back(marker);
                uses.emplace_back();
            }
            last = here;
            placeNow[at(i)] = static_cast<std::int32_t>(instructions.size());
            instructions.push_back(m_plan.instructions[at(i)]);
            uses.push_back(m_uses[at(i)]);
            if (m_stage[at(i)] % 2 == 1) {
                m_plan.regions.back().end = static_cast<std::int32_t>(instructions.size());
            }
        }
        m_plan.instructions = std::move(instructions);
        m_uses = std::move(uses);
        for (Loop& loop : m_plan.loops) {
            loop.begin = placeNow[at(loop.begin)];
            loop.end = placeNow[at(loop.end)];
        }
    }

    void fillIn(Plan::RowRegion& region) {
        std::vector<bool> isInside(at(m_plan.slotCount), false);
        std::map<std::int32_t, RowUse> entries;
        std::vector<std::int32_t> members;
        for (std::int32_t i = region.begin + 1; i < region.end; ++i) {
            const Instruction& instruction = m_plan.instructions[at(i)];
            const RowUses& uses = *m_uses[at(i)];
            const auto operands = operandsOf(m_plan, instruction);
            for (std::size_t o = 0; o < operands.size(); ++o) {
                if (operands[o].kind != Operand::Kind::Slot) { continue; }
                const bool inside = isInside[at(operands[o].index)];
                const auto entry = entries.find(operands[o].index);
                // One value in two ways: left to the run, which computes all rows at once.
                region.isSound = region.isSound && (inside ? uses.operands[o] == RowUse::Rows
                                                           : entry == entries.end() ||
                                                                 entry->second == uses.operands[o]);
                if (!inside) { entries[operands[o].index] = uses.operands[o]; }
            }
            for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
                isInside[at(instruction.outputs.begin + o)] = true;
            }
            region.needsOneRank = region.needsOneRank || uses.isUnsure;
            region.changesRank = region.changesRank ||
                                 instruction.kind == Instruction::Kind::Alias ||
                                 instruction.outputs.count > 1;
            members.push_back(i);
        }
        for (const auto& [slot, use] : entries) { region.entries.push_back({slot, use}); }
        region.locks = locksOfAll(m_plan, members);
        findJoined(region, isInside);
    }

    void findJoined(Plan::RowRegion& region, const std::vector<bool>& isInside) const {
        std::vector<bool> isRead(isInside.size(), false);
        const auto read = [&](std::int32_t slot) { isRead[at(slot)] = true; };
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            const auto place = static_cast<std::int32_t>(i);
            if (place > region.begin && place < region.end) { continue; }
            const Instruction& instruction = m_plan.instructions[i];
            for (const Operand& operand : operandsOf(m_plan, instruction)) {
                if (operand.kind == Operand::Kind::Slot) { read(operand.index); }
            }
            for (const std::int32_t gate : gatesOf(m_plan, instruction)) { read(gate); }
        }
        for (const Fetch& fetch : m_plan.fetches) {
            if (fetch.from.kind == Operand::Kind::Slot) { read(fetch.from.index); }
        }
        for (const Loop& loop : m_plan.loops) {
            for (const std::int32_t slot : loop.next) { read(slot); }
        }
        for (std::int32_t slot = 0; slot < m_plan.slotCount; ++slot) {
            if (isInside[at(slot)] && isRead[at(slot)]) { region.joined.push_back(slot); }
        }
    }

    const PassContext& m_context;
    Plan& m_plan;
    std::vector<std::optional<RowUses>> m_uses;  // by instruction
    std::vector<std::int32_t> m_place;           // by instruction: grows at edges of loops
    std::vector<std::int32_t> m_stage;           // by instruction
};

}  // namespace

int formRows(const PassContext& context, Plan& plan) {
    const bool any = std::ranges::any_of(plan.instructions, &Instruction::byRows);
    return any ? RegionFormer(context, plan).run() : 0;
}

}  // namespace weft
