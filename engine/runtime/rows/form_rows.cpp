// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/rows/form_rows.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "engine/base/strings.h"
#include "engine/runtime/lanes/instruction_graph.h"
#include "engine/runtime/rows/row_classes.h"
#include "engine/runtime/rows/row_rules.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

class RegionFormer {
public:
    RegionFormer(const PassContext& context, Plan& plan)
        : m_context(context),
          m_plan(plan),
          m_hasCutLoops(std::ranges::any_of(plan.loops, &Loop::byRows)) {}

    /// @return how many instructions are in regions, or -1 where loops cannot be in one after all; the
    /// plan is of no use then.
    int run() {
        findStages();
        order();
        for (Plan::RowRegion& region : m_plan.regions) {
            if (!fillIn(region)) { return kNone; }
        }
        int count = 0;
        for (const Plan::RowRegion& region : m_plan.regions) {
            count += region.end - region.begin - 1;
            m_context.note([&] {
                const Node& last = *lastNode(region);
                return concat(region.end - region.begin - 1, " instructions up to '", last.name,
                              "', of ", region.entries.size(), " values, for ",
                              region.joined.size());
            });
        }
        return count;
    }

private:
    const Node* lastNode(const Plan::RowRegion& region) const {
        std::int32_t i = region.end - 1;
        while (m_plan.instructions[at(i)].node == nullptr) { --i; }
        return m_plan.instructions[at(i)].node;
    }

    /// Odd stages are regions; what stands between them is in even ones. A loop that goes by rows is
    /// in one stage. Edges of other loops stay where they are, and nothing passes them.
    void findStages() {
        const auto before = dependenciesOf(m_context.graph, m_plan, Controls::OfEffects);
        m_uses.resize(before.size());
        m_stage.assign(before.size(), 0);
        m_place.assign(before.size(), 0);
        std::int32_t place = 0;
        for (std::size_t i = 0; i < before.size();) {
            const Instruction& instruction = m_plan.instructions[i];
            const bool isCut = instruction.kind == Instruction::Kind::LoopBegin &&
                               m_plan.loops[at(instruction.loop)].byRows;
            const std::size_t end = isCut ? at(m_plan.loops[at(instruction.loop)].end) + 1 : i + 1;
            const bool isEdge = !isCut && (instruction.kind == Instruction::Kind::LoopBegin ||
                                           instruction.kind == Instruction::Kind::LoopEnd);
            if (isEdge) { ++place; }
            std::fill(m_place.begin() + offset(i), m_place.begin() + offset(end), place);
            if (isEdge) { ++place; }
            if (instruction.byRows) {
                m_uses[i] = rowUses(m_context.graph, m_context.facts, m_plan, instruction);
            }
            // What only stands beside loops is in a region for their sake.
            const bool isBeside = instruction.byRows && m_hasCutLoops;
            const std::int32_t own = isCut || isBeside || m_uses[i] ? 1 : 0;
            std::int32_t stage = own;
            for (std::size_t member = i; member < end; ++member) {
                for (const std::int32_t earlier : before[member]) {
                    const bool isInside = at(earlier) >= i && at(earlier) < end;
                    if (isInside || m_place[at(earlier)] != place) { continue; }
                    const std::int32_t other = m_stage[at(earlier)];
                    stage = std::max(stage, other % 2 == own ? other : other + 1);
                }
            }
            std::fill(m_stage.begin() + offset(i), m_stage.begin() + offset(end), stage);
            i = end;
        }
        if (m_hasCutLoops) { bringToReaders(before); }
    }

    /// What stands beside loops comes into the region of the loop that it is for.
    void bringToReaders(const std::vector<std::vector<std::int32_t>>& before) {
        constexpr std::int32_t kNobody = std::numeric_limits<std::int32_t>::max();
        std::vector<std::int32_t> first(before.size(), kNobody);  // stage of those who wait for it
        for (std::size_t i = before.size(); i-- > 0;) {
            const bool isBeside = m_plan.instructions[i].byRows && !m_uses[i];
            if (isBeside && first[i] != kNobody && first[i] % 2 == 1) { m_stage[i] = first[i]; }
            for (const std::int32_t earlier : before[i]) {
                if (m_place[at(earlier)] != m_place[i]) { continue; }
                first[at(earlier)] = std::min(first[at(earlier)], m_stage[i]);
            }
        }
    }
    static std::ptrdiff_t offset(std::size_t i) { return static_cast<std::ptrdiff_t>(i); }

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

    bool fillIn(Plan::RowRegion& region) {
        std::vector<std::int32_t> members(at(region.end - region.begin - 1));
        std::iota(members.begin(), members.end(), region.begin + 1);
        region.locks = locksOfAll(m_plan, members);
        const bool isStraight = std::ranges::all_of(members, [this](std::int32_t i) {
            return m_plan.instructions[at(i)].kind != Instruction::Kind::LoopBegin &&
                   m_uses[at(i)].has_value();
        });
        if (!isStraight) { return fillInLoops(region, members); }
        fillInStraight(region);
        return true;
    }

    void fillInStraight(Plan::RowRegion& region) {
        std::vector<bool> isInside(at(m_plan.slotCount), false);
        std::map<std::int32_t, RowUse> entries;
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
        }
        for (const auto& [slot, use] : entries) { region.entries.push_back({slot, use}); }
        for (const std::int32_t slot : slotsReadOutside(region, isInside)) {
            region.joined.push_back({slot, RowUse::Rows});
        }
    }

    /// @return false where the values have no classes, or a stack is used outside.
    bool fillInLoops(Plan::RowRegion& region, std::span<const std::int32_t> members) {
        const RowClasses classes(m_context, m_plan, members);
        if (!classes.isSound()) { return false; }
        region.hasLoops = true;
        std::vector<bool> isInside(at(m_plan.slotCount), false);
        std::vector<bool> isRead(at(m_plan.slotCount), false);
        for (const std::int32_t i : members) {
            const Instruction& instruction = m_plan.instructions[at(i)];
            for (const Operand& operand : operandsOf(m_plan, instruction)) {
                if (operand.kind == Operand::Kind::Slot) { isRead[at(operand.index)] = true; }
            }
            for (std::int32_t o = 0; o < instruction.outputs.count; ++o) {
                isInside[at(instruction.outputs.begin + o)] = true;
            }
        }
        const auto entryOf = [&](std::int32_t slot) {
            const RowUse use = classes.of(slot);
            const bool hasRank = use == RowUse::Rows || use == RowUse::Columns;
            return Plan::RowRegion::Entry{slot, use, hasRank ? classes.rankOf(slot) : -1};
        };
        for (std::int32_t slot = 0; slot < m_plan.slotCount; ++slot) {
            if (!isRead[at(slot)] || isInside[at(slot)]) { continue; }
            if (classes.isStack(slot)) { return false; }
            region.entries.push_back(entryOf(slot));
        }
        for (const std::int32_t slot : slotsReadOutside(region, isInside)) {
            region.joined.push_back(entryOf(slot));
            const RowUse use = region.joined.back().use;
            if (classes.isStack(slot) || use == RowUse::Columns || use == RowUse::Sizes) {
                return false;
            }
        }
        return true;
    }

    std::vector<std::int32_t> slotsReadOutside(const Plan::RowRegion& region,
                                               const std::vector<bool>& isInside) const {
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
            if (loop.begin > region.begin && loop.begin < region.end) { continue; }
            for (const std::int32_t slot : loop.next) { read(slot); }
        }
        std::vector<std::int32_t> slots;
        for (std::int32_t slot = 0; slot < m_plan.slotCount; ++slot) {
            if (isInside[at(slot)] && isRead[at(slot)]) { slots.push_back(slot); }
        }
        return slots;
    }

    const PassContext& m_context;
    Plan& m_plan;
    const bool m_hasCutLoops;
    std::vector<std::optional<RowUses>> m_uses;  // by instruction
    std::vector<std::int32_t> m_place;           // by instruction: grows at edges of loops
    std::vector<std::int32_t> m_stage;           // by instruction
};

}  // namespace

int formRows(const PassContext& context, Plan& plan) {
    const bool hasLoops = std::ranges::any_of(plan.loops, &Loop::byRows);
    if (hasLoops) {
        Plan trial = plan;
        const int count = RegionFormer(context, trial).run();
        if (count >= 0) {
            plan = std::move(trial);
            return count;
        }
        for (Loop& loop : plan.loops) { loop.byRows = false; }
    }
    const bool any = std::ranges::any_of(plan.instructions, &Instruction::byRows);
    return any ? RegionFormer(context, plan).run() : 0;
}

}  // namespace weft
