// SPDX-License-Identifier: Apache-2.0
/// @file
/// The Chrome form of a trace: a process is a device, a thread what runs on it, an event a node.
///
/// Units    Microseconds since the step began.
/// Source   Trace Event Format, as chrome://tracing and Perfetto read it.

#include "app/weft/trace_file.h"

#include "app/weft/output.h"
#include "engine/base/durable_file.h"
#include "engine/base/strings.h"

namespace weft::app {
namespace {

using nlohmann::json;

constexpr double kNsPerUs = 1000.0;

/// Bytes that are not UTF-8 cannot stand in JSON.
std::string printable(const std::string& text) { return shownName(text); }

json named(const char* what, int process, const std::string& name) {
    return {{"ph", "M"}, {"name", what}, {"pid", process}, {"tid", 0}, {"args", {{"name", name}}}};
}

json eventOf(const NodeStatistics& stats, const Graph& graph) {
    json arguments = {{"op", stats.label}, {"bytes", stats.outputBytes}};
    json shapes = json::array();
    for (const Shape& shape : stats.outputs) { shapes.push_back(shapeToJson(shape)); }
    arguments["shapes"] = std::move(shapes);
    if (stats.node.valid()) {
        const Node& node = graph.node(stats.node);
        arguments["name"] = printable(node.name);
        json inputs = json::array();
        for (const Endpoint& e : node.inputs) { inputs.push_back(printable(graph.nameOf(e))); }
        arguments["inputs"] = std::move(inputs);
    }
    return {{"ph", "X"},
            {"cat", "Op"},
            {"name", stats.label},
            {"pid", stats.device},
            {"tid", 0},
            {"ts", static_cast<double>(stats.startNs) / kNsPerUs},
            {"dur", static_cast<double>(stats.durationNs) / kNsPerUs},
            {"args", std::move(arguments)}};
}

json chromeTrace(const StepStatistics& statistics, const Graph& graph) {
    json events = json::array();
    int device = 0;
    for (const std::string& name : statistics.devices) {
        events.push_back(named("process_name", device, name));
        events.push_back(named("thread_name", device, "ops"));
        ++device;
    }
    events.push_back(named("process_name", device, "session"));
    events.push_back(named("thread_name", device, "step"));
    events.push_back({{"ph", "X"},
                      {"cat", "Step"},
                      {"name", "step"},
                      {"pid", device},
                      {"tid", 0},
                      {"ts", 0.0},
                      {"dur", static_cast<double>(statistics.durationNs) / kNsPerUs},
                      {"args", {{"peak_bytes", statistics.peakBytes}}}});
    for (const NodeStatistics& node : statistics.nodes) { events.push_back(eventOf(node, graph)); }
    return {{"displayTimeUnit", "ms"},
            {"otherData", {{"start_unix_us", statistics.startUnixMicros}}},
            {"traceEvents", std::move(events)}};
}

bool isJson(const std::string& path) { return path.ends_with(".json"); }

}  // namespace

Status checkTracePath(const std::string& path) {
    if (isJson(path) || path.ends_with(".pb")) { return okStatus(); }
    return invalidArgument(concat("a trace is written as FILE.json or FILE.pb: got '", path, "'"));
}

Status writeTrace(const std::string& path, const StepStatistics& statistics, const Graph& graph) {
    if (isJson(path)) {
        return writeFileDurably(path, chromeTrace(statistics, graph).dump() + "\n");
    }
    return writeFileDurably(path, runMetadataBytes(statistics, graph));
}

}  // namespace weft::app
