// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/general/plannable.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/graph/flow/branch_ways.h"
#include "engine/runtime/general/waiting_ops.h"

namespace weft {
namespace {

/// Frames, ascending.
using FrameList = std::vector<std::int32_t>;

std::size_t at(NodeId id) { return static_cast<std::size_t>(id.value); }

Status refused(const Node& node, std::string_view why) {
    return unimplemented(concat("[", node.opName, "] cannot be planned: ", why, " (node '",
                                node.name, "'); the general executor runs it"));
}

/// Finds for each node the loops whose condition must hold in an iteration in which it runs, and
/// checks by that what goes to a next iteration and what leaves.
class LoopCheck {
public:
    LoopCheck(const Graph& graph, const CallGraph& call, const FrameMap& frames)
        : m_graph(graph), m_call(call), m_frames(frames), m_guards(graph.size()) {}

    Status check(const std::vector<ScheduleStep>& steps) {
        std::vector<NodeId> merges;
        for (const ScheduleStep& step : steps) {
            if (step.node < 0) { continue; }
            const Node& node = m_graph.node(NodeId{step.node});
            m_guards[at(node.id)] = isMerge(node) ? guardsOfMerge(node) : guardsOfInputs(node);
            if (isMerge(node)) { merges.push_back(node.id); }
            WEFT_TRY(checkNode(node));
        }
        for (const NodeId merge : merges) { WEFT_TRY(checkMerge(m_graph.node(merge))); }
        return okStatus();
    }

private:
    bool isFed(const Endpoint& e) const { return m_call.fed.contains(e); }

    FrameList guardsOf(const Endpoint& e) const {
        if (isFed(e)) { return {}; }
        FrameList guards = m_guards[at(e.node)];
        const Node& node = m_graph.node(e.node);
        const std::int32_t frame = m_frames.frameOf(e.node);
        if (isSwitch(node) && e.index == 1 && isLoopSwitch(node, frame)) {
            guards.insert(std::upper_bound(guards.begin(), guards.end(), frame), frame);
        }
        return guards;
    }

    /// Chooses by the condition of the loop it is in.
    bool isLoopSwitch(const Node& node, std::int32_t frame) const {
        const NodeId condition = m_frames.frames()[static_cast<std::size_t>(frame)].condition;
        return condition.valid() && originalOf(m_graph, node.inputs[1]).node == condition;
    }

    FrameList guardsOfInputs(const Node& node) const {
        FrameList all;
        if (node.isOp("ControlTrigger")) { return all; }  // runs also where its inputs do not
        const auto add = [&all](const FrameList& more) {
            FrameList both;
            std::set_union(all.begin(), all.end(), more.begin(), more.end(),
                           std::back_inserter(both));
            all = std::move(both);
        };
        for (const Endpoint& input : node.inputs) { add(guardsOf(input)); }
        for (const NodeId control : node.controlInputs) { add(m_guards[at(control)]); }
        return all;
    }

    /// One of its inputs is enough. What closes the loop is believed, see checkMerge().
    FrameList guardsOfMerge(const Node& node) const {
        FrameList common;
        bool isFirst = true;
        for (const Endpoint& input : node.inputs) {
            if (isBackEdge(input, node)) { continue; }
            const FrameList guards = guardsOf(input);
            FrameList both;
            std::set_intersection(common.begin(), common.end(), guards.begin(), guards.end(),
                                  std::back_inserter(both));
            common = isFirst ? guards : both;
            isFirst = false;
        }
        return common;
    }

    bool isBackEdge(const Endpoint& input, const Node& reader) const {
        return !isFed(input) && isLoopBackEdge(m_graph.node(input.node).opName, reader.opName);
    }

    Status checkMerge(const Node& node) const {
        const FrameList& believed = m_guards[at(node.id)];
        for (const Endpoint& input : node.inputs) {
            if (!isBackEdge(input, node)) { continue; }
            const FrameList guards = guardsOf(input);
            if (!std::includes(guards.begin(), guards.end(), believed.begin(), believed.end())) {
                return refused(node, "its loop may go on where it was not entered");
            }
        }
        return okStatus();
    }

    Status checkNode(const Node& node) const {
        const std::int32_t frame = m_frames.frameOf(node.id);
        if (isNextIteration(node)) {
            const FrameList& guards = m_guards[at(node.id)];
            if (frame == 0) { return refused(node, "it is in no loop"); }
            if (!std::binary_search(guards.begin(), guards.end(), frame)) {
                return refused(node, "it does not wait for the condition of its loop");
            }
        }
        for (const Endpoint& input : node.inputs) {
            if (isFed(input)) { continue; }
            const Node& source = m_graph.node(input.node);
            if (isNextIteration(source) && !isMerge(node)) {
                return refused(node, "only a Merge can begin an iteration of a plan");
            }
            if (isExit(node)) { WEFT_TRY(checkExit(node, source, input)); }
        }
        return okStatus();
    }

    Status checkExit(const Node& node, const Node& source, const Endpoint& input) const {
        const std::int32_t left = m_frames.seenIn(source.id);
        if (m_frames.frames()[static_cast<std::size_t>(left)].next.empty()) { return okStatus(); }
        if (isSwitch(source) && input.index == 0 && isLoopSwitch(source, left)) {
            return okStatus();
        }
        return refused(node, "its value may leave before the last iteration");
    }

    const Graph& m_graph;
    const CallGraph& m_call;
    const FrameMap& m_frames;
    std::vector<FrameList> m_guards;  // by node id
};

}  // namespace

Status checkPlannable(const Graph& graph, const CallGraph& call, const VariableMap& variables,
                      const CallOrder& order) {
    if (const auto& unknown = variables.unknown(); unknown) {
        return refused(graph.node(unknown->node),
                       concat("input ", unknown->input,
                              " must lead to a variable known before the run, but is fed, computed "
                              "or one of several"));
    }
    for (const Endpoint& e : call.fetched) {
        if (!call.fed.contains(e) && variables.shownBy(e) == VariableMap::kAtRun) {
            return refused(graph.node(e.node), "only the run knows to which variable it leads");
        }
    }
    if (const auto waits = unorderedWaits(graph, call, order); waits) {
        return refused(graph.node(waits->first),
                       concat("it may wait for '", graph.node(waits->second).name,
                              "' of the same run, or that for it"));
    }
    if (!order.frames) { return okStatus(); }
    if (!order.inPieces) {
        return unimplemented(
            "a loop cannot be planned: something that it waits for waits for it; the general "
            "executor runs it");
    }
    if (order.frames->frames().size() == 1 && order.frames->frames()[0].next.empty()) {
        return okStatus();
    }
    return LoopCheck(graph, call, *order.frames).check(order.steps);
}

}  // namespace weft
