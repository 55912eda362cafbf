// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/frames.h"

#include <algorithm>
#include <array>

#include "engine/base/strings.h"

namespace weft {
namespace {

constexpr std::int32_t kNone = -1;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }
std::size_t at(NodeId id) { return at(id.value); }

/// The part of a schedule that one frame is: its nodes and, as one unit each, the frames in it.
class FrameScheduler {
public:
    FrameScheduler(const AccessGraph& access, const FrameMap& frames)
        : m_access(access), m_frames(frames), m_members(frames.frames().size()) {
        for (const std::int32_t node : access.nodes) {
            m_members[at(frames.frameOf(NodeId{node}))].push_back(node);
        }
    }

    /// Frames within a frame are opened one after the other, on a stack of our own: they may be
    /// nested as deep as a file likes.
    Result<std::vector<ScheduleStep>> schedule() {
        std::vector<ScheduleStep> steps;
        std::vector<Level> open;
        open.push_back(WEFT_TRY(levelSteps(0)));
        while (!open.empty()) {
            Level& level = open.back();
            if (level.next == level.steps.size()) {
                const std::int32_t frame = level.frame;
                open.pop_back();
                if (frame != 0) { steps.push_back({.frame = frame, .loopEnds = true}); }
                continue;
            }
            ScheduleStep& step = level.steps[level.next++];
            if (step.node >= firstUnit()) {
                const std::int32_t inner = step.node - firstUnit();
                steps.push_back({.frame = inner});
                open.push_back(WEFT_TRY(levelSteps(inner)));
                continue;
            }
            step.readers = spread(step.readers);
            steps.push_back(std::move(step));
        }
        return steps;
    }

private:
    /// A frame whose steps are being taken over.
    struct Level {
        std::int32_t frame = 0;
        std::vector<ScheduleStep> steps;
        std::size_t next = 0;
    };

    Result<Level> levelSteps(std::int32_t frame) const {
        return Level{frame, WEFT_TRY(scheduleNodes(levelOf(frame)))};
    }

    std::int32_t firstUnit() const { return static_cast<std::int32_t>(m_access.before.size()); }

    /// What stands for a node in a frame: itself, the frame in it that holds it, or nothing.
    std::int32_t unitOf(std::int32_t node, std::int32_t frame) const {
        std::int32_t held = m_frames.frameOf(NodeId{node});
        if (held == frame) { return node; }
        while (held != kNone && m_frames.frames()[at(held)].parent != frame) {
            held = m_frames.frames()[at(held)].parent;
        }
        return held == kNone ? kNone : firstUnit() + held;
    }

    AccessGraph levelOf(std::int32_t frame) const {
        AccessGraph level;
        level.before.resize(m_access.before.size() + m_members.size());
        for (const std::int32_t node : m_access.nodes) {
            const std::int32_t unit = unitOf(node, frame);
            if (unit == kNone) { continue; }
            level.nodes.push_back(unit);
            for (const std::int32_t source : m_access.before[at(node)]) {
                const std::int32_t from = unitOf(source, frame);
                if (from != kNone && from != unit) { level.before[at(unit)].push_back(from); }
            }
        }
        for (const AccessGraph::Access& access : m_access.variables) {
            AccessGraph::Access& made = level.variables.emplace_back();
            for (const std::int32_t node : access.readers) { add(made.readers, node, frame); }
            for (const std::int32_t node : access.writers) { add(made.writers, node, frame); }
            unique(made.readers);
            unique(made.writers);
        }
        if (m_access.areExclusive) {
            level.areExclusive = [this](std::int32_t a, std::int32_t b) {
                return a < firstUnit() && b < firstUnit() && m_access.areExclusive(a, b);
            };
        }
        unique(level.nodes);
        for (std::vector<std::int32_t>& before : level.before) { unique(before); }
        return level;
    }

    void add(std::vector<std::int32_t>& list, std::int32_t node, std::int32_t frame) const {
        const std::int32_t unit = unitOf(node, frame);
        if (unit != kNone) { list.push_back(unit); }
    }
    static void unique(std::vector<std::int32_t>& list) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }

    /// Readers by node: all nodes of a frame that stands among them.
    std::vector<std::int32_t> spread(const std::vector<std::int32_t>& readers) const {
        std::vector<std::int32_t> nodes;
        for (const std::int32_t reader : readers) {
            if (reader < firstUnit()) {
                nodes.push_back(reader);
                continue;
            }
            for (const std::int32_t node : m_access.nodes) {
                std::int32_t frame = m_frames.frameOf(NodeId{node});
                while (frame > 0 && frame != reader - firstUnit()) {
                    frame = m_frames.frames()[at(frame)].parent;
                }
                if (frame == reader - firstUnit()) { nodes.push_back(node); }
            }
        }
        return nodes;
    }

    const AccessGraph& m_access;
    const FrameMap& m_frames;
    std::vector<std::vector<std::int32_t>> m_members;  // by frame
};

}  // namespace

bool isEnter(const Node& node) { return node.isOp("Enter") || node.isOp("RefEnter"); }
bool isExit(const Node& node) { return node.isOp("Exit") || node.isOp("RefExit"); }
bool isNextIteration(const Node& node) {
    return node.isOp("NextIteration") || node.isOp("RefNextIteration");
}
bool isSwitch(const Node& node) { return node.isOp("Switch") || node.isOp("RefSwitch"); }
bool isMerge(const Node& node) { return node.isOp("Merge") || node.isOp("RefMerge"); }

bool isControlFlow(const Node& node) {
    constexpr std::array<std::string_view, 13> kOps = {
        "Switch",           "Merge",       "Enter",         "Exit",     "NextIteration",
        "LoopCond",         "RefSwitch",   "RefMerge",      "RefEnter", "RefExit",
        "RefNextIteration", "RefIdentity", "ControlTrigger"};
    return std::find(kOps.begin(), kOps.end(), node.opName) != kOps.end();
}

std::int32_t FrameMap::child(std::int32_t parent, const std::string& name) {
    for (std::size_t i = 1; i < m_frames.size(); ++i) {
        if (m_frames[i].parent == parent && m_frames[i].name == name) {
            return static_cast<std::int32_t>(i);
        }
    }
    m_frames.push_back({name, parent, {}, {}, {}});
    return static_cast<std::int32_t>(m_frames.size()) - 1;
}

Status FrameMap::setCondition(const Graph& graph, std::int32_t frame, NodeId node) {
    Frame& loop = m_frames[at(frame)];
    if (loop.condition.valid()) {
        return invalidArgument(concat("Invalid loop structure: Loop \"", loop.name,
                                      "\" has more than one LoopCond node: {{node ",
                                      graph.node(node).name, "}} and {{node ",
                                      graph.node(loop.condition).name, "}}"));
    }
    loop.condition = node;
    return okStatus();
}

Result<FrameMap> FrameMap::find(const Graph& graph, const AccessGraph& access) {
    FrameMap map;
    map.m_frameOf.assign(graph.size(), kNone);
    map.m_seenIn.assign(graph.size(), 0);
    std::vector<std::int32_t>& gives = map.m_seenIn;
    const AccessGraph order{access.before, access.nodes, {}, {}};
    for (const ScheduleStep& step : WEFT_TRY(scheduleNodes(order))) {
        const NodeId id{step.node};
        const Node& node = graph.node(id);
        std::int32_t frame = 0;
        const Node* from = nullptr;
        for (const std::int32_t source : access.before[at(id)]) {
            const std::int32_t given = gives[at(source)];
            const Node& other = graph.node(NodeId{source});
            if (from != nullptr && given != frame) {
                const auto in = [&](const Node& input, std::int32_t of) {
                    return concat("The input {{node ", input.name, "}} is in frame '",
                                  map.m_frames[at(of)].name, "'.");
                };
                return invalidArgument(concat("{{node ", node.name,
                                              "}} has inputs from different frames. ",
                                              in(*from, frame), " ", in(other, given)));
            }
            frame = given;
            from = &other;
        }
        map.m_frameOf[at(id)] = frame;
        gives[at(id)] = frame;
        if (isEnter(node)) {
            const std::int32_t inner =
                map.child(frame, node.attrs.getOr<std::string>("frame_name", {}));
            gives[at(id)] = inner;
            if (!node.attrs.getOr<bool>("is_constant", false)) {
                map.m_frames[at(inner)].enters.push_back(id);
            }
        } else if (isExit(node)) {
            if (frame == 0) {
                return invalidArgument(
                    concat("{{node ", node.name, "}} leaves a frame that nothing entered"));
            }
            map.m_frameOf[at(id)] = map.m_frames[at(frame)].parent;
            gives[at(id)] = map.m_frames[at(frame)].parent;
        } else if (isNextIteration(node)) {
            map.m_frames[at(frame)].next.push_back(id);
        } else if (node.isOp("LoopCond")) {
            WEFT_TRY(map.setCondition(graph, frame, id));
        }
    }
    return map;
}

Result<std::vector<ScheduleStep>> scheduleFrames(const AccessGraph& access,
                                                 const FrameMap& frames) {
    return FrameScheduler(access, frames).schedule();
}

}  // namespace weft
