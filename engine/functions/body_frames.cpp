// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/body_frames.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "engine/proto/graph.pb.h"

namespace weft {
namespace {

/// Deeper than any program nests loops: what goes on is a cycle, which the import refuses.
constexpr int kMostDepth = 100;

bool isEnter(const tensorflow::NodeDef& node) {
    return node.op() == "Enter" || node.op() == "RefEnter";
}
bool isExit(const tensorflow::NodeDef& node) {
    return node.op() == "Exit" || node.op() == "RefExit";
}

int depthBehind(const tensorflow::NodeDef& node, int depth) {
    return isEnter(node) ? depth + 1 : isExit(node) ? std::max(0, depth - 1) : depth;
}

std::string_view nodeIn(std::string_view input) {
    if (input.starts_with('^')) { input.remove_prefix(1); }
    return input.substr(0, input.find(':'));
}

}  // namespace

BodyFrames::BodyFrames(const tensorflow::FunctionDef& function) {
    const auto& nodes = function.node_def();
    if (std::ranges::none_of(nodes, isEnter)) { return; }
    std::map<std::string_view, std::vector<const tensorflow::NodeDef*>> readers;
    std::vector<const tensorflow::NodeDef*> open;
    for (const auto& node : nodes) {
        for (const std::string& input : node.input()) { readers[nodeIn(input)].push_back(&node); }
        if (isEnter(node)) { open.push_back(&node); }
    }
    // Depths grow from the Enters on, until nothing reads a deeper one any more.
    while (!open.empty()) {
        const tensorflow::NodeDef& node = *open.back();
        open.pop_back();
        const int behind = depthBehind(node, m_depths[node.name()]);
        if (behind > kMostDepth) { continue; }
        for (const tensorflow::NodeDef* reader : readers[node.name()]) {
            int& depth = m_depths[reader->name()];
            if (depth >= behind) { continue; }
            depth = behind;
            open.push_back(reader);
        }
    }
}

}  // namespace weft
