// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "engine/runtime/call_graph.h"
#include "engine/runtime/frames.h"
#include "engine/runtime/plan_builder.h"
#include "engine/runtime/variable_map.h"
#include "engine/runtime/variable_order.h"

/// @file
/// The class behind buildPlan(), shared by its two files: plan_builder.cpp lays out nodes,
/// plan_builder_flow.cpp what decides whether they run.

namespace weft::detail {

inline constexpr std::int32_t kNone = -1;

using weft::at;
inline std::size_t at(NodeId id) { return static_cast<std::size_t>(id.value); }

/// Makes one plan; its members follow the phases of buildPlan().
class PlanBuilder {
public:
    PlanBuilder(const Graph& graph, const DeviceSet& devices, ResourceStore& store)
        : m_graph(graph), m_devices(devices), m_store(store) {}

    Result<Plan> build(const Signature& signature, const PlacerOptions& placement);

private:
    void emitSnapshot(const ScheduleStep& step);
    Instruction& addSnapshot(const Operand& variable, std::int32_t device);
    Operand fetchOf(const Endpoint& e);
    void emitLoop(const ScheduleStep& step);
    void emitPass(const Node& node, const std::vector<Operand>& operands,
                  std::int32_t device = kNone);
    void emitGatedConstant(const Node& node, std::int32_t slot);
    void addGates(const Node& node, Instruction& instruction);
    Status emit(const Node& node);
    void emitHandle(const Node& node);
    bool isWaitedFor(NodeId id);
    Status emitKernel(const Node& node, Instruction instruction);
    Operand onDevice(std::int32_t device, Operand operand);
    std::vector<std::int32_t> inputDevices(const Node& node) const;
    Operand slotOf(const Endpoint& e) const;
    Operand operandOf(const Node& node, std::size_t input) const;
    std::int32_t newSlots(std::int32_t count, std::int32_t device) {
        const std::int32_t first = m_plan.slotCount;
        m_plan.slotCount += count;
        m_slotDevice.insert(m_slotDevice.end(), at(count), device);
        return first;
    }
    Range addOperands(const std::vector<Operand>& operands);
    Range addLocks(const std::vector<Operand>& operands);

    const Graph& m_graph;
    const DeviceSet& m_devices;
    ResourceStore& m_store;
    Plan m_plan;
    CallGraph m_call;  // feed i is slot i
    std::optional<VariableMap> m_variables;
    std::optional<FrameMap> m_frames;             // only where the plan branches
    std::map<std::int32_t, std::int32_t> m_open;  // loops begun: frame -> index into Plan::loops
    std::vector<std::int32_t> m_signal;           // by node id: slot that tells whether it ran
    std::vector<bool> m_isWaitedFor;  // by node, has control edges going out; empty until asked
    std::vector<std::int32_t> m_firstSlot;   // by node id: slot of output 0
    std::vector<std::int32_t> m_slotDevice;  // by slot; kNone: host memory that every device reads
    std::vector<std::int64_t> m_randomRank;  // by node id
    std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t>
        m_copies;  // (slot, device) -> slot
    std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t>
        m_snapshots;  // (reader, variable) -> slot
};

}  // namespace weft::detail
