// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/flow/loop_map.h"

#include <algorithm>

#include "engine/base/strings.h"
#include "engine/graph/flow/branch_ways.h"

namespace weft {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

int LoopMap::loopOf(NodeId node) {
    settleUntil(node);
    return m_loopOf[at(node.value)];
}

int LoopMap::homeOf(NodeId node) {
    settleUntil(node);
    return m_homeOf[at(node.value)];
}

/// Only back edges lead from later nodes to earlier ones, so one pass settles all.
void LoopMap::settleUntil(NodeId last) {
    while (std::ssize(m_loopOf) <= last.value) {
        const NodeId next{static_cast<std::int32_t>(m_loopOf.size())};
        m_loopOf.push_back(-1);
        m_homeOf.push_back(-1);
        settle(m_graph.node(next));
    }
}

void LoopMap::settle(const Node& node) {
    int loop = -1;
    const auto consider = [&](NodeId source) {
        // Loops are numbered as they are met, outer ones first.
        if (std::ssize(m_loopOf) > source.value) {
            loop = std::max(loop, m_loopOf[at(source.value)]);
        }
    };
    for (const Endpoint& input : node.inputs) { consider(input.node); }
    for (const NodeId before : node.controlInputs) { consider(before); }
    int home = loop;
    if (node.isOp("Enter") || node.isOp("RefEnter")) {
        loop = child(loop, node.attrs.getOr<std::string>("frame_name", {}));
        home = loop;
        if (node.attrs.getOr<bool>("is_constant", false)) {
            m_loops[at(loop)].constant.push_back(node.id);
        }
    } else if ((node.isOp("Exit") || node.isOp("RefExit")) && loop >= 0) {
        loop = m_loops[at(loop)].parent;
    }
    if (loop >= 0) { m_inside[at(loop)].push_back(node.id); }
    m_loopOf[at(node.id.value)] = loop;
    m_homeOf[at(node.id.value)] = home;
}

int LoopMap::child(int parent, const std::string& frame) {
    const auto [known, isNew] =
        m_children.try_emplace({parent, frame}, static_cast<int>(m_loops.size()));
    if (!isNew) { return known->second; }
    LoopFrame made;
    made.frame = frame;
    made.parent = parent;
    m_loops.push_back(std::move(made));
    m_inside.emplace_back();
    return known->second;
}

Status LoopMap::describe(int index) {
    LoopFrame found = m_loops[at(index)];
    found.variables.clear();
    settleUntil(NodeId{static_cast<std::int32_t>(m_graph.size()) - 1});
    for (const NodeId id : m_inside[at(index)]) {
        const Node& node = m_graph.node(id);
        if (node.isOp("LoopCond")) { found.condition = node.id; }
        if (node.isOp("Merge") && node.inputs.size() == 2 &&
            m_graph.node(node.inputs[1].node).isOp("NextIteration")) {
            WEFT_TRY(describeVariable(node, found));
        }
    }
    if (!found.condition.valid() || found.variables.empty()) {
        return invalidArgument(
            concat("frame '", found.frame, "' is no while loop: it has no condition or no value"));
    }
    found.constant = m_loops[at(index)].constant;
    m_loops[at(index)] = std::move(found);
    return okStatus();
}

Status LoopMap::describeVariable(const Node& merge, LoopFrame& loop) const {
    LoopFrame::Variable variable;
    variable.merge = merge.id;
    variable.enter = merge.inputs[0].node;
    variable.next = merge.inputs[1].node;
    for (const Graph::Use& use : m_graph.uses(merge.id)) {
        const Node& reader = m_graph.node(use.node);
        if (reader.isOp("Switch") && use.input == 0 &&
            m_graph.node(originalOf(m_graph, reader.inputs[1]).node).isOp("LoopCond")) {
            variable.choose = reader.id;
        }
    }
    if (!variable.choose.valid() || !m_graph.node(variable.enter).isOp("Enter")) {
        return invalidArgument(concat("frame '", loop.frame, "' is no while loop: '", merge.name,
                                      "' is not between an Enter and a Switch"));
    }
    for (const Graph::Use& use : m_graph.uses(variable.choose)) {
        const Node& reader = m_graph.node(use.node);
        if (reader.isOp("Exit")) { variable.exit = reader.id; }
    }
    const Endpoint next = originalOf(m_graph, m_graph.node(variable.next).inputs[0]);
    variable.isInvariant = next == Endpoint{variable.choose, 1};
    loop.variables.push_back(variable);
    return okStatus();
}

}  // namespace weft
