// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/step_stats.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/graph/graph.h"
#include "engine/proto/run_metadata.pb.h"
#include "engine/tensor/tensor_proto.h"

namespace weft {
namespace {

constexpr std::string_view kAllocator = "cpu";

/// "name = Op(input, input)", which TensorFlow's own readers take apart.
std::string timelineLabel(const Node& node, const Graph& graph) {
    std::vector<std::string> inputs;
    for (const Endpoint& e : node.inputs) {
        const std::string& name = graph.node(e.node).name;
        inputs.push_back(e.index == 0 ? name : graph.nameOf(e));
    }
    for (const NodeId id : node.controlInputs) {
        inputs.push_back(concat("^", graph.node(id).name));
    }
    return concat(node.name, " = ", node.opName, "(", join(inputs, ", "), ")");
}

void addTimes(const StepStatistics& statistics, const NodeStatistics& node,
              tensorflow::NodeExecStats& out) {
    const std::int64_t startNs = statistics.startUnixMicros * 1000 + node.startNs;
    out.set_scheduled_micros(startNs / 1000);
    out.set_scheduled_nanos(startNs);
    out.set_all_start_micros(startNs / 1000);
    out.set_all_start_nanos(startNs);
    out.set_op_end_rel_micros(node.durationNs / 1000);
    out.set_op_end_rel_nanos(node.durationNs);
    out.set_all_end_rel_micros(node.durationNs / 1000);
    out.set_all_end_rel_nanos(node.durationNs);
}

/// What the node made, and the memory of that.
void addOutputs(const NodeStatistics& stats, const Node& node, tensorflow::NodeExecStats& out) {
    const std::size_t count = std::min(stats.outputs.size(), node.outputs.size());
    for (std::size_t i = 0; i < count; ++i) {
        const DType type = node.outputs[i].type;
        const Shape& shape = stats.outputs[i];
        tensorflow::NodeOutput& output = *out.add_output();
        output.set_slot(static_cast<std::int32_t>(i));
        tensorflow::TensorDescription& tensor = *output.mutable_tensor_description();
        tensor.set_dtype(static_cast<tensorflow::DataType>(type));
        shapeToProto(shape, *tensor.mutable_shape());
        const auto bytes = shape.elements() * static_cast<std::int64_t>(elementBytes(type));
        tensorflow::AllocationDescription& memory = *tensor.mutable_allocation_description();
        memory.set_requested_bytes(bytes);
        memory.set_allocated_bytes(bytes);
        memory.set_allocator_name(std::string(kAllocator));
    }
    if (stats.outputBytes > 0) {
        tensorflow::AllocatorMemoryUsed& memory = *out.add_memory();
        memory.set_allocator_name(std::string(kAllocator));
        memory.set_total_bytes(stats.outputBytes);
        memory.set_peak_bytes(stats.outputBytes);
    }
}

}  // namespace

void stepStatsToProto(const StepStatistics& statistics, const Graph& graph,
                      tensorflow::StepStats& proto) {
    proto.Clear();
    for (const std::string& device : statistics.devices) {
        tensorflow::DeviceStepStats& stats = *proto.add_dev_stats();
        stats.set_device(device);
        (*stats.mutable_thread_names())[0] = "step";
    }
    for (const NodeStatistics& node : statistics.nodes) {
        tensorflow::NodeExecStats& out = *proto.mutable_dev_stats(node.device)->add_node_stats();
        addTimes(statistics, node, out);
        if (!node.node.valid()) {
            out.set_node_name(node.label);
            out.set_timeline_label(node.label);
            continue;
        }
        out.set_node_name(graph.node(node.node).name);
        out.set_timeline_label(timelineLabel(graph.node(node.node), graph));
        addOutputs(node, graph.node(node.node), out);
    }
}

std::string runMetadataBytes(const StepStatistics& statistics, const Graph& graph) {
    tensorflow::RunMetadata metadata;
    stepStatsToProto(statistics, graph, *metadata.mutable_step_stats());
    return metadata.SerializeAsString();
}

}  // namespace weft
