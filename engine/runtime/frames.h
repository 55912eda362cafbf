// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/runtime/variable_order.h"

namespace weft {

/// True for the ops of TensorFlow's control flow that the executor itself carries out.
bool isControlFlow(const Node& node);
/// The kinds of them, each also as Ref...
bool isEnter(const Node& node);
bool isExit(const Node& node);
bool isNextIteration(const Node& node);
bool isSwitch(const Node& node);
bool isMerge(const Node& node);

/// The frames (loops) of a graph and which nodes run in them. Enter and Exit count to the frame
/// around the one they lead into and out of.
class FrameMap {
public:
    struct Frame {
        std::string name;
        std::int32_t parent = -1;    ///< -1: of the outermost, frame 0
        std::vector<NodeId> next;    ///< NextIteration nodes in it
        std::vector<NodeId> enters;  ///< Enter nodes into it that are not constant
        NodeId condition;            ///< its LoopCond; invalid where it has none
    };

    /// @param access what waits for what, without the edges that close loops.
    /// Errors: InvalidArgument for inputs from different frames, for leaving a frame that nothing
    /// entered and for a second LoopCond, in TensorFlow's words.
    static Result<FrameMap> find(const Graph& graph, const AccessGraph& access);

    const std::vector<Frame>& frames() const { return m_frames; }
    std::int32_t frameOf(NodeId node) const {
        return m_frameOf[static_cast<std::size_t>(node.value)];
    }
    /// Where the outputs of a node are seen: of Enter the frame it leads into.
    std::int32_t seenIn(NodeId node) const {
        return m_seenIn[static_cast<std::size_t>(node.value)];
    }

private:
    std::int32_t child(std::int32_t parent, const std::string& name);
    Status setCondition(const Graph& graph, std::int32_t frame, NodeId node);

    std::vector<Frame> m_frames = {Frame{}};
    std::vector<std::int32_t> m_frameOf;  // by node id; -1: not run
    std::vector<std::int32_t> m_seenIn;   // by node id
};

/// As scheduleNodes(), with the nodes of each frame in one piece between the steps that begin and
/// end its loop. @param access as for scheduleNodes(), without the edges that close loops.
/// Errors: InvalidArgument for a cycle.
Result<std::vector<ScheduleStep>> scheduleFrames(const AccessGraph& access, const FrameMap& frames);

}  // namespace weft
