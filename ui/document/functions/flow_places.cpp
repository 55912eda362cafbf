// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/functions/flow_places.h"

#include <charconv>
#include <map>
#include <optional>
#include <string>

#include "engine/compose/foreign/memory.h"
#include "engine/compose/functions/bars.h"
#include "engine/compose/functions/called_functions.h"

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

/// Below which name a call lays out the body of a function, by the attribute that names that.
std::string bodyPlace(std::string_view part) {
    if (part == "cond" || part == "body") { return std::string(part) + '/'; }
    if (part == "then_branch") { return "then/"; }
    if (part == "else_branch") { return "else/"; }
    if (takeStart(part, "branches:")) { return concat("branch_", part, "/body/"); }
    return {};
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
    /// A node that a call was laid out as.
    struct Place {
        const Item* call;
        std::string_view name;  ///< below the call's
    };

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

    /// The call that a node was laid out from, in whatever function that lies; none: it is drawn.
    std::optional<Place> placeOf(std::string_view name) const {
        const Expansion* in = &m_document.expansion;
        while (true) {
            const Node* node = nullptr;
            std::size_t end = name.size();
            while (node == nullptr && end != std::string_view::npos && end > 0) {
                node = in->graph.find(name.substr(0, end));
                if (node == nullptr) { end = name.rfind('/', end - 1); }
            }
            if (node == nullptr || end == name.size()) { return std::nullopt; }
            name.remove_prefix(end + 1);
            const Item* call = m_document.project->item(in->originOf(node->id).item);
            const auto* op = call == nullptr ? nullptr : call->as<OpItem>();
            if (op == nullptr) { return std::nullopt; }
            std::string_view behind = name;
            // Where the name was taken.
            if (takeStart(behind, "call_") && takeNumber(behind) && takeStart(behind, "/")) {
                name = behind;
            }
            in = bodyOf(*op, name);
            if (in == nullptr) { return Place{call, name}; }
        }
    }

    /// The body that a name below a call lies in, which it then loses; null: in none.
    const Expansion* bodyOf(const OpItem& op, std::string_view& name) const {
        for (const CalledFunction& called : calledFunctions(op)) {
            std::string_view behind = name;
            const Item* function = functionNamed(*m_document.project, called.name);
            if (function == nullptr || !takeStart(behind, bodyPlace(called.part))) { continue; }
            const auto body = m_document.expansion.bodies.find(function->id);
            if (body == m_document.expansion.bodies.end()) { continue; }
            name = behind;
            return body->second.get();
        }
        return nullptr;
    }

    /// "pivot" and "switch_0", "switch_1", ...; of a Case each of its decisions has its own.
    void addLaidOut(const Node& node) {
        const std::optional<Place> place = placeOf(node.name);
        if (!place) { return; }
        const auto& op = *place->call->as<OpItem>();
        std::string_view name = place->name;
        const int parts = static_cast<int>(calledFunctions(op).size());
        const bool isLoop = m_ran.node(node.inputs[1].node).isOp("LoopCond");
        FlowFork fork{place->call->id.value, isLoop, 0, 1, {}};
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
