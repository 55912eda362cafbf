// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/step_stats.h"

#include "engine/graph/graph.h"
#include "engine/proto/step_stats.pb.h"

namespace weft {

void stepStatsToProto(const StepStatistics& statistics, const Graph& graph,
                      tensorflow::StepStats& proto) {
    proto.Clear();
    for (const std::string& device : statistics.devices) {
        proto.add_dev_stats()->set_device(device);
    }
    for (const NodeStatistics& node : statistics.nodes) {
        tensorflow::NodeExecStats& out = *proto.mutable_dev_stats(node.device)->add_node_stats();
        out.set_node_name(node.node.valid() ? graph.node(node.node).name : node.label);
        out.set_timeline_label(node.label);
        const std::int64_t startNs = statistics.startUnixMicros * 1000 + node.startNs;
        out.set_all_start_micros(startNs / 1000);
        out.set_all_start_nanos(startNs);
        out.set_op_end_rel_micros(node.durationNs / 1000);
        out.set_op_end_rel_nanos(node.durationNs);
        out.set_all_end_rel_micros(node.durationNs / 1000);
        out.set_all_end_rel_nanos(node.durationNs);
    }
}

}  // namespace weft
