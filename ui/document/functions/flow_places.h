// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/document/engine_document.h"

namespace weft::ui {

/// Where the graph that runs shows which way a drawn loop or branch goes: by Switch nodes that send all
/// their values the same way.
struct FlowFork {
    quint64 shown = 0;  ///< node of the diagram with the parts
    bool isLoop = false;
    int yes = 0;  ///< of a branch: the part that is taken by output 1, and by output 0
    int no = -1;  ///< -1: what comes after decides
    std::vector<NodeId> switches;
};

/// Those of all loops and branches that are drawn with parts, functions and frames; several of a node
/// that is laid out several times (its function is called more than once) or decides in several steps
/// (Case). @param ran the session's graph of the document: functions are laid out in it.
/// Complexity: linear in its nodes, times how deep functions lie in each other.
std::vector<FlowFork> flowForks(const EngineDocument& document, const Graph& ran);

}  // namespace weft::ui
