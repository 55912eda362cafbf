// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/functions/flow_places.h"

#include <charconv>
#include <map>
#include <optional>
#include <string>

#include "engine/compose/foreign/memory.h"
#include "engine/compose/functions/called_functions.h"
#include "ui/document/functions/drawn_as.h"

namespace weft::ui {
namespace {

bool takeStart(std::string_view& text, std::string_view start) {
    if (!text.starts_with(start)) { return false; }
    text.remove_prefix(start.size());
    return true;
}

/// The number at the front of a text, which is taken off.
std::optional<int> takeNumber(std::string_view& text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0) { return std::nullopt; }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

class ForkFinder {
public:
    ForkFinder(const EngineDocument& document, const Graph& ran)
        : m_document(document), m_ran(ran) {}

    std::vector<FlowFork> run() {
        addFrames();
        for (const Node& node : m_ran.nodes()) {
            if (node.isOp("Switch")) { addLaidOut(node); }
        }
        std::vector<FlowFork> all = std::move(m_frames);
        for (auto& [name, fork] : m_laidOut) { all.push_back(std::move(fork)); }
        return all;
    }

private:
    /// Loops and branches that came as nodes.
    void addFrames() {
        const std::optional<ForeignMemory> memory = memoryOf(*m_document.project);
        if (!memory) { return; }
        for (const ForeignMemory::Flow& flow : memory->flows) {
            if (!m_document.folds.flows.contains(flow.anchor)) { continue; }
            const bool isLoop = flow.kind == ForeignFlow::Kind::While;
            FlowFork fork{flow.anchor.value, isLoop, 0, isLoop ? 0 : 1, {}};
            if (isLoop) {
                addSwitchesOf(flow.anchor, fork);
            } else {
                for (const auto* ids : {&flow.border, &flow.parts[0], &flow.parts[1]}) {
                    for (const ItemId id : *ids) { addSwitch(id, fork); }
                }
            }
            m_frames.push_back(std::move(fork));
        }
    }

    const Node* ranAs(ItemId item) const {
        const auto node = m_document.expansion.operations.find(item);
        return node == m_document.expansion.operations.end()
                   ? nullptr
                   : m_ran.find(m_document.graph().node(node->second).name);
    }
    void addSwitch(ItemId item, FlowFork& fork) const {
        const Node* node = ranAs(item);
        if (node != nullptr && node->isOp("Switch")) { fork.switches.push_back(node->id); }
    }
    void addSwitchesOf(ItemId condition, FlowFork& fork) const {
        const Node* node = ranAs(condition);
        if (node == nullptr) { return; }
        for (const Graph::Use& use : m_ran.uses(node->id)) {
            const Node& user = m_ran.node(use.node);
            if (user.isOp("Switch") && use.input == 1) { fork.switches.push_back(user.id); }
        }
    }

    /// "pivot" and "switch_0", "switch_1", ...; of a Case each of its decisions has its own.
    void addLaidOut(const Node& node) {
        const DrawnAs drawn = drawnAs(m_document, node.name);
        if (drawn.itself || drawn.way.empty()) { return; }
        const DrawnNode& last = drawn.way.back();
        const Item* call = m_document.project->item(last.around->originOf(last.node).item);
        const auto* op = call == nullptr ? nullptr : call->as<OpItem>();
        if (op == nullptr) { return; }
        std::string_view name = drawn.below;
        const int parts = static_cast<int>(calledFunctions(*op).size());
        const bool isLoop = m_ran.node(node.inputs[1].node).isOp("LoopCond");
        FlowFork fork{call->id.value, isLoop, 0, 1, {}};
        if (!isLoop && takeStart(name, "branch_")) {
            const std::optional<int> branch = takeNumber(name);
            if (!branch || !takeStart(name, "/") || *branch >= parts) { return; }
            fork.yes = *branch;
            fork.no = *branch + 2 == parts ? *branch + 1 : -1;
        }
        if (name != "pivot" && !name.starts_with("switch_")) { return; }
        const std::string root = node.name.substr(0, node.name.size() - name.size());
        m_laidOut.emplace(root, std::move(fork)).first->second.switches.push_back(node.id);
    }

    const EngineDocument& m_document;
    const Graph& m_ran;
    std::vector<FlowFork> m_frames;
    std::map<std::string, FlowFork> m_laidOut;  // by the name that its nodes begin with
};

}  // namespace

std::vector<FlowFork> flowForks(const EngineDocument& document, const Graph& ran) {
    if (!document.project) { return {}; }
    return ForkFinder(document, ran).run();
}

}  // namespace weft::ui
