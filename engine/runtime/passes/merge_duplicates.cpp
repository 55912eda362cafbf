// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/passes/merge_duplicates.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "engine/base/strings.h"
#include "engine/runtime/passes/alive_slots.h"
#include "engine/runtime/passes/plan_edit.h"

namespace weft {
namespace {

/// Constants up to this size are compared.
constexpr std::size_t kMostComparedBytes = 4096;

/// Attributes that begin so are notes about the node, not part of what it computes.
bool isNote(const std::string& attr) { return attr.starts_with('_'); }

bool sameAttrs(const Node& a, const Node& b) {
    auto i = a.attrs.begin();
    auto j = b.attrs.begin();
    while (true) {
        while (i != a.attrs.end() && isNote(i->first)) { ++i; }
        while (j != b.attrs.end() && isNote(j->first)) { ++j; }
        if (i == a.attrs.end() || j == b.attrs.end()) {
            return i == a.attrs.end() && j == b.attrs.end();
        }
        if (i->first != j->first || !attrEqual(i->second, j->second)) { return false; }
        ++i;
        ++j;
    }
}

class DuplicateMerger {
public:
    DuplicateMerger(const PassContext& context, Plan& plan)
        : m_context(context), m_plan(plan), m_loops(loopsOf(plan)), m_alive(plan), m_edit(plan) {}

    int run() {
        mergeConstants();
        int count = 0;
        std::unordered_multimap<std::size_t, std::int32_t> first;  // by hash: place
        for (std::int32_t i = 0; i < std::ssize(m_plan.instructions); ++i) {
            const Instruction& instruction = m_plan.instructions[at(i)];
            if (!mayMerge(instruction) || !m_edit.isRead(instruction)) { continue; }
            const std::size_t hash = hashOf(i);
            const auto [begin, end] = first.equal_range(hash);
            const auto twin =
                std::find_if(begin, end, [&](const auto& entry) { return same(entry.second, i); });
            if (twin == end) {
                first.emplace(hash, i);
                continue;
            }
            merge(i, twin->second);
            ++count;
        }
        m_edit.finish();
        return count;
    }

private:
    void mergeConstants() {
        std::unordered_multimap<std::size_t, std::size_t> first;
        for (std::size_t c = 0; c < m_plan.constants.size(); ++c) {
            const Tensor& value = m_plan.constants[c].value;
            if (!isPlain(value.dtype()) || value.bytes() > kMostComparedBytes) { continue; }
            const std::string_view bytes(reinterpret_cast<const char*>(value.data()),
                                         value.bytes());
            const std::size_t hash = std::hash<std::string_view>()(bytes);
            const auto [begin, end] = first.equal_range(hash);
            const auto twin = std::find_if(begin, end, [&](const auto& entry) {
                return bytesEqual(m_plan.constants[entry.second].value, value);
            });
            if (twin == end) {
                first.emplace(hash, c);
            } else {
                m_edit.replace(m_plan.constants[c].slot, m_plan.constants[twin->second].slot);
            }
        }
    }

    static bool mayMerge(const Instruction& instruction) {
        const bool computes = instruction.kind == Instruction::Kind::Kernel ||
                              instruction.kind == Instruction::Kind::Alias;
        if (!computes || instruction.operands.count == 0 || instruction.outputs.count == 0 ||
            hasRole(instruction) || instruction.locks.count > 0 ||
            instruction.node->op->isStateful) {
            return false;
        }
        const auto& outputs = instruction.node->outputs;
        return std::none_of(outputs.begin(), outputs.end(), [](const OutputInfo& output) {
            return output.isRef || output.type == DType::Resource || output.type == DType::Variant;
        });
    }

    /// The slots it reads as they are now; variables do not occur.
    std::vector<std::int32_t> slotsOf(const Instruction& instruction) const {
        std::vector<std::int32_t> slots;
        for (const Operand& operand : operandsOf(m_plan, instruction)) {
            slots.push_back(operand.kind == Operand::Kind::Slot ? m_edit.now(operand.index) : -1);
        }
        return slots;
    }

    std::size_t hashOf(std::int32_t i) const {
        const Instruction& instruction = m_plan.instructions[at(i)];
        std::size_t hash = std::hash<const void*>()(instruction.node->op);
        for (const std::int32_t slot : slotsOf(instruction)) {
            hash = hash * 1'000'003 + static_cast<std::size_t>(slot);
        }
        return hash;
    }

    bool same(std::int32_t a, std::int32_t b) const {
        const Instruction& first = m_plan.instructions[at(a)];
        const Instruction& second = m_plan.instructions[at(b)];
        return first.kind == second.kind && first.node->op == second.node->op &&
               first.run == second.run && first.device == second.device &&
               first.outputs.count == second.outputs.count && m_loops[at(a)] == m_loops[at(b)] &&
               slotsOf(first) == slotsOf(second) &&
               m_alive.areTogether(first.outputs.begin, second.outputs.begin) &&
               sameAttrs(*first.node, *second.node);
    }

    void merge(std::int32_t i, std::int32_t into) {
        Instruction& gone = m_plan.instructions[at(i)];
        Instruction& kept = m_plan.instructions[at(into)];
        for (std::int32_t o = 0; o < gone.outputs.count; ++o) {
            m_edit.replace(gone.outputs.begin + o, kept.outputs.begin + o);
        }
        if (gone.signal >= 0 && kept.signal >= 0) {
            m_edit.replace(gone.signal, kept.signal);
        } else if (gone.signal >= 0) {
            kept.signal = gone.signal;
        }
        m_edit.remove(i);
        m_context.note([&] {
            return concat("'", gone.node->name, "' (", gone.node->opName, ") is '", kept.node->name,
                          "'");
        });
    }

    const PassContext& m_context;
    Plan& m_plan;
    const std::vector<std::int32_t> m_loops;  // by instruction
    const AliveSlots m_alive;
    PlanEdit m_edit;
};

}  // namespace

int mergeDuplicates(const PassContext& context, Plan& plan) {
    return DuplicateMerger(context, plan).run();
}

}  // namespace weft
