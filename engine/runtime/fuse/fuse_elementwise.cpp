// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/fuse/fuse_elementwise.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "engine/base/strings.h"
#include "engine/runtime/fuse/fused_program.h"
#include "engine/runtime/passes/alive_slots.h"
#include "engine/tensor/device_memory.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;
/// Longer chains gain nothing, and their scratches would leave the cache.
constexpr std::size_t kMostNodes = 4096;
constexpr std::int32_t kMostScratches = 12;
/// A card's chain is read step by step by each thread.
constexpr std::size_t kMostNodesOnCard = 24;
static_assert(kMostScratches <= gpu::kMostChainRegisters);

class ElementwiseFuser {
public:
    ElementwiseFuser(const PassContext& context, Plan& plan)
        : m_context(context), m_plan(plan), m_alive(plan) {
        m_isOfGpu = std::ranges::any_of(plan.instructions, [&](const Instruction& each) {
            return asDeviceMemory(context.devices.at(each.device).allocator()) != nullptr;
        });
    }

    int run() {
        findUses();
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            visit(static_cast<std::int32_t>(i));
        }
        return rewrite();
    }

private:
    /// Instructions that may become one. Members are in order.
    struct Chain {
        std::vector<std::int32_t> members;
        bool open = true;
    };

    void findUses() {
        m_uses.assign(at(m_plan.slotCount), 0);
        m_chainOf.assign(m_plan.instructions.size(), kNone);
        for (const Operand& operand : m_plan.operands) {
            if (operand.kind == Operand::Kind::Slot) { ++m_uses[at(operand.index)]; }
        }
        for (const Fetch& fetch : m_plan.fetches) {
            if (fetch.from.kind == Operand::Kind::Slot) { m_uses[at(fetch.from.index)] += 1; }
        }
        // A slot that decides about other instructions keeps its own.
        for (const std::int32_t gate : m_plan.gates) { m_uses[at(gate)] += 2; }
        m_loopOf = loopsOf(m_plan);
        m_maker = makersOf(m_plan);
    }

    std::span<const Operand> operandsOf(const Instruction& instruction) const {
        return {m_plan.operands.data() + instruction.operands.begin,
                at(instruction.operands.count)};
    }

    static std::optional<ChainPart> partOf(const Instruction& instruction) {
        return chainPartOf(instruction.run, instruction.parameters);
    }

    bool isFusable(const Instruction& instruction) const {
        if (instruction.kind != Instruction::Kind::Kernel || instruction.outputs.count != 1 ||
            instruction.gates.count > 0 || instruction.signal >= 0 ||
            instruction.operands.count == 0 || instruction.stack >= 0 ||
            std::ranges::any_of(operandsOf(instruction), &Operand::byReference)) {
            return false;
        }
        const auto part = partOf(instruction);
        // A processor's chain cannot read what another call left on a card.
        if (m_isOfGpu && instruction.run != runGpuNode) { return false; }
        if (!part || (part->folds ? instruction.operands.count < 2
                                  : instruction.operands.count > Tile::kMostOperands)) {
            return false;
        }
        const bool isChannelsFirst =
            instruction.node->attrs.getOr<std::string>("data_format", {}) == "NCHW";
        const OutputInfo& output = instruction.node->outputs[0];
        if (isChannelsFirst || output.isRef || output.type != part->type) { return false; }
        const PartialShape shape = shapeOf(instruction);
        const auto operands = operandsOf(instruction);
        for (std::size_t o = 0; o < operands.size(); ++o) {
            const Graph& graph = m_context.graph;
            const PartialShape& known = graph.output(instruction.node->inputs[o]).shape;
            if (!mayBeTiled(merged(m_context.facts.shape(operands[o]), known), shape)) {
                return false;
            }
        }
        return true;
    }

    /// What is known of the shape of the only output.
    PartialShape shapeOf(const Instruction& instruction) const {
        return merged(m_context.facts.shape({.index = instruction.outputs.begin}),
                      instruction.node->outputs[0].shape);
    }
    /// What the plan knows and what the graph knew, who did not know what is fed.
    static PartialShape merged(const PartialShape& plan, const PartialShape& graph) {
        return plan.merge(graph).value_or(plan);
    }

    /// An operand of the chain's shape, one value for all of it, or one row for all its rows; other
    /// broadcasts are left to the kernels. What the graph does not know (what a loop pops from a stack) the run checks.
    static bool mayBeTiled(const PartialShape& operand, const PartialShape& chain) {
        const std::optional<Shape> full = operand.full();
        const bool isRow =
            full && full->rank() > 0 && chain.hasRank() && full->rank() <= chain.rank() &&
            full->elements() == (*full)[full->rank() - 1] &&
            (chain[chain.rank() - 1] < 0 || chain[chain.rank() - 1] == full->elements());
        return isRow || operand.compatibleWith(chain) || (full && full->elements() == 1);
    }

    void visit(std::int32_t i) {
        const Instruction& instruction = m_plan.instructions[at(i)];
        const bool fusable = isFusable(instruction);
        closeReaders(instruction);
        std::vector<std::int32_t> joined;
        for (const Operand& operand : operandsOf(instruction)) {
            if (operand.kind != Operand::Kind::Slot) { continue; }
            const std::int32_t chain = chainThatMade(operand.index);
            if (chain == kNone) { continue; }
            const bool joins = fusable && mayJoin(chain, i, operand.index);
            if (joins && std::find(joined.begin(), joined.end(), chain) == joined.end()) {
                joined.push_back(chain);
            }
            // Who reads from outside must find the value there.
            if (!joins) { m_chains[at(chain)].open = false; }
        }
        std::erase_if(joined, [this](std::int32_t chain) { return !m_chains[at(chain)].open; });
        if (!fusable) { return; }
        add(i, joined);
        for (const Operand& operand : operandsOf(instruction)) {
            if (operand.kind == Operand::Kind::Variable) {
                m_readersOf[m_plan.variables[at(operand.index)].get()].push_back(i);
            }
        }
    }

    /// A chain reads its variables at the place of its last member: it ends before they are written.
    void closeReaders(const Instruction& instruction) {
        for (const Operand& operand : operandsOf(instruction)) {
            if (operand.kind != Operand::Kind::Variable || !operand.byReference) { continue; }
            const auto readers = m_readersOf.find(m_plan.variables[at(operand.index)].get());
            if (readers == m_readersOf.end()) { continue; }
            for (const std::int32_t reader : readers->second) {
                m_chains[at(m_chainOf[at(reader)])].open = false;
            }
            m_readersOf.erase(readers);
        }
    }

    std::int32_t chainThatMade(std::int32_t slot) const {
        const std::int32_t maker = m_maker[at(slot)];
        return maker == kNone ? kNone : m_chainOf[at(maker)];
    }

    bool mayJoin(std::int32_t chain, std::int32_t i, std::int32_t slot) const {
        const Chain& candidate = m_chains[at(chain)];
        const Instruction& first = m_plan.instructions[at(candidate.members.front())];
        const Instruction& next = m_plan.instructions[at(i)];
        // Where a plan branches a chain is as dead as its last member: so are the others, or they are
        // its alone.
        const std::size_t most = first.run == runGpuNode ? kMostNodesOnCard : kMostNodes;
        return candidate.open && candidate.members.size() < most && first.device == next.device &&
               first.lane == next.lane && first.byRows == next.byRows &&
               m_loopOf[at(candidate.members.front())] == m_loopOf[at(i)] &&
               partOf(first)->type == partOf(next)->type &&
               shapeOf(first).compatibleWith(shapeOf(next)) &&
               (m_alive.areTogether(first.outputs.begin, next.outputs.begin) ||
                usesBy(i, slot) == m_uses[at(slot)]);
    }

    std::int32_t usesBy(std::int32_t i, std::int32_t slot) const {
        const auto operands = operandsOf(m_plan.instructions[at(i)]);
        return static_cast<std::int32_t>(
            std::count_if(operands.begin(), operands.end(), [slot](const Operand& operand) {
                return operand.kind == Operand::Kind::Slot && operand.index == slot;
            }));
    }

    void add(std::int32_t i, const std::vector<std::int32_t>& joined) {
        if (joined.empty()) {
            m_chainOf[at(i)] = static_cast<std::int32_t>(m_chains.size());
            m_chains.push_back({{i}, true});
            return;
        }
        Chain& chain = m_chains[at(joined.front())];
        for (std::size_t k = 1; k < joined.size(); ++k) {
            std::vector<std::int32_t>& others = m_chains[at(joined[k])].members;
            for (const std::int32_t member : others) { m_chainOf[at(member)] = joined.front(); }
            const auto middle = std::ssize(chain.members);
            chain.members.insert(chain.members.end(), others.begin(), others.end());
            std::inplace_merge(chain.members.begin(), chain.members.begin() + middle,
                               chain.members.end());
            others.clear();
        }
        chain.members.push_back(i);  // the last of all
        m_chainOf[at(i)] = joined.front();
    }

    int rewrite() {
        m_slotNow.resize(at(m_plan.slotCount));
        std::iota(m_slotNow.begin(), m_slotNow.end(), 0);
        std::map<std::int32_t, Instruction> fused;  // by the place of the last member
        std::vector<bool> taken(m_plan.instructions.size(), false);
        int count = 0;
        for (const Chain& chain : m_chains) {
            if (chain.members.size() < 2) { continue; }
            auto program = std::make_shared<FusedProgram>();
            const std::optional<Instruction> made = instructionOf(chain, *program);
            if (!made) { continue; }
            fused[chain.members.back()] = *made;
            m_plan.keepAlive.push_back(std::move(program));
            for (const std::int32_t member : chain.members) { taken[at(member)] = true; }
            count += static_cast<int>(chain.members.size());
            m_context.note([&] {
                const std::string& name = made->node->name;
                return concat("a chain of ", chain.members.size(), " ops ends with '", name, "'");
            });
        }
        if (count > 0) { replace(fused, taken); }
        return count;
    }

    /// The chain as one instruction, nothing where it is too long for one; slots of its outputs are new where
    /// there are several.
    std::optional<Instruction> instructionOf(const Chain& chain, FusedProgram& program) {
        Instruction made = m_plan.instructions[at(chain.members.back())];
        std::map<std::int32_t, std::int32_t> nodeOfSlot;
        std::map<std::int32_t, std::int32_t> usesInside;
        std::vector<Operand> operands;
        for (const std::int32_t member : chain.members) {
            const Instruction& instruction = m_plan.instructions[at(member)];
            FusedNode node{instruction.node, instruction.run, instruction.parameters, {}, kNone};
            for (const Operand& operand : operandsOf(instruction)) {
                const bool isSlot = operand.kind == Operand::Kind::Slot;
                const auto inside = isSlot ? nodeOfSlot.find(operand.index) : nodeOfSlot.end();
                if (isSlot) { ++usesInside[operand.index]; }
                node.operands.push_back(inside != nodeOfSlot.end() ? inside->second
                                                                   : ~indexIn(operands, operand));
            }
            nodeOfSlot[instruction.outputs.begin] = static_cast<std::int32_t>(program.nodes.size());
            program.nodes.push_back(std::move(node));
        }
        std::vector<std::int32_t> slots;
        for (std::size_t n = 0; n < program.nodes.size(); ++n) {
            const std::int32_t slot = m_plan.instructions[at(chain.members[n])].outputs.begin;
            const bool isLast = n + 1 == program.nodes.size();
            if (!isLast && usesInside[slot] == m_uses[at(slot)]) { continue; }
            program.nodes[n].output = program.outputs++;
            slots.push_back(slot);
        }
        layOutSteps(program);
        const bool isOnCard = made.run == runGpuNode;
        if (program.scratches > kMostScratches ||
            (isOnCard && !sendToCard(program, static_cast<std::int32_t>(operands.size())))) {
            return std::nullopt;
        }
        made.kind = Instruction::Kind::Fused;
        made.run = nullptr;
        made.parameters = &program;
        made.operands = {static_cast<std::int32_t>(m_plan.operands.size()),
                         static_cast<std::int32_t>(operands.size())};
        m_plan.operands.insert(m_plan.operands.end(), operands.begin(), operands.end());
        made.locks = locksOfAll(m_plan, chain.members);
        made.inPlace = inPlaceOperand(program);
        made.outputs = {slots.front(), program.outputs};
        if (slots.size() > 1) {
            made.outputs.begin = m_plan.slotCount;
            m_plan.slotCount += program.outputs;
            for (std::size_t k = 0; k < slots.size(); ++k) {
                m_slotNow[at(slots[k])] = made.outputs.begin + static_cast<std::int32_t>(k);
            }
        }
        return made;
    }

    static std::int32_t indexIn(std::vector<Operand>& operands, const Operand& operand) {
        const auto found =
            std::find_if(operands.begin(), operands.end(), [&](const Operand& other) {
                return other.kind == operand.kind && other.index == operand.index;
            });
        const auto index = static_cast<std::int32_t>(found - operands.begin());
        if (found == operands.end()) { operands.push_back(operand); }
        return index;
    }

    /// An operand that nobody reads after the first output is written, tile by tile; or none.
    static std::int8_t inPlaceOperand(const FusedProgram& program) {
        std::map<std::int32_t, std::int32_t> lastReader;
        std::int32_t written = kNone;
        for (std::int32_t s = 0; s < std::ssize(program.steps); ++s) {
            const FusedStep& step = program.steps[at(s)];
            for (std::int32_t i = 0; i < step.operandCount; ++i) {
                lastReader[step.operands[at(i)]] = s;
            }
            if (step.output == 0) { written = s; }
        }
        for (const auto& [operand, last] : lastReader) {
            if (operand < 0 && last <= written && ~operand <= INT8_MAX) {
                return static_cast<std::int8_t>(~operand);
            }
        }
        return -1;
    }

    void replace(const std::map<std::int32_t, Instruction>& fused, const std::vector<bool>& taken) {
        std::vector<Instruction> instructions;
        std::vector<std::int32_t> placeNow(m_plan.instructions.size(), kNone);
        for (std::size_t i = 0; i < m_plan.instructions.size(); ++i) {
            placeNow[i] = static_cast<std::int32_t>(instructions.size());
            const auto found = fused.find(static_cast<std::int32_t>(i));
            if (found != fused.end()) {
                instructions.push_back(found->second);
            } else if (!taken[i]) {
                instructions.push_back(m_plan.instructions[i]);
            }
        }
        m_plan.instructions = std::move(instructions);
        for (Loop& loop : m_plan.loops) {
            loop.begin = placeNow[at(loop.begin)];
            loop.end = placeNow[at(loop.end)];
        }
        for (Operand& operand : m_plan.operands) {
            if (operand.kind == Operand::Kind::Slot) { operand.index = now(operand.index); }
        }
        for (Fetch& fetch : m_plan.fetches) {
            if (fetch.from.kind == Operand::Kind::Slot) {
                fetch.from.index = now(fetch.from.index);
            }
        }
    }

    std::int32_t now(std::int32_t slot) const { return m_slotNow[at(slot)]; }

    const PassContext& m_context;
    Plan& m_plan;
    AliveSlots m_alive;
    bool m_isOfGpu = false;
    std::vector<Chain> m_chains;
    std::vector<std::int32_t> m_uses;                                  // by slot
    std::vector<std::int32_t> m_maker;                                 // by slot: instruction
    std::vector<std::int32_t> m_chainOf;                               // by instruction
    std::vector<std::int32_t> m_loopOf;                                // by instruction: innermost
    std::vector<std::int32_t> m_slotNow;                               // by old slot
    std::map<const Variable*, std::vector<std::int32_t>> m_readersOf;  // fused: by variable
};

}  // namespace

int fuseElementwise(const PassContext& context, Plan& plan) {
    return ElementwiseFuser(context, plan).run();
}

}  // namespace weft
