// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/layout/back_edges.h"

#include <cstddef>
#include <utility>

namespace weft::ui {

std::vector<bool> backEdges(const LayoutGraph& graph) {
    enum class State { New, Open, Done };
    const std::size_t n = graph.boxes.size();
    std::vector<bool> isBack(graph.edges.size(), false);
    std::vector<std::vector<std::size_t>> out(n);
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        out[static_cast<std::size_t>(graph.edges[e].from)].push_back(e);
    }
    std::vector<State> state(n, State::New);
    // An own stack: imported graphs may be deeper than the thread's.
    std::vector<std::pair<std::size_t, std::size_t>> stack;  // box, next of its edges
    for (std::size_t root = 0; root < n; ++root) {
        if (state[root] != State::New) { continue; }
        state[root] = State::Open;
        stack.emplace_back(root, 0);
        while (!stack.empty()) {
            const std::size_t box = stack.back().first;
            if (stack.back().second == out[box].size()) {
                state[box] = State::Done;
                stack.pop_back();
                continue;
            }
            const std::size_t e = out[box][stack.back().second++];
            const auto to = static_cast<std::size_t>(graph.edges[e].to);
            if (state[to] == State::Open) { isBack[e] = true; }
            if (state[to] == State::New) {
                state[to] = State::Open;
                stack.emplace_back(to, 0);
            }
        }
    }
    return isBack;
}

}  // namespace weft::ui
